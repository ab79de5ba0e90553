//! Secrets in files that are no Python: settings, compose and CI files by key and value, everything by format.

use super::looks::{self, Context, Look};
use super::pairs::pairs_of;
use super::samples::is_sample;
use super::{Confidence, Kind, SecretPlace, Sheet, ids, names, providers, urls, words};
use crate::file::{FileKind, TextInput, Zone};
use crate::source::Span;
use crate::text::dotenv;
use std::cell::LazyCell;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

/// Larger files are data: their keys and values are no settings of the project.
const LARGEST_SETTINGS: usize = 256 << 10;

/// How a file is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Manner {
    /// Keys and values are judged, not only formats.
    pairs: bool,
    /// Compose or CI.
    service: bool,
    /// Tests, samples, seeds: what is there is made up.
    made_up: bool,
    /// Prose, where addresses are examples.
    prose: bool,
}

const SETTINGS: &[&str] = &[
    "yaml",
    "yml",
    "json",
    "ini",
    "cfg",
    "conf",
    "toml",
    "properties",
    "tfvars",
    "tf",
    "config",
];
const PROSE: &[&str] = &[
    "md", "rst", "txt", "adoc", "html", "htm", "tex", "po", "pot", "svg", "csv", "tsv",
];

/// Folders whose contents are made up or translated.
const MADE_UP: &[&str] = &[
    "fixtures",
    "testdata",
    "seeds",
    "seed",
    "mocks",
    "mock",
    "locale",
    "locales",
    "i18n",
    "translations",
    "examples",
    "example",
    "samples",
    "test",
    "tests",
];

fn manner(input: &TextInput<'_>) -> Manner {
    let name = input.name().to_ascii_lowercase();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let folders = input
        .path
        .rsplit_once('/')
        .map_or("", |(folders, _)| folders);
    let yaml = matches!(ending, "yml" | "yaml");
    let container = input.kind == FileKind::Deployment
        && (name.starts_with("dockerfile") || name.starts_with("containerfile"));
    Manner {
        pairs: (SETTINGS.contains(&ending) || container || name == "jenkinsfile")
            && input.source.text().len() <= LARGEST_SETTINGS,
        service: input.kind == FileKind::Ci
            || (yaml && name.contains("compose"))
            || ending == "sh"
            || name == "jenkinsfile",
        made_up: matches!(input.zone, Zone::Test | Zone::Docs | Zone::Example)
            || matches!(&*name, "pytest.ini" | "tox.ini" | "setup.cfg")
            || is_sample(&name)
            || folders
                .split('/')
                .any(|folder| MADE_UP.contains(&&*folder.to_ascii_lowercase())),
        prose: input.kind == FileKind::Readme
            || PROSE.contains(&ending)
            || input.zone == Zone::Docs,
    }
}

/// The secrets of one text.
pub(super) fn detect(input: &TextInput<'_>) -> Sheet {
    let mut sheet = Sheet::default();
    let skipped = matches!(
        input.kind,
        FileKind::Lock | FileKind::Notebook | FileKind::Binary | FileKind::Licence
    );
    if skipped || matches!(input.zone, Zone::Vendored | Zone::Virtualenv) {
        return sheet;
    }
    let manner = manner(input);
    by_format(input, manner, &mut sheet);
    match input.kind {
        FileKind::EnvFile | FileKind::EnvExample => env_entries(input, manner, &mut sheet),
        _ if manner.pairs => pairs(input, manner, &mut sheet),
        _ => {}
    }
    sheet
}

fn place(input: &TextInput<'_>, manner: Manner, span: Range<usize>, kind: Kind) -> SecretPlace {
    SecretPlace {
        path: Arc::clone(input.path),
        span: Span::new(span.start, span.end),
        kind,
        name: None,
        confidence: Confidence::High,
        fallback: false,
        placeholder: false,
        in_env_file: input.kind == FileKind::EnvFile,
        in_env_example: input.kind == FileKind::EnvExample,
        in_test: manner.made_up,
        commented: false,
        for_development: false,
    }
}

