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
//! `False`, a clause that answers with a call (`return Response(…)`), and a clause whose comment says why nothing
//! needs doing. `# noqa` and `# pragma` say nothing.
//!
//! ## What to do instead
//!
//! Name the exception that you expect. Log what you don't, with `logger.exception("…")`, or let it rise.

use crate::hit::{Hit, Severity};
use crate::rule::{Area, Check, Question, Rule, judge};
use foliolint_core::python::Module;
use foliolint_core::python::facts::{Facts, Handler, Id, Scope, Value, ValueKind};
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
                |value| format!("`except {}:`", module.text(value.span)),
            );
            // The clause's first line is the accusation; its body may be long.
            let line = module
                .source
                .line_span(module.source.line(handler.span.start));
            let span = Span {
                start: handler.span.start,
                end: line.end.min(handler.span.end).max(handler.span.start),
            };
            Hit::at(
                &module.path,
                span,
                Severity::Warning,
                format!("{what} hides every error"),
            )
        })
        .collect()
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
        && !(steps.returns_constant && is_validator(module, handler, answering))
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

/// A comment on the clause's line or in its body that says more than what it tells other tools.
fn gives_reason(module: &Module, handler: &Handler) -> bool {
    let first_line = module
        .source
        .line_span(module.source.line(handler.span.start));
    let last_line = module
        .source
        .line_span(module.source.line(handler.span.end.saturating_sub(1)));
    let around = Span {
        start: first_line.start.min(handler.span.start),
        end: last_line.end.max(handler.span.end) + 1,
    };
    Facts::within(&module.facts.comments, around, |comment| comment.span)
        .any(|comment| is_reason(module.text(comment.span)))
}

fn is_reason(comment: &str) -> bool {
    let words = comment.trim_start_matches('#').trim();
    let lower = words.to_ascii_lowercase();
    let for_tools = [
        "noqa",
        "pragma",
        "nosec",
        "type:",
        "pylint",
        "pyright",
        "noinspection",
        "todo",
        "fixme",
        "xxx",
        "foliolint",
        "fmt:",
    ];
    // Commented-out code gives no reason either.
    let code = [
        "print(",
        "raise",
        "logger.",
        "logging.",
        "pass",
        "return",
        "import ",
        "traceback.",
    ];
    let starts = |list: &[&str]| list.iter().any(|start| lower.starts_with(start));
    words
        .chars()
        .filter(|letter| letter.is_alphabetic())
        .count()
        >= 4
        && !starts(&for_tools)
        && !starts(&code)
}

/// Whether the `try` only imports, or asks for something that may not be installed.
fn guards_import(module: &Module, handler: &Handler) -> bool {
    let Some(tried) = module.facts.tries.get(handler.of_try as usize) else {
        return false;
    };
    Facts::within(&module.facts.imports, tried.body, |import| import.span)
        .next()
        .is_some()
}

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
            )
        })
    });
    returns.filter_map(|each| each.scope.function).collect()
}

/// A clause that answers no, in a function that answers yes or no: failing is the answer.
fn is_validator(module: &Module, handler: &Handler, answering: &BTreeSet<Id>) -> bool {
    let answers = |function: Id| answering.contains(&function);
    handler.scope.function.is_some_and(answers)
        && Facts::within(&module.facts.returns, handler.body, |each| each.span).any(|each| {
            each.scope.function == handler.scope.function
                && each
                    .value
                    .is_some_and(|value| value.kind == ValueKind::False)
        })
}
