//! What to fix first: the gravest flags, and of equally grave ones those with the least to do.

use super::concise;
use super::look::{self, Look, plural};
use crate::sanitise;
use foliolint_rules::rule::{Status, Verdict};
use foliolint_rules::{Confidence, Finding, RepoReport, Severity};
use std::cmp::Reverse;
use std::io::{self, Write};
use std::path::Path;

/// Lines, at most.
const LINES: usize = 5;

/// Writes the few flags that a candidate should begin with; nothing where there is none.
pub(crate) fn write(report: &RepoReport, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let present = |it: &&Verdict| it.judgement.status == Status::Present;
    let mut tasks: Vec<Task<'_>> = report
        .verdicts
        .iter()
        .filter(present)
        .map(|it| Task::of(it, report))
        .collect();
    tasks.sort_by_key(|task| (Reverse(task.severity), task.places, task.verdict.rule.code));
    if tasks.is_empty() {
        return Ok(());
    }
    writeln!(out, "{}", look.paint(look::BOLD, "What to fix first"))?;
    for (at, task) in tasks.iter().take(LINES).enumerate() {
        let first = format!("  {}. ", at + 1);
        writeln!(out, "{}", look.wrap(&task.line(look), &first, "     "))?;
    }
    writeln!(out)
}

/// A flag that is present, as something to do.
struct Task<'a> {
    verdict: &'a Verdict,
    severity: Severity,
    /// Its gravest and surest finding.
    worst: Option<&'a Finding>,
    /// How many findings there are to mend, doubtful ones left out.
    places: usize,
}

impl<'a> Task<'a> {
    fn of(verdict: &'a Verdict, report: &'a RepoReport) -> Self {
        let counts = |it: &&Finding| {
            it.rule.code == verdict.rule.code
                && it.suppressed_by.is_none()
                && it.confidence > Confidence::Low
        };
        let findings = report.findings.iter().filter(counts);
        // `min_by_key` takes the first of equals, which is the first by path.
        let worst = findings
            .clone()
            .min_by_key(|it| Reverse((it.severity, it.confidence)));
        Self {
            verdict,
            severity: worst.map_or(verdict.rule.severity, |it| it.severity),
            worst,
            places: findings.count(),
        }
    }

    fn line(&self, look: &Look) -> String {
        let name = look.paint(look::severity(self.severity), self.verdict.rule.name);
        let help = sanitise::line(self.worst.map_or(self.verdict.rule.help, |it| &it.help));
        let places = self.places;
        let place = self
            .worst
            .filter(|it| it.place.is_some())
            .map(|it| concise::place(it, Path::new(".")));
        match place {
            Some(place) if places > 1 => {
                format!(
                    "{name}: {help} ({places} {}, {place} first)",
                    plural(places, "place", "places")
                )
            }
            Some(place) => format!("{name}: {help} ({place})"),
            None => format!("{name}: {help}"),
        }
    }
}
