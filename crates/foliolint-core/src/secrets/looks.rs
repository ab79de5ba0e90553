//! Whether a value is somebody's secret or only stands in for one: the one table of placeholders and default words.

use super::Kind;
use super::names;

/// Where a value stands, as far as it matters to what it may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Context<'a> {
    /// It is used only where something else is missing: an environment fallback, a settings field's or parameter's default.
    pub(crate) fallback: bool,
    /// It stands in a compose or CI file, where services get passwords that only they see.
    pub(crate) service: bool,
    /// The user, database or service it belongs to, where known.
    pub(crate) owner: &'a str,
}

/// What a value looks like.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Look {
    /// Nothing secret: an empty value, a reference, a sentence, a hash.
    Nothing,
    /// Stands in for a secret: a placeholder or a default word.
    Placeholder,
    /// A secret.
    Real,
}

/// Passwords below this length are initials or switches.
const SHORTEST_PASSWORD: usize = 4;
/// Keys and tokens below this length open nothing (FLAGS.md, FOL403).
const SHORTEST_KEY: usize = 8;
/// From here on letters alone may be a key.
const LETTERS_ONLY_KEY: usize = 20;
/// Longer values are texts.
const LONGEST: usize = 4096;

/// Whatever holds one of these is a placeholder.
const SAYS_SO: &[&str] = &[
    "your",
    "change",
    "example",
    "dummy",
    "placeholder",
    "replace",
    "redacted",
    "insert",
    "fake",
    "sample",
    "xxx",
    "***",
    "...",
    "fixme",
    "goes-here",
    "goes_here",
    "_here",
    "-here",
    " here",
    "not-a-real",
    "not-real",
    "notreal",
    "undefined",
    "insecure",
    "unsafe",
    "do-not-use",
    "donotuse",
    "lorem",
    "generate",
    "enter-",
    "enter_",
    "random-string",
];

/// What default and placeholder values are made of; digits that count may follow. Also the names of services, whose own name
/// is nobody's password.
const VOCABULARY: &[&str] = &[
    "a",
    "access",
    "account",
    "admin",
    "administrator",
    "airflow",
    "an",
    "any",
    "api",
    "app",
    "application",
    "auth",
    "bar",
    "baz",
    "blank",
    "bot",
    "celery",
    "ci",
    "client",
    "cookie",
    "credentials",
    "database",
    "db",
    "debug",
    "default",
    "demo",
    "dev",
    "developer",
    "development",
    "django",
    "empty",
    "fastapi",
    "flask",
    "foo",
    "for",
    "foobar",
    "grafana",
    "guest",
    "hash",
    "hello",
    "helloworld",
    "in",
    "is",
    "it",
    "jwt",
    "key",
    "keycloak",
    "letmein",
    "local",
    "localhost",
    "login",
    "mariadb",
    "minio",
    "minioadmin",
    "mongo",
    "mongodb",
    "must",
    "my",
    "mysql",
    "new",
    "nil",
    "no",
    "none",
    "not",
    "null",
    "of",
    "only",
    "pass",
    "passw0rd",
    "password",
    "passwd",
    "postgres",
    "postgresql",
    "private",
    "prod",
    "production",
    "pwd",
    "qwerty",
    "rabbit",
    "rabbitmq",
    "redis",
    "root",
    "sa",
    "safe",
    "secret",
    "server",
    "session",
    "set",
    "signing",
    "some",
    "something",
    "staging",
    "string",
    "strong",
    "super",
    "test",
    "tester",
    "testing",
    "the",
    "this",
    "to",
    "todo",
    "token",
    "unset",
    "used",
    "user",
    "username",
    "value",
    "very",
    "world",
];

/// What a menu compares an answer with.
const COMMANDS: &[&str] = &[
    "exit", "quit", "back", "done", "cancel", "stop", "yes", "true", "false", "abort", "skip",
    "help",
];

