//! Flags passwords, keys and tokens that are written down in the repository.
//!
//! ## Why it is a red flag
//!
//! Whoever can read the repository can use what the secret opens: the database, the mail account, the bot. Programs
//! search public repositories for such values all day. In a portfolio it tells a reviewer that the same would happen
//! with the company's secrets.
//!
//! ## What is not flagged
//!
//! Placeholders (`<password>`, `your-key`, `change-me`, `${VARIABLE}`), default words (`postgres`, `admin`, `secret`)
//! unless the address of a machine elsewhere stands beside them, the user's or database's own name, fallbacks that are
//! plainly for development, made-up values in tests, made-up users of seeds, demos and factories, examples in the
//! description of an interface, password hashes and integrity hashes, public keys, lock files, dotted paths, form labels
//! and translations, addresses in documentation whose password was not drawn by lot, plain words as passwords in compose,
//! CI and env example files. A secret in an env file belongs to committed-env-file.
//!
//! ## What to do instead
//!
//! Read the value from an environment variable or a secret store, and fail where it is missing. Replace the value that
//! was committed: it stays in the history. The value itself is never shown here.

use crate::hit::{Confidence, Hit, Severity};
use crate::rule::{Area, Check, Question, Rule, judge};
use foliolint_core::repo::Repo;
use foliolint_core::secrets::{self, Kind, SecretPlace};

pub(crate) static RULE: Rule = Rule {
    code: "FOL403",
    name: "hardcoded-secret",
    area: Area::Secrets,
    summary: "a password, key or token written into the repository",
    help: "read it from the environment, and replace the value: it stays in the history",
    severity: Severity::Error,
    questions: &[Question {
        ask: "A key was pushed to a public repository an hour ago. What do you do, in which order?",
        strong: "revoke and replace it first, look for what was done with it, then move it out of the code and add a check before commits",
    }],
    needs_everything: false,
    check: Check::Repo(check),
    judge: judge::any,
    source: include_str!("hardcoded_secret.rs"),
};

fn check(repo: &Repo) -> Vec<Hit> {
    let places = repo.secrets.places().iter();
    places
        .filter(|place| is_ours(repo, place))
        .map(|place| hit(repo, place))
        .collect()
}

/// Secrets in env files are FOL401's, which needs git; made-up values of tests count only where their format proves them.
fn is_ours(repo: &Repo, place: &SecretPlace) -> bool {
    let elsewhere = place.in_env_file && repo.git.is_some();
    !elsewhere
        && (!place.in_test || place.kind.is_provider_shaped() || place.kind == Kind::UrlPassword)
}

fn hit(repo: &Repo, place: &SecretPlace) -> Hit {
    let severity = severity(place, repo.deployment.has_evidence());
    let confidence = match place.confidence {
        secrets::Confidence::Low => Confidence::Low,
        secrets::Confidence::Medium => Confidence::Medium,
        secrets::Confidence::High => Confidence::High,
    };
    // Without git there is no history that would keep the value.
    let help = repo
        .git
        .is_none()
        .then_some("read it from the environment, and replace the value");
    Hit {
        help: help.map(str::to_owned),
        ..Hit::at(&place.path, place.span, severity, message(place)).confidence(confidence)
    }
}

/// A signing key that never ran anywhere protects nobody yet.
fn severity(place: &SecretPlace, deployed: bool) -> Severity {
    if place.kind == Kind::SigningKey && (place.placeholder || !deployed) {
        Severity::Warning
    } else {
        Severity::Error
    }
}

fn message(place: &SecretPlace) -> String {
    let name = place
        .name
        .as_deref()
        .map(|name| format!(" ({name})"))
        .unwrap_or_default();
    let what = place.kind.words();
    if place.placeholder {
        return format!("an untouched placeholder is the signing key{name}");
    }
    let place = match (place.commented, place.fallback, place.in_env_example) {
        (true, ..) => "stands in a comment",
        (_, true, _) => "stands in the code for when nothing else is set",
        (_, _, true) => "stands in an env example file",
        _ => "is written down in the repository",
    };
    format!("{what} {place}{name}")
}
