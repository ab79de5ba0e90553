//! Bytes to text, as Python would decode its source (PEP 263) and as people write manifests.

use crate::problem::Reason;
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};
use std::borrow::Cow;

const UTF8_BOM: &[u8] = b"\xef\xbb\xbf";

/// A decoded text and what it was encoded in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decoded {
    /// The text; no BOM, no lone `\r`.
    pub text: String,
    /// `utf-8`, `utf-8-sig`, `utf-16le`, `utf-16be`, or the name of the declared encoding.
    pub encoding: &'static str,
}

/// Decodes Python source: UTF-8, or what the coding cookie of its first two lines names (PEP 263).
///
/// # Errors
///
/// [`Reason::Encoding`] where the bytes are not in that encoding, or it is none that source can be read in;
/// [`Reason::Binary`] where there is a NUL; [`Reason::LfsPointer`].
pub fn python(bytes: &[u8]) -> Result<String, Reason> {
    refuse_wide(bytes)?;
    refuse_no_text(bytes)?;
    if let Some(rest) = bytes.strip_prefix(UTF8_BOM) {
        // With a BOM Python accepts no cookie but UTF-8's; we read the file as what the BOM says it is.
        return utf8(rest, "UTF-8").map(one_line_end);
    }
    match cookie(bytes).map(|name| (codec(&name), name)) {
        None => utf8(bytes, "UTF-8").map(one_line_end),
        Some((Some(Codec::Utf8), _)) => utf8(bytes, "UTF-8").map(one_line_end),
        Some((Some(Codec::Ascii), _)) if bytes.is_ascii() => utf8(bytes, "ASCII").map(one_line_end),
        Some((Some(Codec::Ascii), _)) => Err(not("ASCII, which its coding line names")),
        Some((Some(Codec::Latin1), _)) => Ok(one_line_end(
            encoding_rs::mem::decode_latin1(bytes).into_owned(),
        )),
        Some((Some(Codec::Web(encoding)), name)) => encoding
            .decode_without_bom_handling_and_without_replacement(bytes)
            .map(|text| one_line_end(text.into_owned()))
            .ok_or_else(|| not(&format!("{name}, which its coding line names"))),
        Some((None, name)) => Err(Reason::Encoding(format!(
            "its coding line names {name}, which is no encoding to write source in"
        ))),
    }
}

/// Decodes any other text, as [`text_with_encoding`] does.
///
/// # Errors
///
/// As [`python`].
pub fn text(bytes: &[u8]) -> Result<String, Reason> {
    text_with_encoding(bytes).map(|decoded| decoded.text)
}

/// Decodes any other text: UTF-8, or UTF-16 where a BOM says so (`PowerShell` writes manifests like that, FOL305).
///
/// # Errors
///
/// As [`python`].
pub fn text_with_encoding(bytes: &[u8]) -> Result<Decoded, Reason> {
    let wide = [
        (&b"\xff\xfe"[..], UTF_16LE, "utf-16le"),
        (&b"\xfe\xff"[..], UTF_16BE, "utf-16be"),
    ];
    if bytes.starts_with(b"\xff\xfe\0\0") {
        return Err(not("UTF-8 but UTF-32"));
    }
    for (bom, codec, encoding) in wide {
        if let Some(rest) = bytes.strip_prefix(bom) {
            let text = codec
                .decode_without_bom_handling_and_without_replacement(rest)
                .ok_or_else(|| not("UTF-16, which its byte order mark says"))?;
            if text.contains('\0') {
                return Err(Reason::Binary);
            }
            let text = one_line_end(text.into_owned());
            return Ok(Decoded { text, encoding });
        }
    }
    refuse_wide(bytes)?;
    refuse_no_text(bytes)?;
    let (rest, encoding) = match bytes.strip_prefix(UTF8_BOM) {
        Some(rest) => (rest, "utf-8-sig"),
        None => (bytes, "utf-8"),
    };
    utf8(rest, "UTF-8").map(|text| Decoded {
        text: one_line_end(text),
        encoding,
    })
}