/// What `value`, given to `name` as a secret of `kind`, looks like.
pub(crate) fn look(kind: Kind, name: &str, value: &str, context: Context<'_>) -> Look {
    let value = value.trim();
    if value.is_empty() || value.len() > LONGEST || is_reference(value) {
        return Look::Nothing;
    }
    match kind {
        Kind::SigningKey => look_signing(name, value, context),
        Kind::Key => look_key(name, value),
        _ => look_password(name, value, context),
    }
}

fn look_signing(name: &str, value: &str, context: Context<'_>) -> Look {
    if is_prose(value) || value.len() < 2 {
        return if value.len() < 2 {
            Look::Nothing
        } else {
            Look::Placeholder
        };
    }
    let bare = value.strip_prefix("django-insecure-").unwrap_or(value);
    if is_stand_in(name, bare) || ((context.fallback || context.service) && is_word(bare)) {
        Look::Placeholder
    } else {
        Look::Real
    }
}

fn look_key(name: &str, value: &str) -> Look {
    if is_stand_in(name, value) {
        return Look::Placeholder;
    }
    let plain = value.bytes().all(|byte| byte.is_ascii_graphic());
    let digits = value.bytes().any(|byte| byte.is_ascii_digit());
    let lower = value.bytes().any(|byte| byte.is_ascii_lowercase());
    let upper = value.bytes().skip(1).any(|byte| byte.is_ascii_uppercase());
    // `x-auth-token-v2`, `PAGE_TOKEN`, `Bearer`: words are names of things, keys are drawn by lot.
    let parts = value.split(['_', '-', '.', ':', '/']);
    let named = parts.clone().count() > 1
        && parts.clone().all(|part| {
            let part = part.strip_prefix('v').unwrap_or(part);
            part.bytes().all(|byte| byte.is_ascii_alphabetic())
                || (part.len() <= 2 && part.bytes().all(|byte| byte.is_ascii_digit()))
        });
    let long_letters =
        value.len() >= LETTERS_ONLY_KEY && ((lower && upper) || !value.contains(['_', '-', '.']));
    if value.len() >= SHORTEST_KEY
        && plain
        && !(named && !(long_letters && lower && upper))
        && (digits || long_letters)
        && distinct(value) >= 5
    {
        Look::Real
    } else {
        Look::Nothing
    }
}

fn look_password(name: &str, value: &str, context: Context<'_>) -> Look {
    if value.len() < SHORTEST_PASSWORD || is_prose(value) || is_hash(value) {
        return Look::Nothing;
    }
    let same = |other: &str| !other.is_empty() && other.eq_ignore_ascii_case(value);
    if is_stand_in(name, value)
        || same(context.owner)
        || COMMANDS.iter().any(|command| same(command))
    {
        return Look::Placeholder;
    }
    if (context.fallback || context.service) && is_word(value) {
        return Look::Placeholder;
    }
    Look::Real
}

/// Whether it only refers to something: a template, a variable, a path, an address, a dotted name.
fn is_reference(value: &str) -> bool {
    let wrapped = [
        ("<", ">"),
        ("{", "}"),
        ("[", "]"),
        ("(", ")"),
        ("%", "%"),
        ("__", "__"),
        ("@@", "@@"),
    ];
    if wrapped
        .iter()
        .any(|(open, close)| value.len() > 1 && value.starts_with(open) && value.ends_with(close))
    {
        return true;
    }
    if value.starts_with("$")
        && value
            .get(1..)
            .is_some_and(|rest| rest.starts_with(['{', '(', '$']) || is_identifier(rest))
    {
        return true;
    }
    if [
        "{{", "${", "%(", "<%", "#{", "!vault", "!Ref", "!Sub", "arn:", "ENC[",
    ]
    .iter()
    .any(|mark| value.contains(mark))
    {
        return true;
    }
    if value.contains("://") || (value.contains('/') && value.starts_with(['/', '.', '~'])) {
        return true;
    }
    // `DB_PASSWORD` as a value is the name of a variable.
    let capitals = value.contains('_')
        && value
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
    let dotted = value.contains('.')
        && value.split('.').all(is_identifier)
        && value
            .split('.')
            .all(|part| !part.bytes().any(|byte| byte.is_ascii_digit()));
    let file = [
        ".txt", ".json", ".pem", ".key", ".yml", ".yaml", ".html", ".py", ".env", ".crt", ".ini",
        ".pickle",
    ];
    (capitals
        && value
            .bytes()
            .next()
            .is_some_and(|byte| byte.is_ascii_uppercase())
        && !value.bytes().any(|byte| byte.is_ascii_digit()))
        || dotted
        || file.iter().any(|ending| value.ends_with(ending))
}

