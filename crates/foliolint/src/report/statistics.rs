//! `--statistics`: how often each rule was broken.

use super::look::{self, Look, plural};
use super::summary::Counts;
use crate::options::Options;
use crate::scan::Scan;
use foliolint_rules::{Finding, Rule};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// The listed findings of one rule.
#[derive(Debug)]
pub(crate) struct Count {
    pub(crate) rule: &'static Rule,
    pub(crate) findings: usize,
    pub(crate) repositories: usize,
}

/// Counts by rule, most findings first.
pub(crate) fn counts(scan: &Scan, options: &Options) -> Vec<Count> {
    let mut counts = BTreeMap::new();
    let mut add = |findings: &[Finding]| {
        let mut seen = BTreeMap::new();
        for finding in findings.iter().filter(|it| options.shows(it)) {
            *seen.entry(finding.rule.code).or_insert(0) += 1;
            counts.entry(finding.rule.code).or_insert(Count {
                rule: finding.rule,
                findings: 0,
                repositories: 0,
            });
        }
        for (code, number) in seen {
            if let Some(count) = counts.get_mut(code) {
                count.findings += number;
                count.repositories += 1;
            }
        }
    };
    for report in &scan.repositories {
        add(&report.findings);
    }
    if let Some(portfolio) = &scan.portfolio {
        add(&portfolio.findings);
    }
    let mut counts: Vec<_> = counts.into_values().collect();
    counts.sort_by_key(|count| (Reverse(count.findings), count.rule.code));
    counts
}

/// Writes them as a table.
pub(crate) fn write(
    scan: &Scan,
    options: &Options,
    look: &Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    let counts = counts(scan, options);
    let longest = counts
        .iter()
        .map(|count| count.rule.name.len())
        .max()
        .unwrap_or_default();
    for Count {
        rule,
        findings,
        repositories,
    } in &counts
    {
        let name = format!("{:longest$}", rule.name);
        let name = look.paint(look::severity(rule.severity), &name);
        let word = plural(*repositories, "repository", "repositories");
        writeln!(
            out,
            "{findings:>6}  {}  {name}  in {repositories} {word}",
            rule.code
        )?;
    }
    writeln!(out, "{}", Counts::of_all(scan, options).words())
}
