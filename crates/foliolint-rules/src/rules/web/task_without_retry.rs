//! Flags background tasks that talk to the outside and give up at the first failure.
//!
//! ## Why it is a red flag
//!
//! Mail servers and other people's services are down now and then. A task that runs in the background and does not try
//! again loses the mail or the payment, and no visitor is there to notice.
//!
//! ## What is not flagged
//!
//! Tasks with a retry policy of any kind: `autoretry_for`, `max_retries`, `self.retry(…)`, `retries=` of Huey,
//! `Retry(…)` of RQ, tenacity or backoff, a loop around the call that tries again, retries of the HTTP session, a policy
//! for all tasks of the application. Dramatiq tries again by itself. Tasks that stay inside (database, files), mail
//! that the settings print or write to a file, and tasks of Prefect or Airflow, which are no queues.
//!
//! ## What to do instead
//!
//! `@shared_task(autoretry_for=(SMTPException,), retry_backoff=True, max_retries=5)`, and make the task safe to run twice.

use crate::hit::{Confidence, Hit, Severity};
use crate::outside::path::{self, Deferred, Way};
use crate::outside::{Work, mail};
use crate::rule::{Area, Check, Judgement, Question, Rule, judge};
use foliolint_core::calls::{CallSite, FunctionRef};
use foliolint_core::entries::Entry;
use foliolint_core::python::facts::{Class, Facts, Function, LoopKind};
use foliolint_core::python::{Module, Role};
use foliolint_core::repo::Repo;
use std::collections::{BTreeMap, BTreeSet};

pub(crate) static RULE: Rule = Rule {
    code: "FOL804",
    name: "task-without-retry",
    area: Area::Web,
    summary: "a background task that gives up at the first failure",
    help: "give the task a retry policy",
    severity: Severity::Warning,
    questions: &[Question {
        ask: "The other server is down for a minute while this task runs. What becomes of its work?",
        strong: "that it is lost; retries with growing pauses and a limit, and why running the task twice does no harm",
    }],
    needs_everything: false,
    check: Check::Repo(check),
    judge,
    source: include_str!("task_without_retry.rs"),
};

/// Queues whose tasks are judged. Dramatiq retries every task unless told not to.
const QUEUES: [&str; 4] = ["Celery", "Dramatiq", "Huey", "RQ"];

/// What makes a request try again by itself, by the last segment of the call.
const ADAPTERS: [&str; 6] = [
    "AsyncHTTPTransport",
    "HTTPAdapter",
    "HTTPTransport",
    "Retry",
    "RetryClient",
    "Retrying",
];

fn check(repo: &Repo) -> Vec<Hit> {
    let tasks: Vec<(FunctionRef, Entry)> = tasks(repo).collect();
    if tasks.is_empty() || applies_to_all(repo) {
        return Vec::new();
    }
    let deferred = Deferred::of(repo);
    let outside = outside(repo, &deferred);
    let wanted: BTreeSet<FunctionRef> = outside.keys().copied().collect();
    let known: BTreeSet<FunctionRef> = tasks.iter().map(|(task, _)| *task).collect();
    // A task often runs a coroutine by a helper of its own; it waits for it all the same. A policy of another task
    // does not hold where that one is called and not queued; without a policy it is judged itself.
    let policies: BTreeSet<FunctionRef> = tasks
        .iter()
        .filter(|(task, entry)| has_policy(repo, *task, entry))
        .map(|(task, _)| *task)
        .collect();
    let follow = |_, target: FunctionRef, _: &Function| {
        !known.contains(&target) || policies.contains(&target)
    };
    let ways = path::ways(repo, &deferred, known.iter().copied(), &wanted, follow);
    let mut by_task: BTreeMap<FunctionRef, Vec<(&Way, Work, CallSite)>> = BTreeMap::new();
    for (function, ways) in &ways {
        for way in ways {
            let sites = outside.get(function).map_or(&[][..], Vec::as_slice);
            for &(work, site) in sites.iter().filter(|(_, site)| way.runs(repo, *site)) {
                by_task
                    .entry(way.start)
                    .or_default()
                    .push((way, work, site));
            }
        }
    }
    let queued_with_retry = queued_with_retry(repo);
    let trying = Trying::of(repo);
    let judged = tasks.iter().filter(|(_, entry)| {
        QUEUES.contains(&entry.framework) && !(entry.framework == "RQ" && queued_with_retry)
    });
    judged
        .filter(|(task, _)| !policies.contains(task))
        .filter_map(|(task, _)| {
            let reached = by_task.get(task)?;
            let open = reached
                .iter()
                .filter(|(way, _, site)| !is_retried(repo, &trying, &policies, way, *site));
            let (way, work, site) = open.min_by_key(|(way, _, site)| (way.path.len(), *site))?;
            hit(repo, *task, way, *work, *site)
        })
        .collect()
}

