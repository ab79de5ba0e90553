//! The checklist: every flag that was asked for, with its answer and the reason.

use super::look::{self, Look};
use crate::sanitise;
use foliolint_rules::rule::{Status, Verdict};
use std::io::{self, Write};

/// The groups, in the order of the report: what a reader looks for first stands first.
const GROUPS: [(Status, &str); 4] = [
    (Status::Present, "Red flags"),
    (Status::Absent, "Checked, and clean"),
    (Status::Unknown, "Could not be told"),
    (Status::NotApplicable, "Does not apply here"),
];

/// Columns from which the reason stands beside the flag's name rather than below.
const WIDE: usize = 72;

/// Writes the checklist.
pub(crate) fn write(verdicts: &[Verdict], look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let longest = verdicts
        .iter()
        .map(|verdict| verdict.rule.name.len())
        .max()
        .unwrap_or_default();
    for (status, title) in GROUPS {
        let group: Vec<_> = verdicts
            .iter()
            .filter(|it| it.judgement.status == status)
            .collect();
        if group.is_empty() {
            continue;
        }
        let title = format!("{title} ({})", group.len());
        writeln!(out, "{}", look.paint(look::BOLD, &title))?;
        for verdict in group {
            row(verdict, longest, look, out)?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn row(verdict: &Verdict, longest: usize, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let mark = look.mark(verdict.judgement.status);
    let reason = sanitise::line(&verdict.judgement.reason);
    let name = if verdict.judgement.status == Status::Present {
        look.paint(look::severity(verdict.rule.severity), verdict.rule.name)
    } else {
        verdict.rule.name.to_owned()
    };
    let gap = " ".repeat(longest - verdict.rule.name.len().min(longest));
    let code = look.paint(look::DIM, verdict.rule.code);
    if look.width >= WIDE {
        let first = format!("  {mark} {code} {name}{gap}  ");
        let rest = " ".repeat("  x FOL000 ".len() + longest + 2);
        writeln!(out, "{}", look.wrap(&reason, &first, &rest))
    } else {
        writeln!(out, "  {mark} {code} {name}")?;
        writeln!(out, "{}", look.wrap(&reason, "      ", "      "))
    }
}
