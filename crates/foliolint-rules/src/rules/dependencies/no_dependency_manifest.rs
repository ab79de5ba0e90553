//! Flags projects that nowhere say which packages to install.
//!
//! ## Why it is a red flag
//!
//! The code needs packages that other people publish, and nothing says which ones. Whoever clones the project has to
//! guess them from error messages, one after the other, and gets other versions than the author had.
//!
//! ## What counts
//!
//! A requirements file of any name that something installs, `pyproject.toml`, `setup.py` or `setup.cfg`, a Pipfile, a
//! conda environment, a lock file, the header of a single script. It counts wherever it stands, when it names at
//! least one package that the code imports. Where only a README or a Dockerfile names them, it is a warning.
//!
//! ## What is not flagged
//!
//! Code that needs nothing beyond Python itself. Packages that the code can do without. Lists that a program works
//! out, which cannot be read without running it.
//!
//! ## What to do instead
//!
//! Write a `pyproject.toml` with the packages the code imports, or a `requirements.txt`; install from it in a fresh
//! environment to see that nothing is missing.

use super::lists::{enumerate, own};
use crate::hit::{Hit, Severity};
use crate::rule::{Area, Check, Judgement, Question, Rule};
use foliolint_core::docs::Readme;
use foliolint_core::file::{FileKind, Zone};
use foliolint_core::imports::{Installed, Use, distributions_of};
use foliolint_core::manifest::{Format, Manifest, normalise};
use foliolint_core::repo::{Kind, Repo};
use std::collections::BTreeSet;
use std::sync::Arc;

pub(crate) static RULE: Rule = Rule {
    code: "FOL301",
    name: "no-dependency-manifest",
    area: Area::Dependencies,
    summary: "nothing says which packages to install",
    help: "list the packages the code imports in `pyproject.toml` or `requirements.txt`",
    severity: Severity::Error,
    questions: &[Question {
        ask: "How would I run this project on a new machine, and how do I know that I get the same versions as you?",
        strong: "a list of direct dependencies and a lock file or exact pins; a fresh environment in CI proves it; knows the difference between what is needed to run and what to develop",
    }],
    needs_everything: true,
    check: Check::Repo(check),
    judge,
    source: include_str!("no_dependency_manifest.rs"),
};

/// Places of imports that are shown beside.
const SHOWN: usize = 3;

/// Whether nothing says which packages to install: the fact that other rules of this area ask.
pub(super) fn is_so(repo: &Repo) -> bool {
    lacks(repo, &needed(repo))
}

/// Whether production code imports anything from outside that it cannot do without.
pub(super) fn needs_something(repo: &Repo) -> bool {
    !needed(repo).is_empty()
}

fn lacks(repo: &Repo, needed: &[&Use]) -> bool {
    let installed = needed.iter().any(|each| !is_helper(repo, each));
    installed && !is_listed(repo, needed) && unread(repo).is_none()
}

/// Whether an import stands in a script beside a published package.
fn is_helper(repo: &Repo, each: &Use) -> bool {
    let module = repo.modules.get(each.module);
    module.is_some_and(|module| is_beside_package(repo, &module.path))
}

/// Whether a file belongs to no package where one is published: installing the package leaves it out.
pub(super) fn is_beside_package(repo: &Repo, path: &str) -> bool {
    let mut packages = repo.manifests.packages();
    let published = packages.any(|(_, package)| package.has_classifiers);
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let is_inside = || repo.module(&format!("{folder}/__init__.py")).is_some();
    published && repo.kind == Kind::Library && !is_inside()
}

fn check(repo: &Repo) -> Vec<Hit> {
    let mut needed = needed(repo);
    if !lacks(repo, &needed) {
        return Vec::new();
    }
    needed.retain(|each| !is_helper(repo, each));
    let names = names(&needed);
    let listing = enumerate(&names);
    let by_command = lister(repo, &needed, is_command);
    let listing_others = with_format(repo, is_list).find(|manifest| manifest.declares_anything());
    let mut hit = match by_command.or(listing_others) {
        Some(manifest) if manifest.format != Format::CommandLine => Hit::file(
            &manifest.path,
            Severity::Error,
            format!(
                "{} names none of the packages the code needs ({listing})",
                manifest.path
            ),
        ),
        Some(manifest) => Hit::file(
            &manifest.path,
            Severity::Warning,
            format!("only an install command says what to install, and the code needs {listing}"),
        ),
        None => match named_in_readme(repo, &needed) {
            Some(readme) => Hit::file(
                readme,
                Severity::Warning,
                format!("only the README names packages, and the code needs {listing}"),
            ),
            None => Hit::repository(
                Severity::Error,
                format!("the code needs {listing}, and no file says what to install"),
            ),
        },
    };
    let mut seen = BTreeSet::new();
    let firsts = needed.iter().filter(|each| seen.insert(each.top_level()));
    hit.related = firsts
        .take(SHOWN)
        .filter_map(|each| {
            let module = repo.modules.get(each.module)?;
            let place = Hit::at(&module.path, each.span, Severity::Error, "").place?;
            Some((place, format!("`{}` is imported here", each.top_level())))
        })
        .collect();
    vec![hit]
}

/// What production code imports from outside and cannot do without.
fn needed(repo: &Repo) -> Vec<&Use> {
    let guarded: BTreeSet<&str> = repo
        .imports
        .third_party
        .iter()
        .filter(|each| each.guarded)
        .map(Use::top_level)
        .collect();
    let production = repo.imports.third_party.iter().filter(|each| {
        repo.modules.get(each.module).is_some_and(|module| {
            module.is_production()
                // Hosted notebooks bring packages along, and others install theirs in a cell.
                && !(module.notebook && module.source.text().contains("pip install"))
        })
    });
    production
        .filter(|each| !each.optional && !guarded.contains(each.top_level()))
        .collect()
}

