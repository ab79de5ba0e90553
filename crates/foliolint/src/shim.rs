//! Stands in for what the other crates do not have yet.

use foliolint_core::discover::Checkout;
use foliolint_core::limits::Limits;
use foliolint_core::repo::{Kind, Repo};
use foliolint_rules::{Finding, Policy, RepoReport, Verdict};
use globset::GlobSet;

/// What is said of all repositories together.
#[derive(Clone, Debug, Default)]
pub(crate) struct PortfolioReport {
    /// One for every selected portfolio flag.
    pub(crate) verdicts: Vec<Verdict>,
    /// Sorted by code.
    pub(crate) findings: Vec<Finding>,
}

pub(crate) fn load(checkout: &Checkout, _limits: &Limits, _exclude: &GlobSet) -> Repo {
    Repo {
        name: checkout.name.clone(),
        root: checkout.root.clone(),
        inventory: foliolint_core::inventory::Inventory::default(),
        modules: Vec::new(),
        texts: std::collections::BTreeMap::new(),
        manifests: foliolint_core::manifest::Manifests::default(),
        env: foliolint_core::env::Environment::default(),
        deployment: foliolint_core::deployment::Deployment::default(),
        docs: foliolint_core::docs::Docs::default(),
        secrets: foliolint_core::secrets::Secrets::default(),
        git: None,
        kind: Kind::Script,
        frameworks: Vec::new(),
        problems: Vec::new(),
    }
}

pub(crate) fn portfolio(_reports: &[RepoReport], _policy: &Policy) -> PortfolioReport {
    PortfolioReport::default()
}

pub(crate) fn internal_errors(_report: &RepoReport) -> usize {
    0
}
