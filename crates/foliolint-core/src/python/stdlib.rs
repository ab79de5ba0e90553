//! Which top-level modules belong to the standard library of any supported Python.

use std::sync::LazyLock;

/// Sorted, one a line; `data/rebuild/stdlib.py` rebuilds it from typeshed's VERSIONS file and an interpreter.
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
        assert!(
            NAMES
                .iter()
                .all(|name| !name.is_empty() && !name.contains(['.', '#', ' ']))
        );
    }

    /// By the "New Modules" and "Removed" sections of "What's New in Python", 3.8 to 3.14.
    #[test]
    fn every_supported_version_adds_and_removes_modules() {
        for (version, added, removed) in [
            ("3.8", &[][..], &["macpath"][..]),
            ("3.9", &["graphlib", "zoneinfo"], &["dummy_threading"]),
            ("3.10", &[], &["formatter", "parser", "symbol"]),
            ("3.11", &["tomllib"], &["binhex"]),
            (
                "3.12",
                &[],
                &["asynchat", "asyncore", "distutils", "imp", "smtpd"],
            ),
            (
                "3.13",
                &[],
                &[
                    "aifc",
                    "audioop",
                    "cgi",
                    "cgitb",
                    "chunk",
                    "crypt",
                    "imghdr",
                    "lib2to3",
                    "mailcap",
                    "msilib",
                    "nis",
                    "nntplib",
                    "ossaudiodev",
                    "pipes",
                    "sndhdr",
                    "spwd",
                    "sunau",
                    "telnetlib",
                    "uu",
                    "xdrlib",
                ],
            ),
            ("3.14", &["annotationlib", "compression"], &[]),
        ] {
            for name in added.iter().chain(removed) {
                assert!(is_standard(name), "{version}: {name}");
            }
        }
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
