//! The part of a repository that a file belongs to (FLAGS.md, Terms).

use crate::file::Zone;
use std::collections::BTreeSet;

/// What the paths of a repository say about its folders; zones of single files follow from it.
#[derive(Debug, Default)]
pub struct Places {
    /// Folders that hold `pyvenv.cfg`; the root is "".
    virtualenvs: BTreeSet<String>,
    /// Folders that hold `__init__.py`.
    packages: BTreeSet<String>,
    /// Folders that hold `env.py`: of Alembic, where `versions/` stands beside it.
    alembic: BTreeSet<String>,
    /// Folders named `vendor` that are the author's own: an app about vendors.
    own_vendors: BTreeSet<String>,
    /// Folders of projects that others wrote: see [`super::carried`].
    carried: BTreeSet<String>,
}

/// Folders that a virtualenv makes. A project that somebody put inside one keeps its own folders.
const VIRTUALENV_FOLDERS: &[&str] = &[
    "bin", "etc", "include", "lib", "lib64", "man", "scripts", "share",
];

/// Files that a virtualenv has at its top.
const VIRTUALENV_FILES: &[&str] = &[
    "pyvenv.cfg",
    ".gitignore",
    ".lock",
    "cachedir.tag",
    "pip-selfcheck.json",
];

/// Modules that make a folder named `vendor` an app rather than carried-along code.
const APP_MODULES: &[&str] = &[
    "admin.py",
    "apps.py",
    "models.py",
    "routes.py",
    "serializers.py",
    "urls.py",
    "views.py",
];

/// Folders of `static/` that hold libraries.
const STATIC_LIBRARIES: &[&str] = &[
    "admin",
    "bower_components",
    "ckeditor",
    "debug_toolbar",
    "dist",
    "django_extensions",
    "drf-yasg",
    "lib",
    "libs",
    "node_modules",
    "plugins",
    "rest_framework",
    "tinymce",
    "vendor",
    "vendors",
];

/// Beginnings of the names of well-known browser libraries.
const BROWSER_LIBRARIES: &[&str] = &[
    "all.js",
    "angular",
    "animate",
    "axios",
    "bootstrap",
    "chart.js",
    "d3.",
    "datatables",
    "font-awesome",
    "fontawesome",
    "htmx",
    "jquery",
    "leaflet",
    "lodash",
    "moment",
    "owl.carousel",
    "popper",
    "react.",
    "select2",
    "slick",
    "swiper",
    "underscore",
    "vue.",
];

