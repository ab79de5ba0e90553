//! Which settings a web project runs with, as far as debug mode goes: Django settings modules, Flask configuration.

use foliolint_core::python::Module;
use foliolint_core::python::facts::{Assignment, Call, Import, ValueKind};
use foliolint_core::repo::Repo;
use foliolint_core::source::Span;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How many star imports are followed one after the other.
const FOLLOWED: usize = 8;
/// Settings modules of a repository that are looked at; real ones have fewer than 20.
const MODULES: usize = 200;
/// Lines above a place that are looked at for the condition it stands under.
const LINES_ABOVE: u32 = 2_000;

/// A settings module with debug mode always on.
pub(crate) struct AlwaysDebug<'a> {
    /// The module.
    pub path: &'a Arc<str>,
    /// The assignment, or the import that brings it in.
    pub span: Span,
    /// What is wrong, for people.
    pub message: String,
    /// Whether settings that are not in the repository may turn it off.
    pub overridable: bool,
}

/// What a settings module makes of `DEBUG`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Debug {
    Undefined,
    /// Always on, from this place; whether an optional import may change it.
    On(Span, bool),
    /// Off, read from somewhere, or changeable.
    Off,
}

/// The Django settings modules that run with `DEBUG = True` and no way to turn it off.
pub(crate) fn always_debug(repo: &Repo) -> Vec<AlwaysDebug<'_>> {
    let settings = Settings::of(repo);
    let mut found = Vec::new();
    for module in settings
        .modules
        .values()
        .filter(|module| stage(module) != Stage::Development)
    {
        let Debug::On(span, overridable) = settings.debug(module) else {
            continue;
        };
        let turned_off = settings.modules.values().any(|other| {
            stage(other) != Stage::Development
                && settings.debug(other) == Debug::Off
                && (other.folder() == module.folder() || settings.imports(other, module))
        });
        if stage(module) == Stage::Any && turned_off {
            continue;
        }
        let from_import = module
            .facts
            .imports
            .iter()
            .any(|import| import.span == span);
        let message = match from_import {
            true => "debug mode is switched on by the settings imported here and never reset",
            false => "debug mode is always on in the settings that run",
        };
        found.push(AlwaysDebug {
            path: &module.path,
            span,
            message: message.to_owned(),
            overridable,
        });
    }
    found
}

/// Whether a path is a sample that somebody copies and edits.
pub(crate) fn is_sample(path: &str) -> bool {
    words(path.rsplit('/').next().unwrap_or(path))
        .iter()
        .any(|word| {
            matches!(
                word.as_str(),
                "sample" | "example" | "template" | "dist" | "skeleton"
            )
        })
}

/// Whether a place stands under a condition other than the main guard, by the indentation of the lines above.
pub(crate) fn is_conditional(module: &Module, offset: u32) -> bool {
    let first = module.source.line(offset);
    let width = |text: &str| text.len() - text.trim_start().len();
    let mut current = width(module.source.line_text(first));
    for line in (first.saturating_sub(LINES_ABOVE).max(1)..first).rev() {
        if current == 0 {
            return false;
        }
        let text = module.source.line_text(line);
        let body = text.trim_start();
        if body.is_empty() || body.starts_with('#') || width(text) >= current {
            continue;
        }
        current = width(text);
        let chooses = [
            "if ", "if(", "elif ", "else:", "else ", "case ", "match ", "except",
        ]
        .iter()
        .any(|word| body.starts_with(word));
        if chooses && !body.contains("__name__") {
            return true;
        }
    }
    false
}

