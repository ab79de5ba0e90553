//! Flask's configuration classes and modules.

use super::{Debug, after, debug_assignments, is_conditional};
use foliolint_core::python::Module;
use foliolint_core::python::facts::{Call, ValueKind};
use foliolint_core::repo::Repo;

/// The configuration class or module with debug mode on that a call of `from_object` always loads.
pub(crate) fn loads_development(repo: &Repo, module: &Module, call: &Call) -> Option<String> {
    let value = module.positional(call, 0)?;
    let overridden = module.facts.calls.iter().any(|other| {
        other.span.start > call.span.start
            && other.scope.function == call.scope.function
            && matches!(
                Module::last_segment(module.callee(other)),
                "from_object"
                    | "from_envvar"
                    | "from_pyfile"
                    | "from_prefixed_env"
                    | "from_mapping"
                    | "from_file"
            )
    });
    if overridden || is_conditional(module, call.span.start) {
        return None;
    }
    let text = module.text(value.span);
    match value.kind {
        ValueKind::Name if text == "__name__" => {
            is_always_on(module, None).then(|| module.path.to_string())
        }
        ValueKind::Name | ValueKind::Attribute => {
            let parameter = module
                .function(call.scope.function)
                .is_some_and(|function| {
                    module
                        .parameters(function)
                        .iter()
                        .any(|parameter| module.text(parameter.name) == text)
                });
            let name = Module::last_segment(text);
            (!parameter && class_is_on(repo, name)).then(|| name.to_owned())
        }
        ValueKind::String => {
            let name = module.literal(value)?;
            let file = format!("{}.py", name.replace('.', "/"));
            let is_module = repo.production().any(|other| {
                (*other.path == *file || other.path.ends_with(&format!("/{file}")))
                    && is_always_on(other, None)
            });
            (is_module || class_is_on(repo, Module::last_segment(&name))).then(|| name.clone())
        }
        ValueKind::Subscript => {
            let subscript = module
                .facts
                .subscripts
                .get(module.facts.subscript_at(value.span)? as usize)?;
            let index = module.literal(subscript.index)?;
            (index.to_ascii_lowercase().starts_with("dev")).then_some(index)
        }
        _ => None,
    }
}

/// Whether each class of that name in production code has debug mode on.
fn class_is_on(repo: &Repo, name: &str) -> bool {
    let mut found = false;
    for module in repo.production() {
        for (at, class) in (0..).zip(&module.facts.classes) {
            if module.text(class.name) == name {
                if !is_always_on(module, Some(at)) {
                    return false;
                }
                found = true;
            }
        }
    }
    found
}

/// Whether the assignments to `DEBUG` in a class (or the module) leave it on.
fn is_always_on(module: &Module, class: Option<u32>) -> bool {
    let mut state = Debug::Undefined;
    for assignment in debug_assignments(module, class) {
        state = after(module, state, assignment);
    }
    matches!(state, Debug::On(..))
}
