//! Configuration that a stranger can fill in, and that differs between laptop and server.

use super::{Found, at, file, unless_empty};
use crate::hit::Place;
use foliolint_core::python::Module;
use foliolint_core::repo::Repo;
use std::collections::BTreeMap;

/// Words for the settings of a server that others use.
const LIVE: [&str; 3] = ["prod", "production", "live"];
/// Words for settings of other places.
const OTHER: [&str; 9] = [
    "base",
    "ci",
    "common",
    "dev",
    "development",
    "local",
    "staging",
    "test",
    "testing",
];

pub(super) fn found(repo: &Repo) -> Vec<Found> {
    let example = env_example(repo);
    let split = unless_empty("settings-by-environment", split_settings(repo), |_| {
        "the settings of different environments are kept apart".to_owned()
    });
    example.into_iter().chain(split).collect()
}

/// An env example file, where every variable that the code reads is documented.
fn env_example(repo: &Repo) -> Option<Found> {
    let read = repo.env.reads.iter().map(|read| &read.name);
    let documented = read.clone().any(|name| repo.env.documented.contains(name));
    if !documented || repo.env.undocumented().next().is_some() {
        return None;
    }
    let examples = repo
        .env
        .files
        .iter()
        .filter(|file| file.example && !file.entries.is_empty());
    let places = examples.map(|example| file(&example.path)).collect();
    unless_empty("env-example-matches", places, |_| {
        "an example file names every setting that the code reads from its environment".to_owned()
    })
}

/// Modules `settings/dev.py` and `settings/prod.py`, or classes `DevelopmentConfig` and `ProductionConfig`.
fn split_settings(repo: &Repo) -> Vec<Place> {
    let mut folders: BTreeMap<&str, Vec<&Module>> = BTreeMap::new();
    for module in repo.production() {
        let folder = module.folder().rsplit('/').next().unwrap_or_default();
        if matches!(folder, "settings" | "config" | "configs") {
            folders.entry(module.folder()).or_default().push(module);
        }
    }
    let mut places = Vec::new();
    for modules in folders.values() {
        let of = |words: &[&str]| {
            modules
                .iter()
                .find(|module| words.contains(&module.stem()))
                .copied()
        };
        if let (Some(live), Some(other)) = (of(&LIVE), of(&OTHER)) {
            places.extend([file(&other.path), file(&live.path)]);
        }
    }
    for module in repo.production() {
        let of = |words: &[&str]| {
            module.facts.classes.iter().find(|class| {
                let name = module.text(class.name).to_ascii_lowercase();
                let word = name
                    .strip_suffix("config")
                    .or_else(|| name.strip_suffix("settings"))
                    .unwrap_or_default();
                words.contains(&word)
            })
        };
        if let (Some(live), Some(other)) = (of(&LIVE), of(&OTHER)) {
            places.extend([at(module, other.name), at(module, live.name)]);
        }
    }
    places.sort();
    places
}
