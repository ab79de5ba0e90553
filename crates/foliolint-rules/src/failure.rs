//! Whether the failure that an `except` clause drops is told, or is of no account, for what the function does.

use foliolint_core::python::Module;
use foliolint_core::python::facts::{Assignment, Facts, Function, Handler, Try, ValueKind};
use foliolint_core::source::Span;

/// Whether code after the `try` finds out that it failed, or the clause stores or answers the failure.
pub(crate) fn is_told(module: &Module, handler: &Handler) -> bool {
    let Some(tried) = module.facts.tries.get(handler.of_try as usize) else {
        return false;
    };
    is_recorded(module, handler, tried)
        || is_missed_later(module, handler, tried)
        || imports_first(module, handler, tried)
        || exhausts(module, handler, tried)
}

/// Whether few reviewers would ask: clean-up, known idioms of set-up, a converter whose answer is `None`.
pub(crate) fn is_minor(module: &Module, handler: &Handler) -> bool {
    let Some(tried) = module.facts.tries.get(handler.of_try as usize) else {
        return false;
    };
    cleans_up(module, handler)
        || one_call_to(module, tried, &PROBES)
        || converts(module, handler, tried)
        || goes_another_way(module, handler, tried)
        || in_reporting_handler(module, handler)
}

/// The lines of a span that hold code.
fn code_lines(module: &Module, span: Span) -> usize {
    let code = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    module.text(span).lines().filter(code).count()
}

fn assignments(module: &Module, span: Span) -> impl Iterator<Item = &Assignment> {
    Facts::within(&module.facts.assignments, span, |each| each.span)
}

/// From the end of the `try` to the end of its function or file.
fn rest(module: &Module, tried: &Try) -> Span {
    let end = module.function(tried.scope.function).map_or_else(
        || module.source.text().len() as u32,
        |function| function.body.end,
    );
    Span {
        start: tried.span.end,
        end: end.max(tried.span.end),
    }
}

fn mentions(text: &str, name: &str) -> bool {
    let part = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '.';
    let mut words = text.split(|letter: char| !part(letter));
    words.any(|word| {
        word.strip_prefix(name)
            .is_some_and(|more| more.is_empty() || more.starts_with('.'))
    })
}

/// Whether the clause stores texts alone, one of them speaks of the failure, and something reads it:
/// `status = "error"`, `text = "Expression incomplete."`.
fn is_recorded(module: &Module, handler: &Handler, tried: &Try) -> bool {
    // What `finally` holds comes after the clause, too.
    let after = Span {
        start: handler.span.end,
        end: rest(module, tried).end.max(handler.span.end),
    };
    let after = module.text(after);
    let texts: Option<Vec<(String, &Assignment)>> = assignments(module, handler.body)
        .map(|each| Some((module.literal(each.value?)?, each)))
        .collect();
    // Beside `status = "error"` there may be another `"unknown"`.
    !handler.steps.returns_constant
        && texts.is_some_and(|texts| {
            texts.iter().any(|(text, each)| {
                let name = module.text(each.target.span);
                tells_failure(text)
                    && (each.target.kind == ValueKind::Attribute || mentions(after, name))
            })
        })
}

/// Whether a text tells a person, or the code that reads it, that something failed.
fn tells_failure(text: &str) -> bool {
    let lower = text.to_lowercase();
    let sentence = text.contains(' ') && text.ends_with(['.', '!']);
    sentence || lower == "down" || FAILURES.iter().any(|word| lower.contains(word))
}

/// Parts of words that tell of a failure, in the languages that texts for users are often written in.
const FAILURES: [&str; 15] = [
    "error",
    "fail",
    "unhealthy",
    "unavailable",
    "unreachable",
    "invalid",
    "broken",
    "offline",
    "degraded",
    "incomplete",
    "could not",
    "couldn't",
    "cannot",
    "falha",
    "fehler",
];

/// Whether a condition after the `try` asks whether it left a name unset, and raises or reports:
/// `if number is None: raise Malformed`.
fn is_missed_later(module: &Module, handler: &Handler, tried: &Try) -> bool {
    if handler.steps.returns_constant || handler.steps.jumps {
        return false;
    }
    let whole = Span {
        start: tried.body.start,
        end: handler.span.end,
    };
    // A call that is not stored may have failed unseen.
    let only_stores = code_lines(module, tried.body) == assignments(module, tried.body).count();
    let names: Vec<&str> = assignments(module, whole)
        .map(|each| module.text(each.target.span))
        .collect();
    let after = rest(module, tried);
    only_stores
        && Facts::within(&module.facts.conditions, after, |each| each.test.span).any(|each| {
            let test = module.text(each.test.span);
            let body = module.text(each.body);
            let missing = |name: &&str| {
                test.contains(&format!("{name} is None")) || test.contains(&format!("not {name}"))
            };
            names.iter().any(missing)
                && (body.contains("raise ") || REPORTS.iter().any(|call| body.contains(call)))
        })
}

/// Calls that tell of a failure.
const REPORTS: [&str; 7] = [
    "logger.",
    "logging.",
    "log.",
    ".warning(",
    ".error(",
    "abort(",
    "print_exc",
];

/// Whether the `try` imports something and takes a value from it, and the clause does without.
fn imports_first(module: &Module, handler: &Handler, tried: &Try) -> bool {
    let imports = Facts::within(&module.facts.imports, tried.body, |each| each.span);
    let body = module.text(tried.body).trim_start();
    imports.count() > 0
        && ["import ", "from "]
            .iter()
            .any(|start| body.starts_with(start))
        && code_lines(module, tried.body) == 2
        && assignments(module, tried.body).count() == 1
        && handler.steps.assigns_constant
}

