//! Lists of keys: `API_KEYS = ["…", "…"]`.

use super::{looks, names};
use crate::python::facts::{Key, StringLiteral, ValueKind};
use crate::python::{Facts, Module};

/// Each list of literals that a name for several keys is given, with those of its literals that look drawn by lot.
pub(super) fn keys(module: &Module) -> Vec<(&str, Vec<&StringLiteral>)> {
    let assignments = module.facts.assignments.iter();
    let lists = assignments.filter_map(|assignment| {
        let name = module.text(assignment.target.span);
        let name = name.rsplit('.').next().unwrap_or(name);
        let kinds = [ValueKind::List, ValueKind::Tuple, ValueKind::Set];
        let value = assignment.value?;
        (kinds.contains(&value.kind) && names::is_keys(name)).then_some((name, value))
    });
    lists
        .map(|(name, value)| {
            let strings = Facts::within(&module.facts.strings, value.span, |string| string.span);
            let drawn = strings.filter(|string| {
                string.key == Key::None && !string.formatted && {
                    looks::is_drawn(&module.string_text(string))
                }
            });
            (name, drawn.collect())
        })
        .filter(|(_, drawn): &(_, Vec<_>)| !drawn.is_empty())
        .collect()
}
