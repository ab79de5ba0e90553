//! Flags lists of packages that installers choke on.
//!
//! ## Why it is a red flag
//!
//! The list is there, and it does not install anywhere but on the author's machine, or not at all. It was written by a
//! tool and never tried: one `pip install -r requirements.txt` in a fresh folder would have shown it.
//!
//! ## What counts
//!
//! A file that is not plain UTF-8 (PowerShell's `>` writes UTF-16), paths of somebody's own machine
//! (`@ file:///C:/...`), `pkg-resources==0.0.0`, a dump of a conda environment with build strings or `prefix:`, marks of
//! a merge conflict, lines that are no requirement, a `pyproject.toml` that does not parse, an empty list that the
//! README says to install from.
//!
//! ## What is not flagged
//!
//! Comments, options and whatever else pip understands. Templates that a program fills in. Text files that only
//! happen to be called so and that nothing installs. Lists of tests, documentation and examples. An empty list
//! where the code needs nothing.
//!
//! ## What to do instead
//!
//! Install from the list in a fresh environment, best in CI. In PowerShell write it with
//! `pip freeze | Out-File -Encoding utf8 requirements.txt`; of a conda environment export what you asked for
//! (`conda env export --from-history`).

use super::lists::own;
use super::no_dependency_manifest;
use crate::hit::{Hit, Severity};
use crate::rule::{Area, Check, Judgement, Question, Rule, judge};
use foliolint_core::file::FileKind;
use foliolint_core::manifest::{Format, Manifest, ManifestProblem, ProblemKind};
use foliolint_core::repo::Repo;
use std::collections::BTreeMap;

pub(crate) static RULE: Rule = Rule {
    code: "FOL305",
    name: "unreadable-manifest",
    area: Area::Dependencies,
    summary: "a list of packages that installers choke on",
    help: "install from the list in a fresh environment, and mend what fails",
    severity: Severity::Warning,
    questions: &[Question {
        ask: "When did you last install this project from its list of packages, on a machine that is not yours?",
        strong: "a fresh environment, a container or CI does it regularly; knows how the file was written and what is wrong with it",
    }],
    needs_everything: false,
    check: Check::Repo(check),
    judge,
    source: include_str!("unreadable_manifest.rs"),
};

fn check(repo: &Repo) -> Vec<Hit> {
    if no_dependency_manifest::is_so(repo) {
        return Vec::new();
    }
    let installers = installers(repo);
    let mut hits = Vec::new();
    for manifest in own(repo) {
        let installers = installers.get(&*manifest.path);
        let installers = installers.map_or(&[][..], Vec::as_slice);
        if is_template(repo, manifest) || installers.is_empty() && is_prose(manifest) {
            continue;
        }
        hits.extend(wrong_encoding(manifest));
        hits.extend(empty(repo, manifest, installers));
        for kind in KINDS {
            let found = manifest.problems.iter();
            let found: Vec<_> = found.filter(|problem| problem.kind == kind).collect();
            hits.extend(hit(manifest, &found));
        }
    }
    hits
}

const KINDS: [ProblemKind; 6] = [
    ProblemKind::LocalFile,
    ProblemKind::PkgResources,
    ProblemKind::CondaDump,
    ProblemKind::Conflict,
    ProblemKind::NotARequirement,
    ProblemKind::DoesNotParse,
];

/// One hit for all problems of one kind.
fn hit(manifest: &Manifest, problems: &[&ManifestProblem]) -> Option<Hit> {
    let (first, rest) = problems.split_first()?;
    let path = &manifest.path;
    let mut message = match first.kind {
        ProblemKind::LocalFile => {
            format!("{path} asks for a file of somebody's own machine, which nobody else has")
        }
        ProblemKind::PkgResources => {
            format!("{path} asks for `pkg-resources`, a package that does not exist")
        }
        ProblemKind::CondaDump => format!("{path}: {}", first.what),
        ProblemKind::Conflict => format!("{path} still holds the marks of a merge conflict"),
        ProblemKind::NotARequirement => {
            format!("{path} has a line that is no requirement, which stops the installation")
        }
        ProblemKind::DoesNotParse => format!("{path} {}", first.what),
    };
    if !rest.is_empty() && first.kind != ProblemKind::CondaDump {
        message = format!("{message} (and {} more)", rest.len());
    }
    Some(Hit::at(path, first.span, Severity::Warning, message))
}

