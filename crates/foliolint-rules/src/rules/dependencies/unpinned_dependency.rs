//! Flags programs whose packages get other versions with every installation.
//!
//! ## Why it is a red flag
//!
//! The list says `flask` without a version, and no lock file remembers which one it was. Whoever installs the program
//! next month gets other packages than the author had; the first sign is an error that nobody can reproduce.
//!
//! ## What is not flagged
//!
//! Libraries and published command-line tools, which must leave versions to those who install them. Lists of
//! tools for development. Names and ranges beside a lock file, beside a second list that fixes the versions (`pip
//! freeze`), or with a file of constraints (`-c`). `==`, `~=`, hashes, and ranges that are closed on both sides. What
//! installs packages itself (pip, setuptools, wheel).
//!
//! ## What to do instead
//!
//! Use a tool that writes a lock file (uv, Poetry, pipenv, pip-compile) and commit it, or fix the versions in the list
//! itself: `flask==3.0.2`.

use super::lists::{INSTALLERS, enumerate, is_dev_tool, own};
use super::no_dependency_manifest;
use crate::hit::{Hit, Severity};
use crate::rule::{Area, Check, Judgement, Question, Rule};
use foliolint_core::manifest::{Format, Manifest, Pin, Requirement};
use foliolint_core::repo::{Kind, Repo};
use std::collections::{BTreeMap, BTreeSet};

pub(crate) static RULE: Rule = Rule {
    code: "FOL303",
    name: "unpinned-dependency",
    area: Area::Dependencies,
    summary: "packages without versions, and no lock file",
    help: "commit a lock file, or fix the versions in the list",
    severity: Severity::Warning,
    questions: &[Question {
        ask: "If I install your project today and again in half a year, what differs, and how would you keep it the same?",
        strong: "that names without versions give whatever is newest; lock files or exact pins for programs, ranges for libraries; how they bring updates in on purpose and test them",
    }],
    needs_everything: false,
    check: Check::Repo(check),
    judge,
    source: include_str!("unpinned_dependency.rs"),
};

fn check(repo: &Repo) -> Vec<Hit> {
    if repo.kind == Kind::Library || no_dependency_manifest::is_so(repo) {
        return Vec::new();
    }
    let projects = projects(repo);
    let lists = own(repo).filter(|manifest| is_for_a_program(repo, manifest));
    let hits = lists.filter_map(|manifest| {
        let around: Vec<&Project<'_>> = around(&projects, &manifest.root).collect();
        if around.iter().any(|each| each.locked || each.published) {
            return None;
        }
        let is_fixed = |name: &str| around.iter().any(|each| each.exact.contains(name));
        let loose: Vec<&Requirement> = loose(manifest)
            .filter(|each| !is_fixed(&each.name))
            .collect();
        hit(manifest, &loose)
    });
    hits.collect()
}

/// Programs that run for others and are no package that these install.
const fn serves(repo: &Repo) -> bool {
    matches!(repo.kind, Kind::WebApp | Kind::Bot | Kind::Service)
}

/// Whether a list is meant to fix versions at all: one with constraints does, and what setuptools builds is a package.
fn is_for_a_program(repo: &Repo, manifest: &Manifest) -> bool {
    manifest.constraints.is_empty()
        && (serves(repo) || !matches!(manifest.format, Format::SetupPy | Format::SetupCfg))
}

fn hit(manifest: &Manifest, loose: &[&Requirement]) -> Option<Hit> {
    let first = loose.first()?;
    let names: BTreeSet<&str> = loose.iter().map(|each| each.name.as_str()).collect();
    // In the order of the list, each once.
    let mut left = names;
    let names: Vec<&str> = loose
        .iter()
        .map(|each| each.name.as_str())
        .filter(|name| left.remove(name))
        .collect();
    let message = format!(
        "{} leaves open which version of {} gets installed, and there is no lock file",
        manifest.path,
        enumerate(&names)
    );
    Some(Hit::at(
        &manifest.path,
        first.span,
        Severity::Warning,
        message,
    ))
}

/// What the program needs to run and its list leaves open.
fn loose(manifest: &Manifest) -> impl Iterator<Item = &Requirement> {
    manifest.runtime().filter(|each| {
        let open = match each.pin {
            Pin::Loose => true,
            Pin::Range => !is_closed(&each.specifier),
            Pin::Exact | Pin::Compatible | Pin::Url | Pin::Editable => false,
        };
        open && !is_dev_tool(&each.name) && !INSTALLERS.contains(&each.name.as_str())
    })
}

/// Whether a range has an upper and a lower end, as `~=` has.
fn is_closed(specifier: &str) -> bool {
    let mut parts = specifier.split(',').map(str::trim);
    parts.clone().any(|part| part.starts_with('>')) && parts.any(|part| part.starts_with('<'))
}

/// What fixes the versions of one project.
#[derive(Default)]
struct Project<'a> {
    /// It has a lock file.
    locked: bool,
    /// It is a tool that others install as a package.
    published: bool,
    /// Names that some list gives an exact version.
    exact: BTreeSet<&'a str>,
}

/// Every project by its root.
fn projects(repo: &Repo) -> BTreeMap<&str, Project<'_>> {
    let mut projects: BTreeMap<&str, Project<'_>> = BTreeMap::new();
    let all = repo.manifests.all().iter();
    for manifest in all.filter(|manifest| manifest.format != Format::CommandLine) {
        let project = projects.entry(&manifest.root).or_default();
        project.locked |= manifest.format == Format::Lock;
        project.published |= !serves(repo)
            && manifest.package.as_ref().is_some_and(|package| {
                package.has_build_metadata
                    && (repo.kind == Kind::Cli || !package.console_scripts.is_empty())
            });
        let exact = manifest.requirements.iter();
        let exact = exact.filter(|each| each.pin == Pin::Exact);
        project.exact.extend(exact.map(|each| each.name.as_str()));
    }
    projects
}

/// The project at `root` and those around it, whose lock file may be for all of them.
fn around<'a>(
    projects: &'a BTreeMap<&str, Project<'a>>,
    root: &'a str,
) -> impl Iterator<Item = &'a Project<'a>> {
    let above = |root: &&'a str| {
        let above = root.rsplit_once('/').map_or("", |(above, _)| above);
        (!root.is_empty()).then_some(above)
    };
    std::iter::successors(Some(root), above).filter_map(|root| projects.get(root))
}

fn judge(repo: &Repo, hits: &[Hit]) -> Judgement {
    match hits {
        [] => {}
        [only] => return Judgement::present(only.message.clone()),
        [first, rest @ ..] => {
            let more = rest.len();
            return Judgement::present(format!("{}; {more} more lists", first.message));
        }
    }
    if let Some(judgement) = no_dependency_manifest::nothing_to_judge(repo) {
        return judgement;
    }
    if repo.kind == Kind::Library {
        return Judgement::not_applicable("a library leaves versions to those who install it");
    }
    let projects = projects(repo);
    let any = |wanted: fn(&Project<'_>) -> bool| {
        let mut lists = own(repo);
        lists.any(|manifest| around(&projects, &manifest.root).any(wanted))
    };
    if any(|project| project.locked) {
        return Judgement::absent("a lock file fixes the versions");
    }
    if any(|project| project.published) {
        return Judgement::not_applicable(
            "a published tool leaves versions to those who install it",
        );
    }
    if own(repo).all(|manifest| manifest.runtime().all(|each| is_dev_tool(&each.name))) {
        return Judgement::not_applicable("nothing is listed but tools for development");
    }
    Judgement::absent("the lists fix the versions")
}