fn is_identifier(text: &str) -> bool {
    text.bytes()
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Letters and `_` alone.
fn is_word(value: &str) -> bool {
    value
        .bytes()
        .all(|byte| byte.is_ascii_alphabetic() || byte == b'_')
}

/// A sentence, a label, a translation: words with spaces between them. Generated passwords with spaces mix digits and
/// capitals into their groups; four groups of four small letters is how one mail provider shows its.
fn is_prose(value: &str) -> bool {
    if !value.is_ascii() && !value.bytes().any(|byte| byte.is_ascii_digit()) {
        return true;
    }
    let parts: Vec<&str> = value.split_whitespace().collect();
    if parts.len() < 2 {
        return false;
    }
    if parts.len() == 4
        && parts
            .iter()
            .all(|part| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_lowercase()))
    {
        return is_made_of_words(&value.to_ascii_lowercase());
    }
    let word = |part: &&&str| {
        let inner = part.trim_matches(|c: char| c.is_ascii_punctuation());
        let rest = inner.get(1..).unwrap_or_default();
        rest.chars()
            .all(|c| c.is_lowercase() || c == '\'' || c == '-')
    };
    parts.iter().filter(word).count() * 2 >= parts.len()
}

fn is_hash(value: &str) -> bool {
    const MARKS: [&str; 10] = [
        "pbkdf2", "$2a$", "$2b$", "$2y$", "$argon2", "argon2", "bcrypt", "scrypt", "sha256$",
        "sha1$",
    ];
    MARKS.iter().any(|mark| value.starts_with(mark))
        || value.starts_with("$6$")
        || value.starts_with("sha256-")
        || value.starts_with("sha512-")
}

/// A placeholder, a default word, or the name itself.
pub(crate) fn is_stand_in(name: &str, value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    if lower.is_empty() || SAYS_SO.iter().any(|word| lower.contains(word)) || distinct(&lower) < 3 {
        return true;
    }
    let squeezed: String = lower.chars().filter(char::is_ascii_alphanumeric).collect();
    let own: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    is_made_of_words(&lower)
        || squeezed.eq_ignore_ascii_case(&own)
        || names::kind_of(value).is_some_and(|_| is_word(value) && value.contains('_'))
}

/// Whether nothing but words of the vocabulary and counting digits are in it: `my-secret-key`, `postgres`, `Admin123!`.
fn is_made_of_words(lower: &str) -> bool {
    let plain = lower.replace('@', "a").replace("w0rd", "word");
    let squeezed: String = plain.chars().filter(char::is_ascii_alphanumeric).collect();
    let letters = squeezed.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = squeezed.get(letters.len()..).unwrap_or_default();
    if squeezed.len() > 64 || !is_counting(digits) {
        return false;
    }
    // reachable[i]: the first i letters are made of whole words.
    let mut reachable = vec![false; letters.len() + 1];
    if let Some(first) = reachable.first_mut() {
        *first = true;
    }
    for at in 0..letters.len() {
        if reachable.get(at) != Some(&true) {
            continue;
        }
        let rest = letters.get(at..).unwrap_or_default();
        for word in VOCABULARY.iter().filter(|word| rest.starts_with(**word)) {
            if let Some(end) = reachable.get_mut(at + word.len()) {
                *end = true;
            }
        }
    }
    reachable.last() == Some(&true)
}

/// None, one digit over and over, or digits that count up or down.
fn is_counting(digits: &str) -> bool {
    let steps: Vec<i16> = digits
        .as_bytes()
        .windows(2)
        .filter_map(|pair| match pair {
            [a, b] => Some(i16::from(*b) - i16::from(*a)),
            _ => None,
        })
        .collect();
    // 1234567890 wraps from 9 to 0.
    let all = |step: i16| {
        steps
            .iter()
            .all(|&next| next == step || (step == 1 && next == -9))
    };
    all(0) || all(1) || all(-1) || digits.as_bytes().chunks(3).all(|group| group == b"123")
}

