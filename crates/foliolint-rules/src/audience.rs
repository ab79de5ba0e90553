//! Whom a piece of code speaks to: a person at a terminal, or nobody.

use foliolint_core::python::facts::{Class, Function, Id, Scope, ValueKind};
use foliolint_core::python::{Module, Role};
use foliolint_core::repo::Repo;
use foliolint_core::source::Span;
use std::collections::{BTreeMap, BTreeSet};

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
fn reached_from_guard(module: &Module, outside: &BTreeSet<&str>) -> BTreeSet<Id> {
    let facts = &module.facts;
    // Who calls whom, by plain name, method name, or class name (a class stands for its constructor).
    let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, function) in facts.functions.iter().enumerate() {
        let name = module.text(function.name);
        by_name.entry(name).or_default().push(at);
        let class = class_of(module, function).map(|class| module.text(class.name));
        if let Some(class) = class.filter(|class| is_constructor(name) && *class != name) {
            by_name.entry(class).or_default().push(at);
        }
    }
    let mut callers: Vec<Callers> = vec![Callers::default(); facts.functions.len()];
    let mut named: BTreeSet<(&str, Caller)> = BTreeSet::new();
    for call in &facts.calls {
        let caller = Caller::of(&call.scope);
        named.insert((Module::last_segment(module.text(call.callee)), caller));
        // A function handed on (`Thread(target=work)`, `map(work, rows)`) counts as called there.
        for argument in module.arguments(call) {
            let handed = matches!(argument.value.kind, ValueKind::Name | ValueKind::Attribute);
            if handed {
                named.insert((
                    Module::last_segment(module.text(argument.value.span)),
                    caller,
                ));
            }
        }
    }
    // Methods of one name are all called by each of its callers: as many steps as pairs, so their number is bounded.
    let pairs = named.iter().flat_map(|&(name, caller)| {
        let called = by_name.get(name).map_or(&[][..], Vec::as_slice);
        called.iter().map(move |&at| (at, caller))
    });
    for (steps, (at, caller)) in pairs.enumerate() {
        if steps > PAIRS {
            return BTreeSet::new();
        }
        if let Some(callers) = callers.get_mut(at) {
            callers.note(caller);
        }
    }
    for (callers, function) in callers.iter_mut().zip(&facts.functions) {
        callers.open |= outside.contains(module.text(function.name))
            || class_of(module, function)
                .is_some_and(|class| outside.contains(module.text(class.name)))
            || module
                .role(function)
                .is_some_and(|role| role != Role::Command);
        // A nested function runs where it stands.
        if let (false, Some(around)) = (function.is_method, function.scope.function) {
            callers.functions.push(around);
        }
    }
    settle(&callers)
}

/// How many calls of functions are followed in one file; real files have some thousands.
const PAIRS: usize = 500_000;

/// Where a call stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Caller {
    Guard,
    Module,
    Function(Id),
}

impl Caller {
    fn of(scope: &Scope) -> Self {
        match scope.function {
            _ if scope.main_guarded => Self::Guard,
            Some(function) => Self::Function(function),
            None => Self::Module,
        }
    }
}

/// Who calls one function.
#[derive(Clone, Default)]
struct Callers {
    /// The main guard does.
    guard: bool,
    /// Something outside of the guard's reach does.
    open: bool,
    functions: Vec<Id>,
}

impl Callers {
    fn note(&mut self, caller: Caller) {
        match caller {
            Caller::Guard => self.guard = true,
            Caller::Module => self.open = true,
            Caller::Function(function) => self.functions.push(function),
        }
    }
}

/// Those that the guard calls, or that only such functions call.
fn settle(callers: &[Callers]) -> BTreeSet<Id> {
    // How many other functions that are not known to be reached call each, and whom each calls.
    let mut missing: Vec<usize> = vec![0; callers.len()];
    let mut called: Vec<Vec<usize>> = vec![Vec::new(); callers.len()];
    for (at, callers) in callers.iter().enumerate() {
        for &caller in callers
            .functions
            .iter()
            .filter(|&&caller| caller as usize != at)
        {
            if let (Some(called), Some(missing)) =
                (called.get_mut(caller as usize), missing.get_mut(at))
            {
                called.push(at);
                *missing += 1;
            }
        }
    }
    let mut reached = BTreeSet::new();
    let mut next: Vec<usize> = (0..callers.len())
        .filter(|&at| callers.get(at).is_some_and(|each| each.guard && !each.open))
        .collect();
    while let Some(at) = next.pop() {
        let Some(id) = Id::try_from(at).ok().filter(|id| reached.insert(*id)) else {
            continue;
        };
        for &to in called.get(id as usize).into_iter().flatten() {
            if let Some(missing) = missing.get_mut(to) {
                *missing = missing.saturating_sub(1);
                if *missing == 0 && callers.get(to).is_some_and(|each| !each.open) {
                    next.push(to);
                }
            }
        }
    }
    reached
}

/// The class of a method.
fn class_of<'a>(module: &'a Module, function: &Function) -> Option<&'a Class> {
    module
        .class(function.scope.class)
        .filter(|_| function.is_method)
}

fn is_constructor(name: &str) -> bool {
    matches!(
        name,
        "__init__" | "__call__" | "__enter__" | "__post_init__"
    )
}

/// Which names the files of a repository use of one another, by the last segment of the module they stand in.
pub(crate) struct Used<'a>(BTreeMap<&'a str, BTreeSet<&'a str>>);

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
        Self(used)
    }

    /// The names that other files use of a module.
    fn of_module(&self, module: &Module) -> Option<&BTreeSet<&'a str>> {
        let package = if module.stem() == "__init__" {
            module.folder().rsplit('/').next().unwrap_or_default()
        } else {
            module.stem()
        };
        self.0.get(package)
    }
}
