//! Names and values of one line of text, whatever its format.

use std::ops::Range;

/// The longest value between quotes.
const LONGEST_VALUE: usize = 4096;
/// The longest name before a separator.
const LONGEST_NAME: usize = 80;

/// A name and what is given to it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Pair<'a> {
    /// The name.
    pub(super) name: &'a str,
    /// The value, without quotes.
    pub(super) value: &'a str,
    /// Where the value stands in the line.
    pub(super) span: Range<usize>,
    /// Whether the value stands between quotes.
    pub(super) quoted: bool,
    /// Whether the line is a comment.
    pub(super) commented: bool,
}

/// The names and values of one line, whatever the format: `name: value`, `"name": "value"`, `- NAME=value`. With `bare`,
/// values without quotes count, too, where the name begins the line. Linear: each separator looks at a bounded part.
pub(super) fn pairs_of(line: &str, bare: bool) -> Vec<Pair<'_>> {
    let commented = matches!(line.trim_start().bytes().next(), Some(b'#' | b';'));
    let bytes = line.as_bytes();
    let mut pairs = Vec::new();
    let mut first = true;
    let mut skip = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        if at < skip || !matches!(byte, b':' | b'=') {
            continue;
        }
        if matches!(bytes.get(at + 1), Some(b'=' | b'>' | b':'))
            || matches!(
                bytes.get(at.wrapping_sub(1)),
                Some(b'=' | b'!' | b'<' | b'>' | b':')
            )
        {
            continue;
        }
        let Some((from, to)) = name_before(bytes, at) else {
            continue;
        };
        let name = line.get(from..to).unwrap_or_default();
        let begins = std::mem::replace(&mut first, false)
            && begins_line(line.get(..from).unwrap_or_default());
        let mut value = at + 1;
        while matches!(bytes.get(value), Some(b' ' | b'\t')) && value < at + 40 {
            value += 1;
        }
        // `"NAME=value"` in a list: the quote that opened before the name closes after the value.
        let around = from
            .checked_sub(1)
            .and_then(|open| bytes.get(open))
            .copied()
            .filter(|quote| to == at && matches!(quote, b'"' | b'\''));
        let quote = bytes
            .get(value)
            .copied()
            .filter(|quote| matches!(quote, b'"' | b'\''))
            .or(around);
        if let Some(quote) = quote {
            let open = if around.is_some() && bytes.get(value) != Some(&quote) {
                value
            } else {
                value + 1
            };
            let rest = bytes.get(open..).unwrap_or_default();
            let Some(length) = rest
                .iter()
                .take(LONGEST_VALUE)
                .position(|byte| *byte == quote)
            else {
                continue;
            };
            skip = open + length;
            if let Some(text) = line.get(open..open + length) {
                pairs.push(Pair {
                    name,
                    value: text,
                    span: open..open + length,
                    quoted: true,
                    commented,
                });
            }
        } else if bare && begins && (byte == b'=' || value > at + 1) {
            let rest = line.get(value..).unwrap_or_default();
            let end = rest.find(" #").unwrap_or(rest.len());
            let text = rest
                .get(..end)
                .unwrap_or_default()
                .trim_end()
                .trim_end_matches([',', ';']);
            // Aliases, tags and blocks of YAML are no values.
            if !text.starts_with(['!', '&', '*', '|', '>', '{', '[']) {
                pairs.push(Pair {
                    name,
                    value: text,
                    span: value..value + text.len(),
                    quoted: false,
                    commented,
                });
            }
            break;
        }
    }
    pairs
}

fn name_before(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    let mut to = at;
    while to > 0
        && matches!(bytes.get(to - 1), Some(b' ' | b'\t' | b'"' | b'\'' | b']'))
        && at - to < 8
    {
        to -= 1;
    }
    let mut from = to;
    let named = |byte: Option<&u8>| {
        byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
    };
    while from > 0 && named(bytes.get(from - 1)) && to - from < LONGEST_NAME {
        from -= 1;
    }
    (from < to).then_some((from, to))
}

fn begins_line(before: &str) -> bool {
    let before = before
        .trim_start()
        .trim_start_matches(['#', ';', '-'])
        .trim();
    matches!(
        before.trim_end_matches(['"', '\'']),
        "" | "export" | "ENV" | "ARG" | "env" | "set"
    )
}

/// Whether what stands before a commented value is code: one name, item or attribute, and `=` or `:`.
pub(super) fn is_assignment(before: &str) -> bool {
    let code = before.trim_start_matches(['#', ' ', '\t']);
    let words = code
        .trim_end_matches(['"', '\'', ' ', '=', ':', 'b', 'f', 'r'])
        .split_whitespace()
        .count();
    words <= 1 || (words == 2 && code.contains(':'))
}

/// Whether what stands before an address's password is code that was commented out, not a sentence: the address is quoted,
/// or follows a `=`.
pub(super) fn is_commented_code(before: &str) -> bool {
    let scheme = before.rfind("://").unwrap_or_default();
    let before = before.get(..scheme).unwrap_or_default();
    let before = before
        .trim_end_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    before.trim_end().ends_with(['"', '\'', '='])
}
