//! What git knows of a checkout, read with gix and never by running git.

mod guard;
mod head;
mod history;
mod index;
mod objects;
mod refs;

use crate::discover::{Checkout, Shape};
use crate::limits::Limits;
use crate::problem::{Problem, Reason};
use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;
use std::path::Path;

pub use history::{CommitName, HeadCommit, Past, PastContent, PastFile};

/// How much of the history could be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HistoryStatus {
    /// All of it.
    Complete,
    /// A part: shallow, a limit, missing objects.
    Partial,
    /// None of it.
    Unavailable,
}

/// What git knows of a checkout.
#[derive(Clone, Debug)]
pub struct Git {
    /// `HEAD`'s commit, hexadecimal.
    pub head: Option<String>,
    /// Paths that the index or `HEAD`'s tree holds, as [`crate::file::File::path`] spells them.
    pub tracked: BTreeSet<String>,
    /// Commits reachable from `HEAD`.
    pub commits: Option<u64>,
    /// Distinct author e-mail addresses of these.
    pub authors: Option<u64>,
    /// When the newest commit of `HEAD` was made, seconds since 1970 (its committer date).
    pub last_commit: Option<i64>,
    /// Whether the clone is shallow.
    pub shallow: bool,
    /// How much of the history could be read.
    pub history: HistoryStatus,
    /// Why it is not complete.
    pub history_reason: Option<String>,
    /// What the commits hold.
    pub past: Past,
}

impl Git {
    /// A repository of which git's data could not be read at all.
    #[must_use]
    pub fn unavailable(reason: &str) -> Self {
        Self {
            head: None,
            tracked: BTreeSet::new(),
            commits: None,
            authors: None,
            last_commit: None,
            shallow: false,
            history: HistoryStatus::Unavailable,
            history_reason: Some(reason.to_owned()),
            past: Past::default(),
        }
    }

    /// Whether [`Self::tracked`] says anything: without git's data nobody knows what is committed.
    #[must_use]
    pub fn knows_tracked(&self) -> bool {
        !self.tracked.is_empty() || self.history != HistoryStatus::Unavailable
    }
}

/// Reads what git knows of a checkout: what is tracked, and counts and dates at `HEAD`. `None` where there is no git;
/// data that can't be read makes a [`HistoryStatus::Unavailable`] with the reason, and a problem.
///
/// Nothing outside the checkout is opened, no link is followed, no configuration is obeyed.
#[must_use]
pub fn read(checkout: &Checkout, limits: &Limits, problems: &mut Vec<Problem>) -> Option<Git> {
    if checkout.shape != Shape::Git {
        return None;
    }
    let found = match guard::git_folder(&checkout.root) {
        Ok(folder) => read_guarded(&folder, limits, problems),
        Err(reason) => Git::unavailable(&reason),
    };
    if let (HistoryStatus::Unavailable, Some(words)) = (found.history, &found.history_reason) {
        problem(problems, words);
    }
    Some(found)
}

/// gix is careful, but no code of others gets to end a scan: a panic on damaged data is a history that can't be read.
fn read_guarded(folder: &Path, limits: &Limits, problems: &mut Vec<Problem>) -> Git {
    let tracked = match index::read(folder) {
        Ok(index) => {
            if index.split {
                problem(
                    problems,
                    "the index is split; only HEAD and its own part were read",
                );
            }
            index.paths
        }
        Err(reason) => {
            problem(problems, &format!("the index: {reason}"));
            BTreeSet::new()
        }
    };
    let read = AssertUnwindSafe(|| head::read(folder, &tracked, limits));
    let mut git = std::panic::catch_unwind(read)
        .unwrap_or_else(|_| Err("its data is damaged".to_owned()))
        .unwrap_or_else(|reason| Git::unavailable(&reason));
    git.tracked.extend(tracked);
    git
}

fn problem(problems: &mut Vec<Problem>, words: &str) {
    let reason = Reason::Git(words.to_owned());
    problems.push(Problem { path: None, reason });
}

/// Whether a path of git's data can be a file's: git itself refuses the others, and so nothing is lost.
fn is_sane(path: &str) -> bool {
    !path
        .split('/')
        .any(|part| matches!(part, "" | "." | "..") || part.eq_ignore_ascii_case(".git"))
}

#[cfg(test)]
mod tests;
