//! From the functions that a framework calls to the calls they reach.

use crate::hit::Place;
use foliolint_core::calls::{CallSite, FunctionRef};
use foliolint_core::python::Module;
use foliolint_core::python::facts::{Function, Usage, Value, ValueKind};
use foliolint_core::repo::Repo;
use foliolint_core::source::Span;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How many calls are followed (FLAGS.md, 8xx).
const STEPS: usize = 3;

/// Words of decorators that run a function somewhere else, or later.
const ELSEWHERE: [&str; 10] = [
    "async",
    "background",
    "defer",
    "delay",
    "executor",
    "fire_and_forget",
    "postpone",
    "spool",
    "thread",
    "enqueue",
];

/// A way from a start to a function.
#[derive(Clone, Debug)]
pub(crate) struct Way {
    /// Where it begins.
    pub(crate) start: FunctionRef,
    /// The calls on it.
    pub(crate) path: Vec<CallSite>,
}

impl Way {
    /// Whether it comes to a call of the function where it ends; it may go past by another branch.
    pub(crate) fn runs(&self, repo: &Repo, site: CallSite) -> bool {
        runs_after(repo, &self.path, site)
    }
}

fn runs_after(repo: &Repo, path: &[CallSite], site: CallSite) -> bool {
    let caller = path.last();
    caller.is_none_or(|&caller| !super::branch::skips(repo, caller, site))
}

/// The ways from `starts` to each of `wanted`, shortest first. A call is followed unless what it runs is lazy, runs
/// elsewhere or is refused by `follow`.
pub(crate) fn ways(
    repo: &Repo,
    deferred: &Deferred,
    starts: impl Iterator<Item = FunctionRef>,
    wanted: &BTreeSet<FunctionRef>,
    follow: impl Fn(CallSite, FunctionRef, &Function) -> bool,
) -> BTreeMap<FunctionRef, Vec<Way>> {
    let mut found: BTreeMap<FunctionRef, Vec<Way>> = BTreeMap::new();
    if wanted.is_empty() {
        return found;
    }
    let near = near(repo, wanted);
    let followed = |path: &[CallSite], site: CallSite| {
        let target = repo.calls.target(site);
        let called = target.and_then(|target| Some((target, target.of(&repo.modules)?)));
        called.is_some_and(|(target, (module, function))| {
            near.contains(&target)
                && !function.is_generator
                && !deferred.holds(repo, site)
                && !runs_elsewhere(module, function)
                && follow(site, target, function)
                && runs_after(repo, path, site)
        })
    };
    for start in starts.filter(|start| near.contains(start)) {
        for reached in repo.calls.reach_along(start, STEPS, followed) {
            if wanted.contains(&reached.function) {
                let path = reached.path;
                let ways = found.entry(reached.function).or_default();
                ways.push(Way { start, path });
            }
        }
    }
    for ways in found.values_mut() {
        ways.sort_by_key(|way| way.path.len());
    }
    found
}

/// The functions from which one of `wanted` can be reached, and these: most starts lead nowhere.
fn near(repo: &Repo, wanted: &BTreeSet<FunctionRef>) -> BTreeSet<FunctionRef> {
    let mut near = wanted.clone();
    let mut open: Vec<FunctionRef> = wanted.iter().copied().collect();
    for _ in 0..STEPS {
        let sites = open
            .iter()
            .flat_map(|&function| repo.calls.callers(function));
        let callers = sites.filter_map(|site| {
            let module = repo.modules.get(site.module)?;
            let call = module.facts.calls.get(site.call as usize)?;
            Some(FunctionRef {
                module: site.module,
                function: call.scope.function?,
            })
        });
        open = callers.filter(|&caller| near.insert(caller)).collect();
    }
    near
}

/// The functions that some of `starts` may reach, and these: where else a call stands, it need not be looked at.
pub(crate) fn reachable(
    repo: &Repo,
    starts: impl Iterator<Item = FunctionRef>,
) -> BTreeSet<FunctionRef> {
    let mut reachable: BTreeSet<FunctionRef> = starts.collect();
    let mut open: Vec<FunctionRef> = reachable.iter().copied().collect();
    for _ in 0..STEPS {
        let called = open.iter().flat_map(|&function| {
            let module = function.module;
            let sites = repo.calls.inside(function).iter();
            sites.filter_map(move |&call| repo.calls.target(CallSite { module, call }))
        });
        open = called.filter(|&target| reachable.insert(target)).collect();
    }
    reachable
}