fn by_format(input: &TextInput<'_>, manner: Manner, sheet: &mut Sheet) {
    let text = input.source.text();
    for found in providers::find(text, true) {
        let value = text.get(found.span.clone()).unwrap_or_default();
        if found.placeholder {
            if found.kind == Kind::PrivateKey {
                sheet.hide(value);
            }
            continue;
        }
        // Sample answers of interfaces and test keys are written down to be read by everybody.
        let shown = matches!(found.kind, Kind::PrivateKey) || found.what == JWT;
        let confidence = if shown && (manner.made_up || manner.prose) {
            Confidence::Low
        } else {
            Confidence::High
        };
        let span = Span::new(found.span.start, found.span.end);
        let kind = ids::kind(&found, text, span, None);
        sheet.add(
            SecretPlace {
                confidence: if kind == ids::ALONE {
                    Confidence::Medium
                } else {
                    confidence
                },
                ..place(input, manner, found.span, kind)
            },
            value,
        );
    }
    for url in urls::find(text) {
        let (user, password) = (url.plain_user(), url.plain_password());
        let documentation = manner.prose || manner.made_up || input.kind == FileKind::EnvExample;
        let context = Context {
            service: manner.service || documentation,
            owner: &user,
            ..Context::default()
        };
        let look = looks::look(Kind::UrlPassword, "", &password, context);
        if look != Look::Real || url.is_example() || (documentation && url.is_local()) {
            continue;
        }
        let shown = (manner.prose || manner.made_up) && !looks::is_drawn(&password);
        sheet.hide(&password);
        sheet.add(
            SecretPlace {
                confidence: if shown {
                    Confidence::Low
                } else {
                    Confidence::High
                },
                ..place(input, manner, url.span.clone(), Kind::UrlPassword)
            },
            url.password,
        );
    }
}

/// The words for JWTs in the table of formats.
pub(super) const JWT: &str = "a signed token (JWT)";

/// The values that the file gives to users, databases and hosts: a password that repeats one is its owner's own name.
fn owners<'a>(given: impl Iterator<Item = (&'a str, &'a str)>) -> BTreeSet<String> {
    given
        .filter(|(name, value)| !value.is_empty() && names::is_owner(name))
        .map(|(_, value)| value.to_ascii_lowercase())
        .collect()
}

/// The value itself where it repeats one of the `owners`.
fn owner<'a>(owners: &BTreeSet<String>, value: &'a str) -> &'a str {
    if owners.contains(&value.trim().to_ascii_lowercase()) {
        value.trim()
    } else {
        ""
    }
}

fn env_entries(input: &TextInput<'_>, manner: Manner, sheet: &mut Sheet) {
    let example = input.kind == FileKind::EnvExample;
    let entries = dotenv::assignments(input.source);
    let slice = |span| input.source.slice(span);
    let owners = owners(
        entries
            .iter()
            .map(|entry| (slice(entry.key), slice(entry.value))),
    );
    for entry in &entries {
        let Some(kind) = names::kind_of(input.source.slice(entry.key)) else {
            continue;
        };
        let (name, value) = (
            input.source.slice(entry.key),
            input.source.slice(entry.value),
        );
        let context = Context {
            service: example,
            owner: owner(&owners, value),
            ..Context::default()
        };
        let real = looks::look(kind, name, value, context) == Look::Real;
        // Whatever an env file gives to a secret's name stays unshown, real or not, but for what everybody knows.
        if !real || (example && manner.made_up && is_test_file(input.name())) {
            if !example && !words::is_stand_in(name, value) {
                sheet.hide(value);
            }
            continue;
        }
        let known = place(input, manner, entry.value.range(), kind);
        sheet.add(
            SecretPlace {
                name: Some(name.to_owned()),
                in_test: false,
                ..known
            },
            value,
        );
    }
}

fn is_test_file(name: &str) -> bool {
    names::words(name).iter().any(|word| {
        matches!(
            &**word,
            "test" | "testing" | "ci" | "tests" | "workflow" | "github"
        )
    })
}

fn pairs(input: &TextInput<'_>, manner: Manner, sheet: &mut Sheet) {
    if manner.made_up {
        return;
    }
    let text = input.source.text();
    // Most files give no secret's name anything.
    let owners = LazyCell::new(|| {
        let given = text.lines().flat_map(|line| pairs_of(line, true));
        owners(given.map(|pair| (pair.name, pair.value)))
    });
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        for pair in pairs_of(line, true) {
            let Some(kind) = names::kind_of(pair.name) else {
                continue;
            };
            let context = Context {
                service: manner.service,
                owner: owner(&owners, pair.value),
                ..Context::default()
            };
            if looks::look(kind, pair.name, pair.value, context) != Look::Real
                || (pair.commented && !pair.quoted)
            {
                continue;
            }
            let span = start + pair.span.start..start + pair.span.end;
            let found = SecretPlace {
                name: Some(pair.name.to_owned()),
                confidence: if pair.commented {
                    Confidence::Medium
                } else {
                    Confidence::High
                },
                commented: pair.commented,
                ..place(input, manner, span, kind)
            };
            sheet.add(found, pair.value);
        }
        start += line.len();
    }
}

#[cfg(test)]
mod tests;
