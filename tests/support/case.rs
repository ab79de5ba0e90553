//! Builds the tiny repository of one fixture case (see fixtures/README.md).

use crate::command::Git;
use crate::history::Commit;
use crate::stand_ins::filled_in;
use serde::Deserialize;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// How a case differs from "all files committed".
#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Recipe {
    /// `false` for a plain folder.
    git: bool,
    /// Paths that are there but not committed.
    untracked: Vec<String>,
    /// When it was committed, `YYYY-MM-DD`.
    date: String,
    /// Commits before that of all files.
    commits: Vec<Commit>,
    /// Whether everything before the last commit is cut off, as in a shallow clone.
    shallow: bool,
    /// A `bad` case that gives advice, and no red flag.
    pub(crate) advice: bool,
    /// A `good` case whose findings are too few to make a red flag.
    pub(crate) below_threshold: bool,
}

impl Default for Recipe {
    fn default() -> Self {
        Self {
            git: true,
            untracked: Vec::new(),
            date: "2025-06-01".to_owned(),
            commits: Vec::new(),
            shallow: false,
            advice: false,
            below_threshold: false,
        }
    }
}

/// One case of one rule.
pub(crate) struct Case {
    /// Whether it stands under `bad`.
    pub(crate) bad: bool,
    /// Its folder's name.
    pub(crate) name: String,
    folder: PathBuf,
    pub(crate) recipe: Recipe,
}

/// The cases of a rule, `bad` ones first, by name. A recipe without a folder is an empty repository.
pub(crate) fn cases(fixtures: &Path) -> Vec<Case> {
    let mut cases = Vec::new();
    for bad in [true, false] {
        let folder = fixtures.join(if bad { "bad" } else { "good" });
        let mut names: Vec<String> = entries(&folder)
            .iter()
            .map(|path| {
                let name = path.file_name().unwrap().to_str().unwrap();
                name.strip_suffix(".recipe.toml").unwrap_or(name).to_owned()
            })
            .collect();
        names.sort();
        names.dedup();
        for name in names {
            let recipe = folder.join(format!("{name}.recipe.toml"));
            let recipe = match fs::read_to_string(&recipe) {
                Ok(text) => toml::from_str(&text)
                    .unwrap_or_else(|error| panic!("{}: {error}", recipe.display())),
                Err(_) => Recipe::default(),
            };
            cases.push(Case {
                bad,
                folder: folder.join(&name),
                name,
                recipe,
            });
        }
    }
    cases
}

impl Case {
    /// Builds the repository in a new folder below `place`.
    pub(crate) fn build(&self, place: &Path) -> PathBuf {
        let root = place.join(&self.name);
        self.build_one(&self.folder, &root);
        root
    }

    /// Builds one repository for each folder of the case.
    pub(crate) fn build_portfolio(&self, place: &Path) -> Vec<PathBuf> {
        let each = entries(&self.folder).into_iter().map(|folder| {
            let root = place.join(&self.name).join(folder.file_name().unwrap());
            self.build_one(&folder, &root);
            root
        });
        each.collect()
    }

    fn build_one(&self, from: &Path, root: &Path) {
        fs::create_dir_all(root).unwrap();
        if from.is_dir() {
            copy(from, root);
        }
        if !self.recipe.git {
            return;
        }
        let git = Git {
            root,
            date: &self.recipe.date,
            author: "Ada",
        };
        git.run(&["init", "--quiet", "--initial-branch=main"]);
        for commit in &self.recipe.commits {
            commit.make(git);
        }
        git.run(&["add", "--all", "--force"]);
        for path in &self.recipe.untracked {
            git.run(&["rm", "-r", "--quiet", "--cached", "--", path]);
        }
        git.run(&["commit", "--quiet", "--allow-empty", "--message=Add all"]);
        if self.recipe.shallow {
            let head = git.run(&["rev-parse", "HEAD"]);
            fs::write(root.join(".git/shallow"), head).unwrap();
        }
    }
}

/// Copies a folder; spells names and fills in stand-ins on the way.
fn copy(from: &Path, to: &Path) {
    for path in entries(from) {
        let target = to.join(spelled(path.file_name().unwrap().to_str().unwrap()));
        if path.is_dir() {
            fs::create_dir_all(&target).unwrap();
            copy(&path, &target);
            continue;
        }
        let bytes = fs::read(&path).unwrap();
        let bytes = match String::from_utf8(bytes) {
            Ok(text) => {
                let text = filled_in(&text);
                assert!(
                    !text.contains("@@"),
                    "{}: `@@` is kept for stand-ins",
                    path.display()
                );
                text.into_bytes()
            }
            Err(error) => error.into_bytes(),
        };
        fs::File::create(&target)
            .unwrap()
            .write_all(&bytes)
            .unwrap();
    }
}

/// A segment of a path as the built repository has it.
fn spelled(segment: &str) -> String {
    if let Some(rest) = segment.strip_prefix("dot_") {
        format!(".{rest}")
    } else if let Some(rest) = segment.strip_prefix("pycache_") {
        format!("__pycache__{rest}")
    } else {
        segment.to_owned()
    }
}

/// The entries of a folder, sorted; none where it is missing.
pub(crate) fn entries(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut entries: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    entries
}
