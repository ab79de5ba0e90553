//! Flags a repository whose code no CI service installs, builds, checks or tests.
//!
//! ## Why it is a red flag
//!
//! Continuous integration is what keeps a project working on a machine that is not the author's. Teams expect
//! it, it is free for public repositories, and it takes a dozen lines.
//!
//! ## What is not flagged
//!
//! Any configuration of any provider (GitHub Actions, GitLab, CircleCI, Travis, Azure, Jenkins, Bitbucket ...)
//! that installs, builds, lints or tests, also through a make target, and one that calls a workflow of another
//! repository. A job that only greets, labels, closes stale issues, asks a review bot or pushes files
//! elsewhere checks nothing; pre-commit hooks run on the author's machine only.
//!
//! ## What to do instead
//!
//! Add a workflow that installs the dependencies, runs the linter and runs the tests on every push.

use crate::hit::{Hit, Severity};
use crate::rule::{Area, Check, Judgement, Question, Rule};
use foliolint_core::deployment::{CiFile, Purpose};
use foliolint_core::file::FileKind;
use foliolint_core::repo::Repo;

pub(crate) static RULE: Rule = Rule {
    code: "FOL704",
    name: "no-ci",
    area: Area::Deployment,
    summary: "no CI that installs, builds, lints or tests",
    help: "add a CI workflow that installs the project and runs its linter and tests",
    severity: Severity::Advice,
    questions: &[Question {
        ask: "How do you know that a change works on a machine that is not yours?",
        strong: "CI on every push and pull request, the same commands locally and there, a red build blocks merging",
    }],
    needs_everything: true,
    check: Check::Repo(check),
    judge,
    source: include_str!("no_ci.rs"),
};

fn check(repo: &Repo) -> Vec<Hit> {
    let files = &repo.deployment.ci;
    if files.iter().any(CiFile::checks) || repo.unread(FileKind::Ci).is_some() {
        return Vec::new();
    }
    vec![match files.first() {
        None => Hit::repository(Severity::Advice, "no CI configuration"),
        Some(file) => Hit::file(
            &file.path,
            Severity::Advice,
            format!(
                "the {} configuration neither installs, builds, lints nor tests the code",
                file.provider
            ),
        ),
    }]
}

fn judge(repo: &Repo, hits: &[Hit]) -> Judgement {
    if let (false, Some(path)) = (
        repo.deployment.ci.iter().any(CiFile::checks),
        repo.unread(FileKind::Ci),
    ) {
        return Judgement::unknown(format!("{path} could not be read"));
    }
    match hits.first() {
        Some(hit) => Judgement::present(hit.message.clone()),
        None => Judgement::absent(
            repo.deployment
                .ci
                .iter()
                .filter(|file| file.checks())
                .min_by_key(|file| rank(file))
                .map_or_else(
                    || "nothing of the kind was found".to_owned(),
                    |file| format!("{} at {}", file.provider, file.path),
                ),
        ),
    }
}

/// How much a configuration says, the strongest first: tests, linters, builds, installs, a code scan or the like.
fn rank(file: &CiFile) -> usize {
    let order = [
        Purpose::Test,
        Purpose::Lint,
        Purpose::Build,
        Purpose::Install,
    ];
    let place = order
        .iter()
        .position(|purpose| file.purposes.contains(purpose));
    place.unwrap_or(order.len())
}
