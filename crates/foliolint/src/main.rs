//! The command: arguments, configuration, reports.

mod args;
mod command_word;
mod config;
mod exit;
mod interrupt;
mod notes;
mod options;
mod panics;
mod progress;
mod report;
mod sanitise;
mod scan;
mod select;
mod suggest;

use args::{Action, Parsed};
use exit::{Exit, Failure};
use notes::Notes;
use options::Options;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

fn main() -> ExitCode {
    panics::install();
    interrupt::install();
    let exit = catch_unwind(AssertUnwindSafe(run)).unwrap_or(Exit::Incomplete);
    exit.into()
}

/// Parse, then do what was asked for.
fn run() -> Exit {
    let parsed = match Parsed::from_command_line(std::env::args_os()) {
        Ok(parsed) => parsed,
        Err(answer) => return answer.print(),
    };
    let done = match &parsed.action {
        Action::Check(_) => check(&parsed),
        Action::Rule(wanted) => report::rules::one(wanted, parsed.colour),
        Action::Rules(wanted) => report::rules::all(wanted, parsed.colour),
    };
    done.unwrap_or_else(|failure| failure.print())
}

/// Parse → load → check → report → exit code.
fn check(parsed: &Parsed) -> Result<Exit, Failure> {
    let options = Options::from_parsed(parsed)?;
    if let Some(file) = &options.output_file {
        report::output::check(file)?;
    }
    let notes = Notes::new(options.verbosity);
    let discovered = scan::discover(&options, parsed.check_implied)?;
    config::name_unasked(&discovered, options.config_file.as_deref(), &notes);
    notes.all(&discovered.notes);
    let scan = scan::run(&options, &discovered)?;
    report::write(&scan, &options, &notes)?;
    Ok(scan.exit(&options))
}
