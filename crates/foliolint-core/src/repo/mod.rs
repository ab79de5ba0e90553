//! A repository as rules see it: everything read, nothing judged.

mod load;
mod read;

pub use crate::purpose::Kind;
pub use load::load;

use crate::calls::Calls;
use crate::deployment::Deployment;
use crate::docs::Docs;
use crate::entries::Entries;
use crate::env::Environment;
use crate::file::FileKind;
use crate::git::Git;
use crate::imports::Imports;
use crate::inventory::Inventory;
use crate::manifest::Manifests;
use crate::models::Models;
use crate::problem::Problem;
use crate::python::Module;
use crate::secrets::{KeyFile, Secrets};
use crate::source::Source;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// Everything that was read of one repository; immutable.
#[derive(Debug)]
pub struct Repo {
    /// Its name in reports.
    pub name: String,
    /// Its folder, as typed.
    pub root: PathBuf,
    /// Its files.
    pub inventory: Inventory,
    /// Every Python file and notebook that could be read, but those that others wrote (vendored, virtualenv), sorted by path.
    pub modules: Vec<Module>,
    /// Decoded texts of the files that are no Python and that some fact points into.
    pub texts: BTreeMap<Arc<str>, Source>,
    /// What it says it needs.
    pub manifests: Manifests,
    /// What its code imports, resolved.
    pub imports: Imports,
    /// Which of its functions call which.
    pub calls: Calls,
    /// Which of its functions web frameworks and queues call.
    pub entries: Entries,
    /// Its database models.
    pub models: Models,
    /// Its environment variables.
    pub env: Environment,
    /// Its CI and deployment.
    pub deployment: Deployment,
    /// Its READMEs and licences.
    pub docs: Docs,
    /// Secrets written down in it.
    pub secrets: Secrets,
    /// Files that are there for a key and hold one, sorted by path.
    pub keys: Vec<KeyFile>,
    /// What git knows; `None` in a plain folder.
    pub git: Option<Git>,
    /// What it is for.
    pub kind: Kind,
    /// Frameworks it builds on, by distribution name, sorted.
    pub frameworks: Vec<&'static str>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

impl Repo {
    /// The decoded text of a file, Python or not.
    #[must_use]
    pub fn source(&self, path: &str) -> Option<&Source> {
        let module = self
            .modules
            .binary_search_by(|module| (*module.path).cmp(path))
            .ok();
        module
            .map(|at| &self.modules[at].source)
            .or_else(|| self.texts.get(path))
    }

    /// The module with that path.
    #[must_use]
    pub fn module(&self, path: &str) -> Option<&Module> {
        self.modules
            .binary_search_by(|module| (*module.path).cmp(path))
            .ok()
            .map(|at| &self.modules[at])
    }

    /// The first file of a kind that is there and could not be read.
    #[must_use]
    pub fn unread(&self, kind: FileKind) -> Option<&str> {
        let mut problems = self
            .problems
            .iter()
            .filter_map(|problem| problem.path.as_deref());
        problems.find(|path| {
            let file = self.inventory.get(path);
            file.is_some_and(|file| file.kind == kind)
        })
    }

    /// The modules of production code, notebooks left out.
    pub fn production(&self) -> impl Iterator<Item = &Module> {
        self.modules
            .iter()
            .filter(|module| module.is_production() && !module.notebook)
    }

    /// The modules of test code.
    pub fn tests(&self) -> impl Iterator<Item = &Module> {
        self.modules.iter().filter(|module| module.is_test())
    }
}
