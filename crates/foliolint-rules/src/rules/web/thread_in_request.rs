//! Flags threads and processes that are started while a request is answered.
//!
//! ## Why it is a red flag
//!
//! Nobody watches such a thread: when the server restarts, its work is lost, when it fails, nobody hears of it, and a
//! hundred visitors start a hundred of them. It is a task queue without the queue.
//!
//! ## What is not flagged
//!
//! Threads that start with the program, in commands and scripts, in tasks of a queue, and what a framework runs in its
//! own pool (`run_in_threadpool`, `asyncio.to_thread`, `BackgroundTasks`).
//!
//! ## What to do instead
//!
//! Give the work to a queue (Celery, RQ, Dramatiq), or to the framework's background tasks where losing it does no harm.

use crate::hit::{Confidence, Hit, Severity};
use crate::outside::path::{self, Deferred};
use crate::rule::{Area, Check, Judgement, Question, Rule, judge};
use foliolint_core::calls::{CallSite, FunctionRef};
use foliolint_core::python::facts::{Call, Function};
use foliolint_core::python::{Module, Role};
use foliolint_core::repo::Repo;
use std::collections::{BTreeMap, BTreeSet};

pub(crate) static RULE: Rule = Rule {
    code: "FOL805",
    name: "thread-in-request",
    area: Area::Web,
    summary: "a thread or process started while a visitor waits",
    help: "give the work to a task queue",
    severity: Severity::Warning,
    questions: &[Question {
        ask: "This view starts a thread. What happens to its work when the server restarts, and who learns that it failed?",
        strong: "that it is lost and nobody does; a queue that stores the work, retries it and limits how much runs at once",
    }],
    needs_everything: false,
    check: Check::Repo(check),
    judge,
    source: include_str!("thread_in_request.rs"),
};

fn check(repo: &Repo) -> Vec<Hit> {
    let views: Vec<FunctionRef> = repo
        .entries
        .with(Role::View)
        .map(|(view, _)| view)
        .collect();
    if views.is_empty() {
        return Vec::new();
    }
    let deferred = Deferred::of(repo);
    let mut started: BTreeMap<FunctionRef, Vec<(CallSite, Started)>> = BTreeMap::new();
    for function in path::reachable(repo, views.iter().copied()) {
        let own = repo.modules.get(function.module);
        let Some(module) = own.filter(|module| module.is_production() && !module.notebook) else {
            continue;
        };
        for &id in repo.calls.inside(function) {
            let Some(call) = module.facts.calls.get(id as usize) else {
                continue;
            };
            let site = CallSite {
                module: function.module,
                call: id,
            };
            if let Some(what) = starts(repo, site, module, call) {
                started.entry(function).or_default().push((site, what));
            }
        }
    }
    let wanted: BTreeSet<FunctionRef> = started.keys().copied().collect();
    let not_queued = |site, target, function: &Function| {
        !is_task(repo, target) && path::runs_here(repo, site, function)
    };
    let ways = path::ways(repo, &deferred, views.into_iter(), &wanted, not_queued);
    let mut hits = Vec::new();
    for (function, sites) in &started {
        let Some(ways) = ways.get(function) else {
            continue;
        };
        for &(site, what) in sites {
            let mut runs = ways.iter().filter(|way| way.runs(repo, site));
            let Some(way) = runs.next() else {
                continue;
            };
            let Some(module) = repo.modules.get(site.module) else {
                continue;
            };
            let Some(call) = module.facts.calls.get(site.call as usize) else {
                continue;
            };
            let more = path::and_more(runs.count());
            let message = format!(
                "the view `{}`{more} starts {} of its own",
                path::shown(repo, way.start),
                what.article()
            );
            let confidence = match what {
                Started::Pool => Confidence::Medium,
                Started::Thread | Started::Process => Confidence::High,
            };
            hits.push(Hit {
                related: path::related(repo, way, "the view"),
                ..Hit::at(&module.path, call.span, Severity::Warning, message)
                    .confidence(confidence)
            });
        }
    }
    hits
}

fn judge(repo: &Repo, hits: &[Hit]) -> Judgement {
    if hits.is_empty() && repo.entries.with(Role::View).next().is_none() {
        return Judgement::not_applicable("no view of a web framework was found");
    }
    judge::any(repo, hits)
}

fn is_task(repo: &Repo, function: FunctionRef) -> bool {
    repo.entries
        .of(function)
        .is_some_and(|entry| entry.role == Role::Task)
}

/// What a call starts beside the request.
#[derive(Clone, Copy)]
enum Started {
    Thread,
    Process,
    Pool,
}

impl Started {
    const fn article(self) -> &'static str {
        match self {
            Self::Thread => "a thread",
            Self::Process => "a process",
            Self::Pool => "a pool of threads or processes",
        }
    }

    fn of(name: &str) -> Option<Self> {
        match name {
            "threading.Thread" | "threading.Timer" => Some(Self::Thread),
            "multiprocessing.Process" | "multiprocessing.context.Process" => Some(Self::Process),
            "multiprocessing.Pool"
            | "multiprocessing.pool.Pool"
            | "multiprocessing.pool.ThreadPool"
            | "multiprocessing.dummy.Pool"
            | "concurrent.futures.ThreadPoolExecutor"
            | "concurrent.futures.ProcessPoolExecutor"
            | "concurrent.futures.thread.ThreadPoolExecutor"
            | "concurrent.futures.process.ProcessPoolExecutor" => Some(Self::Pool),
            _ => None,
        }
    }
}

fn starts(repo: &Repo, site: CallSite, module: &Module, call: &Call) -> Option<Started> {
    let name = module.callee(call);
    if let Some(found) = Started::of(name) {
        return Some(found);
    }
    // A thread of the repository's own: `class Sender(Thread)`.
    let last = Module::last_segment(module.text(call.callee));
    if !last.starts_with(|letter: char| letter.is_uppercase()) {
        return None;
    }
    let modules = &repo.modules;
    let class = repo
        .calls
        .class_named(modules, site.module, call.callee, &call.scope)?;
    let all = std::iter::once(class).chain(repo.calls.bases(modules, class));
    let mut bases = all.filter_map(|(at, class)| {
        let module = modules.get(at)?;
        Some(module.bases(module.class(Some(class))?))
    });
    bases.find_map(|bases| bases.iter().find_map(|base| Started::of(base)))
}
