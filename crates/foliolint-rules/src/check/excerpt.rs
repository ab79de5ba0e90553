//! Cuts the few lines that a report shows around a finding: scrubbed of secrets, harmless to a terminal, clipped.

use crate::finding::Excerpt;
use foliolint_core::repo::Repo;
use foliolint_core::source::{Source, Span};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

/// Lines shown before and after the marked one.
const CONTEXT: u32 = 1;
/// Fewest columns an excerpt has, so that the cut marks leave something to see.
const LEAST_COLUMNS: usize = 20;
/// Characters of prepared lines that are kept for the next finding, which often stands on the same line.
const KEPT_CHARACTERS: usize = 1 << 20;

/// Cuts excerpts out of one repository.
pub(super) struct Cutter<'a> {
    repo: &'a Repo,
    columns: usize,
    lines: BTreeMap<(Arc<str>, u32), Rc<Line>>,
    kept: usize,
}

/// A whole line as it may be shown. Between `same_before` and `same_after` characters, scrubbing changed it.
struct Line {
    shown: Vec<char>,
    raw: usize,
    same_before: usize,
    same_after: usize,
}

impl<'a> Cutter<'a> {
    pub(super) fn new(repo: &'a Repo, columns: usize) -> Self {
        Self {
            repo,
            columns: columns.max(LEAST_COLUMNS),
            lines: BTreeMap::new(),
            kept: 0,
        }
    }

    /// The lines around `span`, with the part of it on its first line marked. The mark's column counts from 0.
    pub(super) fn cut(&mut self, path: &Arc<str>, source: &Source, span: Span) -> Excerpt {
        let start = source.position(span.start);
        let line_span = source.line_span(start.line);
        let marked_end = span.end.clamp(span.start, line_span.end.max(span.start));
        let marked = source.slice(Span {
            start: span.start,
            end: marked_end,
        });
        let line = self.line(path, source, start.line);
        let from = line.place(start.column as usize - 1, true);
        let to = line
            .place(start.column as usize - 1 + marked.chars().count(), false)
            .max(from);
        let offset = self.offset(line.shown.len(), from, to);

        let first_line = start.line.saturating_sub(CONTEXT).max(1);
        let last_line = (start.line + CONTEXT)
            .min(source.line_count())
            .max(start.line);
        let lines: Vec<String> = (first_line..=last_line)
            .map(|number| {
                let line = self.line(path, source, number);
                clip(&line.shown, offset, self.columns)
            })
            .collect();
        let at = (start.line - first_line) as usize;
        let width = lines.get(at).map_or(0, |line| line.chars().count());
        let column = (from - offset).min(width);
        Excerpt {
            first_line,
            mark: (at, column, (to - from).min(width - column)),
            lines,
        }
    }

    /// The first shown column: 0 where the mark fits from there, else a little before the mark.
    fn offset(&self, length: usize, from: usize, to: usize) -> usize {
        if length <= self.columns || to < self.columns {
            0
        } else {
            from.saturating_sub(self.columns / 4)
        }
    }

    fn line(&mut self, path: &Arc<str>, source: &Source, number: u32) -> Rc<Line> {
        let key = (Arc::clone(path), number);
        if let Some(line) = self.lines.get(&key) {
            return Rc::clone(line);
        }
        if self.kept > KEPT_CHARACTERS {
            self.lines.clear();
            self.kept = 0;
        }
        let line = Rc::new(Line::new(self.repo, source.line_text(number)));
        self.kept += line.shown.len();
        self.lines.insert(key, Rc::clone(&line));
        line
    }
}

impl Line {
    fn new(repo: &Repo, raw: &str) -> Self {
        let scrubbed = repo.secrets.scrub(raw);
        let same = |one: &mut dyn Iterator<Item = char>, other: &mut dyn Iterator<Item = char>| {
            one.zip(other)
                .take_while(|(one, other)| one == other)
                .count()
        };
        let shown: Vec<char> = scrubbed.chars().map(visible).collect();
        let raw_length = raw.chars().count();
        let same_before = same(&mut raw.chars(), &mut scrubbed.chars());
        let same_after = same(&mut raw.chars().rev(), &mut scrubbed.chars().rev())
            .min(raw_length.min(shown.len()) - same_before);
        Self {
            shown,
            raw: raw_length,
            same_before,
            same_after,
        }
    }

    /// Where the character at `column` of the raw line is shown. Inside what scrubbing changed, the start of a
    /// mark goes to its start and the end to its end.
    fn place(&self, column: usize, starts: bool) -> usize {
        let at = if column <= self.same_before {
            column
        } else if column + self.same_after >= self.raw {
            (column + self.shown.len()).saturating_sub(self.raw)
        } else if starts {
            self.same_before
        } else {
            self.shown.len() - self.same_after
        };
        at.min(self.shown.len())
    }
}

/// `columns` characters of `line` from `offset` on; what is cut away at an end leaves `…` there.
fn clip(line: &[char], offset: usize, columns: usize) -> String {
    let rest = line.get(offset..).unwrap_or_default();
    let mut shown: Vec<char> = rest.iter().copied().take(columns).collect();
    if rest.len() > columns
        && let Some(last) = shown.last_mut()
    {
        *last = '…';
    }
    if offset > 0
        && let Some(first) = shown.first_mut()
    {
        *first = '…';
    }
    shown.into_iter().collect()
}

/// The character itself, or one visible character in place of one that a terminal obeys or nobody sees.
fn visible(character: char) -> char {
    match character {
        '\t' => ' ',
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + u32::from(character)).unwrap_or('�'),
        '\u{7f}' => '␡',
        '\u{80}'..='\u{9f}'
        | '\u{ad}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => '�',
        other => other,
    }
}
