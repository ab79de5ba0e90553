//! What code asks of a database: which call is a query, and of which expressions the values are rows.
//!
//! Follows names through one function, its callers and what it calls, a few steps each. Where a value cannot be told
//! the answer is that nothing is known of it, never a guess.

mod bindings;
mod calls;
mod catalogue;
pub(crate) mod grouped;
mod loops;
mod parameters;
mod relations;
pub(crate) mod repeated;
mod rows;
mod rowwise;
mod steps;
mod values;

pub(crate) use loops::RowLoops;
pub(crate) use rows::{Ask, Origin, Rows};

use bindings::Bindings;
use foliolint_core::models::{Model, Orm};
use foliolint_core::python::facts::Scope;
use foliolint_core::repo::Repo;
use foliolint_core::source::Span;
use relations::Accessors;
use std::cell::Cell;

/// How many expressions are followed from one to the next; also what ends a circle.
const DEPTH: usize = 14;

/// How many callers of a function, and how many of its results, are looked at.
const BRANCHES: usize = 4;

/// Packages (and modules of the standard library) that talk to a database by SQL.
const DRIVERS: [&str; 21] = [
    "MySQLdb",
    "aiomysql",
    "aiopg",
    "aiosqlite",
    "asyncpg",
    "clickhouse_driver",
    "cx_Oracle",
    "databases",
    "duckdb",
    "flask_mysqldb",
    "flaskext",
    "mariadb",
    "mysql",
    "oracledb",
    "psycopg",
    "psycopg2",
    "pymssql",
    "pymysql",
    "pyodbc",
    "sqlite3",
    "snowflake",
];

/// Packages that bring SQLAlchemy's session.
const SESSIONS: [&str; 5] = [
    "flask_sqlalchemy",
    "fastapi_sqlalchemy",
    "gino",
    "sqlalchemy",
    "sqlmodel",
];

/// Packages of MongoDB's collections.
const COLLECTIONS: [&str; 3] = ["flask_pymongo", "motor", "pymongo"];

/// Which kinds of databases a repository talks to.
#[derive(Clone, Copy, Default, Debug)]
struct Uses {
    /// Through SQL: sessions, connections, cursors.
    sql: bool,
    mongo: bool,
    django: bool,
}

/// What the code of a repository asks of its databases.
pub(crate) struct Queries<'a> {
    repo: &'a Repo,
    bindings: Vec<Bindings<'a>>,
    accessors: Accessors<'a>,
    /// The model of users: the only one built on Django's.
    user: Option<&'a Model>,
    uses: Uses,
    /// Steps left for the question being asked.
    steps: Cell<usize>,
}

/// How many expressions one question may look at: callers and results branch.
const STEPS: usize = 500;

/// A place in the code from which an expression is looked at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    /// The module: an index into [`Repo::modules`].
    pub(crate) module: usize,
    /// The scope there.
    pub(crate) scope: Scope,
    /// The byte: names mean what they were bound to before it.
    pub(crate) offset: u32,
}

impl<'a> Queries<'a> {
    /// Looks at a repository; `None` where its production code talks to no database.
    pub(crate) fn of(repo: &'a Repo) -> Option<Self> {
        let uses = Uses {
            sql: imports(repo, &SESSIONS) || imports(repo, &DRIVERS),
            mongo: imports(repo, &COLLECTIONS),
            django: imports(repo, &["django"]),
        };
        let models = repo.models.all();
        if !(uses.sql || uses.mongo || uses.django || !models.is_empty()) {
            return None;
        }
        let mut users = models.iter().filter(|model| is_user(repo, model));
        let user = users.next().filter(|_| users.next().is_none());
        let bindings = repo.modules.iter().map(|module| {
            if module.is_production() && !module.notebook {
                Bindings::of(module)
            } else {
                Bindings::default()
            }
        });
        Some(Self {
            repo,
            bindings: bindings.collect(),
            accessors: Accessors::of(models),
            user,
            uses,
            steps: Cell::new(STEPS),
        })
    }

    /// Starts a question.
    fn restart(&self) {
        self.steps.set(STEPS);
    }

    /// Whether the question may go on.
    fn goes_on(&self) -> bool {
        let left = self.steps.get();
        self.steps.set(left.saturating_sub(1));
        left > 0
    }

    fn text(&self, place: &Place, span: Span) -> &'a str {
        self.repo
            .modules
            .get(place.module)
            .map_or("", |module| module.text(span))
    }
}

/// Whether production code imports one of these top-level modules.
fn imports(repo: &Repo, names: &[&str]) -> bool {
    let mut modules = repo.production();
    modules.any(|module| {
        let mut imports = module.facts.imports.iter();
        imports.any(|import| {
            let first = module.text(import.module).split('.').next();
            first.is_some_and(|first| names.contains(&first))
        })
    })
}

fn is_user(repo: &Repo, model: &Model) -> bool {
    let Some(module) = repo.modules.get(model.module) else {
        return false;
    };
    let bases = module
        .class(Some(model.class))
        .map(|class| module.bases(class));
    model.orm == Orm::Django
        && bases
            .unwrap_or_default()
            .iter()
            .any(|base| base.ends_with("AbstractUser") || base.ends_with("AbstractBaseUser"))
}
