//! Whether a repository's READMEs say what it is (FOL901), which FOL902 asks too.

use foliolint_core::docs::Readme;
use foliolint_core::file::FileKind;
use foliolint_core::repo::Repo;
use std::collections::BTreeSet;

/// Words of its own that a README needs (FLAGS.md, FOL901).
pub(super) const WORDS: usize = 30;

/// Whether some README says enough, or nobody can know.
pub(super) fn are_enough(repo: &Repo) -> bool {
    let mut main = repo.docs.readmes.iter().filter(|one| one.is_main());
    main.any(says_enough)
        || linked(repo)
        || unread(repo)
        || every_project_has_one(repo, says_enough)
}

/// Whether a README says what the project is.
pub(super) fn says_enough(readme: &Readme) -> bool {
    !readme.boilerplate && (readme.words >= WORDS || readme.links_to_docs)
}

/// Whether a README at the top is a link to another file of the repository, which is not opened again.
pub(super) fn linked(repo: &Repo) -> bool {
    repo.inventory.links.iter().any(|(link, target)| {
        let is_readme = !link.contains('/') && link.to_ascii_lowercase().starts_with("readme");
        let told = repo.docs.readmes.iter().find(|one| *one.path == **target);
        is_readme && told.is_none_or(says_enough)
    })
}

/// Whether a README at the top could not be read, so that nothing can be said of it.
pub(super) fn unread(repo: &Repo) -> bool {
    repo.inventory.files.iter().any(|file| {
        let main = matches!(file.folder(), "" | ".github" | "docs");
        let known = || repo.docs.readmes.iter().any(|one| one.path == file.path);
        main && file.kind == FileKind::Readme && file.size > 0 && !known()
    })
}

/// Whether each production file stands below a folder with a good README of its own.
pub(super) fn every_project_has_one(repo: &Repo, is_good: impl Fn(&Readme) -> bool) -> bool {
    let folders: BTreeSet<&str> = repo
        .docs
        .readmes
        .iter()
        .filter(|one| !one.is_main() && is_good(one))
        .map(Readme::folder)
        .collect();
    let covered = |path: &str| {
        path.match_indices('/')
            .any(|(at, _)| folders.contains(path.get(..at).unwrap_or_default()))
    };
    !folders.is_empty()
        && repo
            .modules
            .iter()
            .filter(|module| module.is_production())
            .all(|module| covered(&module.path))
}
