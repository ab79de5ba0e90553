//! Counts that every format shows.

use super::look::plural;
use crate::options::Options;
use crate::scan::Scan;
use foliolint_rules::finding::Hidden;
use foliolint_rules::rule::{Status, Verdict};
use foliolint_rules::{Finding, RepoReport, Severity};

/// Listed findings by severity, and verdicts by status.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) errors: usize,
    pub(crate) warnings: usize,
    pub(crate) advice: usize,
    /// Unsuppressed findings below the display thresholds.
    pub(crate) below: usize,
    pub(crate) flags: usize,
    pub(crate) present: usize,
    pub(crate) hidden: Hidden,
}

impl Counts {
    /// Of one repository.
    pub(crate) fn of(report: &RepoReport, options: &Options) -> Self {
        let mut counts = Self {
            hidden: report.hidden,
            ..Self::default()
        };
        counts.add(&report.findings, &report.verdicts, options);
        counts
    }

    /// Of a scan.
    pub(crate) fn of_all(scan: &Scan, options: &Options) -> Self {
        let mut counts = Self::default();
        for report in &scan.repositories {
            counts.add(&report.findings, &report.verdicts, options);
            counts.hidden.suppressed += report.hidden.suppressed;
            counts.hidden.excluded += report.hidden.excluded;
            counts.hidden.ignored += report.hidden.ignored;
        }
        if let Some(portfolio) = &scan.portfolio {
            counts.add(&portfolio.findings, &portfolio.verdicts, options);
        }
        counts
    }

    fn add(&mut self, findings: &[Finding], verdicts: &[Verdict], options: &Options) {
        for finding in findings.iter().filter(|it| it.suppressed_by.is_none()) {
            let count = match finding.severity {
                _ if !options.shows(finding) => &mut self.below,
                Severity::Error => &mut self.errors,
                Severity::Warning => &mut self.warnings,
                Severity::Advice => &mut self.advice,
            };
            *count += 1;
        }
        let is_present = |it: &&Verdict| it.judgement.status == Status::Present;
        self.flags += verdicts.len();
        self.present += verdicts.iter().filter(is_present).count();
    }

    /// "2 errors, 1 warning, 3 of advice; 4 suppressed": findings, and everything that was hidden.
    pub(crate) fn words(&self) -> String {
        let mut parts = Vec::new();
        let mut part = |count: usize, one, many| {
            if count > 0 {
                parts.push(format!("{count} {}", plural(count, one, many)));
            }
        };
        part(self.errors, "error", "errors");
        part(self.warnings, "warning", "warnings");
        part(self.advice, "piece of advice", "pieces of advice");
        let findings = if parts.is_empty() {
            "no findings".to_owned()
        } else {
            parts.join(", ")
        };
        let mut hidden = Vec::new();
        let mut hide = |count: usize, one, many| {
            if count > 0 {
                hidden.push(format!("{count} {}", plural(count, one, many)));
            }
        };
        let Hidden {
            suppressed,
            excluded,
            ignored,
        } = self.hidden;
        hide(
            suppressed,
            "finding suppressed by a comment",
            "findings suppressed by comments",
        );
        hide(
            self.below,
            "finding below the display threshold",
            "findings below the display threshold",
        );
        hide(
            excluded,
            "file excluded by configuration",
            "files excluded by configuration",
        );
        hide(
            ignored,
            "Python file hidden by ignore rules",
            "Python files hidden by ignore rules",
        );
        if hidden.is_empty() {
            findings
        } else {
            format!("{findings} ({})", hidden.join(", "))
        }
    }
}
