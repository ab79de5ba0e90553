//! A decoded text with its lines, and spans and positions in it.

use serde::{Deserialize, Serialize};

/// A half-open range of bytes in a decoded text.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize,
)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span from `start` up to `end`. Texts are capped far below 4 GiB, so the narrowing saturates in theory only.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        let narrow = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self {
            start: narrow(start),
            end: narrow(end),
        }
    }

    /// Whether `other` lies inside.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The bytes as a range to index with.
    #[must_use]
    pub const fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether it covers no byte.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.start >= self.end
    }
}

/// A place for people: both counted from 1, the column in code points.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in code points, from 1.
    pub column: u32,
}

/// A decoded text and where its lines start.
#[derive(Clone, Debug, Default)]
pub struct Source {
    text: String,
    starts: Vec<u32>,
}

impl Source {
    /// Takes a text whose line ends are `\n` or `\r\n` (a lone `\r` was made `\n` by the decoder).
    #[must_use]
    pub fn new(text: String) -> Self {
        let ends = text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n');
        let starts = std::iter::once(0)
            .chain(ends.map(|(at, _)| Span::new(at + 1, at + 1).start))
            .collect();
        Self { text, starts }
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text of a span; empty where the span is not of this text.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// How many lines there are; a final newline starts no further line.
    #[must_use]
    pub fn line_count(&self) -> u32 {
        let all = Span::new(self.starts.len(), 0).start;
        if self.text.ends_with('\n') || self.text.is_empty() {
            all - 1
        } else {
            all
        }
    }

    /// The line of a byte, from 1.
    #[must_use]
    pub fn line(&self, offset: u32) -> u32 {
        Span::new(
            self.starts.partition_point(|&start| start <= offset).max(1),
            0,
        )
        .start
    }

    /// Line and column of a byte.
    #[must_use]
    pub fn position(&self, offset: u32) -> Position {
        let line = self.line(offset);
        let start = self.starts[line as usize - 1];
        let before = self
            .text
            .get(start as usize..offset as usize)
            .unwrap_or_default();
        Position {
            line,
            column: Span::new(before.chars().count() + 1, 0).start,
        }
    }

    /// The span of a line (from 1) without its line end; empty for 0 and past the last one.
    #[must_use]
    pub fn line_span(&self, line: u32) -> Span {
        if line == 0 {
            return Span::default();
        }
        let length = Span::new(self.text.len(), 0).start;
        let start = self
            .starts
            .get(line.saturating_sub(1) as usize)
            .copied()
            .unwrap_or(length);
        let end = self
            .starts
            .get(line as usize)
            .map_or(length, |next| next - 1);
        let text = self
            .text
            .get(start as usize..end as usize)
            .unwrap_or_default();
        Span::new(
            start as usize,
            start as usize + text.strip_suffix('\r').unwrap_or(text).len(),
        )
    }

    /// The text of a line (from 1) without its line end.
    #[must_use]
    pub fn line_text(&self, line: u32) -> &str {
        self.slice(self.line_span(line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_code_points_from_one() {
        let source = Source::new("é = 1\r\nxy\n".to_owned());
        assert_eq!(source.position(3), Position { line: 1, column: 3 });
        assert_eq!(source.position(9), Position { line: 2, column: 2 });
        assert_eq!(source.line_text(1), "é = 1");
        assert_eq!((source.line_text(0), source.line_text(9)), ("", ""));
        assert_eq!(source.line_count(), 2);
        assert_eq!(Source::new(String::new()).line_count(), 0);
    }
}
