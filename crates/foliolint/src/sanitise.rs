//! The one sink for strings of strangers: nothing in a text report moves the cursor, turns text around or hides it.

use std::fmt::Write;
use std::path::Path;

/// A string as one line, with everything that a terminal might act on or hide written as `\u{..}`.
pub(crate) fn line(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for one in text.chars() {
        if acts(one) {
            let _ = write!(shown, "\\u{{{:x}}}", u32::from(one));
        } else {
            shown.push(one);
        }
    }
    shown
}

/// A line of source with each such character replaced by one visible character, so that marks below it stay right.
pub(crate) fn same_length(text: &str) -> String {
    let visible = |one: char| match one {
        '\t' => ' ',
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + u32::from(one)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        _ if acts(one) => '\u{fffd}',
        _ => one,
    };
    text.chars().map(visible).collect()
}

/// A path as typed, sanitised; bytes that are no UTF-8 stand as `\xNN`.
pub(crate) fn path(path: &Path) -> String {
    line(&lossless(path))
}

/// A path as typed; bytes that are no UTF-8 stand as `\xNN`.
pub(crate) fn lossless(path: &Path) -> String {
    let mut shown = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        shown.push_str(chunk.valid());
        for byte in chunk.invalid() {
            let _ = write!(shown, "\\x{byte:02x}");
        }
    }
    shown
}

/// Control characters, line separators, and what is bidirectional or has no width.
const fn acts(one: char) -> bool {
    matches!(
        one,
        '\u{0}'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_reaches_the_terminal() {
        let hostile = "a\u{1b}]0;x\u{7}\r\n\t\u{202e}\u{200b}\u{9b}\u{7f}\u{2028}é😀";
        assert_eq!(
            line(hostile),
            "a\\u{1b}]0;x\\u{7}\\u{d}\\u{a}\\u{9}\\u{202e}\\u{200b}\\u{9b}\\u{7f}\\u{2028}é😀"
        );
        let excerpt = same_length(hostile);
        assert_eq!(excerpt.chars().count(), hostile.chars().count());
        assert!(!excerpt.chars().any(acts), "{excerpt:?}");
    }

    #[cfg(unix)]
    #[test]
    fn bytes_that_are_no_text_are_spelt() {
        use std::os::unix::ffi::OsStrExt;
        let name = std::ffi::OsStr::from_bytes(b"a\xff\x1bb");
        assert_eq!(path(Path::new(name)), "a\\xff\\u{1b}b");
    }
}
