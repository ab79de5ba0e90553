//! What the values of an env file are worth to a stranger (FOL401, FOL402).

use super::Entry;
use crate::file::{TextInput, Zone};
use crate::secrets::SecretPlace;

/// Beginnings of names whose values end up in the browser anyway.
const PUBLISHED: [&str; 6] = [
    "VITE_",
    "REACT_APP_",
    "NEXT_PUBLIC_",
    "NUXT_PUBLIC_",
    "VUE_APP_",
    "PUBLIC_",
];

/// What the values of an env file are worth, in rising order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Worth {
    /// No assignment, placeholders only, a file to be copied, made-up values of tests and examples.
    Nothing,
    /// Only values that a front end publishes.
    Published,
    /// Values, none of which looks secret.
    Plain,
    /// Some value looks secret.
    Secret,
}

/// What the values of an env file are worth; `secrets` are those detected in it.
#[must_use]
pub fn worth(file: &TextInput<'_>, entries: &[Entry], secrets: &[SecretPlace]) -> Worth {
    let starts = |entry: &Entry, prefixes: &[&str]| {
        let name = file.source.slice(entry.key);
        prefixes.iter().any(|prefix| name.starts_with(prefix))
    };
    let all = |prefixes: &[&str]| entries.iter().all(|entry| starts(entry, prefixes));
    let only_options_of_flask = file.name() == ".flaskenv" && all(&["FLASK_"]);
    let placeholders = entries.iter().all(|entry| entry.placeholder);
    // A real token in the braces of a template is no placeholder.
    if only_options_of_flask || (placeholders && secrets.is_empty()) {
        return Worth::Nothing;
    }
    // What tests and examples load is made up, but for what its format proves.
    let made_up = matches!(file.zone, Zone::Test | Zone::Example | Zone::Docs);
    if made_up && !secrets.iter().any(|place| place.kind.is_provider_shaped()) {
        return Worth::Nothing;
    }
    if !secrets.is_empty() {
        Worth::Secret
    } else if is_template(file.name(), entries) {
        Worth::Nothing
    } else if all(&PUBLISHED) {
        Worth::Published
    } else {
        Worth::Plain
    }
}

/// Whether a file that isn't `.env` itself has placeholders, or nothing, for every secret: it is there to be copied.
fn is_template(name: &str, entries: &[Entry]) -> bool {
    let mut secrets = entries.iter().filter(|entry| entry.secret).peekable();
    name != ".env" && secrets.peek().is_some() && secrets.all(|entry| entry.placeholder)
}