fn judge(repo: &Repo, hits: &[Hit]) -> Judgement {
    if hits.is_empty() && tasks(repo).next().is_none() {
        return Judgement::not_applicable("no task of Celery, RQ, Dramatiq or Huey was found");
    }
    judge::any(repo, hits)
}

fn tasks(repo: &Repo) -> impl Iterator<Item = (FunctionRef, Entry)> {
    repo.entries.with(Role::Task)
}

fn hit(repo: &Repo, task: FunctionRef, way: &Way, work: Work, site: CallSite) -> Option<Hit> {
    let (module, function) = task.of(&repo.modules)?;
    let message = format!(
        "the background task `{}` {}, and gives up when that fails once",
        path::shown(repo, task),
        work.verb()
    );
    let mut related = path::related(repo, way, "the task");
    related.remove(0);
    let there = repo.modules.get(site.module)?;
    let call = there.facts.calls.get(site.call as usize)?;
    related.push((
        path::place(&there.path, call.callee),
        format!("{} here", work.verb()),
    ));
    let confidence = if way.path.is_empty() {
        Confidence::High
    } else {
        Confidence::Medium
    };
    Some(Hit {
        related,
        ..Hit::at(&module.path, function.name, Severity::Warning, message).confidence(confidence)
    })
}

/// The calls of each function that talk to the outside.
fn outside(repo: &Repo, deferred: &Deferred) -> BTreeMap<FunctionRef, Vec<(Work, CallSite)>> {
    let mail_stays = mail::stays(repo);
    let mut found: BTreeMap<FunctionRef, Vec<(Work, CallSite)>> = BTreeMap::new();
    for (at, module) in repo.modules.iter().enumerate() {
        if !module.is_production() || module.notebook {
            continue;
        }
        for (id, call) in (0..).zip(&module.facts.calls) {
            let site = CallSite {
                module: at,
                call: id,
            };
            let (Some(function), false) = (call.scope.function, deferred.holds(repo, site)) else {
                continue;
            };
            let work = Work::of_call(repo, site).filter(|work| match work {
                Work::Http | Work::Payment => true,
                Work::Mail => !mail_stays,
                _ => false,
            });
            if let Some(work) = work {
                let function = FunctionRef {
                    module: at,
                    function,
                };
                found.entry(function).or_default().push((work, site));
            }
        }
    }
    found
}

/// Whether the decorator or class of a task, or the task itself, says what happens after a failure.
fn has_policy(repo: &Repo, task: FunctionRef, entry: &Entry) -> bool {
    let Some((module, function)) = task.of(&repo.modules) else {
        return true;
    };
    let mut decorators = module.decorators(function.decorators).iter().take(32);
    let mut texts = decorators.clone().map(|each| module.text(each.span));
    if entry.framework == "Dramatiq" {
        return !texts.any(|text| spaceless(text).contains("max_retries=0"));
    }
    let class = function.scope.class.filter(|_| function.is_method);
    let said = texts.any(|text| {
        let text = spaceless(text);
        // `**OPTIONS` and a class of its own can hold anything.
        ["retry", "retries", "backoff", "**"]
            .iter()
            .any(|word| text.contains(word))
            && !text.contains("retries=0")
    });
    let based = decorators.any(|decorator| {
        let call = module.facts.call_at(decorator.span);
        let call = call.and_then(|call| module.facts.calls.get(call as usize));
        let base = call.and_then(|call| Some((module.keyword(call, "base")?, call)));
        base.is_some_and(|(base, call)| {
            let class = repo
                .calls
                .class_named(&repo.modules, task.module, base.span, &call.scope);
            class.is_none_or(|class| class_retries(repo, class))
        })
    });
    said || based || class.is_some_and(|class| class_retries(repo, (task.module, class)))
}

