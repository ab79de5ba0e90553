//! Finds the calls that hand a text to a database, also through a function of the repository.

use super::query::formatted;
use super::{At, Made, Origin, Texts};
use foliolint_core::python::Module;
use foliolint_core::python::facts::{Call, Id, Value, ValueKind};
use foliolint_core::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// Methods that run the text they are given first.
const RUNS: [&str; 16] = [
    "execute",
    "executemany",
    "executescript",
    "execute_async",
    "exec_driver_sql",
    "execute_sql",
    "raw",
    "read_sql",
    "read_sql_query",
    "fetch",
    "fetchrow",
    "fetchval",
    "fetch_all",
    "fetch_one",
    "fetch_val",
    "mogrify",
];

/// Functions that make a statement of a text, by their resolved names.
const MAKES: [&str; 7] = [
    "sqlalchemy.text",
    "sqlalchemy.sql.text",
    "sqlalchemy.sql.expression.text",
    "sqlmodel.text",
    "flask_sqlalchemy.SQLAlchemy().text",
    "django.db.models.expressions.RawSQL",
    "sqlalchemy.literal_column",
];

/// Names under which the text is passed by keyword.
const KEYWORDS: [&str; 6] = [
    "sql",
    "query",
    "statement",
    "operation",
    "raw_query",
    "text",
];

/// The keywords of Django's `QuerySet.extra` that hold SQL.
const EXTRA: [&str; 4] = ["select", "where", "tables", "order_by"];

/// A call that runs a statement which was put together.
pub(crate) struct Executed {
    /// The module's index.
    pub(crate) module: usize,
    /// The call.
    pub(crate) span: Span,
    /// The function around the call.
    pub(crate) function: Option<Id>,
    /// How its text came about.
    pub(crate) made: Made,
}

/// Every call of production code that runs a statement which something was inserted into, in the order of the source.
pub(crate) fn executed(texts: &Texts<'_>) -> Vec<Executed> {
    let mut found = Vec::new();
    let mut helpers: BTreeMap<&str, usize> = BTreeMap::new();
    let mut known: BTreeSet<(usize, Span)> = BTreeSet::new();
    for (at, module) in texts.repo.modules.iter().enumerate() {
        if !module.is_production() {
            continue;
        }
        for call in &module.facts.calls {
            let Some(sink) = sink(module, call) else {
                continue;
            };
            known.insert((at, call.span));
            let place = At::new(at, call.scope);
            let mut made = match sink {
                Sink::Text(value) | Sink::Statement(value) => texts.statement(value, place),
                Sink::Fragments(ref values) => values
                    .iter()
                    .map(|&value| texts.statement(value, place))
                    .fold(Made::nothing(), Made::and),
            };
            if let Sink::Text(value) = sink {
                helpers.extend(helper(module, call, value));
            } else {
                made.is_sql = true;
            }
            found.push(Executed {
                module: at,
                span: call.span,
                function: call.scope.function,
                made,
            });
        }
    }
    for (name, nth) in helpers {
        for &(at, id) in texts.callers(name) {
            let module = texts.repo.modules.get(at);
            let call =
                module.and_then(|module| Some((module, module.facts.calls.get(id as usize)?)));
            let Some((module, call)) = call.filter(|(_, call)| !known.contains(&(at, call.span)))
            else {
                continue;
            };
            let Some(value) = module.positional(call, nth) else {
                continue;
            };
            let made = texts.statement(value, At::new(at, call.scope));
            found.push(Executed {
                module: at,
                span: call.span,
                function: call.scope.function,
                made: Made {
                    helper: true,
                    ..made
                },
            });
        }
    }
    found.retain(|each| each.made.is_sql && each.made.origin > Origin::Number);
    found
}

/// What a call takes as SQL.
enum Sink {
    /// A text, SQL where it looks like it.
    Text(Value),
    /// A text that can only be SQL.
    Statement(Value),
    /// Parts of a statement.
    Fragments(Vec<Value>),
}

fn sink(module: &Module, call: &Call) -> Option<Sink> {
    let callee = module.callee(call);
    let last = Module::last_segment(module.text(call.callee));
    if MAKES.contains(&callee) {
        let first = module.positional(call, 0).or_else(|| keyword(module, call));
        return first.map(Sink::Statement);
    }
    if last == "extra" {
        let parts = EXTRA.iter().filter_map(|name| module.keyword(call, name));
        let values: Vec<Value> = parts
            .flat_map(|value| formatted(module, value.span).collect::<Vec<_>>())
            .collect();
        return (!values.is_empty()).then_some(Sink::Fragments(values));
    }
    if !RUNS.contains(&last) {
        return None;
    }
    let value = module
        .positional(call, 0)
        .or_else(|| keyword(module, call))?;
    (!matches!(value.kind, ValueKind::Starred)).then_some(Sink::Text(value))
}

fn keyword(module: &Module, call: &Call) -> Option<Value> {
    KEYWORDS.iter().find_map(|name| module.keyword(call, name))
}

/// The function around a call that hands on one of its own parameters as the statement, and which argument that is.
fn helper<'a>(module: &'a Module, call: &Call, value: Value) -> Option<(&'a str, usize)> {
    let function = module.function(call.scope.function)?;
    let name = module.text(value.span);
    let parameters = module.parameters(function);
    let nth = parameters
        .iter()
        .position(|parameter| parameter.stars == 0 && module.text(parameter.name) == name)?;
    let receives = function.is_method
        && parameters
            .first()
            .is_some_and(|first| matches!(module.text(first.name), "self" | "cls"));
    Some((
        module.text(function.name),
        nth.checked_sub(usize::from(receives))?,
    ))
}
