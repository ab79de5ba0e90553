//! Says where the value of a variable or a parameter comes from.

use super::index::{Index, is_constant_name};
use super::names::{fetches_catalogue, reads_catalogue};
use super::pieces::{element, is_literal, items, receiver, value_of};
use super::query::is_parameter;
use super::{At, CALLERS, Origin, Texts};
use foliolint_core::python::facts::{Assignment, Binding, Facts, Function, Id, Value, ValueKind};
use foliolint_core::python::{Module, Role};
use foliolint_core::source::Span;

/// How many targets of one assignment are told apart.
const PARTS: usize = 16;

/// Annotations of values that hold no text, or one of a few.
const TYPED: [&str; 9] = [
    "int",
    "float",
    "bool",
    "date",
    "datetime",
    "UUID",
    "Decimal",
    "timedelta",
    "Enum",
];

impl Texts<'_> {
    /// Where the value of a variable comes from.
    pub(super) fn name(&self, module: &Module, value: Value, at: At) -> Origin {
        let name = module.text(value.span);
        let Some(index) = self.index(at) else {
            return Origin::Outside;
        };
        for function in Index::scopes(module, &at.scope) {
            let key = (function, name);
            let parameter = is_parameter(module, function, name);
            let (assigned, bound) = (index.assignments.get(&key), index.bindings.get(&key));
            if !parameter && assigned.is_none() && bound.is_none() {
                continue;
            }
            if index.checked.contains(&key) {
                return Origin::Fixed;
            }
            let mut worst = Origin::Written;
            for assignment in assigned.into_iter().flatten() {
                let Some(value) = assignment.value else {
                    continue;
                };
                let place = at.of(assignment.scope);
                let own = module.text(value.span) == name;
                let origin = match value.kind {
                    _ if own => Origin::Written,
                    ValueKind::String | ValueKind::List | ValueKind::Tuple => {
                        self.inserted(value, place).max(Origin::Fixed)
                    }
                    // One of several results of a call, or of the rows of a literal.
                    ValueKind::Call if assignment.unpacked => {
                        self.part(module, assignment, value, place)
                    }
                    _ if assignment.unpacked => self.iterated(module, value, place),
                    _ => self.inserted(value, place),
                };
                worst = worst.max(origin);
            }
            for call in index.appended.get(&key).into_iter().flatten() {
                let added = module.arguments(call).iter().map(|argument| argument.value);
                worst = worst.max(self.worst(added, at.of(call.scope)));
            }
            for binding in bound.into_iter().flatten() {
                worst = worst.max(self.bound(module, binding, at));
            }
            if parameter && worst < Origin::Pasted {
                worst = worst.max(self.parameter(module, function, name, at));
            }
            // What the module itself asks for when it is loaded is no constant; everything else that it names is.
            return if function.is_none() && is_constant_name(name) {
                worst.min(Origin::Fixed)
            } else {
                worst
            };
        }
        if index.imported.contains(name) || is_constant_name(name) {
            Origin::Fixed
        } else {
            Origin::Outside
        }
    }

    /// One of the results that a call gives to several targets.
    fn part(&self, module: &Module, assignment: &Assignment, value: Value, at: At) -> Origin {
        let targets = Facts::within(&module.facts.assignments, assignment.span, |each| each.span)
            .filter(|each| each.span == assignment.span)
            .take(PARTS);
        let nth = targets
            .into_iter()
            .position(|each| each.target == assignment.target);
        let call = module.facts.call_at(value.span);
        call.and_then(|id| module.facts.calls.get(id as usize))
            .zip(nth)
            .and_then(|(call, nth)| self.returned_part(module, call, nth, at))
            .unwrap_or_else(|| self.inserted(value, at))
    }

    /// What a loop, a comprehension or a `with` gives its variable.
    fn bound(&self, module: &Module, binding: &Binding, at: At) -> Origin {
        let Some(value) = binding.value else {
            return Origin::Outside;
        };
        let place = at.of(binding.scope);
        let call = module
            .facts
            .call_at(value.span)
            .and_then(|id| module.facts.calls.get(id as usize))
            .filter(|_| value.kind == ValueKind::Call);
        let Some(call) = call else {
            let column = column(module, binding);
            return column
                .and_then(|nth| self.column(module, value, nth, place))
                .unwrap_or_else(|| self.iterated(module, value, place));
        };
        let text = module.text(call.callee);
        let first = module.positional(call, 0);
        // `for at, name in enumerate(names)`, `for name, value in fields.items()`: the first of two names.
        let line = module
            .source
            .line_text(module.source.line(binding.name.start));
        let name = module.text(binding.name);
        let is_first =
            line.contains(&format!("for {name},")) || line.contains(&format!("for ({name},"));
        match (Module::last_segment(text), receiver(module, call)) {
            ("range", _) => Origin::Number,
            ("enumerate", _) if is_first => Origin::Number,
            ("enumerate" | "sorted" | "list" | "set" | "tuple" | "reversed" | "zip", _) => {
                first.map_or(Origin::Outside, |over| self.iterated(module, over, place))
            }
            ("keys", Some(object)) => self.keys(module, object, place),
            ("items", Some(object)) if is_first => self.keys(module, object, place),
            ("get_table_names" | "get_columns", _) => Origin::Fixed,
            _ if reads_catalogue(module, value) || fetches_catalogue(module, call) => Origin::Fixed,
            ("fetchall" | "fetchmany", _) => Origin::Doubtful,
            _ => Origin::Outside,
        }
    }

    /// The `nth` values of written rows: of `(("orders", Order), ("lines", Line))`.
    fn column(&self, module: &Module, rows: Value, nth: usize, at: At) -> Option<Origin> {
        let (rows, at) = match rows.kind {
            ValueKind::Name => {
                let name = module.text(rows.span);
                let index = self.index(at)?;
                let mut scopes = Index::scopes(module, &at.scope).into_iter();
                let assigned = scopes.find_map(|function| index.assignments.get(&(function, name)));
                match assigned?.as_slice() {
                    [only] => (only.value?, at.of(only.scope)),
                    _ => return None,
                }
            }
            _ => (rows, at),
        };
        if !matches!(rows.kind, ValueKind::List | ValueKind::Tuple) {
            return None;
        }
        let mut worst = Origin::Fixed;
        for row in items(module, rows.span) {
            if !module.text(row.span).starts_with(['(', '[']) {
                return None;
            }
            let cell = items(module, row.span).get(nth).copied()?;
            worst = worst.max(self.inserted(cell, at.deeper()));
        }
        Some(worst)
    }

    /// The items of what is run over.
    pub(super) fn iterated(&self, module: &Module, value: Value, at: At) -> Origin {
        match value.kind {
            ValueKind::List | ValueKind::Tuple | ValueKind::Set | ValueKind::Dict
                if is_literal(module, value.span) =>
            {
                Origin::Fixed
            }
            ValueKind::Name if self.is_keyed(module, value, at) => self.keys(module, value, at),
            _ => self.inserted(value, at.deeper()),
        }
    }

    /// Whether a variable is a dictionary: running over it gives its keys.
    fn is_keyed(&self, module: &Module, value: Value, at: At) -> bool {
        let name = module.text(value.span);
        let Some(index) = self.index(at) else {
            return false;
        };
        Index::scopes(module, &at.scope)
            .into_iter()
            .any(|function| {
                let assigned = index.assignments.get(&(function, name));
                assigned.into_iter().flatten().any(|assignment| {
                    assignment
                        .value
                        .is_some_and(|value| value.kind == ValueKind::Dict)
                }) || is_keywords(module, function, name)
            })
    }

    /// Where the keys of a dictionary come from: callers write those of `**fields` and of a literal.
    pub(super) fn keys(&self, module: &Module, value: Value, at: At) -> Origin {
        if !self.may_go_on(at) {
            return Origin::Written;
        }
        let name = module.text(value.span);
        match value.kind {
            ValueKind::Name => {
                let Some(index) = self.index(at) else {
                    return Origin::Outside;
                };
                for function in Index::scopes(module, &at.scope) {
                    if is_keywords(module, function, name) {
                        return Origin::Fixed;
                    }
                    if let Some(assigned) = index.assignments.get(&(function, name)) {
                        let values = assigned
                            .iter()
                            .filter_map(|each| Some((each.value?, each.scope)));
                        return values
                            .map(|(value, scope)| self.keys(module, value, at.of(scope)))
                            .max()
                            .unwrap_or(Origin::Outside);
                    }
                    if is_parameter(module, function, name) {
                        return Origin::Outside;
                    }
                }
                if is_constant_name(name) || index.imported.contains(name) {
                    Origin::Fixed
                } else {
                    Origin::Outside
                }
            }
            ValueKind::Dict => Origin::Fixed,
            ValueKind::Attribute if is_constant_name(Module::last_segment(name)) => Origin::Fixed,
            // The fields of a model that was written down.
            ValueKind::Call
                if ["model_dump(", ".dict(", "asdict(", "vars("]
                    .iter()
                    .any(|call| name.contains(call)) =>
            {
                Origin::Fixed
            }
            ValueKind::Comprehension => self.inserted(element_key(module, value), at.deeper()),
            _ => Origin::Outside,
        }
    }

    /// What callers pass for a parameter; anything, where a framework calls or nobody does.
    fn parameter(&self, module: &Module, function: Option<Id>, name: &str, at: At) -> Origin {
        let Some(definition) = module.function(function) else {
            return Origin::Outside;
        };
        let parameters = module.parameters(definition);
        let Some((nth, parameter)) = parameters
            .iter()
            .enumerate()
            .find(|(_, parameter)| module.text(parameter.name) == name)
        else {
            return Origin::Outside;
        };
        let annotation = parameter.annotation.map_or("", |span| module.text(span));
        let word = Module::last_segment(annotation);
        if annotation.starts_with("Literal[") || annotation.starts_with("typing.Literal[") {
            return Origin::Fixed;
        }
        let called = if let Some(role) = module.role(definition) {
            // A person who types a command works on a database of their own.
            match role {
                Role::Command | Role::Model => Origin::Outside,
                _ => Origin::Pasted,
            }
        } else {
            self.passed(module, definition, nth, name, at)
        };
        let optional = word.trim_end_matches(" | None");
        if TYPED.contains(&optional) {
            called.min(Origin::Doubtful)
        } else {
            called
        }
    }

    fn passed(
        &self,
        module: &Module,
        definition: &Function,
        nth: usize,
        name: &str,
        at: At,
    ) -> Origin {
        let own = module.text(definition.name);
        let class = module
            .class(definition.scope.class)
            .filter(|_| definition.is_method && own == "__init__");
        let called = class.map_or(own, |class| module.text(class.name));
        let receives = module
            .parameters(definition)
            .first()
            .is_some_and(|first| matches!(module.text(first.name), "self" | "cls"));
        let position = nth.checked_sub(usize::from(definition.is_method && receives));
        let default = module
            .parameters(definition)
            .get(nth)
            .and_then(|parameter| parameter.default);
        let callers = self.callers(called);
        if callers.is_empty() || callers.len() > CALLERS {
            return Origin::Outside;
        }
        let origins = callers.iter().map(|&(other, id)| {
            let place = self.repo.modules.get(other);
            let Some((caller, call)) =
                place.and_then(|caller| Some((caller, caller.facts.calls.get(id as usize)?)))
            else {
                return Origin::Outside;
            };
            let starred = caller
                .arguments(call)
                .iter()
                .any(|argument| argument.value.kind == ValueKind::Starred);
            let given = caller
                .keyword(call, name)
                .or_else(|| caller.positional(call, position?));
            let there = At {
                module: other,
                scope: call.scope,
                depth: at.depth + 1,
                slot: at.slot,
            };
            match (given, default) {
                // A number now; the function itself takes anything.
                (Some(value), _) => match self.inserted(value, there) {
                    Origin::Number => Origin::Doubtful,
                    origin => origin,
                },
                (None, Some(value)) if !starred => self.inserted(value, at.deeper()),
                _ => Origin::Outside,
            }
        });
        origins.max().unwrap_or(Origin::Outside).max(Origin::Fixed)
    }
}

/// Which of several targets of a loop a name is: of `for name, model in rows`.
fn column(module: &Module, binding: &Binding) -> Option<usize> {
    let line = module
        .source
        .line_text(module.source.line(binding.name.start));
    let targets = line.split_once("for ")?.1.split_once(" in ")?.0;
    let name = module.text(binding.name);
    let mut each = targets
        .split(',')
        .map(|target| target.trim_matches(['(', ')', ' ']));
    let nth = each.position(|target| target == name)?;
    targets.contains(',').then_some(nth)
}

/// Whether a function takes any keyword under that name: `**fields`.
fn is_keywords(module: &Module, function: Option<Id>, name: &str) -> bool {
    module.function(function).is_some_and(|function| {
        let mut parameters = module.parameters(function).iter();
        parameters.any(|each| each.stars == 2 && module.text(each.name) == name)
    })
}

/// The key of `{key: value for …}`.
fn element_key(module: &Module, comprehension: Value) -> Value {
    let pair = element(module, comprehension.span);
    let text = module.text(pair.span);
    let end = text.find(':').unwrap_or(text.len());
    let span = Span {
        start: pair.span.start,
        end: pair.span.start + Span::new(end, 0).start,
    };
    value_of(module, span)
}
