//! Reads the text of a statement: its literal parts, and what is inserted between them.

use super::index::{Index, is_constant_name};
use super::pieces::{branches, how, items, operands, receiver, right_items};
use super::slots::{Slot, before, before_placeholder, inside, slot, slots_after};
use super::{At, DEPTH, Made, Origin, Texts};
use foliolint_core::python::Module;
use foliolint_core::python::facts::{Call, Facts, Function, Id, Value, ValueKind};
use foliolint_core::source::Span;

/// The words that SQL statements begin with.
const STATEMENTS: [&str; 26] = [
    "select", "insert", "update", "delete", "replace", "create", "alter", "drop", "truncate",
    "with", "pragma", "merge", "grant", "revoke", "call", "exec", "execute", "show", "describe",
    "attach", "copy", "lock", "explain", "vacuum", "reindex", "analyze",
];

/// Words inside a statement, for texts whose beginning stands elsewhere.
const CLAUSES: [&str; 6] = [
    " where ",
    " from ",
    " order by ",
    " values ",
    " limit ",
    " join ",
];

/// The longest expression that a message names, in characters.
const SHOWN: usize = 40;

/// Methods that give a text without adding to it.
const SAME: [&str; 8] = [
    "strip", "lstrip", "rstrip", "lower", "upper", "title", "encode", "casefold",
];

