//! What production code imports and no manifest of its project declares (FOL302).

use super::{Imports, Installed, Use, distributions_of};
use crate::manifest::{Format, Group, Manifest, Manifests, Pin, Requirement, ancestors, normalise};
use crate::purpose::{HELPERS, Kind};
use crate::python::Module;
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Files that a tool runs which people install for themselves, by name; and that tool's import.
const TOOL_FILES: &[(&str, &str)] = &[
    ("dodo.py", "doit"),
    ("fabfile.py", "fabric"),
    ("hatch_build.py", "hatchling"),
    ("noxfile.py", "nox"),
    ("pdm_build.py", "pdm"),
    ("tasks.py", "invoke"),
];

/// What an extra brings under a name that is not its own (Requires-Dist of fastapi 0.165.0, pydantic 2.14.3, uvicorn
/// 0.54.0).
const EXTRAS: &[(&str, &str, &[&str])] = &[
    ("fastapi", "all", FASTAPI_STANDARD),
    ("fastapi", "standard", FASTAPI_STANDARD),
    ("pydantic", "email", &["email-validator"]),
    ("uvicorn", "standard", UVICORN_STANDARD),
];

const FASTAPI_STANDARD: &[&str] = &[
    "email-validator",
    "httpx",
    "jinja2",
    "python-multipart",
    "uvicorn",
];

const UVICORN_STANDARD: &[&str] = &[
    "httptools",
    "python-dotenv",
    "pyyaml",
    "uvloop",
    "watchfiles",
    "websockets",
];

/// Groups of entry points, and what looks into them (documentation of each host, "writing plugins").
const HOSTS: &[(&str, &str)] = &[
    ("flake8.extension", "flake8"),
    ("flake8.report", "flake8"),
    ("mkdocs.plugins", "mkdocs"),
    ("pytest11", "pytest"),
    ("sphinx.html_themes", "sphinx"),
];

/// What older versions brought along, and the first version (major, minor) that doesn't (Requires-Dist of grpcio 1.11.0
/// and 1.12.1).
const OLDER: &[(&str, (u32, u32), &str)] = &[("grpcio", (1, 12), "protobuf")];

/// One distribution that is imported and not declared.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Undeclared {
    /// The distribution that usually provides it, or the import's top-level name where none is known.
    pub distribution: String,
    /// The import's top-level name.
    pub import: String,
    /// The root of the project that imports it.
    pub root: String,
    /// Where it is imported, in the order of the paths.
    pub places: Vec<(Arc<str>, Span)>,
}

/// Everything that production code imports and no manifest of its project declares, sorted, each distribution once
/// a project. Where there is no manifest at all, that is everything from outside.
#[must_use]
pub fn undeclared(
    modules: &[Module],
    manifests: &Manifests,
    imports: &Imports,
    kind: Kind,
) -> Vec<Undeclared> {
    let guarded: BTreeSet<(&str, &str)> = imports
        .third_party
        .iter()
        .filter(|each| each.guarded)
        .filter_map(|each| Some((root(modules, manifests, each)?, each.top_level())))
        .collect();
    let spared = spared(&guarded);
    let mut projects = Projects::new(manifests, kind);
    let mut found: BTreeMap<(&str, String), Undeclared> = BTreeMap::new();
    for each in &imports.third_party {
        let (Some(module), Some(root)) = (modules.get(each.module), root(modules, manifests, each))
        else {
            continue;
        };
        if !module.is_production()
            || each.optional
            || guarded.contains(&(root, each.top_level()))
            || spared
                .get(root)
                .is_some_and(|brought| brought.provide(&each.name))
            || needs_no_declaration(module, each)
            || projects.declare(root, each)
            || projects.script_declares(module, each)
            || projects.helps(root, module, imports.is_imported(each.module))
        {
            continue;
        }
        let distribution = distributions_of(&each.name)
            .first()
            .map_or_else(|| normalise(each.top_level()), |&known| known.to_owned());
        let entry = found
            .entry((root, distribution.clone()))
            .or_insert_with(|| Undeclared {
                distribution,
                import: each.top_level().to_owned(),
                root: root.to_owned(),
                places: Vec::new(),
            });
        entry.places.push((Arc::clone(&module.path), each.span));
    }
    let mut found: Vec<Undeclared> = found.into_values().collect();
    found.sort();
    found
}

/// By project, what comes along with the packages that it can do without: where those are missing, so may be these.
fn spared<'a>(guarded: &BTreeSet<(&'a str, &'a str)>) -> BTreeMap<&'a str, Installed> {
    let mut names: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (root, top_level) in guarded {
        let found = distributions_of(top_level);
        names.entry(root).or_default().extend(found);
    }
    let named = names.into_iter();
    named
        .map(|(root, names)| (root, Installed::new(names)))
        .collect()
}

