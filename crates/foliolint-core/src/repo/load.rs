//! From a checkout to a repository: reads everything, judges nothing.

use super::Repo;
use super::read::contents;
use crate::discover::Checkout;
use crate::env::Environment;
use crate::file::TextInput;
use crate::limits::Limits;
use crate::manifest::Manifests;
use crate::secrets::Secrets;
use crate::source::Source;
use crate::{deployment, docs, git, inventory};
use globset::GlobSet;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Reads one repository. Never fails: what could not be read is among [`Repo::problems`].
#[must_use]
pub fn load(checkout: &Checkout, limits: &Limits, exclude: &GlobSet) -> Repo {
    let mut problems = Vec::new();
    let git = git::read(checkout, limits, &mut problems);
    let inventory = inventory::read(checkout, git.as_ref(), exclude, limits, &mut problems);
    let read = contents(&checkout.root, &inventory, limits, &mut problems);
    let texts: Vec<TextInput<'_>> = read.texts.iter().map(super::read::Text::input).collect();
    let docs = docs::read(&texts);
    let deployment = deployment::read(&inventory, &texts, &docs);
    problems.sort();
    problems.dedup();
    let pointed: BTreeSet<Arc<str>> = deployment
        .evidence
        .iter()
        .map(|evidence| Arc::clone(&evidence.path))
        .collect();
    let kept = keep(read.texts, &pointed);
    Repo {
        name: checkout.name.clone(),
        root: checkout.root.clone(),
        inventory,
        modules: read.modules,
        texts: kept,
        manifests: Manifests::default(),
        env: Environment::default(),
        deployment,
        docs,
        secrets: Secrets::default(),
        git,
        kind: super::Kind::Script,
        frameworks: Vec::new(),
        problems,
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
