//! Env files of the past that were moved or copied: the same values under several paths are told once.

use super::{CommitName, PastContent, PastFile};
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// Files that are compared with one another; a history with more tells each.
const FILES: usize = 500;

/// The secrets of a file, or what may be some, as numbers; like the values they go nowhere from here.
#[derive(Default)]
pub(super) struct Marks {
    /// Those of any version.
    pub(super) ever: BTreeSet<u64>,
    /// Those of the version in `HEAD`.
    pub(super) today: BTreeSet<u64>,
}

/// The number of a secret, or of an assignment that may be one.
pub(super) fn mark(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// The files, those of the same secrets joined: the first path stands for all. `tracked` are the paths of today.
pub(super) fn joined(
    mut files: Vec<(PastFile, Marks)>,
    tracked: &BTreeSet<String>,
) -> Vec<PastFile> {
    let today: BTreeSet<u64> = files
        .iter()
        .flat_map(|(_, marks)| &marks.today)
        .copied()
        .collect();
    for (file, marks) in &mut files {
        file.lives_on = !marks.ever.is_empty() && marks.ever.is_subset(&today);
    }
    if files.len() > FILES {
        return files.into_iter().map(|(file, _)| file).collect();
    }
    // The one with the most secrets takes in the others, the oldest one among equals.
    files.sort_by_key(|(file, marks)| {
        let path = Arc::clone(&file.path);
        (Reverse(marks.ever.len()), file.added.time, path)
    });
    let mut kept: Vec<(PastFile, Marks)> = Vec::new();
    for (file, marks) in files {
        let gone = |file: &PastFile| !tracked.contains(&*file.path);
        let worth = |file: &PastFile| match file.held {
            PastContent::Env(worth, _) => Some(worth),
            PastContent::Key(_) => None,
        };
        let told = worth(&file).filter(|_| !marks.ever.is_empty());
        let holder = kept.iter_mut().find(|(known, ever)| {
            told.is_some()
                && worth(known) == told
                && gone(&file)
                && gone(known)
                && marks.ever.is_subset(&ever.ever)
        });
        match holder {
            Some((known, _)) => take_in(known, file),
            None => kept.push((file, marks)),
        }
    }
    let mut files: Vec<PastFile> = kept.into_iter().map(|(file, _)| file).collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// The story of both: from the first commit that has it to the last one that took it away.
fn take_in(known: &mut PastFile, file: PastFile) {
    let time = |commit: &CommitName| commit.time;
    if time(&file.added) < time(&known.added) {
        known.added = file.added;
    }
    known.added_before |= file.added_before;
    known.removed = match (known.removed.take(), file.removed) {
        (Some(one), Some(other)) if time(&other) > time(&one) => Some(other),
        (Some(one), Some(_)) => Some(one),
        // Where one of them was never taken away, the secrets are still there.
        _ => None,
    };
    known.still_in.extend(file.still_in);
    known.still_in.sort();
    known.still_in.dedup();
    known.also.push(file.path);
    known.also.sort();
}
