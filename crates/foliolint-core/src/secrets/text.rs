//! Secrets in files that are no Python: settings, compose and CI files by key and value, everything by format.

use super::looks::{self, Context, Look};
use super::{Confidence, Kind, SecretPlace, Sheet, names, providers, urls};
use crate::env::dotenv;
use crate::file::{FileKind, TextInput, Zone};
use crate::source::Span;
use std::ops::Range;
use std::sync::Arc;

/// Larger files are data: their keys and values are no settings of the project.
const LARGEST_SETTINGS: usize = 256 << 10;
/// The longest value between quotes.
const LONGEST_VALUE: usize = 4096;
/// The longest name before a separator.
const LONGEST_NAME: usize = 80;

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

/// Whether a file's name says that its values are samples.
pub(super) fn is_sample(name: &str) -> bool {
    const WORDS: &[&str] = &[
        "example", "sample", "template", "dist", "test", "testing", "tests",
    ];
    names::words(name)
        .iter()
        .any(|word| WORDS.contains(&&**word))
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
        sheet.add(
            SecretPlace {
                confidence,
                ..place(input, manner, found.span, found.kind)
            },
            value,
        );
    }
    for url in urls::find(text) {
        let context = Context {
            fallback: false,
            service: manner.service || input.kind == FileKind::EnvExample,
            owner: url.user,
        };
        let look = looks::look(Kind::UrlPassword, "", url.password, context);
        let documentation = manner.prose || manner.made_up || input.kind == FileKind::EnvExample;
        if look != Look::Real
            || url.is_example()
            || (documentation && url.is_local())
            || is_plain(url.password, documentation)
        {
            continue;
        }
        sheet.add(
            place(input, manner, url.span.clone(), Kind::UrlPassword),
            url.password,
        );
    }
}

/// The words for JWTs in the table of formats.
pub(super) const JWT: &str = "a signed token (JWT)";

/// In documentation a password of letters only is an example.
fn is_plain(password: &str, documentation: bool) -> bool {
    documentation
        && password
            .bytes()
            .all(|byte| byte.is_ascii_alphabetic() || byte == b'_' || byte == b'-')
}

fn env_entries(input: &TextInput<'_>, manner: Manner, sheet: &mut Sheet) {
    let example = input.kind == FileKind::EnvExample;
    for entry in dotenv::entries(input.source) {
        let Some(kind) = names::kind_of(input.source.slice(entry.key)) else {
            continue;
        };
        let (name, value) = (
            input.source.slice(entry.key),
            input.source.slice(entry.value),
        );
        let context = Context {
            service: example,
            ..Context::default()
        };
        let real = looks::look(kind, name, value, context) == Look::Real;
        // Whatever an env file gives to a secret's name stays unshown, real or not.
        if !real || (example && manner.made_up && is_test_file(input.name())) {
            if !example {
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
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        for pair in pairs_of(line, true) {
            let Some(kind) = names::kind_of(pair.name) else {
                continue;
            };
            let context = Context {
                service: manner.service,
                ..Context::default()
            };
            if looks::look(kind, pair.name, pair.value, context) != Look::Real
                || (pair.commented && !pair.quoted)
            {
                continue;
            }
            let span = start + pair.span.start..start + pair.span.end;
            if kind == Kind::Key && sheet.holds(&span) {
                continue;
            }
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

/// A name and what is given to it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Pair<'a> {
    /// The name.
    pub(super) name: &'a str,
    /// The value, without quotes.
    pub(super) value: &'a str,
    /// Where the value stands in the line.
    pub(super) span: Range<usize>,
    /// Whether the value stands between quotes.
    pub(super) quoted: bool,
    /// Whether the line is a comment.
    pub(super) commented: bool,
}

/// The names and values of one line, whatever the format: `name: value`, `"name": "value"`, `- NAME=value`. With `bare`,
/// values without quotes count, too, where the name begins the line. Linear: each separator looks at a bounded part.
pub(super) fn pairs_of(line: &str, bare: bool) -> Vec<Pair<'_>> {
    let commented = matches!(line.trim_start().bytes().next(), Some(b'#' | b';'));
    let bytes = line.as_bytes();
    let mut pairs = Vec::new();
    let mut first = true;
    let mut skip = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        if at < skip || !matches!(byte, b':' | b'=') {
            continue;
        }
        if matches!(bytes.get(at + 1), Some(b'=' | b'>' | b':'))
            || matches!(
                bytes.get(at.wrapping_sub(1)),
                Some(b'=' | b'!' | b'<' | b'>' | b':')
            )
        {
            continue;
        }
        let Some((from, to)) = name_before(bytes, at) else {
            continue;
        };
        let name = line.get(from..to).unwrap_or_default();
        let begins = std::mem::replace(&mut first, false)
            && begins_line(line.get(..from).unwrap_or_default());
        let mut value = at + 1;
        while matches!(bytes.get(value), Some(b' ' | b'\t')) && value < at + 40 {
            value += 1;
        }
        // `"NAME=value"` in a list: the quote that opened before the name closes after the value.
        let around = from
            .checked_sub(1)
            .and_then(|open| bytes.get(open))
            .copied()
            .filter(|quote| to == at && matches!(quote, b'"' | b'\''));
        let quote = bytes
            .get(value)
            .copied()
            .filter(|quote| matches!(quote, b'"' | b'\''))
            .or(around);
        if let Some(quote) = quote {
            let open = if around.is_some() && bytes.get(value) != Some(&quote) {
                value
            } else {
                value + 1
            };
            let rest = bytes.get(open..).unwrap_or_default();
            let Some(length) = rest
                .iter()
                .take(LONGEST_VALUE)
                .position(|byte| *byte == quote)
            else {
                continue;
            };
            skip = open + length;
            if let Some(text) = line.get(open..open + length) {
                pairs.push(Pair {
                    name,
                    value: text,
                    span: open..open + length,
                    quoted: true,
                    commented,
                });
            }
        } else if bare && begins && (byte == b'=' || value > at + 1) {
            let rest = line.get(value..).unwrap_or_default();
            let end = rest.find(" #").unwrap_or(rest.len());
            let text = rest
                .get(..end)
                .unwrap_or_default()
                .trim_end()
                .trim_end_matches([',', ';']);
            // Aliases, tags and blocks of YAML are no values.
            if !text.starts_with(['!', '&', '*', '|', '>', '{', '[']) {
                pairs.push(Pair {
                    name,
                    value: text,
                    span: value..value + text.len(),
                    quoted: false,
                    commented,
                });
            }
            break;
        }
    }
    pairs
}

fn name_before(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    let mut to = at;
    while to > 0
        && matches!(bytes.get(to - 1), Some(b' ' | b'\t' | b'"' | b'\'' | b']'))
        && at - to < 8
    {
        to -= 1;
    }
    let mut from = to;
    let named = |byte: Option<&u8>| {
        byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
    };
    while from > 0 && named(bytes.get(from - 1)) && to - from < LONGEST_NAME {
        from -= 1;
    }
    (from < to).then_some((from, to))
}

fn begins_line(before: &str) -> bool {
    let before = before
        .trim_start()
        .trim_start_matches(['#', ';', '-'])
        .trim();
    matches!(
        before.trim_end_matches(['"', '\'']),
        "" | "export" | "ENV" | "ARG" | "env" | "set"
    )
}

#[cfg(test)]
mod tests;
