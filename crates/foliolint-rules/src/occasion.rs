//! On what occasion a print runs: once when the program starts, or only where somebody asked for it.

use crate::audience::enclosing;
use foliolint_core::calls::FunctionRef;
use foliolint_core::python::facts::{Call, Facts, Scope};
use foliolint_core::python::{Module, Role};
use foliolint_core::repo::Repo;

/// Functions that run once, when the program starts or stops.
const STARTS: [&str; 16] = [
    "on_ready",
    "startup",
    "shutdown",
    "on_startup",
    "on_shutdown",
    "lifespan",
    "create_app",
    "ready",
    "on_connect",
    "setup_hook",
    "run_bot",
    "start_bot",
    "create_tables",
    "init_db",
    "post_init",
    "post_shutdown",
];

/// How many calls from the start a function may be away.
const STEPS: usize = 3;

/// How many conditions around a print are looked at.
const NEAR: usize = 64;

/// Code that runs once, when the program starts or stops.
pub(crate) fn starts_up(module: &Module, scope: &Scope) -> bool {
    enclosing(module, scope).any(|(_, function)| {
        let name = module.text(function.name).to_ascii_lowercase();
        STARTS.contains(&name.as_str()) || name.ends_with("_startup") || name.ends_with("_shutdown")
    })
}

/// Whether the function around runs at the start alone: everything that calls it does, by some steps.
pub(crate) fn only_at_start(repo: &Repo, at: usize, scope: &Scope) -> bool {
    let Some(function) = scope.function else {
        return false;
    };
    let own = FunctionRef {
        module: at,
        function,
    };
    let starts = |site: usize, caller: &Module, call: &Call| {
        // As another module is loaded; its own may run it again.
        let loads =
            call.scope.function.is_none() && call.scope.class.is_none() && site != own.module;
        loads || starts_up(caller, &call.scope)
    };
    is_only_called(repo, own, STEPS, &starts)
}

/// Whether commands alone reach the function around, by some steps and in any file: it prints for who typed them.
pub(crate) fn only_from_commands(repo: &Repo, at: usize, scope: &Scope) -> bool {
    let commands = |_: usize, caller: &Module, call: &Call| {
        let mut roles =
            enclosing(caller, &call.scope).filter_map(|(_, function)| caller.role(function));
        roles.next() == Some(Role::Command)
    };
    scope.function.is_some_and(|function| {
        let own = FunctionRef {
            module: at,
            function,
        };
        is_only_called(repo, own, STEPS, &commands)
    })
}

/// Whether everything that calls a function is such a call, or stands in a function of which the same holds.
fn is_only_called(
    repo: &Repo,
    function: FunctionRef,
    steps: usize,
    is_end: &impl Fn(usize, &Module, &Call) -> bool,
) -> bool {
    let Some((module, own)) = function.of(&repo.modules) else {
        return false;
    };
    // A test calls it in its own way.
    let mut callers = repo
        .calls
        .callers(function)
        .iter()
        .filter(|site| {
            let caller = repo.modules.get(site.module);
            caller.is_some_and(|caller| !caller.is_test())
        })
        .peekable();
    if steps == 0
        || callers.peek().is_none()
        || module.role(own).is_some()
        || is_handed_on(module, module.text(own.name))
    {
        return false;
    }
    callers.all(|site| {
        let Some(caller) = repo.modules.get(site.module) else {
            return false;
        };
        let Some(call) = caller.facts.calls.get(site.call as usize) else {
            return false;
        };
        if is_end(site.module, caller, call) {
            return true;
        }
        call.scope.function.is_some_and(|around| {
            let around = FunctionRef {
                module: site.module,
                function: around,
            };
            is_only_called(repo, around, steps - 1, is_end)
        })
    })
}

/// Whether the function around sets up logging: there is no log yet to say it in.
pub(crate) fn sets_up_logging(module: &Module, scope: &Scope) -> bool {
    let Some(function) = module.function(scope.function) else {
        return false;
    };
    let mut inside = Facts::within(&module.facts.calls, function.body, |call| call.span);
    inside.any(|call| {
        let callee = module.callee(call);
        let of_logging = callee.starts_with("logging.");
        of_logging && (callee.ends_with("Handler") || callee.ends_with("Config"))
    })
}

/// Celery's documentation gives this task to every new project.
pub(crate) fn is_generated_task(module: &Module, scope: &Scope) -> bool {
    module
        .function(scope.function)
        .is_some_and(|function| module.text(function.name) == "debug_task")
}

