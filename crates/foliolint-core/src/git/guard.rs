//! Whether a git folder may be opened at all: nothing of it may lead elsewhere, block, or be absurdly large.

use crate::text::{decode, read};
use std::fs::{FileType, Metadata};
use std::path::{Component, Path, PathBuf};

/// Bytes of the index and of packed-refs; the Linux kernel's have 10 MB and 1 MB.
pub(super) const LARGE_BYTES: u64 = 64 << 20;

/// Bytes of a configuration file.
const CONFIG_BYTES: u64 = 1 << 20;

/// Bytes of HEAD, of a loose reference, of a `.git` file.
const REFERENCE_BYTES: u64 = 4 << 10;

/// Entries below `refs`, `objects` and `info` that are looked at.
const ENTRIES: usize = 500_000;

/// Folders between `refs` and a reference.
const DEPTH: usize = 32;

/// Folders of `.git` that are never opened.
const UNUSED: &[&str] = &[
    "hooks",
    "logs",
    "modules",
    "worktrees",
    "lfs",
    "annex",
    "rr-cache",
];

/// The folder with git's data of the checkout at `root`, if it is safe to open.
///
/// # Errors
///
/// Why not, in words.
pub(super) fn git_folder(root: &Path) -> Result<PathBuf, String> {
    let dot_git = root.join(".git");
    let found = look(&dot_git)?;
    let folder = if found.is_dir() {
        dot_git
    } else if found.is_file() {
        let bytes = read::read(root, Path::new(".git"), REFERENCE_BYTES)
            .map_err(|reason| format!(".git {reason}"))?;
        pointed_to(root, &decode::shown(&bytes))?
    } else {
        return Err(".git is a link or a special file, not followed".to_owned());
    };
    check(&folder)?;
    Ok(folder)
}

/// Where a `.git` file (of a worktree or submodule) points, if that lies inside the checkout.
fn pointed_to(root: &Path, text: &str) -> Result<PathBuf, String> {
    let target = text
        .trim_end()
        .strip_prefix("gitdir:")
        .ok_or("its .git file names no folder")?
        .trim();
    let path = Path::new(target);
    let inside = path
        .components()
        .all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    if !inside {
        return Err(
            "its git folder is elsewhere (a worktree or submodule); scan it there".to_owned(),
        );
    }
    let mut folder = root.to_path_buf();
    for part in path.components() {
        folder.push(part);
        if !look(&folder)?.is_dir() {
            return Err("its .git file points to no folder".to_owned());
        }
    }
    Ok(folder)
}

fn check(folder: &Path) -> Result<(), String> {
    for (name, kind) in entries(folder)? {
        let Some(name) = name.to_str() else { continue };
        if UNUSED.contains(&name) || name.ends_with(".lock") {
            continue;
        }
        plain(name, kind)?;
        if kind.is_file() {
            let cap = match name {
                "HEAD" => REFERENCE_BYTES,
                "config" | "config.worktree" => CONFIG_BYTES,
                _ => LARGE_BYTES,
            };
            if look(&folder.join(name))?.len() > cap {
                return Err(format!(".git/{name} is larger than {cap} bytes"));
            }
        }
        match name {
            "commondir" => {
                return Err("its git folder leads to another one (a worktree)".to_owned());
            }
            "reftable" => return Err("its references are in the reftable format".to_owned()),
            _ => {}
        }
    }
    for wanted in ["HEAD", "objects", "refs"] {
        look(&folder.join(wanted)).map_err(|_| format!("it has no .git/{wanted}"))?;
    }
    if std::fs::symlink_metadata(folder.join("objects/info/alternates")).is_ok() {
        return Err("its objects are partly elsewhere (alternates), not followed".to_owned());
    }
    let mut left = ENTRIES;
    for below in ["refs", "objects", "info"] {
        check_below(&folder.join(below), below, &mut left)?;
    }
    Ok(())
}

/// No links and special files below; references are small.
fn check_below(folder: &Path, name: &str, left: &mut usize) -> Result<(), String> {
    let mut stack = vec![(folder.to_path_buf(), 0)];
    while let Some((folder, depth)) = stack.pop() {
        if depth > DEPTH {
            return Err(format!(".git/{name} is nested too deeply"));
        }
        let Ok(listed) = entries(&folder) else {
            continue;
        };
        for (entry, kind) in listed {
            *left = left
                .checked_sub(1)
                .ok_or(format!(".git/{name} has too many entries"))?;
            plain(name, kind)?;
            let path = folder.join(entry);
            if kind.is_dir() {
                stack.push((path, depth + 1));
            } else if name == "refs" && look(&path)?.len() > REFERENCE_BYTES {
                return Err("a reference of it is larger than any reference is".to_owned());
            }
        }
    }
    Ok(())
}

fn plain(name: &str, kind: FileType) -> Result<(), String> {
    if kind.is_dir() || kind.is_file() {
        return Ok(());
    }
    let what = if kind.is_symlink() {
        "a link"
    } else {
        "a special file"
    };
    Err(format!("{what} stands in .git ({name}), not followed"))
}

fn look(path: &Path) -> Result<Metadata, String> {
    std::fs::symlink_metadata(path)
        .map_err(|error| format!("its git folder {}", read::reason(&error)))
}

fn entries(folder: &Path) -> Result<Vec<(std::ffi::OsString, FileType)>, String> {
    let listing = std::fs::read_dir(folder)
        .map_err(|error| format!("its git folder {}", read::reason(&error)))?;
    let mut entries: Vec<_> = listing
        .filter_map(Result::ok)
        .take(ENTRIES)
        .filter_map(|entry| Some((entry.file_name(), entry.file_type().ok()?)))
        .collect();
    entries.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(entries)
}
