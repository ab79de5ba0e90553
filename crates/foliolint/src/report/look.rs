//! How text reports look: colours, marks and width, decided once.

use crate::args::Colour;
use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use foliolint_rules::{Severity, rule::Status};
use std::io::stdout;

/// Columns of a report, at least and at most: narrower than a phone helps nobody, and long lines are hard to read.
const WIDTH: std::ops::RangeInclusive<usize> = 40..=120;
/// Columns where nobody says how many there are.
const USUAL_WIDTH: usize = 80;

/// A style for headings.
pub(crate) const BOLD: Style = Style::new().bold();
/// A style for what matters less.
pub(crate) const DIM: Style = Style::new().dimmed();
/// A style for good news.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
/// A style for code in prose.
pub(crate) const CODE: Style = AnsiColor::Cyan.on_default();

/// The style of a severity.
pub(crate) const fn severity(severity: Severity) -> Style {
    match severity {
        Severity::Error => AnsiColor::Red.on_default().bold(),
        Severity::Warning => AnsiColor::Yellow.on_default().bold(),
        Severity::Advice => AnsiColor::Cyan.on_default().bold(),
    }
}

/// How a text report looks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look {
    /// Whether to use colours.
    pub(crate) colour: bool,
    /// Whether the reader can show more than ASCII.
    pub(crate) unicode: bool,
    /// Columns.
    pub(crate) width: usize,
}

impl Look {
    /// What the user asked for, else what the terminal can do.
    pub(crate) fn detect(colour: Colour, to_file: bool) -> Self {
        let colour = match colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => !to_file && AutoStream::choice(&stdout()) != ColorChoice::Never,
        };
        let columns = std::env::var("COLUMNS").ok().and_then(|it| it.parse().ok());
        let terminal = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        let width: usize = columns.or_else(terminal).unwrap_or(USUAL_WIDTH);
        Self {
            colour,
            unicode: speaks_unicode(|name| std::env::var(name).ok()),
            width: width.clamp(*WIDTH.start(), *WIDTH.end()),
        }
    }

    /// The text in a style, if there are colours.
    pub(crate) fn paint(&self, style: Style, text: &str) -> String {
        if self.colour {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }

    /// The mark of a verdict.
    pub(crate) fn mark(&self, status: Status) -> String {
        let (fancy, plain, style) = match status {
            Status::Present => ("✘", "x", AnsiColor::Red.on_default()),
            Status::Absent => ("✔", "+", GOOD),
            Status::NotApplicable => ("–", "-", DIM),
            Status::Unknown => ("?", "?", AnsiColor::Yellow.on_default()),
        };
        self.paint(style, if self.unicode { fancy } else { plain })
    }

    /// A line across.
    pub(crate) fn rule(&self) -> String {
        let one = if self.unicode { "─" } else { "-" };
        self.paint(DIM, &one.repeat(self.width))
    }

    /// The text wrapped, the first line behind `first`, the others behind `rest`. Both may hold colours.
    pub(crate) fn wrap(&self, text: &str, first: &str, rest: &str) -> String {
        let options = textwrap::Options::new(self.width)
            // Paths and names stay whole: only white space separates words.
            .word_separator(textwrap::WordSeparator::AsciiSpace)
            .word_splitter(textwrap::WordSplitter::NoHyphenation)
            .initial_indent(first)
            .subsequent_indent(rest);
        textwrap::fill(text, options)
    }
}

/// Whether the locale is UTF-8, as POSIX reads it: the first variable that is set decides. Where none is set, it is.
fn speaks_unicode(variable: impl Fn(&str) -> Option<String>) -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .find_map(|name| variable(name).filter(|value| !value.is_empty()));
    let dumb = variable("TERM").is_some_and(|term| term == "dumb");
    !dumb && locale.is_none_or(|locale| locale.to_lowercase().replace('-', "").contains("utf8"))
}

/// The word for one, or the word for another number.
pub(crate) const fn plural<'a>(count: usize, one: &'a str, many: &'a str) -> &'a str {
    if count == 1 { one } else { many }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locale_decides_the_marks() {
        let with = |name: &'static str, value: &'static str| {
            speaks_unicode(move |asked| (asked == name).then(|| value.to_owned()))
        };
        assert!(with("LANG", "en_GB.UTF-8") && with("LC_ALL", "C.utf8") && with("X", ""));
        assert!(!with("LANG", "C") && !with("TERM", "dumb"));
    }
}
