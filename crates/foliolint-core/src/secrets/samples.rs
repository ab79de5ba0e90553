//! Which files and places hold made-up values: samples, tests, examples of an interface.

use super::names;
use crate::file::Zone;
use crate::python::Module;
use crate::source::Span;

/// Whether a file's name says that its values are samples.
pub(super) fn is_sample(name: &str) -> bool {
    const WORDS: &[&str] = &[
        "example", "sample", "template", "dist", "test", "testing", "tests",
    ];
    names::words(name)
        .iter()
        .any(|word| WORDS.contains(&&**word))
}

/// Tests, documentation, test settings: what is there is made up.
pub(super) fn is_made_up(module: &Module) -> bool {
    const WORDS: &[&str] = &["test", "testing", "tests"];
    matches!(module.zone, Zone::Test | Zone::Docs | Zone::Example)
        || names::words(module.stem())
            .iter()
            .any(|word| WORDS.contains(&&**word))
}

/// What is given to `example=`, `json_schema_extra=` and the like: sample requests for an interface's documentation.
pub(super) fn examples(module: &Module) -> Vec<Span> {
    const NAMES: &[&str] = &[
        "example",
        "examples",
        "openapi_examples",
        "schema_extra",
        "json_schema_extra",
        "responses",
        "model_config",
    ];
    let named = |name: Span| NAMES.contains(&module.text(name));
    let assigned = module.facts.assignments.iter();
    let assigned = assigned.filter(|each| named(each.target.span));
    let given = module.facts.arguments.iter();
    let given = given.filter(|each| each.name.is_some_and(named));
    let mut spans: Vec<Span> = assigned
        .filter_map(|each| each.value.map(|value| value.span))
        .chain(given.map(|each| each.value.span))
        .collect();
    spans.sort();
    spans
}
