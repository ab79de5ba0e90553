//! What several rules of this area ask of a project's lists of packages.

use foliolint_core::file::Zone;
use foliolint_core::manifest::{Format, Manifest};
use foliolint_core::repo::Repo;

/// Packages that a message names.
const NAMED: usize = 3;

/// Characters of a name that a message shows.
const LONGEST: usize = 60;

/// What installs packages and is installed with every Python.
pub(super) const INSTALLERS: &[&str] = &["pip", "setuptools", "wheel"];

/// Tools for tests, checks and debugging, normalised (PEP 503); see [`is_dev_tool`] for families of names.
const DEV_TOOLS: &[&str] = &[
    "autoflake",
    "autopep8",
    "bandit",
    "basedpyright",
    "black",
    "codecov",
    "coverage",
    "coveralls",
    "django-debug-toolbar",
    "django-test-plus",
    "factory-boy",
    "faker",
    "fastapi-debug-toolbar",
    "flake8",
    "flask-debugtoolbar",
    "flask-testing",
    "freezegun",
    "hypothesis",
    "ipdb",
    "isort",
    "jupyter",
    "jupyterlab",
    "mixer",
    "mock",
    "model-bakery",
    "mypy",
    "nose",
    "nose2",
    "notebook",
    "nox",
    "pdbpp",
    "pep8",
    "pre-commit",
    "pudb",
    "pycodestyle",
    "pydocstyle",
    "pyflakes",
    "pylint",
    "pyright",
    "pytest",
    "requests-mock",
    "ruff",
    "tox",
    "yapf",
];

/// Whether a distribution (normalised) is a tool for tests, checks or debugging, or types for a checker.
pub(super) fn is_dev_tool(name: &str) -> bool {
    DEV_TOOLS.binary_search(&name).is_ok()
        || ["pytest-", "flake8-", "pylint-", "types-"]
            .iter()
            .any(|start| name.starts_with(start))
        || name.ends_with("-stubs")
}

/// The lists from which people install, of the author's own: no list of tests, documentation or examples, no lock
/// file, no command in a README.
pub(super) fn own(repo: &Repo) -> impl Iterator<Item = &Manifest> {
    repo.manifests.all().iter().filter(|manifest| {
        let zone = repo.inventory.get(&manifest.path).map(|file| file.zone);
        // What a build wrote beside the list.
        if manifest.folder().ends_with(".egg-info") || is_among_tests(repo, manifest) {
            return false;
        }
        match manifest.format {
            Format::Requirements
            | Format::Pyproject
            | Format::SetupCfg
            | Format::Pipfile
            | Format::Conda => zone == Some(Zone::Production),
            // It is tooling by its name.
            Format::SetupPy => matches!(zone, Some(Zone::Production | Zone::Tooling)),
            Format::Lock | Format::InlineScript | Format::CommandLine | Format::TestConfig => false,
        }
    })
}

/// Whether a list lies where the configuration of pytest looks for tests, by a folder whose name says so.
fn is_among_tests(repo: &Repo, manifest: &Manifest) -> bool {
    let folder = format!("{}/", manifest.folder());
    repo.manifests.test_paths().any(|path| {
        let path = path.trim_start_matches("./").trim_matches('/');
        path.to_ascii_lowercase().contains("test")
            && folder
                .strip_prefix(path)
                .is_some_and(|rest| rest.starts_with('/'))
    })
}

/// "a, b, c and 2 more".
pub(super) fn enumerate<T: AsRef<str>>(names: &[T]) -> String {
    let short = |name: &T| name.as_ref().chars().take(LONGEST).collect::<String>();
    let first: Vec<String> = names.iter().take(NAMED).map(short).collect();
    match names.len().saturating_sub(NAMED) {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tools_are_sorted_for_the_search() {
        assert!(DEV_TOOLS.is_sorted());
        assert!(is_dev_tool("pytest-django") && is_dev_tool("types-requests"));
        assert!(!is_dev_tool("gunicorn") && !is_dev_tool("typeshed"));
    }

    #[test]
    fn few_names_and_many() {
        assert_eq!(enumerate(&["a"]), "a");
        assert_eq!(enumerate(&["a", "b"]), "a, b");
        assert_eq!(enumerate(&["a", "b", "c", "d", "e"]), "a, b, c and 2 more");
    }
}
