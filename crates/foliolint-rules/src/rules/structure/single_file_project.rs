//! Flags a project whose whole logic sits in one Python file although it is more than a script.
//!
//! ## Why it is a red flag
//!
//! One long file shows that nobody had to find their way in it yet: everything can touch everything, nothing
//! can be tested on its own, and two people cannot work on it at once.
//!
//! ## What is not flagged
//!
//! - Scripts: below 150 lines of code, or below 300 with fewer than 8 functions and classes.
//! - Libraries of a single module with build metadata and tests.
//! - Collections of scripts, and data projects whose work is in notebooks.
//!
//! Files of under 10 lines of code, `__init__.py` files that only import, configuration and tests are no
//! second file.
//!
//! ## What to do instead
//!
//! Split by what changes for the same reason: web routes, rules of the domain, storage, configuration. A
//! package of three or four modules is enough.

use crate::hit::{Hit, Severity};
use crate::rule::{Area, Check, Judgement, Question, Rule};
use foliolint_core::manifest::Package;
use foliolint_core::python::Module;
use foliolint_core::python::facts::Usage;
use foliolint_core::repo::{Kind, Repo};

pub(crate) static RULE: Rule = Rule {
    code: "FOL501",
    name: "single-file-project",
    area: Area::Structure,
    summary: "all logic in one Python file",
    help: "split the file into modules by responsibility",
    severity: Severity::Warning,
    questions: &[Question {
        ask: "Which parts of this file would you take out first, and where would you draw the lines?",
        strong: "names responsibilities that change for different reasons, and what could then be tested alone",
    }],
    needs_everything: false,
    check: Check::Repo(check),
    judge,
    source: include_str!("single_file_project.rs"),
};

/// Lines of code from which a file with [`DEFINITIONS`] functions and classes is more than a script.
const LINES: u32 = 150;
/// Functions and classes, nested ones and methods included.
const DEFINITIONS: usize = 8;
/// Lines of code from which any file is more than a script.
const MANY_LINES: u32 = 300;
/// Lines of code below which a file is no second file.
const SMALL: u32 = 10;

fn check(repo: &Repo) -> Vec<Hit> {
    if exempt(repo).is_some() {
        return Vec::new();
    }
    let mut files = repo.production().filter(|module| holds_logic(module));
    let (Some(only), None) = (files.next(), files.next()) else {
        return Vec::new();
    };
    let definitions = only.facts.functions.len() + only.facts.classes.len();
    let lines = only.facts.code_lines;
    if lines < MANY_LINES && (lines < LINES || definitions < DEFINITIONS) {
        return Vec::new();
    }
    vec![Hit::file(
        &only.path,
        Severity::Warning,
        format!(
            "all logic is in this one file: {lines} lines of code, {definitions} functions and classes"
        ),
    )]
}

fn judge(repo: &Repo, hits: &[Hit]) -> Judgement {
    if let Some(hit) = hits.first() {
        return Judgement::present(hit.message.clone());
    }
    let files = repo.production().filter(|module| holds_logic(module));
    match (files.count(), exempt(repo)) {
        (0 | 1, Some(reason)) => Judgement::absent(reason),
        (0 | 1, None) => Judgement::absent("one small file, no more than a script"),
        (many, _) => Judgement::absent(format!("the logic is spread over {many} files")),
    }
}

/// Why one file is no flaw in a repository.
fn exempt(repo: &Repo) -> Option<&'static str> {
    let notebooks = || {
        repo.modules
            .iter()
            .any(|module| module.notebook && module.is_production())
    };
    match repo.kind {
        Kind::Collection => Some("a collection of scripts has no one project to lay out"),
        Kind::Data if notebooks() => Some("the work is in notebooks"),
        Kind::Library | Kind::Cli | Kind::Script if is_tested_package(repo) => {
            Some("a single-module library with build metadata and tests")
        }
        _ => None,
    }
}

/// A published package may well be one module, as long as it is tested.
fn is_tested_package(repo: &Repo) -> bool {
    let built = |(_, package): (_, &Package)| package.has_build_metadata;
    repo.tests().next().is_some()
        && (repo.kind == Kind::Library || repo.manifests.packages().any(built))
}

/// Whether a module is more than configuration, a start file or a handful of lines.
fn holds_logic(module: &Module) -> bool {
    module.facts.code_lines >= SMALL && !is_start_file(module) && !is_configuration(module)
}

/// Files that a framework generates to start a project.
fn is_start_file(module: &Module) -> bool {
    matches!(module.file_name(), "manage.py" | "wsgi.py" | "asgi.py")
}

/// Configuration by name, or a file (as an `__init__.py`) that only imports and assigns.
fn is_configuration(module: &Module) -> bool {
    const NAMES: [&str; 7] = [
        "config",
        "settings",
        "conf",
        "constants",
        "configuration",
        "gunicorn",
        "local_settings",
    ];
    let facts = &module.facts;
    let stem = module.stem().split('.').next().unwrap_or_default();
    NAMES.contains(&stem)
        || module
            .folder()
            .rsplit('/')
            .next()
            .is_some_and(|folder| folder == "settings")
        || (facts.functions.is_empty()
            && facts.classes.is_empty()
            && facts.loops.is_empty()
            && !facts.calls.iter().any(|call| call.usage == Usage::Dropped))
}
