//! One file of a repository: where it stands and what it is for.

use crate::source::Source;
use std::path::PathBuf;
use std::sync::Arc;

/// The part of a repository that a file belongs to: whether it speaks for its author at all.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Zone {
    /// What the project is made of.
    Production,
    /// Test code (FLAGS.md, Terms).
    Test,
    /// Written by a tool: migrations, `*_pb2.py`, files that say so.
    Generated,
    /// Third-party code carried along.
    Vendored,
    /// Inside a virtual environment or `site-packages`.
    Virtualenv,
    /// `doc/`, `docs/`, `docs_src/`.
    Docs,
    /// `examples/`.
    Example,
    /// Project tooling that is no production code: setuptools' `setup.py`, `noxfile.py`, dotfiles.
    Tooling,
}

/// What a file is, by its name and place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum FileKind {
    /// `.py`, `.pyw`.
    Python,
    /// `.pyi`.
    Stub,
    /// `.ipynb`.
    Notebook,
    /// A dependency manifest: requirements files, `pyproject.toml`, `setup.cfg`, `Pipfile`, conda files. (`setup.py` is [`FileKind::Python`].)
    Manifest,
    /// A lock file of a package manager.
    Lock,
    /// A `.env`-like file that may hold real values (FOL401).
    EnvFile,
    /// Documentation of environment variables: `.env.example` and the like.
    EnvExample,
    /// Configuration of a CI provider.
    Ci,
    /// Containers, compose files, Procfiles, platform and infrastructure configuration.
    Deployment,
    /// A README in any spelling.
    Readme,
    /// A licence.
    Licence,
    /// Any other text, by its ending.
    Text,
    /// Images, archives, databases, compiled files.
    Binary,
}

/// A regular file of the repository that would be pushed: tracked, or untracked and not ignored.
#[derive(Clone, Debug)]
pub struct File {
    /// Repository-relative path with `/`, unique, fit to show; bytes that are no UTF-8 stand as `\xNN`.
    pub path: Arc<str>,
    /// Where to read it, relative to the repository's root.
    pub os_path: PathBuf,
    /// Whether git tracks it (index or `HEAD`); `false` in a plain folder.
    pub tracked: bool,
    /// Size in bytes.
    pub size: u64,
    /// The part of the repository it belongs to.
    pub zone: Zone,
    /// What it is.
    pub kind: FileKind,
}

impl File {
    /// The last part of the path.
    #[must_use]
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// The folder, without a final `/`; empty at the top.
    #[must_use]
    pub fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }
}

/// A decoded file that is no Python module, as the readers of texts take it.
#[derive(Clone, Copy, Debug)]
pub struct TextInput<'a> {
    /// Repository-relative path.
    pub path: &'a Arc<str>,
    /// What the file is.
    pub kind: FileKind,
    /// The part of the repository it belongs to.
    pub zone: Zone,
    /// The decoded text.
    pub source: &'a Source,
}

impl TextInput<'_> {
    /// The last part of the path.
    #[must_use]
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(self.path)
    }

    /// Whether it speaks for the author at all: neither carried along nor inside a virtual environment.
    #[must_use]
    pub const fn is_own(&self) -> bool {
        !matches!(self.zone, Zone::Vendored | Zone::Virtualenv)
    }
}
