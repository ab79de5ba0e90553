//! Logging that somebody set up.

use super::{Found, at, calls, places, unless_empty};
use foliolint_core::python::Module;
use foliolint_core::repo::Repo;

/// Calls that set up logging, by their resolved name.
const SETUP: [&str; 6] = [
    "logging.basicConfig",
    "logging.config.dictConfig",
    "logging.config.fileConfig",
    "loguru.logger.add",
    "loguru.logger.configure",
    "structlog.configure",
];

pub(super) fn found(repo: &Repo) -> Vec<Found> {
    let mut found = places(&calls(repo, |module, _, callee| {
        SETUP.contains(&callee) && !is_brought_along(module)
    }));
    if repo.frameworks.contains(&"django") {
        for module in repo.production() {
            let settings = module.facts.assignments.iter().find(|assignment| {
                assignment.scope.function.is_none()
                    && module.text(assignment.target.span) == "LOGGING"
                    && assignment
                        .value
                        .is_some_and(|value| module.text(value.span).contains("handlers"))
            });
            found.extend(settings.map(|assignment| at(module, assignment.target.span)));
        }
    }
    found.sort();
    unless_empty("logging-configured", found, |_| {
        "logging is set up, so that problems can be traced later".to_owned()
    })
    .into_iter()
    .collect()
}

/// Alembic writes an `env.py` that sets up logging for its own run.
fn is_brought_along(module: &Module) -> bool {
    module.stem() == "env" && module.imports("alembic")
}
