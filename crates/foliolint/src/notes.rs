//! The one place that writes to stderr: errors, notes, and nothing that belongs to the report.

use crate::sanitise;
use std::io::Write;

/// How talkative a run is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Verbosity {
    /// `-q`: errors only.
    Quiet,
    /// Errors and notes.
    Normal,
    /// `-v`: details too.
    Verbose,
}

/// Says notes, as far as the verbosity lets them through.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Notes {
    verbosity: Verbosity,
}

impl Notes {
    pub(crate) const fn new(verbosity: Verbosity) -> Self {
        Self { verbosity }
    }

    /// Something the user should know.
    pub(crate) fn note(&self, text: &str) {
        if self.verbosity >= Verbosity::Normal {
            say("note", text);
        }
    }

    /// The same for each.
    pub(crate) fn all(&self, texts: &[String]) {
        for text in texts {
            self.note(text);
        }
    }

    /// Something only the curious want to know.
    pub(crate) fn detail(&self, text: &str) {
        if self.verbosity >= Verbosity::Verbose {
            say("note", text);
        }
    }
}

/// One line on stderr. A closed stderr is nobody's problem.
pub(crate) fn say(label: &str, text: &str) {
    let mut stderr = std::io::stderr().lock();
    let _ = writeln!(stderr, "{label}: {}", sanitise::line(text));
}
