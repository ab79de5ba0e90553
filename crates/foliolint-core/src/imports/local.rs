//! Which imports mean a file of the repository.
//!
//! Python looks for an absolute import in the folders of `sys.path`, which nobody knows without running the program.
//! Two measures are used. A name that is no known distribution's is local as soon as any file or folder is called so:
//! somebody puts its folder on the path. A known name (`celery`, `redis`) needs a place where Python would look
//! first: a local `core/celery.py` does not hide the package `celery` from `core/tasks.py`.

use super::table;
use crate::manifest::Manifests;
use crate::python::Module;
use crate::python::facts::Import;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// Folders that hold the packages of a project without being one.
const SOURCE_FOLDERS: &[&str] = &["src", "lib", "python", "backend", "app"];

/// Names that are nobody's well-known package: a file that git ignores, generates or forgot.
const MISSING_FILES: &[&str] = &[
    "api_key",
    "api_keys",
    "app",
    "apps",
    "auth",
    "base",
    "bot",
    "common",
    "conf",
    "config",
    "configs",
    "configuration",
    "const",
    "constants",
    "core",
    "credentials",
    "creds",
    "data",
    "database",
    "db",
    "env",
    "forms",
    "functions",
    "helper",
    "helpers",
    "info",
    "keep_alive",
    "keys",
    "lib",
    "libs",
    "local_settings",
    "logic",
    "main",
    "models",
    "my_secrets",
    "mysecrets",
    "params",
    "passwords",
    "private",
    "project",
    "routes",
    "schemas",
    "secret",
    "secret_key",
    "secret_keys",
    "server",
    "services",
    "setting",
    "settings",
    "settings_local",
    "src",
    "test",
    "tests",
    "token",
    "tokens",
    "tools",
    "util",
    "utilities",
    "utils",
    "vars",
    "version",
    "views",
];

/// Folders that are compared when many hold a file of one name.
const HOLDERS: usize = 1_000;

/// What an import means in the repository.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Whether it is the repository's own.
    pub(super) is_local: bool,
    /// The modules it loads, as indexes, outer packages first; empty where the file could not be read.
    pub(super) modules: Vec<usize>,
    /// The module that is imported (`true`), or that should hold the imported name.
    pub(super) meant: Option<(usize, bool)>,
}

/// The files and folders of a repository that can be imported.
pub(super) struct Locals<'a> {
    manifests: &'a Manifests,
    /// Module path without ending, or the folder of an `__init__` → index.
    by_path: HashMap<String, usize>,
    /// Files without their endings.
    files: HashSet<String>,
    /// Folders that hold Python files, at any depth.
    folders: HashSet<String>,
    /// Folders with an `__init__`.
    packages: HashSet<String>,
    /// Name → the folders that hold a file or folder of that name, sorted.
    holders: BTreeMap<String, BTreeSet<String>>,
    /// What modules define that are named as a known distribution.
    defined: HashMap<usize, HashSet<&'a str>>,
    /// Distributions that some manifest names.
    declared: HashSet<&'a str>,
}

impl<'a> Locals<'a> {
    pub(super) fn new(
        modules: &'a [Module],
        manifests: &'a Manifests,
        python: &[Arc<str>],
    ) -> Self {
        let mut locals = Self {
            manifests,
            by_path: HashMap::new(),
            files: HashSet::new(),
            folders: HashSet::new(),
            packages: HashSet::new(),
            holders: BTreeMap::new(),
            defined: HashMap::new(),
            declared: manifests
                .all()
                .iter()
                .flat_map(|manifest| &manifest.requirements)
                .map(|requirement| requirement.name.as_str())
                .collect(),
        };
        for path in python {
            locals.add(path);
        }
        for (at, module) in modules
            .iter()
            .enumerate()
            .filter(|(_, module)| !module.notebook)
        {
            let stem = without_ending(&module.path);
            let key = stem.strip_suffix("/__init__").unwrap_or(stem);
            locals.by_path.insert(key.to_owned(), at);
            locals.add(&module.path);
            if locals.is_known(module.stem()) {
                locals.defined.insert(at, defined(module));
            }
        }
        locals
    }

    fn add(&mut self, path: &str) {
        let stem = without_ending(path);
        if stem == "__init__" {
            self.packages.insert(String::new());
        }
        if let Some(package) = stem.strip_suffix("/__init__") {
            self.packages.insert(package.to_owned());
        } else if self.files.insert(stem.to_owned()) {
            self.hold(stem);
        }
        let mut folder = parent(stem);
        while !folder.is_empty() && self.folders.insert(folder.to_owned()) {
            self.hold(folder);
            folder = parent(folder);
        }
    }

    fn hold(&mut self, path: &str) {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let holders = self.holders.entry(name.to_owned()).or_default();
        holders.insert(folder.to_owned());
    }

    /// What an import of `module` means.
    pub(super) fn resolve(&self, module: &Module, import: &Import) -> Found {
        let text = super::compact(module.text(import.module));
        let name = import
            .name
            .map(|name| module.text(name))
            .filter(|name| *name != "*");
        let dots = text.bytes().take_while(|&byte| byte == b'.').count();
        if dots > 0 {
            let mut base = module.folder();
            for _ in 1..dots {
                base = parent(base);
            }
            let rest = text.trim_start_matches('.');
            return self.loaded(base, rest, name);
        }
        match self.root_for(module, &text, name) {
            Some(root) => self.loaded(&root, &text, name),
            None => Found::default(),
        }
    }