/// The same made by hand, to see whether the queue works: a task `test` or `ping` that prints what it was given, and
/// may return that.
pub(crate) fn is_trial_task(module: &Module, scope: &Scope) -> bool {
    let Some(function) = module.function(scope.function) else {
        return false;
    };
    let named = ["test", "ping", "debug", "hello"].contains(&module.text(function.name));
    if !named || module.role(function) != Some(Role::Task) || function.statements > 2 {
        return false;
    }
    let facts = &module.facts;
    let mut calls = Facts::within(&facts.calls, function.body, |call| call.span);
    let Some(only) = calls.next() else {
        return false;
    };
    let mut returns = Facts::within(&facts.returns, function.body, |each| each.span);
    calls.next().is_none()
        && returns.all(|each| {
            let Some(value) = each.value else { return true };
            let mut shown = module.arguments(only).iter();
            shown.any(|argument| module.text(argument.value.span) == module.text(value.span))
        })
}

/// Whether a function is given to something that may call it later.
fn is_handed_on(module: &Module, name: &str) -> bool {
    let mut calls = module.facts.calls.iter();
    calls.any(|call| {
        let mut given = module.arguments(call).iter();
        given.any(|argument| Module::last_segment(module.text(argument.value.span)) == name)
    })
}

/// Whether a print goes to the standard error stream.
pub(crate) fn to_standard_error(module: &Module, call: &Call) -> bool {
    stream(module, call).is_some_and(|to| matches!(to, "sys.stderr" | "stderr"))
}

/// What `file=` of a `print`, or `stream=` of a `pprint`, names.
pub(crate) fn stream<'a>(module: &'a Module, call: &Call) -> Option<&'a str> {
    let named = module
        .keyword(call, "file")
        .or_else(|| module.keyword(call, "stream"));
    named.map(|value| module.text(value.span))
}

/// Whether a print to standard error runs only where an option or a variable of the environment asked for it: the
/// condition stands around it, or around the one place that hands its function on.
pub(crate) fn is_asked_for(module: &Module, call: &Call) -> bool {
    if !to_standard_error(module, call) {
        return false;
    }
    if is_optional(module, call) {
        return true;
    }
    let Some(function) = module.function(call.scope.function) else {
        return false;
    };
    let name = module.text(function.name);
    let mut uses = module
        .facts
        .calls
        .iter()
        .filter(|each| {
            let called = module.text(each.callee) == name;
            let mut given = module.arguments(each).iter();
            called || given.any(|argument| module.text(argument.value.span) == name)
        })
        .peekable();
    uses.peek().is_some() && uses.all(|each| is_optional(module, each))
}

/// Whether a condition around a call asks the environment, or for more words.
fn is_optional(module: &Module, call: &Call) -> bool {
    around(module, call).any(|test| {
        let test = test.to_ascii_lowercase();
        ["environ", "getenv", "trace", "verbose", "debug"]
            .iter()
            .any(|word| test.contains(word))
    })
}

/// The conditions whose bodies hold a call, the nearest first.
fn around<'a>(module: &'a Module, call: &Call) -> impl Iterator<Item = &'a str> {
    let conditions = &module.facts.conditions;
    let before = conditions.partition_point(|each| each.test.span.start < call.span.start);
    let near = conditions
        .get(before.saturating_sub(NEAR)..before)
        .unwrap_or_default();
    let span = call.span;
    near.iter()
        .rev()
        .filter(move |each| each.body.contains(span))
        .map(|each| module.text(each.test.span))
}

/// Whether a print tells how far a long loop has come: a value, under a condition that takes every so many of it.
pub(crate) fn counts_along(module: &Module, call: &Call, value: &str) -> bool {
    around(module, call).next().is_some_and(|test| {
        let mut words = test.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
        test.contains('%')
            && (test.contains("==") || test.starts_with("not "))
            && words.any(|word| word == value)
    })
}

/// Whether somebody who starts a command reads it: written to standard error in the files of a command line, or where
/// the program ends with that error.
pub(crate) fn is_told_to_starter(module: &Module, call: &Call) -> bool {
    let mut folders = module.folder().split('/');
    to_standard_error(module, call) && folders.any(|folder| matches!(folder, "cli" | "commands"))
}

/// Whether the program ends right after: the last words are for whoever started it.
pub(crate) fn before_exit(module: &Module, call: &Call) -> bool {
    let mut after = Facts::within(
        &module.facts.calls,
        foliolint_core::source::Span {
            start: call.span.end,
            end: u32::MAX,
        },
        |other| other.span,
    );
    after.next().is_some_and(|next| {
        let exits =
            ["exit", "quit", "sys.exit", "os._exit", "SystemExit"].contains(&module.callee(next));
        exits && next.scope == call.scope
    })
}

/// Whether a file belongs to what runs tests: what it prints is shown beside a test that fails.
pub(crate) fn supports_tests(module: &Module) -> bool {
    let mut functions = module.facts.functions.iter();
    functions.any(|function| {
        let mut decorators = module.decorators(function.decorators).iter();
        module.text(function.name).starts_with("pytest_")
            || decorators.any(|decorator| {
                matches!(
                    module.text(decorator.name),
                    "pytest.fixture" | "fixture" | "pytest.hookimpl" | "hookimpl"
                )
            })
    })
}
