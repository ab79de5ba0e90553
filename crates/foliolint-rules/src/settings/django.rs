//! Django's settings modules: which of them run, and whether a setting in them can be turned off.

use super::named::Missing;
use super::{Debug, Switch, after, assignments, is_sample, words};
use foliolint_core::python::Module;
use foliolint_core::python::facts::Import;
use foliolint_core::repo::{Kind, Repo};
use foliolint_core::source::Span;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How many star imports are followed one after the other.
const FOLLOWED: usize = 8;
/// Settings modules of a repository that are looked at; real ones have fewer than 20.
const MODULES: usize = 200;

/// A settings module in which a setting is always on.
pub(crate) struct AlwaysOn<'a> {
    /// The module.
    pub path: &'a Arc<str>,
    /// The assignment, or the import that brings it in.
    pub span: Span,
    /// Whether it comes in by an import.
    pub is_imported: bool,
    /// Whether the settings named to run are not in the repository.
    pub is_elsewhere: bool,
    /// Whether settings that are not in the repository may turn it off.
    pub overridable: bool,
}

/// The Django settings modules that run with a setting on and no way to turn it off.
pub(crate) fn always_on(repo: &Repo, switch: Switch) -> Vec<AlwaysOn<'_>> {
    let settings = Settings::of(repo, switch);
    let missing = Missing::of(repo);
    let mut found = Vec::new();
    for module in settings
        .modules
        .values()
        .filter(|module| match stage(module) {
            Stage::Development => false,
            Stage::Production => true,
            // A project beside a published package is there to try it in.
            Stage::Any => repo.kind != Kind::Library,
        })
    {
        let Debug::On(span, overridable) = settings.debug(module) else {
            continue;
        };
        // Where production settings build on these, they are what runs, and are judged themselves.
        let turned_off = settings.modules.values().any(|other| {
            let beside = other.folder() == module.folder();
            let builds_on = settings.imports(other, module);
            match stage(other) {
                Stage::Development => false,
                Stage::Production if builds_on => true,
                _ => settings.debug(other) == Debug::Off && (beside || builds_on),
            }
        });
        if stage(module) == Stage::Any && turned_off {
            continue;
        }
        let from_import = module
            .facts
            .imports
            .iter()
            .any(|import| import.span == span);
        let elsewhere = stage(module) == Stage::Any && missing.beside(module);
        found.push(AlwaysOn {
            path: &module.path,
            span,
            is_imported: from_import,
            is_elsewhere: elsewhere,
            overridable: overridable || elsewhere,
        });
    }
    found
}

/// For whom a settings module is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Stage {
    Development,
    Production,
    Any,
}

fn stage(module: &Module) -> Stage {
    let words = words(module.stem());
    let any = |names: &[&str]| words.iter().any(|word| names.contains(&word.as_str()));
    if any(&[
        "dev",
        "devel",
        "develop",
        "development",
        "local",
        "test",
        "tests",
        "testing",
        "ci",
        "debug",
        "mac",
        "windows",
    ]) {
        Stage::Development
    } else if any(&[
        "prod",
        "production",
        "live",
        "deploy",
        "deployment",
        "heroku",
        "staging",
        "stage",
        "release",
    ]) {
        Stage::Production
    } else {
        Stage::Any
    }
}

/// The Django settings modules of a repository, by path.
struct Settings<'a> {
    switch: Switch,
    modules: BTreeMap<&'a str, &'a Module>,
    debug: BTreeMap<&'a str, Debug>,
}

impl<'a> Settings<'a> {
    fn of(repo: &'a Repo, switch: Switch) -> Self {
        let folders: BTreeSet<&str> = repo
            .production()
            .filter(|module| is_django(module))
            .map(Module::folder)
            .collect();
        let modules = repo
            .production()
            .filter(|module| !is_sample(&module.path))
            .filter(|module| {
                let beside = folders.contains(module.folder());
                let named = module.stem().contains("settings")
                    || module.folder().rsplit('/').next() == Some("settings");
                is_django(module)
                    || (beside
                        && (named || stage(module) != Stage::Any)
                        && speaks_of(module, switch))
                    || (named && !folders.is_empty() && speaks_of(module, switch))
            })
            .take(MODULES)
            .map(|module| (&*module.path, module))
            .collect();
        let debug = BTreeMap::new();
        let mut settings = Self {
            switch,
            modules,
            debug,
        };
        let all: Vec<_> = settings.modules.values().copied().collect();
        for module in all {
            settings.work_out(module, FOLLOWED);
        }
        settings
    }

