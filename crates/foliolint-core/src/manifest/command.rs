//! `pip install …` as Dockerfiles, CI configuration and READMEs write it: a plain scan of words, nothing is interpreted.

use super::requirement::parse;
use super::requirements::join;
use super::{Group, Manifest, Pin};
use crate::source::Span;

/// Commands that install what follows them, word by word.
const COMMANDS: &[&[&str]] = &[
    &["pip", "install"],
    &["pip3", "install"],
    &["pipenv", "install"],
    &["pipx", "install"],
    &["conda", "install"],
    &["mamba", "install"],
    &["uv", "add"],
    &["poetry", "add"],
    &["pdm", "add"],
];

/// Options whose value is a word of its own and no package.
const WITH_VALUE: &[&str] = &[
    "-i",
    "--index-url",
    "--extra-index-url",
    "-f",
    "--find-links",
    "-t",
    "--target",
    "--python",
    "-n",
    "--name",
    "--prefix",
    "--root",
    "--cache-dir",
    "--timeout",
    "--retries",
    "--trusted-host",
    "--platform",
    "--only-binary",
    "--no-binary",
    "-G",
    "--group",
    "--constraint",
    "--progress-bar",
    "--proxy",
    "--channel",
];

/// Reads a text's install commands into `manifest`.
pub(super) fn read(text: &str, manifest: &mut Manifest) {
    let mut offset = 0;
    let mut continued = false;
    for raw in text.split_inclusive('\n') {
        let line = raw.trim_end();
        let words = words(line, offset);
        let mut at = 0;
        // What a `\` at the end of the line before left open goes on here.
        let mut open = continued;
        if continued {
            (at, open) = read_arguments(&words, 0, manifest);
        }
        while at < words.len() {
            match command_at(&words, at) {
                Some(length) => (at, open) = read_arguments(&words, at + length, manifest),
                None => at += 1,
            }
        }
        continued = open && line.ends_with('\\');
        offset += raw.len();
    }
}

/// A word of a line; `ends` where a shell operator, a quote or a code mark closes the command after it.
struct Word<'a> {
    text: &'a str,
    span: Span,
    ends: bool,
}

fn words(line: &str, offset: usize) -> Vec<Word<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    for raw in line.split_inclusive(char::is_whitespace) {
        let start = at;
        at += raw.len();
        let word = raw.trim();
        // Documentation wraps commands in marks; JSON arrays and YAML lists in quotes and brackets.
        let lead = word.len()
            - word
                .trim_start_matches(['`', '"', '\'', '(', '[', '*', '$'])
                .len();
        let ends = word.ends_with([';', '`', ')', '|', '&'])
            || matches!(word, "&&" | "||" | "|" | ">" | ">>" | "2>&1");
        let text = word
            .get(lead..)
            .unwrap_or_default()
            .trim_end_matches([';', '`', '"', '\'', ')', ',', '*', '|', '&', '\\']);
        let start = offset + start + lead;
        if !text.is_empty() || ends {
            let span = Span::new(start, start + text.len());
            found.push(Word { text, span, ends });
        }
    }
    found
}

