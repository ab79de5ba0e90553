//! Environment variables: files that set them, code that reads them, places that document them.

mod documented;
mod loads;
mod platform;
mod reads;
mod settings;
mod tested;
mod uses;
mod worth;
mod wrappers;

use crate::file::{FileKind, TextInput, Zone};
use crate::python::Module;
use crate::secrets::{is_placeholder, kind_of};
use crate::source::{Source, Span};
use crate::text::dotenv::{self, Assignment};
use std::collections::BTreeSet;
use std::sync::Arc;

pub use loads::{ComposeReader, EnvLoad};
pub use platform::is_platform;
pub(crate) use worth::is_setting;
pub use worth::{Worth, worth};

/// An env file or env example file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EnvFile {
    /// The file.
    pub path: Arc<str>,
    /// Whether it is documentation by its name: `.env.example` and the like.
    pub example: bool,
    /// Its assignments, in order.
    pub entries: Vec<Entry>,
}

/// One assignment of an env file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// The name.
    pub key: Span,
    /// The value without quotes; may be empty.
    pub value: Span,
    /// Whether the value is empty or says itself that it is to be replaced.
    pub placeholder: bool,
    /// Whether the name promises a secret.
    pub secret: bool,
}

/// The assignments of an env file, in order.
pub(crate) fn entries(source: &Source) -> Vec<Entry> {
    let assignments = dotenv::assignments(source).into_iter();
    assignments
        .map(|Assignment { key, value }| Entry {
            key,
            value,
            placeholder: is_placeholder(source.slice(value)),
            secret: kind_of(source.slice(key)).is_some(),
        })
        .collect()
}

/// One place where production code reads an environment variable.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct EnvRead {
    /// The variable.
    pub name: String,
    /// Where it is read.
    pub path: Arc<str>,
    /// The call, item or settings field.
    pub span: Span,
    /// Whether the program works without it (FOL404: a default, an `or`, a test, an optional field).
    pub has_default: bool,
    /// Whether any spelling of capitals sets it, as with pydantic's settings fields.
    pub any_case: bool,
}

/// What a repository says about its environment variables.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// Env files and env example files, sorted by path.
    pub files: Vec<EnvFile>,
    /// What production code reads, sorted by name and place.
    pub reads: Vec<EnvRead>,
    /// Those of the names read that something documents, or that the platform of the project sets.
    pub documented: BTreeSet<String>,
    /// Where env files are loaded, sorted.
    pub loads: Vec<EnvLoad>,
}

impl Environment {
    /// The reads that nobody who clones the repository can know of: no working default, documented nowhere, set by
    /// no platform. Sorted by name and place.
    pub fn undocumented(&self) -> impl Iterator<Item = &EnvRead> {
        self.reads.iter().filter(|read| {
            !read.has_default && !self.documented.contains(&read.name) && !is_platform(&read.name)
        })
    }
}

/// Reads what a repository says about its environment variables.
#[must_use]
pub fn read(modules: &[Module], texts: &[TextInput<'_>], compose: ComposeReader) -> Environment {
    let mut reads = reads::read(modules);
    reads.extend(settings::read(modules));
    reads.sort();
    reads.dedup();
    defaults_hold_everywhere(&mut reads);
    uses::soften(modules, &mut reads);
    let mut documented = documented::names(&reads, texts);
    if platform::attaches_services(modules, texts) {
        documented.extend(platform::ATTACHED.iter().map(|&name| name.to_owned()));
    }
    let env_files = texts
        .iter()
        .filter(|text| matches!(text.kind, FileKind::EnvFile | FileKind::EnvExample));
    let mut files: Vec<EnvFile> = env_files
        .filter(|text| !matches!(text.zone, Zone::Vendored | Zone::Virtualenv))
        .map(|text| EnvFile {
            path: Arc::clone(text.path),
            example: text.kind == FileKind::EnvExample,
            entries: entries(text.source),
        })
        .collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Environment {
        files,
        reads,
        documented,
        loads: loads::read(modules, texts, compose),
    }
}

/// A variable that one place of a file tests or defaults is guarded there: `if os.getenv("X"): use(os.environ["X"])`.
fn defaults_hold_everywhere(reads: &mut [EnvRead]) {
    let safe: BTreeSet<(String, Arc<str>)> = reads
        .iter()
        .filter(|read| read.has_default)
        .map(|read| (read.name.clone(), Arc::clone(&read.path)))
        .collect();
    for read in reads {
        read.has_default |= safe.contains(&(read.name.clone(), Arc::clone(&read.path)));
    }
}
