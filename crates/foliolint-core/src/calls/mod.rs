//! Which function of the repository a call calls, and what a function reaches within a few steps.
//!
//! A call is followed where its name leads to one function: through imports between the repository's own modules,
//! re-exports and star imports, to functions, constructors, and methods of a class by name (its bases included).
//! What depends on a value that only a run shows is not followed, but to a method whose long name is the only one of
//! its kind.

mod lookup;
mod meaning;
mod values;

pub use meaning::Meaning;

use crate::imports::Imports;
use crate::python::Module;
use crate::python::facts::{Function, Id, Scope};
use crate::source::Span;
use lookup::Definitions;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// One function of the repository.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FunctionRef {
    /// Its module: an index into [`crate::repo::Repo::modules`].
    pub module: usize,
    /// The function: an index into [`crate::python::Facts::functions`].
    pub function: Id,
}

/// One call in the code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct CallSite {
    /// The module it stands in.
    pub module: usize,
    /// The call: an index into [`crate::python::Facts::calls`].
    pub call: Id,
}

/// A function that another one reaches.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reached {
    /// The function.
    pub function: FunctionRef,
    /// The calls that lead to it, the first one in the function where the search began; empty for that function.
    pub path: Vec<CallSite>,
}

/// How many functions are listed for one start; a view that reaches more says nothing clear.
const REACH: usize = 400;

/// The calls between the functions of a repository. Calls in test code are not followed.
#[derive(Debug, Default)]
pub struct Calls {
    definitions: Definitions,
    /// For each module, the called function by call.
    targets: Vec<BTreeMap<Id, FunctionRef>>,
    /// For each module, the calls that stand in each function, by function; of a nested function not the outer one's.
    inside: Vec<BTreeMap<Id, Vec<Id>>>,
    callers: BTreeMap<FunctionRef, Vec<CallSite>>,
}

impl Calls {
    /// Resolves the calls of production code.
    #[must_use]
    pub fn new(modules: &[Module], imports: &Imports) -> Self {
        let definitions = Definitions::new(modules, imports);
        let targets: Vec<BTreeMap<Id, FunctionRef>> = modules
            .par_iter()
            .enumerate()
            .map(|(at, module)| targets(&definitions, modules, at, module))
            .collect();
        let inside = modules.par_iter().map(inside).collect();
        let mut callers: BTreeMap<FunctionRef, Vec<CallSite>> = BTreeMap::new();
        for (module, calls) in targets.iter().enumerate() {
            for (&call, &target) in calls {
                let site = CallSite { module, call };
                callers.entry(target).or_default().push(site);
            }
        }
        Self {
            definitions,
            targets,
            inside,
            callers,
        }
    }

    /// The function of the repository that a call runs: a function, a method, or a class's `__init__`.
    #[must_use]
    pub fn target(&self, site: CallSite) -> Option<FunctionRef> {
        self.targets.get(site.module)?.get(&site.call).copied()
    }

    /// The calls that run a function, in the order of the modules.
    #[must_use]
    pub fn callers(&self, function: FunctionRef) -> &[CallSite] {
        self.callers.get(&function).map_or(&[], Vec::as_slice)
    }

    /// The calls that stand directly in a function, in the order of the source; those of functions nested in it are
    /// left out, for they run when and where these are called.
    #[must_use]
    pub fn inside(&self, function: FunctionRef) -> &[Id] {
        self.inside
            .get(function.module)
            .and_then(|functions| functions.get(&function.function))
            .map_or(&[], Vec::as_slice)
    }

    /// The function that a dotted expression names as seen from `scope`: `views.index` of `path("", views.index)`,
    /// `work` of `Thread(target=work)`.
    #[must_use]
    pub fn named(
        &self,
        modules: &[Module],
        module: usize,
        dotted: Span,
        scope: &Scope,
    ) -> Option<FunctionRef> {
        let name = modules.get(module)?.resolve(dotted, scope);
        self.definitions.function(modules, module, &name, scope)
    }

