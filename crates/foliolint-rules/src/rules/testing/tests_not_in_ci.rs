//! Flags a repository that has tests and CI, where the CI does not run the tests.
//!
//! ## Why it is a red flag
//!
//! Tests that nobody runs stop working within weeks, and nobody notices. The CI is there already: one more line makes
//! every change prove itself.
//!
//! ## What is not flagged
//!
//! - A repository without tests that check something, or without CI; other flags say so.
//! - A CI that runs pytest, unittest, tox, nox, `manage.py test`, `flask test` or the like: directly, through a make
//!   target, a task of `pyproject.toml`, a script, a pre-commit hook or an action of the repository, or while it
//!   builds or runs a container.
//! - A CI that calls a workflow of another repository, as nobody sees from here what that one does.
//!
//! ## What to do instead
//!
//! Add a step that installs the project and runs `pytest`, and let a failing test block the merge.

use crate::hit::{Hit, Severity};
use crate::rule::{Area, Check, Judgement, Question, Rule};
use crate::tested::{Test, tests};
use foliolint_core::deployment::CiFile;
use foliolint_core::file::FileKind;
use foliolint_core::repo::Repo;

pub(crate) static RULE: Rule = Rule {
    code: "FOL103",
    name: "tests-not-in-ci",
    area: Area::Testing,
    summary: "there are tests and CI, and the CI does not run the tests",
    help: "add a CI step that installs the project and runs the tests",
    severity: Severity::Advice,
    questions: &[Question {
        ask: "Who runs the tests, and when?",
        strong: "CI on every push and pull request; a failing test blocks the merge; knows how long they take and what they need",
    }],
    needs_everything: true,
    check: Check::Repo(check),
    judge,
    source: include_str!("tests_not_in_ci.rs"),
};

fn check(repo: &Repo) -> Vec<Hit> {
    if exempt(repo).is_some() || runs_tests(repo).is_some() {
        return Vec::new();
    }
    let files = || {
        repo.deployment
            .ci
            .iter()
            .filter(|file| says_something(file))
    };
    let Some(file) = files()
        .find(|file| file.checks())
        .or_else(|| files().next())
    else {
        return Vec::new();
    };
    let message = format!("there are tests, and {} does not run them", file.provider);
    vec![Hit::file(&file.path, Severity::Advice, message)]
}

/// Whether a CI file runs commands: one that only greets or labels is no CI (FOL704).
fn says_something(file: &CiFile) -> bool {
    !file.steps.is_empty() || !file.purposes.is_empty()
}

/// Why nothing can be said.
fn exempt(repo: &Repo) -> Option<Judgement> {
    let files = &repo.deployment.ci;
    let unread = repo.unread(FileKind::Ci);
    if !tests(repo).iter().any(Test::is_effective) {
        let reason = "there are no tests that check the code";
        Some(Judgement::not_applicable(reason))
    } else if runs_tests(repo).is_some() {
        None
    } else if files.iter().any(|file| file.elsewhere) {
        let reason = "the CI calls a workflow of another repository";
        Some(Judgement::not_applicable(reason))
    } else if let Some(path) = unread {
        Some(Judgement::unknown(format!("{path} could not be read")))
    } else if !files.iter().any(says_something) {
        Some(Judgement::not_applicable("no CI configuration"))
    } else {
        None
    }
}

/// Where the CI runs the tests.
fn runs_tests(repo: &Repo) -> Option<String> {
    repo.deployment.ci.iter().find_map(|file| {
        let line = file.tests?;
        Some(format!(
            "{} runs them at {}:{line}",
            file.provider, file.path
        ))
    })
}

fn judge(repo: &Repo, hits: &[Hit]) -> Judgement {
    if let Some(hit) = hits.first() {
        return Judgement::present(hit.message.clone());
    }
    exempt(repo).unwrap_or_else(|| {
        let place = runs_tests(repo);
        Judgement::absent(place.unwrap_or_else(|| "nothing of the kind was found".to_owned()))
    })
}
