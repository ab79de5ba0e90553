//! Access key ids that stand alone: an id names a key, and opens nothing without the secret.

use super::{Kind, providers};
use crate::source::Span;

/// What an access key id without its secret is.
pub(super) const ALONE: Kind = Kind::Provider("an AWS access key id without its secret");

/// The words for access key ids in the table of formats.
const ID: &str = "an AWS access key id";

/// AWS Security Credentials: a secret access key has 40 characters of base 64.
const SECRET: usize = 40;

/// The kind of the token `found` at `span` of `text`; `shown` is the docstring or sample around it, if it stands in one.
pub(super) fn kind(found: &providers::Found, text: &str, span: Span, shown: Option<&str>) -> Kind {
    let alone = shown.is_some_and(|shown| !shown.split(is_apart).any(is_secret));
    if found.what == ID && (alone || is_in_address(text, span)) {
        ALONE
    } else {
        found.kind
    }
}

/// AWS Signature Version 4: in a signed address the id is followed by a slash and the date.
fn is_in_address(text: &str, span: Span) -> bool {
    let after = text.get(span.end as usize..).unwrap_or_default();
    let date = after
        .strip_prefix('/')
        .or_else(|| after.strip_prefix("%2F"))
        .and_then(|date| date.get(..8));
    date.is_some_and(|date| date.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_apart(c: char) -> bool {
    !(c.is_ascii_alphanumeric() || matches!(c, '+' | '/'))
}

fn is_secret(word: &str) -> bool {
    let has = |of: fn(&u8) -> bool| word.as_bytes().iter().any(of);
    word.len() == SECRET && has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_with_a_secret_beside_them_are_not_alone() {
        let id = format!("AKIA{}", "ABCD2345".repeat(2));
        let judged = |before: &str, after: &str, shown: bool| {
            let text = format!("{before}{id}{after}");
            let span = Span::new(before.len(), before.len() + id.len());
            let found = providers::Found {
                span: span.range(),
                what: ID,
                kind: Kind::Provider(ID),
                placeholder: false,
            };
            kind(&found, &text, span, shown.then_some(&text)) == ALONE
        };
        assert!(judged("id: ", "", true));
        assert!(!judged("id: ", "", false));
        assert!(!judged("id: ", &format!(" {}", "aB".repeat(20)), true));
        assert!(judged("Credential=", "/20240102/eu-west-1", false));
        assert!(judged("Credential=", "%2F20240102%2Feu", false));
        assert!(!judged("Credential=", "/bucket", false));
    }
}
