//! Where in a statement something is inserted: in a value's place, a name's, or a clause's.

use super::names::is_sql_name;
use super::pieces::{alternatives, branches, operands, receiver, right_items};
use super::{At, Origin, Texts};
use foliolint_core::purpose::Kind;
use foliolint_core::python::Module;
use foliolint_core::python::facts::{Call, Facts, StringLiteral, Value, ValueKind};
use foliolint_core::source::Span;

/// The place of a statement that an inserted text takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Slot {
    /// A value's: between quotation marks, after `=` or `LIKE`. It could be bound.
    Value,
    /// After `IN (` and `VALUES (`: values, placeholders for them, or another statement.
    List,
    /// After `LIMIT` and `OFFSET`.
    Limit,
    /// The whole statement's: after `EXPLAIN`.
    Statement,
    /// A name's or a clause's: nothing that can be bound.
    Open,
    /// The text before it stands elsewhere.
    Unknown,
}

/// Words that a value follows.
const BEFORE_VALUES: [&str; 9] = [
    "like", "ilike", "between", "glob", "match", "regexp", "then", "is", "escape",
];

/// What a text leaves open at its end.
pub(super) fn slot(before: &str) -> Slot {
    let text = before.to_ascii_lowercase();
    if text.matches('\'').count() % 2 == 1 {
        return Slot::Value;
    }
    let end = text.trim_end();
    if end.is_empty() {
        return Slot::Unknown;
    }
    if end.ends_with(['`', '[']) {
        return Slot::Open;
    }
    let end = end.trim_end_matches('"').trim_end();
    if end.ends_with('(') {
        let outer = end.trim_end_matches(['(', ' ']);
        return match last_word(outer) {
            "in" | "values" | "any" => Slot::List,
            _ => Slot::Open,
        };
    }
    if end.ends_with(',') {
        return after_comma(end);
    }
    if end.ends_with(['=', '<', '>', '+', '-', '/', '|', '%', ':']) {
        return Slot::Value;
    }
    match last_word(end) {
        "explain" | "plan" => Slot::Statement,
        "limit" | "offset" => Slot::Limit,
        "in" | "values" => Slot::List,
        word if BEFORE_VALUES.contains(&word) => Slot::Value,
        _ => Slot::Open,
    }
}

/// What stands between commas: values of a list in parentheses, else names.
fn after_comma(text: &str) -> Slot {
    let mut closed = 0_usize;
    for (at, letter) in text.char_indices().rev() {
        match letter {
            ')' => closed += 1,
            '(' if closed == 0 => {
                let outer = text.get(..at).unwrap_or_default();
                return match last_word(outer.trim_end()) {
                    "in" | "values" | "any" => Slot::Value,
                    _ => Slot::Open,
                };
            }
            '(' => closed -= 1,
            _ => {}
        }
    }
    // `SET a = {a}, b = {b}`: the first one says it already.
    Slot::Open
}

fn last_word(text: &str) -> &str {
    let start = text
        .rfind(|letter: char| !(letter.is_ascii_alphabetic() || letter == '_'))
        .map_or(0, |at| {
            at + text
                .get(at..)
                .and_then(|rest| rest.chars().next())
                .map_or(1, char::len_utf8)
        });
    text.get(start..).unwrap_or_default()
}

/// The text of a literal before the place `end` in it.
pub(super) fn before(module: &Module, string: &StringLiteral, end: u32) -> String {
    let parts = string.parts.of(&module.facts.string_parts).iter();
    parts
        .filter(|part| part.start < end)
        .map(|part| {
            module.text(Span {
                start: part.start,
                end: part.end.min(end),
            })
        })
        .collect()
}

/// The text of a literal before its `nth` placeholder, or the one of that name: of `%s`, `{}`, `{name}`.
pub(super) fn before_placeholder(text: &str, nth: usize, name: Option<&str>, mark: char) -> Slot {
    let doubled = format!("{mark}{mark}");
    let text = text.replace(&doubled, "\u{1}\u{1}");
    let mut places = text.match_indices(mark).map(|(at, _)| at);
    let found = match name {
        Some(name) => places.find(|&at| {
            let rest = text
                .get(at + 1..)
                .unwrap_or_default()
                .trim_start_matches('(');
            rest.strip_prefix(name)
                .is_some_and(|rest| rest.starts_with(['}', ')', '!', ':']))
        }),
        None => places.nth(nth),
    };
    found
        .and_then(|at| text.get(..at))
        .map_or(Slot::Unknown, slot)
}

/// What stands between the quotation marks of a literal.
pub(super) fn inside(literal: &str) -> &str {
    literal
        .trim_start_matches(|letter: char| letter.is_ascii_alphabetic())
        .trim_matches(['"', '\''])
}

/// The slots of the operands that follow one another in `first + rest`.
pub(super) fn slots_after(module: &Module, first: Value, rest: &[Value]) -> Vec<Slot> {
    let each = std::iter::once(first).chain(rest.iter().copied());
    each.take(rest.len())
        .map(|value| after(module, value))
        .collect()
}

/// The slot after a value: where that is a literal, what its text leaves open.
fn after(module: &Module, value: Value) -> Slot {
    let id = module
        .facts
        .string_at(value.span)
        .filter(|_| value.kind == ValueKind::String);
    let string = id.and_then(|id| module.facts.strings.get(id as usize));
    string.map_or(Slot::Unknown, |string| {
        slot(&before(module, string, string.span.end))
    })
}

