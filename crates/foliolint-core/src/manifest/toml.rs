//! TOML of strangers: refused when it nests too deeply, else parsed with spans.

use super::{Manifest, ProblemKind};
use crate::source::Span;
use toml_edit::{Document, Item, TableLike};

/// Brackets that may be open at once, and parts of a dotted key (THREATS.md, Limits).
const NESTING: usize = 64;

/// Parses `text`; a problem in `manifest` and `None` where it does not parse.
pub(super) fn parse<'a>(text: &'a str, manifest: &mut Manifest) -> Option<Document<&'a str>> {
    if too_deep(text) {
        let what = "nested too deeply to be read";
        manifest.problem(ProblemKind::DoesNotParse, Span::new(0, 0), what);
        return None;
    }
    match Document::parse(text) {
        Ok(document) => Some(document),
        Err(error) => {
            let span = error.span().unwrap_or_default();
            // The parser's own message quotes the file.
            manifest.problem(
                ProblemKind::DoesNotParse,
                Span::new(span.start, span.end),
                "is no valid TOML from here on",
            );
            None
        }
    }
}

/// Counts without regard to strings: a manifest that trips over this by its texts alone is none of a person's.
pub(crate) fn too_deep(text: &str) -> bool {
    let mut open = 0_usize;
    for line in text.lines() {
        for byte in line.bytes() {
            match byte {
                b'[' | b'{' => open += 1,
                b']' | b'}' => open = open.saturating_sub(1),
                _ => {}
            }
            if open > NESTING {
                return true;
            }
        }
        let key = line.split('=').next().unwrap_or_default();
        if key.bytes().filter(|&byte| byte == b'.').count() > NESTING
            && !key.contains(['"', '\'', '#', ' '])
        {
            return true;
        }
    }
    false
}

/// The item at a path of keys, through tables of any spelling.
pub(super) fn get<'a>(table: &'a dyn TableLike, path: &[&str]) -> Option<&'a Item> {
    let (last, folders) = path.split_last()?;
    let mut at = table;
    for key in folders {
        at = at.get(key)?.as_table_like()?;
    }
    at.get(last)
}

/// The table at a path of keys.
pub(crate) fn table<'a>(root: &'a dyn TableLike, path: &[&str]) -> Option<&'a dyn TableLike> {
    get(root, path)?.as_table_like()
}

/// The strings of an array with their spans, or the one string that stands in its place.
pub(super) fn strings(item: Option<&Item>) -> Vec<(&str, Span)> {
    let Some(item) = item else { return Vec::new() };
    if let Some(text) = item.as_str() {
        return vec![(text, span_of(item.span()))];
    }
    let values = item.as_array().into_iter().flatten();
    values
        .filter_map(|value| Some((value.as_str()?, span_of(value.span()))))
        .collect()
}

/// A parser's range as a span; empty where it has none.
pub(super) fn span_of(range: Option<std::ops::Range<usize>>) -> Span {
    range.map_or_else(Span::default, |range| Span::new(range.start, range.end))
}

#[cfg(test)]
mod tests {
    use super::super::{Format, Manifest};
    use super::*;
    use std::sync::Arc;

    #[test]
    fn deep_and_broken_files_are_problems() {
        for text in [
            format!("a = {}", "[".repeat(5_000)),
            format!("{} = 1", "a.".repeat(5_000)),
            format!("a = {}1{}", "{a=".repeat(70), "}".repeat(70)),
            format!("[{}]", "a.".repeat(5_000)),
            "[project\nname = ".to_owned(),
        ] {
            let mut manifest = Manifest::new(&Arc::from("pyproject.toml"), Format::Pyproject);
            assert!(parse(&text, &mut manifest).is_none());
            assert_eq!(manifest.problems.len(), 1);
        }
    }
}
