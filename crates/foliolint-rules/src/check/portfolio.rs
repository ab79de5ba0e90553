//! Runs the portfolio rules over the reports of several repositories.

use super::run::guarded;
use crate::finding::{Finding, PortfolioReport, RepoReport};
use crate::policy::Policy;
use crate::rule::{Check, Judged, Judgement, Rule, Verdict};

/// Checks several repositories together. Reports must come from [`super::check`] with the same policy.
#[must_use]
pub fn portfolio(reports: &[RepoReport], policy: &Policy) -> PortfolioReport {
    portfolio_with(reports, policy, crate::ALL)
}

pub(super) fn portfolio_with(
    reports: &[RepoReport],
    policy: &Policy,
    rules: &[&'static Rule],
) -> PortfolioReport {
    let judged: Vec<Judged<'_>> = reports.iter().map(RepoReport::judged).collect();
    let mut portfolio = PortfolioReport::default();
    for &rule in rules {
        let Check::Portfolio(of_portfolio) = rule.check else {
            continue;
        };
        if !policy.selected.contains(rule.code) {
            continue;
        }
        let (judgement, hits) = guarded(|| (of_portfolio.check)(&judged)).unwrap_or_else(|| {
            portfolio.internal_errors += 1;
            let judgement = Judgement::unknown("an internal error kept this from being judged");
            (judgement, Vec::new())
        });
        portfolio.verdicts.push(Verdict {
            rule,
            judgement,
            findings: hits.len(),
            errors: 0,
        });
        let findings = hits.into_iter().enumerate().map(|(ordinal, hit)| Finding {
            rule,
            severity: hit.severity,
            confidence: hit.confidence,
            advice_only: hit.advice_only,
            message: hit.message,
            help: hit.help.unwrap_or_else(|| rule.help.to_owned()),
            place: None,
            related: Vec::new(),
            fingerprint: fingerprint(rule, ordinal),
            excerpt: None,
            suppressed_by: None,
        });
        portfolio.findings.extend(findings);
    }
    portfolio
}

fn fingerprint(rule: &Rule, ordinal: usize) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(rule.code.as_bytes());
    hasher.update(&ordinal.to_le_bytes());
    let mut digits = hasher.finalize().to_hex().to_string();
    digits.truncate(super::fingerprint::DIGITS);
    digits
}
