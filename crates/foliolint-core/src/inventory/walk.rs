//! One walk over a checkout: every file with what hides it, no link followed, nothing opened but ignore files.

use super::ignores::{IgnoreRules, Ignores};
use crate::limits::Limits;
use crate::problem::{Problem, Reason};
use crate::text::decode::shown;
use crate::text::read;
use globset::GlobSet;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Entries looked at for each file that a repository may have: folders, links and ignored files count here.
const ENTRIES_PER_FILE: usize = 10;

/// Problems of one sort that are listed; the rest is counted.
const LISTED: usize = 20;

/// Ignored folders that are known to hold other people's Python only.
const FOREIGN_FOLDERS: &[&str] = &[
    "__pycache__",
    "node_modules",
    "site-packages",
    ".tox",
    ".nox",
];

/// A regular file that would be pushed.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) path: String,
    pub(super) os_path: PathBuf,
    pub(super) size: u64,
    pub(super) tracked: bool,
}

/// What the walk saw.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) files: Vec<Found>,
    /// Links and their targets, lexically resolved; `None` where the target lies outside.
    pub(super) links: Vec<(String, Option<String>)>,
    pub(super) virtualenvs: BTreeSet<String>,
    pub(super) ignored_python: usize,
    pub(super) excluded: usize,
    pub(super) ignore_rules: IgnoreRules,
}

/// What the walk needs to know.
pub(super) struct Walk<'a> {
    pub(super) root: &'a Path,
    pub(super) tracked: &'a BTreeSet<String>,
    pub(super) exclude: &'a GlobSet,
    pub(super) limits: &'a Limits,
    pub(super) is_git: bool,
}

struct Folder {
    path: String,
    os_path: PathBuf,
    depth: usize,
    /// Ignored, or a repository of its own: only tracked files count.
    only_tracked: bool,
    /// Whether its untracked Python counts as hidden by ignore rules.
    counts_hidden: bool,
    excluded: bool,
    ignores: Option<Arc<Ignores>>,
}

#[derive(Default)]
struct Trouble {
    listed: BTreeMap<&'static str, usize>,
}

impl Trouble {
    /// Lists the first few problems of a sort and counts all.
    fn add(&mut self, problems: &mut Vec<Problem>, path: &str, reason: Reason) {
        let count = self.listed.entry(reason.code()).or_default();
        *count += 1;
        if *count <= LISTED {
            let path = Some(Arc::from(path));
            problems.push(Problem { path, reason });
        }
    }

    fn finish(&self, problems: &mut Vec<Problem>) {
        for (code, count) in &self.listed {
            if *count > LISTED {
                let rest = count - LISTED;
                let reason = Reason::Note(format!("{rest} more problems of the sort {code}"));
                problems.push(Problem { path: None, reason });
            }
        }
    }
}

