//! What a module's variables, objects and functions hold and give, by name.

use crate::python::Module;
use crate::python::facts::{Id, Scope, Value, ValueKind};
use std::collections::HashMap;

/// The values of one module that tell what a name means elsewhere.
#[derive(Debug, Default)]
pub(super) struct Values {
    /// Variables of the module: the target and the first value that says what it is.
    variables: HashMap<Box<str>, (Value, Value)>,
    /// `self.name = value` and `name = value` in a class, with where it stands.
    fields: HashMap<(Id, Box<str>), (Value, Scope)>,
    /// What a function gives, with where it stands.
    results: HashMap<Id, (Value, Scope)>,
}

impl Values {
    pub(super) fn new(module: &Module) -> Self {
        let mut values = Self::default();
        for assignment in &module.facts.assignments {
            let Some(value) = assignment.value.filter(|_| !assignment.unpacked) else {
                continue;
            };
            let (target, scope) = (assignment.target, assignment.scope);
            let name = module.text(target.span);
            if target.kind == ValueKind::Name && scope.function.is_none() && scope.class.is_none() {
                let known = values
                    .variables
                    .entry(name.into())
                    .or_insert((target, value));
                if rank(value) < rank(known.1) {
                    *known = (target, value);
                }
                continue;
            }
            let field = match target.kind {
                ValueKind::Name if scope.function.is_none() => Some(name),
                ValueKind::Attribute => name.strip_prefix("self."),
                _ => None,
            };
            if let (Some(class), Some(field)) = (scope.class, field) {
                let known = values
                    .fields
                    .entry((class, field.into()))
                    .or_insert((value, scope));
                if rank(value) < rank(known.0) {
                    *known = (value, scope);
                }
            }
        }
        for each in &module.facts.returns {
            if let (Some(function), Some(value)) = (each.scope.function, each.value) {
                let known = values
                    .results
                    .entry(function)
                    .or_insert((value, each.scope));
                if rank(value) < rank(known.0) {
                    *known = (value, each.scope);
                }
            }
        }
        values
    }

    /// What a variable of the module holds.
    pub(super) fn of_variable(&self, name: &str) -> Option<Value> {
        self.variables.get(name).map(|(_, value)| *value)
    }

    /// The place where a variable of the module is given its value.
    pub(super) fn target(&self, name: &str) -> Option<Value> {
        self.variables.get(name).map(|(target, _)| *target)
    }

    /// What an object of a class holds under a name.
    pub(super) fn field(&self, class: Id, name: &str) -> Option<(Value, Scope)> {
        self.fields.get(&(class, name.into())).copied()
    }

    /// What a function returns or yields.
    pub(super) fn result(&self, function: Id) -> Option<(Value, Scope)> {
        self.results.get(&function).copied()
    }
}

/// Of several values of one name, the one that says most.
const fn rank(value: Value) -> u8 {
    match value.kind {
        ValueKind::Call => 0,
        ValueKind::Await => 1,
        ValueKind::Name | ValueKind::Attribute => 2,
        ValueKind::Subscript => 3,
        _ => 4,
    }
}
