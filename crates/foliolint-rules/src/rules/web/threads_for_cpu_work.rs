//! Flags pools of threads whose work is computing in plain Python.
//!
//! ## Why it is a red flag
//!
//! In the usual Python only one thread computes at a time. Threads help a program that waits, for a network or a disk; a
//! program that computes gets no faster, only harder to follow. Who knows that takes processes, or a library that
//! computes outside of Python.
//!
//! ## What is not flagged
//!
//! - Work that reads, writes, waits, locks or calls any library: only loops over plain Python arithmetic count.
//! - A pool of one thread, and a single thread: these keep a window or a server answering while it computes.
//! - `run_in_executor` and `to_thread`, for the same reason.
//! - Pools of processes; tests. In notebooks it is shown only when asked for.
//!
//! ## What to do instead
//!
//! `ProcessPoolExecutor` has the same methods; numpy computes whole arrays outside of Python.

use crate::hit::{Confidence, Hit, Severity};
use crate::rule::{Area, Check, Judgement, Question, Rule, judge};
use foliolint_core::python::Module;
use foliolint_core::python::facts::{Call, Facts, Function, Id, Scope, Value};
use foliolint_core::repo::Repo;
use std::collections::{BTreeMap, BTreeSet};

pub(crate) static RULE: Rule = Rule {
    code: "FOL809",
    name: "threads-for-cpu-work",
    area: Area::Web,
    summary: "threads that only compute",
    help: "use processes for computing, or a library that computes outside of Python",
    severity: Severity::Advice,
    questions: &[Question {
        ask: "How much faster is this with eight threads than with one, and why?",
        strong: "not at all: the interpreter's lock lets one thread compute at a time; threads for waiting, processes or numpy for computing",
    }],
    needs_everything: false,
    check: Check::Module(check),
    judge: judgement,
    source: include_str!("threads_for_cpu_work.rs"),
};

/// How many functions are followed one after another.
const STEPS: u32 = 3;

/// How many calls that give threads work are looked at in one file.
const WORK: usize = 100;

/// The pools, by their resolved names.
const POOLS: [&str; 5] = [
    "concurrent.futures.ThreadPoolExecutor",
    "concurrent.futures.thread.ThreadPoolExecutor",
    "multiprocessing.pool.ThreadPool",
    "multiprocessing.dummy.Pool",
    "multiprocessing.dummy.ThreadPool",
];

/// The methods of pools that take the work as their first argument.
const GIVES_WORK: [&str; 10] = [
    "submit",
    "map",
    "apply",
    "apply_async",
    "map_async",
    "imap",
    "imap_unordered",
    "starmap",
    "starmap_async",
    "map_unordered",
];

/// Builtins that compute and touch nothing else.
const BUILTINS: [&str; 32] = [
    "abs",
    "all",
    "any",
    "bin",
    "bool",
    "chr",
    "dict",
    "divmod",
    "enumerate",
    "filter",
    "float",
    "frozenset",
    "hex",
    "int",
    "isinstance",
    "len",
    "list",
    "map",
    "max",
    "min",
    "ord",
    "pow",
    "range",
    "reversed",
    "round",
    "set",
    "sorted",
    "str",
    "sum",
    "tuple",
    "zip",
    "ValueError",
];

/// Modules of the standard library whose functions compute in Python.
const COMPUTING: [&str; 8] = [
    "math.",
    "cmath.",
    "random.",
    "itertools.",
    "functools.reduce",
    "fractions.",
    "decimal.",
    "statistics.",
];

/// Methods of lists, sets, dictionaries and texts.
const METHODS: [&str; 18] = [
    "add", "append", "copy", "count", "extend", "get", "index", "insert", "isdigit", "items",
    "join", "keys", "lower", "pop", "remove", "reverse", "update", "values",
];

fn check(module: &Module, _repo: &Repo) -> Vec<Hit> {
    if !module.is_production() {
        return Vec::new();
    }
    let given: Vec<(&Call, Value)> = module
        .facts
        .calls
        .iter()
        .filter_map(|call| Some((call, work(module, call)?)))
        .take(WORK)
        .collect();
    if given.is_empty() || is_single(module) {
        return Vec::new();
    }
    let functions = functions(module);
    let computing = given.into_iter().filter_map(|(call, work)| {
        let function = named(module, &functions, module.text(work.span), &call.scope)?;
        computes(module, &functions, function).then_some((call, function))
    });
    computing
        .map(|(call, function)| {
            let message = format!(
                "threads run `{}`, which only computes: they take turns and gain nothing",
                module.text(function.name)
            );
            let hit = Hit::at(&module.path, call.span, Severity::Advice, message);
            hit.confidence(if module.notebook {
                Confidence::Low
            } else {
                Confidence::Medium
            })
        })
        .collect()
}

