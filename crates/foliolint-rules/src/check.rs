//! Runs the rules over one repository and makes findings and verdicts of what they saw.

use crate::finding::RepoReport;
use crate::policy::Policy;
use foliolint_core::repo::Repo;

/// Checks one repository.
#[must_use]
pub fn check(repo: &Repo, policy: &Policy) -> RepoReport {
    let _ = policy;
    RepoReport {
        name: repo.name.clone(),
        path: repo.root.clone(),
        kind: Some(repo.kind),
        frameworks: repo.frameworks.clone(),
        complete: true,
        problems: repo.problems.clone(),
        git: None,
        measures: crate::finding::Measures::default(),
        verdicts: Vec::new(),
        findings: Vec::new(),
        hidden: crate::finding::Hidden::default(),
    }
}