fn wrong_encoding(manifest: &Manifest) -> Option<Hit> {
    let path = &manifest.path;
    let message = match manifest.encoding.as_deref()? {
        // pip skips the mark at the start.
        "utf-8" | "utf-8-sig" => return None,
        "utf-16le" | "utf-16be" => {
            format!(
                "{path} is UTF-16, not UTF-8: PowerShell's `>` writes that, and most tools can't read it"
            )
        }
        "mixed" => format!("{path} is written in two encodings, one after the other"),
        _ => format!("{path} is not UTF-8, which installers expect"),
    };
    Some(Hit::file(path, Severity::Warning, message))
}

/// A list that holds nothing, though a README says to install from it and the code needs something.
fn empty(repo: &Repo, manifest: &Manifest, installers: &[&Manifest]) -> Option<Hit> {
    let hollow = |manifest: &Manifest| {
        manifest.requirements.is_empty()
            && manifest.includes.is_empty()
            && manifest.problems.is_empty()
    };
    if manifest.format != Format::Requirements || !hollow(manifest) {
        return None;
    }
    let name = |path: &str| path.rsplit('/').next().map(str::to_owned);
    let readme = installers.iter().find(|installer| {
        // One command may mean files of several folders; one that holds something was meant.
        let same_name = installer
            .includes
            .iter()
            .filter(|path| name(path) == name(&manifest.path));
        let is_readme = repo
            .inventory
            .get(&installer.path)
            .is_some_and(|file| file.kind == FileKind::Readme);
        is_readme
            && same_name
                .filter_map(|path| repo.manifests.get(path))
                .all(hollow)
    })?;
    no_dependency_manifest::needs_something(repo).then(|| {
        let message = format!(
            "{} is empty, though {} says to install from it",
            manifest.path, readme.path
        );
        Hit::file(&manifest.path, Severity::Warning, message)
    })
}

/// READMEs, Dockerfiles and the like, by the path of what they install from.
fn installers(repo: &Repo) -> BTreeMap<&str, Vec<&Manifest>> {
    let mut found: BTreeMap<&str, Vec<&Manifest>> = BTreeMap::new();
    let all = repo.manifests.all().iter();
    for manifest in all.filter(|manifest| manifest.format == Format::CommandLine) {
        for path in &manifest.includes {
            found.entry(path).or_default().push(manifest);
        }
    }
    found
}

/// Whether a program fills it in before anybody installs from it.
fn is_template(repo: &Repo, manifest: &Manifest) -> bool {
    let text = repo
        .source(&manifest.path)
        .map_or("", |source| source.text());
    text.contains("{{") || text.contains("{%")
}

/// Whether it is a text about something else: more lines that ask for nothing than requirements.
fn is_prose(manifest: &Manifest) -> bool {
    let asks = |problem: &ManifestProblem| {
        let at = manifest
            .requirements
            .binary_search_by_key(&problem.span.start, |each| each.span.start);
        at.is_ok()
    };
    let prose = manifest
        .problems
        .iter()
        .filter(|problem| problem.kind == ProblemKind::NotARequirement && !asks(problem));
    let prose = prose.count();
    manifest.format == Format::Requirements && prose > manifest.requirements.len()
}

fn judge(repo: &Repo, hits: &[Hit]) -> Judgement {
    if !hits.is_empty() {
        return judge::any(repo, hits);
    }
    no_dependency_manifest::nothing_to_judge(repo)
        .unwrap_or_else(|| Judgement::absent("every list of packages can be read"))
}
