//! pip's requirements files, read with tolerance: what is no requirement becomes a problem, never an error.

use super::requirement::{from_url, parse};
use super::{Group, Manifest, Pin, ProblemKind, Requirement};
use crate::source::Span;

/// Words in the name of a list, or of its folder, that make it a list for developers.
const DEV_WORDS: &[&str] = &[
    "benchmark",
    "bench",
    "ci",
    "contrib",
    "debug",
    "dev",
    "devel",
    "develop",
    "developer",
    "development",
    "doc",
    "docs",
    "lint",
    "linting",
    "local",
    "mypy",
    "qa",
    "style",
    "test",
    "testing",
    "tests",
    "tools",
    "tox",
    "typing",
];

/// Reads a requirements file into `manifest`.
pub(super) fn read(text: &str, manifest: &mut Manifest) {
    let group = group_of(&manifest.path);
    let conda_dump = text
        .lines()
        .take(10)
        .any(|line| line.contains("conda create --name"));
    if conda_dump {
        manifest.problem(
            ProblemKind::CondaDump,
            Span::new(0, text.lines().next().map_or(0, str::len)),
            "a dump of a conda environment, which pip can't read",
        );
    }
    for line in logical_lines(text) {
        read_line(&line, &group, conda_dump, manifest);
    }
}

/// Whose list it is, by its path: `requirements-dev.txt`, `requirements/test.txt`, `docs/requirements.txt`.
pub(super) fn group_of(path: &str) -> Group {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let folder = folder.rsplit('/').next().unwrap_or_default();
    let mut words: Vec<String> = split_words(stem);
    words.extend(split_words(folder));
    if words.iter().any(|word| word.starts_with("constraint")) {
        return Group::Constraint;
    }
    let dev = words
        .into_iter()
        .find(|word| DEV_WORDS.contains(&word.as_str()));
    dev.map_or(Group::Runtime, Group::Dev)
}

fn split_words(text: &str) -> Vec<String> {
    text.split(['-', '_', '.']).map(str::to_lowercase).collect()
}

struct Line {
    text: String,
    span: Span,
}

/// Physical lines joined at a final backslash, without comments; empty ones left out.
fn logical_lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut open: Option<Line> = None;
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut offset = text.len() - body.len();
    for raw in body.split_inclusive('\n') {
        let start = offset;
        offset += raw.len();
        let content = raw.trim_end_matches(['\n', '\r']);
        let content = strip_comment(content).trim_end();
        let (content, continues) = match content.strip_suffix('\\') {
            Some(before) => (before, true),
            None => (content, false),
        };
        let lead = content.len() - content.trim_start().len();
        let line = open.get_or_insert_with(|| Line {
            text: String::new(),
            span: Span::new(start + lead, start + content.trim_end().len()),
        });
        line.text.push_str(content);
        line.text.push(' ');
        if !continues {
            lines.extend(open.take().filter(|line| !line.text.trim().is_empty()));
        }
    }
    lines.extend(open.filter(|line| !line.text.trim().is_empty()));
    lines
}

/// Cuts a comment: `#` at the start or after white space.
fn strip_comment(line: &str) -> &str {
    let mut before = None;
    for (at, character) in line.char_indices() {
        if character == '#' && before.is_none_or(char::is_whitespace) {
            return line.get(..at).unwrap_or(line);
        }
        before = Some(character);
    }
    line
}

fn read_line(line: &Line, group: &Group, conda_dump: bool, manifest: &mut Manifest) {
    let text = line.text.trim();
    if ["<<<<<<<", "=======", ">>>>>>>", "|||||||"]
        .iter()
        .any(|marker| text.starts_with(marker))
    {
        manifest.problem(
            ProblemKind::Conflict,
            line.span,
            "a merge-conflict marker was left in",
        );
    } else if text.starts_with('-') && text.len() > 1 && !text.starts_with("---") {
        read_option(text, line.span, group, manifest);
    } else if let Some(found) = parse(before_options(text), line.span) {
        let hashed = text.contains("--hash=");
        let pin = if hashed { Pin::Exact } else { found.pin };
        manifest.require(Some(Requirement { pin, ..found }), group);
    } else {
        read_oddity(text, line.span, group, conda_dump, manifest);
    }
}

/// The part before per-requirement options such as `--hash=…`.
fn before_options(text: &str) -> &str {
    text.split(" --").next().unwrap_or(text)
}