enum Codec {
    Utf8,
    Ascii,
    Latin1,
    Web(&'static Encoding),
}

/// The codec that Python means by a name, among those that source is really written in.
fn codec(name: &str) -> Option<Codec> {
    let name = name.to_ascii_lowercase().replace('_', "-");
    Some(match name.as_str() {
        "utf-8" | "utf8" | "utf-8-sig" | "u8" | "utf" | "utf-8-unix" | "utf-8-dos"
        | "utf-8-mac" | "cp65001" => Codec::Utf8,
        "ascii" | "us-ascii" | "646" => Codec::Ascii,
        "latin-1" | "latin1" | "latin" | "iso-8859-1" | "iso8859-1" | "8859" | "cp819" | "l1"
        | "iso-latin-1" | "latin-1-unix" | "iso-latin-1-unix" => Codec::Latin1,
        // What a browser calls by these names is something else than what Python does.
        "utf-7" | "utf-16" | "utf-16le" | "utf-16be" | "utf-16-le" | "utf-16-be" | "unicode"
        | "x-user-defined" | "replacement" => return None,
        other => {
            let same = match other {
                "iso8859-15" | "latin-9" | "latin9" | "l9" => "iso-8859-15",
                "cp936" | "936" | "ms936" | "gb2312" => "gbk",
                "cp932" | "ms932" | "mskanji" => "shift_jis",
                "cp949" | "949" | "uhc" => "euc-kr",
                "cp950" | "950" => "big5",
                "euc-jp" | "eucjp" | "ujis" => "euc-jp",
                "shift-jis" | "sjis" | "s-jis" => "shift_jis",
                windows if windows.starts_with("cp125") => {
                    return Encoding::for_label(
                        format!("windows-{}", windows.get(2..)?).as_bytes(),
                    )
                    .map(Codec::Web);
                }
                same => same,
            };
            let encoding = Encoding::for_label(same.as_bytes())?;
            // Source must be ASCII where it is ASCII, else its own coding line could not be read.
            if !encoding.is_ascii_compatible() {
                return None;
            }
            Codec::Web(encoding)
        }
    })
}

/// The encoding that a comment of the first two lines names: `coding[:=]\s*([-\w.]+)` (PEP 263). The second line
/// counts only where the first is blank or a comment.
fn cookie(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..bytes.len().min(2_000))?;
    for line in head.split(|&byte| byte == b'\n' || byte == b'\r').take(2) {
        let text = line.trim_ascii();
        let Some(comment) = text.strip_prefix(b"#") else {
            if text.is_empty() {
                continue;
            }
            return None;
        };
        if let Some(name) = cookie_in(comment) {
            return Some(name);
        }
    }
    None
}

