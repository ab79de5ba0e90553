//! What the commits hold: env files and key files of any of them, and what each commit of `HEAD` brought.

mod lines;
mod moved;
mod past;
mod trees;
mod walk;

use super::objects::Objects;
use super::refs::{self, Tip};
use crate::env::Worth;
use crate::limits::Limits;
use gix::ObjectId;
use std::collections::BTreeSet;
use std::sync::Arc;
use trees::Trees;
use walk::{Node, Walk};

/// Seconds of a week.
const WEEK: i64 = 7 * 24 * 60 * 60;

/// What the commits of a repository hold.
#[derive(Clone, Default, Debug)]
pub struct Past {
    /// Env files and key files that were ever in a commit of any branch, remote branch, tag or `HEAD`, sorted by path;
    /// those that are still there too.
    pub files: Vec<PastFile>,
    /// The same, those of the same values joined: what was moved or copied is told once.
    pub told: Vec<PastFile>,
    /// Commits of `HEAD` that are no merges, newest first as far as their order tells; empty where `HEAD` has more than
    /// 300 commits (FOL904).
    pub commits: Vec<HeadCommit>,
    /// Commits of `HEAD` that are no merges.
    pub changes: u64,
    /// Those of them whose message is GitHub's for files dragged into the browser.
    pub uploads: u64,
    /// When the oldest commit of `HEAD` was made, seconds since 1970 (its author date).
    pub first_commit: Option<i64>,
    /// Distinct weeks in which a commit of `HEAD` was made (by author date).
    pub weeks: u64,
}

/// An env file or key file of some commit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PastFile {
    /// Its path, as [`crate::file::File::path`] spells it.
    pub path: Arc<str>,
    /// What it held, at its worst.
    pub held: PastContent,
    /// The oldest commit that has it and whose parents don't.
    pub added: CommitName,
    /// Whether an older commit that can't be looked at may have added it.
    pub added_before: bool,
    /// The newest commit of `HEAD` that took it away; where it never was in `HEAD`, of any branch.
    pub removed: Option<CommitName>,
    /// Branches, remote branches and tags that still have it, sorted.
    pub still_in: Vec<String>,
    /// Further paths that the same content had, sorted: it was moved or copied.
    pub also: Vec<Arc<str>>,
    /// Whether all of its secrets stand in an env file that is tracked today.
    pub lives_on: bool,
}

/// What a file held, at its worst; never a value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PastContent {
    /// An env file: what its values are worth, and the names of those that look secret, sorted.
    Env(Worth, Vec<String>),
    /// A key file: what was in it, with an article.
    Key(&'static str),
}

/// A commit, as people name it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CommitName {
    /// Its full id, hexadecimal.
    pub id: String,
    /// When it was committed, seconds since 1970.
    pub time: i64,
}

impl CommitName {
    /// The first digits of the id, as git shows them.
    #[must_use]
    pub fn short(&self) -> &str {
        self.id.get(..7).unwrap_or(&self.id)
    }
}

/// A commit of `HEAD` that is no merge.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HeadCommit {
    /// Its full id, hexadecimal.
    pub id: String,
    /// Numbers the distinct authors, by address, from 0.
    pub author: usize,
    /// When the change was made, seconds since 1970.
    pub time: i64,
    /// Whether its message is "Add files via upload".
    pub upload: bool,
    /// Lines it added to Python files and to the code of notebooks, carried-along code left out; a file that only moved
    /// adds none. Unknown where a part of it is missing or a limit was hit.
    pub python_lines: Option<u64>,
}

/// What a walk over the history gave.
pub(super) struct History {
    pub(super) commits: u64,
    pub(super) authors: u64,
    pub(super) past: Past,
    /// Why it is not all of it.
    pub(super) reasons: Vec<&'static str>,
}

/// Reads the history behind `head` and all branches and tags. `tracked` are the paths of today.
pub(super) fn read(
    objects: &Objects,
    head: ObjectId,
    tracked: &BTreeSet<String>,
    limits: &Limits,
) -> History {
    let (tips, all_tips) = refs::tips(objects);
    let walk = Walk::new(objects, head, &tips, limits);
    let mut reasons = Vec::new();
    if !all_tips {
        reasons.push("a branch or tag is damaged");
    }
    let mut trees = Trees::new(objects, limits);
    let mut untreed = false;
    let sets: Vec<u32> = walk
        .nodes
        .iter()
        .map(|node| match node.tree {
            Some(tree) => trees.held_by(tree),
            None => {
                untreed = true;
                trees::NOTHING
            }
        })
        .collect();
    let places = past::places(&trees, &sets, tracked);
    let found = past::files(
        objects,
        &walk,
        &sets,
        &trees,
        &places,
        (head, &tips),
        limits,
    );
    let mut past = of_head(objects, &walk, &places, limits);
    past.files = found.files.iter().map(|(file, _)| file.clone()).collect();
    past.told = moved::joined(found.files, tracked);

    if walk.missing {
        reasons.push("commits are missing or damaged");
    }
    if trees.missing || untreed {
        reasons.push("folders of older commits are missing or too large");
    }
    if found.missing {
        reasons.push("files of older commits are missing or too large");
    }
    let stopped = walk.stopped.or(trees.stopped).or(found.stopped);
    reasons.extend(stopped);
    History {
        commits: walk.of_head as u64,
        authors: walk.authors as u64,
        past,
        reasons,
    }
}

/// What the commits of `HEAD` brought.
fn of_head(
    objects: &Objects,
    walk: &Walk,
    places: &crate::inventory::zone::Places,
    limits: &Limits,
) -> Past {
    let nodes = walk.nodes.get(..walk.of_head).unwrap_or_default();
    let changes = || nodes.iter().filter(|node| node.parents.len() < 2);
    let weeks: BTreeSet<i64> = nodes
        .iter()
        .map(|node| node.authored.div_euclid(WEEK))
        .collect();
    let mut past = Past {
        changes: changes().count() as u64,
        uploads: changes().filter(|node| node.upload).count() as u64,
        first_commit: nodes.iter().map(|node| node.authored).min(),
        weeks: weeks.len() as u64,
        ..Past::default()
    };
    if nodes.len() > lines::COMMITS {
        return past;
    }
    let mut lines = lines::Lines::new(objects, places, limits);
    let commit = |node: &Node| HeadCommit {
        id: node.id.to_string(),
        author: node.author,
        time: node.authored,
        upload: node.upload,
        python_lines: lines.added(node, walk),
    };
    past.commits = changes().map(commit).collect();
    past
}

impl Walk {
    /// The tree of a commit's first parent: `Some(None)` where it has no parent, nothing where it can't be looked at.
    fn parent_tree(&self, node: &Node) -> Option<Option<ObjectId>> {
        match node.parents.first() {
            _ if node.cut => None,
            None => Some(None),
            Some(parent) => Some(Some(self.nodes.get(self.at(*parent)?)?.tree?)),
        }
    }
}

/// The tips whose commits were read, each with the place of its commit.
fn known_tips<'a>(walk: &'a Walk, tips: &'a [Tip]) -> impl Iterator<Item = (&'a Tip, usize)> {
    tips.iter().filter_map(|tip| Some((tip, walk.at(tip.id)?)))
}
