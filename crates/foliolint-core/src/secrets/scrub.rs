//! Masks secrets in text that is about to be shown.

use super::looks::{self, Context, Look};
use super::{Kind, letters, providers, urls};
use aho_corasick::{AhoCorasick, MatchKind};
use std::borrow::Cow;
use std::ops::Range;

/// What a secret is replaced by; its length says nothing.
const MASK: &str = "****";
/// Values below this length are masked only as whole words: elsewhere they are parts of other words.
const SHORT: usize = 6;
/// Shorter values are not masked at all: nothing so short counts as a secret.
const SHORTEST: usize = 4;
/// Leading characters that are kept of a long value, so that its owner finds it.
const KEPT: usize = 4;
/// Values from this length are long.
const LONG: usize = 20;

/// Finds a repository's secret values in any text.
#[derive(Clone, Default)]
pub(super) struct Masker {
    search: Option<AhoCorasick>,
    values: Vec<String>,
}

impl Masker {
    /// Takes the values to mask.
    pub(super) fn new(values: Vec<String>) -> Self {
        let mut values: Vec<String> = values
            .iter()
            .flat_map(|value| value.lines())
            .map(|line| line.trim().to_owned())
            .filter(|line| line.len() >= SHORTEST)
            .collect();
        values.sort();
        values.dedup();
        let search = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(&values)
            .ok();
        Self {
            search: search.filter(|_| !values.is_empty()),
            values,
        }
    }

    /// What to replace in `text`, sorted, without overlaps, with the number of leading bytes to keep.
    pub(super) fn masks(&self, text: &str) -> Vec<(Range<usize>, usize)> {
        let mut found = shaped(text);
        for hit in self
            .search
            .iter()
            .flat_map(|search| search.find_overlapping_iter(text))
        {
            let value = self
                .values
                .get(hit.pattern().as_usize())
                .map_or("", |value| value);
            if fits(text, &hit.range(), value) {
                found.push((hit.range(), kept(value)));
            }
        }
        merged(found)
    }
}

/// A value of letters only is a word of the language too: it is masked where a value stands, after `:`, `=` or a quote.
fn fits(text: &str, span: &Range<usize>, value: &str) -> bool {
    let before = text.get(..span.start).unwrap_or_default();
    let after = text.get(span.end..).unwrap_or_default();
    let touches = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let joins = |c: Option<char>| c == Some('_') || touches(c);
    // A word inside an identifier is a part of its name.
    if value.len() < LONG
        && letters::is_word(value)
        && (joins(before.chars().next_back()) || joins(after.chars().next()))
    {
        return false;
    }
    if value.len() < SHORT && (touches(before.chars().next_back()) || touches(after.chars().next()))
    {
        return false;
    }
    if value.len() < LONG && value.bytes().all(|byte| byte.is_ascii_lowercase()) && value.len() < 12
    {
        let given = before
            .trim_end_matches(' ')
            .ends_with([':', '=', '"', '\'']);
        return given && !touches(after.chars().next());
    }
    true
}

/// Everything that is secret by its format alone.
fn shaped(text: &str) -> Vec<(Range<usize>, usize)> {
    let mut found: Vec<_> = providers::find(text, false)
        .into_iter()
        .filter(|found| !found.placeholder || found.kind == Kind::PrivateKey)
        .map(|found| {
            let keep = if found.kind == Kind::PrivateKey {
                0
            } else {
                KEPT
            };
            (found.span, keep)
        })
        .collect();
    for url in urls::find(text) {
        if looks::look(Kind::UrlPassword, "", url.password, Context::default()) == Look::Real {
            found.push((url.span, 0));
        }
    }
    found
}

fn merged(mut found: Vec<(Range<usize>, usize)>) -> Vec<(Range<usize>, usize)> {
    found.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
    let mut out: Vec<(Range<usize>, usize)> = Vec::new();
    for (span, keep) in found {
        match out.last_mut() {
            Some((last, _)) if span.start < last.end => last.end = last.end.max(span.end),
            _ => out.push((span, keep)),
        }
    }
    out
}

/// The text with its masks applied.
pub(super) fn apply<'a>(text: &'a str, masks: &[(Range<usize>, usize)]) -> Cow<'a, str> {
    if masks.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (span, keep) in masks {
        let value = text.get(span.clone()).unwrap_or_default();
        out.push_str(text.get(at..span.start).unwrap_or_default());
        out.push_str(value.get(..*keep).unwrap_or_default());
        for (number, line) in value.split('\n').enumerate() {
            if number > 0 {
                out.push('\n');
            }
            if !line.trim().is_empty() {
                out.push_str(MASK);
            }
        }
        at = span.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    Cow::Owned(out)
}

fn kept(value: &str) -> usize {
    if value.len() >= LONG { KEPT } else { 0 }
}

/// At most four leading characters of a long value, none of a short one, and the mask.
pub(super) fn mask(value: &str) -> String {
    format!("{}{MASK}", value.get(..kept(value)).unwrap_or_default())
}

/// The text with everything of a provider's token format masked: for text that belongs to no repository.
#[must_use]
pub fn scrub_unknown(text: &str) -> Cow<'_, str> {
    apply(text, &merged(shaped(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scrub(values: &[&str], text: &str) -> String {
        let masker = Masker::new(values.iter().map(|&value| value.to_owned()).collect());
        apply(text, &masker.masks(text)).into_owned()
    }

    #[test]
    fn values_never_pass() {
        assert_eq!(
            scrub(
                &["hunter2-canary-pw"],
                "PASSWORD = 'hunter2-canary-pw' # hunter2-canary-pwx"
            ),
            "PASSWORD = '****' # ****x"
        );
        assert_eq!(
            scrub(&["3775"], "x = '3775' and 937751"),
            "x = '****' and 937751"
        );
        assert_eq!(
            scrub(&["data"], "import data; url = 'root:data@localhost'"),
            "import data; url = 'root:****@localhost'"
        );
        assert_eq!(
            scrub(&["blue_teapot"], "test_blue_teapot_error 'blue_teapot'"),
            "test_blue_teapot_error '****'"
        );
        assert_eq!(scrub(&["abcdef1", "def1234"], "abcdef1234"), "****");
        assert_eq!(
            scrub(&["line one\nline two"], "line one\nline two"),
            "****\n****"
        );
    }

    #[test]
    fn shapes_are_masked_without_knowing_them() {
        let token = format!("{}{}", "ghp_", "F0lioT0k3nF0lioT0k3nF0lioT0k3nF0li12");
        assert_eq!(scrub_unknown(&format!("x{token}_y")), "xghp_****_y");
        let address = |password: &str| format!("postgres:{}u:{password}@h/db", "//");
        assert_eq!(scrub_unknown(&address("9f3Kx2Lq")), address("****"));
        assert!(matches!(scrub_unknown("nothing here"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_mask_says_nothing_of_the_length() {
        assert_eq!(mask("short"), "****");
        assert_eq!(mask("ghp_F0lioT0k3nF0lioT0k3n"), "ghp_****");
        assert_eq!(mask("é".repeat(20).as_str()), "éé****");
    }
}
