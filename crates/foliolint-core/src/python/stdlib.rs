//! Which top-level modules belong to the standard library of any supported Python.

/// Whether a top-level module name is the standard library's, in any Python 3 that is or was supported.
#[must_use]
pub fn is_standard(_top_level: &str) -> bool {
    false
}
