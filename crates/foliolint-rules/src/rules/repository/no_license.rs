//! Flags a repository that names no licence.
//!
//! ## Why it is a red flag
//!
//! Without a licence nobody else may use, change or pass on the code; a team that reads one's work asks
//! whether that is meant. It is a small thing that shows whether somebody has published code before.
//!
//! ## What is not flagged
//!
//! - A licence file in any spelling (`LICENSE`, `LICENCE.md`, `COPYING`, `LICENSES/`) at the top or in a
//!   project folder that has a manifest.
//! - A README that names the licence.
//! - Packaging metadata that does (`pyproject.toml`, `setup.cfg`, `setup.py`).
//!
//! A licence that came along inside somebody else's code is not the project's.
//!
//! ## What to do instead
//!
//! Choose a licence (MIT and Apache-2.0 are common) and put its text into a file named LICENSE.

use crate::hit::{Hit, Severity};
use crate::rule::{Area, Check, Judgement, Question, Rule};
use foliolint_core::file::{File, FileKind};
use foliolint_core::python::Module;
use foliolint_core::repo::Repo;
use std::collections::BTreeSet;

pub(crate) static RULE: Rule = Rule {
    code: "FOL903",
    name: "no-license",
    area: Area::Repository,
    summary: "no licence",
    help: "add a LICENSE file",
    severity: Severity::Advice,
    questions: &[Question {
        ask: "May others use this code? On what terms?",
        strong: "knows that no licence means no permission, and can say why they chose theirs",
    }],
    needs_everything: true,
    check: Check::Repo(check),
    judge,
    source: include_str!("no_license.rs"),
};

fn check(repo: &Repo) -> Vec<Hit> {
    match found(repo) {
        Some(_) => Vec::new(),
        None => vec![Hit::repository(
            Severity::Advice,
            "no licence file, and neither README nor packaging metadata names a licence",
        )],
    }
}

fn judge(repo: &Repo, hits: &[Hit]) -> Judgement {
    match (hits.first(), found(repo)) {
        (Some(hit), _) => Judgement::present(hit.message.clone()),
        (None, Some(place)) => Judgement::absent(format!("a licence is named in {place}")),
        (None, None) => Judgement::absent("nothing of the kind was found"),
    }
}

/// The path of the first thing that names the project's licence.
fn found(repo: &Repo) -> Option<String> {
    let manifests = repo
        .inventory
        .files
        .iter()
        .filter(|file| file.kind == FileKind::Manifest);
    let projects: BTreeSet<&str> = manifests.map(File::folder).collect();
    let files = repo
        .docs
        .licences
        .iter()
        .filter(|path| is_ours(&projects, path));
    let metadata = repo.docs.licensed_manifests.iter();
    let readmes = repo.docs.readmes.iter().filter(|readme| {
        readme.names_licence && (readme.is_main() || is_ours(&projects, &readme.path))
    });
    let setups = repo
        .modules
        .iter()
        .filter(|module| module.file_name() == "setup.py" && setup_names_one(module));
    let links = repo
        .inventory
        .links
        .iter()
        .map(|(link, _)| link)
        .filter(|link| {
            let lower = link.to_ascii_lowercase();
            ["license", "licence", "copying"]
                .iter()
                .any(|name| lower.starts_with(name))
        });
    files
        .chain(metadata)
        .map(|path| path.to_string())
        .chain(readmes.map(|readme| readme.path.to_string()))
        .chain(setups.map(|module| module.path.to_string()))
        .chain(links.cloned())
        .next()
}

/// Whether a path is at the top, in a folder of licences there, or in a project folder that has a manifest.
fn is_ours(projects: &BTreeSet<&str>, path: &str) -> bool {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let lower = folder.to_ascii_lowercase();
    matches!(
        lower.as_str(),
        "" | ".github" | "docs" | "licenses" | "licences" | "license"
    ) || projects.contains(folder)
}

/// `setup(license="MIT")`, or a classifier.
fn setup_names_one(module: &Module) -> bool {
    let keyword = module.facts.calls.iter().any(|call| {
        Module::last_segment(module.callee(call)) == "setup"
            && module.keyword(call, "license").is_some_and(|value| {
                module
                    .literal(value)
                    .is_none_or(|text| !text.trim().is_empty())
            })
    });
    keyword
        || module
            .facts
            .strings
            .iter()
            .any(|string| module.string_text(string).starts_with("License ::"))
}
