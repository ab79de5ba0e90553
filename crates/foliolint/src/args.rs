//! What was typed: the low-level arguments, as clap sees them.

use crate::command_word;
use crate::exit::Exit;
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use foliolint_rules::{Confidence, Severity};
use serde::Deserialize;
use std::ffi::OsString;
use std::path::PathBuf;

/// `--output-format` of `check`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Format {
    /// Findings with their source, a checklist, and what to fix first
    #[default]
    Full,
    /// One line for each finding
    Concise,
    /// Everything, for programs
    Json,
}

/// `--output-format` of `rules`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
pub(crate) enum ListFormat {
    /// A table
    #[default]
    Full,
    /// Everything, for programs
    Json,
}

/// `--min-severity`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Level {
    /// A reviewer stops here
    Error,
    /// A reviewer asks about it
    Warning,
    /// Good to know
    Advice,
}

impl From<Level> for Severity {
    fn from(level: Level) -> Self {
        match level {
            Level::Error => Self::Error,
            Level::Warning => Self::Warning,
            Level::Advice => Self::Advice,
        }
    }
}

/// `--min-confidence`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Sureness {
    /// Every reviewer would agree
    High,
    /// Most reviewers would agree
    Medium,
    /// Some reviewers would agree
    Low,
}

impl From<Sureness> for Confidence {
    fn from(sureness: Sureness) -> Self {
        match sureness {
            Sureness::High => Self::High,
            Sureness::Medium => Self::Medium,
            Sureness::Low => Self::Low,
        }
    }
}

/// `--fail-on`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum FailOn {
    /// Errors only
    Error,
    /// Warnings and errors
    Warning,
    /// Any finding
    Advice,
    /// Nothing
    Never,
}

impl FailOn {
    /// The least severity that fails a run.
    pub(crate) const fn level(self) -> Option<Severity> {
        match self {
            Self::Error => Some(Severity::Error),
            Self::Warning => Some(Severity::Warning),
            Self::Advice => Some(Severity::Advice),
            Self::Never => None,
        }
    }
}

/// `--color`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
pub(crate) enum Colour {
    /// When a terminal shows it and NO_COLOR is not set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Flags what a reviewer would mind in a portfolio of Python repositories.
///
/// foliolint reads repositories; it runs nothing of them, opens no connection and changes no file.
#[derive(Debug, Parser)]
#[command(name = "foliolint", version, after_help = AFTER)]
struct Typed {
    #[command(subcommand)]
    command: Action,
    /// When to use colours
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t)]
    color: Colour,
}

const AFTER: &str = "\
The word `check` may be left out: `foliolint PATH` checks PATH, `foliolint` the current folder.
A folder that is named like a command is written ./rule.

Exit codes: 0 nothing at the threshold of --fail-on, 1 findings, 2 wrong usage, configuration, input or output,
3 incomplete under --strict or an internal error, 130 interrupted.";

/// A command with its arguments.
#[derive(Debug, Subcommand)]
pub(crate) enum Action {
    /// Check repositories, or folders that hold some
    Check(Box<CheckArgs>),
    /// Explain a rule: why it is a red flag, what is not flagged, what to do instead
    Rule(RuleArgs),
    /// List all rules
    Rules(RulesArgs),
}

