//! Secrets written down: where they are, never what they are.

mod development;
mod given;
mod ids;
mod jwt;
mod keys;
mod letters;
mod lists;
mod looks;
mod names;
mod neighbours;
mod pairs;
mod providers;
mod python;
mod samples;
mod scrub;
mod shapes;
mod text;
mod urls;
mod words;

use crate::file::TextInput;
use crate::python::Module;
use crate::source::Span;
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

pub use jwt::expiry;
pub(crate) use keys::key_in;
pub use keys::{KeyFile, key_files};
pub(crate) use names::{kind_of, words};
pub use scrub::scrub_unknown;
pub(crate) use words::is_placeholder;

/// What a secret opens.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    /// A token of a provider's format: what it is, with an article.
    Provider(&'static str),
    /// A password.
    Password,
    /// A key or token of no known format.
    Key,
    /// The key a framework signs sessions and tokens with.
    SigningKey,
    /// The password in an address.
    UrlPassword,
    /// The body of a private key.
    PrivateKey,
}

impl Kind {
    /// What it is, in words with an article.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Provider(what) => what,
            Self::Password => "a password",
            Self::Key => "a key or token",
            Self::SigningKey => "a signing key",
            Self::UrlPassword => "an address with a password",
            Self::PrivateKey => "a private key",
        }
    }

    /// Whether it names a key and opens nothing without the secret that belongs to it.
    #[must_use]
    pub fn is_id_alone(self) -> bool {
        self == ids::ALONE
    }

    /// Whether its format alone proves it.
    #[must_use]
    pub const fn is_provider_shaped(self) -> bool {
        matches!(self, Self::Provider(_) | Self::PrivateKey)
    }
}

/// How sure the detection is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Confidence {
    /// Probably documentation or test data.
    Low,
    /// Most reviewers would agree.
    Medium,
    /// Every reviewer would agree.
    High,
}

/// Where a secret stands. Holds no value, so that nothing which prints it can leak one.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct SecretPlace {
    /// The file.
    pub path: Arc<str>,
    /// The value, without quotes.
    pub span: Span,
    /// What it opens.
    pub kind: Kind,
    /// The name it is given to, as written.
    pub name: Option<String>,
    /// How sure the detection is.
    pub confidence: Confidence,
    /// Used only where something else is missing: an environment fallback, a default.
    pub fallback: bool,
    /// An untouched placeholder; only signing keys are reported then.
    pub placeholder: bool,
    /// In a file that is an env file by its name.
    pub in_env_file: bool,
    /// In an env example file.
    pub in_env_example: bool,
    /// In test code or test configuration.
    pub in_test: bool,
    /// In a comment.
    pub commented: bool,
    /// A fallback of settings for developing, beside settings for production.
    pub for_development: bool,
}

/// What one file gave: the places to report, and every value to mask.
#[derive(Default)]
struct Sheet {
    places: Vec<SecretPlace>,
    /// The places by where they begin; they never overlap.
    starts: BTreeMap<u32, usize>,
    values: Vec<String>,
}

impl Sheet {
    /// Records a place unless one was already found there; a second reading may still add the name.
    fn add(&mut self, place: SecretPlace, value: &str) {
        self.hide(value);
        if let Some(known) = self.at(place.span) {
            if let Some(known) = self.places.get_mut(known)
                && known.name.is_none()
            {
                known.name = place.name;
            }
            return;
        }
        self.starts.insert(place.span.start, self.places.len());
        self.places.push(place);
    }

    /// Has a value masked wherever it occurs.
    fn hide(&mut self, value: &str) {
        self.values.push(value.to_owned());
    }

    /// The place that shares a byte with `span`.
    fn at(&self, span: Span) -> Option<usize> {
        let (_, &index) = self.starts.range(..span.end).next_back()?;
        let known = self.places.get(index)?;
        (known.span.end > span.start).then_some(index)
    }
}

/// The secrets of a repository, detected once, and the scrubber that keeps them out of every output.
#[derive(Clone, Default)]
pub struct Secrets {
    places: Vec<SecretPlace>,
    masker: scrub::Masker,
}

impl fmt::Debug for Secrets {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Secrets")
            .field("places", &self.places)
            .finish_non_exhaustive()
    }
}

/// Detects the secrets of a repository's Python and other texts.
#[must_use]
pub fn detect(modules: &[Module], texts: &[TextInput<'_>]) -> Secrets {
    let folders = development::production_folders(modules);
    let python = modules
        .par_iter()
        .map(|module| python::detect(module, &folders));
    let text = texts.par_iter().map(text::detect);
    let sheets: Vec<Sheet> = python.chain(text).collect();
    let (mut places, mut values) = (Vec::new(), Vec::new());
    for sheet in sheets {
        places.extend(sheet.places);
        values.extend(sheet.values);
    }
    places.sort();
    Secrets {
        places,
        masker: scrub::Masker::new(values),
    }
}

/// The secrets of one text that is no file of today, without their values: nothing else may quote it.
pub(crate) fn places_in(text: &TextInput<'_>) -> Vec<SecretPlace> {
    let mut places = text::detect(text).places;
    places.sort();
    places
}

impl Secrets {
    /// Every place, sorted by path and span.
    #[must_use]
    pub fn places(&self) -> &[SecretPlace] {
        &self.places
    }

    /// The places in one file.
    pub fn in_file<'a>(&'a self, path: &'a str) -> impl Iterator<Item = &'a SecretPlace> {
        let first = self.places.partition_point(|place| *place.path < *path);
        self.places
            .iter()
            .skip(first)
            .take_while(move |place| *place.path == *path)
    }

    /// The text with every detected secret of the repository, and everything of a provider's token format, masked.
    /// Line breaks stay, so lines keep their numbers; columns move. Scrub before clipping: half a secret is not found.
    #[must_use]
    pub fn scrub<'a>(&self, text: &'a str) -> Cow<'a, str> {
        scrub::apply(text, &self.masks(text))
    }

    /// The bytes of `text` that [`Secrets::scrub`] replaces, in order and apart from one another, each with the number
    /// of leading bytes that are kept.
    #[must_use]
    pub fn masks(&self, text: &str) -> Vec<(Range<usize>, usize)> {
        self.masker.masks(text)
    }

    /// What stands in for a secret in a message: at most four leading characters, and nothing of its length.
    #[must_use]
    pub fn mask(value: &str) -> String {
        scrub::mask(value)
    }
}