    /// Whether an unknown name looks like a file of the project that is not here: ignored, generated, forgotten.
    pub(super) fn is_missing_file(&self, top_level: &str) -> bool {
        !self.is_known(top_level)
            && (MISSING_FILES.contains(&top_level)
                || top_level.ends_with("_pb2")
                || top_level.ends_with("_pb2_grpc"))
    }

    fn is_known(&self, top_level: &str) -> bool {
        table::is_known(top_level)
            || self
                .declared
                .contains(crate::manifest::normalise(top_level).as_str())
    }

    /// The folder from which an absolute import finds a file of the repository.
    fn root_for(&self, module: &Module, text: &str, name: Option<&str>) -> Option<String> {
        let top_level = text.split('.').next().unwrap_or(text);
        let holders = self.holders.get(top_level)?;
        let first = self
            .search_path(module)
            .into_iter()
            .find(|root| self.is_found(module, root, text, name));
        if first.is_some() {
            return first;
        }
        if self.is_known(top_level) || super::origin(top_level) == super::Origin::Standard {
            return self
                .defines(module, top_level, text, name)
                .then(|| module.folder().to_owned());
        }
        // The holder that shares most with the importing file's folder; of equals the first.
        let shared = |holder: &String| common(holder, module.folder());
        let best = holders
            .iter()
            .take(HOLDERS)
            .map(|holder| (shared(holder), holder));
        best.max_by(|one, other| one.0.cmp(&other.0).then(other.1.cmp(one.1)))
            .map(|(_, holder)| holder.clone())
    }

    /// Where Python surely looks for an absolute import: the folder of a script that is in no package, folders above
    /// that are no packages, the project's root, the repository's, and their folders of sources.
    fn search_path(&self, module: &Module) -> Vec<String> {
        let mut path = Vec::new();
        let mut folder = module.folder();
        loop {
            if folder.is_empty() || !self.packages.contains(folder) {
                path.push(folder.to_owned());
            }
            if folder.is_empty() {
                break;
            }
            folder = parent(folder);
        }
        for root in [self.manifests.root_of(&module.path), ""] {
            path.push(root.to_owned());
            path.extend(
                SOURCE_FOLDERS
                    .iter()
                    .map(|source| join(root, source))
                    .filter(|folder| !self.packages.contains(folder)),
            );
        }
        path
    }

    /// Whether `root` holds what is imported. A folder without `__init__` gives way to an installed package of the
    /// same name, so there the next part of the name must be there as well.
    fn is_found(&self, module: &Module, root: &str, text: &str, name: Option<&str>) -> bool {
        let mut parts = text.split('.');
        let top_level = parts.next().unwrap_or_default();
        let path = join(root, top_level);
        if self.packages.contains(&path) {
            return true;
        }
        if self.files.contains(&path) {
            // A file does not import itself: `celery.py` that imports `celery` means the package.
            return path != without_ending(&module.path);
        }
        if !self.folders.contains(&path) {
            return false;
        }
        match parts.next().or(name) {
            Some(next) => {
                let next = join(&path, next);
                self.files.contains(&next) || self.folders.contains(&next)
            }
            None => !self.is_known(top_level),
        }
    }

    /// Whether a file beside `module`, in the same package, defines every name that is imported: then it was meant,
    /// though Python finds it only when the file is run from its own folder.
    fn defines(&self, module: &Module, top_level: &str, text: &str, name: Option<&str>) -> bool {
        let path = join(module.folder(), top_level);
        let (Some(&at), Some(name)) = (self.by_path.get(&path), name) else {
            return false;
        };
        if top_level != text || path == without_ending(&module.path) {
            return false;
        }
        self.defined
            .get(&at)
            .is_some_and(|names| names.contains(name))
    }

    /// The modules that an import of `text` (and `name` from it) loads, looked up from `root`.
    fn loaded(&self, root: &str, text: &str, name: Option<&str>) -> Found {
        let package = self.by_path.get(root).copied();
        let package = package.filter(|_| self.packages.contains(root));
        let mut modules = Vec::new();
        let mut path = root.to_owned();
        let parts = text.split('.').filter(|part| !part.is_empty());
        let (mut holder, mut last) = (None, package);
        for part in parts.chain(name) {
            path = join(&path, part);
            (holder, last) = (last, self.by_path.get(&path).copied());
            modules.extend(last);
        }
        let meant = match (last, name) {
            (Some(module), _) => Some((module, true)),
            (None, Some(_)) => holder.map(|module| (module, false)),
            (None, None) => None,
        };
        if text.is_empty() || modules.is_empty() {
            modules.extend(package);
        }
        Found {
            is_local: true,
            modules,
            meant,
        }
    }
}

/// Names that a module defines itself, wherever in it.
fn defined(module: &Module) -> HashSet<&str> {
    let facts = &module.facts;
    let functions = facts.functions.iter().map(|each| each.name);
    let classes = facts.classes.iter().map(|each| each.name);
    let assigned = facts.assignments.iter().map(|each| each.target.span);
    let spans = functions.chain(classes).chain(assigned);
    spans.map(|span| module.text(span)).collect()
}

fn without_ending(path: &str) -> &str {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = name.split('.').next().unwrap_or(name);
    let start = if folder.is_empty() {
        0
    } else {
        folder.len() + 1
    };
    path.get(..start + stem.len()).unwrap_or(path)
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}

/// How many leading folders two paths share.
fn common(one: &str, other: &str) -> usize {
    let pairs = one.split('/').zip(other.split('/'));
    pairs
        .take_while(|(one, other)| one == other && !one.is_empty())
        .count()
}
