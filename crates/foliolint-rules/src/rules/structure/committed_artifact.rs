//! Flags files that a program or editor made and that were committed along with the code.
//!
//! ## Why it is a red flag
//!
//! Compiled files, databases, logs and editor settings say that nobody looked at what they committed. They
//! bloat the history, clash with other people's machines, and a database or log may hold personal data.
//!
//! ## What is not flagged
//!
//! - Plain folders without git: nothing is committed there.
//! - Empty files; databases and logs that serve as test data, examples or documentation; anything among tests that a
//!   test names; what a project generator fills in (`{{name}}/`).
//! - `.vscode/` settings without a path of the author's machine.
//! - The `.gitignore` inside such a folder.
//! - Folders named `build` or `dist` that hold no built package, such as `.github/actions/build/`.
//! - Files of over 10 MB that the README names.
//! - What is inside a committed virtual environment: FOL306 says that.
//!
//! ## What to do instead
//!
//! `git rm -r --cached` the files, and add their patterns to `.gitignore`.

use crate::hit::{Hit, Place, Severity};
use crate::rule::{Area, Check, Question, Rule, judge};
use foliolint_core::file::{File, Zone};
use foliolint_core::python::Module;
use foliolint_core::repo::Repo;
use std::collections::BTreeMap;
use std::sync::Arc;

pub(crate) static RULE: Rule = Rule {
    code: "FOL503",
    name: "committed-artifact",
    area: Area::Structure,
    summary: "generated or personal files are committed",
    help: "remove them from git (`git rm -r --cached`) and add them to .gitignore",
    severity: Severity::Warning,
    questions: &[Question {
        ask: "What belongs into a repository and what doesn't? How do you check before you commit?",
        strong: "a .gitignore from the first commit, a look at the diff, and nothing that a command can make again",
    }],
    needs_everything: false,
    check: Check::Repo(check),
    judge: judge::any_in_git,
    source: include_str!("committed_artifact.rs"),
};

/// Bytes above which a single file is too large for a repository.
const LARGE: u64 = 10 << 20;
/// Places named beside the first one.
const RELATED: usize = 5;

/// What kind of artefact a file is; also the order of the findings.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Artifact {
    Bytecode,
    Database,
    System,
    Idea,
    Vscode,
    NodeModules,
    Package,
    Checkpoints,
    Log,
    Coverage,
    Large,
}

impl Artifact {
    /// The words for one and for many.
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Bytecode => ("compiled Python file", "compiled Python files"),
            Self::Database => ("database file", "database files"),
            Self::System => (
                "file of the operating system's file manager",
                "files of the operating system's file manager",
            ),
            Self::Idea => (
                "file of an editor's settings (.idea)",
                "files of an editor's settings (.idea)",
            ),
            Self::Vscode => (
                "editor setting with a path of the author's machine",
                "editor settings with paths of the author's machine",
            ),
            Self::NodeModules => (
                "file of installed JavaScript packages (node_modules)",
                "files of installed JavaScript packages (node_modules)",
            ),
            Self::Package => ("file of a built package", "files of built packages"),
            Self::Checkpoints => ("notebook checkpoint", "notebook checkpoints"),
            Self::Log => ("log file", "log files"),
            Self::Coverage => ("file of a coverage report", "files of a coverage report"),
            Self::Large => ("file of over 10 MB", "files of over 10 MB"),
        }
    }
}

fn check(repo: &Repo) -> Vec<Hit> {
    if repo.git.is_none() {
        return Vec::new();
    }
    let mut found: BTreeMap<Artifact, Vec<&File>> = BTreeMap::new();
    for file in repo
        .inventory
        .files
        .iter()
        // The ignore file of a folder keeps the rest of it out of git.
        .filter(|file| file.tracked && file.zone != Zone::Virtualenv && file.name() != ".gitignore")
    {
        let artifact = artifact(file, repo).filter(|artifact| {
            let made_again = matches!(artifact, Artifact::Bytecode | Artifact::NodeModules);
            made_again || !is_named_in_test(file, repo)
        });
        if let Some(artifact) = artifact {
            found.entry(artifact).or_default().push(file);
        }
    }
    found
        .into_iter()
        .filter_map(|(artifact, files)| hit(artifact, &files))
        .collect()
}

/// One finding for all files of a kind.
fn hit(artifact: Artifact, files: &[&File]) -> Option<Hit> {
    let (first, rest) = files.split_first()?;
    let (one, many) = artifact.words();
    let message = match rest.len() {
        0 => format!("a {one} is committed").replace("a editor", "an editor"),
        others => format!("{} {many} are committed", others + 1),
    };
    let related = rest.iter().take(RELATED).map(|file| {
        let place = Place {
            path: Arc::clone(&file.path),
            span: None,
        };
        (place, "committed, too".to_owned())
    });
    Some(Hit {
        related: related.collect(),
        ..Hit::file(&first.path, Severity::Warning, message)
    })
}

