//! Whom a piece of code speaks to: a person at a terminal, or nobody.

use crate::guarded::reached_from_guard;
use foliolint_core::kind::names::{COMMAND_LINES, DESKTOP, GAMES};
use foliolint_core::python::facts::{Function, Id, Scope};
use foliolint_core::python::{Module, Role};
use foliolint_core::repo::Repo;
use std::collections::{BTreeMap, BTreeSet};

/// Modules of the standard library, beside the packages of command lines, whose import makes a file an entry point.
const TERMINALS: [&str; 3] = ["cmd", "curses", "getopt"];

/// Folders of scripts that developers run by hand.
const SCRIPT_FOLDERS: [&str; 13] = [
    "scripts",
    "script",
    "bin",
    "tools",
    "tool",
    "utils_scripts",
    "seeds",
    "seed",
    "seeders",
    "fixtures",
    "benchmarks",
    "benchmark",
    "hack",
];

/// Files that developers run by hand, or that only describe how a server starts.
const SCRIPT_STEMS: [&str; 9] = [
    "manage", "fabfile", "tasks", "setup", "seed", "seeder", "seeds", "populate", "gunicorn",
];

/// Starts of names of functions whose purpose is to show something.
const SHOWING: [&str; 15] = [
    "main", "cli", "usage", "menu", "display", "show", "print", "report", "render", "prompt",
    "draw", "welcome", "banner", "greet", "help",
];

/// Which code of one file speaks to a person at a terminal.
pub(crate) struct Audience<'a> {
    module: &'a Module,
    /// The file as a whole does.
    whole: bool,
    /// Functions that only the file's own main guard reaches.
    guarded: BTreeSet<Id>,
    /// The program draws in a window.
    paints: bool,
}

impl<'a> Audience<'a> {
    /// Looks at one file.
    pub(crate) fn of(module: &'a Module, used: &Used<'_>) -> Self {
        let whole = is_entry_point(module) || is_script_by_place(module);
        let guarded = if module.facts.main_guards.is_empty() {
            BTreeSet::new()
        } else {
            let none = BTreeSet::new();
            reached_from_guard(module, used.of_module(module).unwrap_or(&none))
        };
        Self {
            module,
            whole,
            guarded,
            paints: used.paints,
        }
    }

    /// Whether what stands here is the program's output, by where it stands.
    pub(crate) fn is_output(&self, scope: &Scope) -> bool {
        let functions: Vec<(Id, &Function)> = enclosing(self.module, scope).collect();
        let role = functions
            .iter()
            .find_map(|(_, function)| self.module.role(function));
        match role {
            Some(Role::Command) => return true,
            Some(_) => return false,
            None => {}
        }
        if self.whole
            || scope.main_guarded
            || functions.iter().any(|(id, _)| self.guarded.contains(id))
        {
            return true;
        }
        let mut names = functions
            .iter()
            .map(|(_, function)| self.module.text(function.name));
        names.any(|name| is_showing(name) && !(self.paints && is_painting(name)))
    }
}

/// The functions around a scope, the innermost first.
pub(crate) fn enclosing<'a>(
    module: &'a Module,
    scope: &Scope,
) -> impl Iterator<Item = (Id, &'a Function)> {
    let mut next = scope.function;
    std::iter::from_fn(move || {
        let id = next?;
        let function = module.function(Some(id))?;
        next = function.scope.function;
        Some((id, function))
    })
}

/// In a program with a window these paint, and print nothing that anybody would read.
fn is_painting(name: &str) -> bool {
    let name = name.trim_start_matches('_').to_ascii_lowercase();
    let paints = ["display", "draw", "menu", "render", "show", "welcome"];
    paints.iter().any(|start| name.starts_with(start))
}

fn is_showing(name: &str) -> bool {
    let name = name.trim_start_matches('_').to_ascii_lowercase();
    SHOWING.iter().any(|start| {
        name.strip_prefix(start).is_some_and(|rest| {
            rest.is_empty()
                || !rest.starts_with(char::is_alphabetic)
                || matches!(*start, "display" | "show" | "print")
        })
    })
}

