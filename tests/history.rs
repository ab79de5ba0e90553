//! Compares what is read of histories with what git itself lists, on repositories of our own making.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/command.rs"]
mod command;
#[path = "support/history.rs"]
mod history;
#[path = "support/stand_ins.rs"]
mod stand_ins;

use command::Git as Command;
use foliolint_core::discover::{Checkout, Shape};
use foliolint_core::git::{self, Git, HistoryStatus, PastFile};
use foliolint_core::limits::Limits;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// A repository whose commits are made by recipes.
struct Made {
    folder: tempfile::TempDir,
}

/// A side branch that is merged, a merge that adds a file itself, renames, removals, a file added twice, a file that is
/// only in a tag, and one that is only in a remote branch.
const LIVELY: &str = r#"
[[commits]]
write = { "app.py" = "a = 1\n" }
date = "2025-01-01"

[[commits]]
write = { ".env" = "PASSWORD=@@PASSWORD@@\n" }
date = "2025-01-02"

[[commits]]
on = "side"
write = { "side/.env" = "PASSWORD=@@PASSWORD@@\n" }
date = "2025-01-03"

[[commits]]
rename = { ".env" = "deploy/prod.env" }
date = "2025-01-04"

[[commits]]
merge = "side"
write = { "merge.env" = "TOKEN=@@HEX_KEY@@\n" }
date = "2025-01-05"

[[commits]]
remove = ["merge.env", "side/.env", "deploy/prod.env"]
date = "2025-01-06"

[[commits]]
write = { ".env" = "PASSWORD=@@PASSWORD@@\n" }
date = "2025-01-07"

[[commits]]
remove = [".env"]
date = "2025-01-08"

[[commits]]
on = "lost"
write = { "tag.env" = "PASSWORD=@@PASSWORD@@\n", "server.key" = "@@PRIVATE_KEY@@\n" }
tag = "v1"
date = "2025-01-09"

[[commits]]
on = "theirs"
write = { "remote.env" = "PASSWORD=@@PASSWORD@@\n" }
date = "2025-01-10"
"#;

#[derive(serde::Deserialize)]
struct Recipe {
    commits: Vec<history::Commit>,
}

impl Made {
    fn new(arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let made = Self { folder };
        made.git(&[&["init", "--quiet", "--initial-branch=main"], arguments].concat());
        made
    }

    fn lively() -> Self {
        let made = Self::new(&[]);
        let recipe: Recipe = toml::from_str(LIVELY).unwrap();
        for commit in &recipe.commits {
            commit.make(made.command());
        }
        made.git(&["branch", "--delete", "--force", "lost"]);
        made.git(&["update-ref", "refs/remotes/origin/theirs", "theirs"]);
        made.git(&["branch", "--delete", "--force", "theirs"]);
        made
    }

    fn command(&self) -> Command<'_> {
        Command {
            root: self.folder.path(),
            date: "2025-01-01",
            author: "Ada",
        }
    }

    fn git(&self, arguments: &[&str]) -> String {
        self.command().run(arguments)
    }

    fn read(&self) -> Git {
        read(self.folder.path())
    }

    /// The short ids of the commits that add or remove a path, as git lists them.
    fn listed(&self, filter: &str, path: &str) -> BTreeSet<String> {
        let filter = format!("--diff-filter={filter}");
        let listed = self.git(&[
            "log",
            "--branches",
            "--remotes",
            "--tags",
            "HEAD",
            "--no-renames",
            "-m",
            &filter,
            "--format=%H",
            "--",
            path,
        ]);
        listed
            .lines()
            .map(|id| id.chars().take(7).collect())
            .collect()
    }
}

fn read(root: &Path) -> Git {
    let checkout = Checkout {
        name: String::new(),
        root: root.to_path_buf(),
        shape: Shape::Git,
    };
    git::read(&checkout, &Limits::default(), &mut Vec::new()).unwrap()
}

fn file<'a>(git: &'a Git, path: &str) -> &'a PastFile {
    let found = git.past.files.iter().find(|file| &*file.path == path);
    found.unwrap_or_else(|| panic!("{path} is not found"))
}

