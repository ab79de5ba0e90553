//! Tests that would notice a mistake, and how they are built and run.

use super::{Found, at, counted, files, line, unless_empty};
use crate::hit::Place;
use crate::tested::tests;
use foliolint_core::python::Module;
use foliolint_core::repo::Repo;
use std::sync::Arc;

pub(super) fn found(repo: &Repo) -> Vec<Found> {
    let mut found = effective(repo);
    if found.is_empty() {
        return found;
    }
    found.extend(decorated(
        repo,
        "parametrised-tests",
        "tests that run over several inputs",
        |name| name.ends_with("mark.parametrize") || name.ends_with("parameterized.expand"),
    ));
    found.extend(decorated(
        repo,
        "test-fixtures",
        "fixtures that prepare what tests need",
        |name| matches!(name, "pytest.fixture" | "pytest_asyncio.fixture"),
    ));
    found.extend(factories(repo));
    found.extend(in_ci(repo));
    let mut coverage = files(repo, |_, name| {
        matches!(name, ".coveragerc" | "codecov.yml" | ".codecov.yml")
    });
    coverage.extend(measured(repo));
    found.extend(unless_empty("test-coverage-configured", coverage, |_| {
        "measures how much of the code its tests run".to_owned()
    }));
    found
}

/// Tests that check something of the project (FOL101).
fn effective(repo: &Repo) -> Vec<Found> {
    let tests = tests(repo);
    let effective: Vec<_> = tests.iter().filter(|test| test.is_effective()).collect();
    let mut places: Vec<Place> = Vec::new();
    for test in &effective {
        let is_new = places
            .last()
            .is_none_or(|last| last.path != test.module.path);
        if is_new {
            places.push(at(test.module, test.function.name));
        }
    }
    let files = counted(places.len(), "file", "files");
    let count = counted(effective.len(), "test that checks", "tests that check");
    // Asked once a file: a file may hold thousands of tests.
    let of_files = effective.chunk_by(|one, next| one.module.path == next.module.path);
    let through: usize = of_files
        .filter(|file| file.first().is_some_and(|test| is_integration(test.module)))
        .map(<[_]>::len)
        .sum();
    let wide = match through {
        0 => String::new(),
        some => format!("; {some} of them through its web interface or several parts at once"),
    };
    unless_empty("effective-tests", places, |_| {
        format!("{count} the project's own code, in {files}{wide}")
    })
    .into_iter()
    .collect()
}

/// Whether the tests of a file exercise more than one part: they stand in a folder that says so, or send requests.
fn is_integration(module: &Module) -> bool {
    let told = module
        .path
        .split(['/', '_', '.'])
        .any(|word| matches!(word, "integration" | "functional" | "e2e" | "acceptance"));
    told || module.facts.calls.iter().any(|call| {
        let callee = module.callee(call);
        matches!(
            Module::last_segment(callee),
            "TestClient" | "test_client" | "APIClient"
        ) || callee.starts_with("self.client.")
            || callee.starts_with("client.")
    })
}

/// Where a file of settings says that coverage is measured.
fn measured(repo: &Repo) -> Vec<Place> {
    let settings = ["pyproject.toml", "setup.cfg", "tox.ini", "pytest.ini"];
    let says = |line: &str| {
        let line = line.trim_start();
        let heads = ["[tool.coverage", "[coverage:"];
        heads.iter().any(|head| line.starts_with(head))
            || line.contains("--cov") && !line.starts_with('#')
    };
    let mut found = Vec::new();
    for path in settings {
        let Some(source) = repo.source(path) else {
            continue;
        };
        let at = (1..=source.line_count()).find(|&at| says(source.line_text(at)));
        found.extend(at.map(|at| line(repo, &Arc::from(path), at)));
    }
    found
}

/// Test code's functions with a decorator that `is_wanted` by its resolved name.
fn decorated(
    repo: &Repo,
    kind: &'static str,
    what: &str,
    is_wanted: impl Fn(&str) -> bool,
) -> Option<Found> {
    let mut places = Vec::new();
    for module in repo.tests() {
        for function in &module.facts.functions {
            let wanted = module
                .decorators(function.decorators)
                .iter()
                .find(|decorator| is_wanted(&module.resolve(decorator.name, &function.scope)));
            places.extend(wanted.map(|decorator| at(module, decorator.span)));
        }
    }
    unless_empty(kind, places, |count| format!("{what}: {count}"))
}

/// Classes that make test data.
fn factories(repo: &Repo) -> Option<Found> {
    let mut places = Vec::new();
    for module in repo
        .modules
        .iter()
        .filter(|module| module.imports("factory"))
    {
        for class in &module.facts.classes {
            let is_factory = module
                .bases(class)
                .iter()
                .any(|base| base.starts_with("factory.") && base.ends_with("Factory"));
            if is_factory {
                places.push(at(module, class.name));
            }
        }
    }
    unless_empty("test-factories", places, |count| {
        format!(
            "{} test data",
            counted(count, "class makes", "classes make")
        )
    })
}

/// CI that runs the tests.
fn in_ci(repo: &Repo) -> Option<Found> {
    let runs = repo
        .deployment
        .ci
        .iter()
        .filter_map(|file| Some((&file.path, file.tests?)));
    let places = runs.map(|(path, at)| line(repo, path, at)).collect();
    unless_empty("tests-in-ci", places, |_| {
        "the tests run by themselves on every change (CI)".to_owned()
    })
}
