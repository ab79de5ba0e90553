//! Which class of the repository a resolved name means.

use crate::imports::Imports;
use crate::python::Module;
use crate::python::facts::Id;
use std::collections::BTreeSet;

/// How many packages that pass a name on (`from .user import User` in an `__init__.py`) are followed.
const PASSED_ON: usize = 3;
/// Modules that packages pass names on from.
const RING: usize = 2_000;
/// Classes of one name that are looked at.
const NAMESAKES: usize = 200;

/// Of the classes called as the last segment of `name`, the one that `name` means in module `at`: one of the module
/// itself where the name isn't imported, else one in a module that it imports, directly or through packages.
pub(super) fn nearest(
    imports: &Imports,
    modules: &[Module],
    at: usize,
    name: &str,
    candidates: impl Iterator<Item = (usize, Id)>,
) -> Option<(usize, Id)> {
    let candidates: Vec<_> = candidates.take(NAMESAKES).collect();
    if !name.contains('.') {
        return candidates
            .into_iter()
            .rev()
            .find(|(module, _)| *module == at);
    }
    let fits = |module: usize| {
        let first = name.split('.').next().unwrap_or_default();
        let path = modules.get(module).map_or("", |module| &*module.path);
        let mut parts = path.split('/');
        first.is_empty() || parts.any(|part| part.strip_suffix(".py").unwrap_or(part) == first)
    };
    let mut ring: Vec<usize> = imports.local_targets(at).to_vec();
    let mut seen: BTreeSet<usize> = BTreeSet::new();
    for _ in 0..PASSED_ON {
        let mut found = candidates
            .iter()
            .filter(|(module, _)| ring.binary_search(module).is_ok() && fits(*module));
        // The module that the name spells goes before another one that happens to be imported too.
        if let Some(first) = found.next() {
            let spelt = |(module, _): &&(usize, Id)| spells(modules, *module, name);
            return Some(*found.chain([first]).find(spelt).unwrap_or(first));
        }
        seen.extend(ring.iter().copied());
        let packages = ring.iter().filter(|&&module| {
            modules
                .get(module)
                .is_some_and(|module| module.stem() == "__init__")
        });
        let next: BTreeSet<usize> = packages
            .flat_map(|&module| imports.local_targets(module).iter().copied())
            .filter(|module| !seen.contains(module))
            .take(RING)
            .collect();
        ring = next.into_iter().collect();
    }
    None
}

/// Whether a module's path ends as the name's module part does.
fn spells(modules: &[Module], module: usize, name: &str) -> bool {
    let path = modules.get(module).map_or("", |module| &*module.path);
    let stem = path.strip_suffix(".py").unwrap_or(path);
    let stem = stem.strip_suffix("/__init__").unwrap_or(stem);
    let wanted = name
        .rsplit_once('.')
        .map_or("", |(module, _)| module)
        .trim_start_matches('.')
        .replace('.', "/");
    format!("/{stem}").ends_with(&format!("/{wanted}"))
}
