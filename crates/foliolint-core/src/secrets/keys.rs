//! What the files hold that are there for a key (FOL406).

use super::{Confidence, Kind, names, text};
use crate::file::{TextInput, Zone};
use crate::inventory::kind;
use std::sync::Arc;

/// Length of a key of Fernet, the recipe for encryption that Python's `cryptography` offers first: 32 bytes in
/// URL-safe base64.
const FERNET: usize = 44;

/// Words of names that say the key protects nothing.
const MADE_UP: &[&str] = &[
    "dummy",
    "example",
    "fake",
    "fixture",
    "localhost",
    "mock",
    "sample",
    "snakeoil",
    "template",
    "test",
    "testing",
    "tests",
];

/// A key file of today that holds what its name promises.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct KeyFile {
    /// The file.
    pub path: Arc<str>,
    /// What is in it, with an article.
    pub what: &'static str,
}

/// The key files among the texts of a repository, sorted by path.
#[must_use]
pub fn key_files(texts: &[TextInput<'_>]) -> Vec<KeyFile> {
    let named = texts.iter().filter(|text| kind::is_key(text.path));
    let mut files: Vec<KeyFile> = named
        .filter_map(|text| {
            Some(KeyFile {
                path: Arc::clone(text.path),
                what: key_in(text)?,
            })
        })
        .collect();
    files.sort();
    files
}

/// What a file with a key file's name holds, with an article; nothing for certificates, public keys, placeholders and
/// test data.
pub(crate) fn key_in(file: &TextInput<'_>) -> Option<&'static str> {
    let elsewhere = matches!(
        file.zone,
        Zone::Test | Zone::Docs | Zone::Example | Zone::Vendored | Zone::Virtualenv
    );
    let made_up = |word: &String| MADE_UP.contains(&&**word);
    if elsewhere || names::words(file.name()).iter().any(made_up) {
        return None;
    }
    let mut places = text::detect(file).places;
    places.retain(|place| place.confidence > Confidence::Low && !place.in_test);
    let has_private_key = places.iter().any(|place| place.kind == Kind::PrivateKey);
    let content = file.source.text();
    if file.name().to_ascii_lowercase().ends_with(".json") {
        let service = has_private_key && content.contains("service_account");
        return match places.first() {
            _ if service => Some("the key of a service account"),
            Some(_) => Some("access data"),
            None => None,
        };
    }
    if has_private_key {
        return Some("a private key");
    }
    is_fernet(content.trim()).then_some("an encryption key")
}

fn is_fernet(text: &str) -> bool {
    let letters = text.strip_suffix('=').unwrap_or_default();
    let url_safe = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let distinct = letters.bytes().collect::<std::collections::BTreeSet<u8>>();
    text.len() == FERNET && letters.bytes().all(url_safe) && distinct.len() >= FERNET / 3
}
