//! Which settings a web project runs with: debug mode, and what they permit.

mod classes;
pub(crate) mod cors;
pub(crate) mod csrf;
pub(crate) mod django;
pub(crate) mod flask;
mod named;
mod table;

use foliolint_core::python::Module;
use foliolint_core::python::facts::{Assignment, Value, ValueKind};
use foliolint_core::repo::Repo;
use foliolint_core::source::Span;

/// Lines above a place that are looked at for the condition it stands under.
const LINES_ABOVE: u32 = 2_000;

/// A setting that is either open to everybody or not.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Switch {
    /// Its names, old and new.
    pub names: &'static [&'static str],
    /// Whether a value opens it.
    pub is_on: fn(&Module, Value) -> bool,
}

/// Django's and Flask's debug mode.
pub(crate) const DEBUG: Switch = Switch {
    names: &["DEBUG"],
    is_on: |_, value| value.kind == ValueKind::True,
};

/// What a settings module makes of a [`Switch`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Debug {
    Undefined,
    /// Always on, from this place; whether an optional import may change it.
    On(Span, bool),
    /// Off, read from somewhere, or changeable.
    Off,
}

/// Whether a path is a sample that somebody copies and edits.
pub(crate) fn is_sample(path: &str) -> bool {
    words(path.rsplit('/').next().unwrap_or(path))
        .iter()
        .any(|word| {
            matches!(
                word.as_str(),
                "sample" | "example" | "template" | "dist" | "skeleton"
            )
        })
}

/// Whether a place stands under a condition other than the main guard, by the indentation of the lines above.
pub(crate) fn is_conditional(module: &Module, offset: u32) -> bool {
    let first = module.source.line(offset);
    let width = |text: &str| text.len() - text.trim_start().len();
    let mut current = width(module.source.line_text(first));
    for line in (first.saturating_sub(LINES_ABOVE).max(1)..first).rev() {
        if current == 0 {
            return false;
        }
        let text = module.source.line_text(line);
        let body = text.trim_start();
        if body.is_empty() || body.starts_with('#') || width(text) >= current {
            continue;
        }
        current = width(text);
        let chooses = [
            "if ", "if(", "elif ", "else:", "else ", "case ", "match ", "except",
        ]
        .iter()
        .any(|word| body.starts_with(word));
        if chooses && !body.contains("__name__") {
            return true;
        }
    }
    false
}

/// Why nothing is said of a repository that is no web application.
pub(crate) fn of_kind(repo: &Repo) -> String {
    format!(
        "asked of web applications, and this is of the kind {}",
        repo.kind.word()
    )
}

/// Where the module or one of its classes assigns a setting.
fn assignments(
    module: &Module,
    class: Option<u32>,
    switch: Switch,
) -> impl Iterator<Item = &Assignment> {
    module.facts.assignments.iter().filter(move |assignment| {
        assignment.scope.function.is_none()
            && assignment.scope.class == class
            && assignment.value.is_some()
            && switch.names.contains(&module.text(assignment.target.span))
    })
}

/// What an assignment to a setting makes of what was there before.
fn after(module: &Module, before: Debug, assignment: &Assignment, switch: Switch) -> Debug {
    let on = assignment
        .value
        .is_some_and(|value| (switch.is_on)(module, value));
    let chosen = is_conditional(module, assignment.span.start);
    match (on, chosen, before) {
        (true, false, _) => Debug::On(assignment.span, false),
        (true, true, Debug::Undefined) => Debug::Off,
        (true, true, before) => before,
        // What is added to a list takes nothing away from it.
        (false, ..) if assignment.augmented => before,
        (false, ..) => Debug::Off,
    }
}

/// The words of a name between `.`, `-`, `_`, lower case.
fn words(name: &str) -> Vec<String> {
    name.split(['.', '-', '_'])
        .map(str::to_ascii_lowercase)
        .collect()
}
