//! Flags calls inside `async def` that make the whole event loop wait.
//!
//! ## Why it is a red flag
//!
//! Asynchronous code serves everybody with one thread, as long as nobody holds it up. One call that waits in the
//! old way, for a database, another server or a pause, stops every other visitor until it is done: the code is slower
//! than if it had not been asynchronous at all.
//!
//! ## What is not flagged
//!
//! What is awaited; asynchronous drivers and clients (`AsyncSession`, `redis.asyncio`, `motor`, `httpx.AsyncClient`);
//! what is handed to a thread (`asyncio.to_thread`, `run_in_executor`, `sync_to_async`), functions nested for that
//! purpose, FastAPI's plain `def` endpoints (they run in threads), what runs once while the program starts or stops, and
//! the branch for where there are no threads (`if self.executor is None`).
//!
//! ## What to do instead
//!
//! Use the asynchronous version of the library, hand the call to a thread, or write a plain `def` endpoint.

use crate::hit::{Confidence, Hit, Severity};
use crate::outside::blocking::{Blocking, Blocks};
use crate::outside::branch;
use crate::outside::path::{self, Deferred};
use crate::rule::{Area, Check, Judgement, Question, Rule, judge};
use foliolint_core::calls::{CallSite, FunctionRef};
use foliolint_core::python::facts::Function;
use foliolint_core::python::{Module, Role};
use foliolint_core::repo::Repo;
use std::collections::{BTreeMap, BTreeSet};

pub(crate) static RULE: Rule = Rule {
    code: "FOL802",
    name: "blocking-call-in-async",
    area: Area::Web,
    summary: "a call in asynchronous code that makes everybody wait",
    help: "use the asynchronous version, or hand the call to a thread",
    severity: Severity::Error,
    questions: &[Question {
        ask: "What happens to the other requests while this line waits?",
        strong: "that they all wait, for one thread runs the event loop; the asynchronous driver, a thread, or a plain `def` endpoint",
    }],
    needs_everything: false,
    check: Check::Repo(check),
    judge,
    source: include_str!("blocking_call_in_async.rs"),
};

/// Functions that run once, before anybody is served or after.
const ONCE: [&str; 12] = [
    "lifespan",
    "on_shutdown",
    "on_startup",
    "post_init",
    "setup_hook",
    "shutdown",
    "shutdown_event",
    "startup",
    "startup_event",
    "startup_handler",
    "init_db",
    "create_tables",
];

fn check(repo: &Repo) -> Vec<Hit> {
    let starts: Vec<FunctionRef> = asynchronous(repo).collect();
    if starts.is_empty() {
        return Vec::new();
    }
    let deferred = Deferred::of(repo);
    let blocks = Blocks::of(repo);
    let started = started(repo);
    let mut waiting: BTreeMap<FunctionRef, BTreeMap<Blocking, Vec<CallSite>>> = BTreeMap::new();
    for function in path::reachable(repo, starts.iter().copied()) {
        let own = repo.modules.get(function.module);
        let Some(module) = own.filter(|module| module.is_production() && !module.notebook) else {
            continue;
        };
        let once = started.contains(&function);
        for &id in repo.calls.inside(function) {
            let Some(call) = module.facts.calls.get(id as usize) else {
                continue;
            };
            // What a program does once as it starts holds nobody up; what it repeats does.
            if once && call.scope.in_loop.is_none() {
                continue;
            }
            let site = CallSite {
                module: function.module,
                call: id,
            };
            let found = blocks
                .call(site, call)
                .filter(|_| !deferred.holds(repo, site) && !branch::without_threads(repo, site));
            if let Some(what) = found {
                let kinds = waiting.entry(function).or_default();
                kinds.entry(what).or_default().push(site);
            }
        }
    }
    let wanted: BTreeSet<FunctionRef> = waiting.keys().copied().collect();
    let starts = starts
        .into_iter()
        .filter(|start| !started.contains(start) || wanted.contains(start));
    let follow =
        |site, _, function: &Function| !function.is_async && !branch::without_threads(repo, site);
    let ways = path::ways(repo, &deferred, starts, &wanted, follow);
    let mut hits = Vec::new();
    for (function, kinds) in &waiting {
        let Some(ways) = ways.get(function) else {
            continue;
        };
        // A start runs what it calls once, too.
        let ways = ways
            .iter()
            .filter(|way| way.path.is_empty() || !started.contains(&way.start));
        for (what, sites) in kinds {
            let mut runs = ways.clone().filter_map(|way| {
                let sites = sites.iter().copied();
                let run: Vec<CallSite> = sites.filter(|&site| way.runs(repo, site)).collect();
                (!run.is_empty()).then_some((way, run))
            });
            if let Some((way, run)) = runs.next() {
                let more = path::and_more(runs.count());
                hits.extend(hit(repo, way, *what, &run, &more));
            }
        }
    }
    hits
}

