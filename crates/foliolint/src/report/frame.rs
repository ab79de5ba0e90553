//! One finding with its source, drawn by miette over an excerpt that is already cut, scrubbed and sanitised.

use super::concise;
use super::look::Look;
use crate::sanitise;
use foliolint_rules::finding::Excerpt;
use foliolint_rules::{Finding, Severity};
use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError,
    MietteSpanContents, SourceCode, SourceSpan, SpanContents,
};
use std::fmt;
use std::path::Path;

/// Other places named below a finding, at most.
const RELATED: usize = 5;

/// Draws frames.
#[derive(Debug)]
pub(crate) struct Framer(GraphicalReportHandler);

impl Framer {
    /// A framer for that look.
    pub(crate) fn new(look: &Look) -> Self {
        let theme = match (look.unicode, look.colour) {
            (true, true) => GraphicalTheme::unicode(),
            (true, false) => GraphicalTheme::unicode_nocolor(),
            (false, true) => GraphicalTheme::ascii(),
            (false, false) => GraphicalTheme::none(),
        };
        let handler = GraphicalReportHandler::new_themed(theme)
            .with_width(look.width)
            .with_links(false)
            .with_urls(false)
            .with_word_separator(textwrap::WordSeparator::AsciiSpace)
            .with_word_splitter(textwrap::WordSplitter::NoHyphenation)
            // An excerpt is cut at its first column, so the place is spelt in its name.
            .without_primary_span_start()
            .with_context_lines(CONTEXT);
        Self(handler)
    }

    /// The frame of a finding of the repository at `root`.
    pub(crate) fn draw(&self, finding: &Finding, root: &Path) -> String {
        let mut drawn = String::new();
        let framed = Framed::new(finding, root);
        if self.0.render_report(&mut drawn, &framed).is_err() {
            // The message alone is better than nothing; a source that can't be drawn is no reason to lose it.
            return format!("{}: {}\n", concise::place(finding, root), framed);
        }
        drawn
    }
}

/// Lines above and below the mark that miette may ask for; the excerpt holds no more than it should show.
const CONTEXT: usize = 3;

/// A finding in the shape that miette draws.
#[derive(Debug)]
struct Framed<'a> {
    finding: &'a Finding,
    message: String,
    help: String,
    source: Option<Cut>,
}

impl<'a> Framed<'a> {
    fn new(finding: &'a Finding, root: &Path) -> Self {
        let place = concise::place(finding, root);
        let source = finding
            .excerpt
            .as_ref()
            .map(|excerpt| Cut::new(excerpt, &place));
        let message = sanitise::line(&finding.message);
        let message = match (&source, &finding.place) {
            (None, Some(_)) => format!("{place}: {message}"),
            _ => message,
        };
        let mut help = sanitise::line(&finding.help);
        for (shown, why) in finding.related.iter().take(RELATED) {
            let path = concise::under(root, &shown.path);
            let line = shown
                .range
                .map_or(String::new(), |(start, _)| format!(":{}", start.line));
            help.push_str(&format!("\nsee {path}{line}: {}", sanitise::line(why)));
        }
        Self {
            finding,
            message,
            help,
            source,
        }
    }
}

impl fmt::Display for Framed<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.message)
    }
}

impl std::error::Error for Framed<'_> {}

impl Diagnostic for Framed<'_> {
    fn code<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        let Finding { severity, rule, .. } = self.finding;
        Some(Box::new(format!(
            "{}[{}] {}",
            severity.word(),
            rule.code,
            rule.name
        )))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.finding.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Advice => miette::Severity::Advice,
        })
    }

    fn help<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        Some(Box::new(&self.help))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let mark = self.source.as_ref()?.mark;
        Some(Box::new(std::iter::once(LabeledSpan::new_with_span(
            None, mark,
        ))))
    }
}

/// An excerpt as source code: a few short lines, so that looking for a line is cheap.
#[derive(Debug)]
struct Cut {
    name: String,
    text: String,
    /// Where each line starts in `text`, and one past the end.
    starts: Vec<usize>,
    /// The number of the first line, from 0.
    first: usize,
    /// The marked bytes of `text`.
    mark: SourceSpan,
}

impl Cut {
    fn new(excerpt: &Excerpt, name: &str) -> Self {
        let (mut text, mut starts) = (String::new(), Vec::new());
        for line in &excerpt.lines {
            starts.push(text.len());
            text.push_str(&sanitise::same_length(line));
            text.push('\n');
        }
        starts.push(text.len());
        let (line, column, length) = excerpt.mark;
        let start = starts.get(line).copied().unwrap_or_default();
        let marked = excerpt
            .lines
            .get(line)
            .map(|line| sanitise::same_length(line))
            .unwrap_or_default();
        let bytes = |chars: usize| {
            marked
                .char_indices()
                .nth(chars)
                .map_or(marked.len(), |(at, _)| at)
        };
        let (from, to) = (bytes(column), bytes(column.saturating_add(length)));
        Self {
            name: name.to_owned(),
            text,
            starts,
            first: (excerpt.first_line as usize).saturating_sub(1),
            mark: (start + from, to - from).into(),
        }
    }

    /// The line that holds a byte.
    fn line(&self, offset: usize) -> usize {
        let last = self.starts.len().saturating_sub(2);
        self.starts
            .partition_point(|&start| start <= offset)
            .saturating_sub(1)
            .min(last)
    }
}

impl SourceCode for Cut {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let from = self.line(span.offset()).saturating_sub(before);
        let last = span.offset() + span.len().saturating_sub(1);
        let to = (self.line(last) + 1 + after).min(self.starts.len() - 1);
        let range = self.starts[from]..self.starts[to];
        let data = self
            .text
            .get(range.clone())
            .ok_or(MietteError::OutOfBounds)?;
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            data.as_bytes(),
            (range.start, range.len()).into(),
            self.first + from,
            0,
            to - from,
        )))
    }
}
