//! Flags passwords, keys and tokens that are written down in the repository.
//!
//! ## Why it is a red flag
//!
//! Whoever can read the repository can use what the secret opens: the database, the mail account, the bot. Programs
//! search public repositories for such values all day. In a portfolio it tells a reviewer that the same would happen
//! with the company's secrets.
//!
//! ## What is not flagged
//!
//! Placeholders (`<password>`, `your-key`, `change-me`, `${VARIABLE}`), default words (`postgres`, `admin`, `secret`)
//! unless the address of a machine elsewhere stands beside them, the user's or database's own name, a mail server's name with
//! counting digits, fallbacks that are plainly for development, made-up values in tests, made-up users of seeds, demos and factories, examples in the
//! description of an interface, password hashes and integrity hashes, public keys, lock files, dotted paths, form labels
//! and translations, addresses in documentation whose password was not drawn by lot, plain words as passwords in compose,
//! CI and env example files, members of enumerations and names of cookies and headers, signing keys of CI jobs that deploy
//! nothing and of the project that a library is tried in. A secret in an env file belongs to committed-env-file.
//!
//! ## What to do instead
//!
//! Read the value from an environment variable or a secret store, and fail where it is missing. Replace the value that
//! was committed: it stays in the history. The value itself is never shown here.

use crate::hit::{Confidence, Hit, Severity};
use crate::rule::{Area, Check, Question, Rule, judge};
use foliolint_core::purpose::Kind as RepoKind;
use foliolint_core::repo::Repo;
use foliolint_core::secrets::{self, Kind, SecretPlace};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

pub(crate) static RULE: Rule = Rule {
    code: "FOL403",
    name: "hardcoded-secret",
    area: Area::Secrets,
    summary: "a password, key or token written into the repository",
    help: "read it from the environment, and replace the value: it stays in the history",
    severity: Severity::Error,
    questions: &[Question {
        ask: "A key was pushed to a public repository an hour ago. What do you do, in which order?",
        strong: "revoke and replace it first, look for what was done with it, then move it out of the code and add a check before commits",
    }],
    needs_everything: false,
    check: Check::Repo(check),
    judge: judge::any,
    source: include_str!("hardcoded_secret.rs"),
};

fn check(repo: &Repo) -> Vec<Hit> {
    let mut groups: BTreeMap<(&str, &str), Vec<&SecretPlace>> = BTreeMap::new();
    let mut live: BTreeSet<&str> = BTreeSet::new();
    let mut hits = Vec::new();
    let places = repo.secrets.places().iter();
    for place in places.filter(|place| is_ours(repo, place)) {
        let Some(source) = repo.source(&place.path) else {
            hits.push(hit(repo, place));
            continue;
        };
        let value = source.slice(place.span);
        groups.entry((&place.path, value)).or_default().push(place);
        if !place.commented && place.confidence > secrets::Confidence::Low {
            live.insert(value);
        }
    }
    for ((_, value), places) in groups {
        // Each live place of a password has to be mended by itself, and may be another machine's.
        let (repeated, single): (Vec<_>, Vec<_>) = places.into_iter().partition(is_copy);
        match &*single {
            [first, rest @ ..] => {
                let mut group = vec![*first];
                group.extend(repeated);
                hits.extend(hit_of_value(repo, &group));
                hits.extend(rest.iter().map(|place| hit(repo, place)));
            }
            [] => {
                let copies_another =
                    repeated.iter().all(|place| place.commented) && live.contains(value);
                let copy = hit_of_value(repo, &repeated);
                hits.extend(copy.map(|copy| if copies_another { milder(copy) } else { copy }));
            }
        }
    }
    hits.sort_by(|a, b| a.place.cmp(&b.place));
    hits
}

/// A comment that repeats what another file says for real adds a place, not a leak.
fn milder(mut hit: Hit) -> Hit {
    hit.severity = hit.severity.min(Severity::Warning);
    hit.message
        .push_str(", as it does for real in another file");
    hit
}

/// Whether it only repeats what another place of the same file says: a comment, or a token that proves itself once.
fn is_copy(place: &&SecretPlace) -> bool {
    place.commented || place.kind.is_provider_shaped()
}

/// One finding for one value in one file, at its worst place.
fn hit_of_value(repo: &Repo, places: &[&SecretPlace]) -> Option<Hit> {
    let mut found: Vec<(Hit, &SecretPlace)> = places
        .iter()
        .map(|place| (hit(repo, place), *place))
        .collect();
    // What is shown goes before what is hidden; the sort is stable, so that of equals the first one stays first.
    found.sort_by_key(|(hit, _)| {
        let shown = hit.confidence > Confidence::Low;
        Reverse((shown, hit.severity, hit.confidence))
    });
    let mut found = found.into_iter();
    let (mut worst, _) = found.next()?;
    worst.related = found
        .filter_map(|(hit, place)| {
            let message = format!("the same value stands here, too{}", in_brackets(place));
            Some((hit.place?, message))
        })
        .collect();
    worst.related.sort();
    Some(worst)
}

