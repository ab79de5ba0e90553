//! Which calls make an event loop wait, and what to call instead.

use super::{ByLast, Row};
use foliolint_core::calls::{CallSite, Meaning};
use foliolint_core::python::Module;
use foliolint_core::python::facts::{Call, Usage};
use foliolint_core::repo::Repo;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// What makes everything else wait.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Blocking {
    Sleep,
    Http,
    Program,
    Database,
    Store,
    Mail,
}

impl Blocking {
    /// What it is, in a sentence.
    pub(crate) const fn what(self) -> &'static str {
        match self {
            Self::Sleep => "a pause",
            Self::Http => "a request to another server",
            Self::Program => "another program",
            Self::Database => "the database",
            Self::Store => "the data store",
            Self::Mail => "the mail server",
        }
    }

    /// What to do about it.
    pub(crate) const fn help(self) -> &'static str {
        match self {
            Self::Sleep => "use `await asyncio.sleep(…)`",
            Self::Http => "use `httpx.AsyncClient` or `aiohttp`, or `asyncio.to_thread`",
            Self::Program => "use `asyncio.create_subprocess_exec`",
            Self::Database => {
                "use the asynchronous driver or session, `asyncio.to_thread`, or a plain `def` endpoint"
            }
            Self::Store => "use the client's asynchronous version (`redis.asyncio`, `motor`)",
            Self::Mail => "use `aiosmtplib`, a task queue or `asyncio.to_thread`",
        }
    }
}

const HTTP: &[&str] = &[
    "delete", "get", "head", "options", "patch", "post", "put", "request", "send", "stream",
];

/// Methods of database sessions, connections and cursors that wait for an answer.
const SQL: &[&str] = &[
    "commit",
    "connect",
    "exec",
    "execute",
    "executemany",
    "executescript",
    "fetchall",
    "fetchone",
    "flush",
    "get",
    "merge",
    "query",
    "read_sql",
    "refresh",
    "scalar",
    "scalars",
];

const MONGO: &[&str] = &[
    "aggregate",
    "count_documents",
    "delete_many",
    "delete_one",
    "distinct",
    "find",
    "find_one",
    "find_one_and_delete",
    "find_one_and_update",
    "insert_many",
    "insert_one",
    "replace_one",
    "update_many",
    "update_one",
];

const REDIS: &[&str] = &[
    "blpop", "brpop", "decr", "delete", "exists", "expire", "get", "hdel", "hget", "hgetall",
    "hset", "incr", "keys", "lpop", "lpush", "lrange", "mget", "publish", "rpop", "rpush", "sadd",
    "set", "setex", "smembers", "ttl", "zadd", "zrange",
];

/// Packages and modules, what of theirs waits, and for what. Asynchronous parts of the same packages are in [`ASYNC`].
static TABLE: [Row<Blocking>; 28] = [
    ("time", &["sleep"], Blocking::Sleep),
    ("requests", HTTP, Blocking::Http),
    (
        "urllib.request",
        &["urlopen", "urlretrieve"],
        Blocking::Http,
    ),
    ("urllib3", &["request", "urlopen"], Blocking::Http),
    ("httpx", HTTP, Blocking::Http),
    (
        "subprocess",
        &[
            "call",
            "check_call",
            "check_output",
            "communicate",
            "getoutput",
            "getstatusoutput",
            "run",
            "wait",
        ],
        Blocking::Program,
    ),
    ("os", &["system"], Blocking::Program),
    ("sqlite3", SQL, Blocking::Database),
    ("psycopg2", SQL, Blocking::Database),
    ("psycopg", SQL, Blocking::Database),
    ("pymysql", SQL, Blocking::Database),
    ("MySQLdb", SQL, Blocking::Database),
    ("mysql", SQL, Blocking::Database),
    ("mariadb", SQL, Blocking::Database),
    ("pyodbc", SQL, Blocking::Database),
    ("cx_Oracle", SQL, Blocking::Database),
    ("oracledb", SQL, Blocking::Database),
    ("sqlalchemy", SQL, Blocking::Database),
    ("sqlmodel", SQL, Blocking::Database),
    ("flask_sqlalchemy", SQL, Blocking::Database),
    ("pymongo", MONGO, Blocking::Store),
    ("flask_pymongo", MONGO, Blocking::Store),
    ("redis", REDIS, Blocking::Store),
    (
        "imaplib",
        &["IMAP4", "IMAP4_SSL", "fetch", "login", "search", "select"],
        Blocking::Mail,
    ),
    (
        "smtplib",
        &["SMTP", "SMTP_SSL", "login", "send_message", "sendmail"],
        Blocking::Mail,
    ),
    (
        "django.core.mail",
        &["send", "send_mail", "send_mass_mail"],
        Blocking::Mail,
    ),
    ("flask_mail", &["send", "send_message"], Blocking::Mail),
    ("yagmail", &["send"], Blocking::Mail),
];

