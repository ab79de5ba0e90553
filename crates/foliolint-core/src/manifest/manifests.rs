//! All manifests of a repository, and which project each speaks for.

use super::{
    Content, Format, Manifest, ManifestInput, Package, Requirement, command, conda, format_of, ini,
    inline, lock, pipfile, pyproject, requirements, setup_py,
};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Files that include files that include files: more steps are no project's.
const INCLUDE_STEPS: usize = 5;

/// Requirements that projects may have from included manifests, all together: a list that thousands of projects
/// include is an attack.
const INCLUDED: usize = 200_000;

/// All manifests of a repository and what they declare.
#[derive(Clone, Debug, Default)]
pub struct Manifests {
    all: Vec<Manifest>,
    roots: BTreeSet<String>,
    /// Root → the manifests that speak for it, by index: those of that root, and what they include.
    speaking: BTreeMap<String, BTreeSet<usize>>,
}

/// Files that some input installs or includes by name, as paths of the repository; the loader adds those that exist
/// and are no input yet, whatever their name. Sorted, each once.
#[must_use]
pub fn requested_files(inputs: &[ManifestInput<'_>]) -> Vec<String> {
    let mut files = BTreeSet::new();
    for input in inputs {
        let found = format_of(input.path).and_then(|format| read_one(input, format));
        if let Some(manifest) = found {
            files.extend(manifest.includes);
            files.extend(manifest.constraints);
        }
    }
    for input in inputs {
        files.remove(&**input.path);
    }
    files.into_iter().collect()
}

/// Reads every manifest. `production` names the files of production code: a manifest in a folder without any
/// (`requirements/`, `docker/`) speaks for the folder above.
#[must_use]
pub fn read(inputs: &[ManifestInput<'_>], production: &[Arc<str>]) -> Manifests {
    let mut all: Vec<Manifest> = Vec::new();
    let mut unnamed = Vec::new();
    for input in inputs {
        match format_of(input.path) {
            Some(format) => all.extend(read_one(input, format)),
            None => unnamed.push(input),
        }
    }
    let requested: BTreeSet<&str> = all
        .iter()
        .flat_map(|manifest| &manifest.includes)
        .map(String::as_str)
        .collect();
    let mut extra = Vec::new();
    for input in unnamed {
        match input.content {
            Content::Text(_) if requested.contains(&**input.path) => {
                extra.extend(read_one(input, Format::Requirements));
            }
            Content::Text(_) => {}
            Content::Python(_) => extra.extend(read_one(input, Format::InlineScript)),
        }
    }
    all.extend(extra);
    all.sort_by(|one, other| one.path.cmp(&other.path));
    Manifests::new(all, production)
}

fn read_one(input: &ManifestInput<'_>, format: Format) -> Option<Manifest> {
    let mut manifest = Manifest::new(input.path, format);
    manifest.encoding = input.encoding.map(str::to_owned);
    match input.content {
        Content::Python(module) => {
            if format == Format::SetupPy
                && let Some(call) = setup_py::setup_call(module)
            {
                setup_py::read(module, call, &mut manifest);
                return Some(manifest);
            }
            manifest.format = Format::InlineScript;
            let text = module.source.text();
            (text.contains("# /// script") && inline::read(text, &mut manifest)).then_some(manifest)
        }
        Content::Text(text) => {
            match format {
                Format::Requirements => requirements::read(text, &mut manifest),
                Format::Pyproject => pyproject::read(text, &mut manifest),
                Format::SetupCfg | Format::TestConfig => ini::read(text, &mut manifest),
                Format::Pipfile => pipfile::read(text, &mut manifest),
                Format::Conda => conda::read(text, &mut manifest),
                Format::Lock => lock::read(text, &mut manifest),
                Format::CommandLine => command::read(text, &mut manifest),
                // Python, which comes parsed or not at all.
                Format::SetupPy | Format::InlineScript => return None,
            }
            // Any YAML may be called "environment"; a setup.cfg often only configures tools.
            let hollow = manifest.requirements.is_empty() && manifest.package.is_none();
            let kept = match format {
                Format::Conda => !hollow,
                Format::CommandLine => !hollow || !manifest.includes.is_empty(),
                _ => true,
            };
            kept.then_some(manifest)
        }
    }
}

impl Manifests {
    fn new(mut all: Vec<Manifest>, production: &[Arc<str>]) -> Self {
        let mut populated: BTreeSet<&str> = BTreeSet::new();
        for path in production {
            let mut folder = parent(path);
            while !folder.is_empty() && populated.insert(folder) {
                folder = parent(folder);
            }
        }
        let mut roots = BTreeSet::new();
        for manifest in &mut all {
            let mut folder = manifest.folder();
            while !folder.is_empty() && !populated.contains(folder) {
                folder = parent(folder);
            }
            let root = folder.to_owned();
            if manifest.format.makes_root() && speaks(manifest) {
                roots.insert(root.clone());
            }
            manifest.root = root;
        }
        // What a README or a Dockerfile installs may serve any project of the repository.
        for manifest in &mut all {
            if manifest.format == Format::CommandLine {
                manifest.root.clear();
            }
        }
        let speaking = speaking(&all);
        Self {
            all,
            roots,
            speaking,
        }
    }

    /// Every manifest, sorted by path.
    #[must_use]
    pub fn all(&self) -> &[Manifest] {
        &self.all
    }

    /// The manifest with that path.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&Manifest> {
        self.all
            .binary_search_by(|manifest| (*manifest.path).cmp(path))
            .ok()
            .and_then(|at| self.all.get(at))
    }

    /// The roots of projects, sorted; none where no manifest declares anything.
    pub fn roots(&self) -> impl Iterator<Item = &str> {
        self.roots.iter().map(String::as_str)
    }

    /// The root of the project that a file belongs to: the nearest folder above with a manifest, else the top.
    #[must_use]
    pub fn root_of(&self, path: &str) -> &str {
        let mut folder = parent(path);
        while !folder.is_empty() {
            if let Some(root) = self.roots.get(folder) {
                return root;
            }
            folder = parent(folder);
        }
        ""
    }

    /// The manifests that speak for the project at `root`: its own and what they include, not those of projects above.
    pub fn of_root<'a>(&'a self, root: &str) -> impl Iterator<Item = &'a Manifest> {
        let indexes = self.speaking.get(root).into_iter().flatten();
        indexes.filter_map(|&at| self.all.get(at))
    }

    /// What everybody who runs the project at `root` installs, with the manifest that says so; lock files left out.
    pub fn runtime<'a>(
        &'a self,
        root: &str,
    ) -> impl Iterator<Item = (&'a Manifest, &'a Requirement)> {
        self.of_root(root)
            .filter(|manifest| manifest.format != Format::Lock)
            .flat_map(|manifest| manifest.runtime().map(move |found| (manifest, found)))
    }

    /// The lock files of the project at `root`.
    pub fn locks<'a>(&'a self, root: &str) -> impl Iterator<Item = &'a Manifest> {
        self.of_root(root)
            .filter(|manifest| manifest.format == Format::Lock)
    }

    /// Whether some manifest of the project at `root`, or of a project around it, names the distribution
    /// (normalised, PEP 503) for anybody to install: in any group but the build's. A lock file, which also names
    /// what others need, counts only where nothing else declares.
    #[must_use]
    pub fn declares(&self, root: &str, distribution: &str) -> bool {
        self.declared(root)
            .any(|(_, requirement)| requirement.name == distribution)
    }

    /// What the project at `root`, and the projects around it, declare; as [`Manifests::declares`] reads it.
    pub fn declared<'a>(
        &'a self,
        root: &'a str,
    ) -> impl Iterator<Item = (&'a Manifest, &'a Requirement)> {
        ancestors(root).flat_map(move |root| self.declared_at(root))
    }

    /// What the project at `root` declares, those around it left out.
    pub fn declared_at<'a>(
        &'a self,
        root: &str,
    ) -> impl Iterator<Item = (&'a Manifest, &'a Requirement)> + use<'a> {
        let own: Vec<&Manifest> = self
            .of_root(root)
            .filter(|manifest| {
                !matches!(manifest.format, Format::CommandLine | Format::InlineScript)
            })
            .collect();
        let only_locked = !own
            .iter()
            .any(|manifest| manifest.format != Format::Lock && manifest.declares_anything());
        own.into_iter()
            .filter(move |manifest| only_locked || manifest.format != Format::Lock)
            .flat_map(|manifest| manifest.installed().map(move |found| (manifest, found)))
    }

    /// Every package that the repository can build, with the manifest that describes it.
    pub fn packages(&self) -> impl Iterator<Item = (&Manifest, &Package)> {
        self.all
            .iter()
            .filter_map(|manifest| Some((manifest, manifest.package.as_ref()?)))
    }

    /// Folders and files that pytest's `testpaths` name.
    pub fn test_paths(&self) -> impl Iterator<Item = &str> {
        self.all
            .iter()
            .flat_map(|manifest| manifest.test_paths.iter().map(String::as_str))
    }

    /// File name patterns of pytest's `python_files`.
    pub fn python_files(&self) -> impl Iterator<Item = &str> {
        self.all
            .iter()
            .flat_map(|manifest| manifest.python_files.iter().map(String::as_str))
    }

    /// Whether any configuration makes doctests run.
    #[must_use]
    pub fn runs_doctests(&self) -> bool {
        self.all.iter().any(|manifest| manifest.runs_doctests)
    }

    /// A place to point at for what the project at `root` declares: its first manifest.
    #[must_use]
    pub fn place(&self, root: &str) -> Option<(&Arc<str>, Option<Span>)> {
        let first = self
            .of_root(root)
            .find(|manifest| manifest.format.makes_root())?;
        Some((&first.path, None))
    }
}

