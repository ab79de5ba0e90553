//! From hits to findings: suppressions, caps, excerpts, fingerprints.

use super::excerpt::Cutter;
use super::fingerprint::fingerprints;
use super::run::Ran;
use super::verdict::{Counts, one_line};
use crate::finding::{Finding, Shown, Suppression};
use crate::hit::{Confidence, Hit, Place};
use crate::policy::Policy;
use crate::rule::Rule;
use crate::suppression::Suppressions;
use foliolint_core::problem::Problem;
use foliolint_core::repo::Repo;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Collects the findings of one repository.
pub(super) struct Collector<'a> {
    repo: &'a Repo,
    policy: &'a Policy,
    suppressions: Suppressions,
    cutter: Cutter<'a>,
    findings: Vec<Finding>,
}

impl<'a> Collector<'a> {
    pub(super) fn new(repo: &'a Repo, policy: &'a Policy, suppressions: Suppressions) -> Self {
        Self {
            repo,
            policy,
            suppressions,
            cutter: Cutter::new(repo, policy.excerpt_columns),
            findings: Vec::new(),
        }
    }

    /// Takes what a rule saw; with `keep` as findings too. Gives the hits that make the verdict, and how many
    /// there were in all.
    pub(super) fn take(&mut self, ran: &Ran, keep: bool) -> (Vec<Hit>, Counts) {
        let marks: Vec<_> = ran
            .hits
            .iter()
            .map(|hit| self.mark(ran.rule, hit))
            .collect();
        let mut counts = Counts::default();
        let mut judged = Vec::new();
        for (hit, mark) in ran.hits.iter().zip(&marks) {
            if mark.is_some() {
                counts.marked += 1;
                if self.policy.suppressions {
                    counts.suppressed += 1;
                    continue;
                }
            }
            counts.open += 1;
            if hit.confidence > Confidence::Low && !hit.advice_only {
                judged.push(hit.clone());
            }
        }
        if keep {
            self.keep(ran, &marks);
        }
        (judged, counts)
    }

    /// The inline suppression that speaks for a hit.
    fn mark(&mut self, rule: &Rule, hit: &Hit) -> Option<Suppression> {
        let place = hit.place.as_ref()?;
        let lines = place.span.and_then(|span| {
            let source = self.repo.source(&place.path)?;
            let last = span.end.saturating_sub(1).max(span.start);
            Some((source.line(span.start), source.line(last)))
        });
        self.suppressions.hides(&place.path, rule.code, lines)
    }

    fn keep(&mut self, ran: &Ran, marks: &[Option<Suppression>]) {
        let mut by_file: BTreeMap<Option<&str>, Vec<(usize, &Hit)>> = BTreeMap::new();
        for (at, hit) in ran.hits.iter().enumerate() {
            let path = hit.place.as_ref().map(|place| &*place.path);
            by_file.entry(path).or_default().push((at, hit));
        }
        let mark = |at: usize| {
            let mark = marks.get(at).copied().flatten();
            mark.filter(|_| self.policy.suppressions)
        };
        let mut kept = Vec::new();
        for hits in by_file.values_mut() {
            // The cap takes what the reader misses least: suppressed ones, then the less sure, then the later.
            if hits.len() > self.policy.keep {
                hits.sort_by_key(|&(at, hit)| (mark(at).is_some(), Reverse(hit.confidence), at));
                hits.truncate(self.policy.keep);
                hits.sort_by_key(|&(at, _)| at);
            }
            let only_hits: Vec<_> = hits.iter().map(|&(_, hit)| hit).collect();
            let prints = fingerprints(self.repo, ran, &only_hits);
            for (&(at, hit), fingerprint) in hits.iter().zip(prints) {
                kept.push((hit, mark(at), fingerprint));
            }
        }
        for (hit, mark, fingerprint) in kept {
            let finding = self.finding(ran.rule, hit, mark, fingerprint);
            self.findings.push(finding);
        }
    }

    fn finding(
        &mut self,
        rule: &'static Rule,
        hit: &Hit,
        suppressed_by: Option<Suppression>,
        fingerprint: String,
    ) -> Finding {
        let excerpt = hit.place.as_ref().and_then(|place| {
            let source = self.repo.source(&place.path)?;
            Some(self.cutter.cut(&place.path, source, place.span?))
        });
        Finding {
            rule,
            severity: hit.severity,
            confidence: hit.confidence,
            advice_only: hit.advice_only,
            message: self.words(&hit.message),
            help: self.words(hit.help.as_deref().unwrap_or(rule.help)),
            place: hit.place.as_ref().map(|place| shown(self.repo, place)),
            related: hit
                .related
                .iter()
                .map(|(place, message)| (shown(self.repo, place), self.words(message)))
                .collect(),
            fingerprint,
            excerpt,
            suppressed_by,
        }
    }

    fn words(&self, text: &str) -> String {
        one_line(&self.repo.secrets.scrub(text))
    }

    /// The findings by path, position and code, those of the repository as a whole first, and notes on suppressions.
    pub(super) fn finish(
        self,
        ran: &[&'static Rule],
        checked: bool,
    ) -> (Vec<Finding>, Vec<Problem>) {
        let mut findings = self.findings;
        findings.sort_by(|one, other| order(one).cmp(&order(other)));
        let notes = if checked {
            let codes = ran.iter().map(|rule| rule.code).collect();
            self.suppressions.notes(&codes)
        } else {
            Vec::new()
        };
        (findings, notes)
    }
}

/// A place as reports show it: with lines and columns, and without secrets.
pub(super) fn shown(repo: &Repo, place: &Place) -> Shown {
    let source = repo.source(&place.path);
    let range = source.zip(place.span).map(|(source, span)| {
        (
            source.position(span.start),
            source.position(span.end.max(span.start)),
        )
    });
    Shown {
        path: repo.secrets.scrub(&place.path).into(),
        range,
    }
}

/// Path, start, code; then end and message, so that the order is total.
fn order(finding: &Finding) -> impl Ord + '_ {
    let range = finding.place.as_ref().and_then(|place| place.range);
    (
        finding.place.as_ref().map(|place| &place.path),
        range.map(|(start, _)| start),
        finding.rule.code,
        range,
        &finding.message,
    )
}
