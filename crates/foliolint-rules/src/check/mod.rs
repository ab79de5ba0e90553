//! Runs the rules over one repository and makes findings and verdicts of what they saw.

mod excerpt;
mod findings;
mod fingerprint;
mod gaps;
mod portfolio;
mod run;
#[cfg(test)]
mod tests;
mod verdict;

pub use portfolio::portfolio;

use crate::finding::{GitSummary, Hidden, Measures, RepoReport, ShownEvidence};
use crate::policy::Policy;
use crate::rule::{Check, Rule};
use crate::suppression::Suppressions;
use findings::Collector;
use foliolint_core::problem::{Problem, Reason};
use foliolint_core::repo::Repo;
use gaps::Coverage;
use std::collections::BTreeSet;

/// Checks one repository.
#[must_use]
pub fn check(repo: &Repo, policy: &Policy) -> RepoReport {
    check_with(repo, policy, crate::ALL)
}

/// Checks one repository with the selected of `rules`.
fn check_with(repo: &Repo, policy: &Policy, rules: &[&'static Rule]) -> RepoReport {
    let coverage = gaps::coverage(repo);
    let to_run = needed(policy, rules);
    let has_python = !matches!(coverage, Coverage::NoPython | Coverage::AllIgnored);
    let ran = if has_python {
        run::run(repo, &to_run)
    } else {
        let idle = to_run.iter().map(|&rule| run::Ran::idle(rule));
        idle.collect()
    };

    let mut collector = Collector::new(repo, policy, Suppressions::read(repo, rules));
    let mut verdicts = Vec::new();
    let mut background = Vec::new();
    let mut problems = repo.problems.clone();
    let mut suppressed = 0;
    let mut internal_errors = 0;
    for mut ran in ran {
        let selected = policy.selected.contains(ran.rule.code);
        let (judged, counts) = collector.take(&ran, selected);
        let verdict = verdict::verdict(repo, &mut ran, &judged, counts, &coverage);
        if selected {
            suppressed += counts.marked;
            verdicts.push(verdict);
        } else {
            background.push(verdict);
        }
        internal_errors += ran.failed.len();
        let name = ran.rule.name;
        problems.extend(ran.failed.into_iter().map(|path| Problem {
            path,
            reason: Reason::Internal(format!("rule {name}")),
        }));
    }
    let (findings, notes) = collector.finish(&to_run, has_python);
    problems.extend(notes);
    for problem in &mut problems {
        scrub(repo, problem);
    }
    problems.sort();

    RepoReport {
        name: repo.secrets.scrub(&repo.name).into_owned(),
        path: repo.root.clone(),
        kind: has_python.then_some(repo.kind),
        frameworks: repo.frameworks.clone(),
        complete: !problems.iter().any(|problem| problem.reason.leaves_gap()),
        problems,
        git: git_summary(repo),
        measures: measures(repo),
        verdicts,
        background,
        findings,
        evidence: if has_python {
            evidence(repo)
        } else {
            Vec::new()
        },
        hidden: Hidden {
            suppressed,
            excluded: repo.inventory.excluded,
            ignored: repo.inventory.ignored_python,
        },
        internal_errors,
    }
}

/// Masks secrets in a path and in what was said of it: file names, too, are written by strangers.
fn scrub(repo: &Repo, problem: &mut Problem) {
    if let Some(path) = &mut problem.path {
        *path = repo.secrets.scrub(path).into();
    }
    if let Reason::Encoding(detail)
    | Reason::Unreadable(detail)
    | Reason::Syntax(detail)
    | Reason::Limit(detail)
    | Reason::Git(detail)
    | Reason::Internal(detail)
    | Reason::Note(detail) = &mut problem.reason
    {
        *detail = repo.secrets.scrub(detail).into_owned();
    }
}

/// The rules to run over a repository, by code: the selected ones, and those that selected portfolio rules ask.
fn needed(policy: &Policy, rules: &[&'static Rule]) -> Vec<&'static Rule> {
    let selected = |rule: &&&'static Rule| policy.selected.contains(rule.code);
    let mut codes = BTreeSet::new();
    for rule in rules.iter().filter(selected) {
        match rule.check {
            Check::Portfolio(portfolio) => codes.extend(portfolio.asks),
            Check::Module(_) | Check::Repo(_) => {
                codes.insert(rule.code);
            }
        }
    }
    let mut needed: Vec<_> = rules
        .iter()
        .copied()
        .filter(|rule| codes.contains(rule.code))
        .collect();
    needed.sort_by_key(|rule| rule.code);
    needed
}

fn git_summary(repo: &Repo) -> Option<GitSummary> {
    let git = repo.git.as_ref()?;
    Some(GitSummary {
        head: git.head.clone(),
        commits: git.commits,
        authors: git.authors,
        shallow: git.shallow,
        history: (git.history, git.history_reason.clone()),
    })
}

/// What speaks for the candidate; paths are scrubbed, and so are summaries, though they hold no text of strangers.
fn evidence(repo: &Repo) -> Vec<ShownEvidence> {
    let found = crate::evidence::collect(repo).into_iter();
    let shown = found.map(|each| ShownEvidence {
        area: each.area,
        kind: each.kind,
        summary: repo.secrets.scrub(&each.summary).into_owned(),
        places: each
            .places
            .iter()
            .map(|place| findings::shown(repo, place))
            .collect(),
    });
    shown.collect()
}

/// The figures; names are scrubbed, for a stranger may call anything anything.
fn measures(repo: &Repo) -> Measures {
    Measures {
        production_files: repo.production().count(),
        production_lines: repo
            .production()
            .map(|module| u64::from(module.facts.code_lines))
            .sum(),
        undeclared_distributions: undeclared(repo),
        annotation_coverage: crate::annotations::coverage(repo).total.ratio(),
        env_read: names(repo, repo.env.reads.iter().map(|read| &*read.name)),
        env_documented: names(repo, repo.env.documented.iter().map(String::as_str)),
    }
}

/// Names fit to show, sorted, each once.
fn names<'a>(repo: &Repo, names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let shown: BTreeSet<String> = names
        .map(|name| repo.secrets.scrub(name).into_owned())
        .collect();
    shown.into_iter().collect()
}

/// Names of what [`foliolint_core::imports::undeclared`] finds.
fn undeclared(repo: &Repo) -> Vec<String> {
    let found = foliolint_core::imports::undeclared(
        &repo.modules,
        &repo.manifests,
        &repo.imports,
        repo.kind,
    );
    names(repo, found.iter().map(|each| &*each.distribution))
}