/// Every file is found, and its commits are among those that git lists.
fn agrees(made: &Made) {
    let git = made.read();
    assert_eq!(
        git.history,
        HistoryStatus::Complete,
        "{:?}",
        git.history_reason
    );
    let paths: Vec<&str> = git.past.files.iter().map(|file| &*file.path).collect();
    let expected = [
        ".env",
        "deploy/prod.env",
        "merge.env",
        "remote.env",
        "server.key",
        "side/.env",
        "tag.env",
    ];
    assert_eq!(paths, expected);
    for found in &git.past.files {
        let added = made.listed("A", &found.path);
        assert!(added.contains(found.added.short()), "{}", found.path);
        let removed = made.listed("D", &found.path);
        let name = found.removed.as_ref().map(git::CommitName::short);
        assert!(
            name.is_none_or(|name| removed.contains(name)),
            "{}",
            found.path
        );
        assert_eq!(name.is_none(), removed.is_empty(), "{}", found.path);
        assert!(!found.added_before);
    }
    assert_eq!(file(&git, "tag.env").still_in, ["v1"]);
    assert_eq!(file(&git, "remote.env").still_in, ["origin/theirs"]);
    let day = |time: i64| (time - 1_735_732_800) / 86_400 + 1;
    let life = |path: &str| {
        let file = file(&git, path);
        let removed = file.removed.as_ref().map(|commit| day(commit.time));
        (day(file.added.time), removed)
    };
    assert_eq!(life(".env"), (2, Some(8)));
    assert_eq!(life("side/.env"), (3, Some(6)));
    assert_eq!(life("deploy/prod.env"), (4, Some(6)));
    assert_eq!(life("merge.env"), (5, Some(6)));
    assert_eq!(life("tag.env"), (9, None));
}

#[test]
fn loose_objects_and_references_agree_with_git() {
    agrees(&Made::lively());
}

#[test]
fn packed_objects_and_references_agree_with_git() {
    let made = Made::lively();
    made.git(&["pack-refs", "--all"]);
    made.git(&["repack", "-a", "-d", "--quiet"]);
    made.git(&["prune-packed", "--quiet"]);
    agrees(&made);
}

#[test]
fn counts_are_of_head() {
    let git = Made::lively().read();
    assert_eq!((git.commits, git.authors), (Some(8), Some(1)));
    assert_eq!((git.past.changes, git.past.uploads), (7, 0));
    assert_eq!(git.past.commits.len(), 7);
    assert_eq!(git.past.weeks, 2);
    let lines: u64 = git
        .past
        .commits
        .iter()
        .filter_map(|commit| commit.python_lines)
        .sum();
    assert_eq!(lines, 1);
}

#[test]
fn what_lies_behind_a_shallow_edge_is_not_said_to_be_added_there() {
    let made = Made::new(&[]);
    let text = r#"
[[commits]]
write = { ".env" = "PASSWORD=@@PASSWORD@@\n" }

[[commits]]
write = { "app.py" = "a = 1\n" }

[[commits]]
remove = [".env"]
"#;
    let recipe: Recipe = toml::from_str(text).unwrap();
    recipe
        .commits
        .iter()
        .for_each(|commit| commit.make(made.command()));
    let edge = made.git(&["rev-parse", "HEAD~1"]);
    fs::write(made.folder.path().join(".git/shallow"), edge).unwrap();
    let git = made.read();
    assert_eq!(git.history, HistoryStatus::Partial);
    assert_eq!(git.commits, Some(2));
    let found = file(&git, ".env");
    assert!(found.added_before && found.removed.is_some());
}

#[test]
fn sha256_is_a_notice() {
    let made = Made::new(&["--object-format=sha256"]);
    made.git(&["commit", "--quiet", "--allow-empty", "--message=x"]);
    let git = made.read();
    assert_eq!(git.history, HistoryStatus::Unavailable);
    assert!(git.history_reason.unwrap().contains("SHA-256"));
}

#[test]
fn damaged_objects_leave_the_rest() {
    let made = Made::lively();
    let blob = made.git(&["rev-parse", "v1:tag.env"]);
    let tree = made.git(&["rev-parse", "v1^{tree}"]);
    for id in [tree.trim(), blob.trim()] {
        let (folder, name) = id.split_at(2);
        let path = made
            .folder
            .path()
            .join(".git/objects")
            .join(folder)
            .join(name);
        fs::remove_file(&path).unwrap();
        fs::write(&path, b"no zlib at all").unwrap();
        let git = made.read();
        assert_eq!(git.history, HistoryStatus::Partial);
        assert!(git.history_reason.unwrap().contains("older commits"));
        assert_eq!(git.commits, Some(8));
        assert!(git.past.files.iter().any(|file| &*file.path == "merge.env"));
    }
}
