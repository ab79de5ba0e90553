//! The files of a repository that would be pushed, each with its zone and kind.

use crate::file::File;

/// The files of one repository.
#[derive(Clone, Debug, Default)]
pub struct Inventory {
    /// Sorted by path.
    pub files: Vec<File>,
    /// Links whose target, resolved lexically, is a file of `files`: (the link's path, the target's path).
    pub links: Vec<(String, String)>,
    /// Untracked Python files that ignore rules hide.
    pub ignored_python: usize,
}

impl Inventory {
    /// The file with that path.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&File> {
        self.files
            .binary_search_by(|file| (*file.path).cmp(path))
            .ok()
            .map(|at| &self.files[at])
    }
}
