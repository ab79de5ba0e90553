//! Which top-level modules belong to the standard library of any supported Python.

use std::sync::LazyLock;

/// Sorted, one a line; `data/stdlib.py` rebuilds it from typeshed's VERSIONS file.
const LIST: &str = include_str!("../../data/stdlib.txt");

static NAMES: LazyLock<Vec<&str>> = LazyLock::new(|| LIST.lines().collect());

/// Whether a top-level module name is the standard library's, in any Python 3 that is or was supported:
/// modules that were removed since 3.0 count (FOL302).
#[must_use]
pub fn is_standard(top_level: &str) -> bool {
    NAMES.binary_search(&top_level).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_so_that_it_can_be_searched() {
        assert!(NAMES.is_sorted());
    }

    #[test]
    fn old_new_and_removed_modules_count() {
        for name in [
            "os",
            "asyncio",
            "tomllib",
            "annotationlib",
            "compression",
            "imghdr",
            "asynchat",
            "distutils",
            "imp",
            "formatter",
            "__future__",
            "_thread",
        ] {
            assert!(is_standard(name), "{name}");
        }
        for name in ["numpy", "yaml", "", "os.path", "six"] {
            assert!(!is_standard(name), "{name}");
        }
    }
}