impl Texts<'_> {
    /// The parts of a text that is put together, each with its place in the statement: of f-strings, `+`, `%`, branches.
    pub(super) fn inner(&self, module: &Module, value: Value, at: At) -> Vec<(Value, At)> {
        let further = |slot: Slot| match (at.slot, slot) {
            // Between quotation marks everything is part of the value.
            (Slot::Value, _) | (_, Slot::Unknown) => at.deeper(),
            _ => at.deeper().in_slot(slot),
        };
        match value.kind {
            ValueKind::String => {
                let string = module.facts.string_at(value.span);
                let string = string.and_then(|id| module.facts.strings.get(id as usize));
                let Some(string) = string else {
                    return Vec::new();
                };
                let parts = string
                    .interpolations
                    .of(&module.facts.interpolations)
                    .iter();
                parts
                    .map(|part| {
                        (
                            part.value,
                            further(slot(&before(module, string, part.span.start))),
                        )
                    })
                    .collect()
            }
            ValueKind::Binary => {
                let Some(operation) = module.facts.operation_at(value.span) else {
                    return Vec::new();
                };
                match module.text(operation.operator) {
                    "+" => {
                        let (first, rest) = operands(module, operation);
                        let slots = slots_after(module, first, &rest);
                        let rest = rest.into_iter().zip(slots);
                        std::iter::once((first, at.deeper()))
                            .chain(rest.map(|(value, slot)| (value, further(slot))))
                            .collect()
                    }
                    "%" => {
                        let text = module.text(operation.left.span);
                        let items = right_items(module, operation).into_iter().enumerate();
                        std::iter::once((operation.left, at.deeper()))
                            .chain(items.map(|(nth, value)| {
                                (
                                    value,
                                    further(before_placeholder(inside(text), nth, None, '%')),
                                )
                            }))
                            .collect()
                    }
                    _ => Vec::new(),
                }
            }
            ValueKind::Boolean => alternatives(module, value.span)
                .into_iter()
                .map(|branch| (branch, at.deeper()))
                .collect(),
            ValueKind::Conditional => branches(module, value.span)
                .into_iter()
                .flatten()
                .map(|branch| (branch, at.deeper()))
                .collect(),
            _ => Vec::new(),
        }
    }

    /// What the place and the name of something say of it where nothing else is known.
    pub(super) fn by_place(&self, module: &Module, value: Value, origin: Origin, at: At) -> Origin {
        let text = module.text(value.span);
        let name = match value.kind {
            ValueKind::Name | ValueKind::Attribute | ValueKind::Subscript => text,
            ValueKind::Call => text.split('(').next().unwrap_or_default(),
            _ => "",
        };
        let is_sql = is_sql_name(Module::last_segment(name));
        match (origin, at.slot) {
            (Origin::Outside, Slot::Value) => Origin::Pasted,
            (Origin::Outside, Slot::Limit) => Origin::Pasted,
            (Origin::Doubtful, Slot::Limit) => Origin::Fixed,
            (Origin::Outside | Origin::Pasted, Slot::Statement) if is_sql => Origin::Fixed,
            (Origin::Outside, Slot::Open | Slot::Unknown) if is_sql => Origin::Fixed,
            (Origin::Outside, Slot::List) if name.to_ascii_lowercase().ends_with("sql") => {
                Origin::Fixed
            }
            // What a library builds around names is for those who use it to choose.
            (Origin::Outside | Origin::Doubtful, Slot::Open) if self.repo.kind == Kind::Library => {
                Origin::Fixed
            }
            _ => origin,
        }
    }
}

/// Whether a call's statement has a loop's variable in the place of a name: `FROM {table}`.
pub(crate) fn takes_name(module: &Module, call: &Call, variable: &str) -> bool {
    let mentions = |span: Span| {
        let mut words = module
            .text(span)
            .split(|letter: char| !letter.is_alphanumeric() && letter != '_');
        words.any(|word| word == variable)
    };
    let facts = &module.facts;
    let mut strings = Facts::within(&facts.strings, call.span, |string| string.span);
    let formatted = strings.any(|string| {
        let mut parts = string.interpolations.of(&facts.interpolations).iter();
        parts.any(|part| {
            mentions(part.value.span)
                && slot(&before(module, string, part.span.start)) == Slot::Open
        })
    });
    let mut calls = Facts::within(&facts.calls, call.span, |each| each.span);
    formatted
        || calls.any(|each| {
            let Some(object) = receiver(module, each) else {
                return false;
            };
            let text = inside(module.text(object.span));
            let mut arguments = module.arguments(each).iter().enumerate();
            arguments.any(|(nth, argument)| {
                let name = argument.name.map(|name| module.text(name));
                mentions(argument.value.span)
                    && before_placeholder(text, nth, name, '{') == Slot::Open
            })
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_statements() {
        for value in [
            "WHERE a = ",
            "WHERE a = '",
            "a LIKE '%",
            "a = \"",
            "VALUES ('a', '",
            "VALUES (?, ",
        ] {
            assert_eq!(slot(value), Slot::Value, "{value}");
        }
        for open in [
            "SELECT * FROM ",
            "SELECT a, ",
            "DROP TABLE \"",
            "x WHERE ",
            "ORDER BY ",
            "INSERT INTO t (a, ",
            "FROM (",
        ] {
            assert_eq!(slot(open), Slot::Open, "{open}");
        }
        assert_eq!(slot("id IN ("), Slot::List);
        assert_eq!(slot("LIMIT "), Slot::Limit);
        assert_eq!(
            before_placeholder("a = %s and b %s", 0, None, '%'),
            Slot::Value
        );
        assert_eq!(
            before_placeholder("from {t} where a = {b}", 0, Some("t"), '{'),
            Slot::Open
        );
    }
}