/// The configuration class or module with debug mode on that a call of `from_object` always loads.
pub(crate) fn loads_development(repo: &Repo, module: &Module, call: &Call) -> Option<String> {
    let value = module.positional(call, 0)?;
    let overridden = module.facts.calls.iter().any(|other| {
        other.span.start > call.span.start
            && other.scope.function == call.scope.function
            && matches!(
                Module::last_segment(module.callee(other)),
                "from_object"
                    | "from_envvar"
                    | "from_pyfile"
                    | "from_prefixed_env"
                    | "from_mapping"
                    | "from_file"
            )
    });
    if overridden || is_conditional(module, call.span.start) {
        return None;
    }
    let text = module.text(value.span);
    match value.kind {
        ValueKind::Name if text == "__name__" => {
            is_always_on(module, None).then(|| module.path.to_string())
        }
        ValueKind::Name | ValueKind::Attribute => {
            let parameter = module
                .function(call.scope.function)
                .is_some_and(|function| {
                    module
                        .parameters(function)
                        .iter()
                        .any(|parameter| module.text(parameter.name) == text)
                });
            let name = Module::last_segment(text);
            (!parameter && class_is_on(repo, name)).then(|| name.to_owned())
        }
        ValueKind::String => {
            let name = module.literal(value)?;
            let file = format!("{}.py", name.replace('.', "/"));
            let is_module = repo.production().any(|other| {
                (*other.path == *file || other.path.ends_with(&format!("/{file}")))
                    && is_always_on(other, None)
            });
            (is_module || class_is_on(repo, Module::last_segment(&name))).then(|| name.clone())
        }
        ValueKind::Subscript => {
            let subscript = module
                .facts
                .subscripts
                .get(module.facts.subscript_at(value.span)? as usize)?;
            let index = module.literal(subscript.index)?;
            (index.to_ascii_lowercase().starts_with("dev")).then_some(index)
        }
        _ => None,
    }
}

/// Whether each class of that name in production code has debug mode on.
fn class_is_on(repo: &Repo, name: &str) -> bool {
    let mut found = false;
    for module in repo.production() {
        for (at, class) in (0..).zip(&module.facts.classes) {
            if module.text(class.name) == name {
                if !is_always_on(module, Some(at)) {
                    return false;
                }
                found = true;
            }
        }
    }
    found
}

/// Whether the assignments to `DEBUG` in a class (or the module) leave it on.
fn is_always_on(module: &Module, class: Option<u32>) -> bool {
    let mut state = Debug::Undefined;
    for assignment in debug_assignments(module, class) {
        state = after(module, state, assignment);
    }
    matches!(state, Debug::On(..))
}

fn debug_assignments(module: &Module, class: Option<u32>) -> impl Iterator<Item = &Assignment> {
    module.facts.assignments.iter().filter(move |assignment| {
        assignment.scope.function.is_none()
            && assignment.scope.class == class
            && assignment.value.is_some()
            && module.text(assignment.target.span) == "DEBUG"
    })
}

/// What an assignment to `DEBUG` makes of what was there before.
fn after(module: &Module, before: Debug, assignment: &Assignment) -> Debug {
    let on = assignment
        .value
        .is_some_and(|value| value.kind == ValueKind::True);
    let chosen = is_conditional(module, assignment.span.start);
    match (on, chosen, before) {
        (true, false, _) => Debug::On(assignment.span, false),
        (true, true, Debug::Undefined) => Debug::Off,
        (true, true, before) => before,
        (false, ..) => Debug::Off,
    }
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

/// The words of a name between `.`, `-`, `_`, lower case.
fn words(name: &str) -> Vec<String> {
    name.split(['.', '-', '_'])
        .map(str::to_ascii_lowercase)
        .collect()
}

/// The Django settings modules of a repository, by path.
struct Settings<'a> {
    modules: BTreeMap<&'a str, &'a Module>,
    debug: BTreeMap<&'a str, Debug>,
}

impl<'a> Settings<'a> {
    fn of(repo: &'a Repo) -> Self {
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
                    || (beside && (named || stage(module) != Stage::Any) && speaks_of_debug(module))
                    || (named && !folders.is_empty() && speaks_of_debug(module))
            })
            .take(MODULES)
            .map(|module| (&*module.path, module))
            .collect();
        let debug = BTreeMap::new();
        let mut settings = Self { modules, debug };
        let all: Vec<_> = settings.modules.values().copied().collect();
        for module in all {
            settings.work_out(module, FOLLOWED);
        }
        settings
    }

    /// What a module makes of `DEBUG`, its star imports followed.
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
        let assignments = debug_assignments(module, None);
        events.extend(assignments.map(|assignment| (assignment.span.start, Ok(assignment))));
        events.sort_by_key(|(start, _)| *start);
        let mut state = Debug::Undefined;
        for (_, event) in events {
            state = match event {
                Ok(assignment) => after(module, state, assignment),
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

    /// Whether one settings module imports all of another.
    fn imports(&self, module: &Module, other: &Module) -> bool {
        let mut stars = module
            .facts
            .imports
            .iter()
            .filter(|import| is_star(module, import));
        stars.any(|import| {
            self.imported(module, import)
                .is_some_and(|found| found.path == other.path)
        })
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

fn speaks_of_debug(module: &Module) -> bool {
    debug_assignments(module, None).next().is_some()
        || module
            .facts
            .imports
            .iter()
            .any(|import| is_star(module, import))
}
