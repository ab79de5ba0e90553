//! From the paths somebody typed to the repositories they mean.

use std::path::PathBuf;

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

/// Finds the repositories that `paths` mean (FLAGS.md, Terms). Every path is checked before anything is scanned.
///
/// # Errors
///
/// All paths that are missing, no folder, or unreadable.
pub fn discover(paths: &[PathBuf]) -> Result<Discovered, Vec<Refusal>> {
    let _ = paths;
    Ok(Discovered::default())
}
