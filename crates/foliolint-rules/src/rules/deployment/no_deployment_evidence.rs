//! Flags a web application or bot of which nothing shows that it ever ran outside a laptop.
//!
//! ## Why it is a red flag
//!
//! A web application is made to be reached by others. Getting it onto a server teaches configuration,
//! logging, databases and failure; a project that never left the author's machine has met none of them.
//!
//! ## What is not flagged
//!
//! - Anything but web applications and bots.
//! - Any sign of a deployment: a Dockerfile, a compose file with the program in it, a Procfile, the
//!   configuration of a hosting platform, of Kubernetes, Terraform, Ansible, systemd, nginx or Gunicorn, a
//!   deploy job in CI, a production server among the dependencies, a live address in the README.
//!
//! A compose file with a database alone, an empty file or a template that nobody filled in shows nothing;
//! `uvicorn` or `daphne` alone neither, as both are what one develops with.
//!
//! ## What to do instead
//!
//! Deploy it somewhere, even for free, put the address into the README, and keep the configuration in the
//! repository. A short Dockerfile that starts a production server is a good beginning.

use crate::hit::{Hit, Severity};
use crate::rule::{Area, Check, Judgement, Question, Rule};
use foliolint_core::deployment::Evidence;
use foliolint_core::manifest::Format;
use foliolint_core::repo::{Kind, Repo};

pub(crate) static RULE: Rule = Rule {
    code: "FOL701",
    name: "no-deployment-evidence",
    area: Area::Deployment,
    summary: "nothing shows that it ever ran outside a laptop",
    help: "deploy it, and keep the Dockerfile or platform configuration in the repository",
    severity: Severity::Warning,
    questions: &[Question {
        ask: "Where has this run, and what had to change before it did?",
        strong: "a real host, configuration from the environment, a production server, static files, \
                 migrations at release, and how they noticed when it was down",
    }],
    needs_everything: true,
    check: Check::Repo(check),
    judge,
    source: include_str!("no_deployment_evidence.rs"),
};

/// Distributions that serve a Python web application in production; uvicorn and daphne alone are what
/// their frameworks' tutorials develop with.
const PRODUCTION_SERVERS: [&str; 7] = [
    "gunicorn",
    "uwsgi",
    "pyuwsgi",
    "hypercorn",
    "waitress",
    "mod-wsgi",
    "granian",
];

fn check(repo: &Repo) -> Vec<Hit> {
    if !applies(repo) || repo.deployment.has_evidence() || production_server(repo).is_some() {
        return Vec::new();
    }
    let what = if repo.kind == Kind::Bot {
        "bot"
    } else {
        "web application"
    };
    vec![Hit::repository(
        Severity::Warning,
        format!(
            "nothing shows that this {what} ever ran outside a laptop: no container, platform or server configuration, production server or live address"
        ),
    )]
}

fn judge(repo: &Repo, hits: &[Hit]) -> Judgement {
    if !applies(repo) {
        return Judgement::not_applicable(format!(
            "a project of the kind {} need not be deployed",
            repo.kind.word()
        ));
    }
    if let Some(hit) = hits.first() {
        return Judgement::present(hit.message.clone());
    }
    let server = production_server(repo);
    // `min_by_key` takes the first of equals, and evidence is sorted by path.
    let best = repo.deployment.evidence.iter().min_by_key(|one| rank(one));
    match (best, server) {
        (Some(best), None) => Judgement::absent(said(best)),
        (Some(best), Some(_)) if rank(best) < ADDRESS => Judgement::absent(said(best)),
        (_, Some(server)) => Judgement::absent(format!("{server} is among the dependencies")),
        (None, None) => Judgement::absent("nothing of the kind was found"),
    }
}

/// The rank of a live address; a production server among the dependencies says more.
const ADDRESS: u8 = 3;

/// How much a sign says, the strongest first: container, platform or server, deploy job, address.
fn rank(evidence: &Evidence) -> u8 {
    match evidence.what {
        "Dockerfile" | "compose file with the program in it" => 0,
        "deploy job in CI" => 2,
        "live address in the README" if evidence.path.contains('/') => ADDRESS + 1,
        "live address in the README" => ADDRESS,
        _ => 1,
    }
}

/// What a sign is and where, without saying the same word twice.
fn said(evidence: &Evidence) -> String {
    let Evidence { path, what, .. } = evidence;
    let file = path.rsplit('/').next().unwrap_or(path);
    if file.eq_ignore_ascii_case(what) {
        format!("there is a file {path}")
    } else {
        format!("{what} at {path}")
    }
}

const fn applies(repo: &Repo) -> bool {
    matches!(repo.kind, Kind::WebApp | Kind::Bot)
}

/// The production server that a manifest names; installing one by hand, as a README may tell, is no declaration.
fn production_server(repo: &Repo) -> Option<&'static str> {
    let manifests = repo
        .manifests
        .all()
        .iter()
        .filter(|manifest| manifest.format != Format::CommandLine);
    let mut requirements = manifests.flat_map(|manifest| &manifest.requirements);
    requirements.find_map(|requirement| {
        let named = |server: &&str| *server == requirement.name;
        PRODUCTION_SERVERS.into_iter().find(named)
    })
}