    /// What a module makes of the setting, its star imports followed.
    fn debug(&self, module: &Module) -> Debug {
        let known = self.debug.get(&*module.path);
        known.copied().unwrap_or(Debug::Undefined)
    }

    /// Works out each module once; one that is still being worked out says nothing, which ends circles.
    fn work_out(&mut self, module: &'a Module, depth: usize) -> Debug {
        if let Some(&known) = self.debug.get(&*module.path) {
            return known;
        }
        self.debug.insert(&module.path, Debug::Undefined);
        let stars = module
            .facts
            .imports
            .iter()
            .filter(|import| is_star(module, import));
        let mut events: Vec<_> = stars
            .map(|import| (import.span.start, Err(import)))
            .collect();
        let own = assignments(module, None, self.switch);
        events.extend(own.map(|assignment| (assignment.span.start, Ok(assignment))));
        events.sort_by_key(|(start, _)| *start);
        let mut state = Debug::Undefined;
        for (_, event) in events {
            state = match event {
                Ok(assignment) => after(module, state, assignment, self.switch),
                Err(import) => match (self.imported(module, import), depth) {
                    (Some(other), 1..) => match self.work_out(other, depth - 1) {
                        Debug::Undefined => state,
                        Debug::On(_, overridable) => Debug::On(import.span, overridable),
                        Debug::Off => Debug::Off,
                    },
                    _ => overridden(module, import, state),
                },
            };
        }
        self.debug.insert(&module.path, state);
        state
    }

    /// The settings module that a star import names.
    fn imported(&self, module: &Module, import: &Import) -> Option<&'a Module> {
        let name = module
            .text(import.module)
            .trim_start_matches('.')
            .replace('.', "/");
        let folder = module.folder();
        let near = [
            format!("{folder}/{name}.py"),
            format!("{name}.py"),
            format!("{folder}/{name}/__init__.py"),
        ];
        let exact = near
            .iter()
            .find_map(|path| self.modules.get(path.trim_start_matches('/')));
        let by_end = || {
            let end = format!("/{name}.py");
            self.modules
                .iter()
                .find(|(path, _)| path.ends_with(&end))
                .map(|(_, module)| module)
        };
        exact
            .or_else(by_end)
            .filter(|other| other.path != module.path)
            .copied()
    }

    /// Whether one settings module imports all of another, itself or through others.
    fn imports(&self, module: &Module, other: &Module) -> bool {
        let mut seen = BTreeSet::new();
        let mut open = vec![module];
        while let Some(module) = open.pop() {
            let imports = module.facts.imports.iter();
            let stars = imports.filter(|import| is_star(module, import));
            for found in stars.filter_map(|import| self.imported(module, import)) {
                if found.path == other.path {
                    return true;
                }
                if seen.insert(&*found.path) {
                    open.push(found);
                }
            }
        }
        false
    }
}

/// What a star import from outside the repository's settings makes of a debug mode that is on.
fn overridden(module: &Module, import: &Import, state: Debug) -> Debug {
    let name = module.text(import.module);
    let last = Module::last_segment(name);
    let own = [
        "local", "private", "secret", "prod", "settings", "override", "env", "site",
    ]
    .iter()
    .any(|word| last.contains(word));
    match state {
        Debug::On(span, _) if own => Debug::On(span, true),
        state => state,
    }
}

fn is_star(module: &Module, import: &Import) -> bool {
    import.name.is_some_and(|name| module.text(name) == "*")
}

/// Whether a module is a Django project's settings by what it sets.
fn is_django(module: &Module) -> bool {
    const MARKS: [&str; 5] = [
        "INSTALLED_APPS",
        "ROOT_URLCONF",
        "MIDDLEWARE",
        "MIDDLEWARE_CLASSES",
        "WSGI_APPLICATION",
    ];
    module.facts.assignments.iter().any(|assignment| {
        assignment.scope.function.is_none()
            && assignment.scope.class.is_none()
            && !assignment.augmented
            && MARKS.contains(&module.text(assignment.target.span))
    })
}

fn speaks_of(module: &Module, switch: Switch) -> bool {
    assignments(module, None, switch).next().is_some()
        || module
            .facts
            .imports
            .iter()
            .any(|import| is_star(module, import))
}
