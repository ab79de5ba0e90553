//! How the text of an SQL statement came about: written down, or put together from values.

mod executed;
mod index;
mod inserted;
mod names;
mod pieces;
mod query;
mod slots;
mod variable;

pub(crate) use executed::executed;
use foliolint_core::python::Module;
use foliolint_core::python::facts::{Call, Function, Id, Scope, Value};
use foliolint_core::repo::Repo;
use foliolint_core::source::Span;
use index::Index;
pub(crate) use names::{fetches_catalogue, names_catalogue};
use slots::Slot;
pub(crate) use slots::takes_name;
use std::cell::{Cell, OnceCell};
use std::collections::BTreeMap;

/// How many names, calls and helpers are followed one after another.
const DEPTH: u32 = 8;

/// How many expressions are looked at for one statement; real ones need some dozens.
const STEPS: u32 = 2_000;

/// How many expressions are looked at in one repository.
const ALL_STEPS: u32 = 400_000;

/// How many callers of a function are asked what they pass.
const CALLERS: usize = 64;

/// Where what is inserted into a statement comes from; the later, the worse.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Origin {
    /// Written down on the spot, or quoted by the database's library.
    Written,
    /// A number, a date or the like, made where it is inserted.
    Number,
    /// One of the names that the code itself writes down.
    Fixed,
    /// Hardly a stranger's: a typed number, the program's own field.
    Doubtful,
    /// Anything that the code's callers choose.
    Outside,
    /// That, in a value's place; or what a request, a form or a person at the terminal gives.
    Pasted,
}

/// A statement's text as it was put together.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    /// The worst of what was inserted.
    pub(crate) origin: Origin,
    /// How that was inserted, in words: `an f-string`.
    pub(crate) how: &'static str,
    /// The expression that was inserted, where it is short.
    pub(crate) culprit: Option<String>,
    /// Whether the text looks like SQL.
    pub(crate) is_sql: bool,
    /// The function of the repository that put it together, where another one did.
    pub(crate) helper: bool,
    /// Where it was put together: module and span.
    pub(crate) built: Option<(usize, Span)>,
}

impl Made {
    const fn nothing() -> Self {
        Self {
            origin: Origin::Written,
            how: "",
            culprit: None,
            is_sql: false,
            helper: false,
            built: None,
        }
    }

    /// Both texts together.
    fn and(self, other: Self) -> Self {
        let is_sql = self.is_sql || other.is_sql;
        let worse = if other.origin > self.origin {
            other
        } else {
            self
        };
        Self { is_sql, ..worse }
    }
}

/// Where an expression stands, and how many steps led there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At {
    /// The module's index.
    module: usize,
    scope: Scope,
    depth: u32,
    /// The place in the statement that is being filled.
    slot: Slot,
}

impl At {
    pub(crate) const fn new(module: usize, scope: Scope) -> Self {
        Self {
            module,
            scope,
            depth: 0,
            slot: Slot::Unknown,
        }
    }

    /// The same place one step further.
    const fn deeper(self) -> Self {
        Self {
            depth: self.depth + 1,
            ..self
        }
    }

    /// The same, for another place of the statement.
    const fn in_slot(self, slot: Slot) -> Self {
        Self { slot, ..self }
    }

    const fn of(self, scope: Scope) -> Self {
        Self {
            scope,
            depth: self.depth + 1,
            ..self
        }
    }
}

/// Facts of several modules by name: the module's index, and the fact's.
type Named<'a> = BTreeMap<&'a str, Vec<(usize, Id)>>;

/// The texts of one repository.
pub(crate) struct Texts<'a> {
    repo: &'a Repo,
    indexes: Vec<OnceCell<Index<'a>>>,
    /// Calls by the last segment of what they call: module and call.
    callers: OnceCell<Named<'a>>,
    /// Functions by name: module and function.
    functions: OnceCell<Named<'a>>,
    steps: Cell<u32>,
    all_steps: Cell<u32>,
}

impl<'a> Texts<'a> {
    /// Looks at a repository; nothing is read before it is asked for.
    pub(crate) fn of(repo: &'a Repo) -> Self {
        Self {
            repo,
            indexes: repo.modules.iter().map(|_| OnceCell::new()).collect(),
            callers: OnceCell::new(),
            functions: OnceCell::new(),
            steps: Cell::new(0),
            all_steps: Cell::new(0),
        }
    }

    /// How the text that a call is given came about.
    pub(crate) fn statement(&self, value: Value, at: At) -> Made {
        self.all_steps.set(self.all_steps.get() + self.steps.get());
        self.steps.set(0);
        if self.all_steps.get() > ALL_STEPS {
            return Made::nothing();
        }
        self.query(value, at)
    }

    fn module(&self, at: At) -> Option<&'a Module> {
        self.repo.modules.get(at.module)
    }

    fn index(&self, at: At) -> Option<&Index<'a>> {
        let module = self.repo.modules.get(at.module)?;
        Some(
            self.indexes
                .get(at.module)?
                .get_or_init(|| Index::of(module)),
        )
    }

    /// The calls of production code whose last segment is `name`.
    pub(crate) fn callers(&self, name: &str) -> &[(usize, Id)] {
        let all = self.callers.get_or_init(|| {
            self.named(|module| {
                let calls = (0..).zip(&module.facts.calls);
                let named = |call: &Call| Module::last_segment(module.text(call.callee));
                calls.map(|(id, call)| (named(call), id)).collect()
            })
        });
        all.get(name).map_or(&[], Vec::as_slice)
    }

    /// The one function of production code with that name.
    fn only_function(&self, name: &str) -> Option<(usize, Id)> {
        let all = self.functions.get_or_init(|| {
            self.named(|module| {
                let functions = (0..).zip(&module.facts.functions);
                let named = |function: &Function| module.text(function.name);
                functions
                    .map(|(id, function)| (named(function), id))
                    .collect()
            })
        });
        match all.get(name).map(Vec::as_slice) {
            Some(&[only]) => Some(only),
            _ => None,
        }
    }

    fn named(&self, of: impl Fn(&'a Module) -> Vec<(&'a str, Id)>) -> Named<'a> {
        let mut all = Named::new();
        for (at, module) in self.repo.modules.iter().enumerate() {
            if module.is_production() {
                for (name, id) in of(module) {
                    all.entry(name).or_default().push((at, id));
                }
            }
        }
        all
    }

    /// Counts a step; whether another one may be taken.
    fn may_go_on(&self, at: At) -> bool {
        let steps = self.steps.get() + 1;
        self.steps.set(steps);
        at.depth < DEPTH && steps < STEPS
    }
}
