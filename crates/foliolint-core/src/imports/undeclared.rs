//! What production code imports and no manifest of its project declares (FOL302).

use super::{Imports, Use, distributions_of, satisfies};
use crate::manifest::{Format, Group, Manifest, Manifests, Requirement, normalise};
use crate::python::Module;
use crate::repo::Kind;
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Files that a tool runs which people install for themselves, by name; and that tool's import.
const TOOL_FILES: &[(&str, &str)] = &[
    ("dodo.py", "doit"),
    ("fabfile.py", "fabric"),
    ("noxfile.py", "nox"),
    ("tasks.py", "invoke"),
];

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
    let mut found: BTreeMap<(&str, String), Undeclared> = BTreeMap::new();
    let mut known: BTreeMap<(&str, &str, bool), bool> = BTreeMap::new();
    for each in &imports.third_party {
        let (Some(module), Some(root)) = (modules.get(each.module), root(modules, manifests, each))
        else {
            continue;
        };
        if !module.is_production()
            || guarded.contains(&(root, each.top_level()))
            || needs_no_declaration(module, each)
        {
            continue;
        }
        let declared = *known
            .entry((root, &each.name, each.in_function))
            .or_insert_with(|| is_declared(manifests, root, each, kind));
        if declared || script_declares(manifests, module, each) {
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

fn is_declared(manifests: &Manifests, root: &str, each: &Use, kind: Kind) -> bool {
    if is_opaque(manifests, root) {
        return true;
    }
    let published = matches!(kind, Kind::Library | Kind::Cli) && is_packaged(manifests, root);
    let mut counting = manifests
        .declared(root)
        .chain(by_command(manifests))
        .filter(|(manifest, requirement)| {
            !published
                || is_packaging(manifest)
                    && (each.in_function || !matches!(requirement.group, Group::Dev(_)))
        });
    counting.any(|(_, requirement)| satisfies(&requirement.name, &each.name))
}

/// What Dockerfiles, CI and READMEs install by name serves the whole repository.
fn by_command(manifests: &Manifests) -> impl Iterator<Item = (&Manifest, &Requirement)> {
    let lists = manifests.all().iter();
    lists
        .filter(|manifest| manifest.format == Format::CommandLine)
        .flat_map(|manifest| {
            manifest
                .requirements
                .iter()
                .map(move |each| (manifest, each))
        })
}

/// The header of the script itself.
fn script_declares(manifests: &Manifests, module: &Module, each: &Use) -> bool {
    let own = manifests
        .get(&module.path)
        .filter(|manifest| manifest.format == Format::InlineScript);
    own.is_some_and(|manifest| {
        let mut requirements = manifest.requirements.iter();
        requirements.any(|requirement| satisfies(&requirement.name, &each.name))
    })
}

const fn is_packaging(manifest: &Manifest) -> bool {
    matches!(
        manifest.format,
        Format::Pyproject | Format::SetupCfg | Format::SetupPy
    )
}

/// Whether the project at `root` is built as a package that says itself what it needs.
fn is_packaged(manifests: &Manifests, root: &str) -> bool {
    let packages = || {
        manifests
            .packages()
            .filter(|(manifest, _)| manifest.root == root)
    };
    packages().any(|(_, package)| package.has_build_metadata)
        && packages().all(|(_, package)| !package.dynamic)
}

/// Whether some manifest of the project declares in a way that can't be read: a computed list without a file to
/// read it from, or a file that does not parse. What it declares nobody can say.
fn is_opaque(manifests: &Manifests, root: &str) -> bool {
    use crate::manifest::ProblemKind::DoesNotParse;
    manifests.of_root(root).any(|manifest| {
        let computed = manifest
            .package
            .as_ref()
            .is_some_and(|package| package.dynamic)
            && !manifest
                .includes
                .iter()
                .any(|path| manifests.get(path).is_some());
        let broken = manifest
            .problems
            .iter()
            .any(|problem| problem.kind == DoesNotParse);
        computed || broken
    })
}