impl Places {
    /// Learns the folders from all paths of a repository; `virtualenvs` are those known besides, for example because
    /// the `pyvenv.cfg` is ignored.
    #[must_use]
    pub fn new<'a>(
        paths: impl Iterator<Item = &'a str>,
        virtualenvs: impl IntoIterator<Item = String>,
    ) -> Self {
        let mut places = Self {
            virtualenvs: virtualenvs.into_iter().collect(),
            ..Self::default()
        };
        for path in paths {
            let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
            let set = match name {
                "pyvenv.cfg" => &mut places.virtualenvs,
                "__init__.py" => &mut places.packages,
                "env.py" => &mut places.alembic,
                name if APP_MODULES.contains(&name) && last(folder) == "vendor" => {
                    &mut places.own_vendors
                }
                _ => continue,
            };
            if !set.contains(folder) {
                set.insert(folder.to_owned());
            }
        }
        places
    }

    /// The same with projects of others that are known besides.
    #[must_use]
    pub(super) fn with_carried(mut self, folders: BTreeSet<String>) -> Self {
        self.carried = folders;
        self
    }

    /// The zone of the file at `path`. What only its contents tell comes later: see [`super::marks::says_generated`] and
    /// [`super::marks::says_setuptools`].
    #[must_use]
    pub fn zone(&self, path: &str) -> Zone {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let lower_name = name.to_lowercase();
        let python = [".py", ".pyw", ".pyi"]
            .iter()
            .any(|ending| lower_name.ends_with(ending));
        if self.in_virtualenv(path, folder) {
            Zone::Virtualenv
        } else if self.is_vendored(folder, &lower_name, python) {
            Zone::Vendored
        } else if python && self.is_generated(folder, &lower_name) {
            Zone::Generated
        } else if has_folder(folder, &["test", "tests"]) || python && is_test_name(&lower_name) {
            Zone::Test
        } else if self.in_own_folder(folder, &["doc", "docs", "docs_src"]) {
            Zone::Docs
        } else if self.in_own_folder(folder, &["examples"]) {
            Zone::Example
        } else if is_tooling(path, &lower_name) {
            Zone::Tooling
        } else {
            Zone::Production
        }
    }

    fn in_virtualenv(&self, path: &str, folder: &str) -> bool {
        if has_folder(folder, &["site-packages"]) {
            return true;
        }
        let inside = |rest: &str| {
            let rest = rest.to_lowercase();
            match rest.split_once('/') {
                Some((first, _)) => VIRTUALENV_FOLDERS.contains(&first),
                None => VIRTUALENV_FILES.contains(&&*rest) && rest != ".gitignore",
            }
        };
        let under = ancestors(folder).any(|above| {
            self.virtualenvs.contains(above)
                && path
                    .get(above.len()..)
                    .is_some_and(|rest| inside(rest.trim_start_matches('/')))
        });
        under || (self.virtualenvs.contains("") && inside(path))
    }

    fn is_vendored(&self, folder: &str, name: &str, python: bool) -> bool {
        let carried = ["_vendor", "third_party", "node_modules", "bower_components"];
        if has_folder(folder, &carried) {
            return true;
        }
        let vendor = ancestors(folder).any(|above| {
            self.carried.contains(above)
                || last(above).eq_ignore_ascii_case("vendor") && !self.own_vendors.contains(above)
        });
        if vendor {
            return true;
        }
        let mut parts = folder.split('/').map(str::to_lowercase);
        let Some(at) = parts.find(|part| matches!(part.as_str(), "static" | "staticfiles")) else {
            return false;
        };
        !python
            && (at == "staticfiles"
                || parts.any(|part| {
                    STATIC_LIBRARIES.contains(&&*part)
                        || BROWSER_LIBRARIES.iter().any(|lib| part.starts_with(lib))
                })
                || name.contains(".min.")
                || name.ends_with(".map")
                || BROWSER_LIBRARIES.iter().any(|lib| name.starts_with(lib)))
    }

    fn is_generated(&self, folder: &str, name: &str) -> bool {
        let revisions = || {
            let above = folder.rsplit_once('/').map_or("", |(above, _)| above);
            last(folder) == "versions"
                && (self.alembic.contains(above)
                    || ancestors(above).any(|part| matches!(last(part), "alembic" | "migrations")))
        };
        last(folder) == "migrations"
            || revisions()
            || ["_pb2.py", "_pb2.pyi", "_pb2_grpc.py", "_pb2_grpc.pyi"]
                .iter()
                .any(|ending| name.ends_with(ending))
            || matches!(name, "versioneer.py" | "_version.py")
    }

    /// Whether a folder so named lies above, at the top of the repository or as no Python package (an app named `docs`
    /// is code).
    fn in_own_folder(&self, folder: &str, names: &[&str]) -> bool {
        ancestors(folder).any(|above| {
            names.contains(&last(above).to_lowercase().as_str())
                && (!above.contains('/') || !self.packages.contains(above))
        })
    }
}

/// The folder and every folder above it, the repository's root left out.
pub(super) fn ancestors(folder: &str) -> impl Iterator<Item = &str> {
    std::iter::successors((!folder.is_empty()).then_some(folder), |path| {
        path.rsplit_once('/').map(|(above, _)| above)
    })
}

fn last(folder: &str) -> &str {
    folder.rsplit('/').next().unwrap_or(folder)
}

fn has_folder(folder: &str, names: &[&str]) -> bool {
    folder
        .split('/')
        .any(|part| names.iter().any(|name| part.eq_ignore_ascii_case(name)))
}

fn is_test_name(name: &str) -> bool {
    name == "tests.py"
        || name == "conftest.py"
        || (name.ends_with(".py") && (name.starts_with("test_") || name.starts_with("tests_")))
        || name.ends_with("_test.py")
}

fn is_tooling(path: &str, name: &str) -> bool {
    matches!(name, "setup.py" | "noxfile.py")
        || path
            .split('/')
            .any(|part| part.len() > 1 && part.starts_with('.'))
}

#[cfg(test)]
mod tests;
