//! From a checkout to a repository: reads everything, judges nothing.

use super::Repo;
use super::read::{Contents, contents};
use crate::calls::Calls;
use crate::discover::Checkout;
use crate::entries::Entries;
use crate::file::{FileKind, TextInput, Zone};
use crate::imports::Imports;
use crate::inventory::Inventory;
use crate::limits::Limits;
use crate::manifest::{Content, ManifestInput, Manifests};
use crate::source::Source;
use crate::{deployment, docs, env, git, inventory, kind, manifest, models, secrets};
use globset::{Glob, GlobSet, GlobSetBuilder};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Reads one repository. Never fails: what could not be read is among [`Repo::problems`].
#[must_use]
pub fn load(checkout: &Checkout, limits: &Limits, exclude: &GlobSet) -> Repo {
    let mut problems = Vec::new();
    let git = git::read(checkout, limits, &mut problems);
    let inventory = inventory::read(checkout, git.as_ref(), exclude, limits, &mut problems);
    let mut read = contents(&checkout.root, &inventory, limits, &mut problems);
    let manifests = manifests(&read);
    zone_configured_tests(&mut read, &manifests);
    let imports = imports(&read, &inventory, &manifests);
    let calls = Calls::new(&read.modules, &imports);
    let entries = Entries::new(&read.modules, &imports, &calls);
    let kind = kind::kind(&read.modules, &imports, &manifests);
    let frameworks = kind::frameworks(&read.modules, &imports);

    let texts: Vec<TextInput<'_>> = read.texts.iter().map(super::read::Text::input).collect();
    let docs = docs::read(&texts);
    let deployment = deployment::read(&inventory, &texts, &docs);
    let models = models::read(&read.modules, &imports, &inventory, &texts);
    let env = env::read(&read.modules, &texts, deployment::compose_env_files);
    let secrets = secrets::detect(&read.modules, &texts);
    let keys = secrets::key_files(&texts);
    problems.sort();
    problems.dedup();
    let pointed: BTreeSet<Arc<str>> = secrets
        .places()
        .iter()
        .map(|place| Arc::clone(&place.path))
        .chain(
            deployment
                .evidence
                .iter()
                .map(|evidence| Arc::clone(&evidence.path)),
        )
        .chain(
            models
                .apps
                .hiding
                .iter()
                .map(|hidden| Arc::clone(&hidden.path)),
        )
        .collect();
    let kept = keep(read.texts, &pointed);
    Repo {
        name: checkout.name.clone(),
        root: checkout.root.clone(),
        inventory,
        modules: read.modules,
        texts: kept,
        manifests,
        imports,
        calls,
        entries,
        models,
        env,
        deployment,
        docs,
        secrets,
        keys,
        git,
        kind,
        frameworks,
        problems,
    }
}

/// Reads the manifests, and those files that other manifests include or install by name.
fn manifests(read: &Contents) -> Manifests {
    let own = |zone: Zone| !matches!(zone, Zone::Vendored | Zone::Virtualenv | Zone::Generated);
    let texts = read
        .texts
        .iter()
        .filter(|text| own(text.zone))
        .map(|text| ManifestInput {
            path: &text.path,
            content: Content::Text(text.source.text()),
            encoding: text.encoding,
        });
    let modules = read
        .modules
        .iter()
        .filter(|module| own(module.zone) && !module.notebook)
        .map(|module| ManifestInput {
            path: &module.path,
            content: Content::Python(module),
            encoding: None,
        });
    let inputs: Vec<ManifestInput<'_>> = texts.chain(modules).collect();
    let production = read.modules.iter().filter(|module| module.is_production());
    let production: Vec<Arc<str>> = production.map(|module| Arc::clone(&module.path)).collect();
    manifest::read(&inputs, &production)
}

/// Resolves imports; what was carried along or could not be read is local all the same.
fn imports(read: &Contents, inventory: &Inventory, manifests: &Manifests) -> Imports {
    let python = inventory.files.iter().filter(|file| {
        matches!(file.kind, FileKind::Python | FileKind::Stub) && file.zone != Zone::Virtualenv
    });
    let python: Vec<Arc<str>> = python.map(|file| Arc::clone(&file.path)).collect();
    Imports::new(&read.modules, manifests, &python)
}

/// Makes test code of what the configuration of pytest calls so: files of the patterns it names, and the folders it
/// searches where their name says tests (a search of `.` or `src` makes no test of everything there).
fn zone_configured_tests(read: &mut Contents, manifests: &Manifests) {
    let folders: Vec<String> = manifests
        .test_paths()
        .map(|path| path.trim_matches('/').trim_start_matches("./").to_owned())
        .filter(|path| path.to_ascii_lowercase().contains("test"))
        .collect();
    let mut patterns = GlobSetBuilder::new();
    let telling = |pattern: &&str| {
        pattern
            .chars()
            .filter(|letter| letter.is_alphanumeric())
            .count()
            > "py".len()
    };
    for pattern in manifests.python_files().filter(telling) {
        if let Ok(glob) = Glob::new(pattern) {
            patterns.add(glob);
        }
    }
    let patterns = patterns.build().unwrap_or_default();
    for module in read
        .modules
        .iter_mut()
        .filter(|module| module.zone == Zone::Production)
    {
        let inside = |folder: &String| {
            module
                .path
                .strip_prefix(folder.as_str())
                .is_some_and(|rest| rest.starts_with('/'))
        };
        if folders.iter().any(inside) || patterns.is_match(module.file_name()) {
            module.zone = Zone::Test;
        }
    }
}

/// Keeps the texts that some fact points into; the others were only searched.
fn keep(texts: Vec<super::read::Text>, pointed: &BTreeSet<Arc<str>>) -> BTreeMap<Arc<str>, Source> {
    let kept = texts.into_iter().filter(|text| {
        text.kind != crate::file::FileKind::Text
            || pointed.contains(&text.path)
            || is_editor(&text.path)
    });
    kept.map(|text| (text.path, text.source)).collect()
}

/// Settings of an editor, in which FOL503 looks for paths of the author's machine.
fn is_editor(path: &str) -> bool {
    path.starts_with(".vscode/") || path.contains("/.vscode/")
}
