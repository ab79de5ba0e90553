//! Replays the commits of a recipe (see fixtures/README.md).

use crate::command::Git;
use crate::stand_ins::filled_in;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;

/// One commit of a recipe: what changes, in the order of the fields, and then how it is called.
#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Commit {
    /// The branch; a new one begins where the last commit was made.
    on: Option<String>,
    /// A branch that is merged.
    merge: Option<String>,
    /// Paths of the case's own folder.
    add: Vec<String>,
    /// Files by path, with their contents.
    write: BTreeMap<String, String>,
    /// Files from path to path.
    rename: BTreeMap<String, String>,
    /// Paths.
    remove: Vec<String>,
    message: Option<String>,
    author: Option<String>,
    date: Option<String>,
    /// The name of a tag that is put on it.
    tag: Option<String>,
}

impl Commit {
    /// Makes the commit, and ends on the branch `main`.
    pub(crate) fn make(&self, git: Git<'_>) {
        let git = Git {
            date: self.date.as_deref().unwrap_or(git.date),
            author: self.author.as_deref().unwrap_or(git.author),
            ..git
        };
        if let Some(branch) = &self.on {
            let known = git.run(&["branch", "--list", branch]);
            let new: &[&str] = if known.is_empty() { &["-b"] } else { &[] };
            git.run(&[&["checkout", "--quiet"], new, &[branch]].concat());
        }
        if let Some(branch) = &self.merge {
            git.run(&[
                "merge",
                "--quiet",
                "--no-ff",
                "--no-commit",
                "--strategy=ort",
                branch,
            ]);
        }
        for path in &self.add {
            git.run(&["add", "--force", "--", path]);
        }
        for (path, text) in &self.write {
            let file = git.root.join(path);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, filled_in(text)).unwrap();
            git.run(&["add", "--force", "--", path]);
        }
        for (from, to) in &self.rename {
            fs::create_dir_all(git.root.join(to).parent().unwrap()).unwrap();
            git.run(&["mv", "--", from, to]);
        }
        for path in &self.remove {
            git.run(&["rm", "-r", "--quiet", "--", path]);
        }
        let message = self.message.as_deref().unwrap_or("Change");
        git.run(&["commit", "--quiet", "--allow-empty", "--message", message]);
        if let Some(tag) = &self.tag {
            git.run(&["tag", "--annotate", "--message=tag", tag]);
        }
        if self.on.is_some() {
            git.run(&["checkout", "--quiet", "main"]);
        }
    }
}
