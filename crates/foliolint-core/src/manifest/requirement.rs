//! One requirement as PEP 508 and pip write it.

use super::{Group, Pin, Requirement};
use crate::source::Span;

/// A distribution's name as PEP 503 compares it: lower case, runs of `-`, `_` and `.` as one `-`.
#[must_use]
pub fn normalise(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for character in name.trim().chars() {
        if matches!(character, '-' | '_' | '.') {
            if !out.ends_with('-') {
                out.push('-');
            }
        } else {
            out.extend(character.to_lowercase());
        }
    }
    out
}

/// Reads `name[extras] specifier ; marker`, `name @ url`, a URL or a path. `None` where it is none of these.
/// The group is [`Group::Runtime`]; callers that know better change it.
pub(super) fn parse(text: &str, span: Span) -> Option<Requirement> {
    let text = text.trim();
    if looks_like_path(text) {
        return Some(from_url(text, span));
    }
    let name_end = text
        .find(|character: char| {
            !(character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.'))
        })
        .unwrap_or(text.len());
    let (name, rest) = text.split_at_checked(name_end)?;
    if rest.starts_with("://") || rest.starts_with('+') {
        return Some(from_url(text, span));
    }
    if !is_name(name) {
        return None;
    }
    let (extras, rest) = split_extras(rest.trim_start())?;
    let rest = rest.trim_start();
    let requirement = |specifier: &str, pin| Requirement {
        name: normalise(name),
        extras,
        specifier: specifier.to_owned(),
        pin,
        group: Group::Runtime,
        span,
    };
    if let Some(url) = rest.strip_prefix('@') {
        return Some(requirement(url.trim(), Pin::Url));
    }
    let specifier = rest.split(';').next().unwrap_or_default().trim();
    let specifier = specifier
        .strip_prefix('(')
        .and_then(|inner| inner.strip_suffix(')'))
        .unwrap_or(specifier)
        .trim();
    is_specifier(specifier).then(|| requirement(specifier, pin_of(specifier)))
}

/// How tight a PEP 440 specifier is.
pub(super) fn pin_of(specifier: &str) -> Pin {
    let parts = specifier.split(',').map(str::trim);
    parts.fold(Pin::Loose, |best, part| {
        let pin = if part.is_empty() || part == "*" {
            Pin::Loose
        } else if part.starts_with("==") {
            if part.contains('*') {
                Pin::Compatible
            } else {
                Pin::Exact
            }
        } else if part.starts_with("~=") {
            Pin::Compatible
        } else {
            Pin::Range
        };
        if rank(pin) > rank(best) { pin } else { best }
    })
}

/// How tight a Poetry or Pipfile constraint is, where a bare version and `^`, `~` have meanings of their own.
pub(super) fn poetry_pin(constraint: &str) -> Pin {
    let constraint = constraint.trim();
    if constraint.is_empty() || constraint == "*" {
        Pin::Loose
    } else if constraint.contains("||") || constraint.contains(',') {
        Pin::Range
    } else if constraint.starts_with('~') {
        Pin::Compatible
    } else if constraint.starts_with(|first: char| first.is_ascii_digit()) {
        if constraint.contains('*') {
            Pin::Compatible
        } else {
            Pin::Exact
        }
    } else {
        pin_of(constraint)
    }
}

const fn rank(pin: Pin) -> u8 {
    match pin {
        Pin::Loose => 0,
        Pin::Range => 1,
        Pin::Compatible => 2,
        _ => 3,
    }
}

fn is_name(name: &str) -> bool {
    let edge = |character: Option<char>| character.is_some_and(|c| c.is_ascii_alphanumeric());
    edge(name.chars().next()) && edge(name.chars().next_back())
}

/// The extras in brackets, and what follows; `None` for an unclosed bracket.
fn split_extras(rest: &str) -> Option<(Vec<String>, &str)> {
    let Some(inner) = rest.strip_prefix('[') else {
        return Some((Vec::new(), rest));
    };
    let (inner, after) = inner.split_once(']')?;
    let extras = inner
        .split(',')
        .map(normalise)
        .filter(|extra| !extra.is_empty());
    Some((extras.collect(), after))
}

fn is_specifier(text: &str) -> bool {
    const OPERATORS: &[&str] = &["===", "==", "!=", "<=", ">=", "~=", "<", ">"];
    let mut parts = text.split(',').map(str::trim);
    parts.all(|part| {
        // pip's older parser accepts a comma at the end, and files in the wild have it.
        part.is_empty()
            || OPERATORS
                .iter()
                .find_map(|operator| part.strip_prefix(operator))
                .is_some_and(|version| is_version(version.trim()))
    })
}

fn is_version(text: &str) -> bool {
    let known =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '*' | '+' | '!' | '-' | '_');
    !text.is_empty() && text.chars().all(known)
}

