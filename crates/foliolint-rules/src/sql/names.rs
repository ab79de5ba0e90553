//! What the spelling of an expression says of what it holds: SQL, names of the database's catalogue, what was sent.

use foliolint_core::python::Module;
use foliolint_core::python::facts::{Call, Facts, Value, ValueKind};
use foliolint_core::source::Span;

/// Names that a parameter has which is SQL and meant to be.
const SQL: [&str; 24] = [
    "sql",
    "query",
    "statement",
    "stmt",
    "where",
    "order_by",
    "orderby",
    "order",
    "select",
    "fragment",
    "clause",
    "clauses",
    "condition",
    "conditions",
    "having",
    "group_by",
    "join",
    "joins",
    "subquery",
    "subselect",
    "columns_sql",
    "cte",
    "ctes",
    "ddl",
];

/// How names end that hold SQL.
const SQL_ENDS: [&str; 8] = [
    "_sql",
    "_query",
    "_clause",
    "_clauses",
    "_where",
    "_statement",
    "_fragment",
    "_order_by",
];

/// What reads the names that the database itself keeps; in lower case.
const CATALOGUES: [&str; 18] = [
    "sqlite_master",
    "sqlite_schema",
    "sqlite_sequence",
    "information_schema",
    "pg_catalog",
    "pg_tables",
    "pg_class",
    "pg_indexes",
    "all_tables",
    "user_tables",
    "show tables",
    "show databases",
    "pragma table",
    "pragma index",
    "pragma_table",
    "introspection.",
    "get_table_names",
    "sorted_tables",
];

/// What somebody else sent: parts of dotted names.
const SENT: [&str; 11] = [
    "request.",
    "args.get",
    "form.get",
    "get_json",
    "query_params",
    "input(",
    "sys.argv",
    "cleaned_data",
    "validated_data",
    "path_params",
    "callback_query",
];

/// Whether a name says that it holds SQL.
pub(super) fn is_sql_name(name: &str) -> bool {
    let lower = name.trim_start_matches('_').to_ascii_lowercase();
    SQL.contains(&lower.as_str())
        || SQL_ENDS.iter().any(|end| lower.ends_with(end))
        || ["sql_", "where_", "order_by_"]
            .iter()
            .any(|start| lower.starts_with(start))
}

/// Whether an expression reads the names of tables and columns from the database itself.
pub(super) fn reads_catalogue(module: &Module, value: Value) -> bool {
    let asks = matches!(
        value.kind,
        ValueKind::Call
            | ValueKind::Comprehension
            | ValueKind::Generator
            | ValueKind::Await
            | ValueKind::Attribute
            | ValueKind::Subscript
    );
    asks && names_catalogue(module.text(value.span))
}

/// Whether a text asks for the catalogue of a database.
pub(crate) fn names_catalogue(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    CATALOGUES.iter().any(|word| text.contains(word))
}

/// Whether a cursor's rows are those of the catalogue: the statement that it ran last asks for it.
pub(crate) fn fetches_catalogue(module: &Module, call: &Call) -> bool {
    let text = module.text(call.callee);
    let Some((cursor, "fetchall" | "fetchmany" | "fetchone")) = text.rsplit_once('.') else {
        return false;
    };
    let Some(function) = module.function(call.scope.function) else {
        return false;
    };
    let earlier = Span {
        start: function.body.start,
        end: call.span.start,
    };
    let runs = Facts::within(&module.facts.calls, earlier, |each| each.span);
    let last = runs
        .filter(|each| module.text(each.callee).strip_suffix(".execute") == Some(cursor))
        .last();
    last.is_some_and(|each| names_catalogue(module.text(each.span)))
}

/// Whether an expression is what somebody else sent.
pub(super) fn is_sent(module: &Module, value: Value) -> bool {
    let text = module.text(value.span);
    matches!(
        value.kind,
        ValueKind::Attribute | ValueKind::Call | ValueKind::Subscript | ValueKind::Await
    ) && SENT.iter().any(|word| text.contains(word))
}
