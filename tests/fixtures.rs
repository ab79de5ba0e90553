//! Runs every rule on its own fixtures (fixtures/README.md) and compares with what they are known to give.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/case.rs"]
mod case;
#[path = "support/command.rs"]
mod command;
#[path = "support/current.rs"]
mod current;
#[path = "support/history.rs"]
mod history;
#[path = "support/stand_ins.rs"]
mod stand_ins;
#[path = "support/top.rs"]
mod top;

use case::{Case, cases, entries};
use foliolint_core::discover::{Checkout, Shape};
use foliolint_core::limits::Limits;
use foliolint_core::repo;
use foliolint_rules::check::{check, portfolio};
use foliolint_rules::rule::Check;
use foliolint_rules::{Confidence, Finding, Policy, RepoReport, Rule, Status, Verdict};
use rayon::prelude::*;
use std::fmt::Write as _;
use std::path::Path;

/// The folder of fixtures of what speaks for the candidate: `good` has it, `bad` only looks like it.
const EVIDENCE: &str = "evidence";

/// Narrows a run to one rule, by name.
const ONLY: &str = "FOLIOLINT_FIXTURE";

#[test]
fn rules_see_what_their_fixtures_show() {
    let only = std::env::var(ONLY).ok();
    let rules = foliolint_rules::ALL
        .par_iter()
        .filter(|rule| only.as_deref().is_none_or(|only| only == rule.name));
    let complaints: Vec<String> = rules.flat_map_iter(|rule| complaints_of(rule)).collect();
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

#[test]
fn every_folder_of_fixtures_has_a_rule() {
    for folder in entries(&top::top().join("fixtures")) {
        let name = folder.file_name().unwrap().to_str().unwrap();
        let has_rule =
            name == EVIDENCE || foliolint_rules::ALL.iter().any(|rule| rule.name == name);
        assert!(
            has_rule || !folder.is_dir(),
            "fixtures/{name} belongs to no rule"
        );
    }
}

#[test]
fn evidence_is_what_its_fixtures_show() {
    let place = tempfile::tempdir().unwrap();
    let folder = format!("fixtures/{EVIDENCE}");
    let mut expected = String::new();
    for case in cases(&top::top().join(&folder)) {
        let report = report(&case.build(place.path()), &Policy::default());
        writeln!(expected, "{}", case.name).unwrap();
        for found in report.evidence {
            let (area, kind) = (found.area.word(), found.kind);
            writeln!(expected, "  {area}/{kind}: {}", found.summary).unwrap();
            for at in found.places {
                let line = at.range.map(|(start, _)| format!(":{}", start.line));
                writeln!(expected, "    {}{}", at.path, line.unwrap_or_default()).unwrap();
            }
        }
    }
    let current = current::ensure_current(&format!("{folder}/expected.txt"), &expected);
    assert!(current.is_ok(), "{}", current.unwrap_err());
}

fn complaints_of(rule: &'static Rule) -> Vec<String> {
    let place = tempfile::tempdir().unwrap();
    let folder = format!("fixtures/{}", rule.name);
    let mut complaints = Vec::new();
    let mut expected = String::new();
    for case in cases(&top::top().join(&folder)) {
        let side = if case.bad { "bad" } else { "good" };
        let below = place.path().join(side);
        let seen = see(rule, &case, &below);
        let shown = seen.show();
        for (name, value) in stand_ins::stand_ins() {
            if shown.contains(&value) {
                complaints.push(format!("{folder}/{side}/{}: shows {name}", case.name));
            }
        }
        if let Some(why) = seen.complaint(&case) {
            complaints.push(format!("{folder}/{side}/{}: {why}\n{shown}", case.name));
        }
        writeln!(expected, "{side}/{}\n{shown}", case.name).unwrap();
    }
    if !expected.is_empty() {
        let current = current::ensure_current(&format!("{folder}/expected.txt"), &expected);
        complaints.extend(current.err());
    }
    complaints
}

/// What a rule said of a case.
struct Seen {
    verdict: Verdict,
    findings: Vec<Finding>,
}

fn see(rule: &'static Rule, case: &Case, place: &Path) -> Seen {
    let policy = Policy {
        selected: [rule.code].into(),
        ..Policy::default()
    };
    let (mut verdicts, findings) = if matches!(rule.check, Check::Portfolio(_)) {
        let roots = case.build_portfolio(place);
        let reports: Vec<_> = roots.iter().map(|root| report(root, &policy)).collect();
        let portfolio = portfolio(&reports, &policy);
        (portfolio.verdicts, portfolio.findings)
    } else {
        let report = report(&case.build(place), &policy);
        (report.verdicts, report.findings)
    };
    assert_eq!(verdicts.len(), 1, "one selected rule gives one verdict");
    Seen {
        verdict: verdicts.remove(0),
        findings,
    }
}

fn report(root: &Path, policy: &Policy) -> RepoReport {
    let shape = if root.join(".git").exists() {
        Shape::Git
    } else {
        Shape::Plain
    };
    let checkout = Checkout {
        name: root.file_name().unwrap().to_str().unwrap().to_owned(),
        root: root.to_owned(),
        shape,
    };
    let exclude = globset::GlobSet::empty();
    let repo = repo::load(&checkout, &Limits::default(), &exclude);
    check(&repo, policy)
}

impl Seen {
    /// Why this is not what a `bad` or `good` case should give.
    fn complaint(&self, case: &Case) -> Option<&'static str> {
        let present = self.verdict.judgement.status == Status::Present;
        let open = || {
            let findings = self.findings.iter();
            findings.filter(|finding| {
                finding.suppressed_by.is_none() && finding.confidence > Confidence::Low
            })
        };
        match (case.bad, case.recipe.advice) {
            (true, false) if !present => Some("the red flag should be present"),
            (true, true) if present => Some("advice should not make the red flag present"),
            (true, true) if !open().any(|finding| finding.advice_only) => {
                Some("there should be advice")
            }
            (false, _) if present => Some("the red flag should not be present"),
            (false, _)
                if !case.recipe.below_threshold && open().any(|finding| !finding.advice_only) =>
            {
                Some("nothing should be found")
            }
            _ => None,
        }
    }

    /// The verdict and the findings, a line each.
    fn show(&self) -> String {
        let judgement = &self.verdict.judgement;
        let mut shown = format!("  {}: {}\n", judgement.status.word(), judgement.reason);
        for finding in &self.findings {
            let place = finding.place.as_ref().map_or_else(
                || "(repository)".to_owned(),
                |place| match place.range {
                    Some((start, _)) => format!("{}:{}:{}", place.path, start.line, start.column),
                    None => place.path.to_string(),
                },
            );
            let words = (finding.severity.word(), finding.confidence.word());
            let mut notes = format!("{}, {} confidence", words.0, words.1);
            if finding.advice_only {
                notes += ", advice only";
            }
            if finding.suppressed_by.is_some() {
                notes += ", suppressed";
            }
            writeln!(shown, "  {place}: {} [{notes}]", finding.message).unwrap();
            for (at, why) in &finding.related {
                writeln!(shown, "    {}: {why}", at.path).unwrap();
            }
        }
        shown
    }
}
