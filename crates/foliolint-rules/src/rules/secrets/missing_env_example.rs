//! Flags environment variables that the code needs and nothing names.
//!
//! ## Why it is a red flag
//!
//! Whoever clones the project has to find out by reading the code, or by one crash after another, what must be set
//! before it starts. It tells a reviewer that nobody else was ever meant to run it.
//!
//! ## What is not flagged
//!
//! Variables with a default that works (a second argument, an `or`, an optional field), or whose value is tested, also
//! later and by its name, unless the program ends where nothing is set; variables that platforms and tools set themselves
//! (`PATH`, `PORT`, `CI` ...); what only tests and classes of test settings read; what is named in an env example file, a
//! README or other document, a compose file, a Dockerfile, platform or CI configuration, or asked for by a shell script or
//! written by it into an env file. Widgets' `config(...)` reads no environment.
//!
//! ## What to do instead
//!
//! Commit a `.env.example` with every variable on a line of its own, a harmless value, and a word on where to get a
//! real one; or list them in the README.

use crate::hit::{Hit, Place, Severity};
use crate::rule::{Area, Check, Judgement, Question, Rule, judge};
use foliolint_core::env::EnvRead;
use foliolint_core::repo::Repo;
use std::collections::BTreeMap;
use std::sync::Arc;

pub(crate) static RULE: Rule = Rule {
    code: "FOL404",
    name: "missing-env-example",
    area: Area::Secrets,
    summary: "environment variables that the code needs and nothing documents",
    help: "commit a `.env.example` that names every variable, with harmless values",
    severity: Severity::Warning,
    questions: &[Question {
        ask: "I clone your project on a fresh machine. How do I learn what it needs before it starts?",
        strong: "an env example that is kept current, settings that are checked at start-up with a clear message, and defaults for development",
    }],
    needs_everything: true,
    check: Check::Repo(check),
    judge,
    source: include_str!("missing_env_example.rs"),
};

/// Names that a message shows.
const SHOWN: usize = 8;

fn check(repo: &Repo) -> Vec<Hit> {
    let mut needed: BTreeMap<&str, &EnvRead> = BTreeMap::new();
    for read in repo.env.undocumented() {
        needed.entry(&read.name).or_insert(read);
    }
    let mut reads: Vec<&EnvRead> = needed.into_values().collect();
    reads.sort_by(|a, b| (&a.path, a.span, &a.name).cmp(&(&b.path, b.span, &b.name)));
    let [first, rest @ ..] = &*reads else {
        return Vec::new();
    };
    let names: Vec<&str> = reads.iter().take(SHOWN).map(|read| &*read.name).collect();
    let more = reads.len().saturating_sub(SHOWN);
    let more = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    let message = match rest {
        [] => format!(
            "the code needs the environment variable {}, which nothing documents",
            first.name
        ),
        _ => format!(
            "the code needs environment variables that nothing documents: {}{more}",
            names.join(", ")
        ),
    };
    let mut hit = Hit::at(&first.path, first.span, Severity::Warning, message);
    let place = |read: &&EnvRead| {
        let place = Place {
            path: Arc::clone(&read.path),
            span: Some(read.span),
        };
        (place, format!("{} is read here", read.name))
    };
    hit.related = rest.iter().map(place).collect();
    vec![hit]
}

fn judge(repo: &Repo, hits: &[Hit]) -> Judgement {
    if !hits.is_empty() {
        return judge::any(repo, hits);
    }
    if repo.env.reads.is_empty() {
        return Judgement::not_applicable("the code reads no environment variables");
    }
    Judgement::absent(
        "every environment variable that the code needs has a default that works or is documented",
    )
}