/// The distributions behind imports, sorted.
fn names(needed: &[&Use]) -> Vec<String> {
    let name = |each: &&Use| {
        distributions_of(&each.name)
            .first()
            .map_or_else(|| normalise(each.top_level()), |&known| known.to_owned())
    };
    let names: BTreeSet<String> = needed.iter().map(name).collect();
    names.into_iter().collect()
}

const fn is_command(format: Format) -> bool {
    matches!(format, Format::CommandLine)
}

const fn is_list(format: Format) -> bool {
    !matches!(format, Format::CommandLine | Format::TestConfig)
}

fn with_format(repo: &Repo, wanted: fn(Format) -> bool) -> impl Iterator<Item = &Manifest> {
    let all = repo.manifests.all().iter();
    all.filter(move |manifest| wanted(manifest.format))
}

/// The first manifest of such a format that names the first package that any of them names.
fn lister<'a>(repo: &'a Repo, needed: &[&Use], wanted: fn(Format) -> bool) -> Option<&'a Manifest> {
    let all = Installed::new(with_format(repo, wanted).flat_map(names_of));
    let listed = needed.iter().find(|each| all.provide(&each.name))?;
    with_format(repo, wanted)
        .find(|manifest| Installed::new(names_of(manifest)).provide(&listed.name))
}

fn names_of(manifest: &Manifest) -> impl Iterator<Item = &str> {
    manifest
        .installed()
        .map(|requirement| requirement.name.as_str())
}

/// Whether some manifest names at least one of the packages, or says so in a way that can't be read.
fn is_listed(repo: &Repo, needed: &[&Use]) -> bool {
    let known = |path: &str| repo.manifests.get(path).is_some();
    with_format(repo, is_list).any(|manifest| manifest.is_opaque(known))
        || lister(repo, needed, is_list).is_some()
}

/// The README that names one of the packages in its text.
fn named_in_readme<'a>(repo: &'a Repo, needed: &[&Use]) -> Option<&'a Arc<str>> {
    let names: BTreeSet<String> = needed
        .iter()
        .flat_map(|each| {
            let known = distributions_of(each.top_level()).iter().copied();
            known.chain([each.top_level()]).map(normalise)
        })
        .collect();
    let mut readmes = repo.docs.readmes.iter().filter(|readme| readme.is_main());
    let names_one = |readme: &&Readme| {
        let text = repo
            .texts
            .get(&readme.path)
            .map_or("", |source| source.text());
        let mut fenced = false;
        text.lines().any(|line| {
            fenced ^= line.trim_start().starts_with("```");
            named(line, fenced).any(|word| names.contains(&normalise(word)))
        })
    };
    readmes.find(names_one).map(|readme| &readme.path)
}

/// The words of a README's line that may name packages: not the command at the start of a shell line.
fn named(line: &str, fenced: bool) -> impl Iterator<Item = &str> {
    let letter = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    let in_block = fenced || line.starts_with(['\t']) || line.starts_with("    ");
    let words = line
        .split(move |c| !letter(c))
        .filter(|word| !word.is_empty());
    words.filter(move |word| {
        let start = word.as_ptr().addr() - line.as_ptr().addr();
        let before = line.get(..start).unwrap_or_default();
        let after = line.get(start + word.len()..).unwrap_or_default();
        let begins =
            before.ends_with('`') || before.ends_with("$ ") || in_block && before.trim().is_empty();
        let goes_on = after.strip_prefix(' ').is_some_and(|rest| {
            rest.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '-' | '.' | '/'))
        });
        !(begins && goes_on)
    })
}

/// A manifest that is there and could not be read: nobody knows what it says.
pub(super) fn unread(repo: &Repo) -> Option<&str> {
    let mut problems = repo
        .problems
        .iter()
        .filter_map(|problem| problem.path.as_deref());
    problems.find(|path| {
        let file = repo.inventory.get(path);
        file.is_some_and(|file| file.kind == FileKind::Manifest && file.zone != Zone::Vendored)
    })
}

fn judge(repo: &Repo, hits: &[Hit]) -> Judgement {
    if let Some(hit) = hits.first() {
        return Judgement::present(hit.message.clone());
    }
    let needed = needed(repo);
    if needed.is_empty() {
        return Judgement::absent("the code needs nothing beyond Python itself");
    }
    if needed.iter().all(|each| is_helper(repo, each)) {
        return Judgement::absent("only scripts beside the package need other packages");
    }
    if let (None, Some(path)) = (lister(repo, &needed, is_list), unread(repo)) {
        return Judgement::unknown(format!("{path} could not be read"));
    }
    match lister(repo, &needed, is_list) {
        Some(manifest) => Judgement::absent(format!("{} says what to install", manifest.path)),
        None => {
            Judgement::absent("a manifest says what to install in a way that cannot be read here")
        }
    }
}

/// The answer of a rule about lists where there is none to judge: none though one is needed (FOL301), or none at all.
pub(super) fn nothing_to_judge(repo: &Repo) -> Option<Judgement> {
    if is_so(repo) {
        return Some(Judgement::not_applicable(
            "nothing says which packages to install, which is a flag of its own",
        ));
    }
    own(repo)
        .next()
        .is_none()
        .then(|| Judgement::not_applicable("there is no list of packages"))
}
