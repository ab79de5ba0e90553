//! Keeps a generated file current: rewrites it when it differs, and then fails, so that somebody reads the diff.

use crate::top::top;
use std::fs;

/// Makes the file at `path` (from the top of the project) hold `wanted`.
///
/// # Errors
///
/// What to tell the developer when it did not.
pub(crate) fn ensure_current(path: &str, wanted: &str) -> Result<(), String> {
    let file = top().join(path);
    if fs::read_to_string(&file).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(|error| format!("{path}: {error}"))?;
    }
    fs::write(&file, wanted).map_err(|error| format!("{path}: {error}"))?;
    Err(format!(
        "{path} was not current and has been rewritten: read the diff, then run the tests again"
    ))
}
