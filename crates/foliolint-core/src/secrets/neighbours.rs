//! What stands around a password: the user it repeats, the machine it opens.

use super::{names, urls, words};
use crate::python::Module;
use crate::python::facts::{Key, StringLiteral};
use crate::source::Span;

/// How many literals before and after a password may be its user or host.
const NEIGHBOURS: usize = 12;

/// The named literals near the one at `at`, each with its name.
fn near(module: &Module, at: usize) -> impl Iterator<Item = (&StringLiteral, &str)> {
    let strings = module.facts.strings.iter().enumerate();
    strings
        .skip(at.saturating_sub(NEIGHBOURS))
        .take(2 * NEIGHBOURS)
        .filter(move |(other, _)| *other != at)
        .filter_map(|(_, string)| Some((string, module.text(name_of(string.key)?))))
}

fn name_of(key: Key) -> Option<Span> {
    match key {
        Key::Assigned(key) | Key::Keyword(key) | Key::DictKey(key) | Key::Default(key) => Some(key),
        _ => None,
    }
}

/// Whether `value` is also the name of a user, database or host that stands near: then it is its owner's own name.
pub(super) fn repeats_owner(module: &Module, at: usize, value: &str) -> bool {
    near(module, at)
        .any(|(string, name)| names::is_owner(name) && module.string_text(string) == value)
}

/// Whether `value` is a part of the name of a mail server that stands near, and counting digits: `mail123456` beside
/// `mail.shop.org`. Beside another machine's address it is somebody's weak password.
pub(super) fn counts_service(module: &Module, at: usize, value: &str) -> bool {
    let service = value.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = value.get(service.len()..).unwrap_or_default();
    !service.is_empty()
        && digits.len() > 2
        && words::is_counting(digits)
        && near(module, at).any(|(string, name)| {
            let host = module.string_text(string);
            let mut labels = host.split('.');
            names::words(name).last().is_some_and(|last| last == "host")
                && host.contains('.')
                && labels.any(|label| label.eq_ignore_ascii_case(service))
        })
        && !is_beside_host(module, at)
}

/// Whether the password at `at` stands beside the address of a machine elsewhere: `DB_HOST` of `DB_PASS`, `"HOST"` of the
/// same dict, `host=` of the same call, `HOST` of the same class or file. Mail servers are known to everybody, so that
/// their address tells nothing.
pub(super) fn is_beside_host(module: &Module, at: usize) -> bool {
    let Some((password, name)) = module
        .facts
        .strings
        .get(at)
        .and_then(|string| Some((string, module.text(name_of(string.key)?))))
    else {
        return false;
    };
    let service = service(name);
    if service.iter().any(|word| MAIL.contains(&&**word)) {
        return false;
    }
    near(module, at).any(|(string, name)| {
        let host = names::words(name)
            .last()
            .is_some_and(|last| matches!(&**last, "host" | "hostname"));
        host && self::service(name) == service
            && is_together(module, password, string)
            && urls::is_remote(&module.string_text(string))
    })
}

/// Whether the password at `at` opens a service, a database first of all, rather than being a user's of the program: its
/// name or its call says so, or an address stands beside it.
pub(super) fn opens_service(module: &Module, at: usize) -> bool {
    const SERVICES: &[&str] = &[
        "api", "aws", "broker", "database", "db", "ftp", "host", "mongo", "mysql", "pg",
        "postgres", "proxy", "rabbitmq", "redis", "server", "sql", "ssh",
    ];
    const ADDRESSES: &[&str] = &["host", "hostname", "database", "dbname", "server", "uri"];
    let Some(password) = module.facts.strings.get(at) else {
        return false;
    };
    let name = name_of(password.key).map_or("", |key| module.text(key));
    names::words(name)
        .iter()
        .any(|word| SERVICES.contains(&&**word) || MAIL.contains(&&**word))
        || called_around(module, password.span)
            .is_some_and(|callee| callee.to_ascii_lowercase().contains("connect"))
        || near(module, at).any(|(string, name)| {
            names::words(name)
                .last()
                .is_some_and(|last| ADDRESSES.contains(&&**last))
                && is_together(module, password, string)
        })
}

/// The last name of the innermost call around `span`.
pub(super) fn called_around(module: &Module, span: Span) -> Option<&str> {
    /// How many calls may begin between.
    const CALLS: usize = 8;
    let calls = &module.facts.calls;
    let after = calls.partition_point(|call| call.span.start <= span.start);
    let around = calls
        .get(..after)?
        .iter()
        .rev()
        .take(CALLS)
        .find(|call| call.span.contains(span))?;
    Some(module.callee(around).rsplit('.').next().unwrap_or_default())
}

/// Words of names that belong to mail.
const MAIL: &[&str] = &["mail", "email", "smtp", "imap"];

/// The words of a name without the last one: `DB_PASS` and `DB_HOST` both belong to `db`.
fn service(name: &str) -> Vec<String> {
    let mut words = names::words(name);
    words.pop();
    words
}

/// Whether two literals are given to names of one dict, call, class or function.
fn is_together(module: &Module, a: &StringLiteral, b: &StringLiteral) -> bool {
    let between = Span {
        start: a.span.end.min(b.span.end),
        end: a.span.start.max(b.span.start),
    };
    let apart = |marks: [char; 2]| module.text(between).contains(marks);
    match (a.key, b.key) {
        (Key::DictKey(_), Key::DictKey(_)) => !apart(['{', '}']),
        (Key::Keyword(_), Key::Keyword(_)) => !apart(['(', ')']),
        (Key::Assigned(_), Key::Assigned(_)) => {
            a.scope.class == b.scope.class && a.scope.function == b.scope.function
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file::Zone;
    use crate::limits::Limits;

    fn beside(code: &str) -> bool {
        let (code, limits) = (code.to_owned(), Limits::default());
        let module = Module::parse("a.py".into(), Zone::Production, false, code, &limits);
        let module = module.expect("parses");
        let at = module.facts.strings.iter().position(|string| {
            name_of(string.key).is_some_and(|key| module.text(key).to_lowercase().contains("pass"))
        });
        is_beside_host(&module, at.expect("a password"))
    }

    #[test]
    fn hosts_belong_to_passwords_of_the_same_service() {
        assert!(beside(
            "DB_HOST = 'ds1.shop.io'\nDB_USER = 'x'\nDB_PASS = 'admin'\n"
        ));
        assert!(beside("X = {'HOST': 'ds1.shop.io', 'PASSWORD': 'admin'}\n"));
        assert!(beside("connect(host='ds1.shop.io', password='admin')\n"));
        assert!(!beside("DB_HOST = 'localhost'\nDB_PASS = 'admin'\n"));
        assert!(!beside("API_HOST = 'ds1.shop.io'\nDB_PASS = 'admin'\n"));
        assert!(!beside(
            "EMAIL_HOST = 'ds1.shop.io'\nEMAIL_PASS = 'admin'\n"
        ));
        assert!(!beside(
            "X = {'a': {'HOST': 'ds1.shop.io'}, 'b': {'PASSWORD': 'admin', 'HOST': 'db'}}\n"
        ));
        assert!(!beside("f(host='ds1.shop.io')\ng(password='admin')\n"));
    }
}