/// Whether a file draws in a window.
pub(crate) fn draws(module: &Module) -> bool {
    DESKTOP.iter().chain(GAMES).any(|name| module.imports(name))
}

/// Whether a file reads a command line or asks a person.
pub(crate) fn is_entry_point(module: &Module) -> bool {
    let mut libraries = COMMAND_LINES.iter().chain(&TERMINALS);
    libraries.any(|name| module.imports(name))
        || asks(module)
        || module
            .facts
            .attributes
            .iter()
            .any(|attribute| module.text(attribute.span) == "sys.argv")
        || {
            let argv = |import: &foliolint_core::python::facts::Import| {
                import.name.is_some_and(|name| module.text(name) == "argv")
            };
            module.facts.imports.iter().any(argv)
        }
        || module
            .facts
            .subscripts
            .iter()
            .any(|subscript| module.text(subscript.object.span) == "sys.argv")
}

/// Whether a file asks a person at the terminal.
pub(crate) fn asks(module: &Module) -> bool {
    module
        .facts
        .calls
        .iter()
        .any(|call| match module.callee(call) {
            "input" | "raw_input" => module.is_builtin("input", &call.scope),
            "getpass.getpass" | "curses.wrapper" | "curses.initscr" => true,
            _ => false,
        })
}

fn is_script_by_place(module: &Module) -> bool {
    let path = module.path.to_ascii_lowercase();
    let mut folders = path.rsplit('/').skip(1);
    let stem = module.stem().to_ascii_lowercase();
    let invoke = stem != "tasks" || module.imports("invoke");
    let setup = stem != "setup" || module.imports("setuptools") || module.imports("distutils");
    let of_django = path.contains("management/commands/");
    let example = ["example", "demo", "sample", "usage", "quickstart"];
    let shows = example.iter().any(|word| {
        let named = stem.strip_prefix(word).or(stem.strip_suffix(word));
        named.is_some_and(|rest| {
            rest.is_empty() || rest.starts_with(['_', '-', 's']) || rest.ends_with('_')
        })
    });
    of_django
        || shows
        || module.imports("fabric")
        || module.imports("invoke")
        || folders.any(|folder| SCRIPT_FOLDERS.contains(&folder))
        || (SCRIPT_STEMS.contains(&stem.as_str()) && invoke && setup)
        || ["seed_", "populate_", "create_", "init_"]
            .iter()
            .any(|start| stem.starts_with(start))
        || stem.ends_with("_seed")
        || stem == "__main__"
        || stem.starts_with("gunicorn")
}

/// Which names the files of a repository use of one another, by the last segment of the module they stand in.
pub(crate) struct Used<'a> {
    names: BTreeMap<&'a str, BTreeSet<&'a str>>,
    /// Whether the program draws in a window.
    paints: bool,
}

impl<'a> Used<'a> {
    /// Looks at every file but tests.
    pub(crate) fn of(repo: &'a Repo) -> Self {
        let mut used: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for module in repo.modules.iter().filter(|module| !module.is_test()) {
            for import in &module.facts.imports {
                if let Some(name) = import.name {
                    let from = Module::last_segment(module.text(import.module));
                    used.entry(from).or_default().insert(module.text(name));
                }
            }
            // `import stock` or `from shop import stock`: whatever is called on it.
            for call in &module.facts.calls {
                let mut parts = module.callee(call).rsplit('.');
                if let (Some(last), Some(before)) = (parts.next(), parts.next()) {
                    used.entry(before).or_default().insert(last);
                }
            }
        }
        Self {
            names: used,
            paints: repo.production().any(draws),
        }
    }

    /// The names that other files use of a module.
    fn of_module(&self, module: &Module) -> Option<&BTreeSet<&'a str>> {
        let package = if module.stem() == "__init__" {
            module.folder().rsplit('/').next().unwrap_or_default()
        } else {
            module.stem()
        };
        self.names.get(package)
    }
}
