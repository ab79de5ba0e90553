//! From what each commit's tree holds to the files of the past: who added and removed them, and what was in them.

use super::super::objects::Objects;
use super::super::refs::Tip;
use super::moved::Marks;
use super::trees::{Held, NOTHING, Trees};
use super::walk::{Node, Walk};
use super::{CommitName, PastContent, PastFile, known_tips, moved};
use crate::env::{self, Entry, Worth};
use crate::file::{FileKind, TextInput, Zone};
use crate::inventory::kind;
use crate::inventory::zone::Places;
use crate::limits::Limits;
use crate::secrets;
use crate::source::Source;
use crate::text::decode;
use gix::ObjectId;
use gix::objs::Kind;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Names of branches and tags that are kept for one file.
const TIPS: usize = 20;

/// The files found.
pub(super) struct Found {
    pub(super) files: Vec<(PastFile, Marks)>,
    pub(super) missing: bool,
    pub(super) stopped: Option<&'static str>,
}

/// What happened to one path; commits stand as their places in the walk.
#[derive(Clone, Copy, Default)]
struct Life {
    added: Option<usize>,
    removed: Option<(Removal, usize)>,
}

/// How sure a commit is to be the one that removed a file, in rising order. A merge of a side that has it with one that
/// doesn't only follows another commit's removal, mostly.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Removal {
    of_head: bool,
    of_all_parents: bool,
}

/// The files of every commit's whole tree; the sets of folders name their files from the folder on.
fn of_commits<'a>(trees: &'a Trees<'_>, sets: &[u32]) -> impl Iterator<Item = &'a Held> {
    let distinct: BTreeSet<u32> = sets.iter().copied().collect();
    distinct.into_iter().flat_map(|set| trees.set(set))
}

/// Where the paths of the past and of today stand.
pub(super) fn places(trees: &Trees<'_>, sets: &[u32], tracked: &BTreeSet<String>) -> Places {
    let numbers: BTreeSet<u32> = of_commits(trees, sets).map(|(path, _)| *path).collect();
    let past = numbers.iter().map(|number| trees.path(*number));
    Places::new(tracked.iter().map(String::as_str).chain(past), [])
}

/// Finds the env files and key files of the past.
pub(super) fn files(
    objects: &Objects,
    walk: &Walk,
    sets: &[u32],
    trees: &Trees<'_>,
    places: &Places,
    (head, tips): (ObjectId, &[Tip]),
    limits: &Limits,
) -> Found {
    let mut found = Found {
        files: Vec::new(),
        missing: false,
        stopped: None,
    };
    let mut contents: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    for (path, blob) in of_commits(trees, sets) {
        contents.entry(*path).or_default().insert(*blob);
    }
    let mut held: BTreeMap<u32, PastContent> = BTreeMap::new();
    let mut marks: BTreeMap<u32, Marks> = BTreeMap::new();
    let today = walk.nodes.iter().position(|node| node.id == head);
    let today = today.and_then(|at| sets.get(at)).copied();
    let today: BTreeSet<&Held> = trees.set(today.unwrap_or(NOTHING)).iter().collect();
    let mut left = limits.history_bytes;
    for (path, blobs) in contents {
        for blob in blobs {
            if objects.is_late() || left == 0 {
                found.stopped = Some("the older versions of its env files and keys are too many");
                break;
            }
            let Some(id) = trees.blob(blob) else { continue };
            match content(objects, trees.path(path), id, places, limits, &mut left) {
                Ok(Some((new, secrets))) => {
                    let marks = marks.entry(path).or_default();
                    if today.contains(&(path, blob)) {
                        marks.today.extend(&secrets);
                    }
                    marks.ever.extend(secrets);
                    worst(&mut held, path, new);
                }
                Ok(None) => {}
                Err(()) => found.missing = true,
            }
        }
    }
    if held.is_empty() {
        return found;
    }
    let Some(lives) = lives(objects, walk, sets, trees) else {
        found.stopped = Some("the time for the history was over");
        return found;
    };
    for (path, held) in held {
        let Some(life) = lives.get(&path) else {
            continue;
        };
        let Some(added) = life.added.and_then(|at| walk.nodes.get(at)) else {
            continue;
        };
        let mut still_in: Vec<String> = known_tips(walk, tips)
            .filter(|(_, at)| {
                sets.get(*at)
                    .is_some_and(|set| holds(trees.set(*set), path))
            })
            .map(|(tip, _)| tip.name.clone())
            .collect();
        still_in.truncate(TIPS);
        let removed = life
            .removed
            .filter(|(removal, _)| removal.of_head || still_in.is_empty())
            .and_then(|(_, at)| walk.nodes.get(at));
        let file = PastFile {
            path: Arc::from(trees.path(path)),
            held,
            added: name(added),
            added_before: added.cut,
            removed: removed.map(name),
            still_in,
            also: Vec::new(),
            lives_on: false,
        };
        found
            .files
            .push((file, marks.remove(&path).unwrap_or_default()));
    }
    found.files.sort_by(|(a, _), (b, _)| a.path.cmp(&b.path));
    found
}

