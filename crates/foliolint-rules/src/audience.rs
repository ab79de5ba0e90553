//! Whom a piece of code speaks to: a person at a terminal, or nobody.

use foliolint_core::python::facts::{Function, Id, Scope};
use foliolint_core::python::{Module, Role};
use foliolint_core::repo::Repo;
use foliolint_core::source::Span;
use std::collections::BTreeSet;

/// Modules whose import makes a file an entry point for people.
const COMMAND_LINES: [&str; 12] = [
    "argparse",
    "click",
    "typer",
    "fire",
    "docopt",
    "optparse",
    "getopt",
    "cmd",
    "curses",
    "prompt_toolkit",
    "questionary",
    "InquirerPy",
];

/// Folders of scripts that developers run by hand.
const SCRIPT_FOLDERS: [&str; 14] = [
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
    "commands",
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
}

impl<'a> Audience<'a> {
    /// Looks at one file.
    pub(crate) fn of(module: &'a Module, repo: &Repo) -> Self {
        let whole = is_entry_point(module) || is_script_by_place(module);
        let guarded = if module.facts.main_guards.is_empty() {
            BTreeSet::new()
        } else {
            reached_from_guard(module, repo)
        };
        Self {
            module,
            whole,
            guarded,
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
        functions
            .iter()
            .any(|(_, function)| is_showing(self.module.text(function.name)))
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

/// Whether a file reads a command line or asks a person.
pub(crate) fn is_entry_point(module: &Module) -> bool {
    let top = |span: Span| module.text(span).split('.').next().unwrap_or_default();
    let imports = module
        .facts
        .imports
        .iter()
        .any(|import| COMMAND_LINES.contains(&top(import.module)));
    imports
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
    let invoke = stem != "tasks" || imports(module, "invoke");
    let setup = stem != "setup" || imports(module, "setuptools") || imports(module, "distutils");
    folders.any(|folder| SCRIPT_FOLDERS.contains(&folder))
        || (SCRIPT_STEMS.contains(&stem.as_str()) && invoke && setup)
        || ["seed_", "populate_", "create_", "init_"]
            .iter()
            .any(|start| stem.starts_with(start))
        || stem.ends_with("_seed")
        || stem == "__main__"
        || stem.starts_with("gunicorn")
}

/// Whether a file imports a top-level module.
pub(crate) fn imports(module: &Module, name: &str) -> bool {
    module
        .facts
        .imports
        .iter()
        .any(|import| module.text(import.module).split('.').next() == Some(name))
}

/// The functions of a file that its main guard reaches and nothing else does.
fn reached_from_guard(module: &Module, repo: &Repo) -> BTreeSet<Id> {
    let facts = &module.facts;
    let outside = imported_elsewhere(module, repo);
    // Who calls whom, by plain name, method name, or class name (a class stands for its methods).
    let mut callers: Vec<Vec<Option<Id>>> = vec![Vec::new(); facts.functions.len()];
    let mut from_guard: Vec<bool> = vec![false; facts.functions.len()];
    let mut open: Vec<bool> = vec![false; facts.functions.len()];
    let by_name = |name: &str| -> Vec<usize> {
        (0..facts.functions.len())
            .filter(|&at| {
                let function = &facts.functions[at];
                let class = if function.is_method {
                    module.class(function.scope.class)
                } else {
                    None
                };
                module.text(function.name) == name
                    || class.is_some_and(|class| {
                        module.text(class.name) == name
                            && is_constructor(module.text(function.name))
                    })
            })
            .collect()
    };
    let mut note = |name: &str, scope: &Scope| {
        for at in by_name(name) {
            if scope.main_guarded {
                from_guard[at] = true;
            } else if scope.function.is_some() {
                callers[at].push(scope.function);
            } else {
                open[at] = true;
            }
        }
    };
    for call in &facts.calls {
        note(Module::last_segment(module.text(call.callee)), &call.scope);
        // A function handed on (`Thread(target=work)`, `map(work, rows)`) counts as called there.
        for argument in module.arguments(call) {
            let handed = module.text(argument.value.span);
            if handed.len() < 80
                && handed
                    .chars()
                    .all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '.'))
            {
                note(Module::last_segment(handed), &call.scope);
            }
        }
    }
    for (at, function) in facts.functions.iter().enumerate() {
        open[at] |= outside.contains(module.text(function.name))
            || module
                .role(function)
                .is_some_and(|role| role != Role::Command);
        if let Some(class) = if function.is_method {
            module.class(function.scope.class)
        } else {
            None
        } {
            open[at] |= outside.contains(module.text(class.name));
        }
        // A nested function runs where it stands.
        if !function.is_method && function.scope.function.is_some() {
            callers[at].push(function.scope.function);
        }
    }
    settle(&callers, &from_guard, &open)
}

/// Reached from the guard, or only from functions that are.
fn settle(callers: &[Vec<Option<Id>>], from_guard: &[bool], open: &[bool]) -> BTreeSet<Id> {
    let mut reached: BTreeSet<usize> = (0..callers.len())
        .filter(|&at| from_guard[at] && !open[at])
        .collect();
    loop {
        let before = reached.len();
        for at in 0..callers.len() {
            let by = |caller: &Option<Id>| {
                caller.is_some_and(|caller| reached.contains(&(caller as usize)))
            };
            if !open[at]
                && !callers[at].is_empty()
                && callers[at]
                    .iter()
                    .all(|caller| by(caller) || *caller == Id::try_from(at).ok())
                && callers[at].iter().any(by)
            {
                reached.insert(at);
            }
        }
        if reached.len() == before {
            break;
        }
    }
    reached
        .into_iter()
        .filter_map(|at| Id::try_from(at).ok())
        .collect()
}

fn is_constructor(name: &str) -> bool {
    matches!(
        name,
        "__init__" | "__call__" | "__enter__" | "__post_init__"
    )
}

/// The names that other files of the repository import from this one.
fn imported_elsewhere<'a>(module: &Module, repo: &'a Repo) -> BTreeSet<&'a str> {
    let package = if module.stem() == "__init__" {
        Module::last_segment(&module.folder().replace('/', ".")).to_owned()
    } else {
        module.stem().to_owned()
    };
    let mut names = BTreeSet::new();
    for other in repo
        .modules
        .iter()
        .filter(|other| other.path != module.path && !other.is_test())
    {
        for import in &other.facts.imports {
            let from = other.text(import.module);
            if let (Some(name), true) = (import.name, Module::last_segment(from) == package) {
                names.insert(other.text(name));
            }
        }
        // `import module` or `from package import module`: whatever is called on it.
        let whole = other.facts.imports.iter().any(|import| {
            import.name.map_or_else(
                || Module::last_segment(other.text(import.module)) == package,
                |name| other.text(name) == package,
            )
        });
        if whole {
            let ending = format!("{package}.");
            let called = other
                .facts
                .calls
                .iter()
                .map(|call| other.text(call.callee))
                .filter(|callee| callee.contains(&ending));
            names.extend(called.map(Module::last_segment));
        }
    }
    names
}
