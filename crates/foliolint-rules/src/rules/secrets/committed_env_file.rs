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
//! `FLASK_` options, env files of tests, examples and documentation that hold no provider's token, env files that a project
//! generator fills in (`{{name}}/.env`). A file with nothing but names that a front end publishes anyway (`VITE_`,
//! `REACT_APP_`, `NEXT_PUBLIC_`) is worth a note, no more; so is one of platform variables only, and one that is named
//! after a service (`gunicorn.env`) and holds numbers, switches and local addresses.
//!
//! ## What to do instead
//!
//! `git rm --cached .env`, add `.env` to `.gitignore`, commit a `.env.example` with placeholders, and replace every
//! password and key that was in the file: whoever has seen it still has it.

use crate::hit::{Hit, Place, Severity};
use crate::past::listed;
use crate::rule::{Area, Check, Judgement, Question, Rule, judge};
use foliolint_core::env::{EnvFile, Worth, worth};
use foliolint_core::file::{FileKind, TextInput};
use foliolint_core::repo::Repo;
use foliolint_core::secrets::SecretPlace;
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
    let known = repo.inventory.get(&file.path)?;
    let input = TextInput {
        path: &file.path,
        kind: known.kind,
        zone: known.zone,
        source,
    };
    let secrets: Vec<SecretPlace> = repo
        .secrets
        .in_file(&file.path)
        .filter(|place| place.in_env_file)
        .cloned()
        .collect();
    let (severity, message) = match worth(&input, &file.entries, &secrets) {
        Worth::Nothing => return None,
        Worth::Published => (
            Severity::Advice,
            "an env file with only values that the front end publishes is committed",
        ),
        Worth::Tuning => (
            Severity::Advice,
            "an env file with settings only is committed; no name in it promises a secret",
        ),
        Worth::Settings | Worth::Plain => (
            Severity::Warning,
            "an env file is committed; no value in it looks secret, but the next one may",
        ),
        Worth::Secret => return secret_hit(file, &secrets),
    };
    Some(Hit {
        advice_only: severity == Severity::Advice,
        ..Hit::at(&file.path, first.key, severity, message)
    })
}

fn secret_hit(file: &EnvFile, secrets: &[SecretPlace]) -> Option<Hit> {
    let names: Vec<&str> = secrets
        .iter()
        .map(|place| place.name.as_deref().unwrap_or(place.kind.words()))
        .collect();
    let message = format!("an env file with secrets is committed: {}", listed(&names));
    let mut hit = Hit::at(&file.path, secrets.first()?.span, Severity::Error, message);
    let place = |place: &SecretPlace| {
        let span = Some(place.span);
        let path = Arc::clone(&file.path);
        (Place { path, span }, place.kind.words().to_owned())
    };
    hit.related = secrets.iter().skip(1).map(place).collect();
    Some(hit)
}

/// The reason names the worst file: the most severe, then the one with the most secrets.
fn judge(repo: &Repo, hits: &[Hit]) -> Judgement {
    let mut hits = hits.to_vec();
    hits.sort_by_key(|hit| Reverse((hit.severity, hit.related.len())));
    judge::any_in_git(repo, &hits)
}
