//! What the rules about files of the history share: which are gone, their story in words, and their verdict.

use crate::hit::Hit;
use crate::rule::{Judgement, judge};
use foliolint_core::git::{HistoryStatus, PastFile};
use foliolint_core::repo::Repo;

/// The first few names, and how many more there are.
pub(crate) fn listed<T: AsRef<str>>(names: &[T]) -> String {
    /// Names that a message shows.
    const SHOWN: usize = 6;
    let shown: Vec<&str> = names.iter().take(SHOWN).map(AsRef::as_ref).collect();
    let shown = shown.join(", ");
    match names.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// Who brought a file of the past and who took it away, in words.
pub(crate) fn told(file: &PastFile) -> String {
    /// Branches and tags that a message shows.
    const SHOWN: usize = 3;
    let added = if file.added_before {
        format!("in the history since {} or before", file.added.short())
    } else {
        format!("added in {}", file.added.short())
    };
    let removed = file.removed.as_ref();
    let removed = removed.map(|commit| format!("removed in {}", commit.short()));
    let mut still = file
        .still_in
        .iter()
        .take(SHOWN)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    if let more @ 1.. = file.still_in.len().saturating_sub(SHOWN) {
        still = format!("{still} and {more} more");
    }
    let still = (!still.is_empty()).then(|| format!("still there in {still}"));
    let also = (!file.also.is_empty()).then(|| format!("also as {}", listed(&file.also)));
    let parts = [Some(added), removed, still, also];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Files of the past that git tracks no more, nor what was secret in them.
pub(crate) fn gone(repo: &Repo) -> impl Iterator<Item = &PastFile> {
    let git = repo.git.iter();
    git.flat_map(|git| {
        let files = git.past.told.iter();
        files.filter(|file| !file.lives_on && !git.tracked.contains(&*file.path))
    })
}

/// As [`judge::any_in_git`]; a find in a part of the history counts, but that nothing was found there says nothing.
pub(crate) fn judge_history(repo: &Repo, hits: &[Hit]) -> Judgement {
    match &repo.git {
        Some(git) if hits.is_empty() && git.history != HistoryStatus::Complete => {
            let reason = git
                .history_reason
                .as_deref()
                .unwrap_or("no reason is known");
            Judgement::unknown(format!("the history could not be read in full: {reason}"))
        }
        _ => judge::any_in_git(repo, hits),
    }
}