fn distinct(text: &str) -> usize {
    let mut seen = [false; 256];
    text.bytes().for_each(|byte| seen[usize::from(byte)] = true);
    seen.iter().filter(|seen| **seen).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn password(value: &str) -> Look {
        look(Kind::Password, "password", value, Context::default())
    }

    #[test]
    fn passwords_look_real_unless_they_are_default_words() {
        for value in [
            "123@W",
            "3775",
            "6gP7 hmbq UsET twiT ezIW C8rR",
            "sakbynhxghrruizz",
            "swordfish",
            "hunter2-folio-canary-pw",
            "Tr0ub4dor&3",
        ] {
            assert_eq!(password(value), Look::Real, "{value}");
        }
        for value in [
            "postgres",
            "password",
            "admin",
            "Admin123!",
            "root",
            "test_password",
            "1234",
            "123123",
            "change-me",
            "your-db-password",
            "secret123",
            "xxxx",
            "aaaa",
            "my_super_secret_password",
            "password1",
        ] {
            assert_eq!(password(value), Look::Placeholder, "{value}");
        }
        for value in [
            "",
            "<password>",
            "${DB_PASSWORD}",
            "$DB_PASSWORD",
            "{{ password }}",
            "DB_PASSWORD",
            "%(password)s",
            "Enter the password again.",
            "Пароль",
            "pbkdf2_sha256$1$x$y",
            "django.contrib.auth.Password",
            "/run/secrets/db",
            "abc",
        ] {
            assert_eq!(password(value), Look::Nothing, "{value}");
        }
    }

    #[test]
    fn words_are_harmless_where_services_meet() {
        let context = Context {
            service: true,
            ..Context::default()
        };
        assert_eq!(
            look(Kind::Password, "POSTGRES_PASSWORD", "swordfish", context),
            Look::Placeholder
        );
        assert_eq!(
            look(Kind::Password, "POSTGRES_PASSWORD", "3775", context),
            Look::Real
        );
        let context = Context {
            owner: "shop_user",
            ..Context::default()
        };
        assert_eq!(
            look(Kind::Password, "PASSWORD", "shop_user", context),
            Look::Placeholder
        );
    }

    #[test]
    fn keys_are_drawn_by_lot() {
        let key = |value: &str| look(Kind::Key, "api_key", value, Context::default());
        for value in [
            "7f3a9e21bc",
            "kT9xQ2mVb7LsZ4nR",
            "aWbQzKxLmNvTsRyXcFdGjKuPeHo",
        ] {
            assert_eq!(key(value), Look::Real, "{value}");
        }
        for value in [
            "used_key",
            "123456789",
            "Bearer",
            "x-auth-token-v2",
            "test123",
            "your-api-key",
            "translation.of.token",
            "API_TOKEN",
            "short1",
        ] {
            assert_ne!(key(value), Look::Real, "{value}");
        }
    }

    #[test]
    fn signing_keys() {
        let look = |value: &str, fallback| {
            look(
                Kind::SigningKey,
                "SECRET_KEY",
                value,
                Context {
                    fallback,
                    ..Context::default()
                },
            )
        };
        assert_eq!(
            look("@e2(yx)v&tgh3_s=0yja-i!dpebxsz^dg47x)-k&kq_3zf*9e*", false),
            Look::Real
        );
        assert_eq!(
            look("django-insecure-j!j0kbqr9^om5%-oewi8d#jy9&4tws", true),
            Look::Real
        );
        assert_eq!(
            look("django-insecure-development-key-change-in-production", true),
            Look::Placeholder
        );
        assert_eq!(look("helloworld", false), Look::Placeholder);
        assert_eq!(look("mysecretkey", true), Look::Placeholder);
        assert_eq!(look("asktua34523489ASGWErtjhfksf897", false), Look::Real);
        assert_eq!(look("", false), Look::Nothing);
    }
}
