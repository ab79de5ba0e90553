//! The words that a README says in its own voice: without code, tags, images, badges and link targets.

/// Deepest indentation, in columns, at which a line is still prose: from four on it is code (CommonMark 4.4).
const CODE_INDENT: usize = 4;

/// The prose of a README, with blanks where something was left out.
pub(super) fn of(text: &str, rst: bool) -> String {
    inline(&blocks(text, rst))
}

/// How many words a prose holds: pieces between blanks that hold a letter, addresses left out. Scripts that
/// are written without blanks count two characters as a word.
pub(super) fn words(prose: &str) -> usize {
    let pieces = prose
        .split_whitespace()
        .filter(|piece| !piece.contains("://") && !piece.starts_with("www."));
    pieces
        .map(
            |piece| match piece.chars().filter(|&c| unspaced(c)).count() {
                0 => usize::from(piece.contains(char::is_alphabetic)),
                characters => characters.div_ceil(2),
            },
        )
        .sum()
}

/// Characters of scripts without blanks between words: Thai to Khmer, kana, Han.
const fn unspaced(c: char) -> bool {
    matches!(c, '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

/// Drops front matter, fenced, indented and directive blocks, and link definitions, line by line.
fn blocks(text: &str, rst: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut lines = text.lines().peekable();
    if text.starts_with("---") {
        let closed = text
            .lines()
            .skip(1)
            .position(|line| line.trim_end() == "---");
        for _ in 0..closed.map_or(0, |at| at + 2) {
            lines.next();
        }
    }
    let mut fence: Option<String> = None;
    let (mut after_blank, mut in_list, mut dropping) = (true, false, false);
    for line in lines {
        let body = line.trim_start();
        let indent = line.len() - body.len() + 3 * line.bytes().take_while(|&b| b == b'\t').count();
        if let Some(mark) = &fence {
            if body.starts_with(mark.as_str()) {
                fence = None;
            }
            continue;
        }
        if body.is_empty() {
            after_blank = true;
            out.push('\n');
            continue;
        }
        if indent == 0 {
            dropping = false;
        }
        if let Some(mark) = opens_fence(body) {
            fence = Some(mark);
        } else if rst && body.starts_with(".. ") {
            dropping = is_dropped_directive(body);
        } else if dropping && indent > 0 {
            // The block of a directive.
        } else if is_definition(body)
            || (indent >= CODE_INDENT && (after_blank || dropping) && !in_list)
        {
            dropping = !rst && indent >= CODE_INDENT;
        } else {
            if indent < CODE_INDENT {
                in_list = is_list_item(body) || (in_list && indent > 0);
            }
            out.push_str(body);
            out.push('\n');
            dropping = rst && body.ends_with("::");
        }
        after_blank = false;
    }
    out
}

/// The run of at least three backticks or tildes that must close the block.
fn opens_fence(body: &str) -> Option<String> {
    let mark = body.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let run: String = body.chars().take_while(|&c| c == mark).collect();
    // A line such as ```code``` is inline code.
    (run.len() >= 3 && !body.get(run.len()..)?.contains(mark)).then_some(run)
}

/// reStructuredText directives and comments that hold no prose.
fn is_dropped_directive(body: &str) -> bool {
    const PROSE: [&str; 6] = [
        "note::",
        "warning::",
        "tip::",
        "important::",
        "hint::",
        "admonition::",
    ];
    let rest = body.trim_start_matches(['.', ' ']);
    !PROSE.iter().any(|name| rest.starts_with(name))
}

/// `[name]: target`.
fn is_definition(body: &str) -> bool {
    body.starts_with('[')
        && body
            .find([']', '\n'])
            .is_some_and(|at| body.get(at..at + 2) == Some("]:"))
}

fn is_list_item(body: &str) -> bool {
    let rest = body.trim_start_matches(|c: char| c.is_ascii_digit());
    match rest.len() == body.len() {
        true => body.starts_with(['-', '*', '+']) && body.chars().nth(1) == Some(' '),
        false => rest.starts_with(". ") || rest.starts_with(") "),
    }
}

/// Drops tags, comments, images and link targets; every search stops at the next opening bracket, so that the
/// whole stays linear on any input.
fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut comments_close = true;
    while let Some(at) = rest.find(['<', '!', ']']) {
        let (before, found) = rest.split_at(at);
        out.push_str(before);
        if comments_close && found.starts_with("<!--") {
            match found.find("-->") {
                Some(end) => {
                    rest = &found[end + 3..];
                    continue;
                }
                None => comments_close = false,
            }
        }
        let skipped = skip(found);
        match skipped {
            0 => {
                let first = found.chars().next().map_or(1, char::len_utf8);
                out.push_str(&found[..first]);
                rest = &found[first..];
            }
            length => {
                out.push(' ');
                rest = &found[length..];
            }
        }
    }
    out + rest
}

/// The length of the tag, image or link target that `text` starts with; 0 for none.
fn skip(text: &str) -> usize {
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        (Some('<'), Some(next)) if next.is_ascii_alphabetic() || next == '/' => {
            closing(text, 1, '>', '<')
        }
        (Some('!'), Some('[')) => match closing(text, 2, ']', '[') {
            0 => 0,
            alt => alt + target(text.get(alt..).unwrap_or_default()),
        },
        (Some(']'), Some('(' | '[')) => match target(&text[1..]) {
            0 => 0,
            length => length + 1,
        },
        _ => 0,
    }
}

/// The length of `(…)` or `[…]` at the start of `text`.
fn target(text: &str) -> usize {
    match text.chars().next() {
        Some('(') => closing(text, 1, ')', '('),
        Some('[') => closing(text, 1, ']', '['),
        _ => 0,
    }
}

/// One past the first `close` from `from` on, unless `open` comes first; 0 where there is none.
fn closing(text: &str, from: usize, close: char, open: char) -> usize {
    let tail = text.get(from..).unwrap_or_default();
    match tail.find([close, open]) {
        Some(at) if tail[at..].starts_with(close) => from + at + close.len_utf8(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(text: &str) -> usize {
        words(&of(text, false))
    }

    #[test]
    fn markup_is_no_prose() {
        assert_eq!(
            count(
                "[![b](x)](y) <p align=\"center\">\n<img\nalt=\"some words here\">\n</p> one [two](three)"
            ),
            2
        );
        assert_eq!(
            count("---\ntitle: a b c\n---\n# One\n\n[x]: http://a.b \"t\"\nhttps://c.d two"),
            2
        );
        assert_eq!(
            count("one\n\n    code here\n    more code\n\n- two\n\n    three\n"),
            3
        );
        assert_eq!(count("~~~\na b c\n~~~\none"), 1);
    }

    #[test]
    fn directives_of_restructured_text_are_no_prose() {
        let text = "Title\n=====\n\n.. image:: a.png\n   :alt: words here\n\nRun::\n\n    make all\n\nDone.\n";
        assert_eq!(words(&of(text, true)), 3);
    }

    #[test]
    fn scripts_without_blanks_have_words_too() {
        assert_eq!(count("これは小さな家計簿です"), 6);
    }
}
