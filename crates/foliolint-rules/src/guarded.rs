//! Which functions of a file only its main guard reaches.

use foliolint_core::python::facts::{Class, Function, Id, Scope, ValueKind};
use foliolint_core::python::{Module, Role};
use std::collections::{BTreeMap, BTreeSet};

/// The functions of a file that its main guard reaches and nothing else does.
pub(crate) fn reached_from_guard(module: &Module, outside: &BTreeSet<&str>) -> BTreeSet<Id> {
    let facts = &module.facts;
    // Who calls whom, by plain name, method name, or class name (a class stands for its constructor).
    let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, function) in facts.functions.iter().enumerate() {
        let name = module.text(function.name);
        by_name.entry(name).or_default().push(at);
        let class = class_of(module, function).map(|class| module.text(class.name));
        if let Some(class) = class.filter(|class| is_constructor(name) && *class != name) {
            by_name.entry(class).or_default().push(at);
        }
    }
    let mut callers: Vec<Callers> = vec![Callers::default(); facts.functions.len()];
    let mut named: BTreeSet<(&str, Caller)> = BTreeSet::new();
    for call in &facts.calls {
        let caller = Caller::of(&call.scope);
        named.insert((Module::last_segment(module.text(call.callee)), caller));
        // A function handed on (`Thread(target=work)`, `map(work, rows)`) counts as called there.
        for argument in module.arguments(call) {
            let handed = matches!(argument.value.kind, ValueKind::Name | ValueKind::Attribute);
            if handed {
                named.insert((
                    Module::last_segment(module.text(argument.value.span)),
                    caller,
                ));
            }
        }
    }
    // Methods of one name are all called by each of its callers: as many steps as pairs, so their number is bounded.
    let pairs = named.iter().flat_map(|&(name, caller)| {
        let called = by_name.get(name).map_or(&[][..], Vec::as_slice);
        called.iter().map(move |&at| (at, caller))
    });
    for (steps, (at, caller)) in pairs.enumerate() {
        if steps > PAIRS {
            return BTreeSet::new();
        }
        if let Some(callers) = callers.get_mut(at) {
            callers.note(caller);
        }
    }
    for (callers, function) in callers.iter_mut().zip(&facts.functions) {
        callers.open |= outside.contains(module.text(function.name))
            || class_of(module, function)
                .is_some_and(|class| outside.contains(module.text(class.name)))
            || module
                .role(function)
                .is_some_and(|role| role != Role::Command);
        // A nested function runs where it stands.
        if let (false, Some(around)) = (function.is_method, function.scope.function) {
            callers.functions.push(around);
        }
    }
    settle(&callers)
}

/// How many calls of functions are followed in one file; real files have some thousands.
const PAIRS: usize = 500_000;

/// Where a call stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Caller {
    Guard,
    Module,
    Function(Id),
}

impl Caller {
    fn of(scope: &Scope) -> Self {
        match scope.function {
            _ if scope.main_guarded => Self::Guard,
            Some(function) => Self::Function(function),
            None => Self::Module,
        }
    }
}

/// Who calls one function.
#[derive(Clone, Default)]
struct Callers {
    /// The main guard does.
    guard: bool,
    /// Something outside of the guard's reach does.
    open: bool,
    functions: Vec<Id>,
}

impl Callers {
    fn note(&mut self, caller: Caller) {
        match caller {
            Caller::Guard => self.guard = true,
            Caller::Module => self.open = true,
            Caller::Function(function) => self.functions.push(function),
        }
    }
}

/// Those that the guard calls, or that only such functions call.
fn settle(callers: &[Callers]) -> BTreeSet<Id> {
    // How many other functions that are not known to be reached call each, and whom each calls.
    let mut missing: Vec<usize> = vec![0; callers.len()];
    let mut called: Vec<Vec<usize>> = vec![Vec::new(); callers.len()];
    for (at, callers) in callers.iter().enumerate() {
        for &caller in callers
            .functions
            .iter()
            .filter(|&&caller| caller as usize != at)
        {
            if let (Some(called), Some(missing)) =
                (called.get_mut(caller as usize), missing.get_mut(at))
            {
                called.push(at);
                *missing += 1;
            }
        }
    }
    let mut reached = BTreeSet::new();
    let mut next: Vec<usize> = (0..callers.len())
        .filter(|&at| callers.get(at).is_some_and(|each| each.guard && !each.open))
        .collect();
    while let Some(at) = next.pop() {
        let Some(id) = Id::try_from(at).ok().filter(|id| reached.insert(*id)) else {
            continue;
        };
        for &to in called.get(id as usize).into_iter().flatten() {
            if let Some(missing) = missing.get_mut(to) {
                *missing = missing.saturating_sub(1);
                if *missing == 0 && callers.get(to).is_some_and(|each| !each.open) {
                    next.push(to);
                }
            }
        }
    }
    reached
}

/// The class of a method.
fn class_of<'a>(module: &'a Module, function: &Function) -> Option<&'a Class> {
    module
        .class(function.scope.class)
        .filter(|_| function.is_method)
}

fn is_constructor(name: &str) -> bool {
    matches!(
        name,
        "__init__" | "__call__" | "__enter__" | "__post_init__"
    )
}
