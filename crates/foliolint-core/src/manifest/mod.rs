//! What a project says it needs: requirements files, `pyproject.toml`, `setup.cfg`, `setup.py`, Pipfile, conda, PEP 723.

mod command;
mod conda;
mod format;
mod ini;
mod inline;
mod lock;
mod manifests;
mod pipfile;
mod pyproject;
mod requirement;
mod requirements;
mod setup_py;
pub(crate) mod toml;

pub use format::format_of;
pub(crate) use manifests::ancestors;
pub use manifests::{Manifests, read, requested_files};
pub use requirement::normalise;

use crate::python::Module;
use crate::source::Span;
use std::sync::Arc;

/// One file that may declare dependencies, as the loader hands it in.
#[derive(Clone, Copy, Debug)]
pub struct ManifestInput<'a> {
    /// Repository-relative path.
    pub path: &'a Arc<str>,
    /// What is in it.
    pub content: Content<'a>,
    /// The encoding it was decoded from, where that is not plain UTF-8: a name of [`crate::text::decode::Decoded`],
    /// `"mixed"`, or `"unknown"`.
    pub encoding: Option<&'a str>,
}

/// What a [`ManifestInput`] holds.
#[derive(Clone, Copy, Debug)]
pub enum Content<'a> {
    /// Decoded text.
    Text(&'a str),
    /// A parsed Python file: `setup.py`, or a script that may have a PEP 723 header.
    Python(&'a Module),
}

/// The formats that declare dependencies or configure tests.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Format {
    /// pip's requirements file, whatever its name.
    Requirements,
    /// `pyproject.toml`: PEP 621, PEP 735, Poetry, PDM, uv, Hatch, Flit.
    Pyproject,
    /// setuptools' `setup.cfg`.
    SetupCfg,
    /// setuptools' `setup.py`, read from its syntax, never run.
    SetupPy,
    /// pipenv's `Pipfile`.
    Pipfile,
    /// A conda environment.
    Conda,
    /// The lock file of any package manager: names only.
    Lock,
    /// A PEP 723 header in a script.
    InlineScript,
    /// `pip install NAME` in a Dockerfile, CI configuration or README.
    CommandLine,
    /// `pytest.ini`, `tox.ini`: how tests run; declares nothing that users install.
    TestConfig,
}

impl Format {
    /// Whether such a file makes its folder a project's root.
    #[must_use]
    pub const fn makes_root(self) -> bool {
        !matches!(
            self,
            Self::InlineScript | Self::CommandLine | Self::TestConfig
        )
    }
}

/// How tightly a requirement names a version.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pin {
    /// `==1.2`, `===1.2`, or a hash.
    Exact,
    /// `~=1.2`, `==1.*`, Poetry's `~1.2`.
    Compatible,
    /// Any other bound: `>=1`, `^1.2`, `!=1.3`.
    Range,
    /// No version at all, or `*`.
    Loose,
    /// A URL, a file or a path.
    Url,
    /// `-e`; the name is empty for `-e .`.
    Editable,
}

/// Who installs a requirement.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Group {
    /// Everybody who runs the project.
    Runtime,
    /// Those who ask for that extra.
    Extra(String),
    /// Developers: a dependency group, or a list named dev, test, lint, docs ...
    Dev(String),
    /// The build back end.
    Build,
    /// Nobody by this line alone: it only limits versions.
    Constraint,
}

/// One requirement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Requirement {
    /// The distribution's name, normalised after PEP 503; empty for the project itself (`-e .`).
    pub name: String,
    /// Extras asked for, normalised: `redis` of `celery[redis]`.
    pub extras: Vec<String>,
    /// The version specifier as written, or the URL.
    pub specifier: String,
    /// How tight it is.
    pub pin: Pin,
    /// Who installs it.
    pub group: Group,
    /// Where it stands in the manifest's text.
    pub span: Span,
}

/// What a manifest says of the package that is built.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Package {
    /// Its name, normalised; empty where it is computed.
    pub name: String,
    /// Whether it can be built and uploaded: a build back end and a name, or a call of `setup`.
    pub has_build_metadata: bool,
    /// Whether it bears trove classifiers, which only who publishes a distribution writes.
    pub has_classifiers: bool,
    /// Names of console scripts.
    pub console_scripts: Vec<String>,
    /// Groups of its other entry points: which programs load its plugins (`pytest11`).
    pub entry_points: Vec<String>,
    /// Whether dependencies are computed or read from elsewhere, so that this file's list is not all.
    pub dynamic: bool,
}

/// Whether trove classifiers speak of a published distribution; "Private ::" keeps it from an upload by accident.
fn is_published<'a>(mut classifiers: impl Iterator<Item = &'a str>) -> bool {
    let mut some = false;
    classifiers.all(|each| {
        some = true;
        !each.trim_start().starts_with("Private ::")
    }) && some
}

