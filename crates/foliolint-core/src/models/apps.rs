//! Django's apps: which folder an app is, which the settings install, what hides its migrations.

use crate::file::{File, FileKind, TextInput, Zone};
use crate::inventory::Inventory;
use crate::python::Module;
use crate::python::facts::Facts;
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Apps that settings may install; real ones install fewer than 200.
const INSTALLED: usize = 1_000;

/// An ignore rule that hides migrations.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Hidden {
    /// The ignore file.
    pub path: Arc<str>,
    /// The rule's line.
    pub span: Span,
}

/// What tells a repository's Django apps.
#[derive(Clone, Debug, Default)]
pub struct Apps {
    /// What `INSTALLED_APPS` and lists named `…_APPS` name, sorted: `blog`, `shop.apps.ShopConfig`.
    pub installed: BTreeSet<String>,
    /// Ignore rules that hide migrations, sorted.
    pub hiding: Vec<Hidden>,
    /// The paths of installed packages, by their last part.
    packages: BTreeMap<String, Vec<String>>,
    /// Folders that hold `apps.py` or `migrations/`.
    marked: BTreeSet<String>,
    /// Folders that hold `models.py` or `models/`.
    modelled: BTreeSet<String>,
}

impl Apps {
    /// Reads what the settings install and where apps stand.
    pub(super) fn new(modules: &[Module], inventory: &Inventory, texts: &[TextInput<'_>]) -> Self {
        let mut apps = Self::default();
        for file in inventory
            .files
            .iter()
            .filter(|file| file.kind == FileKind::Python)
        {
            apps.mark(file);
        }
        for module in modules.iter().filter(|module| !module.is_test()) {
            apps.install(module);
        }
        for text in texts
            .iter()
            .filter(|text| text.name() == ".gitignore" && text.is_own())
        {
            apps.hide(text);
        }
        apps.hiding.sort();
        for name in &apps.installed {
            let path = package_path(name);
            let last = path.rsplit('/').next().unwrap_or_default().to_owned();
            apps.packages.entry(last).or_default().push(path);
        }
        apps
    }

    fn mark(&mut self, file: &File) {
        if matches!(file.zone, Zone::Vendored | Zone::Virtualenv) {
            return;
        }
        let (folder, name) = (file.folder(), file.name());
        let (above, last) = folder.rsplit_once('/').unwrap_or(("", folder));
        if name == "apps.py" {
            self.marked.insert(folder.to_owned());
        }
        if last == "migrations" {
            self.marked.insert(above.to_owned());
        }
        if name == "models.py" {
            self.modelled.insert(folder.to_owned());
        }
        if last == "models" {
            self.modelled.insert(above.to_owned());
        }
    }

    fn install(&mut self, module: &Module) {
        let lists = module.facts.assignments.iter().filter(|assignment| {
            assignment.scope.function.is_none()
                && module.text(assignment.target.span).ends_with("_APPS")
        });
        for list in lists {
            let strings = Facts::within(&module.facts.strings, list.span, |string| string.span);
            for string in strings {
                if self.installed.len() < INSTALLED {
                    self.installed.insert(module.string_text(string));
                }
            }
        }
    }

    fn hide(&mut self, text: &TextInput<'_>) {
        let mut start = 0;
        for line in text.source.text().split_inclusive('\n') {
            let end = start + line.trim_end().len();
            let rule = line.trim();
            let hides = !rule.starts_with(['#', '!'])
                && rule.split('/').any(|part| {
                    matches!(
                        part,
                        "migrations" | "*migrations" | "migrations*" | "*migrations*"
                    )
                });
            // `migrations/__init__.py` and `migrations/__pycache__` hide no migration.
            if hides && !rule.contains("__") && !rule.ends_with(".pyc") {
                self.hiding.push(Hidden {
                    path: Arc::clone(text.path),
                    span: Span::new(start, end),
                });
            }
            start += line.len();
        }
    }

    /// The folder of the app that a module belongs to: the nearest one above that settings install, that says it is an
    /// app, or that holds models; else the module's own.
    #[must_use]
    pub fn folder<'a>(&self, module: &'a Module) -> &'a str {
        let folders = || {
            std::iter::successors(Some(module.folder()), |path| {
                (!path.is_empty()).then(|| path.rsplit_once('/').map_or("", |(above, _)| above))
            })
        };
        folders()
            .find(|folder| self.is_installed(folder))
            .or_else(|| folders().find(|folder| self.marked.contains(*folder)))
            .or_else(|| folders().find(|folder| self.modelled.contains(*folder)))
            .unwrap_or_else(|| module.folder())
    }

    /// Whether settings install the app in that folder.
    #[must_use]
    pub fn is_installed(&self, folder: &str) -> bool {
        let last = folder.rsplit('/').next().unwrap_or(folder);
        let path = format!("/{folder}");
        let packages = self.packages.get(last);
        packages.is_some_and(|all| all.iter().any(|package| path.ends_with(package)))
    }
}

/// The path of an installed app's package, with a `/` before it: `/shop/cart` of `shop.cart.apps.CartConfig`.
fn package_path(installed: &str) -> String {
    let package = installed.split(".apps.").next().unwrap_or(installed);
    let package = package.strip_suffix(".apps").unwrap_or(package);
    format!("/{}", package.replace('.', "/"))
}
