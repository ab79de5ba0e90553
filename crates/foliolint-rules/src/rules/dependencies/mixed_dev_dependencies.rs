//! Flags tools for tests, checks and debugging in the list that production installs.
//!
//! ## Why it is a red flag
//!
//! Every deployment then carries pytest, a formatter or a debugger along: slower to build, larger, with more to attack.
//! It also hides what the program needs to run, which a second list would say at a glance.
//!
//! ## What is not flagged
//!
//! A project that separates them anywhere: a group or extra for development, or a second requirements file. Lists of
//! nothing but tools, lists named for development or for one's own machine. Types for a checker and tools that another
//! listed package needs itself, or that the program uses itself; Jupyter where there are notebooks. What builds or
//! installs packages is no tool for development here.
//!
//! ## What to do instead
//!
//! Move them to a dependency group (`[dependency-groups] dev = [...]`), or to a `requirements-dev.txt` that starts with
//! `-r requirements.txt`.

use super::lists::{enumerate, is_dev_tool, own};
use super::no_dependency_manifest;
use crate::hit::{Hit, Severity};
use crate::rule::{Area, Check, Judgement, Question, Rule, judge};
use foliolint_core::imports::{Installed, Use, distributions_of};
use foliolint_core::manifest::{Format, Group, Manifest, Requirement, normalise};
use foliolint_core::repo::{Kind, Repo};
use std::collections::BTreeSet;

pub(crate) static RULE: Rule = Rule {
    code: "FOL304",
    name: "mixed-dev-dependencies",
    area: Area::Dependencies,
    summary: "tools for development in the list that production installs",
    help: "move tests, linters and debuggers to a dependency group or a second requirements file",
    severity: Severity::Advice,
    questions: &[Question {
        ask: "Which of the packages in this list does the running program need, and which only you?",
        strong: "tells them apart at once; groups or a second file; a production image without test tools, and why that matters",
    }],
    needs_everything: false,
    check: Check::Repo(check),
    judge,
    source: include_str!("mixed_dev_dependencies.rs"),
};

/// Words in the path of code that fills a database with made-up rows: no part of what production runs.
const SEEDS: &[&str] = &[
    "seed",
    "fake",
    "factor",
    "populate",
    "commands/",
    "scripts/",
];

/// Types for a checker that a package needed in older versions, and what needed them (Requires-Dist of arrow 1.3.0).
const FORMER_NEEDS: &[(&str, &str)] = &[("types-python-dateutil", "arrow")];

fn check(repo: &Repo) -> Vec<Hit> {
    if no_dependency_manifest::is_so(repo) {
        return Vec::new();
    }
    let used = used(repo);
    let separated = separated(repo);
    let mixed = own(repo).filter(|manifest| !separated.contains(manifest.root.as_str()));
    let hits = mixed.filter_map(|manifest| {
        let tools = tools(repo, manifest, &used);
        let first = tools.first()?;
        let names: Vec<&str> = tools.iter().map(|each| each.name.as_str()).collect();
        let message = format!(
            "{} lists {} among what production installs, and nothing sets tools for development apart",
            manifest.path,
            enumerate(&names)
        );
        Some(Hit::at(&manifest.path, first.span, Severity::Advice, message))
    });
    hits.collect()
}

/// The roots of projects that have a list for developers: a group, an extra, or a second requirements file, also
/// among the tests or the documentation.
fn separated(repo: &Repo) -> BTreeSet<&str> {
    let apart = |each: &Requirement| matches!(each.group, Group::Dev(_) | Group::Extra(_));
    let lists = repo.manifests.all().iter().filter(|manifest| {
        !matches!(
            manifest.format,
            Format::CommandLine | Format::TestConfig | Format::Lock | Format::InlineScript
        )
    });
    let mut separated = BTreeSet::new();
    let mut one_file = BTreeSet::new();
    for manifest in lists {
        let root = manifest.root.as_str();
        let requirements = manifest.path.to_lowercase().contains("requirement")
            && (manifest.declares_anything() || !manifest.includes.is_empty());
        let second = requirements && !one_file.insert(root);
        if second || manifest.requirements.iter().any(apart) {
            separated.insert(root);
        }
    }
    separated
}

/// The tools in a list of what production installs; none where there is nothing else.
fn tools<'a>(repo: &Repo, manifest: &'a Manifest, used: &BTreeSet<String>) -> Vec<&'a Requirement> {
    let others = manifest.runtime().map(|each| each.name.as_str());
    let others: Vec<&str> = others.filter(|name| !is_dev_tool(name)).collect();
    if others.is_empty() {
        return Vec::new();
    }
    let former = FORMER_NEEDS.iter().filter(|(_, by)| others.contains(by));
    let former: Vec<&str> = former.map(|(tool, _)| *tool).collect();
    let needed = Installed::new(others.into_iter().chain(former));
    let mut tools: Vec<&Requirement> = manifest
        .runtime()
        .filter(|each| is_dev_tool(&each.name))
        .filter(|each| !needed.provide(&each.name) && !is_used(repo, &each.name, used))
        .collect();
    tools.dedup_by_key(|each| each.name.as_str());
    tools
}

/// Whether the program itself works with a tool: a plugin of pytest, a generator that formats with black.
fn is_used(repo: &Repo, tool: &str, used: &BTreeSet<String>) -> bool {
    if tool.starts_with("jupyter") || tool == "notebook" {
        return repo.modules.iter().any(|module| module.notebook);
    }
    // Those are imported wherever somebody debugs or tests, and still belong to nobody else.
    let foreign = tool.starts_with("pytest")
        || tool.contains("toolbar")
        || matches!(tool, "ipdb" | "pdbpp" | "pudb");
    if foreign && repo.kind != Kind::Library {
        return false;
    }
    used.contains(tool)
}

/// Distributions whose modules the program imports and cannot do without.
fn used(repo: &Repo) -> BTreeSet<String> {
    let runs = |each: &&Use| {
        let module = repo.modules.get(each.module);
        module.is_some_and(|module| {
            let path = module.path.to_lowercase();
            module.is_production() && !SEEDS.iter().any(|word| path.contains(word))
        })
    };
    let uses = repo.imports.third_party.iter();
    let uses = uses.filter(|each| !each.guarded).filter(runs);
    let names = uses.flat_map(|each| {
        let known = distributions_of(&each.name).iter().copied();
        known.chain([each.top_level()]).map(normalise)
    });
    names.collect()
}

fn judge(repo: &Repo, hits: &[Hit]) -> Judgement {
    if !hits.is_empty() {
        return judge::any(repo, hits);
    }
    if let Some(judgement) = no_dependency_manifest::nothing_to_judge(repo) {
        return judgement;
    }
    let only_tools = |manifest: &Manifest| manifest.runtime().all(|each| is_dev_tool(&each.name));
    if own(repo).all(only_tools) && own(repo).any(|manifest| manifest.runtime().next().is_some()) {
        return Judgement::not_applicable("nothing is listed but tools for development");
    }
    let used = used(repo);
    let mixed = own(repo).find_map(|manifest| {
        let first = tools(repo, manifest, &used).first().copied()?;
        Some((manifest, first))
    });
    if let Some((manifest, first)) = mixed {
        return Judgement::absent(format!(
            "there is a list for development, though {} has {} among what production installs",
            manifest.path, first.name
        ));
    }
    let mut tools = own(repo).flat_map(|manifest| &manifest.requirements);
    Judgement::absent(if tools.any(|each| is_dev_tool(&each.name)) {
        "tools for development stand apart from what production installs"
    } else {
        "no list holds tools for development"
    })
}
