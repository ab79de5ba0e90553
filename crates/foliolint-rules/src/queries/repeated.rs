//! Whether what stands in a loop runs for every row, or only once, now and then, or for a batch.

use foliolint_core::python::Module;
use foliolint_core::python::facts::{Call, Facts, Loop, LoopKind, Scope};
use foliolint_core::source::Span;

/// Lines after a call, and conditions before it, that are looked at; longer loops say nothing clear.
const LINES: u32 = 120;
const CONDITIONS: usize = 400;

/// Whether a loop ends once the code at `span` ran: a `break` or `return` follows it in its block.
pub(crate) fn ends_loop(module: &Module, of: &Loop, span: Span) -> bool {
    if of.kind != LoopKind::For {
        return false;
    }
    let inside = Facts::within(&module.facts.returns, of.body, |each| each.span);
    let mut inside = inside.take(CONDITIONS);
    if inside.any(|each| each.span.contains(span) && !is_yield(module, each.span)) {
        return true;
    }
    let source = &module.source;
    let (first, last) = (source.line(span.start), source.line(of.body.end));
    let mut indent = width(source.line_text(first));
    for line in (first + 1..=last).take(LINES as usize) {
        let text = source.line_text(line);
        let words = text.trim_start();
        if words.is_empty() || words.starts_with('#') {
            continue;
        }
        let own = width(text);
        if own > indent {
            continue;
        }
        indent = own;
        if ["else:", "elif ", "except", "finally:"]
            .iter()
            .any(|word| words.starts_with(word))
        {
            // What stands in it is indented further, and runs instead.
            continue;
        }
        if leaves(words) {
            return true;
        }
    }
    false
}

fn leaves(words: &str) -> bool {
    let first = words.split(|letter: char| !letter.is_alphabetic()).next();
    matches!(first, Some("break" | "return" | "raise"))
}

fn is_yield(module: &Module, span: Span) -> bool {
    module.text(span).starts_with("yield")
}

fn width(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Whether a condition within the loop lets the call run for some rows only, as a batch or a memory does:
/// `if len(batch) >= 500`, `if key not in known`.
pub(crate) fn is_batched(module: &Module, of: &Loop, span: Span) -> bool {
    let conditions = Facts::within(&module.facts.conditions, of.body, |each| each.test.span);
    let around = conditions
        .take(CONDITIONS)
        .filter(|each| each.body.contains(span));
    around.map(|each| module.text(each.test.span)).any(|test| {
        let counts = test.contains('%') || test.contains("len(");
        counts || test.contains(" not in ")
    })
}

/// Whether each row is a transaction of its own on purpose: the call stands in a `try` or in `with atomic():`
/// within the loop.
pub(crate) fn is_own_transaction(module: &Module, of: &Loop, scope: &Scope, span: Span) -> bool {
    let tried = scope
        .try_body
        .and_then(|at| module.facts.tries.get(at as usize))
        .is_some_and(|tried| of.body.contains(tried.span));
    tried || opens_transaction(module, of, span)
}

fn opens_transaction(module: &Module, of: &Loop, span: Span) -> bool {
    let before = Span {
        start: of.body.start,
        end: span.start,
    };
    let mut calls = Facts::within(&module.facts.calls, before, |call| call.span).take(CONDITIONS);
    calls.any(|call: &Call| {
        matches!(
            Module::last_segment(module.callee(call)),
            "atomic" | "begin_nested" | "in_transaction" | "savepoint"
        )
    })
}

/// Whether code stands in an `except` clause within the loop: it runs for rows that failed.
pub(crate) fn handles_failure(module: &Module, of: &Loop, scope: &Scope) -> bool {
    scope
        .handler
        .and_then(|at| module.facts.handlers.get(at as usize))
        .is_some_and(|handler| of.body.contains(handler.span))
}

/// Whether code stands in the condition of a `while` within the loop: a search for a free name, not a walk over rows.
pub(crate) fn decides_while(module: &Module, of: &Loop, span: Span) -> bool {
    let mut inner = Facts::within(&module.facts.loops, of.body, |each| each.span).take(CONDITIONS);
    inner.any(|each| each.kind == LoopKind::While && each.over.span.contains(span))
}
