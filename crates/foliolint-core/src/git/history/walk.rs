//! The commits of a repository, each read once: those of `HEAD` first, then those of the other tips.

use super::super::objects::Objects;
use super::super::refs::Tip;
use crate::limits::Limits;
use gix::ObjectId;
use gix::objs::{CommitRefIter, Kind};
use std::collections::{HashMap, HashSet, VecDeque};

/// Parents looked at for each commit that a history may have.
const PARENTS_PER_COMMIT: usize = 4;

/// What GitHub calls a commit made by dragging files into the browser, unless one writes something else.
const UPLOAD: &str = "Add files via upload";

/// One commit.
pub(super) struct Node {
    pub(super) id: ObjectId,
    /// Nothing where the commit is damaged.
    pub(super) tree: Option<ObjectId>,
    pub(super) parents: Vec<ObjectId>,
    /// Whether it has parents that can't be looked at: the edge of a shallow clone.
    pub(super) cut: bool,
    /// When it was committed, seconds since 1970.
    pub(super) committed: i64,
    /// When its change was made, seconds since 1970.
    pub(super) authored: i64,
    /// Numbers the distinct author addresses from 0.
    pub(super) author: usize,
    pub(super) upload: bool,
}

/// The commits found.
#[derive(Default)]
pub(super) struct Walk {
    pub(super) nodes: Vec<Node>,
    /// How many of `nodes`, from the first on, are reachable from `HEAD`.
    pub(super) of_head: usize,
    /// Distinct author addresses of these.
    pub(super) authors: usize,
    pub(super) missing: bool,
    pub(super) stopped: Option<&'static str>,
    at: HashMap<ObjectId, u32>,
}

impl Walk {
    /// Reads every commit reachable from `head`, then those reachable from `tips`.
    pub(super) fn new(objects: &Objects, head: ObjectId, tips: &[Tip], limits: &Limits) -> Self {
        let boundary: HashSet<ObjectId> = match objects.repository.shallow_commits() {
            Ok(Some(commits)) => commits.iter().copied().collect(),
            _ => HashSet::new(),
        };
        let mut walk = Self::default();
        let mut authors = HashMap::new();
        let mut seen = HashSet::from([head]);
        let mut queue = VecDeque::from([head]);
        let mut parents_left = limits.commits.saturating_mul(PARENTS_PER_COMMIT);
        let mut tips = tips.iter();
        loop {
            let Some(id) = queue.pop_front() else {
                if walk.of_head == 0 {
                    walk.of_head = walk.nodes.len();
                    walk.authors = authors.len();
                }
                match tips.next() {
                    Some(tip) if seen.insert(tip.id) => queue.push_back(tip.id),
                    Some(_) => {}
                    None => break,
                }
                continue;
            };
            if walk.nodes.len() >= limits.commits || parents_left == 0 {
                walk.stopped = Some("the limit of commits was reached");
            } else if objects.is_late() {
                walk.stopped = Some("the time for the history was over");
            }
            if walk.stopped.is_some() {
                break;
            }
            let Some(mut node) = read(objects, id, &mut authors) else {
                walk.missing = true;
                continue;
            };
            node.parents.truncate(parents_left);
            parents_left -= node.parents.len();
            if boundary.contains(&id) {
                node.cut = !node.parents.is_empty();
                node.parents.clear();
            }
            let new = node.parents.iter().filter(|parent| seen.insert(**parent));
            queue.extend(new);
            let at = u32::try_from(walk.nodes.len()).unwrap_or(u32::MAX);
            walk.at.insert(id, at);
            walk.nodes.push(node);
        }
        if walk.of_head == 0 {
            walk.of_head = walk.nodes.len();
            walk.authors = authors.len();
        }
        for at in 0..walk.nodes.len() {
            let cut = walk.nodes[at]
                .parents
                .iter()
                .any(|id| walk.at(*id).is_none());
            walk.nodes[at].cut |= cut;
        }
        walk
    }

    /// Where in `nodes` a commit stands.
    pub(super) fn at(&self, id: ObjectId) -> Option<usize> {
        self.at.get(&id).map(|at| *at as usize)
    }
}

fn read(objects: &Objects, id: ObjectId, authors: &mut HashMap<Vec<u8>, usize>) -> Option<Node> {
    let commit = objects.read(id, Kind::Commit)?;
    let iter = || CommitRefIter::from_bytes(&commit, id.kind());
    let committed = iter()
        .committer()
        .map_or(0, |signature| signature.seconds());
    let (mut author, mut authored) = (usize::MAX, committed);
    if let Ok(signature) = iter().author() {
        let next = authors.len();
        author = *authors.entry(signature.email.to_vec()).or_insert(next);
        authored = signature.seconds();
    }
    let subject = iter().message().ok().and_then(|message| {
        let line = message.split(|byte| *byte == b'\n').next()?;
        Some(line.trim_ascii() == UPLOAD.as_bytes())
    });
    Some(Node {
        id,
        tree: iter().tree_id().ok(),
        parents: iter().parent_ids().collect(),
        cut: false,
        committed,
        authored,
        author,
        upload: subject.unwrap_or(false),
    })
}
