//! What git knows of a checkout, read with gix and never by running git.

use std::collections::BTreeSet;

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
}
