//! Tests of the inventory on folders made for them.

use super::*;
use std::path::Path;

struct Made {
    folder: tempfile::TempDir,
    problems: Vec<Problem>,
}

impl Made {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        Self {
            folder,
            problems: Vec::new(),
        }
    }

    fn root(&self) -> &Path {
        self.folder.path()
    }

    fn read(&mut self, tracked: &[&str], limits: &Limits) -> Inventory {
        let checkout = Checkout {
            name: "x".to_owned(),
            root: self.root().to_path_buf(),
            shape: Shape::Git,
        };
        let git = Git {
            tracked: tracked.iter().map(|&path| path.to_owned()).collect(),
            ..Git::unavailable("test")
        };
        let exclude = globset::GlobSetBuilder::new()
            .add(globset::Glob::new("left_out/**").unwrap())
            .build()
            .unwrap();
        read(&checkout, Some(&git), &exclude, limits, &mut self.problems)
    }

    fn paths(&mut self, tracked: &[&str]) -> Vec<String> {
        let inventory = self.read(tracked, &Limits::default());
        inventory
            .files
            .iter()
            .map(|file| file.path.to_string())
            .collect()
    }
}

#[test]
fn ignore_rules_hide_what_git_does_not_track() {
    let mut made = Made::new(&[
        (
            ".gitignore",
            "\u{feff}*.log\r\nbuild/\n/secret.py\n!keep.log\n# x\n",
        ),
        ("a.log", ""),
        ("keep.log", ""),
        ("build/x.py", ""),
        ("build/y.py", ""),
        ("secret.py", ""),
        ("sub/secret.py", ""),
        ("sub/.gitignore", "!a.log\ndata\n"),
        ("sub/a.log", ""),
        ("sub/data/b.py", ""),
        (".git/config", ""),
        (".git/info/exclude", "private.py\n"),
        ("private.py", ""),
    ]);
    assert_eq!(
        made.paths(&["build/y.py"]),
        [
            ".gitignore",
            "build/y.py",
            "keep.log",
            "sub/.gitignore",
            "sub/a.log",
            "sub/secret.py"
        ]
    );
    let inventory = made.read(&["build/y.py"], &Limits::default());
    assert_eq!(inventory.ignored_python, 4);
    let tracked = inventory.files.iter().filter(|file| file.tracked).count();
    assert_eq!(tracked, 1);
}

#[test]
fn ignored_virtualenvs_hide_nobodys_code() {
    let mut made = Made::new(&[
        (".gitignore", "venv\n"),
        ("venv/pyvenv.cfg", ""),
        ("venv/lib/x.py", ""),
        ("env/pyvenv.cfg", ""),
        ("env/bin/a.py", ""),
    ]);
    let inventory = made.read(&[], &Limits::default());
    assert_eq!(inventory.ignored_python, 0);
    assert_eq!(
        inventory.get("env/bin/a.py").unwrap().zone,
        Zone::Virtualenv
    );
    assert!(inventory.get("venv/lib/x.py").is_none());
}

#[test]
fn nested_repositories_are_said_once_and_cannot_hide_tracked_files() {
    let mut made = Made::new(&[
        ("lib/.git", "gitdir: elsewhere\n"),
        ("lib/a.py", ""),
        ("lib/b/c.py", ""),
        ("d.py", ""),
    ]);
    assert_eq!(made.paths(&["lib/b/c.py"]), ["d.py", "lib/b/c.py"]);
    let reasons: Vec<_> = made.problems.iter().map(|one| one.reason.code()).collect();
    assert_eq!(reasons, ["nested-repository"]);
}

#[test]
fn limits_and_exclusions_are_reported() {
    let deep = "d/".repeat(70) + "x.py";
    let mut made = Made::new(&[
        ("a.py", ""),
        ("b.py", ""),
        (&deep, ""),
        ("left_out/x/y.py", ""),
    ]);
    let inventory = made.read(&[], &Limits::default());
    assert_eq!((inventory.files.len(), inventory.excluded), (2, 1));
    assert_eq!(made.problems.pop().unwrap().reason, Reason::TooDeep);
    let limits = Limits {
        files: 1,
        ..Limits::default()
    };
    assert_eq!(made.read(&[], &limits).files.len(), 1);
    assert_eq!(made.problems.pop().unwrap().reason.code(), "limit");
}

#[cfg(unix)]
#[test]
fn links_are_resolved_by_words_and_counted() {
    use std::os::unix::fs::symlink;
    let mut made = Made::new(&[("a/LICENSE", "x"), ("b.py", "")]);
    symlink("a/LICENSE", made.root().join("LICENSE")).unwrap();
    symlink("../b.py", made.root().join("a/c.py")).unwrap();
    symlink("../../b.py", made.root().join("a/out.py")).unwrap();
    symlink("/etc", made.root().join("etc")).unwrap();
    symlink(".", made.root().join("loop")).unwrap();
    let inventory = made.read(&[], &Limits::default());
    let pairs = [("LICENSE", "a/LICENSE"), ("a/c.py", "b.py")];
    assert_eq!(
        inventory.links,
        pairs.map(|(link, target)| (link.to_owned(), target.to_owned()))
    );
    assert_eq!(inventory.files.len(), 2);
    assert_eq!(made.problems.len(), 1);
}

#[cfg(unix)]
#[test]
fn names_that_are_no_text_are_shown_byte_by_byte() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let mut made = Made::new(&[("\\xff.py", "")]);
    std::fs::write(made.root().join(OsStr::from_bytes(b"\xff.py")), "").unwrap();
    std::fs::write(made.root().join(OsStr::from_bytes(b"\xfe.py")), "").unwrap();
    assert_eq!(made.paths(&[]), ["\\xfe.py", "\\xff.py"]);
    assert_eq!(made.problems.len(), 1);
}

#[test]
fn ignored_folders_use_up_no_limit() {
    let mut made = Made::new(&[(".gitignore", "data\n"), ("z.py", "")]);
    for at in 0..60 {
        let folder = made.root().join(format!("data/{at}"));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("x.py"), "").unwrap();
    }
    let limits = Limits {
        files: 5,
        ..Limits::default()
    };
    let inventory = made.read(&[], &limits);
    assert_eq!(inventory.files.len(), 2);
    assert_eq!(made.problems, []);
}