    /// The class of the repository that a dotted expression names as seen from `scope`: its module and its index
    /// into [`crate::python::Facts::classes`].
    #[must_use]
    pub fn class_named(
        &self,
        modules: &[Module],
        module: usize,
        dotted: Span,
        scope: &Scope,
    ) -> Option<(usize, Id)> {
        let name = modules.get(module)?.resolve(dotted, scope);
        self.definitions.class(modules, module, &name)
    }

    /// What a call calls, by the name it has where it comes from: `redis.Redis().get` of `cache.get` after
    /// `from config import cache`, `sqlalchemy.orm.Session().query` of `db.query` where a parameter says `db: Session`.
    #[must_use]
    pub fn meaning(&self, modules: &[Module], site: CallSite) -> Option<Meaning> {
        let module = modules.get(site.module)?;
        let call = module.facts.calls.get(site.call as usize)?;
        let name = module.callee(call);
        Some(
            self.definitions
                .meaning(modules, site.module, name, &call.scope),
        )
    }

    /// The same of a dotted expression as seen from `scope`.
    #[must_use]
    pub fn meaning_of(
        &self,
        modules: &[Module],
        module: usize,
        dotted: Span,
        scope: &Scope,
    ) -> Option<Meaning> {
        let name = modules.get(module)?.resolve(dotted, scope);
        Some(self.definitions.meaning(modules, module, &name, scope))
    }

    /// The base classes of a class that stand in the repository, nearest first, their own bases included.
    #[must_use]
    pub fn bases(&self, modules: &[Module], class: (usize, Id)) -> Vec<(usize, Id)> {
        self.definitions.ancestors(modules, class)
    }

    /// What a function reaches by up to `steps` calls, itself first, each function once, by its shortest path.
    /// `follow` says whether a call is one to follow.
    #[must_use]
    pub fn reach(
        &self,
        start: FunctionRef,
        steps: usize,
        follow: impl Fn(CallSite) -> bool,
    ) -> Vec<Reached> {
        self.reach_along(start, steps, |_, site| follow(site))
    }

    /// What a function reaches by up to `steps` calls, itself first, each function once, by its shortest path.
    /// `follow` says whether a call is one to follow, and is told the calls that lead to it.
    #[must_use]
    pub fn reach_along(
        &self,
        start: FunctionRef,
        steps: usize,
        follow: impl Fn(&[CallSite], CallSite) -> bool,
    ) -> Vec<Reached> {
        let mut seen = BTreeSet::from([start]);
        let mut reached = vec![Reached {
            function: start,
            path: Vec::new(),
        }];
        let mut at = 0;
        while let Some(Reached { function, path }) = reached.get(at).cloned() {
            at += 1;
            if path.len() >= steps {
                continue;
            }
            for &call in self.inside(function) {
                let site = CallSite {
                    module: function.module,
                    call,
                };
                let Some(target) = self.target(site).filter(|_| follow(&path, site)) else {
                    continue;
                };
                if reached.len() < REACH && seen.insert(target) {
                    let path = path.iter().copied().chain([site]).collect();
                    reached.push(Reached {
                        function: target,
                        path,
                    });
                }
            }
        }
        reached
    }
}

impl FunctionRef {
    /// The function's module and facts.
    #[must_use]
    pub fn of(self, modules: &[Module]) -> Option<(&Module, &Function)> {
        let module = modules.get(self.module)?;
        Some((module, module.facts.functions.get(self.function as usize)?))
    }
}

fn targets(
    definitions: &Definitions,
    modules: &[Module],
    at: usize,
    module: &Module,
) -> BTreeMap<Id, FunctionRef> {
    if module.is_test() {
        return BTreeMap::new();
    }
    let calls = (0..).zip(&module.facts.calls);
    calls
        .filter_map(|(id, call)| {
            let name = module.callee(call);
            let target = definitions.function(modules, at, name, &call.scope)?;
            Some((id, target))
        })
        .collect()
}

fn inside(module: &Module) -> BTreeMap<Id, Vec<Id>> {
    let mut inside: BTreeMap<Id, Vec<Id>> = BTreeMap::new();
    for (id, call) in (0..).zip(&module.facts.calls) {
        if let Some(function) = call.scope.function {
            inside.entry(function).or_default().push(id);
        }
    }
    inside
}

#[cfg(test)]
mod tests;
