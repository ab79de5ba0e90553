//! Imports that a program says itself it can do without.

use crate::python::Module;
use crate::python::facts::{Facts, Id, Import, Value};
use crate::source::Span;

/// What a condition asks when it decides whether something can be imported here.
const ASKS: &[&str] = &[
    "TYPE_CHECKING",
    "find_spec",
    "os.name",
    "platform",
    "sys.modules",
    "version_info",
    "PY2",
    "PY3",
    "HAS_",
    "has_",
];

/// How many handlers or conditions around an import are looked at: no person writes more of them together.
const NEAR: usize = 256;

/// How far behind the body of an `if` an import in its `else` is looked for, in bytes.
const ELSE_BYTES: u32 = 4096;

/// Whether an import is guarded: `try` with a handler for its failure, the handler of such a `try`, type checking
/// only, or under a condition that asks for a module, a platform or a version.
pub(super) fn is_guarded(module: &Module, import: &Import) -> bool {
    let scope = &import.scope;
    scope.type_checking
        || in_try(module, import)
        || in_else(module, import)
        || in_handler(module, import)
        || asked(module, import)
}

/// Whether a module survives an import that fails in a function it calls: a `try` around other things than imports
/// catches that by name.
pub(super) fn survives_calls(module: &Module) -> bool {
    let facts = &module.facts;
    facts.handlers.iter().any(|handler| {
        let named = handler.exception.is_some_and(|value| {
            let text = module.text(value.span);
            text.contains("ImportError") || text.contains("ModuleNotFoundError")
        });
        let body = facts
            .tries
            .get(handler.of_try as usize)
            .map(|each| each.body);
        let imports = |body| Facts::within(&facts.imports, body, |each| each.span).next();
        let calls = |body| Facts::within(&facts.calls, body, |each| each.span).next();
        named
            && !handler.steps.raises
            && body.is_some_and(|body| imports(body).is_none() && calls(body).is_some())
    })
}

fn in_try(module: &Module, import: &Import) -> bool {
    let around = import.scope.try_body;
    around.is_some_and(|id| is_survived(module, id))
}

/// Whether an import stands in the `else` of a `try` that survives a missing import: then all were there.
fn in_else(module: &Module, import: &Import) -> bool {
    let tries = &module.facts.tries;
    let before = tries.partition_point(|each| each.span.start < import.span.start);
    let near = before.saturating_sub(NEAR)..before;
    let mut around = near.filter(|&at| {
        tries.get(at).is_some_and(|each| {
            each.span.contains(import.span) && each.body.end <= import.span.start
        })
    });
    let imports = &module.facts.imports;
    let tries_import = |at: usize| {
        let body = tries.get(at).map(|each| each.body);
        body.is_some_and(|body| {
            Facts::within(imports, body, |each| each.span)
                .next()
                .is_some()
        })
    };
    import.scope.handler.is_none()
        && around
            .any(|at| tries_import(at) && Id::try_from(at).is_ok_and(|id| is_survived(module, id)))
}

/// Whether some handler of a `try` goes on without what could not be imported.
fn is_survived(module: &Module, id: Id) -> bool {
    let facts = &module.facts;
    let Some(attempt) = facts.tries.get(id as usize) else {
        return false;
    };
    let after = Facts::within(&facts.handlers, attempt.span, |handler| handler.span)
        .skip_while(|handler| handler.span.start < attempt.body.end);
    let mut handlers = after.take(NEAR).filter(|handler| handler.of_try == id);
    // One that raises again says that it cannot do without, only more politely (Django's `manage.py`).
    handlers.any(|handler| {
        !handler.steps.raises
            && handler
                .exception
                .is_none_or(|value| catches_import(module, value))
    })
}

fn in_handler(module: &Module, import: &Import) -> bool {
    let handler = import
        .scope
        .handler
        .and_then(|id| module.facts.handlers.get(id as usize));
    handler.is_some_and(|handler| {
        handler
            .exception
            .is_some_and(|value| catches_import(module, value))
    })
}

fn catches_import(module: &Module, exception: Value) -> bool {
    let text = module.text(exception.span);
    ["ImportError", "ModuleNotFoundError", "Exception"]
        .iter()
        .any(|name| text.contains(name))
}

fn asked(module: &Module, import: &Import) -> bool {
    let conditions = &module.facts.conditions;
    let before = conditions.partition_point(|each| each.test.span.start < import.span.start);
    import.scope.conditional
        && conditions
            .get(before.saturating_sub(NEAR)..before)
            .unwrap_or_default()
            .iter()
            .filter(|condition| {
                condition.body.contains(import.span)
                    || is_in_else(module, condition.body.end, import.span.start)
            })
            .any(|condition| {
                let test = module.text(condition.test.span);
                ASKS.iter().any(|word| test.contains(word))
            })
}

/// Whether the `else` that follows a body ending at `end` holds the statement at `start`: its first line is `else:`,
/// and every line since stands further in.
fn is_in_else(module: &Module, end: u32, start: u32) -> bool {
    if start.saturating_sub(end) > ELSE_BYTES {
        return false;
    }
    let between = module.text(Span {
        start: end,
        end: start,
    });
    let mut lines = between.split('\n').skip(1).filter(|line| {
        let line = line.trim_start();
        !line.is_empty() && !line.starts_with('#')
    });
    let indent = |line: &str| line.len() - line.trim_start().len();
    let Some(first) = lines.next() else {
        return false;
    };
    let inside = first.trim_start().strip_prefix("else");
    // The last line ends where the statement begins: it is all indentation, and was left out.
    inside.is_some_and(|rest| rest.trim_start().starts_with(':'))
        && lines.all(|line| indent(line) > indent(first))
        && between
            .rsplit('\n')
            .next()
            .is_some_and(|last| indent(last) > indent(first) || last.contains("else"))
}
