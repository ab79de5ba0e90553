//! Folders that hold a whole project of somebody else: its own licence names another holder than the repository's.

use super::kind::kind;
use super::walk::Found;
use super::zone::{Places, ancestors};
use crate::file::{FileKind, Zone};
use crate::text::read::read;
use std::collections::BTreeSet;
use std::path::Path;

/// How many bytes of a licence or module are looked at: licences name their holder at the top, imports stand there.
const BYTES: u64 = 128 << 10;

/// How many licences below the root, and how many modules of one carried project, are read.
const FILES: usize = 64;

/// Production files that must be left: somebody who works inside a template's folder is judged by that work.
const LEFT: usize = 3;

/// Words of a copyright line that name nobody.
const NOBODY: &[&str] = &[
    "all",
    "and",
    "by",
    "author",
    "authors",
    "contributors",
    "copyright",
    "corp",
    "developers",
    "foundation",
    "free",
    "fsf",
    "gmbh",
    "holder",
    "inc",
    "limited",
    "llc",
    "ltd",
    "name",
    "others",
    "owner",
    "present",
    "project",
    "reserved",
    "rights",
    "software",
    "team",
    "the",
    "university",
    "year",
    "years",
    "yyyy",
];

/// The folders of carried projects. A package of the repository itself may have its own licence too: it shares a word
/// of the holder's name with the root's. Where the root's licence names nobody, nothing can be told.
pub(super) fn folders(root: &Path, files: &[Found], places: &Places) -> BTreeSet<String> {
    let licences = files.iter().filter(|file| is_licence(&file.path));
    let (at_root, below): (Vec<&Found>, Vec<&Found>) =
        licences.partition(|file| !file.path.contains('/'));
    if below.is_empty() || at_root.is_empty() {
        return BTreeSet::new();
    }
    let text = |file: &Found| read(root, &file.os_path, BYTES).ok();
    let holders_of = |file: &&Found| {
        let bytes = text(file).unwrap_or_default();
        holders(&String::from_utf8_lossy(&bytes))
    };
    let own: BTreeSet<String> = at_root.iter().flat_map(holders_of).collect();
    if own.is_empty() {
        return BTreeSet::new();
    }
    let paths: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    let mut found = BTreeSet::new();
    for licence in below.into_iter().take(FILES) {
        let folder = parent(&licence.path);
        let others = holders_of(&licence);
        if !others.is_empty() && others.is_disjoint(&own) && is_project(folder, &paths) {
            let siblings = siblings(root, files, folder);
            found.extend(siblings);
            found.insert(folder.to_owned());
        }
    }
    let carried = |path: &str| ancestors(parent(path)).any(|above| found.contains(above));
    let left = files.iter().filter(|file| {
        file.path.ends_with(".py")
            && places.zone(&file.path) == Zone::Production
            && !carried(&file.path)
    });
    if left.take(LEFT).count() < LEFT {
        found.clear();
    }
    found
}

fn is_licence(path: &str) -> bool {
    kind(path) == FileKind::Licence && !path.to_ascii_lowercase().contains("licenses/")
}

/// Whether a folder is a project or package, and no folder of fonts or data.
fn is_project(folder: &str, paths: &BTreeSet<&str>) -> bool {
    let inside = format!("{folder}/");
    let files = paths.range(inside.as_str()..);
    let mut direct = files
        .take_while(|path| path.starts_with(&inside))
        .filter_map(|path| path.strip_prefix(&inside))
        .filter(|name| !name.contains('/'));
    direct.any(|name| {
        let name = name.to_ascii_lowercase();
        let known = ["__init__.py", "setup.py", "pyproject.toml"].contains(&name.as_str());
        known || name.starts_with("readme")
    })
}

/// Folders beside a carried one that its modules import: whoever copied it copied these as well. None where the copy
/// lies at the top, among the repository's own folders.
fn siblings(root: &Path, files: &[Found], folder: &str) -> Vec<String> {
    let above = parent(folder);
    if above.is_empty() {
        return Vec::new();
    }
    let inside = format!("{folder}/");
    let modules = files
        .iter()
        .filter(|file| file.path.starts_with(&inside) && file.path.ends_with(".py"));
    let mut imported = BTreeSet::new();
    for module in modules.take(FILES) {
        let bytes = read(root, &module.os_path, BYTES).unwrap_or_default();
        imported.extend(
            String::from_utf8_lossy(&bytes)
                .lines()
                .filter_map(first_name),
        );
    }
    let beside = format!("{above}/");
    let own: BTreeSet<&str> = folders_in(files, &inside).collect();
    let beside: BTreeSet<&str> = folders_in(files, &beside).collect();
    let found = beside
        .into_iter()
        .filter(|name| imported.contains(*name) && !own.contains(name));
    found.map(|name| format!("{above}/{name}")).collect()
}

/// Names of the folders directly below `prefix`, which ends with `/`.
fn folders_in<'a>(files: &'a [Found], prefix: &str) -> impl Iterator<Item = &'a str> {
    let below = files
        .iter()
        .filter_map(move |file| file.path.strip_prefix(prefix));
    below.filter_map(|rest| Some(rest.split_once('/')?.0))
}

/// The top-level name that an import statement asks for.
fn first_name(line: &str) -> Option<String> {
    let rest = line
        .strip_prefix("import ")
        .or(line.strip_prefix("from "))?;
    let name: String = rest
        .trim_start()
        .chars()
        .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
        .collect();
    (!name.is_empty()).then_some(name)
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(above, _)| above)
}

/// The words of the names that copyright lines give: "Copyright (c) 2017 Ann Lee, Bob" as ann, lee, bob.
fn holders(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for line in text.lines() {
        let lower = line.to_lowercase();
        let Some((before, after)) = lower.split_once("copyright") else {
            continue;
        };
        let rest = after.trim_start();
        let dated = rest.starts_with(['(', '©']) || rest.starts_with(|c: char| c.is_ascii_digit());
        let lettered = before.chars().any(char::is_alphabetic);
        // The GPL's own text is its foundation's; a template names nobody yet.
        if !dated
            || lettered
            || rest.contains("free software foundation")
            || rest.contains(['[', '<', '{'])
        {
            continue;
        }
        let rest = rest.trim_start_matches("(c)");
        let words = rest.split(|c: char| !c.is_alphanumeric());
        let names = words.filter(|word| {
            word.chars().count() > 1
                && !word.starts_with(|c: char| c.is_ascii_digit())
                && !NOBODY.contains(word)
        });
        found.extend(names.map(str::to_owned));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holders_are_who_copyright_lines_name() {
        let words = |text: &str| holders(text).into_iter().collect::<Vec<_>>().join(" ");
        assert_eq!(
            words("MIT License\n\nCopyright (c) 2017-2019 Ann Lee, Bob\n"),
            "ann bob lee"
        );
        assert_eq!(words("Copyright © 2020 by The Foo Authors.\n"), "foo");
        assert_eq!(words("   Copyright [yyyy] [name of copyright owner]\n"), "");
        assert_eq!(
            words("Copyright (C) 2007 Free Software Foundation, Inc.\n"),
            ""
        );
        assert_eq!(
            words("The above copyright notice (c) shall be included\n"),
            ""
        );
    }
}
