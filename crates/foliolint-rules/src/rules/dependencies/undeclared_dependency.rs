//! Flags packages that the code imports and no list of the project names.
//!
//! ## Why it is a red flag
//!
//! Whoever installs what the project lists and starts it gets an error: a package is missing. It works on the author's
//! machine only because something else once installed it there, and shows that nobody has tried it on another.
//!
//! ## What counts
//!
//! Every list of the project: requirements files, `pyproject.toml`, `setup.py`, a Pipfile, a conda environment, what a
//! Dockerfile or the README installs by name. What is published is told by its own metadata alone: a
//! `requirements.txt` beside it reaches nobody who installs the package.
//!
//! ## What is not flagged
//!
//! What comes with Python, also with older ones, and files of the project itself. Packages that the code can do
//! without: `try`/`except ImportError`, a look into `sys.modules`, imports for type checking only. Optional extras;
//! inside a function of a library, also what its developers' list names. Extensions of IPython, load tests. What a
//! listed package certainly brings along (`aiohttp` with aiogram).
//!
//! ## What to do instead
//!
//! Add the package to the list that people install from, and try the list in a fresh environment.

use super::{lists, no_dependency_manifest};
use crate::hit::{Confidence, Hit, Place, Severity};
use crate::rule::{Area, Check, Judgement, Question, Rule};
use foliolint_core::imports::{Undeclared, distributions_of, undeclared};
use foliolint_core::manifest::normalise;
use foliolint_core::repo::Repo;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub(crate) static RULE: Rule = Rule {
    code: "FOL302",
    name: "undeclared-dependency",
    area: Area::Dependencies,
    summary: "a package that the code imports and nothing lists",
    help: "add the package to the list that people install from",
    severity: Severity::Warning,
    questions: &[Question {
        ask: "The code imports a package that your list of dependencies does not name. How would you have noticed?",
        strong: "by installing into a fresh environment, in CI or a container; why it worked on their machine; the difference between what they use and what only comes along with something else",
    }],
    needs_everything: false,
    check: Check::Repo(check),
    judge,
    source: include_str!("undeclared_dependency.rs"),
};

/// Further places of the same import that are shown beside.
const SHOWN: usize = 3;

fn check(repo: &Repo) -> Vec<Hit> {
    if no_dependency_manifest::is_so(repo) || no_dependency_manifest::unread(repo).is_some() {
        return Vec::new();
    }
    let found = undeclared(&repo.modules, &repo.manifests, &repo.imports, repo.kind);
    let lists = lists_by_root(repo);
    let hits = found.iter().filter_map(|each| {
        let lists = lists.get(each.root.as_str());
        let mut hit = hit(each, lists.map_or(&[], Vec::as_slice))?;
        let beside = |path: &str| no_dependency_manifest::is_beside_package(repo, path);
        if each.places.iter().all(|(path, _)| beside(path)) {
            hit.confidence = Confidence::Low;
        }
        Some(hit)
    });
    hits.collect()
}

/// A list and what it names.
struct List<'a> {
    path: &'a str,
    names: BTreeSet<&'a str>,
    /// It describes the package that is built: what it names and doesn't reach its users stands in a group.
    is_packaging: bool,
}

fn lists_by_root(repo: &Repo) -> BTreeMap<&str, Vec<List<'_>>> {
    let mut found: BTreeMap<&str, Vec<List<'_>>> = BTreeMap::new();
    for manifest in lists::own(repo) {
        if manifest.declares_anything() || manifest.package.is_some() {
            let names = manifest.installed().map(|each| each.name.as_str());
            found.entry(&manifest.root).or_default().push(List {
                path: &manifest.path,
                names: names.collect(),
                is_packaging: manifest.package.is_some(),
            });
        }
    }
    found
}

fn hit(each: &Undeclared, lists: &[List<'_>]) -> Option<Hit> {
    let (first, rest) = each.places.split_first()?;
    // Beside a published package's metadata there may be a list that names it and reaches nobody.
    let (with, without): (Vec<&List<'_>>, Vec<&List<'_>>) = lists
        .iter()
        .partition(|list| list.names.contains(each.distribution.as_str()));
    let import = &each.import;
    let what = if normalise(import) == each.distribution {
        "it".to_owned()
    } else {
        each.distribution.clone()
    };
    let message = match without.as_slice() {
        [only] => {
            let path = only.path;
            format!("`{import}` is imported, and {path} does not name {what}")
        }
        _ if !with.is_empty() => {
            let whose = if with.iter().any(|list| list.is_packaging) {
                "a group for developers".to_owned()
            } else {
                with.iter().map(|list| list.path).take(1).collect()
            };
            format!(
                "`{import}` is imported, and only {whose} names {what}, which reaches nobody who installs the package"
            )
        }
        _ => format!("`{import}` is imported, and no list of the project names {what}"),
    };
    let mut hit = Hit::at(&first.0, first.1, Severity::Warning, message);
    // A name that no table knows may be a file that was never committed.
    if distributions_of(import).is_empty() {
        hit.confidence = Confidence::Medium;
    }
    let mut files = BTreeSet::from([&*first.0]);
    let elsewhere = rest.iter().filter(|(path, _)| files.insert(path));
    let place = |(path, span): &(Arc<str>, _)| Place {
        path: Arc::clone(path),
        span: Some(*span),
    };
    hit.related = elsewhere
        .take(SHOWN)
        .map(|found| (place(found), "and here".to_owned()))
        .collect();
    Some(hit)
}

fn judge(repo: &Repo, hits: &[Hit]) -> Judgement {
    match hits {
        [] => {}
        [only] => return Judgement::present(only.message.clone()),
        [first, rest @ ..] => {
            let more = rest.len();
            return Judgement::present(format!("{}, and {more} more", first.message));
        }
    }
    if no_dependency_manifest::is_so(repo) {
        return Judgement::not_applicable(
            "nothing says which packages to install, which is a flag of its own",
        );
    }
    if let Some(path) = no_dependency_manifest::unread(repo) {
        return Judgement::unknown(format!("{path} could not be read"));
    }
    let known = |path: &str| repo.manifests.get(path).is_some();
    if let Some(list) = lists::own(repo).find(|manifest| manifest.is_opaque(known)) {
        return Judgement::absent(format!(
            "what {} lists can't be told without running it",
            list.path
        ));
    }
    if !check(repo).is_empty() {
        return Judgement::absent("every package that the published code imports is listed");
    }
    let production = |module: usize| {
        let module = repo.modules.get(module);
        module.is_some_and(foliolint_core::python::Module::is_production)
    };
    let mut uses = repo.imports.third_party.iter();
    Judgement::absent(if uses.any(|each| production(each.module)) {
        "every package that the code imports is listed"
    } else {
        "the code needs nothing beyond Python itself"
    })
}
