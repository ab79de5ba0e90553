//! Configuration classes and modules of a Flask project: which of them leave debug mode on.

use super::{DEBUG, Debug, after, assignments};
use foliolint_core::python::Module;
use foliolint_core::repo::Repo;
use std::collections::BTreeMap;

/// Classes that are looked at to answer one question, base classes and namesakes included; more say nothing.
const STEPS: usize = 64;

/// The classes of production code, and what each itself makes of `DEBUG`.
pub(super) struct Classes<'a> {
    repo: &'a Repo,
    by_name: BTreeMap<&'a str, Vec<(&'a Module, u32)>>,
    own: BTreeMap<(&'a str, u32), Debug>,
}

impl<'a> Classes<'a> {
    pub(super) fn of(repo: &'a Repo) -> Self {
        let mut classes = Self {
            repo,
            by_name: BTreeMap::new(),
            own: BTreeMap::new(),
        };
        for module in repo.production() {
            for (at, class) in (0..).zip(&module.facts.classes) {
                let namesakes = classes.by_name.entry(module.text(class.name)).or_default();
                namesakes.push((module, at));
            }
            classes.read(module);
        }
        classes
    }

    fn read(&mut self, module: &'a Module) {
        for assignment in &module.facts.assignments {
            if let Some(class) = assignment.scope.class
                && assignment.scope.function.is_none()
                && assignment.value.is_some()
                && module.text(assignment.target.span) == "DEBUG"
            {
                let state = self.own.entry((&module.path, class));
                let state = state.or_insert(Debug::Undefined);
                *state = after(module, *state, assignment, DEBUG);
            }
        }
        // A property works it out when it is asked for.
        for function in &module.facts.functions {
            if let Some(class) = function.scope.class
                && function.is_method
                && module.text(function.name) == "DEBUG"
            {
                self.own.insert((&module.path, class), Debug::Off);
            }
        }
    }

    /// Whether each class of that name has debug mode on, by itself or through a base class.
    pub(super) fn is_on(&self, name: &str) -> bool {
        matches!(self.named(name, &mut { STEPS }), Debug::On(..))
    }

    /// Whether what a dotted string names, module or class, has debug mode on.
    pub(super) fn is_on_by_path(&self, name: &str) -> bool {
        let file = format!("{}.py", name.replace('.', "/"));
        let end = format!("/{file}");
        let is_module = self.repo.production().any(|module| {
            (*module.path == *file || module.path.ends_with(&end)) && module_is_on(module)
        });
        is_module || self.is_on(Module::last_segment(name))
    }

    /// What all classes of that name agree on.
    fn named(&self, name: &str, steps: &mut usize) -> Debug {
        let is_on = |state| matches!(state, Debug::On(..));
        let mut agreed = None;
        for (module, at) in self.by_name.get(name).into_iter().flatten() {
            let state = self.class(module, *at, steps);
            match agreed {
                Some(first) if is_on(first) != is_on(state) => return Debug::Off,
                _ => agreed = Some(state),
            }
        }
        agreed.unwrap_or(Debug::Undefined)
    }

    /// What one class says, or else the first of its base classes that says anything.
    fn class(&self, module: &Module, at: u32, steps: &mut usize) -> Debug {
        if *steps == 0 {
            return Debug::Off;
        }
        *steps -= 1;
        if let Some(&own) = self.own.get(&(&*module.path, at))
            && own != Debug::Undefined
        {
            return own;
        }
        let bases = module.class(Some(at)).map(|class| module.bases(class));
        bases
            .into_iter()
            .flatten()
            .map(|base| self.base(module, &base, steps))
            .find(|&state| state != Debug::Undefined)
            .unwrap_or(Debug::Undefined)
    }

    /// What a base class says; one of the same file goes before its namesakes elsewhere.
    fn base(&self, module: &Module, base: &str, steps: &mut usize) -> Debug {
        let namesakes = self.by_name.get(base);
        let near = namesakes.and_then(|all| {
            all.iter()
                .take(STEPS)
                .find(|(other, _)| other.path == module.path)
        });
        match near {
            Some((module, at)) => self.class(module, *at, steps),
            None => self.named(Module::last_segment(base), steps),
        }
    }
}

/// Whether a module, loaded as a configuration file, leaves debug mode on.
pub(super) fn module_is_on(module: &Module) -> bool {
    let mut state = Debug::Undefined;
    for assignment in assignments(module, None, DEBUG) {
        state = after(module, state, assignment, DEBUG);
    }
    matches!(state, Debug::On(..))
}
