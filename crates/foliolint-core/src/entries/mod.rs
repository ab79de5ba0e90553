//! Functions that a framework calls: views, tasks, receivers; found by decorator, base class and registration.
//!
//! Stricter than [`Module::role`], which looks at one file and takes a hint for granted: here a framework must be
//! seen, so that what is said of "a view" is said of one. What only a person or a bot starts is not listed.

mod queue;
mod web;

use crate::calls::{Calls, FunctionRef};
use crate::imports::Imports;
use crate::python::facts::{Call, Id, Value, ValueKind};
use crate::python::{Module, Role};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Why a framework calls a function.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Entry {
    /// [`Role::View`], [`Role::Task`] or [`Role::Receiver`].
    pub role: Role,
    /// The framework's name for people.
    pub framework: &'static str,
}

/// The functions of a repository that frameworks call. Test code is left out.
#[derive(Debug, Default)]
pub struct Entries {
    of: BTreeMap<FunctionRef, Entry>,
}

impl Entries {
    /// Finds them.
    #[must_use]
    pub fn new(modules: &[Module], imports: &Imports, calls: &Calls) -> Self {
        let mut entries = Self::default();
        let all = modules.iter().enumerate();
        let own = all.filter(|(_, module)| module.is_production() && !module.notebook);
        for (at, module) in own {
            let file = File {
                modules,
                imports,
                calls,
                at,
                module,
            };
            for (id, function) in (0..).zip(&module.facts.functions) {
                let found = queue::task(&file, function)
                    .or_else(|| web::receiver(&file, function))
                    .or_else(|| web::view(&file, function));
                entries.add(file.function(id), found);
            }
            for (id, class) in (0..).zip(&module.facts.classes) {
                let Some(entry) = file.class_entry(id, class) else {
                    continue;
                };
                let methods = (0..)
                    .zip(&module.facts.functions)
                    .filter(|(_, function)| function.is_method && function.scope.class == Some(id));
                for (method, function) in methods {
                    if web::is_called(module.text(function.name)) {
                        entries.add(file.function(method), Some(entry));
                    }
                }
            }
            for call in &module.facts.calls {
                let registered =
                    queue::queued(&file, call).or_else(|| web::registered(&file, call));
                if let Some((function, entry)) = registered {
                    entries.add(function, Some(entry));
                }
                for (function, entry) in queue::queued_by_name(&file, call) {
                    entries.add(function, Some(entry));
                }
            }
        }
        entries
    }

    fn add(&mut self, function: FunctionRef, entry: Option<Entry>) {
        if let Some(entry) = entry {
            // What a decorator says of a function is closer to it than where it is registered.
            self.of.entry(function).or_insert(entry);
        }
    }

    /// What a framework calls a function for.
    #[must_use]
    pub fn of(&self, function: FunctionRef) -> Option<Entry> {
        self.of.get(&function).copied()
    }

    /// All of one role, in the order of the modules.
    pub fn with(&self, role: Role) -> impl Iterator<Item = (FunctionRef, Entry)> {
        let all = self.of.iter().map(|(&function, &entry)| (function, entry));
        all.filter(move |(_, entry)| entry.role == role)
    }
}

/// One file among the others.
struct File<'a> {
    modules: &'a [Module],
    imports: &'a Imports,
    calls: &'a Calls,
    at: usize,
    module: &'a Module,
}

impl<'a> File<'a> {
    const fn function(&self, function: Id) -> FunctionRef {
        FunctionRef {
            module: self.at,
            function,
        }
    }

    /// Whether the file imports one of these installed packages itself.
    fn uses(&self, names: &[&str]) -> bool {
        let mut uses = self.imports.third_party_of(self.at);
        uses.any(|each| names.contains(&each.top_level()))
    }

    /// The function that a value names: `views.index`, or `Index.as_view()`'s class is left to its bases.
    fn named(&self, value: Option<Value>, call: &Call) -> Option<FunctionRef> {
        let value =
            value.filter(|value| matches!(value.kind, ValueKind::Name | ValueKind::Attribute))?;
        self.calls
            .named(self.modules, self.at, value.span, &call.scope)
    }

    /// The bases of a class, resolved, those of its bases within the repository included.
    fn bases(&self, id: Id) -> Vec<(usize, Cow<'a, str>)> {
        let ancestors = self.calls.bases(self.modules, (self.at, id));
        std::iter::once((self.at, id))
            .chain(ancestors)
            .filter_map(|(at, id)| {
                let module = self.modules.get(at)?;
                let bases = module.bases(module.class(Some(id))?);
                Some(bases.into_iter().map(move |base| (at, base)))
            })
            .flatten()
            .collect()
    }

    fn class_entry(&self, id: Id, class: &crate::python::facts::Class) -> Option<Entry> {
        if class.bases.start == class.bases.end {
            return None;
        }
        let bases = self.bases(id);
        let mut names = bases.iter().map(|(_, base)| &**base);
        names.find_map(|base| queue::task_base(base).or_else(|| web::view_base(base)))
    }
}

#[cfg(test)]
mod tests;
