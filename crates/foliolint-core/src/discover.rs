//! From the paths somebody typed to the repositories they mean.

use crate::text::decode::shown;
use crate::text::read;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::FileType;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// What kind of folder a checkout is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// Holds `.git`.
    Git,
    /// Does not: as GitHub's "Download ZIP" gives one.
    Plain,
}

/// One repository to scan.
#[derive(Clone, Debug)]
pub struct Checkout {
    /// The folder's name, made unique with its parent's.
    pub name: String,
    /// The folder, as typed (not made canonical for display).
    pub root: PathBuf,
    /// With or without git.
    pub shape: Shape,
}

/// Everything the typed paths mean.
#[derive(Clone, Debug, Default)]
pub struct Discovered {
    /// The repositories, in the order typed, then by path; equal and nested ones once.
    pub checkouts: Vec<Checkout>,
    /// What the user should know: loose files that are not scanned, a `.git` above a plain folder.
    pub notes: Vec<String>,
}

/// Why a path can't be scanned; one line each, exit code 2.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    /// The path as typed.
    pub path: PathBuf,
    /// Why, in words: "no such folder", "is a file, not a folder", "permission denied".
    pub reason: String,
}

/// Folders between a portfolio and its repositories.
const LEVELS: usize = 2;

/// Entries of a folder that are looked at for repositories.
const ENTRIES: usize = 20_000;

/// Loose files that a note names.
const NAMED: usize = 3;

/// A checkout and where it really is.
struct Place {
    checkout: Checkout,
    real: PathBuf,
}

/// Finds the repositories that `paths` mean (FLAGS.md, Terms). Every path is checked before anything is scanned.
///
/// # Errors
///
/// All paths that are missing, no folder, or unreadable.
pub fn discover(paths: &[PathBuf]) -> Result<Discovered, Vec<Refusal>> {
    let mut refusals = Vec::new();
    let mut places = Vec::new();
    let mut notes = Vec::new();
    for path in paths {
        match real_folder(path) {
            Ok(real) => places.extend(meant(path, real, &mut notes)),
            Err(reason) => refusals.push(Refusal {
                path: path.clone(),
                reason,
            }),
        }
    }
    if !refusals.is_empty() {
        return Err(refusals);
    }
    let places = once(places, &mut notes);
    let names = unique_names(&places);
    let checkouts = places
        .into_iter()
        .zip(names)
        .map(|(place, name)| Checkout {
            name,
            ..place.checkout
        })
        .collect();
    Ok(Discovered { checkouts, notes })
}

/// The folder without links, dots and relative parts; or why it can't be scanned.
fn real_folder(path: &Path) -> Result<PathBuf, String> {
    let words = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound => "no such folder".to_owned(),
        ErrorKind::NotADirectory => "is a file, not a folder".to_owned(),
        ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => read::reason(&error).to_string(),
    };
    let found = std::fs::metadata(path).map_err(words)?;
    if !found.is_dir() {
        return Err("is a file, not a folder".to_owned());
    }
    std::fs::read_dir(path).map_err(words)?;
    std::fs::canonicalize(path).map_err(words)
}

/// The repositories that one path means.
fn meant(path: &Path, real: PathBuf, notes: &mut Vec<String>) -> Vec<Place> {
    let place = |shape, root: PathBuf, real| Place {
        checkout: Checkout {
            name: String::new(),
            root,
            shape,
        },
        real,
    };
    if holds(&real, ".git") {
        return vec![place(Shape::Git, path.to_path_buf(), real)];
    }
    let (below, loose) = repositories_below(&real);
    if !below.is_empty() {
        if !loose.is_empty() {
            notes.push(loose_note(path, &loose));
        }
        return below
            .into_iter()
            .map(|relative| place(Shape::Git, path.join(&relative), real.join(&relative)))
            .collect();
    }
    if ["HEAD", "objects", "refs"]
        .iter()
        .all(|name| holds(&real, name))
    {
        notes.push(format!(
            "{} is a bare repository: only its files on disk are looked at; clone it and scan the clone",
            show(path)
        ));
    } else if let Some(above) = real.ancestors().skip(1).find(|above| holds(above, ".git")) {
        notes.push(format!(
            "{} is part of the repository at {}; git checks need that path",
            show(path),
            show(above)
        ));
    }
    vec![place(Shape::Plain, path.to_path_buf(), real)]
}

