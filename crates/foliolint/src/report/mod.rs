//! Reports: one module for each format, and the one place that knows which there are.

mod checklist;
mod concise;
mod frame;
mod full;
mod json;
mod look;
pub(crate) mod output;
mod priorities;
pub(crate) mod rules;
mod statistics;
mod summary;

use crate::args::Format;
use crate::exit::Failure;
use crate::notes::Notes;
use crate::options::Options;
use crate::sanitise;

use crate::scan::Scan;
use foliolint_core::problem::{Problem, Reason};
use look::Look;
use std::io::{self, Write};

/// Writes the report in the format and to the place asked for.
pub(crate) fn write(scan: &Scan, options: &Options, notes: &Notes) -> Result<(), Failure> {
    let file = options.output_file.as_deref();
    let look = Look::detect(options.colour, file.is_some());
    name_gaps(scan, options, notes);
    output::write(file, &|out| format(scan, options, &look, out))
}

fn format(scan: &Scan, options: &Options, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    match options.format {
        Format::Json => json::write(scan, options, out),
        Format::Full | Format::Concise if options.statistics => {
            statistics::write(scan, options, look, out)
        }
        Format::Full => full::write(scan, options, look, out),
        Format::Concise => concise::write(scan, options, look, out),
    }
}

/// Says on stderr what was not analysed, where the report has no place for it.
fn name_gaps(scan: &Scan, options: &Options, notes: &Notes) {
    if options.format != Format::Concise && !options.statistics {
        return;
    }
    for report in &scan.repositories {
        let gaps = gaps(&report.problems).count();
        if gaps > 0 {
            let name = &report.name;
            notes.note(&format!(
                "{name}: {gaps} {} not analysed; -v lists them",
                look::plural(gaps, "thing was", "things were")
            ));
        }
        for problem in &report.problems {
            notes.detail(&format!("{}: {}", report.name, problem_line(problem)));
        }
    }
}

/// Problems that leave something unread.
fn gaps(problems: &[Problem]) -> impl Iterator<Item = &Problem> {
    problems
        .iter()
        .filter(|problem| problem.reason.leaves_gap() || matches!(problem.reason, Reason::Git(_)))
}

/// A problem for people, sanitised.
fn problem_line(problem: &Problem) -> String {
    let reason = sanitise::line(&problem.reason.to_string());
    match &problem.path {
        Some(path) => format!("{}: {reason}", sanitise::line(path)),
        None => reason,
    }
}
