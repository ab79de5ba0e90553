//! How many Python lines a commit added.
//!
//! A line counts as added for each time the new version of a file holds it more often than the old one: cheaper than a
//! diff that finds the order of changes, and a moved block adds nothing.

use super::super::objects::Objects;
use super::walk::{Node, Walk};
use crate::file::Zone;
use crate::inventory::kind;
use crate::inventory::zone::Places;
use crate::limits::Limits;
use crate::python::notebook;
use crate::text::decode;
use gix::ObjectId;
use gix::objs::{Kind, TreeRefIter};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Histories with more commits are not compared (FLAGS.md, FOL904).
pub(super) const COMMITS: usize = 300;

/// Compares commits with their parents, within one budget.
pub(super) struct Lines<'a> {
    objects: &'a Objects,
    places: &'a Places,
    limits: &'a Limits,
    /// Bytes of files that may still be read.
    left: u64,
}

/// Python files that differ between two trees.
#[derive(Default)]
struct Changes {
    changed: Vec<(String, ObjectId, ObjectId)>,
    added: BTreeMap<String, ObjectId>,
    removed: BTreeMap<String, ObjectId>,
}

/// The entries of a tree by name and by whether they are folders.
type Tree = BTreeMap<(String, bool), ObjectId>;

impl<'a> Lines<'a> {
    pub(super) const fn new(objects: &'a Objects, places: &'a Places, limits: &'a Limits) -> Self {
        Self {
            objects,
            places,
            limits,
            left: limits.history_bytes,
        }
    }

    /// The lines that a commit with at most one parent added.
    pub(super) fn added(&mut self, node: &Node, walk: &Walk) -> Option<u64> {
        let parent = walk.parent_tree(node)?;
        let mut changes = self.changes(node.tree?, parent)?;
        let mut lines: u64 = 0;
        for (path, id, before) in std::mem::take(&mut changes.changed) {
            lines += self.more(&path, id, Some(before))?;
        }
        // A file that moved: the same content, or the same name and some of the content.
        let removed: BTreeSet<ObjectId> = changes.removed.values().copied().collect();
        for (path, id) in std::mem::take(&mut changes.added) {
            if removed.contains(&id) {
                continue;
            }
            let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
            let wanted = name(&path);
            let mut namesakes = changes.removed.keys();
            let namesake = namesakes.find(|other| name(other) == wanted).cloned();
            let before = namesake.and_then(|path| changes.removed.remove(&path));
            lines += self.more(&path, id, before)?;
        }
        Some(lines)
    }

    fn changes(&self, tree: ObjectId, parent: Option<ObjectId>) -> Option<Changes> {
        let mut changes = Changes::default();
        let mut stack = vec![(String::new(), Some(tree), parent, 0)];
        while let Some((prefix, new, old, depth)) = stack.pop() {
            if depth > self.limits.path_depth || self.objects.is_late() {
                return None;
            }
            let (new, mut old) = (self.tree(new)?, self.tree(old)?);
            for ((name, folder), id) in new {
                let before = old.remove(&(name.clone(), folder));
                if before == Some(id) {
                    continue;
                }
                let path = format!("{prefix}{name}");
                match (folder, before) {
                    (true, before) => stack.push((path + "/", Some(id), before, depth + 1)),
                    (false, Some(before)) => changes.changed.push((path, id, before)),
                    (false, None) => {
                        changes.added.insert(path, id);
                    }
                }
            }
            for ((name, folder), id) in old {
                let path = format!("{prefix}{name}");
                if folder {
                    stack.push((path + "/", None, Some(id), depth + 1));
                } else {
                    changes.removed.insert(path, id);
                }
            }
        }
        Some(changes)
    }

    /// The folders and Python files of a tree; nothing where it is missing.
    fn tree(&self, id: Option<ObjectId>) -> Option<Tree> {
        let mut entries = Tree::new();
        let Some(id) = id else { return Some(entries) };
        let bytes = self.objects.read(id, Kind::Tree)?;
        for entry in TreeRefIter::from_bytes(&bytes, id.kind()) {
            let entry = entry.ok()?;
            let folder = entry.mode.is_tree();
            let wanted = if folder {
                !kind::is_foreign(entry.filename)
            } else {
                entry.mode.is_blob() && is_python(entry.filename)
            };
            if wanted {
                let name = decode::shown(entry.filename).into_owned();
                entries.insert((name, folder), entry.oid.to_owned());
            }
        }
        Some(entries)
    }

    /// How many lines one version of a file has that the other hasn't.
    fn more(&mut self, path: &str, id: ObjectId, before: Option<ObjectId>) -> Option<u64> {
        if matches!(self.places.zone(path), Zone::Virtualenv | Zone::Vendored) {
            return Some(0);
        }
        let mut known: HashMap<u64, u32> = HashMap::new();
        if let Some(before) = before {
            for line in self.lines(path, before)? {
                *known.entry(line).or_default() += 1;
            }
        }
        let mut lines = 0;
        for line in self.lines(path, id)? {
            match known.get_mut(&line) {
                Some(left) if *left > 0 => *left -= 1,
                _ => lines += 1,
            }
        }
        Some(lines)
    }

    /// The lines of a version of a file, each as a number. Of what is too large or no text there are none.
    fn lines(&mut self, path: &str, id: ObjectId) -> Option<Vec<u64>> {
        let is_notebook = path.ends_with(".ipynb");
        let limit = if is_notebook {
            self.limits.notebook_bytes
        } else {
            self.limits.file_bytes
        };
        let header = self.objects.repository.find_header(id).ok()?;
        if header.size() > limit {
            return Some(Vec::new());
        }
        self.left = self.left.checked_sub(header.size())?;
        let bytes = self.objects.read_up_to(id, Kind::Blob, limit)?;
        if is_notebook {
            let code = decode::text(&bytes).ok();
            let code = code.and_then(|text| notebook::code(&text).ok());
            return Some(numbers(code.unwrap_or_default().as_bytes()));
        }
        Some(numbers(&bytes))
    }
}

fn is_python(name: &[u8]) -> bool {
    [b".py".as_slice(), b".pyw", b".pyi", b".ipynb"]
        .iter()
        .any(|ending| name.ends_with(ending))
}

fn numbers(text: &[u8]) -> Vec<u64> {
    let lines = text.split(|byte| *byte == b'\n');
    lines
        .map(<[u8]>::trim_ascii_end)
        .filter(|line| !line.is_empty())
        .map(|line| {
            let mut hasher = DefaultHasher::new();
            line.hash(&mut hasher);
            hasher.finish()
        })
        .collect()
}
