//! The one table of placeholders and default words, and which values are made of them (FOL403).

use super::letters::{distinct, is_word, is_wrapped};
use super::names;
use std::sync::LazyLock;

/// Whatever holds one of these is a placeholder.
static SAYS_SO: LazyLock<Vec<&str>> =
    LazyLock::new(|| lines(include_str!("../../data/placeholder_marks.txt")));

/// What default and placeholder values are made of; digits that count may follow. Also the names of services, whose own name
/// is nobody's password.
static VOCABULARY: LazyLock<Vec<&str>> =
    LazyLock::new(|| lines(include_str!("../../data/default_words.txt")));

/// What a menu compares an answer with.
pub(super) const COMMANDS: &[&str] = &[
    "exit", "quit", "back", "done", "cancel", "stop", "yes", "true", "false", "abort", "skip",
    "help",
];

/// Default words that are passwords all the same where a machine can be reached, unlike those that only say `password`.
const WEAK: &[&str] = &[
    "",
    "admin",
    "administrator",
    "app",
    "db",
    "demo",
    "guest",
    "letmein",
    "mongo",
    "mongodb",
    "mysql",
    "postgres",
    "qwerty",
    "redis",
    "root",
    "server",
    "super",
    "test",
    "tester",
    "testing",
    "user",
    "welcome",
];

fn lines(table: &'static str) -> Vec<&'static str> {
    table
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with("# "))
        .collect()
}

/// Empty, a template, or a value that says itself that it is to be replaced.
pub(crate) fn is_placeholder(value: &str) -> bool {
    let value = value.trim();
    let lower = value.to_ascii_lowercase();
    value.is_empty() || is_wrapped(value) || SAYS_SO.iter().any(|word| lower.contains(word))
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

/// Whether it is one default word with or without digits, or digits alone: weak, yet somebody's password.
pub(super) fn is_weak(value: &str) -> bool {
    let bare = value
        .trim_end_matches(|c: char| c.is_ascii_digit() || c.is_ascii_punctuation())
        .to_ascii_lowercase();
    distinct(value) > 2 && WEAK.contains(&&*bare) && !value.contains(['*', '.', '<'])
}

/// Whether nothing but words of the vocabulary and counting digits are in it: `my-secret-key`, `postgres`, `Admin123!`.
pub(super) fn is_made_of_words(lower: &str) -> bool {
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
pub(super) fn is_counting(digits: &str) -> bool {
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
