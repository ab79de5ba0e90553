//! What the values of an env file are worth to a stranger (FOL401, FOL402).

use super::{Entry, is_platform};
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
    /// Only switches, numbers, words and local addresses, under names that promise no secret, in a file that is named
    /// after one service; or only variables of platforms and tools.
    Tuning,
    /// The same in the env file itself or that of a stage.
    Settings,
    /// Values, none of which looks secret, though one may be.
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
    let copied = is_of_a_generator(file.path) || placeholders;
    if only_options_of_flask || (copied && secrets.is_empty()) {
        return Worth::Nothing;
    }
    // What tests and examples load is made up, but for what its format proves.
    let made_up = matches!(file.zone, Zone::Test | Zone::Example | Zone::Docs);
    if made_up && !secrets.iter().any(|place| place.kind.is_provider_shaped()) {
        return Worth::Nothing;
    }
    let tunes = |entry: &Entry| {
        entry.placeholder || (!entry.secret && is_setting(file.source.slice(entry.value)))
    };
    let platform = |entry: &Entry| is_platform(file.source.slice(entry.key));
    let mut published = entries.iter().filter(|entry| starts(entry, &PUBLISHED));
    if !secrets.is_empty() {
        Worth::Secret
    } else if is_template(file.name(), entries) {
        Worth::Nothing
    } else if published.next().is_some()
        && entries
            .iter()
            .all(|entry| starts(entry, &PUBLISHED) || tunes(entry))
    {
        Worth::Published
    } else if entries.iter().all(platform) {
        Worth::Tuning
    } else if entries.iter().all(|entry| tunes(entry) || platform(entry)) {
        if is_main(file.name()) {
            Worth::Settings
        } else {
            Worth::Tuning
        }
    } else {
        Worth::Plain
    }
}

/// Whether a file that isn't `.env` itself has placeholders, or nothing, for every secret: it is there to be copied.
fn is_template(name: &str, entries: &[Entry]) -> bool {
    let mut secrets = entries.iter().filter(|entry| entry.secret).peekable();
    name != ".env" && secrets.peek().is_some() && secrets.all(|entry| entry.placeholder)
}

/// Whether it is the env file itself, or that of a stage: the next value in it may be a password. A file that is named
/// after one service (`gunicorn.env`, `.mail.env`) has its subject.
fn is_main(name: &str) -> bool {
    name == ".envrc"
        || name
            .strip_prefix(".env")
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Whether the path is one that a project generator fills in: `{{name}}/.env`, `.env.j2`.
fn is_of_a_generator(path: &str) -> bool {
    let endings = [".jinja", ".jinja2", ".j2", ".tmpl", ".tpl"];
    path.contains("{{") || endings.iter().any(|ending| path.ends_with(ending))
}

/// Whether a value is a number, a switch, a word, or an address made of such: `8000`, `True`, `smtp`, `0.0.0.0:25`,
/// `http://mailhog:8025`, `Shop <info@shop.io>`.
pub(crate) fn is_setting(value: &str) -> bool {
    /// The longest number and word that somebody typed, and the longest one with capitals inside, a name.
    const LONGEST: (usize, usize, usize) = (6, 15, 7);
    let part = |part: &str| {
        let all = |fits: fn(&u8) -> bool| part.bytes().all(|byte| fits(&byte));
        let small = part.bytes().skip(1).all(|byte| byte.is_ascii_lowercase());
        let plain = small || all(u8::is_ascii_uppercase) || part.len() <= LONGEST.2;
        (all(u8::is_ascii_digit) && part.len() <= LONGEST.0)
            || (all(u8::is_ascii_alphabetic) && part.len() <= LONGEST.1 && plain)
    };
    // A mail address: what follows the `@` is a host.
    let (user, host) = value.split_once('@').unwrap_or((value, "local.host"));
    let separators = ['.', '-', '_', ':', '/', ',', ' ', '*', '<', '>', '+'];
    !(value.contains('@') && user.contains(':'))
        && host.contains('.')
        && user.split(separators).all(part)
        && host.split(separators).all(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_numbers_words_and_their_addresses() {
        for value in [
            "8000",
            "False",
            "smtp",
            "0.0.0.0:25",
            "http://mailhog:8025",
            "Shop <info@shop.io>",
            "FastAPI Project",
        ] {
            assert!(is_setting(value), "{value}");
        }
        for value in [
            "k7Lq2xW9",
            "9f3Kx2Lq",
            "kTxQmVbL",
            "p@ssword",
            "bob:pw@shop.io",
            "12345678",
        ] {
            assert!(!is_setting(value), "{value}");
        }
    }
}
