//! Shapes of values that are no secrets: references, sentences, hashes.

use super::letters::{is_word, is_wrapped};
use super::words::is_made_of_words;

/// Whether it only refers to something: a template, a variable, a path, an address, a dotted name.
pub(super) fn is_reference(value: &str) -> bool {
    if is_wrapped(value) {
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

/// Letters and `_` alone, or words joined by `-`, `.`, `_` or blanks: what somebody typed as an example. A key that was
/// drawn by lot has digits, capitals inside its groups, or no joints.
pub(super) fn is_worded(value: &str) -> bool {
    /// The longest part that is still a word.
    const LONGEST_WORD: usize = 15;
    let word = |part: &str| {
        part.len() <= LONGEST_WORD
            && (part.bytes().skip(1).all(|byte| byte.is_ascii_lowercase())
                || part.bytes().all(|byte| byte.is_ascii_uppercase()))
            && part.bytes().all(|byte| byte.is_ascii_alphabetic())
    };
    let mut parts = value.split(['-', '.', '_', ' ']);
    is_word(value) || (parts.all(word) && !is_four_by_four(value))
}

/// Four groups of four small letters: how one mail provider shows the passwords it draws.
fn is_four_by_four(value: &str) -> bool {
    let group = |part: &str| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_lowercase());
    value.split([' ', '-']).count() == 4
        && value.split([' ', '-']).all(group)
        && !is_made_of_words(value)
}

/// A sentence, a label, a translation: words with spaces between them. Generated passwords with spaces mix digits and
/// capitals into their groups; four groups of four small letters is how one mail provider shows its.
pub(super) fn is_prose(value: &str) -> bool {
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

pub(super) fn is_hash(value: &str) -> bool {
    const MARKS: [&str; 10] = [
        "pbkdf2", "$2a$", "$2b$", "$2y$", "$argon2", "argon2", "bcrypt", "scrypt", "sha256$",
        "sha1$",
    ];
    MARKS.iter().any(|mark| value.starts_with(mark))
        || value.starts_with("$6$")
        || value.starts_with("sha256-")
        || value.starts_with("sha512-")
}
