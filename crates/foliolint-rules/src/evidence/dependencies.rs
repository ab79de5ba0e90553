//! Lock files that match what is declared, and developers' tools kept apart.

use super::{Found, file, unless_empty};
use crate::hit::Place;
use foliolint_core::manifest::{Format, Group};
use foliolint_core::repo::Repo;
use std::collections::BTreeSet;

pub(super) fn found(repo: &Repo) -> Vec<Found> {
    let roots: BTreeSet<&str> = repo.manifests.roots().collect();
    let locks: Vec<Place> = roots.iter().flat_map(|root| matching(repo, root)).collect();
    let apart: BTreeSet<Place> = roots.iter().flat_map(|root| apart(repo, root)).collect();
    let lock = unless_empty("lock-file", locks, |_| {
        "a lock file fixes the exact version of everything the project installs".to_owned()
    });
    let split = unless_empty(
        "dev-dependencies-apart",
        apart.into_iter().collect(),
        |_| {
            "tools that only developers need are listed apart from what the program needs"
                .to_owned()
        },
    );
    lock.into_iter().chain(split).collect()
}

/// Lock files of a project that name all it declares for everybody.
fn matching(repo: &Repo, root: &str) -> Vec<Place> {
    let declared: BTreeSet<&str> = repo
        .manifests
        .runtime(root)
        .map(|(_, requirement)| requirement.name.as_str())
        .filter(|name| !name.is_empty())
        .collect();
    let locks = repo.manifests.locks(root).filter(|lock| {
        let named: BTreeSet<&str> = lock
            .requirements
            .iter()
            .map(|it| it.name.as_str())
            .collect();
        !declared.is_empty() && declared.is_subset(&named)
    });
    locks.map(|lock| file(&lock.path)).collect()
}

/// Manifests of a project that name tools for developers, where it needs other things, too.
fn apart(repo: &Repo, root: &str) -> Vec<Place> {
    if repo.manifests.runtime(root).next().is_none() {
        return Vec::new();
    }
    let manifests = repo.manifests.of_root(root).filter(|manifest| {
        let mut groups = manifest.requirements.iter().map(|it| &it.group);
        !matches!(
            manifest.format,
            Format::Lock | Format::CommandLine | Format::TestConfig
        ) && groups.any(|group| matches!(group, Group::Dev(_)))
    });
    manifests.map(|manifest| file(&manifest.path)).collect()
}
