//! Flags `except` clauses that catch everything and do nothing about it.
//!
//! ## Why it is a red flag
//!
//! Whatever goes wrong inside, a typo, a full disk, a lost connection, leaves no trace: the program goes on with
//! wrong data, and nobody can find out why. A reviewer reads it as "I did not want to see the error".
//!
//! ## What is not flagged
//!
//! Narrow exceptions, `contextlib.suppress`, fallbacks for a missing import, `__del__`, a validator whose answer is
//! `False`, a clause that answers with a call (`return Response(…)`) or stores the failure (`status = "error"`), one of
//! several alternatives where the code after the loop tells that none fitted, a value whose lack later code reports,
//! and a clause whose comment (or its function's docstring) says why nothing needs doing. `# noqa` and `# pragma` alone
//! say nothing. Clean-up in functions called `close` or the like counts little.
//!
//! ## What to do instead
//!
//! Name the exception that you expect. Log what you don't, with `logger.exception("…")`, or let it rise.

use crate::failure::{is_minor, is_told};
use crate::hit::{Confidence, Hit, Severity};
use crate::reason::{documented, gives_reason};
use crate::rule::{Area, Check, Question, Rule, judge};
use foliolint_core::python::Module;
use foliolint_core::python::facts::{Facts, Function, Handler, Id, Loop, Scope, Value, ValueKind};
use foliolint_core::repo::Repo;
use foliolint_core::source::Span;
use std::collections::BTreeSet;

pub(crate) static RULE: Rule = Rule {
    code: "FOL203",
    name: "swallowed-exception",
    area: Area::Debugging,
    summary: "an `except` that catches everything and does nothing",
    help: "name the exception you expect, and log or re-raise the others",
    severity: Severity::Warning,
    questions: &[Question {
        ask: "Here every error is caught and dropped. What would you see if the line above failed for a reason you did not expect?",
        strong: "that nothing would be seen; which exception was meant, and that the rest should be logged with its traceback or rise to a handler that does",
    }],
    needs_everything: false,
    check: Check::Module(check),
    judge: judge::any,
    source: include_str!("swallowed_exception.rs"),
};

fn check(module: &Module, _repo: &Repo) -> Vec<Hit> {
    if !module.is_production() || module.notebook {
        return Vec::new();
    }
    let answering = answering(module);
    let swallowed = module
        .facts
        .handlers
        .iter()
        .filter(|handler| is_swallowed(module, handler, &answering));
    swallowed
        .map(|handler| {
            let what = handler.exception.map_or_else(
                || "bare `except:`".to_owned(),
                |value| format!("`except {}:`", shown(module.text(value.span))),
            );
            // The clause's first line is the accusation; its body may be long.
            let line = module
                .source
                .line_span(module.source.line(handler.span.start));
            let span = Span {
                start: handler.span.start,
                end: line.end.min(handler.span.end).max(handler.span.start),
            };
            let confidence = if is_minor(module, handler) {
                Confidence::Low
            } else {
                Confidence::High
            };
            let which = if lets_some_rise(module, handler) {
                "every other error"
            } else {
                "every error"
            };
            let message = format!("{what} hides {which}");
            Hit::at(&module.path, span, Severity::Warning, message).confidence(confidence)
        })
        .collect()
}

/// Whether an earlier clause of the same `try` re-raises what it caught.
fn lets_some_rise(module: &Module, handler: &Handler) -> bool {
    let mut others = module.facts.handlers.iter();
    others.any(|other| {
        other.of_try == handler.of_try
            && other.span.start < handler.span.start
            && other.steps.raises
    })
}

/// An exception expression on one short line.
fn shown(exception: &str) -> String {
    let line = exception.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() > 60 {
        "(…)".to_owned()
    } else {
        line
    }
}

fn is_swallowed(module: &Module, handler: &Handler, answering: &BTreeSet<Id>) -> bool {
    let steps = handler.steps;
    let does_nothing = !steps.other
        && !steps.raises
        && (steps.passes || steps.jumps || steps.returns_constant || steps.assigns_constant);
    does_nothing
        && handler
            .exception
            .is_none_or(|value| is_broad(module, value, &handler.scope))
        && !gives_reason(module, handler)
        && !guards_import(module, handler)
        && !in_finalizer(module, &handler.scope)
        && !documented(module, handler)
        && !tries_alternatives(module, handler)
        && !is_told(module, handler)
        && !(steps.returns_constant && is_validator(module, handler, answering))
        && !(steps.assigns_constant && stores_answer(module, handler))
}

/// `Exception`, `BaseException`, or a tuple that holds one of them.
fn is_broad(module: &Module, value: Value, scope: &Scope) -> bool {
    let broad = |name: &str| {
        matches!(
            name,
            "Exception" | "BaseException" | "builtins.Exception" | "builtins.BaseException"
        )
    };
    match value.kind {
        ValueKind::Name | ValueKind::Attribute => broad(&module.resolve(value.span, scope)),
        ValueKind::Tuple => {
            let inside = module.text(value.span).trim_matches(['(', ')']);
            inside.split(',').any(|name| broad(name.trim()))
        }
        _ => false,
    }
}

/// Whether the `try` holds nothing but imports and flags about them.
fn guards_import(module: &Module, handler: &Handler) -> bool {
    let Some(tried) = module.facts.tries.get(handler.of_try as usize) else {
        return false;
    };
    let facts = &module.facts;
    let imports = Facts::within(&facts.imports, tried.body, |import| import.span).next();
    let calls = Facts::within(&facts.calls, tried.body, |call| call.span).next();
    let returns = Facts::within(&facts.returns, tried.body, |each| each.span).next();
    imports.is_some() && calls.is_none() && returns.is_none()
}

