//! What kind of secret a name promises: `EMAIL_HOST_PASSWORD`, `apiKey`, `SECRET_KEY`.

use super::Kind;

/// The words of an identifier, lower case: `authTokenV2` and `AUTH_TOKEN_V2` both give auth, token, v2.
pub(crate) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut last = ' ';
    let mut rest = name.chars().peekable();
    while let Some(next) = rest.next() {
        let begins = next.is_uppercase()
            && (last.is_lowercase()
                || (last.is_uppercase() && rest.peek().is_some_and(|after| after.is_lowercase())));
        if next.is_alphanumeric() {
            if begins || !last.is_alphanumeric() {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut() {
                word.extend(next.to_lowercase());
            }
        }
        last = next;
    }
    words
}

/// Longer names are no identifiers.
const LONGEST_NAME: usize = 80;

const PASSWORDS: &[&str] = &[
    "password",
    "passwd",
    "pwd",
    "pass",
    "passphrase",
    "passcode",
    "pw",
    "passwort",
];

/// What a password's name may be glued to: `dbpass`, `userpassword`.
const GLUED: &[&str] = &["password", "passwd", "dbpass"];

/// Words before `key` that make it one that opens something.
const KEYS: &[&str] = &[
    "api",
    "secret",
    "private",
    "access",
    "encryption",
    "signing",
    "auth",
    "master",
    "license",
    "account",
    "service",
    "client",
    "consumer",
    "app",
    "application",
    "stripe",
    "openai",
    "fernet",
    "hmac",
    "subscription",
    "admin",
    "bot",
    "crypto",
    "aes",
];

/// Glued spellings of a key.
const GLUED_KEYS: &[&str] = &[
    "apikey",
    "secretkey",
    "privatekey",
    "accesskey",
    "authkey",
    "authtoken",
];

/// Words that may follow: they say which secret it is.
const QUALIFIERS: &[&str] = &[
    "prod",
    "production",
    "live",
    "dev",
    "development",
    "default",
    "value",
    "str",
    "string",
    "main",
    "local",
    "new",
    "old",
    "staging",
    "root",
    "bytes",
];

/// Words that make it something about a secret: its address, its field, its life time.
const ABOUT: &[&str] = &[
    "url",
    "uri",
    "path",
    "file",
    "filename",
    "field",
    "fields",
    "label",
    "name",
    "id",
    "ids",
    "length",
    "len",
    "min",
    "max",
    "hash",
    "hashed",
    "header",
    "prefix",
    "suffix",
    "type",
    "expire",
    "expires",
    "expired",
    "expiration",
    "expiry",
    "ttl",
    "lifetime",
    "minutes",
    "days",
    "hours",
    "seconds",
    "age",
    "algorithm",
    "regex",
    "pattern",
    "error",
    "message",
    "msg",
    "text",
    "help",
    "validator",
    "validators",
    "validation",
    "reset",
    "change",
    "confirm",
    "confirmation",
    "template",
    "view",
    "form",
    "button",
    "hint",
    "title",
    "column",
    "input",
    "model",
    "class",
    "serializer",
    "backend",
    "count",
    "limit",
    "hasher",
    "hashers",
    "link",
    "endpoint",
    "location",
    "arn",
    "ref",
    "cookie",
    "public",
    "csrf",
];

/// Words before `token` that make it a piece of text for a parser or a language model.
const TEXT_TOKENS: &[&str] = &[
    "pad",
    "eos",
    "bos",
    "unk",
    "cls",
    "sep",
    "mask",
    "start",
    "end",
    "stop",
    "special",
    "next",
    "page",
    "continuation",
    "first",
    "last",
    "current",
    "csrfmiddleware",
];

/// Words that name a framework's signing key together with `secret` and `key`.
const SIGNING: &[&str] = &[
    "secret",
    "key",
    "jwt",
    "django",
    "flask",
    "app",
    "application",
    "auth",
    "signing",
    "session",
    "cookie",
    "wtf",
    "csrf",
    "token",
    "access",
    "refresh",
    "fastapi",
    "security",
    "salt",
    "my",
    "the",
    "sanic",
];

