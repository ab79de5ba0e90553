//! Flags env files that are gone and still in the history.
//!
//! ## Why it is a red flag
//!
//! Git forgets nothing: whoever clones the repository gets every password that was ever committed, and programs search
//! public histories for them. That the file was deleted shows that the mistake was noticed; whether the passwords were
//! replaced, only their owner knows.
//!
//! ## What is not flagged
//!
//! What committed-env-file would not flag either: env *example* files, files that only ever held placeholders, a
//! `.flaskenv` that only sets `FLASK_` options, env files of tests and examples without a provider's token. A file of
//! numbers, switches, words and local addresses is worth a note, no more: there is nothing to replace. A file that is still tracked, or whose
//! secrets stand in an env file that is, belongs to committed-env-file; one that was moved or copied is told once. Every
//! branch, remote branch and tag is searched; where only a part of the history is there (a shallow clone), the answer is
//! unknown.
//!
//! ## What to do instead
//!
//! Replace every password and key that was in the file; deleting it is not enough, and neither is rewriting the history,
//! for nobody knows who has a copy. Then add `.env` to `.gitignore` and commit a `.env.example` with placeholders.

use crate::hit::{Hit, Severity};
use crate::past::{gone, judge_history, listed, told};
use crate::rule::{Area, Check, Judgement, Question, Rule};
use foliolint_core::env::Worth;
use foliolint_core::git::{PastContent, PastFile};
use foliolint_core::repo::Repo;
use std::cmp::Reverse;

pub(crate) static RULE: Rule = Rule {
    code: "FOL402",
    name: "env-file-in-history",
    area: Area::Secrets,
    summary: "an env file is in the history",
    help: "replace every secret that was in it; deleting the file is not enough",
    severity: Severity::Error,
    questions: &[Question {
        ask: "A `.env` was committed and deleted a week later. What is left to do?",
        strong: "that the history keeps it, so its secrets are replaced first; then how to keep it from happening again, and what rewriting the history can't do",
    }],
    needs_everything: false,
    check: Check::Repo(check),
    judge,
    source: include_str!("env_file_in_history.rs"),
};

fn check(repo: &Repo) -> Vec<Hit> {
    gone(repo).filter_map(hit).collect()
}

fn hit(file: &PastFile) -> Option<Hit> {
    let PastContent::Env(worth, names) = &file.held else {
        return None;
    };
    let told = told(file);
    let (severity, message) = match worth {
        Worth::Nothing => return None,
        Worth::Published => (
            Severity::Advice,
            format!(
                "an env file with only values that the front end publishes is in the history: {told}"
            ),
        ),
        Worth::Tuning | Worth::Settings => (
            Severity::Advice,
            format!("an env file with settings only is in the history: {told}"),
        ),
        Worth::Plain => (
            Severity::Warning,
            format!("an env file is in the history: {told}; everybody can read its values there"),
        ),
        Worth::Secret => (
            Severity::Error,
            format!(
                "an env file with secrets ({}) is in the history: {told}; rotate {}; deleting is not enough",
                listed(names),
                if names.len() == 1 { "it" } else { "them" },
            ),
        ),
    };
    let advice_only = severity == Severity::Advice;
    Some(Hit {
        advice_only,
        help: advice_only
            .then(|| "keep env files out of git: the next one may hold a secret".to_owned()),
        ..Hit::file(&file.path, severity, message)
    })
}

/// The reason names the worst file.
fn judge(repo: &Repo, hits: &[Hit]) -> Judgement {
    let mut hits = hits.to_vec();
    hits.sort_by_key(|hit| Reverse(hit.severity));
    judge_history(repo, &hits)
}
