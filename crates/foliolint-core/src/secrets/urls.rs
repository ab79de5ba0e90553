//! Addresses that carry a password: `scheme://user:password@host`.

use std::borrow::Cow;
use std::ops::Range;

/// An address with a password in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Url<'a> {
    /// Where the password stands.
    pub(crate) span: Range<usize>,
    /// The user's name, as written; may be empty.
    pub(crate) user: &'a str,
    /// The password, as written.
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
    /// The user's name, percent-decoded (RFC 3986).
    pub(crate) fn plain_user(&self) -> Cow<'_, str> {
        decoded(self.user)
    }

    /// The password, percent-decoded (RFC 3986).
    pub(crate) fn plain_password(&self) -> Cow<'_, str> {
        decoded(self.password)
    }

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
        is_example(self.host())
    }
}

/// Whether a host is one that only documentation and tests use (RFC 2606, and what stands for a host's name).
fn is_example(host: &str) -> bool {
    /// Top-level domains that nobody can register (RFC 2606).
    const RESERVED: [&str; 4] = [".test", ".invalid", ".example", ".localhost"];
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    host.contains("example")
        || RESERVED.iter().any(|ending| host.ends_with(ending))
        || matches!(
            &*host,
            "host" | "hostname" | "server" | "address" | "domain.com" | "site.com"
        )
}

/// Whether a host is a machine elsewhere: neither this one, nor in its network, nor a service of the same compose file or
/// cluster, nor documentation's.
pub(super) fn is_remote(host: &str) -> bool {
    /// Names inside containers and networks.
    const INSIDE: [&str; 5] = [".local", ".internal", ".lan", ".home", ".localdomain"];
    /// Networks that reach nobody else (RFC 1918), and this machine.
    const PRIVATE: [&str; 4] = ["127.", "0.0.0.0", "10.", "192.168."];
    let host = host.split(':').next().unwrap_or_default();
    let named = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    let middle = host
        .strip_prefix("172.")
        .and_then(|rest| rest.split('.').next()?.parse::<u8>().ok());
    host.trim_matches('.').contains('.')
        && host.chars().all(named)
        && !INSIDE.iter().any(|ending| host.ends_with(ending))
        && !PRIVATE.iter().any(|start| host.starts_with(start))
        && !middle.is_some_and(|second| (16..32).contains(&second))
        && !is_example(host)
}

/// `%41` is `A`; what is no UTF-8 when decoded stays as written.
fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let digit = |byte: Option<&u8>| byte.and_then(|&byte| char::from(byte).to_digit(16));
    let bytes = text.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let pair = digit(bytes.get(at + 1)).zip(digit(bytes.get(at + 2)));
        let pair = pair.and_then(|(high, low)| u8::try_from(high * 16 + low).ok());
        if let Some(escaped) = pair.filter(|_| byte == b'%') {
            plain.push(escaped);
            at += 3;
        } else {
            plain.push(byte);
            at += 1;
        }
    }
    String::from_utf8(plain).map_or(Cow::Borrowed(text), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An address, put together here: our own sources hold none.
    fn address(scheme: &str, login: &str, rest: &str) -> String {
        format!("{scheme}:{}{login}@{rest}", "//")
    }

    #[test]
    fn the_password_is_cut_out() {
        let url = address("postgresql", "app:s3cr:t", "db.internal:5432/shop");
        let text = format!("x = '{url}' # http://localhost:80/a@b");
        let urls = find(&text);
        assert_eq!(urls.len(), 1);
        assert_eq!(
            (urls[0].user, urls[0].password, urls[0].host()),
            ("app", "s3cr:t", "db.internal")
        );
        assert_eq!(&text[urls[0].span.clone()], "s3cr:t");
    }

    #[test]
    fn escapes_are_read_as_what_they_stand_for() {
        let text = address("https", "jo%40x:two%20w%C3%B6rds%", "h");
        let urls = find(&text);
        assert_eq!(urls[0].plain_user(), "jo@x");
        assert_eq!(urls[0].plain_password(), "two wörds%");
        assert_eq!(decoded("%ff%4"), "%ff%4");
        assert_eq!(decoded("%€1"), "%€1");
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

    #[test]
    fn hosts_are_elsewhere_or_here() {
        for host in ["db.shop.io", "ds01.mlab.com:4500", "8.8.4.4", "172.40.0.1"] {
            assert!(is_remote(host), "{host}");
        }
        for host in [
            "localhost",
            "db",
            "127.0.0.1",
            "10.0.0.7",
            "172.17.0.1",
            "192.168.1.4",
            "host.docker.internal",
            "db.example.com",
            "mail.shop.test",
            "printer.local",
            "a sentence.",
            "",
        ] {
            assert!(!is_remote(host), "{host}");
        }
    }
}
