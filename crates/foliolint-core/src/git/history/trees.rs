//! Which files that matter each tree holds, each distinct tree read once.
//!
//! Nearly all commits hold the same few such files, or none: what a tree holds is an interned set with a number, so
//! that two commits are compared by two numbers.

use super::super::is_sane;
use super::super::objects::Objects;
use crate::inventory::kind::{self, Below};
use crate::limits::Limits;
use crate::text::decode;
use gix::ObjectId;
use gix::objs::{Kind, TreeRefIter};
use std::collections::HashMap;
use std::rc::Rc;

/// The number of the set that holds nothing.
pub(super) const NOTHING: u32 = 0;

/// A file of a set: the numbers of its path and of its content. Sorted by path.
pub(super) type Held = (u32, u32);

/// What the trees of a repository hold.
pub(super) struct Trees<'a> {
    objects: &'a Objects,
    limits: &'a Limits,
    memo: HashMap<(ObjectId, Below), u32>,
    sets: Vec<Rc<[Held]>>,
    numbers: HashMap<Rc<[Held]>, u32>,
    paths: Names<String>,
    blobs: Names<ObjectId>,
    /// How many more files all sets together may hold.
    left: usize,
    pub(super) missing: bool,
    pub(super) stopped: Option<&'static str>,
}

/// Things with numbers.
struct Names<T> {
    all: Vec<T>,
    numbers: HashMap<T, u32>,
}

impl<T: Clone + Eq + std::hash::Hash> Names<T> {
    fn new() -> Self {
        Self {
            all: Vec::new(),
            numbers: HashMap::new(),
        }
    }

    fn number(&mut self, name: T) -> u32 {
        if let Some(known) = self.numbers.get(&name) {
            return *known;
        }
        let number = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.all.push(name.clone());
        self.numbers.insert(name, number);
        number
    }

    fn get(&self, number: u32) -> Option<&T> {
        self.all.get(number as usize)
    }
}

/// Whether git itself would take the name of an entry for a file's.
fn is_name(name: &[u8]) -> bool {
    !name.contains(&b'/') && is_sane(&decode::shown(name))
}

/// A tree that is being read.
struct Frame {
    name: String,
    key: (ObjectId, Below),
    held: Vec<Held>,
    folders: Vec<(String, ObjectId, Below)>,
}

impl<'a> Trees<'a> {
    pub(super) fn new(objects: &'a Objects, limits: &'a Limits) -> Self {
        let nothing: Rc<[Held]> = Rc::from([]);
        Self {
            objects,
            limits,
            memo: HashMap::new(),
            sets: vec![Rc::clone(&nothing)],
            numbers: HashMap::from([(nothing, NOTHING)]),
            paths: Names::new(),
            blobs: Names::new(),
            left: limits.history_entries,
            missing: false,
            stopped: None,
        }
    }

    /// The files of a set.
    pub(super) fn set(&self, number: u32) -> &[Held] {
        self.sets.get(number as usize).map_or(&[], |set| set)
    }

    /// The path of that number.
    pub(super) fn path(&self, number: u32) -> &str {
        self.paths.get(number).map_or("", |path| path)
    }

    /// The content of that number.
    pub(super) fn blob(&self, number: u32) -> Option<ObjectId> {
        self.blobs.get(number).copied()
    }

    /// The number of the set that a commit's tree holds.
    pub(super) fn held_by(&mut self, tree: ObjectId) -> u32 {
        let root = (tree, Below::Anything);
        if let Some(known) = self.memo.get(&root) {
            return *known;
        }
        let mut stack = vec![self.open(String::new(), root)];
        while let Some(frame) = stack.last_mut() {
            if let Some((name, id, below)) = frame.folders.pop() {
                let key = (id, below);
                match self.memo.get(&key).copied() {
                    Some(NOTHING) => {}
                    Some(set) => {
                        let held = self.moved(&name, set);
                        frame.held.extend(held);
                    }
                    None if stack.len() > self.limits.path_depth => {
                        self.missing = true;
                        self.memo.insert(key, NOTHING);
                    }
                    None => {
                        let frame = self.open(name, key);
                        stack.push(frame);
                    }
                }
                continue;
            }
            let Some(done) = stack.pop() else { break };
            let set = self.intern(done.held);
            self.memo.insert(done.key, set);
            match stack.last_mut() {
                Some(above) if set != NOTHING => {
                    let held = self.moved(&done.name, set);
                    above.held.extend(held);
                }
                Some(_) => {}
                None => return set,
            }
        }
        NOTHING
    }

    /// Reads one tree; of what is missing there is nothing.
    fn open(&mut self, name: String, key: (ObjectId, Below)) -> Frame {
        let (id, below) = key;
        let mut frame = Frame {
            name,
            key,
            held: Vec::new(),
            folders: Vec::new(),
        };
        if self.stopped.is_none() && self.objects.is_late() {
            self.stopped = Some("the time for the history was over");
        }
        if self.stopped.is_some() {
            return frame;
        }
        let Some(bytes) = self.objects.read(id, Kind::Tree) else {
            self.missing = true;
            return frame;
        };
        for entry in TreeRefIter::from_bytes(&bytes, id.kind()) {
            let Ok(entry) = entry else {
                self.missing = true;
                break;
            };
            let folder = entry.mode.is_tree();
            // Links hold no secrets and submodules are not followed.
            if !folder && !entry.mode.is_blob() {
                continue;
            }
            if folder {
                if kind::is_foreign(entry.filename) || !is_name(entry.filename) {
                    continue;
                }
                let within = below.folder(entry.filename);
                let id = entry.oid.to_owned();
                if self.memo.get(&(id, within)) != Some(&NOTHING) {
                    let name = decode::shown(entry.filename).into_owned();
                    frame.folders.push((name, id, within));
                }
            } else if below.may_matter(entry.filename) && is_name(entry.filename) {
                let path = self
                    .paths
                    .number(decode::shown(entry.filename).into_owned());
                let blob = self.blobs.number(entry.oid.to_owned());
                frame.held.push((path, blob));
            }
        }
        frame
    }

    /// The files of a set as the folder above sees them.
    fn moved(&mut self, folder: &str, set: u32) -> Vec<Held> {
        let below = self.sets.get(set as usize).map(Rc::clone);
        let files = below.iter().flat_map(|set| set.iter());
        files
            .map(|(path, blob)| {
                let path = format!("{folder}/{}", self.path(*path));
                (self.paths.number(path), *blob)
            })
            .collect()
    }

    fn intern(&mut self, mut held: Vec<Held>) -> u32 {
        held.sort_unstable();
        held.dedup_by_key(|(path, _)| *path);
        if let Some(known) = self.numbers.get(&*held) {
            return *known;
        }
        let Some(left) = self.left.checked_sub(held.len()) else {
            self.stopped = Some("it holds too many env files and keys");
            return NOTHING;
        };
        self.left = left;
        let number = u32::try_from(self.sets.len()).unwrap_or(NOTHING);
        let set: Rc<[Held]> = Rc::from(held);
        self.sets.push(Rc::clone(&set));
        self.numbers.insert(set, number);
        number
    }
}
