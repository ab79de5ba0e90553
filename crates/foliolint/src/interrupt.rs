//! Ctrl-C: the temporary file of a report goes away, and the exit code is 130.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The temporary file that has not become a report yet.
static PENDING: Mutex<Option<PathBuf>> = Mutex::new(None);

fn pending() -> MutexGuard<'static, Option<PathBuf>> {
    PENDING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Installs the handler. Without one a signal still ends the process, so failing to install it is no reason to stop.
#[expect(
    clippy::exit,
    reason = "a signal handler has nowhere to return to, and 130 is what THREATS.md promises"
)]
pub(crate) fn install() {
    let _ = ctrlc::set_handler(|| {
        if let Some(path) = pending().take() {
            let _ = std::fs::remove_file(path);
        }
        std::process::exit(130);
    });
}

/// Remembers a temporary file for as long as the guard lives.
#[derive(Debug)]
pub(crate) struct Guard(());

/// Has `path` removed if the run is interrupted while the guard lives.
pub(crate) fn guard(path: &Path) -> Guard {
    *pending() = Some(path.to_owned());
    Guard(())
}

impl Drop for Guard {
    fn drop(&mut self) {
        *pending() = None;
    }
}
