//! Settings that are for developing alone: a class or module named so, beside one for production.

use super::names;
use crate::python::facts::Scope;
use crate::python::{Id, Module};
use std::collections::BTreeSet;

const DEVELOPING: &[&str] = &["dev", "develop", "development", "local", "debug"];
const TESTING: &[&str] = &["test", "testing"];
const PRODUCTION: &[&str] = &["prod", "production", "live"];

fn has(name: &str, table: &[&str]) -> bool {
    names::words(name)
        .iter()
        .any(|word| table.contains(&&**word))
}

fn class_name(module: &Module, class: Option<Id>) -> &str {
    module
        .class(class)
        .map_or("", |class| module.text(class.name))
}

/// The folders that hold a module named for production.
pub(super) fn production_folders(modules: &[Module]) -> BTreeSet<&str> {
    let own = modules.iter().filter(|module| module.is_production());
    own.filter(|module| has(module.stem(), PRODUCTION))
        .map(Module::folder)
        .collect()
}

/// What of one module is for developing.
pub(super) struct Development {
    /// The module's own name says so.
    module: bool,
    /// A module for production stands beside it.
    module_beside: bool,
    /// A class for production is in it.
    class_beside: bool,
}

impl Development {
    /// Reads the names of a module and its classes.
    pub(super) fn read(module: &Module, production_folders: &BTreeSet<&str>) -> Self {
        let mut classes = module.facts.classes.iter();
        Self {
            module: has(module.stem(), DEVELOPING),
            module_beside: production_folders.contains(module.folder()),
            class_beside: classes.any(|class| has(module.text(class.name), PRODUCTION)),
        }
    }

    /// Whether names say that what stands in `scope` is for developing.
    pub(super) fn says_so(&self, module: &Module, scope: &Scope) -> bool {
        self.module || has(class_name(module, scope.class), DEVELOPING)
    }

    /// Whether it is for developing or testing, and settings for production stand beside it.
    pub(super) fn is_beside_production(&self, module: &Module, scope: &Scope) -> bool {
        let class = class_name(module, scope.class);
        (self.module && self.module_beside)
            || (self.class_beside && (has(class, DEVELOPING) || has(class, TESTING)))
    }

    /// Whether it is in a class of test settings.
    pub(super) fn is_test_class(module: &Module, scope: &Scope) -> bool {
        has(class_name(module, scope.class), TESTING)
    }
}
