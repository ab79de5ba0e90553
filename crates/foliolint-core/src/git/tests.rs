//! Tests on git folders made by gix, and on ones that must not be opened.

use super::*;
use gix::objs::tree::{Entry, EntryKind};
use gix::objs::{Commit, Tree};
use std::path::PathBuf;

struct Made {
    folder: tempfile::TempDir,
}

impl Made {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        gix::init(folder.path()).unwrap();
        Self { folder }
    }

    /// Commits a tree of one folder with these names to the branch of HEAD.
    fn commit(&self, names: &[&str], email: &str, parents: &[gix::ObjectId]) -> gix::ObjectId {
        let repository =
            gix::open_opts(self.folder.path(), gix::open::Options::isolated()).unwrap();
        let oid = repository.write_blob(b"x").unwrap().detach();
        let entry = |name: &&str| Entry {
            mode: EntryKind::Blob.into(),
            filename: (*name).into(),
            oid,
        };
        let mut entries: Vec<_> = names.iter().map(entry).collect();
        entries.sort();
        let below = repository.write_object(&Tree { entries }).unwrap().detach();
        let entries = vec![Entry {
            mode: EntryKind::Tree.into(),
            filename: "src".into(),
            oid: below,
        }];
        let tree = repository.write_object(&Tree { entries }).unwrap().detach();
        let author = gix::actor::Signature {
            name: "A".into(),
            email: email.into(),
            time: gix::date::Time::new(1_700_000_000, 0),
        };
        let commit = Commit {
            tree,
            parents: parents.iter().copied().collect(),
            author: author.clone(),
            committer: author,
            encoding: None,
            message: "x".into(),
            extra_headers: Vec::new(),
        };
        let id = repository.write_object(&commit).unwrap().detach();
        std::fs::create_dir_all(self.git("refs/heads")).unwrap();
        std::fs::write(self.git("HEAD"), "ref: refs/heads/main\n").unwrap();
        std::fs::write(self.git("refs/heads/main"), format!("{id}\n")).unwrap();
        id
    }

    fn git(&self, name: &str) -> PathBuf {
        self.folder.path().join(".git").join(name)
    }

    fn read(&self) -> Git {
        self.read_with(&Limits::default())
    }

    fn read_with(&self, limits: &Limits) -> Git {
        let checkout = Checkout {
            name: String::new(),
            root: self.folder.path().to_path_buf(),
            shape: Shape::Git,
        };
        read(&checkout, limits, &mut Vec::new()).unwrap()
    }

    fn reason(&self) -> String {
        let git = self.read();
        assert_eq!(git.history, HistoryStatus::Unavailable);
        assert!(!git.knows_tracked());
        git.history_reason.unwrap()
    }
}

#[test]
fn counts_commits_and_authors_and_lists_the_tree() {
    let made = Made::new();
    let git = made.read();
    assert_eq!(
        (git.commits, git.history),
        (Some(0), HistoryStatus::Complete)
    );
    assert!(git.knows_tracked());
    let first = made.commit(&["a.py"], "a@x", &[]);
    let second = made.commit(&["a.py", "b.py", "..", ".git", "c/d"], "b@x", &[first]);
    let git = made.read();
    assert_eq!((git.commits, git.authors), (Some(2), Some(2)));
    assert_eq!(git.last_commit, Some(1_700_000_000));
    assert_eq!(git.head, Some(second.to_string()));
    assert_eq!(
        git.tracked.into_iter().collect::<Vec<_>>(),
        ["src/a.py", "src/b.py"]
    );
    assert_eq!(
        (git.history, git.history_reason),
        (HistoryStatus::Complete, None)
    );
}

#[test]
fn partial_histories_say_why() {
    let made = Made::new();
    let nowhere = gix::ObjectId::from_hex(&[b'1'; 40]).unwrap();
    let first = made.commit(&["a.py"], "a@x", &[nowhere]);
    let git = made.read();
    assert_eq!(
        (git.history, git.commits),
        (HistoryStatus::Partial, Some(1))
    );
    assert_eq!(
        git.history_reason.unwrap(),
        "commits are missing or damaged"
    );
    std::fs::write(made.git("shallow"), format!("{first}\n")).unwrap();
    let git = made.read();
    assert!(git.shallow);
    assert_eq!(git.history_reason.unwrap(), "the clone is shallow");
    std::fs::remove_file(made.git("shallow")).unwrap();
    made.commit(&["a.py"], "a@x", &[first]);
    let limits = Limits {
        commits: 1,
        ..Limits::default()
    };
    let git = made.read_with(&limits);
    assert_eq!(
        git.history_reason.unwrap(),
        "the limit of commits was reached"
    );
    std::fs::write(made.git("refs/heads/main"), "1".repeat(40)).unwrap();
    assert!(made.reason().contains("missing"));
}

#[test]
fn what_leads_elsewhere_is_not_opened() {
    let made = Made::new();
    made.commit(&["a.py"], "a@x", &[]);
    std::fs::write(made.git("objects/info/alternates"), "/elsewhere\n").unwrap();
    assert!(made.reason().contains("alternates"));
    std::fs::remove_file(made.git("objects/info/alternates")).unwrap();
    std::fs::write(made.git("commondir"), "../x\n").unwrap();
    assert!(made.reason().contains("another"));
    std::fs::remove_file(made.git("commondir")).unwrap();
    std::fs::write(made.git("refs/heads/large"), " ".repeat(10_000)).unwrap();
    assert!(made.reason().contains("larger"));
    std::fs::remove_file(made.git("refs/heads/large")).unwrap();
    assert_eq!(made.read().history, HistoryStatus::Complete);

    std::fs::rename(made.git(""), made.folder.path().join("inner")).unwrap();
    std::fs::write(made.folder.path().join(".git"), "gitdir: inner\n").unwrap();
    assert_eq!(made.read().commits, Some(1));
    std::fs::write(made.folder.path().join(".git"), "gitdir: ../inner\n").unwrap();
    assert!(made.reason().contains("elsewhere"));
    std::fs::write(made.folder.path().join(".git"), "").unwrap();
    assert!(made.reason().contains("names no folder"));
}

#[cfg(unix)]
#[test]
fn links_in_the_git_folder_are_not_followed() {
    let made = Made::new();
    made.commit(&["a.py"], "a@x", &[]);
    for name in [
        "packed-refs",
        "refs/heads/linked",
        "objects/pack/x.pack",
        "index",
    ] {
        std::os::unix::fs::symlink("/dev/zero", made.git(name)).unwrap();
        assert!(made.reason().contains("a link"), "{name}");
        std::fs::remove_file(made.git(name)).unwrap();
    }
}

#[test]
fn a_damaged_index_leaves_the_tree_of_head() {
    let made = Made::new();
    made.commit(&["a.py"], "a@x", &[]);
    std::fs::write(made.git("index"), b"DIRC\0\0\0\x02\xff\xff\xff\xff").unwrap();
    assert!(made.read().tracked.contains("src/a.py"));
}