fn hit(
    repo: &Repo,
    way: &path::Way,
    what: Blocking,
    sites: &[CallSite],
    more: &str,
) -> Option<Hit> {
    let site = sites.first()?;
    let module = repo.modules.get(site.module)?;
    let call = module.facts.calls.get(site.call as usize)?;
    let times = match sites.len() {
        1 => String::new(),
        times => format!(", {times} times"),
    };
    let message = format!(
        "the async function `{}`{more} makes everybody wait for {}{times}: `{}`",
        path::shown(repo, way.start),
        what.what(),
        path::code(module.text(call.callee)),
    );
    let confidence = if way.path.is_empty() {
        Confidence::High
    } else {
        Confidence::Medium
    };
    Some(Hit {
        help: Some(what.help().to_owned()),
        related: path::related(repo, way, "the async function"),
        ..Hit::at(&module.path, call.callee, Severity::Error, message).confidence(confidence)
    })
}

fn judge(repo: &Repo, hits: &[Hit]) -> Judgement {
    if hits.is_empty() && asynchronous(repo).next().is_none() {
        return Judgement::not_applicable("no asynchronous code");
    }
    judge::any(repo, hits)
}

/// The asynchronous functions of production code.
fn asynchronous(repo: &Repo) -> impl Iterator<Item = FunctionRef> {
    let all = repo.modules.iter().enumerate();
    let own = all.filter(|(_, module)| module.is_production() && !module.notebook);
    own.flat_map(|(at, module)| {
        let functions = (0..).zip(&module.facts.functions);
        let found = functions.filter(|(_, function)| function.is_async);
        found.map(move |(function, _)| FunctionRef {
            module: at,
            function,
        })
    })
}

/// The asynchronous functions that run once, as a program starts or stops: `main` of `asyncio.run(main())`, handlers
/// of start and stop.
fn started(repo: &Repo) -> BTreeSet<FunctionRef> {
    let mut found: BTreeSet<FunctionRef> = asynchronous(repo)
        .filter(|function| {
            function
                .of(&repo.modules)
                .is_some_and(|(module, function)| is_once(module, function))
        })
        .collect();
    // A worker that runs one task runs nothing else beside it.
    found.extend(asynchronous(repo).filter(|function| {
        let facts = function.of(&repo.modules);
        let outer = facts.and_then(|(_, facts)| facts.scope.function);
        outer.is_some_and(|outer| {
            let outer = FunctionRef {
                module: function.module,
                function: outer,
            };
            let entry = repo.entries.of(outer);
            entry.is_some_and(|entry| entry.role == Role::Task)
        })
    }));
    for (at, module) in repo.modules.iter().enumerate() {
        for call in &module.facts.calls {
            let callee = module.callee(call);
            let runs = matches!(callee, "asyncio.run" | "anyio.run" | "uvloop.run")
                || Module::last_segment(callee) == "run_until_complete";
            let Some(value) = module.positional(call, 0).filter(|_| runs) else {
                continue;
            };
            let target = match module.facts.call_at(value.span) {
                Some(call) => repo.calls.target(CallSite { module: at, call }),
                None => repo.calls.named(&repo.modules, at, value.span, &call.scope),
            };
            found.extend(target);
        }
    }
    found
}

fn is_once(module: &Module, function: &Function) -> bool {
    let mut decorators = module.decorators(function.decorators).iter().take(32);
    ONCE.contains(&module.text(function.name))
        || decorators.any(|decorator| {
            let text = module.text(decorator.span);
            text.contains("on_event") || text.contains("startup") || text.contains("shutdown")
        })
}