/// Secrets in env files are FOL401's, which needs git; made-up values of tests count only where their format proves them.
fn is_ours(repo: &Repo, place: &SecretPlace) -> bool {
    let elsewhere = place.in_env_file && repo.git.is_some();
    let signs_nothing =
        place.kind == Kind::SigningKey && (is_of_tests(repo, place) || is_of_a_trial(repo, place));
    !elsewhere
        && !signs_nothing
        && (!place.in_test || place.kind.is_provider_shaped() || place.kind == Kind::UrlPassword)
}

/// A signing key of a CI configuration that deploys nothing signs what the tests make.
fn is_of_tests(repo: &Repo, place: &SecretPlace) -> bool {
    let mut ci = repo.deployment.ci.iter();
    ci.any(|file| file.path == place.path && !file.deploys())
}

/// Beside a library, the settings of a project to try or test it in are no settings of anything that runs.
fn is_of_a_trial(repo: &Repo, place: &SecretPlace) -> bool {
    const WORDS: [&str; 11] = [
        "sandbox",
        "demo",
        "example",
        "examples",
        "sample",
        "playground",
        "project",
        "test",
        "tests",
        "testproject",
        "testapp",
    ];
    let folders = place.path.rsplit_once('/').map_or("", |(above, _)| above);
    let mut words = folders.split(['/', '_', '-']);
    repo.kind == RepoKind::Library && words.any(|word| WORDS.contains(&word))
}

/// Coverage services read the token from their own configuration: it can upload reports and nothing else.
fn is_upload_token(place: &SecretPlace) -> bool {
    let name = place.path.rsplit('/').next().unwrap_or_default();
    let name = name.trim_start_matches('.');
    place.kind == Kind::Key
        && ["codecov.", "coveralls."]
            .iter()
            .any(|tool| name.starts_with(tool))
}

fn hit(repo: &Repo, place: &SecretPlace) -> Hit {
    if is_upload_token(place) {
        let message = "the token for uploading coverage reports is written down; whoever has it can upload them, too";
        return Hit::at(&place.path, place.span, Severity::Warning, message)
            .confidence(Confidence::Medium);
    }
    if has_run_out(repo, place) {
        let message = format!(
            "{}, run out by now, {}",
            place.kind.words(),
            standing(place)
        );
        return Hit::at(&place.path, place.span, Severity::Warning, message)
            .confidence(confidence(place));
    }
    if place.kind.is_id_alone() {
        let message = format!(
            "{}, which opens nothing alone, {}",
            place.kind.words(),
            standing(place)
        );
        return Hit {
            help: Some(
                "write a made-up id in its place, and look that its secret stands nowhere"
                    .to_owned(),
            ),
            ..Hit::at(&place.path, place.span, Severity::Warning, message)
                .confidence(confidence(place))
        };
    }
    let severity = severity(place, repo.deployment.has_evidence());
    // Without git there is no history that would keep the value.
    let help = repo
        .git
        .is_none()
        .then_some("read it from the environment, and replace the value");
    Hit {
        help: help.map(str::to_owned),
        ..Hit::at(&place.path, place.span, severity, message(place)).confidence(confidence(place))
    }
}

const fn confidence(place: &SecretPlace) -> Confidence {
    match place.confidence {
        secrets::Confidence::Low => Confidence::Low,
        secrets::Confidence::Medium => Confidence::Medium,
        secrets::Confidence::High => Confidence::High,
    }
}

/// Whether it is a token that had run out when the newest commit was made.
fn has_run_out(repo: &Repo, place: &SecretPlace) -> bool {
    let now = repo.git.as_ref().and_then(|git| git.last_commit);
    let source = repo.source(&place.path);
    let expiry = source.and_then(|source| secrets::expiry(source.slice(place.span)));
    place.kind.is_provider_shaped() && matches!((now, expiry), (Some(now), Some(end)) if end < now)
}

/// A signing key that never ran anywhere protects nobody yet, nor does a fallback that only a developer's machine uses.
fn severity(place: &SecretPlace, deployed: bool) -> Severity {
    let unused = place.kind == Kind::SigningKey && (place.placeholder || !deployed);
    if place.for_development || unused {
        Severity::Warning
    } else {
        Severity::Error
    }
}

/// The name it is given to, to follow a word.
fn in_brackets(place: &SecretPlace) -> String {
    let name = place.name.as_deref();
    name.map(|name| format!(" ({name})")).unwrap_or_default()
}

fn message(place: &SecretPlace) -> String {
    let name = in_brackets(place);
    let what = place.kind.words();
    if place.placeholder {
        return format!("an untouched placeholder is the signing key{name}");
    }
    format!("{what} {}{name}", standing(place))
}

const fn standing(place: &SecretPlace) -> &'static str {
    if place.for_development {
        return "stands in the settings for development for when nothing else is set";
    }
    match (place.commented, place.fallback, place.in_env_example) {
        (true, ..) => "stands in a comment",
        (_, true, _) => "stands in the code for when nothing else is set",
        (_, _, true) => "stands in an env example file",
        _ => "is written down in the repository",
    }
}