fn name(node: &Node) -> CommitName {
    CommitName {
        id: node.id.to_string(),
        time: node.committed,
    }
}

fn holds(set: &[Held], path: u32) -> bool {
    set.binary_search_by_key(&path, |(path, _)| *path).is_ok()
}

/// Compares each commit with its parents; nothing where the time ran out.
fn lives(
    objects: &Objects,
    walk: &Walk,
    sets: &[u32],
    trees: &Trees<'_>,
) -> Option<BTreeMap<u32, Life>> {
    let mut lives: BTreeMap<u32, Life> = BTreeMap::new();
    let older = |a: usize, b: usize| {
        let age = |at: usize| walk.nodes.get(at).map(|node| (Reverse(node.committed), at));
        age(a) > age(b)
    };
    for (at, node) in walk.nodes.iter().enumerate() {
        let own = sets.get(at).copied().unwrap_or(NOTHING);
        let parents: Vec<u32> = node
            .parents
            .iter()
            .filter_map(|parent| sets.get(walk.at(*parent)?).copied())
            .collect();
        let unchanged = parents.iter().all(|set| *set == own);
        if unchanged && (own == NOTHING || !parents.is_empty()) {
            continue;
        }
        if objects.is_late() {
            return None;
        }
        let in_parents = |path: u32| {
            parents
                .iter()
                .filter(move |set| holds(trees.set(**set), path))
        };
        for (path, _) in trees.set(own) {
            if in_parents(*path).next().is_none() {
                let life = lives.entry(*path).or_default();
                if life.added.is_none_or(|known| older(at, known)) {
                    life.added = Some(at);
                }
            }
        }
        for (path, _) in parents.iter().flat_map(|set| trees.set(*set)) {
            if holds(trees.set(own), *path) {
                continue;
            }
            let removal = Removal {
                of_head: at < walk.of_head,
                of_all_parents: in_parents(*path).count() == parents.len(),
            };
            let life = lives.entry(*path).or_default();
            let better = life.removed.is_none_or(|(known, before)| {
                (removal > known) || (removal == known && older(before, at))
            });
            if better {
                life.removed = Some((removal, at));
            }
        }
    }
    Some(lives)
}

/// Keeps the worse of what is known of a path and `new`.
fn worst(held: &mut BTreeMap<u32, PastContent>, path: u32, new: PastContent) {
    let known = held.entry(path).or_insert_with(|| new.clone());
    if let (PastContent::Env(worth, names), PastContent::Env(more, others)) = (known, new) {
        *worth = (*worth).max(more);
        names.extend(others);
        names.sort();
        names.dedup();
    }
}

/// What one version of a file holds, if it is of the kind: judged as the same file would be if it were tracked today.
fn content(
    objects: &Objects,
    path: &str,
    id: ObjectId,
    places: &Places,
    limits: &Limits,
    left: &mut u64,
) -> Result<Option<(PastContent, Vec<u64>)>, ()> {
    let zone = places.zone(path);
    let kind = kind::kind(path);
    let is_env = kind == FileKind::EnvFile;
    if matches!(zone, Zone::Virtualenv | Zone::Vendored) || !(is_env || kind::is_key(path)) {
        return Ok(None);
    }
    let bytes = objects.read_up_to(id, Kind::Blob, limits.file_bytes);
    let bytes = bytes.ok_or(())?;
    *left = left.saturating_sub(bytes.len() as u64);
    // What is no text is no env file, and no key that anybody could tell.
    let Ok(text) = decode::text(&bytes) else {
        return Ok(None);
    };
    let source = Source::new(text);
    let path: Arc<str> = Arc::from(path);
    let input = TextInput {
        path: &path,
        kind,
        zone,
        source: &source,
    };
    if !is_env {
        let key = secrets::key_in(&input).map(PastContent::Key);
        return Ok(key.map(|key| (key, Vec::new())));
    }
    let secrets = secrets::places_in(&input);
    let entries = env::entries(&source);
    let worth = env::worth(&input, &entries, &secrets);
    let names = secrets.iter().map(|place| match &place.name {
        Some(name) => name.clone(),
        None => place.kind.words().to_owned(),
    });
    let marks: Vec<u64> = if secrets.is_empty() {
        let lines = entries.iter().filter(|entry| {
            let plain = !entry.secret && env::is_setting(source.slice(entry.value));
            !entry.placeholder && !plain
        });
        let line = |entry: &Entry| (source.slice(entry.key), source.slice(entry.value));
        lines.map(|entry| moved::mark(line(entry))).collect()
    } else {
        let secrets = secrets.iter();
        secrets
            .map(|place| moved::mark(source.slice(place.span).trim()))
            .collect()
    };
    Ok((worth != Worth::Nothing).then(|| (PastContent::Env(worth, names.collect()), marks)))
}
