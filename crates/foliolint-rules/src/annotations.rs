//! How much of production code carries type annotations (FOL601), and where.

use foliolint_core::file::FileKind;
use foliolint_core::python::Module;
use foliolint_core::python::facts::Function;
use foliolint_core::repo::Repo;
use std::collections::{BTreeMap, BTreeSet};

/// How much of production code is annotated.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Coverage {
    /// Functions with anything to annotate.
    pub functions: usize,
    /// Parameters and return values that can be annotated, and those that are.
    pub total: Share,
    /// The same by folder, sorted; the top is the empty path.
    pub folders: BTreeMap<String, Share>,
}

/// What can be annotated, and what is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Share {
    /// Parameters and return values that can be annotated.
    pub slots: usize,
    /// Those that are.
    pub annotated: usize,
}

impl Share {
    /// The annotated share, 0 to 1; none where nothing can be annotated.
    pub(crate) fn ratio(self) -> Option<f64> {
        let number = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
        (self.slots > 0).then(|| number(self.annotated) / number(self.slots))
    }

    const fn add(&mut self, other: Self) {
        self.slots += other.slots;
        self.annotated += other.annotated;
    }
}

/// Paths of a repository's stub files, without their ending.
pub(crate) struct Stubs<'a>(BTreeSet<&'a str>);

impl Stubs<'_> {
    /// Whether a stub file stands beside a module.
    pub(crate) fn cover(&self, module: &Module) -> bool {
        let path = module.path.strip_suffix(".py");
        path.is_some_and(|path| self.0.contains(path))
    }
}

/// The stub files of a repository.
pub(crate) fn stubs(repo: &Repo) -> Stubs<'_> {
    let files = repo.inventory.files.iter();
    let stubs = files.filter(|file| file.kind == FileKind::Stub);
    let paths = stubs.filter_map(|file| file.path.strip_suffix(".pyi"));
    Stubs(paths.collect())
}

/// Measures the annotations of production code, notebooks left out.
pub(crate) fn coverage(repo: &Repo) -> Coverage {
    let stubs = stubs(repo);
    let mut coverage = Coverage::default();
    for module in repo.production() {
        let stubbed = stubs.cover(module);
        for function in &module.facts.functions {
            let mut share = share(module, function);
            if share.slots == 0 {
                continue;
            }
            if stubbed {
                share.annotated = share.slots;
            }
            coverage.functions += 1;
            coverage.total.add(share);
            coverage
                .folders
                .entry(module.folder().to_owned())
                .or_default()
                .add(share);
        }
    }
    coverage
}

/// What of one function can be annotated, and what is.
pub(crate) fn share(module: &Module, function: &Function) -> Share {
    if is_admin_method(module, function) {
        return Share::default();
    }
    let decorators = module.decorators(function.decorators);
    let is_static = decorators
        .iter()
        .any(|one| module.text(one.name) == "staticmethod");
    let parameters = module.parameters(function);
    // Plain functions are bound, too: tasks with `bind=True`, functions that are put into a class.
    let named = parameters
        .first()
        .is_some_and(|first| matches!(module.text(first.name), "self" | "cls"));
    let bound = usize::from(named || (function.is_method && !is_static));
    let plain = parameters
        .iter()
        .enumerate()
        .filter(|(at, parameter)| *at >= bound && parameter.stars == 0)
        .map(|(_, parameter)| parameter)
        .filter(|parameter| {
            parameter.annotation.is_some() || !is_request(module, module.text(parameter.name))
        });
    let returns = module.text(function.name) != "__init__";
    let mut share = Share::default();
    for parameter in plain {
        share.slots += 1;
        share.annotated += usize::from(parameter.annotation.is_some());
    }
    share.slots += usize::from(returns);
    share.annotated += usize::from(returns && function.returns.is_some());
    if function.type_comment {
        share.annotated = share.slots;
    }
    share
}

/// The `request` that Django hands to views.
fn is_request(module: &Module, parameter: &str) -> bool {
    parameter == "request" && imports(module, &["django", "rest_framework", "ninja"])
}

/// Methods of Django's admin classes, whose signatures are given.
fn is_admin_method(module: &Module, function: &Function) -> bool {
    const ADMIN: [&str; 5] = [
        "ModelAdmin",
        "TabularInline",
        "StackedInline",
        "InlineModelAdmin",
        "AdminSite",
    ];
    function.is_method
        && module.class(function.scope.class).is_some_and(|class| {
            let bases = module.bases(class);
            bases.iter().any(|base| {
                let last = Module::last_segment(base);
                ADMIN.contains(&last) || last.ends_with("ModelAdmin")
            })
        })
}

/// Whether a module imports one of these packages.
fn imports(module: &Module, packages: &[&str]) -> bool {
    packages.iter().any(|package| module.imports(package))
}
