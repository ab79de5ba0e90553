//! Reads `.env` files as their loaders do, tolerantly.

use crate::source::{Source, Span};

/// One assignment of an env file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Assignment {
    /// The name.
    pub key: Span,
    /// The value without quotes; may be empty.
    pub value: Span,
}

/// The assignments of an env file, in order. `export` and `set` before the name, quotes around the value and comments after
/// it are left out; lines that are no assignment are skipped.
#[must_use]
pub fn assignments(source: &Source) -> Vec<Assignment> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in source.text().split_inclusive('\n') {
        found.extend(assignment(line, start));
        start += line.len();
    }
    found
}

fn assignment(line: &str, start: usize) -> Option<Assignment> {
    let content = line.trim_end();
    let (left, right) = content.split_once('=')?;
    let name = left.trim();
    let name = name
        .strip_prefix("export ")
        .or_else(|| name.strip_prefix("set "))
        .unwrap_or(name)
        .trim_start();
    let named = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    if name.is_empty()
        || !name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        || !name.chars().all(named)
    {
        return None;
    }
    let key = start + left.trim_end().len() - name.len();
    let blank = right.len() - right.trim_start().len();
    let from = start + left.len() + 1 + blank;
    let value = right.trim_start();
    let quote = value
        .chars()
        .next()
        .filter(|quote| matches!(quote, '"' | '\''));
    let (from, length) =
        match quote.and_then(|quote| value.get(1..).and_then(|rest| rest.find(quote))) {
            Some(length) => (from + 1, length),
            // A quote that opens a value of several lines hides nothing of this one.
            None if quote.is_some() => (from + 1, value.len() - 1),
            None => (
                from,
                value.find(" #").map_or(value.len(), |end| {
                    value.get(..end).unwrap_or_default().trim_end().len()
                }),
            ),
        };
    let length = if quote.is_none() && value.starts_with('#') {
        0
    } else {
        length
    };
    Some(Assignment {
        key: Span::new(key, key + name.len()),
        value: Span::new(from, from + length),
    })
}

/// The names that comments of an env example file show as assignments: `# SENTRY_DSN=`.
pub fn commented_keys(source: &Source) -> impl Iterator<Item = &str> {
    source.text().lines().filter_map(|line| {
        let shown = line
            .trim_start()
            .strip_prefix('#')?
            .trim_start_matches(['#', ' ']);
        let (name, _) = shown.split_once('=')?;
        let name = name.trim();
        let upper = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
        (!name.is_empty() && name.bytes().all(upper)).then_some(name)
    })
}

/// The names that stand alone on a line: such a variable is handed on from the machine (`docker run --env-file`).
pub fn bare_keys(source: &Source) -> impl Iterator<Item = &str> {
    source.text().lines().map(str::trim).filter(|name| {
        name.starts_with(|c: char| c.is_ascii_uppercase() || c == '_')
            && name
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, String)> {
        let source = Source::new(text.to_owned());
        let pair = |entry: &Assignment| {
            (
                source.slice(entry.key).to_owned(),
                source.slice(entry.value).to_owned(),
            )
        };
        assignments(&source).iter().map(pair).collect()
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn every_spelling_is_read() {
        let text = "# c\r\nA=1\r\nexport B = 'x y' # why\nC=\"a#b\"\nD=v # no\nE=\nF=#none\nno line\n=x\n1A=x\nG='open\nH=last";
        let expected = [
            ("A", "1"),
            ("B", "x y"),
            ("C", "a#b"),
            ("D", "v"),
            ("E", ""),
            ("F", ""),
            ("G", "open"),
            ("H", "last"),
        ];
        assert_eq!(read(text), pairs(&expected));
    }

    #[test]
    fn names_alone_are_handed_on() {
        let source = Source::new("MAIL_USER\n  DB_HOST \nA=1\nsome words\n# X\n1A\n".to_owned());
        let names: Vec<&str> = bare_keys(&source).collect();
        assert_eq!(names, ["MAIL_USER", "DB_HOST"]);
    }

    #[test]
    fn comments_name_variables_too() {
        let source = Source::new("# SENTRY_DSN=\n# see https://x?a=b\n#A=1\n".to_owned());
        assert_eq!(
            commented_keys(&source).collect::<Vec<_>>(),
            ["SENTRY_DSN", "A"]
        );
    }
}