/// Whether the folder has an entry so named, of any kind; a link counts and is not followed.
fn holds(folder: &Path, name: &str) -> bool {
    std::fs::symlink_metadata(folder.join(name)).is_ok()
}

/// The sub-folders that are repositories, and Python files that belong to none of them, relative and sorted.
fn repositories_below(real: &Path) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let mut found = Vec::new();
    let mut loose = Vec::new();
    let mut stack = vec![(PathBuf::new(), 0)];
    while let Some((folder, level)) = stack.pop() {
        for (name, kind) in entries(&real.join(&folder)) {
            let path = folder.join(&name);
            if kind.is_file() {
                let python = path
                    .extension()
                    .is_some_and(|ending| ending == "py" || ending == "ipynb");
                loose.extend(python.then_some(path));
            } else if kind.is_dir() && level < LEVELS && is_searched(&real.join(&path), &name) {
                if holds(&real.join(&path), ".git") {
                    found.push(path);
                } else {
                    stack.push((path, level + 1));
                }
            }
        }
    }
    found.sort();
    loose.sort();
    (found, loose)
}

/// Whether repositories of the user's may lie in or below a folder.
fn is_searched(folder: &Path, name: &std::ffi::OsStr) -> bool {
    let hidden = name.as_encoded_bytes().starts_with(b".");
    !hidden && name != "node_modules" && name != "site-packages" && !holds(folder, "pyvenv.cfg")
}

fn entries(folder: &Path) -> Vec<(std::ffi::OsString, FileType)> {
    let Ok(listing) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let entries = listing.take(ENTRIES).filter_map(Result::ok);
    entries
        .filter_map(|entry| Some((entry.file_name(), entry.file_type().ok()?)))
        .collect()
}

fn loose_note(path: &Path, loose: &[PathBuf]) -> String {
    let named: Vec<String> = loose.iter().take(NAMED).map(|file| show(file)).collect();
    let more = match loose.len() - named.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!(
        "{} holds repositories; Python files beside them are not scanned: {}{more}",
        show(path),
        named.join(", ")
    )
}

/// Drops equal folders, and plain folders that lie in another checkout and are scanned with it.
fn once(places: Vec<Place>, notes: &mut Vec<String>) -> Vec<Place> {
    let all: BTreeSet<PathBuf> = places.iter().map(|place| place.real.clone()).collect();
    let mut seen = BTreeSet::new();
    let mut kept = Vec::new();
    for place in places {
        if !seen.insert(place.real.clone()) {
            continue;
        }
        let outer = || {
            // The nearest repository above decides: what lies below another `.git` is not scanned from further up.
            place
                .real
                .ancestors()
                .skip(1)
                .find(|above| all.contains(*above) || holds(above, ".git"))
                .filter(|above| all.contains(*above))
        };
        if place.checkout.shape == Shape::Plain
            && let Some(outer) = outer()
        {
            notes.push(format!(
                "{} is scanned as part of {}",
                show(&place.checkout.root),
                show(outer)
            ));
        } else {
            kept.push(place);
        }
    }
    kept
}

/// Each folder's name, with as many of its parents' as make it unique.
fn unique_names(places: &[Place]) -> Vec<String> {
    let mut parts = vec![1; places.len()];
    loop {
        let names: Vec<String> = places
            .iter()
            .zip(&parts)
            .map(|(place, &parts)| last_parts(&place.real, parts))
            .collect();
        let mut count: BTreeMap<&str, usize> = BTreeMap::new();
        for name in &names {
            *count.entry(name).or_default() += 1;
        }
        let mut grew = false;
        for (at, name) in names.iter().enumerate() {
            let can_grow = parts[at] < places[at].real.components().count();
            if count.get(name.as_str()).is_some_and(|&count| count > 1) && can_grow {
                parts[at] += 1;
                grew = true;
            }
        }
        if !grew {
            return names;
        }
    }
}

fn last_parts(path: &Path, parts: usize) -> String {
    let all: Vec<_> = path
        .components()
        .filter(|part| matches!(part, std::path::Component::Normal(_)))
        .map(|part| shown(part.as_os_str().as_encoded_bytes()).into_owned())
        .collect();
    let from = all.len().saturating_sub(parts);
    match all.get(from..) {
        Some(last) if !last.is_empty() => last.join("/"),
        _ => "/".to_owned(),
    }
}

fn show(path: &Path) -> String {
    shown(path.as_os_str().as_encoded_bytes()).into_owned()
}

#[cfg(test)]
mod tests;