/// What each project declares, worked out once.
struct Projects<'a> {
    manifests: &'a Manifests,
    kind: Kind,
    /// What Dockerfiles, CI and READMEs install by name serves the whole repository.
    by_command: Installed,
    of_root: BTreeMap<&'a str, Project>,
    /// What scripts declare in their own heads.
    of_script: BTreeMap<&'a str, Installed>,
}

/// What one project declares.
struct Project {
    /// Some manifest can't be read: what it declares nobody can say.
    opaque: bool,
    /// Everything in its manifests, lock files among them.
    installed: Installed,
    /// What imports may be called that no table knows, by the names of what is declared.
    alike: BTreeSet<String>,
    /// The telling words of what is declared.
    words: BTreeSet<String>,
    /// Of a package that is built: what its own metadata declares, without and with its dev groups.
    published: Option<(Installed, Installed)>,
    /// The packages' own names, and those of their commands.
    names: BTreeSet<String>,
}

impl<'a> Projects<'a> {
    fn new(manifests: &'a Manifests, kind: Kind) -> Self {
        let commands = manifests
            .all()
            .iter()
            // Where nothing else declares, a command in a README is no list to install from (FOL301).
            .filter(|manifest| manifest.format == Format::CommandLine)
            .filter(|_| manifests.roots().next().is_some());
        let by_command = Installed::new(
            commands
                .flat_map(Manifest::installed)
                .map(|requirement| requirement.name.as_str()),
        );
        let scripts = manifests
            .all()
            .iter()
            .filter(|manifest| manifest.format == Format::InlineScript)
            .map(|manifest| {
                let names = manifest
                    .installed()
                    .map(|requirement| requirement.name.as_str());
                (&*manifest.path, Installed::new(names))
            });
        Self {
            manifests,
            kind,
            by_command,
            of_root: BTreeMap::new(),
            of_script: scripts.collect(),
        }
    }

    fn script_declares(&self, module: &Module, each: &Use) -> bool {
        let own = self.of_script.get(&*module.path);
        own.is_some_and(|installed| installed.provide(&each.name))
    }

    fn declare(&mut self, root: &'a str, each: &Use) -> bool {
        let manifests = self.manifests;
        // A file beside every project: nobody can say to which it belongs, so any of them may speak for it.
        let beside = root.is_empty() && !manifests.roots().any(str::is_empty);
        let others = manifests.roots().filter(|_| beside);
        let roots: Vec<&str> = ancestors(root).chain(others).collect();
        for &root in &roots {
            if !self.of_root.contains_key(root) {
                let project = project(manifests, root, self.kind);
                self.of_root.insert(root, project);
            }
        }
        let Some(own) = self.of_root.get(root) else {
            return true;
        };
        let unknown = distributions_of(&each.name).is_empty();
        let import = normalise(each.top_level()).replace('-', "");
        let like = |project: &Project| {
            unknown
                && (project.alike.contains(&import)
                    || words(each.top_level()).any(|word| project.words.contains(&word)))
        };
        if let Some((runtime, with_dev)) = &own.published {
            let installed = if each.in_function { with_dev } else { runtime };
            return own.opaque || installed.provide(&each.name) || like(own);
        }
        let declares = |project: &Project| {
            project.opaque || project.installed.provide(&each.name) || like(project)
        };
        self.by_command.provide(&each.name)
            || roots
                .into_iter()
                .filter_map(|root| self.of_root.get(root))
                .any(declares)
    }

    /// Whether a file only helps to develop a package that is published: nobody who installs it gets the file.
    fn helps(&self, root: &str, module: &Module, imported: bool) -> bool {
        let inside = module.path.strip_prefix(root).unwrap_or_default();
        let inside = inside.trim_start_matches('/');
        let top = inside.split('/').next();
        // A script beside the package, which people start.
        let beside = |project: &Project| {
            !inside.contains('/')
                && !imported
                && !module.facts.main_guards.is_empty()
                && !project.names.contains(&normalise(module.stem()))
        };
        self.of_root.get(root).is_some_and(|project| {
            project.published.is_some()
                && (top.is_some_and(|top| HELPERS.contains(&top)) || beside(project))
        })
    }
}