static BY_LAST: LazyLock<ByLast<Blocking>> = LazyLock::new(|| ByLast::of(&TABLE));

/// Parts of names that belong to asynchronous versions.
const ASYNC: [&str; 6] = ["asyncio", "Async", "async_", "aio", "AIO", "gevent"];

/// Methods of Django's query sets and managers that ask the database at once.
const DJANGO: [&str; 15] = [
    "aggregate",
    "bulk_create",
    "bulk_update",
    "count",
    "create",
    "delete",
    "exists",
    "first",
    "get",
    "get_or_create",
    "in_bulk",
    "last",
    "latest",
    "update",
    "update_or_create",
];

/// Tells which calls of a repository wait.
pub(crate) struct Blocks<'a> {
    repo: &'a Repo,
    /// Modules whose `sessionmaker` makes asynchronous sessions.
    asynchronous: BTreeSet<usize>,
}

impl<'a> Blocks<'a> {
    pub(crate) fn of(repo: &'a Repo) -> Self {
        let makes = |module: &Module| {
            module.facts.calls.iter().any(|call| {
                Module::last_segment(module.callee(call)) == "sessionmaker"
                    && module.text(call.span).contains("Async")
            })
        };
        let all = repo.modules.iter().enumerate();
        let asynchronous = all.filter(|(_, module)| makes(module));
        Self {
            repo,
            asynchronous: asynchronous.map(|(at, _)| at).collect(),
        }
    }

    /// What a call waits for. What is awaited does not wait.
    pub(crate) fn call(&self, site: CallSite, call: &Call) -> Option<Blocking> {
        let module = self.repo.modules.get(site.module)?;
        let last = Module::last_segment(module.callee(call));
        if matches!(call.usage, Usage::Awaited) || !may(last) {
            return None;
        }
        let meaning = self.repo.calls.meaning(&self.repo.modules, site)?;
        let found = blocking(&meaning.name).or_else(|| self.django(&meaning))?;
        let session = meaning.name.contains("sessionmaker()");
        (!(session && self.asynchronous.contains(&meaning.module))).then_some(found)
    }

    fn django(&self, meaning: &Meaning) -> Option<Blocking> {
        let (model, method) = (&meaning.name, Module::last_segment(&meaning.name));
        let uses = self.repo.frameworks.contains(&"django");
        (uses && DJANGO.contains(&method) && model.contains(".objects."))
            .then_some(Blocking::Database)
    }
}

/// Whether a call may wait, by the last segment of its name alone.
fn may(last: &str) -> bool {
    BY_LAST.has(last) || DJANGO.contains(&last)
}

/// What a name outside of the repository waits for.
fn blocking(name: &str) -> Option<Blocking> {
    let (package, _, found) = BY_LAST.find(name, Module::last_segment(name))?;
    if ASYNC.iter().any(|part| name.contains(part)) {
        return None;
    }
    // Of SQLAlchemy only sessions and connections ask; `select(…).get` and the like build.
    let asks = !matches!(*package, "sqlalchemy" | "sqlmodel")
        || ["Session", "session", "connect()", "begin()"]
            .iter()
            .any(|part| name.contains(part))
        || name.ends_with("create_engine().connect");
    // A chain of a session's query is one question, asked where it begins.
    let begins = !name.contains(".query()") && !name.contains(".execute()");
    let answers = *found == Blocking::Http && !super::asks(name);
    (asks && begins && !answers).then_some(*found)
}

#[cfg(test)]
mod tests {
    use super::{Blocking, blocking};

    #[test]
    fn sessions_block_and_their_asynchronous_versions_do_not() {
        let database = Some(Blocking::Database);
        assert_eq!(blocking("sqlalchemy.orm.Session().query"), database);
        assert_eq!(blocking("sqlalchemy.orm.sessionmaker()().commit"), database);
        assert_eq!(blocking("sqlalchemy.ext.asyncio.AsyncSession().get"), None);
        assert_eq!(blocking("sqlalchemy.select().get"), None);
        assert_eq!(blocking("sqlalchemy.orm.Session().query().get"), None);
        assert_eq!(blocking("redis.asyncio.Redis().get"), None);
        assert_eq!(blocking("redis.Redis().get"), Some(Blocking::Store));
        assert_eq!(blocking("httpx.AsyncClient().get"), None);
        assert_eq!(blocking("httpx.Request().read().send"), None);
    }
}
