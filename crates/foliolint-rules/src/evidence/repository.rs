//! What a visitor finds first: a README, a licence, checks before each commit.

use super::{Found, file, files, unless_empty};
use foliolint_core::repo::Repo;

/// Words of its own that make a README (FOL901).
const WORDS: usize = 30;

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
    readme.into_iter().chain(hooks).chain(licence).collect()
}
