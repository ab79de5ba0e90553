//! Where the project is.

use std::path::Path;

/// The top of the project.
pub(crate) fn top() -> &'static Path {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.ancestors().nth(2).unwrap_or(manifest)
}
