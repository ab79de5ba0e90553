//! What a visitor finds first: a README, a licence, checks before each commit.

use super::{Found, counted, file, files, unless_empty};
use foliolint_core::repo::Repo;

/// Words of its own that make a README (FOL901).
const WORDS: usize = 30;

/// Weeks with commits from which on somebody came back to the project rather than uploaded it.
const WEEKS: u64 = 4;

pub(super) fn found(repo: &Repo) -> Vec<Found> {
    let main = repo
        .docs
        .readmes
        .iter()
        .find(|readme| readme.is_main() && !readme.boilerplate && readme.words >= WORDS);
    let readme = main.map(|readme| {
        let summary = format!(
            "a README of {} words says what the project is",
            readme.words
        );
        ("readme", summary, vec![file(&readme.path)])
    });
    let setup = main.filter(|readme| readme.shows_setup).map(|readme| {
        let summary = "the README shows how to install and run it".to_owned();
        ("setup-instructions", summary, vec![file(&readme.path)])
    });
    let hooks = files(repo, |folder, name| {
        folder.is_empty() && matches!(name, ".pre-commit-config.yaml" | ".pre-commit-config.yml")
    });
    let hooks = unless_empty("pre-commit", hooks, |_| {
        "checks run before each commit (pre-commit)".to_owned()
    });
    let named = repo
        .docs
        .readmes
        .iter()
        .filter(|readme| readme.is_main() && readme.names_licence);
    let licences = repo
        .docs
        .licences
        .iter()
        .chain(&repo.docs.licensed_manifests);
    let licences = licences
        .chain(named.map(|readme| &readme.path))
        .map(file)
        .collect();
    let licence = unless_empty("licence", licences, |_| {
        "a licence says what others may do with the code".to_owned()
    });
    let found = [readme, setup, hooks, licence, steady(repo)];
    found.into_iter().flatten().collect()
}

/// Commits that are spread over weeks.
fn steady(repo: &Repo) -> Option<Found> {
    let git = repo.git.as_ref()?;
    let (weeks, commits) = (git.past.weeks, git.commits?);
    (weeks >= WEEKS).then(|| {
        let commits = counted(
            usize::try_from(commits).unwrap_or(usize::MAX),
            "commit",
            "commits",
        );
        let summary = format!("the work is spread over time: {commits} in {weeks} different weeks");
        ("steady-history", summary, Vec::new())
    })
}