/// How many words the command at `at` takes, where there is one.
fn command_at(words: &[Word<'_>], at: usize) -> Option<usize> {
    let here = words.get(at..)?;
    let found = COMMANDS.iter().find(|command| {
        command.len() <= here.len()
            && command
                .iter()
                .zip(here)
                .enumerate()
                .all(|(place, (wanted, word))| {
                    // `/venv/bin/pip install`, `.venv\Scripts\pip install`
                    let text = if place == 0 {
                        word.text
                            .rsplit(['/', '\\', '!'])
                            .next()
                            .unwrap_or_default()
                    } else {
                        word.text
                    };
                    text == *wanted && (!word.ends || place + 1 == command.len())
                })
    })?;
    Some(found.len())
}

/// Reads packages and `-r` files from `at` on; gives the first word that is none of the command's, and whether
/// nothing closed the command.
fn read_arguments(words: &[Word<'_>], mut at: usize, manifest: &mut Manifest) -> (usize, bool) {
    if at > 0 && words.get(at - 1).is_some_and(|word| word.ends) {
        return (at, false);
    }
    let group = if is_ci(&manifest.path) {
        Group::Dev("ci".to_owned())
    } else {
        Group::Runtime
    };
    while let Some(word) = words.get(at) {
        at += 1;
        let next = words.get(at).filter(|_| !word.ends);
        let text = word.text;
        if matches!(text, "-r" | "--requirement") {
            if let Some(file) = next {
                add_file(file.text, manifest);
            }
            at += 1;
        } else if let Some(file) = text.strip_prefix("-r").filter(|file| file.contains('.')) {
            add_file(file, manifest);
        } else if let Some(file) = text.strip_prefix("--requirement=") {
            add_file(file, manifest);
        } else if matches!(text, "-c" | "-e" | "--editable") || WITH_VALUE.contains(&text) {
            at += 1;
        } else if !text.starts_with('-') && !text.contains(['$', '<', '{', '%']) {
            let found = parse(text, word.span)
                .filter(|found| found.pin != Pin::Url || text.contains("://"));
            manifest.require(found.filter(|found| !found.name.is_empty()), &group);
        }
        if word.ends || words.get(at - 1).is_some_and(|last| last.ends) {
            return (at.min(words.len()), false);
        }
    }
    (at.min(words.len()), true)
}

fn add_file(file: &str, manifest: &mut Manifest) {
    // Images copy to a folder of their own, CI runs at the top: both readings are kept, files decide.
    let file = file.trim_start_matches('/');
    let here = join(manifest.folder(), file);
    let top = join("", file);
    let name = file.rsplit('/').next().unwrap_or(file).to_owned();
    for path in [here, top, name] {
        if !manifest.includes.contains(&path) {
            manifest.includes.push(path);
        }
    }
}

fn is_ci(path: &str) -> bool {
    path.starts_with(".github/")
        || path.starts_with(".circleci/")
        || [
            ".gitlab-ci.yml",
            ".travis.yml",
            "azure-pipelines.yml",
            "tox.ini",
        ]
        .contains(&path)
}

#[cfg(test)]
mod tests {
    use super::super::{Format, Manifest};
    use super::*;
    use std::sync::Arc;

    fn manifest(path: &str, text: &str) -> Manifest {
        let mut found = Manifest::new(&Arc::from(path), Format::CommandLine);
        read(text, &mut found);
        found
    }

    fn names(text: &str) -> Vec<String> {
        let found = manifest("README.md", text);
        found.requirements.into_iter().map(|r| r.name).collect()
    }

    #[test]
    fn finds_packages_in_every_costume() {
        assert_eq!(
            names("    $ pip install django celery gevent\n"),
            ["django", "celery", "gevent"]
        );
        assert_eq!(names("Run `pip install flask` and go."), ["flask"]);
        assert_eq!(
            names(
                "RUN apt-get update && /venv/bin/pip install --no-cache-dir \\\n  flask==2.0 \\\n  'redis>=4' && rm -rf /x y\n"
            ),
            ["flask", "redis"]
        );
        assert_eq!(
            names("python -m pip install -U pip -i https://x.example/simple requests; echo done"),
            ["pip", "requests"]
        );
        assert!(
            names(
                "pip install -r requirements.txt\npip install .\npip install -e .[dev]\npip list"
            )
            .is_empty()
        );
    }

    #[test]
    fn files_are_kept_in_every_reading() {
        let found = manifest("docker/Dockerfile", "RUN pip install -r /tmp/deps.txt\n");
        assert_eq!(
            found.includes,
            ["docker/tmp/deps.txt", "tmp/deps.txt", "deps.txt"]
        );
    }
}
