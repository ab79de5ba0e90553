//! What `.gitignore` files hide, by git's rules, read through the bounded reader.
//!
//! The `ignore` crate's walker opens `.gitignore` itself, through links and FIFOs; so only its matcher is used.

use crate::problem::Reason;
use crate::text::read;
use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Bytes of one ignore file.
const IGNORE_BYTES: u64 = 256 << 10;

/// Patterns of one ignore file; compiling them is the cost.
const IGNORE_LINES: usize = 5_000;

/// Bytes of one pattern.
const LINE_BYTES: usize = 1_000;

/// The ignore files that speak for one folder: its own, then those above.
#[derive(Debug)]
pub(super) struct Ignores {
    matcher: Gitignore,
    base: PathBuf,
    above: Option<Arc<Self>>,
}

impl Ignores {
    /// Adds the ignore file at `file`, whose patterns hold below `base`, to those above. An error is why the file could
    /// not be read; one that isn't there is none.
    pub(super) fn add(
        above: Option<Arc<Self>>,
        root: &Path,
        file: &Path,
        base: &Path,
    ) -> (Option<Arc<Self>>, Option<Reason>) {
        let bytes = match read::read(root, file, IGNORE_BYTES) {
            Ok(bytes) => bytes,
            Err(Reason::Changed) => return (above, None),
            Err(reason) => return (above, Some(reason)),
        };
        let text = String::from_utf8_lossy(&bytes);
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let mut builder = GitignoreBuilder::new("");
        let mut reason = None;
        for (at, line) in text.lines().enumerate() {
            if at >= IGNORE_LINES || line.len() > LINE_BYTES {
                reason = Some(Reason::TooLarge);
                break;
            }
            // What is no pattern hides nothing, in git either.
            let _ = builder.add_line(None, line);
        }
        let Ok(matcher) = builder.build() else {
            return (above, Some(Reason::TooComplex));
        };
        if matcher.is_empty() {
            return (above, reason);
        }
        let base = base.to_path_buf();
        let added = Self {
            matcher,
            base,
            above,
        };
        (Some(Arc::new(added)), reason)
    }

    /// Whether the path, relative to the root, is hidden; the nearest file with an opinion decides.
    pub(super) fn hide(&self, path: &Path, is_folder: bool) -> bool {
        let mut next = Some(self);
        while let Some(ignores) = next {
            let below = path.strip_prefix(&ignores.base).unwrap_or(path);
            match ignores.matcher.matched(below, is_folder) {
                Match::Ignore(_) => return true,
                Match::Whitelist(_) => return false,
                Match::None => next = ignores.above.as_deref(),
            }
        }
        false
    }
}

/// The ignore files of a repository, by the folders they stand in.
#[derive(Clone, Default, Debug)]
pub struct IgnoreRules {
    by_folder: BTreeMap<String, Arc<Ignores>>,
}

impl IgnoreRules {
    /// Records which ignore files speak for a folder, where that differs from the folder above.
    pub(super) fn set(&mut self, folder: &str, ignores: &Arc<Ignores>) {
        self.by_folder
            .insert(folder.to_owned(), Arc::clone(ignores));
    }

    /// Whether a file at that path would be hidden, itself or with a folder above it. It need not be there.
    #[must_use]
    pub fn hide(&self, path: &str) -> bool {
        let mut speaking = self.by_folder.get("");
        let ends = path
            .match_indices('/')
            .map(|(at, _)| at)
            .chain([path.len()]);
        for end in ends {
            let part = path.get(..end).unwrap_or(path);
            let is_folder = end < path.len();
            if speaking.is_some_and(|ignores| ignores.hide(Path::new(part), is_folder)) {
                return true;
            }
            speaking = self.by_folder.get(part).or(speaking);
        }
        false
    }
}