/// What is wrong with a manifest (FOL305).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ProblemKind {
    /// `name @ file:///C:/…`: a path on somebody's machine.
    LocalFile,
    /// `pkg-resources==0.0.0`, left by a broken Debian pip.
    PkgResources,
    /// A dump of a conda environment with build strings, or its `prefix:`.
    CondaDump,
    /// A merge-conflict marker.
    Conflict,
    /// A line that is no requirement.
    NotARequirement,
    /// Does not parse as what it is.
    DoesNotParse,
}

/// One thing wrong with a manifest.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ManifestProblem {
    /// Where.
    pub span: Span,
    /// What kind of thing.
    pub kind: ProblemKind,
    /// In words; never quotes the line, which may hold a URL with a password.
    pub what: String,
}

/// One file that declares dependencies.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Manifest {
    /// Repository-relative path.
    pub path: Arc<str>,
    /// What it is.
    pub format: Format,
    /// The folder of the project it speaks for; empty at the top.
    pub root: String,
    /// What it asks for, in the order of the text.
    pub requirements: Vec<Requirement>,
    /// The package it describes.
    pub package: Option<Package>,
    /// Files it includes (`-r`, setuptools' dynamic `file`), as paths of the repository.
    pub includes: Vec<String>,
    /// Files it takes version limits from (`-c`), as paths of the repository.
    pub constraints: Vec<String>,
    /// pytest's `testpaths`, as paths of the repository.
    pub test_paths: Vec<String>,
    /// pytest's `python_files` patterns.
    pub python_files: Vec<String>,
    /// Whether pytest is told to run doctests.
    pub runs_doctests: bool,
    /// What is wrong with it.
    pub problems: Vec<ManifestProblem>,
    /// As [`ManifestInput::encoding`].
    pub encoding: Option<String>,
}

impl Manifest {
    fn new(path: &Arc<str>, format: Format) -> Self {
        Self {
            path: Arc::clone(path),
            format,
            root: String::new(),
            requirements: Vec::new(),
            package: None,
            includes: Vec::new(),
            constraints: Vec::new(),
            test_paths: Vec::new(),
            python_files: Vec::new(),
            runs_doctests: false,
            problems: Vec::new(),
            encoding: None,
        }
    }

    /// The folder it stands in, without a final `/`; empty at the top.
    #[must_use]
    pub fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// What everybody who runs the project installs by it.
    pub fn runtime(&self) -> impl Iterator<Item = &Requirement> {
        self.requirements.iter().filter(|requirement| {
            requirement.group == Group::Runtime && !requirement.name.is_empty()
        })
    }

    /// What anybody installs by it, in whatever group but the build's.
    pub fn installed(&self) -> impl Iterator<Item = &Requirement> {
        self.requirements.iter().filter(|requirement| {
            !requirement.name.is_empty()
                && !matches!(requirement.group, Group::Build | Group::Constraint)
        })
    }

    /// Whether it names any distribution that somebody installs by it.
    #[must_use]
    pub fn declares_anything(&self) -> bool {
        self.installed().next().is_some()
    }

    /// Whether it declares in a way that can't be read: a file that does not parse, or a computed list whose file
    /// is not among `known` paths.
    #[must_use]
    pub fn is_opaque(&self, known: impl Fn(&str) -> bool) -> bool {
        let computed = self.package.as_ref().is_some_and(|package| package.dynamic)
            && !self.includes.iter().any(|path| known(path));
        computed
            || self
                .problems
                .iter()
                .any(|problem| problem.kind == ProblemKind::DoesNotParse)
    }

    fn problem(&mut self, kind: ProblemKind, span: Span, what: &str) {
        self.problems.push(ManifestProblem {
            span,
            kind,
            what: what.to_owned(),
        });
    }

    /// Adds a requirement, and what is wrong with it.
    fn require(&mut self, requirement: Option<Requirement>, group: &Group) {
        let Some(found) = requirement else { return };
        if matches!(found.pin, Pin::Url | Pin::Editable) && is_of_a_machine(&found.specifier) {
            let what = "points at a file on somebody's own machine";
            self.problem(ProblemKind::LocalFile, found.span, what);
        }
        if found.name == "pkg-resources" {
            let what = "`pkg-resources` can't be installed; a broken pip wrote it";
            self.problem(ProblemKind::PkgResources, found.span, what);
        }
        self.requirements.push(Requirement {
            group: group.clone(),
            ..found
        });
    }
}

/// Whether a path or URL names a file of one machine: absolute, with nothing to fill in.
fn is_of_a_machine(address: &str) -> bool {
    let path = address.strip_prefix("file:").unwrap_or(address);
    let drive = path
        .trim_start_matches('/')
        .split_once(':')
        .is_some_and(|(drive, _)| drive.len() == 1);
    let home = ["/home/", "/Users/"]
        .iter()
        .any(|home| path.starts_with(home));
    let absolute = path.len() < address.len() && path.starts_with('/');
    (absolute || drive || home) && !path.contains(['$', '{'])
}