/// Whether the clause tries again in a loop that raises when all attempts failed: `for …: … else: raise`.
fn exhausts(module: &Module, handler: &Handler, tried: &Try) -> bool {
    let each = handler.scope.in_loop;
    let Some(each) = each.and_then(|at| module.facts.loops.get(at as usize)) else {
        return false;
    };
    let after = Span {
        start: each.body.end.max(tried.span.end),
        end: each.span.end,
    };
    let text = module.text(after);
    let mut lines = text.lines().map(str::trim);
    lines.any(|line| line.starts_with("else:")) && text.contains("raise ")
}

/// Whether the function closes or cleans up, and what fails in it leaves nothing to do.
fn cleans_up(module: &Module, handler: &Handler) -> bool {
    let named = |function: &Function| {
        let name = module.text(function.name).to_ascii_lowercase();
        let mut words = name.split('_');
        words.any(|word| CLEANING.contains(&word)) || name.contains("clean_up")
    };
    !handler.steps.returns_constant && module.function(handler.scope.function).is_some_and(named)
}

/// Words in the names of functions that close or clean up.
const CLEANING: [&str; 18] = [
    "close",
    "aclose",
    "closes",
    "cleanup",
    "shutdown",
    "teardown",
    "stop",
    "terminate",
    "dispose",
    "disconnect",
    "exit",
    "aexit",
    "kill",
    "quit",
    "destroy",
    "release",
    "unmount",
    "finalize",
];

/// Whether the `try` holds one line, which calls one of the methods of these names.
fn one_call_to(module: &Module, tried: &Try, names: &[&str]) -> bool {
    let mut calls = Facts::within(&module.facts.calls, tried.body, |call| call.span);
    code_lines(module, tried.body) == 1
        && calls.any(|call| {
            let last = Module::last_segment(module.text(call.callee));
            names.contains(&last)
        })
}

/// What a platform or a stream may not have.
const PROBES: [&str; 8] = [
    "tzset",
    "reconfigure",
    "setlocale",
    "SetConsoleMode",
    "SetProcessDpiAwareness",
    "fileno",
    "isatty",
    "get_terminal_size",
];

/// Whether a converter answers `None`, or a sentence for the user, for what does not convert, and says so.
fn converts(module: &Module, handler: &Handler, tried: &Try) -> bool {
    let Some(function) = module.function(handler.scope.function) else {
        return false;
    };
    let says_optional = || {
        let annotated = function.returns.map_or("", |span| module.text(span));
        annotated.contains("Optional") || annotated.contains("None")
    };
    let mut answers = Facts::within(&module.facts.returns, handler.body, |each| each.span);
    let answered = answers.next().is_some_and(|each| match each.value {
        None => says_optional(),
        Some(value) if value.kind == ValueKind::None => says_optional(),
        Some(value) => module
            .literal(value)
            .is_some_and(|text| text.split_whitespace().count() > 2),
    });
    let name = module.text(function.name);
    let named = name.ends_with("_safe") || name.starts_with("safe_") || name.starts_with("try_");
    let calls = || Facts::within(&module.facts.calls, tried.body, |call| call.span);
    let short = || {
        code_lines(module, tried.body) <= SHORT
            && calls()
                .any(|call| CONVERSIONS.contains(&Module::last_segment(module.text(call.callee))))
    };
    answered
        && handler.steps.returns_constant
        && (one_call_to(module, tried, &CONVERSIONS) || (named && short()))
}

/// Lines of a converter whose name says that it is a safe one.
const SHORT: usize = 3;

/// Calls that read a value from a text, by the last part of their names.
const CONVERSIONS: [&str; 13] = [
    "float",
    "int",
    "Decimal",
    "strptime",
    "fromisoformat",
    "to_datetime",
    "to_numeric",
    "UUID",
    "loads",
    "parse",
    "literal_eval",
    "b64decode",
    "fromtimestamp",
];

/// Whether the `try` gives an answer, and a comment behind the clause says that another way comes now.
fn goes_another_way(module: &Module, handler: &Handler, tried: &Try) -> bool {
    let mut answers = Facts::within(&module.facts.returns, tried.body, |each| each.span);
    let after = module.text(rest(module, tried));
    let next = after.lines().map(str::trim).find(|line| !line.is_empty());
    handler.steps.passes
        && answers.any(|each| each.scope.function == handler.scope.function)
        && next.is_some_and(|line| {
            let lower = line.to_ascii_lowercase();
            let mut words = ["instead", "otherwise", "try "].iter();
            line.starts_with('#') && words.any(|word| lower.contains(word))
        })
}

/// Whether an outer clause has reported the error already: what fails now is only the way to tell of it.
fn in_reporting_handler(module: &Module, handler: &Handler) -> bool {
    let outer = handler.scope.handler;
    let Some(outer) = outer.and_then(|at| module.facts.handlers.get(at as usize)) else {
        return false;
    };
    let inner = handler.span;
    let around = [
        Span {
            start: outer.body.start,
            end: inner.start,
        },
        Span {
            start: inner.end,
            end: outer.body.end.max(inner.end),
        },
    ];
    around.iter().any(|&span| {
        let text = module.text(span);
        text.lines().any(|line| line.trim().starts_with("raise"))
            || REPORTS.iter().any(|call| text.contains(call))
    })
}