fn project(manifests: &Manifests, root: &str, kind: Kind) -> Project {
    let own = || {
        manifests
            .of_root(root)
            .filter(|manifest| manifest.root == root)
    };
    let names = |wanted: &dyn Fn(&Manifest, &Requirement) -> bool| {
        let chosen = manifests
            .declared_at(root)
            .filter(|(manifest, requirement)| wanted(manifest, requirement));
        let hosts = own().filter_map(|manifest| manifest.package.as_ref());
        let hosts = hosts.flat_map(|package| hosts_of(&package.entry_points));
        Installed::new(
            chosen
                .flat_map(|(_, requirement)| brought(requirement))
                .chain(hosts),
        )
    };
    // What a lock file names gets installed, whoever asked for it.
    let locked = manifests.locks(root).flat_map(Manifest::installed);
    let declared = manifests.declared_at(root).map(|(_, found)| found);
    let all: Vec<&Requirement> = declared.chain(locked).collect();
    let packages = || own().filter_map(|manifest| manifest.package.as_ref());
    let published = matches!(kind, Kind::Library | Kind::Cli)
        && packages().any(|package| package.has_build_metadata)
        && packages().all(|package| !package.dynamic);
    Project {
        opaque: own().any(|manifest| manifest.is_opaque(|path| manifests.get(path).is_some())),
        installed: Installed::new(all.iter().flat_map(|found| brought(found))),
        alike: all.iter().flat_map(|found| alike(&found.name)).collect(),
        words: all.iter().flat_map(|found| words(&found.name)).collect(),
        published: published.then(|| {
            (
                names(&|manifest, requirement| {
                    is_packaging(manifest) && !matches!(requirement.group, Group::Dev(_))
                }),
                names(&|manifest, _| is_packaging(manifest)),
            )
        }),
        names: packages()
            .flat_map(|package| std::iter::once(&package.name).chain(&package.console_scripts))
            .map(|name| normalise(name))
            .collect(),
    }
}

/// What loads the plugins of a package, and so is there: by the groups of its entry points.
fn hosts_of(groups: &[String]) -> impl Iterator<Item = &str> {
    let hosts = groups
        .iter()
        .filter_map(|group| HOSTS.iter().find(|(known, _)| group == known));
    hosts.map(|(_, host)| *host)
}

/// A requirement's name, and what its extras bring: most are called like what they bring (`celery[redis]`).
fn brought(requirement: &Requirement) -> impl Iterator<Item = &str> {
    let of_extra = |extra: &String| {
        EXTRAS
            .iter()
            .find(|(name, known, _)| *name == requirement.name && known == extra)
            .map_or(&[][..], |(_, _, names)| names)
    };
    let extras = requirement.extras.iter();
    let older = OLDER.iter().filter(|(name, until, _)| {
        *name == requirement.name && pinned(requirement).is_some_and(|version| version < *until)
    });
    std::iter::once(requirement.name.as_str())
        .chain(older.map(|(_, _, brought)| *brought))
        .chain(extras.clone().map(String::as_str))
        .chain(extras.flat_map(of_extra).copied())
}

/// Major and minor version, where a requirement names one exactly.
fn pinned(requirement: &Requirement) -> Option<(u32, u32)> {
    let version = requirement.specifier.trim().trim_start_matches(['=', ' ']);
    let mut parts = version.split('.').map(|part| part.parse::<u32>().ok());
    let found = (parts.next()??, parts.next().flatten().unwrap_or_default());
    matches!(requirement.pin, Pin::Exact).then_some(found)
}

/// What the import of a distribution may be called: its name without the first or last word, or without hyphens
/// (`readability` of `readability-lxml`). Only for imports that no table knows: nobody is accused for a gap of ours.
fn alike(distribution: &str) -> impl Iterator<Item = String> {
    let first = distribution.split_once('-');
    let last = distribution.rsplit_once('-');
    let parts = first.into_iter().chain(last);
    parts
        .flat_map(|(one, other)| [one, other])
        .chain([distribution])
        .map(|name| name.replace('-', ""))
}

/// The words of a name that tell it from others: `jwt` of `rest_framework_jwt` and of `drf-jwt`. Asked only of imports
/// that no table knows.
fn words(name: &str) -> impl Iterator<Item = String> {
    const COMMON: &[&str] = &[
        "api",
        "client",
        "core",
        "django",
        "fastapi",
        "flask",
        "framework",
        "lib",
        "python",
        "rest",
        "sdk",
        "utils",
    ];
    let words = name.split(['-', '_', '.']).map(str::to_ascii_lowercase);
    words
        .map(|word| {
            word.trim_end_matches(|letter: char| letter.is_ascii_digit())
                .to_owned()
        })
        .filter(|word| word.len() >= 3 && !COMMON.contains(&word.as_str()))
}

fn root<'a>(modules: &[Module], manifests: &'a Manifests, each: &Use) -> Option<&'a str> {
    Some(manifests.root_of(&modules.get(each.module)?.path))
}

/// Load tests, IPython extensions, the files of task runners; notebooks that install what they need.
fn needs_no_declaration(module: &Module, each: &Use) -> bool {
    let top_level = each.top_level();
    let defines = |name: &str| {
        let mut functions = module.facts.functions.iter();
        functions.any(|function| module.text(function.name) == name)
    };
    top_level == "locust"
        || top_level == "IPython" && (module.notebook || defines("load_ipython_extension"))
        || TOOL_FILES.contains(&(module.file_name(), top_level))
        || module.notebook
            && (top_level == "google" || module.source.text().contains("pip install"))
}

const fn is_packaging(manifest: &Manifest) -> bool {
    matches!(
        manifest.format,
        Format::Pyproject | Format::SetupCfg | Format::SetupPy
    )
}
