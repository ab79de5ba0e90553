//! Flags virtual environments that are committed to git.
//!
//! ## Why it is a red flag
//!
//! A virtual environment holds thousands of files that other people wrote, built for one machine. Nobody else can use
//! it, every change drowns in it, and it says that the author did not look at what was committed.
//!
//! ## What is not flagged
//!
//! An environment that only stands in the folder and is not committed. A folder that is merely named `venv` or `env`.
//! Test data of tools that work on environments. A folder without git, where nobody can tell what was committed.
//!
//! ## What to do instead
//!
//! Remove it from git and keep it on disk (`git rm -r --cached venv`), add its name to `.gitignore`, and say in a
//! requirements file or `pyproject.toml` what to install.

use crate::hit::{Hit, Severity};
use crate::rule::{Area, Check, Question, Rule, judge};
use foliolint_core::repo::Repo;
use std::collections::BTreeMap;
use std::sync::Arc;

pub(crate) static RULE: Rule = Rule {
    code: "FOL306",
    name: "committed-virtualenv",
    area: Area::Dependencies,
    summary: "a virtual environment is committed",
    help: "remove it with `git rm -r --cached`, ignore it, and list what to install",
    severity: Severity::Error,
    questions: &[Question {
        ask: "What belongs in a repository, and what does each developer create for themselves?",
        strong: "sources and a list of dependencies in git; environments, caches and builds are ignored and made anew; knows how to remove something from git that was committed by mistake",
    }],
    needs_everything: false,
    check: Check::Repo(check),
    judge: judge::any_in_git,
    source: include_str!("committed_virtualenv.rs"),
};

/// Folders whose contents are data for tests.
const TEST_FOLDERS: &[&str] = &["fixtures", "test", "testdata", "tests"];

/// An environment that git tracks.
struct Environment<'a> {
    /// How many files of it.
    files: usize,
    /// The one to point at.
    first: &'a str,
}

fn check(repo: &Repo) -> Vec<Hit> {
    let Some(git) = &repo.git else {
        return Vec::new();
    };
    let marked: Vec<&str> = git
        .tracked
        .iter()
        .filter_map(|path| path.strip_suffix("pyvenv.cfg"))
        .filter(|folder| folder.is_empty() || folder.ends_with('/'))
        .map(|folder| folder.trim_end_matches('/'))
        .collect();
    let mut found: BTreeMap<&str, Environment<'_>> = BTreeMap::new();
    for path in &git.tracked {
        let Some(root) = root_of(path, &marked) else {
            continue;
        };
        if root.split('/').any(|part| TEST_FOLDERS.contains(&part)) {
            continue;
        }
        let environment = found.entry(root).or_insert(Environment {
            files: 0,
            first: path,
        });
        environment.files += 1;
        if path.ends_with("pyvenv.cfg") {
            environment.first = path;
        }
    }
    found
        .into_iter()
        .map(|(root, found)| hit(root, &found))
        .collect()
}

/// The folder of the environment that a path lies in; "" is the repository's top.
fn root_of<'a>(path: &'a str, marked: &[&str]) -> Option<&'a str> {
    let inside = path.split('/').scan(0, |end, part| {
        let start = *end;
        *end += part.len() + 1;
        path.get(..start.saturating_sub(1))
            .map(|folder| (folder, part))
    });
    for (folder, part) in inside {
        // An environment made at the top of the repository holds the project too; only its packages are its own.
        if !folder.is_empty() && marked.binary_search(&folder).is_ok() {
            return Some(folder);
        }
        if part == "site-packages" && path.len() > folder.len() + "/site-packages/".len() {
            return Some(above_library(folder));
        }
    }
    (path == "pyvenv.cfg").then_some("")
}

/// `venv` of `venv/lib/python3.11`, `venv/Lib`; else the folder itself.
fn above_library(folder: &str) -> &str {
    let mut above = folder;
    if let Some((before, last)) = above.rsplit_once('/')
        && last.starts_with("python")
    {
        above = before;
    }
    match above.rsplit_once('/') {
        Some((before, last)) if last.eq_ignore_ascii_case("lib") || last == "lib64" => before,
        _ => folder,
    }
}

fn hit(root: &str, found: &Environment<'_>) -> Hit {
    let what = match (root, found.files) {
        ("", 1) => "the repository's own folder is a virtual environment".to_owned(),
        ("", files) => format!("installed packages are committed: {files} files"),
        (root, 1) => format!("a file of the virtual environment `{root}` is committed"),
        (root, files) => format!("the virtual environment `{root}` is committed: {files} files"),
    };
    Hit::file(&Arc::from(found.first), Severity::Error, what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_of_an_environment() {
        let marked = ["a/.venv", "venv"];
        for (path, root) in [
            ("venv/pyvenv.cfg", Some("venv")),
            ("venv/bin/python", Some("venv")),
            (
                "a/.venv/lib/python3.11/site-packages/six.py",
                Some("a/.venv"),
            ),
            ("env/Lib/site-packages/six.py", Some("env")),
            ("site-packages/six.py", Some("")),
            ("layer/python/site-packages/six.py", Some("layer/python")),
            ("pyvenv.cfg", Some("")),
            ("venv.py", None),
            ("docs/site-packages", None),
            ("env/settings.py", None),
        ] {
            assert_eq!(root_of(path, &marked), root, "{path}");
        }
    }
}
