//! What a value is made of, letter by letter.

/// Letters and `_` alone.
pub(super) fn is_word(value: &str) -> bool {
    value
        .bytes()
        .all(|byte| byte.is_ascii_alphabetic() || byte == b'_')
}

pub(super) fn distinct(text: &str) -> usize {
    let mut seen = [false; 256];
    text.bytes().for_each(|byte| seen[usize::from(byte)] = true);
    seen.iter().filter(|seen| **seen).count()
}

/// A template's hole: `<password>`, `{password}`, `__PASSWORD__`.
pub(super) fn is_wrapped(value: &str) -> bool {
    let wrapped = [
        ("<", ">"),
        ("{", "}"),
        ("[", "]"),
        ("(", ")"),
        ("%", "%"),
        ("__", "__"),
        ("@@", "@@"),
    ];
    value.len() > 1
        && wrapped
            .iter()
            .any(|(open, close)| value.starts_with(open) && value.ends_with(close))
}
