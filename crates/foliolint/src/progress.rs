//! The progress bar: on stderr, and only when somebody looks at it.

use crate::notes::Verbosity;
use crate::options::Options;
use crate::sanitise;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{IsTerminal, stderr, stdout};
use std::time::Duration;

/// A bar, or nothing.
#[derive(Debug)]
pub(crate) struct Progress(Option<ProgressBar>);

impl Progress {
    /// Starts one for so many repositories.
    pub(crate) fn new(options: &Options, repositories: usize) -> Self {
        let watched =
            stderr().is_terminal() && (stdout().is_terminal() || options.output_file.is_some());
        if !watched || options.verbosity == Verbosity::Quiet {
            return Self(None);
        }
        let bar =
            ProgressBar::with_draw_target(Some(repositories as u64), ProgressDrawTarget::stderr());
        let template = if repositories > 1 {
            "{spinner} {pos}/{len} {wide_msg}"
        } else {
            "{spinner} {wide_msg}"
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(120));
        Self(Some(bar))
    }

    /// The repository that is being checked now.
    pub(crate) fn next(&self, name: &str) {
        if let Some(bar) = &self.0 {
            bar.inc(u64::from(!bar.message().is_empty()));
            bar.set_message(format!("checking {}", sanitise::line(name)));
        }
    }

    /// Takes it away.
    pub(crate) fn finish(&self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
