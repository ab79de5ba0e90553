//! How a run ends: the exit codes of THREATS.md, "Faults", and failures that end a run before it has a report.

use crate::notes;
use std::process::ExitCode;

/// What the exit code says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Exit {
    /// 0: nothing reaches the threshold of `--fail-on`.
    Clean,
    /// 1: an unsuppressed finding above the display thresholds reaches it.
    Findings,
    /// 2: usage, configuration, input or output.
    Failure,
    /// 3: incomplete under `--strict`, or an internal error.
    Incomplete,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Clean => Self::from(0),
            Exit::Findings => Self::from(1),
            Exit::Failure => Self::from(2),
            Exit::Incomplete => Self::from(3),
        }
    }
}

/// Why a run ends with exit code 2: one line each, and what to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Failure {
    /// What is wrong, lower case, no full stop.
    pub(crate) lines: Vec<String>,
    /// What to do about it.
    pub(crate) help: Option<String>,
}

impl Failure {
    /// A failure of one line.
    pub(crate) fn new(line: impl Into<String>) -> Self {
        Self {
            lines: vec![line.into()],
            help: None,
        }
    }

    /// The same with a hint.
    pub(crate) fn help(self, help: impl Into<String>) -> Self {
        Self {
            help: Some(help.into()),
            ..self
        }
    }

    /// Says it on stderr.
    pub(crate) fn print(&self) -> Exit {
        for line in &self.lines {
            notes::say("error", line);
        }
        if let Some(help) = &self.help {
            notes::say("help", help);
        }
        Exit::Failure
    }
}
