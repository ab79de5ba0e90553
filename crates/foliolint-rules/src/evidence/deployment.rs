//! How the program is packed, started and watched.

use super::{Found, at, line, unless_empty};
use crate::hit::Place;
use foliolint_core::deployment::{Container, Instruction};
use foliolint_core::python::Module;
use foliolint_core::repo::Repo;
use foliolint_core::source::Span;
use std::collections::BTreeSet;

/// Servers that are made for many users.
const SERVERS: [&str; 8] = [
    "daphne",
    "granian",
    "gunicorn",
    "hypercorn",
    "mod_wsgi-express",
    "uvicorn",
    "uwsgi",
    "waitress-serve",
];
/// Addresses under which a program says whether it is well, without slashes around.
const HEALTH: [&str; 12] = [
    "health",
    "healthcheck",
    "health-check",
    "health_check",
    "healthz",
    "livez",
    "readyz",
    "api/health",
    "api/healthz",
    "health/live",
    "health/ready",
    "api/v1/health",
];

pub(super) fn found(repo: &Repo) -> Vec<Found> {
    let containers = &repo.deployment.containers;
    let stages = containers
        .iter()
        .filter_map(|container| multi_stage(repo, container))
        .collect();
    let users = containers
        .iter()
        .filter_map(|container| not_root(repo, container))
        .collect();
    let found = [
        unless_empty("container-multi-stage", stages, |_| {
            "the container is built in stages, so that what only the build needs is left out"
                .to_owned()
        }),
        unless_empty("container-not-root", users, |_| {
            "the container's program runs without administrator rights".to_owned()
        }),
        unless_empty("health-check", health(repo), |_| {
            "something can ask the program whether it is well".to_owned()
        }),
        unless_empty("production-server", servers(repo), |_| {
            "it is started with a server made for many users".to_owned()
        }),
    ];
    found.into_iter().flatten().collect()
}

fn words<'a>(
    container: &'a Container,
    word: &'a str,
) -> impl DoubleEndedIterator<Item = &'a Instruction> {
    container
        .instructions
        .iter()
        .filter(move |it| it.word == word)
}

/// A later stage that takes something from an earlier one.
fn multi_stage(repo: &Repo, container: &Container) -> Option<Place> {
    let last = words(container, "FROM").next_back()?;
    let mut copies = words(container, "COPY");
    let copies = copies.any(|copy| copy.line > last.line && copy.text.contains("--from="));
    (copies && words(container, "FROM").count() > 1).then(|| line(repo, &container.path, last.line))
}

/// The last stage's last user, unless it is the administrator.
fn not_root(repo: &Repo, container: &Container) -> Option<Place> {
    let stage = words(container, "FROM").next_back()?.line;
    let user = words(container, "USER")
        .next_back()
        .filter(|user| user.line > stage)?;
    let name = user.text.split(':').next().unwrap_or_default().trim();
    (!matches!(name, "" | "root" | "0")).then(|| line(repo, &container.path, user.line))
}

fn health(repo: &Repo) -> Vec<Place> {
    let mut places = Vec::new();
    for container in &repo.deployment.containers {
        let check =
            words(container, "HEALTHCHECK").find(|it| !it.text.eq_ignore_ascii_case("none"));
        places.extend(check.map(|check| line(repo, &container.path, check.line)));
    }
    for module in repo.production() {
        let routes = routes(module);
        let health = module.facts.strings.iter().filter(|string| {
            if !routes.contains(&string.span) {
                return false;
            }
            let address = module.string_text(string);
            let address = address
                .trim_start_matches('^')
                .trim_end_matches('$')
                .trim_matches('/');
            HEALTH.contains(&address)
        });
        places.extend(health.map(|route| at(module, route.span)));
    }
    places.sort();
    places
}

/// Where the addresses of routes stand: the first argument of a decorator, or of a call that adds a route.
fn routes(module: &Module) -> BTreeSet<Span> {
    const ADDS: [&str; 6] = [
        "add_api_route",
        "add_get",
        "add_route",
        "add_url_rule",
        "path",
        "re_path",
    ];
    let decorators: BTreeSet<u32> = module
        .facts
        .decorators
        .iter()
        .map(|it| it.span.end)
        .collect();
    let calls = module.facts.calls.iter().filter(|call| {
        decorators.contains(&call.span.end)
            || ADDS.contains(&Module::last_segment(module.callee(call)))
    });
    calls
        .filter_map(|call| Some(module.positional(call, 0)?.span))
        .collect()
}

fn servers(repo: &Repo) -> Vec<Place> {
    let starts = repo.deployment.starts.iter().filter(|start| {
        let mut programs = start
            .command
            .split_whitespace()
            .map(|word| word.rsplit('/').next().unwrap_or(word));
        programs.any(|word| SERVERS.contains(&word)) && !start.command.contains("--reload")
    });
    starts
        .map(|start| line(repo, &start.path, start.line))
        .collect()
}