/// Arguments of `check`.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Repositories, or folders that hold some [default: the current folder]
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// Rules to apply: codes, prefixes (FOL2), names, areas, ALL
    #[arg(
        long,
        value_name = "RULES",
        value_delimiter = ',',
        help_heading = "Rules"
    )]
    pub(crate) select: Option<Vec<String>>,
    /// Rules to leave out; the narrower of two selectors wins
    #[arg(
        long,
        value_name = "RULES",
        value_delimiter = ',',
        help_heading = "Rules"
    )]
    pub(crate) ignore: Option<Vec<String>>,
    /// Rules to apply besides
    #[arg(
        long,
        value_name = "RULES",
        value_delimiter = ',',
        help_heading = "Rules"
    )]
    pub(crate) extend_select: Option<Vec<String>>,
    /// List findings from this severity on [default: advice]
    #[arg(long, value_enum, value_name = "LEVEL", help_heading = "Rules")]
    pub(crate) min_severity: Option<Level>,
    /// List findings from this confidence on [default: medium]
    #[arg(long, value_enum, value_name = "LEVEL", help_heading = "Rules")]
    pub(crate) min_confidence: Option<Sureness>,
    /// Count what inline comments suppress as if they were not there
    #[arg(long, help_heading = "Rules")]
    pub(crate) no_suppressions: bool,

    /// Leave out files whose path matches; may be repeated
    #[arg(
        long,
        value_name = "GLOB",
        value_delimiter = ',',
        help_heading = "Input"
    )]
    pub(crate) exclude: Vec<String>,
    /// Use this configuration file
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with = "isolated",
        help_heading = "Input"
    )]
    pub(crate) config: Option<PathBuf>,
    /// The stranger's view: no configuration, suppressions counted but not applied
    #[arg(long, help_heading = "Input")]
    pub(crate) isolated: bool,
    /// Threads to use [default: one for each core]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256), help_heading = "Input")]
    pub(crate) jobs: Option<u16>,

    /// How to report [default: full]
    #[arg(long, value_enum, value_name = "FORMAT", help_heading = "Output")]
    pub(crate) output_format: Option<Format>,
    /// Write the report to a file
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(crate) output_file: Option<PathBuf>,
    /// Count findings by rule instead of listing them (JSON always has these counts)
    #[arg(long, help_heading = "Output")]
    pub(crate) statistics: bool,
    /// No notes and no progress on stderr
    #[arg(short, long, conflicts_with = "verbose", help_heading = "Output")]
    pub(crate) quiet: bool,
    /// More notes on stderr
    #[arg(short, long, help_heading = "Output")]
    pub(crate) verbose: bool,

    /// Exit with 1 from this severity on [default: error]
    #[arg(long, value_enum, value_name = "LEVEL", help_heading = "Exit code")]
    pub(crate) fail_on: Option<FailOn>,
    /// Exit with 0 whatever is found
    #[arg(long, help_heading = "Exit code")]
    pub(crate) exit_zero: bool,
    /// Exit with 3 when something could not be analysed
    #[arg(long, help_heading = "Exit code")]
    pub(crate) strict: bool,
}

/// Arguments of `rule`.
#[derive(Debug, Args)]
pub(crate) struct RuleArgs {
    /// Its name or code
    #[arg(value_name = "NAME|CODE")]
    pub(crate) rule: String,
}

/// Arguments of `rules`.
#[derive(Debug, Args)]
pub(crate) struct RulesArgs {
    /// How to list them
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub(crate) output_format: ListFormat,
}

/// A command line that makes sense to clap.
#[derive(Debug)]
pub(crate) struct Parsed {
    /// What to do.
    pub(crate) action: Action,
    /// `--color`.
    pub(crate) colour: Colour,
    /// Whether the word `check` was left out, so that a missing path may be a misspelt command.
    pub(crate) check_implied: bool,
}

/// Why there is nothing to do: `--help`, `--version`, or a mistake.
#[derive(Debug)]
pub(crate) struct Answer(clap::Error);

impl Answer {
    /// Prints it where it belongs. A closed pipe is nobody's problem.
    pub(crate) fn print(&self) -> Exit {
        let _ = self.0.print();
        if self.0.use_stderr() {
            Exit::Failure
        } else {
            Exit::Clean
        }
    }
}

impl Parsed {
    /// Reads the command line, program name first; words that are no UTF-8 are fine where a path may stand.
    pub(crate) fn from_command_line(
        words: impl IntoIterator<Item = OsString>,
    ) -> Result<Self, Answer> {
        let (words, check_implied) =
            command_word::put_in_front(words.into_iter().collect(), &definition());
        let typed = Typed::try_parse_from(words).map_err(Answer)?;
        Ok(Self {
            action: typed.command,
            colour: typed.color,
            check_implied,
        })
    }
}

/// The command line as clap knows it.
pub(crate) fn definition() -> clap::Command {
    Typed::command()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        definition().debug_assert();
    }

    fn put(words: &str) -> String {
        let words = words.split_whitespace().map(OsString::from).collect();
        let (words, _) = command_word::put_in_front(words, &definition());
        let words: Vec<_> = words.iter().map(|word| word.to_string_lossy()).collect();
        words.join(" ")
    }

    #[test]
    fn check_may_be_left_out() {
        assert_eq!(put("foliolint"), "foliolint check");
        assert_eq!(put("foliolint repo"), "foliolint check repo");
        assert_eq!(put("foliolint -q"), "foliolint check -q");
        assert_eq!(put("foliolint -- rule"), "foliolint check -- rule");
        assert_eq!(put("foliolint ./rule"), "foliolint check ./rule");
    }

    #[test]
    fn commands_are_found_behind_options() {
        assert_eq!(put("foliolint rule X"), "foliolint rule X");
        assert_eq!(
            put("foliolint --output-format json check a"),
            "foliolint check --output-format json a"
        );
        assert_eq!(
            put("foliolint --select rules a"),
            "foliolint check --select rules a"
        );
        assert_eq!(put("foliolint --help"), "foliolint --help");
    }
}