/// Whether the clause passes over one of several alternatives, and the code after the loop says when none fits.
fn tries_alternatives(module: &Module, handler: &Handler) -> bool {
    let loops = &module.facts.loops;
    let each = handler.scope.in_loop.and_then(|at| loops.get(at as usize));
    let tried = module.facts.tries.get(handler.of_try as usize);
    let (Some(each), Some(tried)) = (each, tried) else {
        return false;
    };
    let success = Span {
        start: tried.body.start,
        end: tried.span.end,
    };
    let mut returns = Facts::within(&module.facts.returns, success, |found| found.span);
    let inner = Facts::within(loops, success, |found| found.span)
        .next()
        .is_some();
    // A `break` of a loop inside the `try` leaves that loop only.
    let breaks = || {
        !inner
            && module
                .text(success)
                .lines()
                .any(|line| line.trim() == "break")
    };
    let leaves = returns.any(|found| found.scope.function == handler.scope.function) || breaks();
    leaves && reports_after(module, each, handler)
}

/// Whether the statements after a loop, in the same block, tell of a failure.
fn reports_after(module: &Module, each: &Loop, handler: &Handler) -> bool {
    let end = module
        .function(handler.scope.function)
        .map_or(u32::MAX, |function| function.span.end);
    let rest = Span {
        start: each.span.end,
        end: end.min(each.span.end + AFTER_LOOP),
    };
    let margin = module.source.position(each.span.start).column as usize - 1;
    let width = |line: &str| line.len() - line.trim_start().len();
    // The span may end within a character; then there is nothing to read.
    let block = module
        .text(rest)
        .lines()
        .take_while(|line| line.trim().is_empty() || width(line) >= margin);
    block
        .map(str::trim)
        .any(|line| line.starts_with("raise ") || REPORTS.iter().any(|call| line.contains(call)))
}

/// Bytes after a loop in which its failure would be told.
const AFTER_LOOP: u32 = 400;

/// Calls that tell of a failure.
const REPORTS: [&str; 6] = [
    "logger.",
    "logging.",
    "log.",
    ".warning(",
    ".error(",
    "abort(",
];

fn in_finalizer(module: &Module, scope: &Scope) -> bool {
    module
        .function(scope.function)
        .is_some_and(|function| module.text(function.name) == "__del__")
}

/// The functions that answer yes or no: some `return` gives a comparison, a negation, or `True`.
fn answering(module: &Module) -> BTreeSet<Id> {
    let returns = module.facts.returns.iter().filter(|each| {
        each.value.is_some_and(|value| {
            matches!(
                value.kind,
                ValueKind::True | ValueKind::Compare | ValueKind::Not | ValueKind::Boolean
            ) || (value.kind == ValueKind::Tuple
                && module
                    .text(value.span)
                    .trim_start_matches('(')
                    .starts_with("True,"))
        })
    });
    returns.filter_map(|each| each.scope.function).collect()
}

/// A clause that answers no, in a function that answers yes or no: failing is the answer.
fn is_validator(module: &Module, handler: &Handler, answering: &BTreeSet<Id>) -> bool {
    let answers = |id: Id| {
        let asks = |function| asks_yes_or_no(module, function);
        answering.contains(&id) || module.function(Some(id)).is_some_and(asks)
    };
    handler.scope.function.is_some_and(answers)
        && Facts::within(&module.facts.returns, handler.body, |each| each.span).any(|each| {
            each.scope.function == handler.scope.function
                && each.value.is_some_and(|value| {
                    let name = module.function(each.scope.function);
                    let name = name.map_or("", |function| module.text(function.name));
                    is_answer(module, value, name)
                })
        })
}

/// `False`, also with more to it: `return False, {}`; or `True` of what asks whether something should be done again.
fn is_answer(module: &Module, value: Value, function: &str) -> bool {
    let text = module.text(value.span);
    let first = text.trim_start_matches('(').split(',').next();
    value.kind == ValueKind::False
        || (value.kind == ValueKind::True
            && function.trim_start_matches('_').starts_with("should_"))
        || (value.kind == ValueKind::Tuple && first == Some("False"))
}

/// Whether a function's name or annotation says that it answers yes or no.
fn asks_yes_or_no(module: &Module, function: &Function) -> bool {
    let name = module.text(function.name).trim_start_matches('_');
    let starts = [
        "is", "has_", "can_", "valid", "check", "verify", "safe_is", "exists", "should_", "health",
        "ping", "probe",
    ];
    let annotated = function
        .returns
        .is_some_and(|returns| module.text(returns) == "bool");
    annotated || starts.iter().any(|start| name.starts_with(start))
}

/// Whether the clause stores the answer "no" where the `try` would have stored another.
fn stores_answer(module: &Module, handler: &Handler) -> bool {
    let Some(tried) = module.facts.tries.get(handler.of_try as usize) else {
        return false;
    };
    let targets = |span: Span| {
        Facts::within(&module.facts.assignments, span, |each| each.span)
            .map(|each| {
                (
                    module.text(each.target.span),
                    each.value.map(|value| value.kind),
                )
            })
            .collect::<Vec<_>>()
    };
    let tried = targets(tried.body);
    let stored = targets(handler.body);
    !stored.is_empty()
        && stored.iter().all(|(name, value)| {
            *value == Some(ValueKind::False) && tried.iter().any(|(other, _)| other == name)
        })
}