/// Whether what is called runs there and then: a coroutine that is handed on runs on its own.
pub(crate) fn runs_here(repo: &Repo, site: CallSite, function: &Function) -> bool {
    let module = repo.modules.get(site.module);
    let call = module.and_then(|module| module.facts.calls.get(site.call as usize));
    !function.is_async || call.is_some_and(|call| call.usage == Usage::Awaited)
}

/// Whether a decorator hands the function's work to a thread, a pool or a queue.
pub(crate) fn runs_elsewhere(module: &Module, function: &Function) -> bool {
    let mut decorators = module.decorators(function.decorators).iter().take(32);
    decorators.any(|decorator| {
        let name = module.text(decorator.name).to_ascii_lowercase();
        ELSEWHERE.iter().any(|word| name.contains(word))
    })
}

/// The calls of each module that stand in a lambda: they run when it does, wherever that is.
#[derive(Debug, Default)]
pub(crate) struct Deferred {
    lambdas: BTreeMap<usize, Vec<Span>>,
}

impl Deferred {
    pub(crate) fn of(repo: &Repo) -> Self {
        let mut lambdas = BTreeMap::new();
        for (at, module) in repo.modules.iter().enumerate() {
            let facts = &module.facts;
            let arguments = facts.arguments.iter().map(|argument| argument.value);
            let assigned = facts.assignments.iter().filter_map(|each| each.value);
            let is_lambda = |value: &Value| value.kind == ValueKind::Lambda;
            let found = arguments.chain(assigned).filter(is_lambda);
            let mut spans: Vec<Span> = found.map(|value| value.span).collect();
            if spans.is_empty() {
                continue;
            }
            spans.sort();
            // Of nested ones the outer one says it all.
            let mut outer: Vec<Span> = Vec::new();
            for span in spans {
                if outer.last().is_none_or(|last| last.end <= span.start) {
                    outer.push(span);
                }
            }
            lambdas.insert(at, outer);
        }
        Self { lambdas }
    }

    /// Whether a call stands in a lambda.
    pub(crate) fn holds(&self, repo: &Repo, site: CallSite) -> bool {
        let call = repo.modules.get(site.module);
        let call = call.and_then(|module| module.facts.calls.get(site.call as usize));
        let (Some(call), Some(spans)) = (call, self.lambdas.get(&site.module)) else {
            return false;
        };
        let after = spans.partition_point(|span| span.start <= call.span.start);
        after
            .checked_sub(1)
            .and_then(|at| spans.get(at))
            .is_some_and(|span| span.end >= call.span.end)
    }
}

/// A function's name with its class: `Checkout.post`.
pub(crate) fn shown(repo: &Repo, function: FunctionRef) -> String {
    let Some((module, facts)) = function.of(&repo.modules) else {
        return "?".to_owned();
    };
    let class = module.class(facts.scope.class.filter(|_| facts.is_method));
    let class = class.map_or(String::new(), |class| {
        format!("{}.", module.text(class.name))
    });
    format!("{class}{}", module.text(facts.name))
}

/// The places on a way: where it begins and the calls that lead on.
pub(crate) fn related(repo: &Repo, way: &Way, what: &str) -> Vec<(Place, String)> {
    let start = way.start.of(&repo.modules).map(|(module, function)| {
        let place = place(&module.path, function.name);
        (place, format!("{what} `{}`", shown(repo, way.start)))
    });
    let calls = way.path.iter().filter_map(|&site| {
        let module = repo.modules.get(site.module)?;
        let call = module.facts.calls.get(site.call as usize)?;
        let target = repo.calls.target(site)?;
        let said = format!("calls `{}`", shown(repo, target));
        Some((place(&module.path, call.callee), said))
    });
    start.into_iter().chain(calls).collect()
}

/// A span of a file.
pub(crate) fn place(path: &Arc<str>, span: Span) -> Place {
    Place {
        path: Arc::clone(path),
        span: Some(span),
    }
}

/// ` (and 2 more)`: how many others reach the same place.
pub(crate) fn and_more(others: usize) -> String {
    match others {
        0 => String::new(),
        others => format!(" (and {others} more)"),
    }
}

/// A piece of code on one short line.
pub(crate) fn code(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join("");
    if line.chars().count() > 60 {
        let end: String = line.chars().take(59).collect();
        format!("{end}…")
    } else {
        line
    }
}