impl Walk<'_> {
    /// Walks the checkout. A folder that is swapped for a link between the look and the listing could be followed once;
    /// nothing in it would be read, for readers refuse what the walk didn't see as a file of its size.
    pub(super) fn run(&self, problems: &mut Vec<Problem>) -> Seen {
        let mut seen = Seen::default();
        let mut trouble = Trouble::default();
        let mut budget = self.limits.files.saturating_mul(ENTRIES_PER_FILE);
        let mut hidden_budget = self.limits.files;
        let root = Folder {
            path: String::new(),
            os_path: PathBuf::new(),
            depth: 0,
            only_tracked: false,
            counts_hidden: true,
            excluded: false,
            ignores: self.info_exclude(),
        };
        if let Some(ignores) = &root.ignores {
            seen.ignore_rules.set("", ignores);
        }
        let mut stack = vec![root];
        while let Some(folder) = stack.pop() {
            // Folders that only count as hidden must not use up what the others may have.
            let counted = folder.only_tracked && !self.tracks_below(&folder.path);
            let left = if counted {
                &mut hidden_budget
            } else {
                &mut budget
            };
            let names = match self.names(&folder, *left) {
                Ok(names) => names,
                Err(_) if counted => continue,
                Err(reason) => {
                    trouble.add(problems, &folder.path, reason);
                    continue;
                }
            };
            *left = left.saturating_sub(names.len() + 1);
            let below = self.folder(folder, names, &mut seen, problems, &mut trouble);
            stack.extend(below.into_iter().rev());
            let limit = if seen.files.len() > self.limits.files {
                seen.files.truncate(self.limits.files);
                format!("{} files", self.limits.files)
            } else if budget == 0 {
                format!(
                    "{} entries of folders",
                    self.limits.files.saturating_mul(ENTRIES_PER_FILE)
                )
            } else {
                continue;
            };
            let reason = Reason::Limit(limit);
            problems.push(Problem { path: None, reason });
            break;
        }
        trouble.finish(problems);
        seen
    }

    fn info_exclude(&self) -> Option<Arc<Ignores>> {
        let plain_folder = |path: &Path| {
            std::fs::symlink_metadata(self.root.join(path)).is_ok_and(|found| found.is_dir())
        };
        let info = Path::new(".git").join("info");
        let readable = self.is_git && plain_folder(Path::new(".git")) && plain_folder(&info);
        let file = info.join("exclude");
        readable
            .then(|| Ignores::add(None, self.root, &file, Path::new("")).0)
            .flatten()
    }

    /// The sorted names of a folder with their types, at most `budget`.
    fn names(
        &self,
        folder: &Folder,
        budget: usize,
    ) -> Result<Vec<(std::ffi::OsString, std::fs::FileType)>, Reason> {
        let path = self.root.join(&folder.os_path);
        let listing = std::fs::read_dir(path).map_err(|error| read::reason(&error))?;
        let entries = listing.take(budget).filter_map(Result::ok);
        let mut names: Vec<_> = entries
            .filter_map(|entry| Some((entry.file_name(), entry.file_type().ok()?)))
            .collect();
        names.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(names)
    }

    /// Takes in the files of one folder; returns the folders below it.
    fn folder(
        &self,
        mut folder: Folder,
        names: Vec<(std::ffi::OsString, std::fs::FileType)>,
        seen: &mut Seen,
        problems: &mut Vec<Problem>,
        trouble: &mut Trouble,
    ) -> Vec<Folder> {
        let holds = |wanted: &str| names.iter().any(|(name, _)| name == wanted);
        if holds("pyvenv.cfg") {
            seen.virtualenvs.insert(folder.path.clone());
            folder.counts_hidden = folder.path.is_empty();
        }
        if !folder.path.is_empty() && holds(".git") {
            if !folder.only_tracked {
                trouble.add(problems, &folder.path, Reason::NestedRepository);
            }
            // Git never tracks files of a nested repository; where it does, somebody put the `.git` there later.
            folder.only_tracked = true;
            folder.counts_hidden = false;
        }
        if !folder.only_tracked && holds(".gitignore") {
            let file = folder.os_path.join(".gitignore");
            let (ignores, reason) =
                Ignores::add(folder.ignores.take(), self.root, &file, &folder.os_path);
            folder.ignores = ignores;
            if let Some(ignores) = &folder.ignores {
                seen.ignore_rules.set(&folder.path, ignores);
            }
            // A link or a special file is reported as what it is, below.
            if let Some(reason) = reason.filter(Reason::leaves_gap) {
                let path = join(&folder.path, ".gitignore");
                let words = format!("not all of its ignore rules were used: it is {reason}");
                let reason = Reason::Note(words);
                problems.push(Problem {
                    path: Some(Arc::from(path)),
                    reason,
                });
            }
        }
        let mut below = Vec::new();
        for (name, kind) in names {
            if name == ".git" {
                continue;
            }
            let path = join(&folder.path, &shown_name(&name));
            let os_path = folder.os_path.join(&name);
            let hidden = folder.only_tracked
                || folder
                    .ignores
                    .as_ref()
                    .is_some_and(|ignores| ignores.hide(&os_path, kind.is_dir()));
            let excluded = folder.excluded || self.exclude.is_match(&os_path);
            if kind.is_dir() {
                let foreign = FOREIGN_FOLDERS.iter().any(|foreign| name == *foreign);
                let counts_hidden = folder.counts_hidden && !(hidden && foreign);
                if hidden && !counts_hidden && !self.tracks_below(&path) {
                    continue;
                }
                let depth = folder.depth + 1;
                if depth > self.limits.path_depth {
                    if !hidden {
                        trouble.add(problems, &path, Reason::TooDeep);
                    }
                    continue;
                }
                below.push(Folder {
                    path,
                    os_path,
                    depth,
                    only_tracked: hidden,
                    counts_hidden,
                    excluded,
                    ignores: folder.ignores.clone(),
                });
                continue;
            }
            let tracked = self.tracked.contains(&path);
            if hidden && !tracked {
                let python = path.ends_with(".py") || path.ends_with(".ipynb");
                seen.ignored_python +=
                    usize::from(folder.counts_hidden && python && kind.is_file());
                continue;
            }
            if excluded {
                seen.excluded += 1;
            } else if kind.is_symlink() {
                let target = self.link_target(&folder.path, &os_path);
                seen.links.push((path, target));
            } else if !kind.is_file() {
                trouble.add(problems, &path, Reason::SpecialFile);
            } else {
                match std::fs::symlink_metadata(self.root.join(&os_path)) {
                    Ok(found) => seen.files.push(Found {
                        path,
                        os_path,
                        size: found.len(),
                        tracked,
                    }),
                    Err(error) => trouble.add(problems, &path, read::reason(&error)),
                }
            }
        }
        below
    }

    fn tracks_below(&self, path: &str) -> bool {
        let prefix = format!("{path}/");
        self.tracked
            .range(prefix.clone()..)
            .next()
            .is_some_and(|next| next.starts_with(&prefix))
    }

    /// Where a link leads, resolved by words alone: nothing is asked of the file system but the link's own text.
    fn link_target(&self, folder: &str, os_path: &Path) -> Option<String> {
        let target = std::fs::read_link(self.root.join(os_path)).ok()?;
        if target.is_absolute() {
            return None;
        }
        let target = shown_name(target.as_os_str());
        let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
        for part in target.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop()?;
                }
                part => parts.push(part),
            }
        }
        Some(parts.join("/"))
    }
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}

/// A name fit to show: what is no UTF-8 stands as `\xNN`.
fn shown_name(name: &OsStr) -> String {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        shown(name.as_bytes()).into_owned()
    }
    #[cfg(not(unix))]
    {
        name.to_string_lossy().replace('\\', "/")
    }
}
