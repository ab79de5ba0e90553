//! What `HEAD` says: its tree's paths, and how many commits and authors led to it.

use super::{Git, HistoryStatus, is_sane};
use crate::limits::Limits;
use crate::text::decode;
use gix::objs::{CommitRefIter, Kind, TreeRefIter};
use gix::{ObjectId, Repository};
use std::collections::{BTreeSet, HashSet};
use std::path::Path;
use std::time::Instant;

/// Bytes of a commit or tree that is read.
const OBJECT_BYTES: u64 = 16 << 20;

/// Bytes that a loose object takes on disk, whatever its header says.
const LOOSE_BYTES: u64 = 64 << 20;

/// Entries of `HEAD`'s tree, per file that a repository may have.
const ENTRIES_PER_FILE: usize = 4;

/// Reads `HEAD` of a git folder that the guard has passed.
///
/// # Errors
///
/// Why nothing of it can be read, in words.
pub(super) fn read(folder: &Path, limits: &Limits) -> Result<Git, String> {
    let repository = open(folder)?;
    let shallow = repository.is_shallow().unwrap_or(false);
    let Some(head) = head_id(&repository)? else {
        return Ok(Git {
            commits: Some(0),
            authors: Some(0),
            history: HistoryStatus::Complete,
            history_reason: None,
            shallow,
            ..Git::unavailable("")
        });
    };
    let objects = Objects {
        repository: &repository,
        folder,
        deadline: Instant::now() + limits.history_time,
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
            if !objects.paths(tree, limits, &mut git.tracked) {
                reasons.push("a part of HEAD's tree is missing or too large");
            }
        }
        Err(_) => reasons.push("the tree of HEAD is missing"),
    }
    let counted = objects.count(head, limits);
    git.commits = Some(counted.commits);
    git.authors = Some(counted.authors);
    reasons.extend(counted.stopped);
    if shallow {
        reasons = vec!["the clone is shallow"];
    } else if counted.missing {
        reasons.push("commits are missing or damaged");
    }
    git.history = if reasons.is_empty() {
        HistoryStatus::Complete
    } else {
        HistoryStatus::Partial
    };
    git.history_reason = (!reasons.is_empty()).then(|| reasons.join(", "));
    Ok(git)
}

/// Opens the folder as nobody's in particular: no configuration but its own, and of that nothing that runs or leads
/// elsewhere; no replaced objects.
fn open(folder: &Path) -> Result<Repository, String> {
    let options = gix::open::Options::isolated()
        .with(gix::sec::Trust::Reduced)
        .strict_config(false)
        .open_path_as_is(true)
        .config_overrides(["core.useReplaceRefs=false", "core.commitGraph=false"]);
    gix::ThreadSafeRepository::open_opts(folder, options)
        .map(|repository| repository.to_thread_local())
        // The error's own words may quote the configuration or name paths of this machine.
        .map_err(|_| "its format is not understood (damaged, SHA-256 or too new)".to_owned())
}

/// The commit that `HEAD` names; `None` on a branch without commits.
fn head_id(repository: &Repository) -> Result<Option<ObjectId>, String> {
    let damaged = "HEAD names no branch or commit";
    let head = repository.head().map_err(|_| damaged.to_owned())?;
    let mut reference = match head.kind {
        gix::head::Kind::Unborn(_) => return Ok(None),
        gix::head::Kind::Detached { target, .. } => return Ok(Some(target)),
        gix::head::Kind::Symbolic(reference) => reference,
    };
    for _ in 0..5 {
        if let Some(id) = reference.target.try_id() {
            return Ok(Some(id.to_owned()));
        }
        let name = reference.target.try_name().ok_or(damaged)?;
        reference = match repository.try_find_reference(name.as_bstr()) {
            Ok(Some(next)) => next.detach(),
            Ok(None) => return Ok(None),
            Err(_) => return Err(damaged.to_owned()),
        };
    }
    Err("HEAD leads in a circle".to_owned())
}

struct Objects<'a> {
    repository: &'a Repository,
    folder: &'a Path,
    deadline: Instant,
}

struct Counted {
    commits: u64,
    authors: u64,
    missing: bool,
    stopped: Option<&'static str>,
}

impl Objects<'_> {
    /// The bytes of an object of that kind; `None` where it is missing, damaged, another kind, or too large.
    fn read(&self, id: ObjectId, kind: Kind) -> Option<Vec<u8>> {
        let hex = id.to_string();
        let loose = self
            .folder
            .join("objects")
            .join(hex.get(..2)?)
            .join(hex.get(2..)?);
        if std::fs::symlink_metadata(loose).is_ok_and(|found| found.len() > LOOSE_BYTES) {
            return None;
        }
        let header = self.repository.find_header(id).ok()?;
        if header.kind() != kind || header.size() > OBJECT_BYTES {
            return None;
        }
        self.repository
            .find_object(id)
            .ok()
            .map(|mut object| std::mem::take(&mut object.data))
    }

    /// Adds the paths of a tree's files and links; `false` where some are missing.
    fn paths(&self, tree: ObjectId, limits: &Limits, paths: &mut BTreeSet<String>) -> bool {
        let mut whole = true;
        let mut left = limits.files.saturating_mul(ENTRIES_PER_FILE);
        let mut stack = vec![(tree, String::new(), 0)];
        while let Some((tree, prefix, depth)) = stack.pop() {
            if left == 0 || depth > limits.path_depth || Instant::now() > self.deadline {
                return false;
            }
            let Some(bytes) = self.read(tree, Kind::Tree) else {
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

    /// Counts the commits reachable from `head`, and their authors by address.
    fn count(&self, head: ObjectId, limits: &Limits) -> Counted {
        let boundary: HashSet<ObjectId> = match self.repository.shallow_commits() {
            Ok(Some(commits)) => commits.iter().copied().collect(),
            _ => HashSet::new(),
        };
        let mut counted = Counted {
            commits: 0,
            authors: 0,
            missing: false,
            stopped: None,
        };
        let mut authors: HashSet<Vec<u8>> = HashSet::new();
        let mut seen = HashSet::from([head]);
        let mut queue = std::collections::VecDeque::from([head]);
        while let Some(id) = queue.pop_front() {
            if counted.commits >= limits.commits as u64 {
                counted.stopped = Some("the limit of commits was reached");
                break;
            }
            if Instant::now() > self.deadline {
                counted.stopped = Some("the time for the history was over");
                break;
            }
            let Some(commit) = self.read(id, Kind::Commit) else {
                counted.missing = true;
                continue;
            };
            counted.commits += 1;
            let iter = || CommitRefIter::from_bytes(&commit, id.kind());
            if let Ok(author) = iter().author() {
                authors.insert(author.email.to_vec());
            }
            if !boundary.contains(&id) {
                queue.extend(iter().parent_ids().filter(|parent| seen.insert(*parent)));
            }
        }
        counted.authors = authors.len() as u64;
        counted
    }
}
