//! The files of a repository that would be pushed, each with its zone and kind.

mod carried;
mod ignores;
pub mod kind;
pub mod marks;
mod walk;
pub mod zone;

use crate::discover::{Checkout, Shape};
use crate::file::{File, FileKind, Zone};
use crate::git::Git;
use crate::limits::Limits;
use crate::problem::{Problem, Reason};
use globset::GlobSet;
pub use ignores::IgnoreRules;
use std::collections::BTreeSet;
use std::sync::Arc;
use zone::Places;

/// The files of one repository.
#[derive(Clone, Debug, Default)]
pub struct Inventory {
    /// Sorted by path.
    pub files: Vec<File>,
    /// Links whose target, resolved lexically, is a file of `files`: (the link's path, the target's path).
    pub links: Vec<(String, String)>,
    /// Untracked Python files that ignore rules hide; those of ignored virtualenvs and the like are not counted.
    pub ignored_python: usize,
    /// Files that the user's `exclude` patterns left out.
    pub excluded: usize,
    /// What ignore files hide, also of what is not there.
    pub ignore_rules: IgnoreRules,
}

impl Inventory {
    /// The file with that path.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&File> {
        self.files
            .binary_search_by(|file| (*file.path).cmp(path))
            .ok()
            .map(|at| &self.files[at])
    }
}

/// Lists the files of a checkout that would be pushed: tracked, or untracked and not ignored (FLAGS.md, Terms). Reads
/// ignore files and nothing else.
#[must_use]
pub fn read(
    checkout: &Checkout,
    git: Option<&Git>,
    exclude: &GlobSet,
    limits: &Limits,
    problems: &mut Vec<Problem>,
) -> Inventory {
    let none = BTreeSet::new();
    let tracked = git.map_or(&none, |git| &git.tracked);
    let walk = walk::Walk {
        root: &checkout.root,
        tracked,
        exclude,
        limits,
        is_git: checkout.shape == Shape::Git,
    };
    let mut seen = walk.run(problems);
    seen.files
        .sort_by(|a, b| (&a.path, &a.os_path).cmp(&(&b.path, &b.os_path)));
    seen.links.sort();
    drop_doubles(&mut seen.files, problems);

    let paths = seen.files.iter().map(|file| file.path.as_str());
    let places = Places::new(paths, std::mem::take(&mut seen.virtualenvs));
    let carried = carried::folders(&checkout.root, &seen.files, &places);
    let places = places.with_carried(carried);
    let files: Vec<File> = seen
        .files
        .into_iter()
        .map(|found| file(found, &places))
        .collect();
    let mut inventory = Inventory {
        files,
        links: Vec::new(),
        ignored_python: seen.ignored_python,
        excluded: seen.excluded,
        ignore_rules: seen.ignore_rules,
    };
    report_links(&seen.links, problems);
    report_absent(tracked, &inventory, &seen.links, exclude, problems);
    inventory.links = seen
        .links
        .into_iter()
        .filter_map(|(path, target)| Some((path, target?)))
        .filter(|(_, target)| inventory.get(target).is_some())
        .collect();
    inventory
}

fn file(found: walk::Found, places: &Places) -> File {
    let zone = places.zone(&found.path);
    let kind = match kind::kind(&found.path) {
        FileKind::EnvFile | FileKind::EnvExample if zone == Zone::Virtualenv => FileKind::Text,
        kind => kind,
    };
    File {
        path: Arc::from(found.path),
        os_path: found.os_path,
        tracked: found.tracked,
        size: found.size,
        zone,
        kind,
    }
}

/// Two names may be shown alike: one with a byte that is no UTF-8, one that spells it out. The first is kept.
fn drop_doubles(files: &mut Vec<walk::Found>, problems: &mut Vec<Problem>) {
    files.dedup_by(|later, kept| {
        let double = later.path == kept.path;
        if double {
            let reason = Reason::Unreadable("another file's name is shown alike".to_owned());
            let path = Some(Arc::from(kept.path.as_str()));
            problems.push(Problem { path, reason });
        }
        double
    });
}

/// One problem for all links, with their count.
fn report_links(links: &[(String, Option<String>)], problems: &mut Vec<Problem>) {
    match links {
        [] => {}
        [(only, _)] => problems.push(Problem {
            path: Some(Arc::from(only.as_str())),
            reason: Reason::Link,
        }),
        [(first, _), ..] => {
            let words = format!(
                "{} symbolic links, not followed; the first is {first}",
                links.len()
            );
            let reason = Reason::Note(words);
            problems.push(Problem { path: None, reason });
        }
    }
}

/// Tracked files that the folder doesn't hold: deleted, or a sparse checkout.
fn report_absent(
    tracked: &BTreeSet<String>,
    inventory: &Inventory,
    links: &[(String, Option<String>)],
    exclude: &GlobSet,
    problems: &mut Vec<Problem>,
) {
    let limited = |problem: &Problem| matches!(problem.reason, Reason::Limit(_) | Reason::TooDeep);
    if problems.iter().any(limited) {
        return;
    }
    let linked = |path: &str| {
        links
            .binary_search_by(|(link, _)| link.as_str().cmp(path))
            .is_ok()
    };
    let mut absent = tracked.iter().filter(|path| {
        inventory.get(path).is_none() && !linked(path) && !exclude.is_match(path.as_str())
    });
    if let Some(first) = absent.next() {
        let count = absent.count() + 1;
        let words =
            format!("{count} files that git tracks are not in the folder; the first is {first}");
        let reason = Reason::Note(words);
        problems.push(Problem { path: None, reason });
    }
}

#[cfg(test)]
mod tests;
