//! Runs rules over a repository; a rule that panics on a file loses that file, and nothing else is lost.

use crate::hit::Hit;
use crate::rule::{Check, Rule};
use foliolint_core::repo::Repo;
use rayon::prelude::*;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// What one rule saw in one repository.
pub(super) struct Ran {
    /// The rule.
    pub(super) rule: &'static Rule,
    /// What it saw, by path, position and message.
    pub(super) hits: Vec<Hit>,
    /// Where it panicked; `None` for the repository as a whole.
    pub(super) failed: Vec<Option<Arc<str>>>,
}

impl Ran {
    /// A rule that was not run.
    pub(super) const fn idle(rule: &'static Rule) -> Self {
        Self {
            rule,
            hits: Vec::new(),
            failed: Vec::new(),
        }
    }
}

/// Runs `rules` over `repo`, files in parallel. The result does not depend on the number of threads.
pub(super) fn run(repo: &Repo, rules: &[&'static Rule]) -> Vec<Ran> {
    let by_module: Vec<Vec<Option<Vec<Hit>>>> = repo
        .modules
        .par_iter()
        .map(|module| {
            let each = rules.iter().map(|rule| match rule.check {
                Check::Module(check) => guarded(|| check(module, repo)),
                Check::Repo(_) | Check::Portfolio(_) => Some(Vec::new()),
            });
            each.collect()
        })
        .collect();
    let by_rule: Vec<Option<Vec<Hit>>> = rules
        .par_iter()
        .map(|rule| match rule.check {
            Check::Repo(check) => guarded(|| check(repo)),
            Check::Module(_) | Check::Portfolio(_) => Some(Vec::new()),
        })
        .collect();

    let mut ran: Vec<Ran> = rules
        .iter()
        .zip(by_rule)
        .map(|(&rule, hits)| Ran {
            rule,
            failed: if hits.is_none() {
                vec![None]
            } else {
                Vec::new()
            },
            hits: hits.unwrap_or_default(),
        })
        .collect();
    for (module, results) in repo.modules.iter().zip(by_module) {
        for (ran, result) in ran.iter_mut().zip(results) {
            match result {
                Some(hits) => ran.hits.extend(hits),
                None => ran.failed.push(Some(Arc::clone(&module.path))),
            }
        }
    }
    for ran in &mut ran {
        ran.hits
            .sort_by(|one, other| (&one.place, &one.message).cmp(&(&other.place, &other.message)));
    }
    ran
}

/// The result, or `None` after a panic. The panic hook has reported the place by then.
pub(super) fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}
