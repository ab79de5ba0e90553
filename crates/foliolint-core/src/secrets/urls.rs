//! Addresses that carry a password: `scheme://user:password@host`.

use std::ops::Range;

/// An address with a password in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Url<'a> {
    /// Where the password stands.
    pub(crate) span: Range<usize>,
    /// The user's name; may be empty.
    pub(crate) user: &'a str,
    /// The password.
    pub(crate) password: &'a str,
    /// Host, port, path: what follows the `@`, up to the end of the word.
    pub(crate) rest: &'a str,
}

/// The longest user, password and host that are looked at.
const LONGEST: usize = 512;

/// Every address with a password in `text`, in order. Linear: each `://` looks at a bounded part of what follows.
pub(crate) fn find(text: &str) -> Vec<Url<'_>> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("://") {
        let scheme = text.as_bytes().get(at.wrapping_sub(1));
        if !scheme.is_some_and(u8::is_ascii_alphanumeric) {
            continue;
        }
        let start = at + 3;
        if let Some(url) = after(text, start) {
            found.push(url);
        }
    }
    found
}

fn after(text: &str, start: usize) -> Option<Url<'_>> {
    let ends = |byte: &u8| {
        byte.is_ascii_whitespace()
            || matches!(byte, b'"' | b'\'' | b'`' | b'<' | b'>' | b'\\' | b'|')
    };
    let rest = text.as_bytes().get(start..)?;
    let length = rest
        .iter()
        .take(LONGEST)
        .position(ends)
        .unwrap_or(rest.len().min(LONGEST));
    let mut end = start + length;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let word = text.get(start..end)?;
    // A password may hold `@`, and even `/`: the authority ends at the last `@` before the first `/` that follows one.
    let slash = word.find('/').unwrap_or(word.len());
    let at = word.get(..slash)?.rfind('@')?;
    let authority = word.get(..at)?;
    let (user, password) = authority.split_once(':')?;
    if password.is_empty() || user.contains(['?', '#', ',', '(', ')']) {
        return None;
    }
    let from = start + user.len() + 1;
    Some(Url {
        span: from..from + password.len(),
        user,
        password,
        rest: word.get(at + 1..)?,
    })
}

impl Url<'_> {
    /// The host's name, without port.
    pub(crate) fn host(&self) -> &str {
        self.rest
            .split(['/', ':', '?', ','])
            .next()
            .unwrap_or_default()
    }

    /// Whether the host is this machine, a service of the same compose file, or documentation's.
    pub(crate) fn is_local(&self) -> bool {
        let host = self.host();
        host.is_empty()
            || !host.contains('.')
            || host.starts_with("127.")
            || host.starts_with("0.0.0.0")
            || self.is_example()
    }

    /// Whether the host is one that only documentation uses.
    pub(crate) fn is_example(&self) -> bool {
        let host = self.host().to_ascii_lowercase();
        host.contains("example")
            || matches!(
                &*host,
                "host" | "hostname" | "server" | "address" | "domain.com" | "site.com"
            )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_is_cut_out() {
        let text = "x = 'postgresql://app:s3cr:t@db.internal:5432/shop' # http://localhost:80/a@b";
        let urls = find(text);
        assert_eq!(urls.len(), 1);
        assert_eq!(
            (urls[0].user, urls[0].password, urls[0].host()),
            ("app", "s3cr:t", "db.internal")
        );
        assert_eq!(&text[urls[0].span.clone()], "s3cr:t");
    }

    #[test]
    fn what_has_no_password_is_no_find() {
        for text in [
            "mysql://root:@localhost/x",
            "https://host:8000/p",
            "git://user@host/x",
            "://a:b@c",
            "http://é",
        ] {
            assert!(find(text).is_empty(), "{text}");
        }
    }
}
