//! Flags a repository without a README that says what it is.
//!
//! ## Why it is a red flag
//!
//! The README is the first and often the only thing that a recruiter reads. Without one nobody learns what
//! the project does, for whom, and what is good about it.
//!
//! ## What is not flagged
//!
//! - A README in any spelling (`README.md`, `readme.rst`, `Readme.txt`), at the top, in `.github/` or in
//!   `docs/`, with at least 30 words of its own, or one that links to the project's documentation.
//! - A repository of several projects where every project folder has such a README.
//!
//! Code blocks, tags, images, badges and link targets are no words of one's own, and the README that a
//! framework or template brought along says nothing of the project.
//!
//! ## What to do instead
//!
//! Say in a few sentences what it does and why, show a picture or an example, and name the commands that
//! install, run and test it.

use super::readmes::{WORDS, are_enough, linked, says_enough, unread};
use crate::hit::{Hit, Severity};
use crate::rule::{Area, Check, Judgement, Question, Rule};
use foliolint_core::docs::Readme;
use foliolint_core::repo::Repo;

pub(crate) static RULE: Rule = Rule {
    code: "FOL901",
    name: "no-readme",
    area: Area::Repository,
    summary: "no README that says what it is",
    help: "write a README: what it does, for whom, how to install, run and test it",
    severity: Severity::Warning,
    questions: &[Question {
        ask: "Explain this project to someone who has a minute: what is it for, and how would they try it?",
        strong: "the problem first, then one command to run it, then what is special about the solution",
    }],
    needs_everything: true,
    check: Check::Repo(check),
    judge,
    source: include_str!("no_readme.rs"),
};

fn check(repo: &Repo) -> Vec<Hit> {
    if are_enough(repo) {
        return Vec::new();
    }
    let main = repo.docs.readmes.iter().filter(|one| one.is_main());
    let best = main.max_by_key(|readme| (!readme.boilerplate, readme.words));
    vec![match best {
        None => Hit::repository(Severity::Warning, "no README"),
        Some(readme) => {
            let message = match readme {
                Readme {
                    boilerplate: true, ..
                } => "the README is the one that a template brought along".to_owned(),
                Readme { words: 0, .. } => "the README has no text of its own".to_owned(),
                Readme { words: 1, .. } => "the README has a single word of its own".to_owned(),
                readme => format!("the README has only {} words of its own", readme.words),
            };
            Hit::file(&readme.path, Severity::Warning, message)
        }
    }]
}

fn judge(repo: &Repo, hits: &[Hit]) -> Judgement {
    match hits.first() {
        Some(hit) => Judgement::present(hit.message.clone()),
        None => Judgement::absent(
            repo.docs
                .readmes
                .iter()
                .filter(|one| one.is_main() && says_enough(one))
                .min_by_key(|one| rank(one))
                .map_or_else(
                    || {
                        let reason = if linked(repo) {
                            "the README is a link to another file"
                        } else if unread(repo) {
                            "there is a README, which could not be read"
                        } else {
                            "the projects in it have a README"
                        };
                        reason.to_owned()
                    },
                    |one| match one.words {
                        WORDS.. => format!("{} has {} words of its own", one.path, one.words),
                        _ => format!("{} links to documentation", one.path),
                    },
                ),
        ),
    }
}

/// Which README is read first: the one at the top, with enough words, whose name holds no language.
fn rank(readme: &Readme) -> (bool, bool, usize) {
    let name = readme.path.rsplit('/').next().unwrap_or(&readme.path);
    (
        readme.words < WORDS,
        !readme.folder().is_empty(),
        name.matches(['.', '-', '_']).count(),
    )
}
