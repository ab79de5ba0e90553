//! Flags SQL statements that are put together from pieces of text.
//!
//! ## Why it is a red flag
//!
//! A value that is pasted into a statement becomes part of the statement: whoever types `' OR 1=1 --` into a form reads,
//! changes or deletes the whole table. It is the oldest hole of the web, every course warns of it, and every database
//! library takes values apart from the statement.
//!
//! ## What is not flagged
//!
//! - Values that are passed beside the statement: `execute("… WHERE id = %s", [id])`.
//! - Numbers (`int(…)`, `len(…)`), lists of placeholders (`",".join("?" * len(ids))`).
//! - Names that a function quotes (`sql.Identifier`, `quote_name`, `escape_identifier`, one that doubles the quotation
//!   marks), tables of models (`_meta.db_table`).
//! - Names that were read from the database's own catalogue (`sqlite_master`, `get_table_names()`), and parameters that
//!   are SQL and say so (`where`, `order_by`, `sql`), where SQL belongs: shown only when asked for, like the names of
//!   tables and columns that users of a library choose.
//! - Names that only the code itself supplies, or that are compared with a list of allowed ones: shown only when asked for.
//! - Texts that are no SQL, such as the `query` of a pandas table; statements made by an ORM; migrations, tests.
//! - In notebooks it is shown only when asked for.
//!
//! ## What to do instead
//!
//! Write a placeholder (`?`, `%s`, `:id`) into the statement and pass the value as an argument.

use crate::hit::{Confidence, Hit, Place, Severity};
use crate::rule::{Area, Check, Judgement, Question, Rule, judge};
use crate::sql::{Made, Origin, Texts, executed};
use foliolint_core::python::Module;
use foliolint_core::python::facts::Id;
use foliolint_core::repo::Repo;
use foliolint_core::source::Span;
use std::collections::BTreeMap;
use std::sync::Arc;

pub(crate) static RULE: Rule = Rule {
    code: "FOL807",
    name: "sql-from-strings",
    area: Area::Web,
    summary: "SQL put together from strings",
    help: "write a placeholder into the statement and pass the value as an argument",
    severity: Severity::Error,
    questions: &[Question {
        ask: "What happens here if somebody types a quotation mark, or `' OR 1=1 --`?",
        strong: "SQL injection by name; placeholders with arguments, or the ORM; allow-lists for names of tables and columns",
    }],
    needs_everything: false,
    check: Check::Repo(check),
    judge: judgement,
    source: include_str!("sql_from_strings.rs"),
};

fn check(repo: &Repo) -> Vec<Hit> {
    let texts = Texts::of(repo);
    let mut found = executed(&texts);
    found.sort_by_key(|each| (each.module, each.span));
    let mut hits: Vec<Hit> = Vec::new();
    // One name that a function inserts into several statements is one accusation.
    let mut told: BTreeMap<(usize, Id, String, Confidence), usize> = BTreeMap::new();
    for each in found {
        let Some(module) = repo.modules.get(each.module) else {
            continue;
        };
        let hit = hit(repo, module, each.span, &each.made);
        let key = each.function.zip(each.made.culprit);
        let key = key.map(|(function, name)| (each.module, function, name, hit.confidence));
        let first = key.as_ref().and_then(|key| told.get(key));
        if let Some(first) = first.and_then(|&at| hits.get_mut(at)) {
            if first.related.len() < RELATED {
                let known = |place: &Place| {
                    first.place.as_ref() == Some(place)
                        || first.related.iter().any(|(other, _)| other == place)
                };
                let place = hit
                    .place
                    .filter(|place| !known(place))
                    .map(|place| (place, "here too".to_owned()));
                first.related.extend(place);
            }
            continue;
        }
        told.extend(key.map(|key| (key, hits.len())));
        hits.push(hit);
    }
    hits.sort_by(|a, b| a.place.cmp(&b.place));
    hits
}

/// Further places that one finding names.
const RELATED: usize = 8;

fn hit(repo: &Repo, module: &Module, span: Span, made: &Made) -> Hit {
    let confidence = match made.origin {
        _ if module.notebook => Confidence::Low,
        Origin::Written | Origin::Number | Origin::Fixed => Confidence::Low,
        Origin::Doubtful => Confidence::Medium,
        Origin::Outside | Origin::Pasted if made.helper => Confidence::Medium,
        Origin::Outside | Origin::Pasted => Confidence::High,
    };
    let what = made
        .culprit
        .as_ref()
        .map_or_else(|| "a value".to_owned(), |text| format!("`{text}`"));
    let message = format!("SQL is put together with {} from {what}", made.how);
    let hit = Hit::at(&module.path, span, Severity::Error, message).confidence(confidence);
    let built = made.built.filter(|(at, place)| {
        repo.modules
            .get(*at)
            .is_some_and(|other| other.path != module.path)
            || !span.contains(*place)
    });
    let related = built.and_then(|(at, span)| {
        let place = Place {
            path: Arc::clone(&repo.modules.get(at)?.path),
            span: Some(span),
        };
        Some((place, "put in here".to_owned()))
    });
    Hit {
        related: related.into_iter().collect(),
        ..hit
    }
}

/// Packages that speak SQL.
const DATABASES: [&str; 22] = [
    "sqlite3",
    "aiosqlite",
    "psycopg2",
    "psycopg",
    "asyncpg",
    "pymysql",
    "MySQLdb",
    "mysql",
    "aiomysql",
    "mariadb",
    "pyodbc",
    "cx_Oracle",
    "oracledb",
    "pymssql",
    "duckdb",
    "sqlalchemy",
    "flask_sqlalchemy",
    "sqlmodel",
    "databases",
    "peewee",
    "tortoise",
    "django",
];

fn judgement(repo: &Repo, hits: &[Hit]) -> Judgement {
    let speaks = || {
        let mut modules = repo.modules.iter().filter(|module| module.is_production());
        modules.any(|module| DATABASES.iter().any(|name| module.imports(name)))
    };
    if hits.is_empty() && !speaks() {
        return Judgement::not_applicable("it uses no SQL database");
    }
    judge::any(repo, hits)
}
