//! Imports that a program says itself it can do without.

use crate::python::Module;
use crate::python::facts::{Import, Value};

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

/// Whether an import is guarded: `try` with a handler for its failure, the handler of such a `try`, type checking
/// only, or under a condition that asks for a module, a platform or a version.
pub(super) fn is_guarded(module: &Module, import: &Import) -> bool {
    let scope = &import.scope;
    scope.type_checking
        || in_try(module, import)
        || in_handler(module, import)
        || asked(module, import)
}

fn in_try(module: &Module, import: &Import) -> bool {
    let Some(around) = import.scope.try_body else {
        return false;
    };
    let mut handlers = module
        .facts
        .handlers
        .iter()
        .filter(|handler| handler.of_try == around);
    handlers.any(|handler| {
        handler
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
    import.scope.conditional
        && module.facts.conditions.iter().any(|condition| {
            condition.body.contains(import.span) && {
                let test = module.text(condition.test.span);
                ASKS.iter().any(|word| test.contains(word))
            }
        })
}
