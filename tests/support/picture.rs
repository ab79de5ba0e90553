//! Draws what a terminal would show as a picture (SVG) that reads well on light and on dark pages.

use std::fmt::Write as _;

/// Size of the letters and of one cell, in pixels; most fixed-width fonts are 0.6 as wide as high.
const FONT: f64 = 13.0;
const CELL: (f64, f64) = (7.8, 17.0);
/// Space around the text, in pixels.
const MARGIN: f64 = 18.0;
/// The terminal brings its own background, so that the page's does not matter.
const BACKGROUND: &str = "#1c2128";
const BORDER: &str = "#586069";
const TEXT: &str = "#dde3ea";
const DIM: &str = "#98a2ae";
/// Black to white, as escape sequences number them.
const COLOURS: [&str; 8] = [
    DIM, "#ff8078", "#6cd08a", "#e8bd5a", "#86b6ff", "#d3a3f5", "#66cfdb", TEXT,
];

/// How letters look.
#[derive(Clone, Copy, PartialEq)]
struct Style {
    colour: &'static str,
    bold: bool,
    underlined: bool,
}

const PLAIN: Style = Style {
    colour: TEXT,
    bold: false,
    underlined: false,
};

/// Letters of one look, beside each other.
struct Run {
    column: usize,
    style: Style,
    text: String,
}

/// What a terminal would show, as lines of runs.
pub(crate) struct Screen(Vec<Vec<Run>>);

impl Screen {
    /// Reads text with colours.
    ///
    /// # Panics
    ///
    /// On an escape sequence that is no colour: reports have none.
    pub(crate) fn read(text: &str) -> Self {
        let mut style = PLAIN;
        let lines = text.trim_end().lines().map(|line| {
            let mut runs: Vec<Run> = Vec::new();
            let mut column = 0;
            for (at, part) in line.split('\u{1b}').enumerate() {
                let mut shown = part;
                if at > 0 {
                    let (codes, rest) = part
                        .strip_prefix('[')
                        .and_then(|it| it.split_once('m'))
                        .unwrap();
                    style = codes.split(';').fold(style, restyled);
                    shown = rest;
                }
                if !shown.is_empty() {
                    runs.push(Run {
                        column,
                        style,
                        text: shown.to_owned(),
                    });
                    column += shown.chars().count();
                }
            }
            runs
        });
        Self(lines.collect())
    }

    /// The text alone.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        for runs in &self.0 {
            let line: String = runs.iter().map(|run| run.text.as_str()).collect();
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }

    /// The picture. `title` and `description` are for those who can't see it.
    pub(crate) fn svg(&self, title: &str, description: &str) -> String {
        let ends = self.0.iter().flatten();
        let columns = ends.map(|run| run.column + run.text.chars().count()).max();
        let width = (columns.unwrap_or(0) as f64).mul_add(CELL.0, 2.0 * MARGIN);
        let height = (self.0.len() as f64).mul_add(CELL.1, 2.0 * MARGIN);
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" \
             height=\"{height:.0}\" role=\"img\" aria-labelledby=\"title description\" \
             font-family=\"ui-monospace, 'Cascadia Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace\" \
             font-size=\"{FONT}\">\n<title id=\"title\">{}</title>\n<desc id=\"description\">{}</desc>\n\
             <rect x=\"0.5\" y=\"0.5\" width=\"{:.0}\" height=\"{:.0}\" rx=\"8\" fill=\"{BACKGROUND}\" stroke=\"{BORDER}\"/>\n",
            escaped(title),
            escaped(description),
            width - 1.0,
            height - 1.0,
        );
        for (row, runs) in self.0.iter().enumerate() {
            let y = (row as f64).mul_add(CELL.1, MARGIN + FONT);
            for run in runs {
                run.draw(y, &mut svg);
            }
        }
        svg.push_str("</svg>\n");
        svg
    }
}

impl Run {
    fn draw(&self, y: f64, svg: &mut String) {
        let text = self.text.trim();
        if text.is_empty() {
            return;
        }
        let indent = self.text.chars().take_while(|it| *it == ' ').count();
        let x = ((self.column + indent) as f64).mul_add(CELL.0, MARGIN);
        let length = text.chars().count() as f64 * CELL.0;
        let weight = if self.style.bold {
            " font-weight=\"bold\""
        } else {
            ""
        };
        let line = if self.style.underlined {
            " text-decoration=\"underline\""
        } else {
            ""
        };
        writeln!(
            svg,
            "<text x=\"{x:.1}\" y=\"{y:.1}\" fill=\"{}\"{weight}{line} textLength=\"{length:.1}\" \
             lengthAdjust=\"spacingAndGlyphs\" xml:space=\"preserve\">{}</text>",
            self.style.colour,
            escaped(text)
        )
        .unwrap();
    }
}

/// The look after one code of an escape sequence.
fn restyled(style: Style, code: &str) -> Style {
    match code.parse() {
        Ok(1) => Style {
            bold: true,
            ..style
        },
        Ok(2) => Style {
            colour: DIM,
            ..style
        },
        Ok(4) => Style {
            underlined: true,
            ..style
        },
        Ok(code @ 30..=37) => Style {
            colour: COLOURS[code - 30],
            ..style
        },
        Ok(0) => PLAIN,
        _ => panic!("`{code}` is a look that the picture does not know"),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