impl Texts<'_> {
    /// How a text came about. What is not known to be put together counts as written down: somebody else is asked for it.
    pub(super) fn query(&self, value: Value, at: At) -> Made {
        let Some(module) = self.module(at).filter(|_| self.may_go_on(at)) else {
            return Made::nothing();
        };
        match value.kind {
            ValueKind::String => self.literal(module, value, at),
            ValueKind::Binary => self.operation(module, value, at),
            ValueKind::Call => self.called(module, value, at),
            ValueKind::Name => self.variable(module, value, at),
            ValueKind::Conditional => branches(module, value.span)
                .into_iter()
                .flatten()
                .map(|branch| self.query(branch, at.deeper()))
                .fold(Made::nothing(), Made::and),
            ValueKind::List | ValueKind::Tuple => self.parts(&items(module, value.span), at),
            _ => Made::nothing(),
        }
    }

    /// `made` with a value inserted into it.
    fn insert(&self, made: Made, (value, slot): (Value, Slot), how: &'static str, at: At) -> Made {
        let at = at.in_slot(slot);
        let Some(module) = self.module(at) else {
            return made;
        };
        let origin = self.inserted(value, at.deeper());
        if origin <= made.origin {
            return made;
        }
        let culprit = self.worst_piece(module, value, origin, at.deeper());
        let text = module.text(culprit.span);
        let short = text.chars().count() <= SHOWN && !text.contains(['\n', '`']);
        Made {
            origin,
            how,
            culprit: short.then(|| text.to_owned()),
            built: Some((at.module, value.span)),
            ..made
        }
    }

    /// The part of an inserted text that makes it as bad as it is: `name` of `"'" + name + "'"`.
    fn worst_piece(&self, module: &Module, value: Value, origin: Origin, mut at: At) -> Value {
        let mut found = value;
        for _ in 0..DEPTH {
            let inner = self.inner(module, found, at).into_iter();
            let mut fitting = inner.filter(|&(part, at)| self.inserted(part, at) == origin);
            match fitting.next() {
                Some(next) => (found, at) = next,
                None => return found,
            }
        }
        found
    }

    fn literal(&self, module: &Module, value: Value, at: At) -> Made {
        let Some(string) = module
            .facts
            .string_at(value.span)
            .and_then(|id| module.facts.strings.get(id as usize))
        else {
            return Made::nothing();
        };
        let mut made = Made {
            is_sql: is_sql(&module.string_text(string)),
            ..Made::nothing()
        };
        for (nth, part) in string
            .interpolations
            .of(&module.facts.interpolations)
            .iter()
            .enumerate()
        {
            // `f"{base} WHERE …"`: the text goes on where another one ended.
            let before = before(module, string, part.span.start);
            made = if nth == 0 && before.trim().is_empty() {
                made.and(self.query(part.value, at.deeper()))
            } else {
                self.insert(made, (part.value, slot(&before)), "an f-string", at)
            };
        }
        made
    }

    fn operation(&self, module: &Module, value: Value, at: At) -> Made {
        let Some(operation) = module.facts.operation_at(value.span) else {
            return Made::nothing();
        };
        match module.text(operation.operator) {
            "+" => {
                let (first, rest) = operands(module, operation);
                let made = self.query(first, at.deeper());
                let slots = slots_after(module, first, &rest);
                self.insert_all(made, rest.into_iter().zip(slots), "`+`", at)
            }
            "%" => {
                let made = self.query(operation.left, at.deeper());
                let text = inside(module.text(operation.left.span));
                let items = right_items(module, operation).into_iter().enumerate();
                let values =
                    items.map(|(nth, value)| (value, before_placeholder(text, nth, None, '%')));
                self.insert_all(made, values, "`%`", at)
            }
            _ => Made::nothing(),
        }
    }

    fn insert_all(
        &self,
        made: Made,
        values: impl Iterator<Item = (Value, Slot)>,
        how: &'static str,
        at: At,
    ) -> Made {
        values.fold(made, |made, value| self.insert(made, value, how, at))
    }

    /// The parts of a text that is joined: the first one begins it.
    fn parts(&self, values: &[Value], at: At) -> Made {
        match values {
            [] => Made::nothing(),
            [first, rest @ ..] => {
                let made = self.query(*first, at.deeper());
                let rest = rest.iter().map(|&value| (value, Slot::Unknown));
                self.insert_all(made, rest, "`join`", at)
            }
        }
    }

    fn called(&self, module: &Module, value: Value, at: At) -> Made {
        let facts = &module.facts;
        let Some(call) = facts
            .call_at(value.span)
            .and_then(|id| facts.calls.get(id as usize))
        else {
            return Made::nothing();
        };
        let first = module.positional(call, 0);
        let text = module.text(call.callee);
        match Module::last_segment(text) {
            "format" => {
                let object = receiver(module, call);
                let text = object.map_or("", |object| inside(module.text(object.span)));
                let values = module
                    .arguments(call)
                    .iter()
                    .enumerate()
                    .map(|(nth, each)| {
                        let name = each.name.map(|name| module.text(name));
                        (each.value, before_placeholder(text, nth, name, '{'))
                    });
                let made =
                    object.map_or_else(Made::nothing, |object| self.query(object, at.deeper()));
                self.insert_all(made, values, "`.format`", at)
            }
            "replace" => {
                let made = receiver(module, call)
                    .map_or_else(Made::nothing, |object| self.query(object, at.deeper()));
                match module.positional(call, 1) {
                    Some(new) => self.insert(made, (new, Slot::Unknown), "`.replace`", at),
                    None => made,
                }
            }
            "join" if text.contains('.') => {
                first.map_or_else(Made::nothing, |list| self.query(list, at.deeper()))
            }
            "dedent" | "cleandoc" | "str" | "SQL" => {
                first.map_or_else(Made::nothing, |inner| self.query(inner, at.deeper()))
            }
            method if SAME.contains(&method) && text.contains('.') => receiver(module, call)
                .map_or_else(Made::nothing, |object| self.query(object, at.deeper())),
            _ => self.helper(module, call, at),
        }
    }

    /// What a function of the same file gives back.
    fn helper(&self, module: &Module, call: &Call, at: At) -> Made {
        let (Some(function), Some(index)) = (self.function_of(module, call, at), self.index(at))
        else {
            return Made::nothing();
        };
        let returned = index.returns.get(&function).into_iter().flatten();
        let made = returned
            .filter_map(|each| Some(self.query(each.value?, at.of(each.scope))))
            .fold(Made::nothing(), Made::and);
        Made {
            helper: true,
            ..made
        }
    }

    /// The function of the same file that a call means: by its plain name, or as a method of `self`.
    pub(super) fn function_of(&self, module: &Module, call: &Call, at: At) -> Option<Id> {
        let text = module.text(call.callee);
        let own = text
            .strip_prefix("self.")
            .or_else(|| text.strip_prefix("cls."));
        let name = own.unwrap_or(text);
        let found = self.index(at)?.functions.get(name)?;
        let fits = |id: &&Id| {
            module
                .function(Some(**id))
                .is_some_and(|function: &Function| {
                    function.is_method == own.is_some()
                        && (own.is_none() || function.scope.class == call.scope.class)
                })
        };
        found.iter().find(fits).copied()
    }

    /// The texts that a variable is given, one after another.
    fn variable(&self, module: &Module, value: Value, at: At) -> Made {
        let name = module.text(value.span);
        let Some(index) = self.index(at) else {
            return Made::nothing();
        };
        for function in Index::scopes(module, &at.scope) {
            let Some(assignments) = index.assignments.get(&(function, name)) else {
                if is_parameter(module, function, name) {
                    return Made::nothing();
                }
                continue;
            };
            let mut made = Made::nothing();
            for assignment in assignments.iter().filter(|each| !each.unpacked) {
                let Some(value) = assignment.value else {
                    continue;
                };
                let place = at.of(assignment.scope);
                made = if assignment.augmented {
                    let is_sql = self.query(value, place).is_sql;
                    let how = how(module, value);
                    let made = self.insert(made, (value, Slot::Unknown), how, place);
                    Made {
                        is_sql: made.is_sql || is_sql,
                        ..made
                    }
                } else if module.text(value.span) == name {
                    made
                } else {
                    made.and(self.query(value, place))
                };
                if function.is_none() && is_constant_name(name) {
                    made.origin = made.origin.min(Origin::Fixed);
                }
            }
            let appended = index.appended.get(&(function, name)).into_iter().flatten();
            return appended
                .filter_map(|call| Some((module.positional(call, 0)?, call.scope)))
                .fold(made, |made, (value, scope)| {
                    self.insert(
                        made,
                        (value, Slot::Unknown),
                        how(module, value),
                        at.of(scope),
                    )
                });
        }
        Made::nothing()
    }
}

