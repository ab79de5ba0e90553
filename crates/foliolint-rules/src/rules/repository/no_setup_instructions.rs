//! Flags a README that tells neither how to install nor how to run the project.
//!
//! ## Why it is a red flag
//!
//! Whoever wants to try the project must guess. Most won't, and a reviewer concludes that nobody but the author has
//! ever started it.
//!
//! ## What is not flagged
//!
//! - A README that names a command or a file to execute (`pip install shop`, `docker compose up`, "run `main.py`"),
//!   or that has a section on installing, setting up or running with a few words in it, in any of several languages.
//! - One that links to something that may say it: a page of the repository, its wiki, its documentation, a tutorial,
//!   a download page, a button that deploys or opens it.
//! - A repository of several projects where every project folder has such a README.
//! - A repository without a README that says what it is; another flag says so.
//!
//! ## What to do instead
//!
//! Name the commands that install, run and test it, from a fresh clone on, and try them on another machine.

use super::readmes::{are_enough, every_project_has_one, linked, unread};
use crate::hit::{Hit, Severity};
use crate::rule::{Area, Check, Judgement, Question, Rule};
use foliolint_core::docs::Readme;
use foliolint_core::repo::Repo;

pub(crate) static RULE: Rule = Rule {
    code: "FOL902",
    name: "no-setup-instructions",
    area: Area::Repository,
    summary: "the README tells neither how to install nor how to run it",
    help: "name the commands that install, run and test it, from a fresh clone on",
    severity: Severity::Warning,
    questions: &[Question {
        ask: "I have just cloned this. What do I type?",
        strong: "a handful of commands that work from a fresh clone, what must be installed before, which configuration is needed and where an example of it is",
    }],
    needs_everything: true,
    check: Check::Repo(check),
    judge,
    source: include_str!("no_setup_instructions.rs"),
};

fn check(repo: &Repo) -> Vec<Hit> {
    if !are_enough(repo) || linked(repo) || unread(repo) || shown_by(repo).is_some() {
        return Vec::new();
    }
    let main = repo.docs.readmes.iter().filter(|one| one.is_main());
    let message = "the README tells neither how to install nor how to run it";
    vec![match main.max_by_key(|one| one.words) {
        Some(readme) => Hit::file(&readme.path, Severity::Warning, message),
        None => Hit::repository(Severity::Warning, message),
    }]
}

/// What shows how to install or run.
fn shown_by(repo: &Repo) -> Option<String> {
    let main = || repo.docs.readmes.iter().filter(|one| one.is_main());
    let shows = main().find(|one| one.shows_setup);
    let leads = || main().find(|one| one.links_to_docs || one.links_to_setup);
    let of_projects = || {
        let shows = |one: &Readme| !one.boilerplate && (one.shows_setup || one.links_to_setup);
        every_project_has_one(repo, shows)
    };
    if let Some(readme) = shows {
        Some(format!("{} shows how to install or run it", readme.path))
    } else if let Some(readme) = leads() {
        Some(format!("{} links to where that may be shown", readme.path))
    } else {
        of_projects()
            .then(|| "the READMEs of its projects show how to install or run them".to_owned())
    }
}

fn judge(repo: &Repo, hits: &[Hit]) -> Judgement {
    if let Some(hit) = hits.first() {
        return Judgement::present(hit.message.clone());
    }
    if !are_enough(repo) {
        return Judgement::not_applicable("there is no README that says what it is");
    }
    match shown_by(repo) {
        Some(reason) => Judgement::absent(reason),
        None if unread(repo) => Judgement::unknown("the README could not be read"),
        None => Judgement::absent("the README is a link to another file"),
    }
}
