//! What `HEAD` says: its tree's paths, and what led to it.

use super::objects::Objects;
use super::{Git, HistoryStatus, history, is_sane, refs};
use crate::limits::Limits;
use crate::text::decode;
use gix::ObjectId;
use gix::objs::{CommitRefIter, Kind, TreeRefIter};
use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::time::Instant;

/// Entries of `HEAD`'s tree, per file that a repository may have.
const ENTRIES_PER_FILE: usize = 4;

/// Reads `HEAD` and the history of a git folder that the guard has passed. `index` are the paths of the index.
///
/// # Errors
///
/// Why nothing of it can be read, in words.
pub(super) fn read(
    folder: &Path,
    index: &BTreeSet<String>,
    limits: &Limits,
) -> Result<Git, String> {
    let objects = Objects::open(folder, Instant::now() + limits.history_time)?;
    let shallow = objects.repository.is_shallow().unwrap_or(false);
    let Some(head) = refs::head(&objects.repository)? else {
        return Ok(Git {
            commits: Some(0),
            authors: Some(0),
            history: HistoryStatus::Complete,
            history_reason: None,
            shallow,
            ..Git::unavailable("")
        });
    };
    let mut git = Git {
        head: Some(head.to_string()),
        shallow,
        ..Git::unavailable("the commit of HEAD is missing or damaged")
    };
    let Some(commit) = objects.read(head, Kind::Commit) else {
        return Ok(git);
    };
    let iter = || CommitRefIter::from_bytes(&commit, head.kind());
    git.last_commit = iter().committer().ok().map(|signature| signature.seconds());
    let mut reasons = Vec::new();
    match iter().tree_id() {
        Ok(tree) => {
            if !paths(&objects, tree, limits, &mut git.tracked) {
                reasons.push("a part of HEAD's tree is missing or too large");
            }
        }
        Err(_) => reasons.push("the tree of HEAD is missing"),
    }
    git.tracked.extend(index.iter().cloned());
    // A panic on damaged commits takes nothing away from what is tracked today.
    let history = AssertUnwindSafe(|| history::read(&objects, head, &git.tracked, limits));
    match std::panic::catch_unwind(history) {
        Ok(history) => {
            git.commits = Some(history.commits);
            git.authors = Some(history.authors);
            git.past = history.past;
            reasons.extend(history.reasons);
        }
        Err(_) => reasons.push("its commits are damaged"),
    }
    if shallow {
        reasons = vec!["the clone is shallow"];
    }
    git.history = if reasons.is_empty() {
        HistoryStatus::Complete
    } else {
        HistoryStatus::Partial
    };
    git.history_reason = (!reasons.is_empty()).then(|| reasons.join(", "));
    Ok(git)
}

/// Adds the paths of a tree's files and links; `false` where some are missing.
fn paths(objects: &Objects, tree: ObjectId, limits: &Limits, paths: &mut BTreeSet<String>) -> bool {
    let mut whole = true;
    let mut left = limits.files.saturating_mul(ENTRIES_PER_FILE);
    let mut stack = vec![(tree, String::new(), 0)];
    while let Some((tree, prefix, depth)) = stack.pop() {
        if left == 0 || depth > limits.path_depth || objects.is_late() {
            return false;
        }
        let Some(bytes) = objects.read(tree, Kind::Tree) else {
            whole = false;
            continue;
        };
        for entry in TreeRefIter::from_bytes(&bytes, tree.kind()) {
            let Ok(entry) = entry else {
                whole = false;
                break;
            };
            if left == 0 {
                return false;
            }
            left -= 1;
            let name = decode::shown(entry.filename);
            let path = format!("{prefix}{name}");
            if name.contains('/') || !is_sane(&name) {
                continue;
            }
            if entry.mode.is_tree() {
                stack.push((entry.oid.to_owned(), path + "/", depth + 1));
            } else if !entry.mode.is_commit() {
                paths.insert(path);
            }
        }
    }
    whole
}