/// Whether a manifest says anything: a `pyproject.toml` that only configures a formatter makes no project.
fn speaks(manifest: &Manifest) -> bool {
    manifest.declares_anything()
        || manifest.package.is_some()
        || !manifest.includes.is_empty()
        || !manifest.problems.is_empty()
        || matches!(
            manifest.format,
            Format::Pipfile | Format::Conda | Format::Lock
        )
}

/// Follows includes from each root, a few steps and pairs far.
fn speaking(all: &[Manifest]) -> BTreeMap<String, BTreeSet<usize>> {
    let by_path: BTreeMap<&str, usize> = all
        .iter()
        .enumerate()
        .map(|(at, manifest)| (&*manifest.path, at))
        .collect();
    let mut speaking: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    let mut fresh: Vec<(&str, usize)> = Vec::new();
    for (at, manifest) in all.iter().enumerate() {
        speaking
            .entry(manifest.root.clone())
            .or_default()
            .insert(at);
        fresh.push((&manifest.root, at));
    }
    let mut left = INCLUDED;
    for _ in 0..INCLUDE_STEPS {
        let mut next = Vec::new();
        for (root, at) in fresh {
            let includes = all.get(at).map_or(&[][..], |manifest| &manifest.includes);
            for included in includes
                .iter()
                .filter_map(|path| by_path.get(path.as_str()))
            {
                let size = all
                    .get(*included)
                    .map_or(0, |each| each.requirements.len() + 1);
                if size <= left
                    && speaking
                        .entry(root.to_owned())
                        .or_default()
                        .insert(*included)
                {
                    left -= size;
                    next.push((root, *included));
                }
            }
        }
        fresh = next;
    }
    speaking
}

/// The folder above a path; empty at the top.
fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A folder and every folder above it, up to the top.
pub(crate) fn ancestors(folder: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder), |&at| (!at.is_empty()).then(|| parent(at)))
}

#[cfg(test)]
mod tests;