fn looks_like_path(text: &str) -> bool {
    let plain = !text.contains([' ', '=', '<', '>']);
    text == "."
        || text.starts_with("./")
        || text.starts_with("../")
        || text.starts_with(".[")
        || text.starts_with("/")
        || text.starts_with("file:")
        || plain && (text.ends_with(".whl") || text.ends_with(".tar.gz") || text.ends_with(".zip"))
}

/// A requirement by URL or path: the name is what `#egg=` says, a wheel's first part, or the last segment.
pub(super) fn from_url(text: &str, span: Span) -> Requirement {
    let url = text.split(';').next().unwrap_or(text).trim();
    let (address, fragment) = url.split_once('#').unwrap_or((url, ""));
    let egg = fragment
        .split('&')
        .find_map(|part| part.strip_prefix("egg="));
    let guessed = || {
        let path = address.split('?').next().unwrap_or_default();
        let path = path.split_once("://").map_or(path, |(_, rest)| rest);
        let segment = path
            .trim_end_matches('/')
            .rsplit('/')
            .next()
            .unwrap_or_default();
        let segment = segment.split('@').next().unwrap_or_default();
        let segment = segment.strip_suffix(".git").unwrap_or(segment);
        let archive = [".whl", ".tar.gz", ".zip"]
            .iter()
            .find_map(|ending| segment.strip_suffix(ending));
        match archive {
            Some(stem) => stem.split('-').next().unwrap_or_default(),
            None => segment,
        }
    };
    let name = egg.map_or_else(guessed, |egg| egg.split('[').next().unwrap_or_default());
    let name = name.split('[').next().unwrap_or_default();
    Requirement {
        name: if is_name(name) {
            normalise(name)
        } else {
            String::new()
        },
        extras: Vec::new(),
        specifier: url.to_owned(),
        pin: Pin::Url,
        group: Group::Runtime,
        span,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(String, String, Pin)> {
        parse(text, Span::default()).map(|found| (found.name, found.specifier, found.pin))
    }

    #[test]
    fn names_are_normalised_after_pep_503() {
        assert_eq!(normalise("Flask_SQLAlchemy"), "flask-sqlalchemy");
        assert_eq!(normalise("zope..interface"), "zope-interface");
    }

    #[test]
    fn forms_of_pep_508() {
        let of = |text: &str| read(text).expect(text);
        assert_eq!(of("Django==4.2").2, Pin::Exact);
        assert_eq!(
            of("celery[redis] >=5,<6 ; python_version > '3.8'").1,
            ">=5,<6"
        );
        assert_eq!(of("numpy>=1.*").2, Pin::Range);
        assert_eq!(of("requests").2, Pin::Loose);
        assert_eq!(of("attrs (==1.0)").2, Pin::Exact);
        assert_eq!(of("a == 1.*").2, Pin::Compatible);
        assert_eq!(of("pip @ https://example.com/pip.zip").2, Pin::Url);
        assert_eq!(of("git+https://example.com/a/Thing.git@v1").0, "thing");
        assert_eq!(
            of("git+ssh://git@example.com/a/b.git#egg=My_Name[x]").0,
            "my-name"
        );
        assert_eq!(of("./dist/my_pkg-1.0-py3-none-any.whl").0, "my-pkg");
        assert_eq!(of(".").0, "");
    }

    #[test]
    fn what_is_no_requirement() {
        for text in [
            "",
            "install these",
            "Package Version",
            "==1.0",
            "---",
            "a[b",
            "a ==",
            "été",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn poetry_has_its_own_meanings() {
        assert_eq!(poetry_pin("^1.2"), Pin::Range);
        assert_eq!(poetry_pin("~1.2"), Pin::Compatible);
        assert_eq!(poetry_pin("1.2"), Pin::Exact);
        assert_eq!(poetry_pin("*"), Pin::Loose);
    }
}