fn artifact(file: &File, repo: &Repo) -> Option<Artifact> {
    let name = file.name().to_ascii_lowercase();
    let folders: Vec<&str> = file.folder().split('/').collect();
    let under = |folder: &str| folders.contains(&folder);
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    if under("node_modules") {
        return Some(Artifact::NodeModules);
    }
    if file.zone == Zone::Vendored || file.path.contains("{{") {
        return None;
    }
    match () {
        () if under("__pycache__") || matches!(ending, "pyc" | "pyo") => Some(Artifact::Bytecode),
        () if matches!(name.as_str(), ".ds_store" | "thumbs.db" | "desktop.ini") => {
            Some(Artifact::System)
        }
        () if under(".idea") => Some(Artifact::Idea),
        () if under(".vscode") => names_a_machine(file, repo).then_some(Artifact::Vscode),
        () if under(".ipynb_checkpoints") => Some(Artifact::Checkpoints),
        () if file.size == 0 => None,
        () if name == ".coverage" || under("htmlcov") => Some(Artifact::Coverage),
        () if is_package(&folders, &name) => Some(Artifact::Package),
        () if is_sample(file) => None,
        () if matches!(ending, "sqlite3" | "sqlite" | "db" | "db3")
            || name.starts_with("celerybeat-schedule")
            || name == "dump.rdb" =>
        {
            Some(Artifact::Database)
        }
        () if ending == "log" => Some(Artifact::Log),
        () if file.size > LARGE && !named_in_readme(file, repo) => Some(Artifact::Large),
        () => None,
    }
}

/// Whether it lies among tests, and one of them names it: what it is there for.
fn is_named_in_test(file: &File, repo: &Repo) -> bool {
    let names = |module: &Module| {
        let mut strings = module.facts.strings.iter();
        strings.any(|string| module.text(string.span).contains(file.name()))
    };
    let mut modules = repo.modules.iter();
    file.zone == Zone::Test && modules.any(|module| module.zone == Zone::Test && names(module))
}

/// Test data, examples and documentation.
fn is_sample(file: &File) -> bool {
    let words = ["sample", "example", "fixture", "testdata", "test_data"];
    let lower = file.path.to_ascii_lowercase();
    matches!(file.zone, Zone::Test | Zone::Example | Zone::Docs)
        || words.iter().any(|word| lower.contains(word))
}

/// What `python -m build`, setuptools and PyInstaller leave.
fn is_package(folders: &[&str], name: &str) -> bool {
    let below = |folder: &str| {
        folders
            .iter()
            .position(|part| *part == folder)
            .and_then(|at| folders.get(at + 1..))
    };
    if folders.iter().any(|part| part.ends_with(".egg-info")) {
        return true;
    }
    let built = [".whl", ".tar.gz", ".egg", ".exe"];
    let in_dist = below("dist")
        .is_some_and(|rest| rest.is_empty() && built.iter().any(|end| name.ends_with(end)));
    let in_build = below("build").is_some_and(|rest| {
        rest.first().is_some_and(|part| {
            *part == "lib" || part.starts_with("lib.") || part.starts_with("bdist.")
        }) || [".toc", ".pyz", ".pkg"]
            .iter()
            .any(|end| name.ends_with(end))
    });
    in_dist || in_build
}

/// Whether an editor's settings hold a path under somebody's home or a drive letter.
fn names_a_machine(file: &File, repo: &Repo) -> bool {
    let Some(source) = repo.source(&file.path) else {
        return false;
    };
    source.text().lines().filter(|line| !line.trim_start().starts_with("//")).any(|line| {
        let home = ["/home/", "/Users/", "\\Users\\"].iter().any(|mark| {
            line.match_indices(mark).any(|(at, _)| {
                line.get(at + mark.len()..).is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric()))
            })
        });
        let bytes = line.as_bytes();
        let drive = bytes.windows(4).any(|four| {
            matches!(four, [before, letter, b':', slash] if !before.is_ascii_alphanumeric() && letter.is_ascii_alphabetic() && matches!(slash, b'\\' | b'/'))
        });
        home || drive
    })
}

fn named_in_readme(file: &File, repo: &Repo) -> bool {
    let readmes = repo
        .docs
        .readmes
        .iter()
        .filter_map(|readme| repo.source(&readme.path));
    readmes
        .into_iter()
        .any(|source| source.text().contains(file.name()))
}
