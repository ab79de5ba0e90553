//! Flags env files that the program loads and no ignore rule covers.
//!
//! ## Why it is a red flag
//!
//! The program asks its users to write their passwords into a file, and one `git add .` later the file is public. It is
//! the most common way for secrets to get into a repository, and one line prevents it.
//!
//! ## What is not flagged
//!
//! An env file that any `.gitignore` (or `.git/info/exclude`) covers, in the folder of the code that loads it or above;
//! env example files; a path that the code puts together elsewhere; what a library loads for its users. Compose fills in `${VARIABLE}` from a `.env` on its
//! own, and so does the `flask` command: neither counts as loading.
//!
//! ## What to do instead
//!
//! Add a line with `.env` to `.gitignore`, and commit a `.env.example` with placeholders beside it.

use crate::hit::{Hit, Place, Severity};
use crate::rule::{Area, Check, Judgement, Question, Rule, judge};
use foliolint_core::env::EnvLoad;
use foliolint_core::repo::{Kind, Repo};
use std::collections::BTreeMap;
use std::sync::Arc;

pub(crate) static RULE: Rule = Rule {
    code: "FOL405",
    name: "env-file-not-ignored",
    area: Area::Secrets,
    summary: "an env file that the program loads is not ignored by git",
    help: "add it to `.gitignore`",
    severity: Severity::Advice,
    questions: &[Question {
        ask: "What keeps your `.env` out of the repository?",
        strong: "an ignore rule from the first commit on, and a check before commits for what slips through",
    }],
    needs_everything: false,
    check: Check::Repo(check),
    judge,
    source: include_str!("env_file_not_ignored.rs"),
};

fn check(repo: &Repo) -> Vec<Hit> {
    if repo.git.is_none() {
        return Vec::new();
    }
    let rules = &repo.inventory.ignore_rules;
    let is_open = |load: &&EnvLoad| !load.candidates.iter().any(|path| rules.hide(path));
    let mut by_name: BTreeMap<&str, Vec<&EnvLoad>> = BTreeMap::new();
    for load in loads(repo).filter(is_open) {
        let name = load.name.trim_start_matches("./");
        by_name.entry(name).or_default().push(load);
    }
    let hit = |(name, loads): (&str, Vec<&EnvLoad>)| {
        let [first, rest @ ..] = &*loads else {
            return None;
        };
        let message = format!("{name} is loaded here, and no ignore rule keeps it out of git");
        let mut hit = Hit::at(&first.path, first.span, Severity::Advice, message);
        let place = |load: &&EnvLoad| {
            let span = Some(load.span);
            let path = Arc::clone(&load.path);
            (Place { path, span }, "it is loaded here too".to_owned())
        };
        hit.related = rest.iter().map(place).collect();
        Some(hit)
    };
    by_name.into_iter().filter_map(hit).collect()
}

/// The loads that ask for a file beside this code: what a library loads are files of its users.
fn loads(repo: &Repo) -> impl Iterator<Item = &EnvLoad> {
    let is_library = repo.kind == Kind::Library;
    let loads = repo.env.loads.iter();
    loads.filter(move |load| !is_library || repo.module(&load.path).is_none())
}

fn judge(repo: &Repo, hits: &[Hit]) -> Judgement {
    if repo.git.is_some() && loads(repo).next().is_none() {
        return Judgement::not_applicable("nothing loads an env file");
    }
    match hits {
        [] if repo.git.is_some() => {
            Judgement::absent("ignore rules cover the env files that are loaded")
        }
        _ => judge::any_in_git(repo, hits),
    }
}
