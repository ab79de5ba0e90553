//! Whether mail leaves the machine at all, by a Django or Flask project's settings.

use foliolint_core::python::Module;
use foliolint_core::python::facts::{Assignment, Value, ValueKind};
use foliolint_core::repo::Repo;
use std::collections::BTreeSet;

/// Django's back ends that write mail to the terminal, a file or memory, and back ends that only put it in a queue.
const LOCAL: [&str; 9] = [
    "backends.console",
    "backends.dummy",
    "backends.filebased",
    "backends.locmem",
    "celery",
    "eml_email_backend",
    "huey",
    "mailer.backend",
    "post_office",
];

/// Words of settings files that are not the ones which run for others.
const DEVELOPMENT: [&str; 7] = [
    "dev",
    "develop",
    "development",
    "local",
    "test",
    "tests",
    "testing",
];

/// Whether a repository's settings keep mail on the machine or queue it, wherever it runs.
pub(crate) fn stays(repo: &Repo) -> bool {
    let mut kept = false;
    let folders = folders(repo);
    let beside = |module: &Module| {
        let folder = module.folder();
        let above = folder.rsplit_once('/').map_or("", |(above, _)| above);
        folders.contains(folder) || folders.contains(above)
    };
    for module in repo.production() {
        for assignment in &module.facts.assignments {
            match choice(module, assignment) {
                // Where production has settings of its own, those of development say nothing of it.
                Some(true) if is_development(&module.path) && beside(module) => {}
                Some(true) => kept = true,
                Some(false) => return false,
                None => {}
            }
        }
    }
    kept
}

/// Whether an assignment keeps mail on the machine; `None` where it chooses nothing.
fn choice(module: &Module, assignment: &Assignment) -> Option<bool> {
    let name = setting(module, assignment)?;
    let value = assignment.value?;
    match name {
        "EMAIL_BACKEND" => {
            let text = module.text(value.span);
            // A value from the environment can be anything; its default says what the author runs.
            Some(LOCAL.iter().any(|local| text.contains(local)) && !chooses(text))
        }
        "MAIL_SUPPRESS_SEND" => (value.kind == ValueKind::True).then_some(true),
        _ => None,
    }
}

/// Whether a value also names a back end that sends.
fn chooses(text: &str) -> bool {
    ["backends.smtp", "anymail", "django_ses", "sendgrid_backend"]
        .iter()
        .any(|real| text.contains(real))
}

/// `EMAIL_BACKEND` also of `app.config["EMAIL_BACKEND"]`.
fn setting<'a>(module: &'a Module, assignment: &Assignment) -> Option<&'a str> {
    let Value { span, kind } = assignment.target;
    let text = module.text(span);
    match kind {
        ValueKind::Name => Some(text),
        ValueKind::Subscript => {
            let (_, key) = text.split_once('[')?;
            Some(key.trim_matches([']', '"', '\'']))
        }
        _ => None,
    }
}

fn is_development(path: &str) -> bool {
    path.to_ascii_lowercase()
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .any(|word| DEVELOPMENT.contains(&word))
}

/// The folders that hold settings which are not for development.
fn folders(repo: &Repo) -> BTreeSet<&str> {
    let others = repo.production().filter(|module| {
        let named =
            module.path.contains("settings") || matches!(module.stem(), "prod" | "production");
        named && !is_development(&module.path) && module.facts.assignments.len() > 1
    });
    others.map(Module::folder).collect()
}