/// Whether a class of tasks, or one it derives from, says what happens after a failure.
fn class_retries(repo: &Repo, class: (usize, u32)) -> bool {
    let bases = repo.calls.bases(&repo.modules, class);
    let says = |module: &Module, class: &Class| {
        let facts = &module.facts;
        let mut assigned = Facts::within(&facts.assignments, class.body, |each| each.span);
        assigned.any(|each| module.text(each.target.span).contains("retr"))
    };
    std::iter::once(class).chain(bases).any(|(module, class)| {
        repo.modules
            .get(module)
            .and_then(|module| Some(says(module, module.class(Some(class))?)))
            .unwrap_or_default()
    })
}

/// What tries again by a call.
#[derive(Default)]
struct Trying {
    /// Modules that make sessions which do.
    files: BTreeSet<usize>,
    /// Functions that say `self.retry(…)`.
    functions: BTreeSet<FunctionRef>,
}

impl Trying {
    fn of(repo: &Repo) -> Self {
        let mut trying = Self::default();
        for (module, each) in repo.modules.iter().enumerate() {
            for call in &each.facts.calls {
                let last = Module::last_segment(each.callee(call));
                if ADAPTERS.contains(&last) {
                    trying.files.insert(module);
                }
                if let (Some(function), "retry") = (call.scope.function, last) {
                    trying.functions.insert(FunctionRef { module, function });
                }
            }
        }
        trying
    }
}

/// Whether the functions on a way, or loops around the calls, try again.
fn is_retried(
    repo: &Repo,
    trying: &Trying,
    policies: &BTreeSet<FunctionRef>,
    way: &Way,
    site: CallSite,
) -> bool {
    let calls = way.path.iter().copied().chain([site]);
    calls.into_iter().any(|site| {
        let module = repo.modules.get(site.module);
        let call = module.and_then(|module| {
            let call = module.facts.calls.get(site.call as usize)?;
            Some((module, call, module.function(call.scope.function)?))
        });
        let Some((module, call, function)) = call else {
            return true;
        };
        let mut decorators = module.decorators(function.decorators).iter().take(32);
        let holder = call.scope.function.map(|function| FunctionRef {
            module: site.module,
            function,
        });
        // What a queue would do after a failure, it does not do where a task is only called.
        let called = holder.is_some_and(|holder| policies.contains(&holder));
        let tries = !called
            && (decorators.any(|decorator| {
                let text = module.text(decorator.span);
                text.contains("retry") || text.contains("backoff")
            }) || holder.is_some_and(|holder| trying.functions.contains(&holder)));
        tries || trying.files.contains(&site.module) || in_retry_loop(module, call)
    })
}

/// A loop that counts or goes on until it succeeds, with a `try` inside that holds the call.
fn in_retry_loop(module: &Module, call: &foliolint_core::python::facts::Call) -> bool {
    let facts = &module.facts;
    let each = call
        .scope
        .in_loop
        .and_then(|at| facts.loops.get(at as usize));
    let tried = call
        .scope
        .try_body
        .and_then(|at| facts.tries.get(at as usize));
    let (Some(each), Some(tried)) = (each, tried) else {
        return false;
    };
    let counts = match each.kind {
        LoopKind::While => true,
        LoopKind::For => module.text(each.over.span).starts_with("range("),
        LoopKind::Comprehension => false,
    };
    counts && each.body.contains(tried.span)
}

/// Whether the application gives every task a policy, or a class that may hold one.
fn applies_to_all(repo: &Repo) -> bool {
    repo.production().any(|module| {
        let facts = &module.facts;
        let annotated = facts.assignments.iter().any(|each| {
            let target = module.text(each.target.span).to_ascii_lowercase();
            let value = each.value.map_or("", |value| module.text(value.span));
            (target.ends_with("task_annotations") && value.contains("retr"))
                || (target.ends_with(".task") && module.imports("celery"))
        });
        annotated
            || facts.calls.iter().any(|call| {
                let annotations = module.keyword(call, "task_annotations");
                annotations.is_some_and(|value| module.text(value.span).contains("retr"))
                    || module.keyword(call, "task_cls").is_some()
            })
    })
}

/// Whether jobs are put into a queue of RQ with a policy.
fn queued_with_retry(repo: &Repo) -> bool {
    repo.production().any(|module| {
        module.facts.calls.iter().any(|call| {
            Module::last_segment(module.callee(call)).starts_with("enqueue")
                && module.keyword(call, "retry").is_some()
        })
    })
}

fn spaceless(text: &str) -> String {
    text.chars()
        .filter(|letter| !letter.is_whitespace())
        .collect()
}
