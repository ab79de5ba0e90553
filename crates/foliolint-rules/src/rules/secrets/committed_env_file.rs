//! Flags env files that git tracks.
//!
//! ## Why it is a red flag
//!
//! A `.env` file holds what differs from machine to machine, passwords first of all. Once it is committed, everybody
//! who can read the repository has them, and deleting the file later leaves them in the history. A reviewer concludes
//! that secrets were never thought about.
//!
//! ## What is not flagged
//!
//! Env *example* files (`.env.example`, `.env.sample`, `.env-template`, `.env.test` ...), empty files, files that hold
//! placeholders only, or placeholders for every secret (unless it is the `.env` itself), a `.flaskenv` that only sets
//! `FLASK_` options, env files of tests, examples and documentation that hold no provider's token. A file with nothing but
//! names that a front end publishes anyway (`VITE_`, `REACT_APP_`, `NEXT_PUBLIC_`) is worth a note, no more.
//!
//! ## What to do instead
//!
//! `git rm --cached .env`, add `.env` to `.gitignore`, commit a `.env.example` with placeholders, and replace every
//! password and key that was in the file: whoever has seen it still has it.

use crate::hit::{Hit, Place, Severity};
use crate::rule::{Area, Check, Judgement, Question, Rule, judge};
use foliolint_core::env::{Entry, EnvFile};
use foliolint_core::file::{FileKind, Zone};
use foliolint_core::repo::Repo;
use foliolint_core::source::Source;
use std::cmp::Reverse;
use std::sync::Arc;

pub(crate) static RULE: Rule = Rule {
    code: "FOL401",
    name: "committed-env-file",
    area: Area::Secrets,
    summary: "an env file is committed",
    help: "remove it from git, ignore it, commit an example with placeholders, and replace every secret in it",
    severity: Severity::Error,
    questions: &[Question {
        ask: "How do passwords and keys get to your program, on your machine and in production?",
        strong: "environment variables or a secret store, an ignored `.env` with a committed example, and that a leaked key is replaced, not deleted",
    }],
    needs_everything: false,
    check: Check::Repo(check),
    judge,
    source: include_str!("committed_env_file.rs"),
};

/// Beginnings of names whose values end up in the browser anyway.
const PUBLISHED: [&str; 6] = [
    "VITE_",
    "REACT_APP_",
    "NEXT_PUBLIC_",
    "NUXT_PUBLIC_",
    "VUE_APP_",
    "PUBLIC_",
];

fn check(repo: &Repo) -> Vec<Hit> {
    let tracked = repo
        .env
        .files
        .iter()
        .filter(|file| !file.example)
        .filter(|file| {
            let file = repo.inventory.get(&file.path);
            file.is_some_and(|file| file.tracked && file.size > 0 && file.kind == FileKind::EnvFile)
        });
    tracked.filter_map(|file| hit(repo, file)).collect()
}

fn hit(repo: &Repo, file: &EnvFile) -> Option<Hit> {
    let source = repo.source(&file.path)?;
    let first = file.entries.first()?;
    if only_options_of_flask(file, source) || file.entries.iter().all(|entry| entry.placeholder) {
        return None;
    }
    let zone = repo.inventory.get(&file.path).map(|file| file.zone);
    let secrets: Vec<_> = repo
        .secrets
        .in_file(&file.path)
        .filter(|place| place.in_env_file)
        .collect();
    // What tests and examples load is made up, but for what its format proves.
    let made_up = matches!(zone, Some(Zone::Test | Zone::Example | Zone::Docs));
    if made_up && !secrets.iter().any(|place| place.kind.is_provider_shaped()) {
        return None;
    }
    if let [first, ..] = &*secrets {
        let names: Vec<&str> = secrets
            .iter()
            .map(|place| place.name.as_deref().unwrap_or(place.kind.words()))
            .collect();
        let message = format!("an env file with secrets is committed: {}", listed(&names));
        let mut hit = Hit::at(&file.path, first.span, Severity::Error, message);
        hit.related = secrets
            .iter()
            .skip(1)
            .map(|place| {
                (
                    Place {
                        path: Arc::clone(&file.path),
                        span: Some(place.span),
                    },
                    place.kind.words().to_owned(),
                )
            })
            .collect();
        return Some(hit);
    }
    if is_template(file) {
        return None;
    }
    let published = |entry: &Entry| {
        PUBLISHED
            .iter()
            .any(|prefix| source.slice(entry.key).starts_with(prefix))
    };
    if file.entries.iter().all(published) {
        let message = "an env file with only values that the front end publishes is committed";
        return Some(Hit {
            advice_only: true,
            ..Hit::at(&file.path, first.key, Severity::Advice, message)
        });
    }
    let message = "an env file is committed; no value in it looks secret, but the next one may";
    Some(Hit::at(&file.path, first.key, Severity::Warning, message))
}

fn only_options_of_flask(file: &EnvFile, source: &Source) -> bool {
    file.path.rsplit('/').next() == Some(".flaskenv")
        && file
            .entries
            .iter()
            .all(|entry| source.slice(entry.key).starts_with("FLASK_"))
}

/// Whether a file that isn't `.env` itself has placeholders, or nothing, for every secret: it is there to be copied.
fn is_template(file: &EnvFile) -> bool {
    let mut secrets = file.entries.iter().filter(|entry| entry.secret).peekable();
    file.path.rsplit('/').next() != Some(".env")
        && secrets.peek().is_some()
        && secrets.all(|entry| entry.placeholder)
}

/// The reason names the worst file: the most severe, then the one with the most secrets.
fn judge(repo: &Repo, hits: &[Hit]) -> Judgement {
    let mut hits = hits.to_vec();
    hits.sort_by_key(|hit| Reverse((hit.severity, hit.related.len())));
    judge::any_in_git(repo, &hits)
}

/// The first few names, and how many more there are.
fn listed(names: &[&str]) -> String {
    /// Names that a message shows.
    const SHOWN: usize = 6;
    let shown = names
        .iter()
        .take(SHOWN)
        .copied()
        .collect::<Vec<_>>()
        .join(", ");
    match names.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