/// Whether a function has a parameter of that name.
pub(super) fn is_parameter(module: &Module, function: Option<Id>, name: &str) -> bool {
    module.function(function).is_some_and(|function| {
        let mut parameters = module.parameters(function).iter();
        parameters.any(|parameter| module.text(parameter.name) == name)
    })
}

/// Whether a text is SQL, or the rest of a statement.
pub(super) fn is_sql(text: &str) -> bool {
    let start = text.trim_start_matches(|letter: char| letter.is_whitespace() || letter == '(');
    let first: String = start
        .chars()
        .take_while(char::is_ascii_alphabetic)
        .take(SHOWN)
        .collect::<String>()
        .to_ascii_lowercase();
    let more = start.len() > first.len();
    if STATEMENTS.contains(&first.as_str()) && more {
        return true;
    }
    let lower = text.to_ascii_lowercase().replace(['\n', '\t'], " ");
    CLAUSES.iter().any(|clause| lower.contains(clause))
}

/// The strings inside a span that are put together: of `extra(where=[…])`.
pub(super) fn formatted(module: &Module, span: Span) -> impl Iterator<Item = Value> + '_ {
    let strings = Facts::within(&module.facts.strings, span, |string| string.span)
        .filter(|string| string.formatted)
        .map(|string| Value {
            span: string.span,
            kind: ValueKind::String,
        });
    let operations = Facts::within(&module.facts.operations, span, |each| each.span)
        .filter(|each| matches!(module.text(each.operator), "%" | "+"))
        .map(|each| Value {
            span: each.span,
            kind: ValueKind::Binary,
        });
    strings.chain(operations)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_are_sql() {
        assert!(is_sql("SELECT * FROM t") && is_sql("\n   delete from x"));
        assert!(is_sql(" AND a = 1 ORDER BY name ") && is_sql("PRAGMA table_info({t})"));
        assert!(!is_sql("selected") && !is_sql("show") && !is_sql("job-{id}"));
    }
}