fn cookie_in(comment: &[u8]) -> Option<String> {
    const WORD: &[u8] = b"coding";
    let at = (0..comment.len()).find(|&at| {
        comment.get(at..).is_some_and(|rest| rest.starts_with(WORD))
            && matches!(comment.get(at + WORD.len()), Some(b':' | b'='))
    })?;
    let name: String = comment
        .get(at + WORD.len() + 1..)?
        .trim_ascii_start()
        .iter()
        .take_while(|&&byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
        .take(60)
        .map(|&byte| char::from(byte))
        .collect();
    (!name.is_empty()).then_some(name)
}

fn refuse_wide(bytes: &[u8]) -> Result<(), Reason> {
    let marks: [(&[u8], &str); 4] = [
        (b"\xff\xfe\0\0", "UTF-32"),
        (b"\0\0\xfe\xff", "UTF-32"),
        (b"\xff\xfe", "UTF-16"),
        (b"\xfe\xff", "UTF-16"),
    ];
    match marks.iter().find(|(mark, _)| bytes.starts_with(mark)) {
        Some((_, name)) => Err(not(&format!("UTF-8 but {name}"))),
        None => Ok(()),
    }
}

fn refuse_no_text(bytes: &[u8]) -> Result<(), Reason> {
    if bytes.starts_with(b"version https://git-lfs.github.com/spec/v1") {
        return Err(Reason::LfsPointer);
    }
    if bytes.contains(&0) {
        return Err(Reason::Binary);
    }
    Ok(())
}

fn utf8(bytes: &[u8], name: &str) -> Result<String, Reason> {
    std::str::from_utf8(bytes)
        .map(str::to_owned)
        .map_err(|error| {
            let line = bytes
                .iter()
                .take(error.valid_up_to())
                .filter(|&&byte| byte == b'\n')
                .count();
            not(&format!("{name} in line {}", line + 1))
        })
}

fn not(what: &str) -> Reason {
    Reason::Encoding(format!("it is not {what}"))
}

/// A lone `\r` becomes `\n`, at the same length; `\r\n` stays.
fn one_line_end(text: String) -> String {
    if !text.contains('\r') {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(next) = rest.next() {
        let lone = next == '\r' && rest.peek() != Some(&'\n');
        out.push(if lone { '\n' } else { next });
    }
    out
}

/// The bytes as text that shows every byte: what is no UTF-8 stands as `\xNN`. For names, never for contents.
#[must_use]
pub fn shown(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(bytes.len() + 8);
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        for byte in chunk.invalid() {
            out.push_str(&format!("\\x{byte:02x}"));
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(bytes: &[u8]) -> &'static str {
        python(bytes).unwrap_err().code()
    }

    #[test]
    fn line_ends_keep_their_length() {
        assert_eq!(python(b"a\rb\r\nc\r\r\n").unwrap(), "a\nb\r\nc\n\r\n");
        assert_eq!(python(b"a\x0c\x0b\xc2\x85b").unwrap(), "a\u{c}\u{b}\u{85}b");
    }

    #[test]
    fn one_byte_order_mark_is_stripped() {
        assert_eq!(python(b"\xef\xbb\xbfx").unwrap(), "x");
        assert_eq!(python(b"\xef\xbb\xbf\xef\xbb\xbfx").unwrap(), "\u{feff}x");
        assert_eq!(python(b"").unwrap(), "");
    }

    #[test]
    fn cookies_are_followed() {
        let decoded = |line: &str, rest: &[u8]| python(&[line.as_bytes(), rest].concat());
        assert!(
            decoded("# -*- coding: latin-1 -*-\n", b"\xe9\x80")
                .unwrap()
                .ends_with("\u{e9}\u{80}")
        );
        assert!(
            decoded(
                "#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\n",
                b"\x80"
            )
            .unwrap()
            .ends_with('€')
        );
        assert!(
            decoded("# coding: gbk\n", b"\xba\xba")
                .unwrap()
                .ends_with('汉')
        );
        assert!(decoded("# coding: utf-8\n", "é".as_bytes()).is_ok());
        assert!(
            decoded("# encoding: iso8859-15\n", b"\xa4")
                .unwrap()
                .ends_with('€')
        );
        // In the third line, or behind code, it is no cookie.
        assert!(decoded("\n\n# coding: latin-1\n", b"\xe9").is_err());
        assert!(decoded("x = 1\n# coding: latin-1\n", b"\xe9").is_err());
    }

    #[test]
    fn what_is_no_text_is_refused_with_the_reason() {
        for line in [
            "ascii",
            "rot13",
            "utf-7",
            "raw_unicode_escape",
            "no-such",
            "utf-16",
        ] {
            let bytes = [format!("# coding: {line}\n").as_bytes(), b"\xc3\xa9"].concat();
            assert_eq!(refused(&bytes), "encoding", "{line}");
        }
        assert_eq!(refused(b"s = '\xe9'"), "encoding");
        assert_eq!(refused(b"s = '\xc0\xaf\xed\xa0\x80'"), "encoding");
        assert_eq!(refused(b"\xff\xfex\0"), "encoding");
        assert_eq!(refused(b"\xff\xfe\0\0x\0\0\0"), "encoding");
        assert_eq!(refused(b"x\0y"), "binary");
        assert_eq!(
            refused(b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n"),
            "lfs-pointer"
        );
    }

    #[test]
    fn manifests_may_be_utf16() {
        let decoded = text_with_encoding(b"\xff\xfed\0j\0\r\0\n\0").unwrap();
        assert_eq!(
            (decoded.text.as_str(), decoded.encoding),
            ("dj\r\n", "utf-16le")
        );
        assert_eq!(text(b"\xfe\xff\0d").unwrap(), "d");
        assert_eq!(text(b"\xff\xfe\0\xd8").unwrap_err().code(), "encoding");
        // No cookies outside Python.
        assert!(text(b"# coding: latin-1\n\xe9").is_err());
    }

    #[test]
    fn names_show_every_byte() {
        assert_eq!(shown(b"a\xff\xfeb\xc3\xa9"), "a\\xff\\xfebé");
    }
}