fn judgement(repo: &Repo, hits: &[Hit]) -> Judgement {
    let pools = || {
        repo.production().any(|module| {
            let mut calls = module.facts.calls.iter();
            calls.any(|call| work(module, call).is_some())
        })
    };
    if hits.is_empty() && !pools() {
        return Judgement::not_applicable("it uses no pool of threads");
    }
    judge::any(repo, hits)
}

/// What a call gives a pool of several threads to do; also a thread that is started once for each round of a loop.
fn work(module: &Module, call: &Call) -> Option<Value> {
    let callee = module.callee(call);
    if callee == "threading.Thread" {
        return module
            .keyword(call, "target")
            .filter(|_| call.scope.in_loop.is_some());
    }
    let (pool, method) = callee.rsplit_once("().")?;
    if !POOLS.contains(&pool) || !GIVES_WORK.contains(&method) {
        return None;
    }
    module.positional(call, 0)
}

/// Whether some pool of the file has one thread: which pool is which is not followed.
fn is_single(module: &Module) -> bool {
    let mut calls = module.facts.calls.iter();
    calls.any(|call| {
        POOLS.contains(&module.callee(call))
            && module
                .keyword(call, "max_workers")
                .or_else(|| module.positional(call, 0))
                .is_some_and(|workers| module.text(workers.span) == "1")
    })
}

/// The functions of a file by name; of several with one name the last, as in Python.
fn functions(module: &Module) -> BTreeMap<&str, (Id, &Function)> {
    let all = (0..).zip(&module.facts.functions);
    all.map(|(id, function)| (module.text(function.name), (id, function)))
        .collect()
}

/// The function of this file that a name means.
fn named<'a>(
    module: &'a Module,
    functions: &BTreeMap<&str, (Id, &'a Function)>,
    name: &str,
    scope: &Scope,
) -> Option<&'a Function> {
    let own = name.strip_prefix("self.");
    let &(_, function) = functions.get(own.unwrap_or(name))?;
    let fits = if own.is_some() {
        function.is_method && function.scope.class == scope.class
    } else {
        !function.is_method && !module.is_builtin(name, scope)
    };
    fits.then_some(function)
}

/// Whether a function loops over arithmetic and calls nothing but what computes.
fn computes(
    module: &Module,
    functions: &BTreeMap<&str, (Id, &Function)>,
    start: &Function,
) -> bool {
    let (mut open, mut loops, mut arithmetic) = (vec![(start, 0)], false, false);
    let mut seen = BTreeSet::new();
    while let Some((function, steps)) = open.pop() {
        if !seen.insert(function.span) {
            continue;
        }
        let with = module
            .text(function.body)
            .lines()
            .any(|line| line.trim_start().starts_with("with "));
        if function.is_async || function.is_generator || with || steps > STEPS {
            return false;
        }
        loops |= Facts::within(&module.facts.loops, function.body, |each| each.span)
            .next()
            .is_some();
        arithmetic |= Facts::within(&module.facts.operations, function.body, |each| each.span)
            .next()
            .is_some()
            || Facts::within(&module.facts.assignments, function.body, |each| each.span)
                .any(|each| each.augmented);
        for call in Facts::within(&module.facts.calls, function.body, |call| call.span) {
            let text = module.text(call.callee);
            if is_plain(module, call) {
                continue;
            }
            match named(module, functions, text, &call.scope) {
                Some(next) => open.push((next, steps + 1)),
                None => return false,
            }
        }
    }
    loops && arithmetic
}

/// Whether a call computes in Python and touches nothing else.
fn is_plain(module: &Module, call: &Call) -> bool {
    let (callee, text) = (module.callee(call), module.text(call.callee));
    if BUILTINS.contains(&text) {
        return module.is_builtin(text, &call.scope);
    }
    if COMPUTING.iter().any(|start| callee.starts_with(start)) {
        return true;
    }
    // A method of a list, a text or a parameter; `get` without a key is that of a queue, which waits.
    let made = callee
        .split_once("().")
        .is_some_and(|(builtin, _)| BUILTINS.contains(&builtin));
    text.rsplit_once('.').is_some_and(|(object, method)| {
        METHODS.contains(&method)
            && !object.contains(['.', '('])
            && (made || callee == text || callee.starts_with("str."))
            && (method != "get" || module.positional(call, 0).is_some())
    })
}