/// `-r`, `-c`, `-e` and their long forms; every other option declares nothing.
fn read_option(text: &str, span: Span, group: &Group, manifest: &mut Manifest) {
    let value_of = |short: &str, long: &str| {
        let rest = text
            .strip_prefix(long)
            .or_else(|| text.strip_prefix(short))?;
        let value = rest.trim_start_matches('=').trim();
        (!value.is_empty()).then(|| value.trim_matches(['"', '\'']))
    };
    if text.starts_with("--extra") {
        return;
    }
    if let Some(path) = value_of("-r", "--requirement") {
        let path = join(manifest.folder(), path);
        manifest.includes.push(path);
    } else if let Some(path) = value_of("-c", "--constraint") {
        let path = join(manifest.folder(), path);
        manifest.constraints.push(path);
    } else if let Some(target) = value_of("-e", "--editable") {
        let found = from_url(target, span);
        // A path's last segment is a folder of the repository, mostly itself.
        let name = if target.contains("://") {
            found.name
        } else {
            String::new()
        };
        let editable = Requirement {
            name,
            pin: Pin::Editable,
            ..found
        };
        manifest.require(Some(editable), group);
    }
}

/// What is no requirement: a problem, and still its name where one can be told, so that nobody is accused of
/// not declaring it.
fn read_oddity(text: &str, span: Span, group: &Group, conda_dump: bool, manifest: &mut Manifest) {
    let name_end = text.find(|c: char| c == '=' || c.is_whitespace());
    let (name, rest) = name_end
        .and_then(|at| text.split_at_checked(at))
        .unwrap_or((text, ""));
    let version = rest.trim_start_matches(|c: char| c == '=' || c.is_whitespace());
    let versioned = version.starts_with(|c: char| c.is_ascii_digit());
    if versioned && let Some(found) = parse(name, span) {
        let found = Requirement {
            specifier: rest.trim().to_owned(),
            pin: Pin::Exact,
            ..found
        };
        manifest.require(Some(found), group);
    }
    if !conda_dump {
        manifest.problem(
            ProblemKind::NotARequirement,
            span,
            "a line that is no requirement",
        );
    }
}

/// Joins a path written in a file of `folder` to the repository's paths, lexically; a path that leaves the
/// repository ends at its top.
pub(super) fn join(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::super::{Format, Manifest};
    use super::*;
    use std::sync::Arc;

    fn manifest(path: &str, text: &str) -> Manifest {
        let mut manifest = Manifest::new(&Arc::from(path), Format::Requirements);
        read(text, &mut manifest);
        manifest
    }

    #[test]
    fn reads_what_real_files_hold() {
        let text = "\u{feff}# comment\nDjango==4.2 # why\r\nnumpy >= 1.* \\\n  --hash=sha256:00\n-r base.txt\n--requirement=../x.txt\n-c c.txt\n-e .\n-i https://example.com\n\nfoo @ file:///C:/x.whl\n";
        let found = manifest("req/requirements.txt", text);
        let names: Vec<_> = found
            .requirements
            .iter()
            .map(|r| (r.name.as_str(), r.pin))
            .collect();
        assert_eq!(
            names,
            [
                ("django", Pin::Exact),
                ("numpy", Pin::Exact),
                ("", Pin::Editable),
                ("foo", Pin::Url)
            ]
        );
        assert_eq!(found.includes, ["req/base.txt", "x.txt"]);
        assert_eq!(found.constraints, ["req/c.txt"]);
        assert_eq!(found.problems.len(), 1);
        let span = found.requirements[0].span;
        assert_eq!(&text[span.range()], "Django==4.2");
    }

    #[test]
    fn oddities_are_problems_and_still_declare() {
        let found = manifest(
            "requirements.txt",
            "<<<<<<< HEAD\nflask 2.0\npandas=1.0=py38_0\nplease install\npkg-resources==0.0.0\n",
        );
        let names: Vec<_> = found.requirements.iter().map(|r| r.name.as_str()).collect();
        assert_eq!(names, ["flask", "pandas", "pkg-resources"]);
        let kinds: Vec<_> = found.problems.iter().map(|p| p.kind).collect();
        assert_eq!(
            kinds,
            [
                ProblemKind::Conflict,
                ProblemKind::NotARequirement,
                ProblemKind::NotARequirement,
                ProblemKind::NotARequirement,
                ProblemKind::PkgResources,
            ]
        );
    }

    #[test]
    fn names_tell_whose_list_it_is() {
        let dev = |path: &str| matches!(group_of(path), Group::Dev(_));
        assert!(
            dev("requirements-dev.txt")
                && dev("requirements/local.txt")
                && dev("docs/requirements.txt")
        );
        assert!(
            !dev("requirements.txt")
                && !dev("requirements/base.txt")
                && !dev("latest/requirements.txt")
        );
        assert_eq!(group_of("constraints.txt"), Group::Constraint);
    }
}