/// The kind of secret that something of this name holds; `None` where the name promises none.
pub(crate) fn kind_of(name: &str) -> Option<Kind> {
    if name.len() > LONGEST_NAME || name.is_empty() {
        return None;
    }
    let mut words = words(name);
    if is_place(&words) {
        return None;
    }
    let signing = is_signing(&words);
    while words.len() > 1
        && words
            .last()
            .is_some_and(|last| QUALIFIERS.contains(&&**last) || is_number(last))
    {
        words.pop();
    }
    if signing || is_signing(&words) {
        return Some(Kind::SigningKey);
    }
    let last = words.last()?.trim_end_matches(|c: char| c.is_ascii_digit());
    if ABOUT.contains(&last)
        || words
            .iter()
            .any(|word| word == "public" || word == "publishable" || word == "csrf")
    {
        return None;
    }
    let before = words
        .len()
        .checked_sub(2)
        .and_then(|at| words.get(at))
        .map_or("", |word| word);
    if PASSWORDS.contains(&last) || GLUED.iter().any(|glued| last.ends_with(glued)) {
        return Some(Kind::Password);
    }
    let key = last == "key" && KEYS.contains(&before);
    let token = (last == "token" && !TEXT_TOKENS.contains(&before))
        || last == "secret"
        || last == "credential";
    let glued = GLUED_KEYS.iter().any(|glued| last.ends_with(glued));
    (key || token || glued).then_some(Kind::Key)
}

/// A number in a row, as in `API_KEY_3`; longer ones are years and sizes.
fn is_number(word: &str) -> bool {
    word.len() <= 2 && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a name promises several keys: `API_KEYS`, `bot_tokens`. `TOKENS` and `KEYS` alone are words and names.
pub(super) fn is_keys(name: &str) -> bool {
    let words = words(name);
    let [.., before, last] = &*words else {
        return false;
    };
    name.len() <= LONGEST_NAME
        && matches!(&**last, "keys" | "tokens" | "secrets")
        && KEYS.contains(&&**before)
}

/// Whether a name is that of a user, database, service or host: what a password without a thought repeats.
pub(super) fn is_owner(name: &str) -> bool {
    const OWNERS: &[&str] = &[
        "user", "username", "name", "db", "database", "login", "email", "host", "account",
    ];
    words(name)
        .last()
        .is_some_and(|last| OWNERS.contains(&&**last))
}

/// Whether it names the place where something is kept: `SESSION_TOKEN_COOKIE_KEY`, `AUTH_TOKEN_STORAGE_KEY`.
fn is_place(words: &[String]) -> bool {
    let last: Vec<&str> = words.iter().rev().take(2).map(String::as_str).collect();
    let kept = words
        .iter()
        .any(|word| matches!(&**word, "token" | "jwt" | "user" | "auth"));
    kept && !words.iter().any(|word| word == "secret")
        && matches!(
            *last,
            ["key", "cookie" | "header" | "storage" | "cache" | "session"]
        )
}

fn is_signing(words: &[String]) -> bool {
    let has = |wanted: &str| words.iter().any(|word| word == wanted);
    let known = words
        .iter()
        .all(|word| SIGNING.contains(&&**word) || word == "secretkey");
    let tail = words
        .last()
        .is_some_and(|last| matches!(&**last, "key" | "secret" | "secretkey"));
    let secret_key = (has("secret") && has("key")) || has("secretkey");
    let signs = has("jwt")
        || has("signing")
        || has("session")
        || has("cookie")
        || has("flask")
        || has("django");
    known
        && tail
        && (secret_key
            || (signs
                && (has("secret") || has("key"))
                && !(words.len() == 2 && has("session") && has("key"))))
        && !(has("access") && secret_key && !signs)
}

#[cfg(test)]
mod tests;
