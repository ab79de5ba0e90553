//! Flags slow work that is done while a visitor waits for the answer.
//!
//! ## Why it is a red flag
//!
//! Sending a mail takes seconds, and now and then the mail server does not answer at all: then the page fails although
//! everything else was done, and the visitor tries again. A server has few workers; one that waits serves nobody.
//!
//! ## What is not flagged
//!
//! Work that is handed to a queue or to the time after the answer (`.delay`, `apply_async`, `BackgroundTasks`,
//! `on_commit`, a thread), also where a switch decides whether it is queued or the view leaves it off, a request to
//! another server whose answer is the page, payments, mail that the settings print or write to a file, Streamlit scripts, the chart or picture that is the answer, answers of a model that was
//! loaded when the server started, and streams.
//!
//! ## What to do instead
//!
//! Queue it (Celery, RQ, Dramatiq), or use the framework's background tasks, and answer at once.

use crate::hit::{Confidence, Hit, Severity};
use crate::outside::path::{self, Deferred};
use crate::outside::{Work, mail};
use crate::rule::{Area, Check, Judgement, Question, Rule, judge};
use foliolint_core::calls::{CallSite, FunctionRef};
use foliolint_core::python::facts::{Call, Facts, Function};
use foliolint_core::python::{Module, Role};
use foliolint_core::repo::Repo;
use std::collections::{BTreeMap, BTreeSet};

pub(crate) static RULE: Rule = Rule {
    code: "FOL801",
    name: "slow-work-in-request",
    area: Area::Web,
    summary: "slow work while a visitor waits",
    help: "give the work to a task queue and answer at once",
    severity: Severity::Warning,
    questions: &[Question {
        ask: "What does the visitor see when the mail server does not answer for thirty seconds?",
        strong: "a page that hangs, then an error; work that may fail or take long belongs in a queue that tries again",
    }],
    needs_everything: false,
    check: Check::Repo(check),
    judge,
    source: include_str!("slow_work_in_request.rs"),
};

/// Slow work at one place.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Slow {
    Work(Work),
    /// A task function that is called where it should be queued.
    Task(FunctionRef),
}

fn check(repo: &Repo) -> Vec<Hit> {
    let starts = starts(repo);
    if starts.is_empty() {
        return Vec::new();
    }
    let deferred = Deferred::of(repo);
    let within = path::reachable(repo, starts.keys().copied());
    let slow = slow(repo, &deferred, &within);
    let wanted: BTreeSet<FunctionRef> = slow.keys().copied().collect();
    // What a task does is the queue's business; that it was called directly is said once.
    let follow = |site, target, function: &Function| {
        !is_task(repo, target) && path::runs_here(repo, site, function)
    };
    let all = starts.keys().copied();
    let ways = path::ways(repo, &deferred, all, &wanted, follow);
    let queueing = queueing(repo);
    let mut hits = Vec::new();
    for (function, found) in &slow {
        let Some(ways) = ways.get(function) else {
            continue;
        };
        let ways: Vec<&path::Way> = ways
            .iter()
            .filter(|way| {
                !way.path
                    .iter()
                    .any(|&site| is_otherwise(repo, &queueing, site))
            })
            .collect();
        // A view says more than what a save or a form reaches, and a visitor more than a program that calls.
        let rank = |way: &&path::Way| {
            let start = starts.get(&way.start);
            (start, is_webhook(repo, way.start), way.path.len())
        };
        for (what, sites) in found {
            let mut sites = sites
                .iter()
                .filter(|site| !is_otherwise(repo, &queueing, **site));
            let place = sites.find_map(|&site| {
                let runs = ways.iter().copied().filter(|way| way.runs(repo, site));
                let count = runs.clone().count();
                Some((site, runs.min_by_key(rank)?, count - 1))
            });
            if let Some((site, way, others)) = place {
                hits.extend(hit(repo, &starts, way, what, site, others));
            }
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

fn hit(
    repo: &Repo,
    starts: &BTreeMap<FunctionRef, Start>,
    way: &path::Way,
    what: &Slow,
    site: CallSite,
    others: usize,
) -> Option<Hit> {
    let module = repo.modules.get(site.module)?;
    let call = module.facts.calls.get(site.call as usize)?;
    let start = *starts.get(&way.start)?;
    let does = match what {
        Slow::Work(work) => work.verb().to_owned(),
        Slow::Task(task) => format!(
            "runs the background task `{}` itself",
            path::shown(repo, *task)
        ),
    };
    let webhook = is_webhook(repo, way.start);
    let waits = if webhook {
        "while the program that calls it waits; a webhook must answer at once"
    } else {
        "while the visitor waits"
    };
    let message = format!(
        "{} `{}`{} {does} {waits}",
        start.words(),
        path::shown(repo, way.start),
        path::and_more(others),
    );
    let sure = matches!(
        what,
        Slow::Work(Work::Mail | Work::Pdf | Work::Sleep | Work::Program | Work::Video)
    );
    let confidence = if start == Start::View && sure && !webhook {
        Confidence::High
    } else {
        Confidence::Medium
    };
    let help = match what {
        Slow::Task(_) => Some("call it with `.delay(…)`, so that a worker runs it".to_owned()),
        Slow::Work(_) => None,
    };
    Some(Hit {
        help,
        related: path::related(repo, way, start.words()),
        ..Hit::at(&module.path, call.callee, Severity::Warning, message).confidence(confidence)
    })
}

/// Code that runs while a request is answered, surest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Start {
    View,
    Receiver,
    Save,
    Form,
}

impl Start {
    const fn words(self) -> &'static str {
        match self {
            Self::View => "the view",
            Self::Receiver => "the signal receiver",
            Self::Save => "the model's method",
            Self::Form => "the form or serializer",
        }
    }
}

/// Whether another program, not a visitor's browser, calls a view: a payment provider's notice.
fn is_webhook(repo: &Repo, view: FunctionRef) -> bool {
    let Some((module, function)) = view.of(&repo.modules) else {
        return false;
    };
    let name = path::shown(repo, view).to_ascii_lowercase();
    let mut decorators = module.decorators(function.decorators).iter().take(32);
    let mut calls = Facts::within(&module.facts.calls, function.body, |each| each.span);
    name.contains("webhook")
        || name.split(['_', '.']).any(|word| word == "ipn")
        || decorators.any(|each| module.text(each.span).contains("webhook"))
        || calls.any(|call| Module::last_segment(module.callee(call)) == "construct_event")
}

/// Views, signal receivers, `save` of models, and what forms and serializers do.
fn starts(repo: &Repo) -> BTreeMap<FunctionRef, Start> {
    let mut starts = BTreeMap::new();
    for (function, _) in repo.entries.with(Role::View) {
        // What a view yields is a stream: it takes as long as somebody reads it.
        let streams = function
            .of(&repo.modules)
            .is_none_or(|(_, facts)| facts.is_generator);
        if !streams {
            starts.insert(function, Start::View);
        }
    }
    for (function, _) in repo.entries.with(Role::Receiver) {
        starts.entry(function).or_insert(Start::Receiver);
    }
    for (at, module) in repo.modules.iter().enumerate() {
        if !module.is_production() || module.notebook {
            continue;
        }
        for (id, function) in (0..).zip(&module.facts.functions) {
            let function_ref = FunctionRef {
                module: at,
                function: id,
            };
            if let Some(start) = method(repo, at, module, function) {
                starts.entry(function_ref).or_insert(start);
            }
        }
    }
    starts
}

/// What calls a method of a model, form or serializer while a request is answered.
fn method(repo: &Repo, at: usize, module: &Module, function: &Function) -> Option<Start> {
    let class = function.scope.class.filter(|_| function.is_method)?;
    let name = module.text(function.name);
    let is_save = matches!(name, "save" | "save_model");
    if !is_save && !matches!(name, "create" | "update" | "validate" | "form_valid") {
        return None;
    }
    let classes = std::iter::once((at, class)).chain(repo.calls.bases(&repo.modules, (at, class)));
    let mut bases = classes.filter_map(|(at, class)| {
        let module = repo.modules.get(at)?;
        Some(module.bases(module.class(Some(class))?))
    });
    bases.find_map(|bases| {
        bases.iter().find_map(|base| {
            let last = Module::last_segment(base);
            if base.starts_with("django.db.models.") || last == "AbstractUser" {
                is_save.then_some(Start::Save)
            } else if (base.starts_with("rest_framework.") && last.ends_with("Serializer"))
                || (base.starts_with("django.forms.") && last.ends_with("Form"))
                || (base.starts_with("django.contrib.auth.forms.") && last.ends_with("Form"))
            {
                Some(Start::Form)
            } else {
                None
            }
        })
    })
}

/// The functions that put something into a queue.
fn queueing(repo: &Repo) -> BTreeSet<FunctionRef> {
    let all = repo.modules.iter().enumerate();
    all.flat_map(|(at, module)| {
        let calls = module.facts.calls.iter().filter(|call| {
            matches!(
                Module::last_segment(module.callee(call)),
                "apply_async" | "delay" | "enqueue" | "send_task"
            )
        });
        calls.filter_map(move |call| {
            let function = call.scope.function?;
            Some(FunctionRef {
                module: at,
                function,
            })
        })
    })
    .collect()
}

/// Whether a call is what a function does where it does not queue the work: a switch decides.
fn is_otherwise(repo: &Repo, queueing: &BTreeSet<FunctionRef>, site: CallSite) -> bool {
    let module = repo.modules.get(site.module);
    let call = module.and_then(|module| module.facts.calls.get(site.call as usize));
    call.is_some_and(|call| {
        let holder = call.scope.function.map(|function| FunctionRef {
            module: site.module,
            function,
        });
        call.scope.conditional && holder.is_some_and(|holder| queueing.contains(&holder))
    })
}

fn is_task(repo: &Repo, function: FunctionRef) -> bool {
    repo.entries
        .of(function)
        .is_some_and(|entry| entry.role == Role::Task)
}

/// The slow work of each of the functions `within`, by kind.
fn slow(
    repo: &Repo,
    deferred: &Deferred,
    within: &BTreeSet<FunctionRef>,
) -> BTreeMap<FunctionRef, BTreeMap<Slow, Vec<CallSite>>> {
    let mail_stays = mail::stays(repo);
    let mut slow: BTreeMap<FunctionRef, BTreeMap<Slow, Vec<CallSite>>> = BTreeMap::new();
    for &holder in within {
        let own = repo.modules.get(holder.module);
        let Some(module) = own.filter(|module| module.is_production() && !module.notebook) else {
            continue;
        };
        for &id in repo.calls.inside(holder) {
            let site = CallSite {
                module: holder.module,
                call: id,
            };
            let Some(call) = module.facts.calls.get(id as usize) else {
                continue;
            };
            let task = repo.calls.target(site).filter(|&task| is_task(repo, task));
            let found = task.map(Slow::Task).or_else(|| {
                let work = Work::of_call(repo, site)?;
                let is_slow = is_slow(module, call, holder.function, work, mail_stays);
                is_slow.then_some(Slow::Work(work))
            });
            if let Some(found) = found.filter(|_| !deferred.holds(repo, site)) {
                let kinds = slow.entry(holder).or_default();
                kinds.entry(found).or_default().push(site);
            }
        }
    }
    slow
}

/// Whether work keeps a visitor waiting who did not ask for just that.
fn is_slow(module: &Module, call: &Call, function: u32, work: Work, mail_stays: bool) -> bool {
    let last = Module::last_segment(module.callee(call));
    match work {
        Work::Http | Work::Payment => false,
        // A report to the operators of what just failed.
        Work::Mail if last.starts_with("mail_") && call.scope.handler.is_some() => false,
        Work::Mail => !mail_stays,
        Work::Image => !answers_image(module, function),
        // Loaded when first needed, and kept.
        Work::Model => {
            !call.scope.conditional && !is_cached(module, function) && is_model(module, call)
        }
        // A pause in a loop of a web socket or stream is its pace.
        Work::AsyncSleep => {
            call.scope.in_loop.is_none()
                && module
                    .positional(call, 0)
                    .is_some_and(|value| module.text(value.span) != "0")
        }
        _ => true,
    }
}

/// Whether the function answers with the picture itself.
fn answers_image(module: &Module, function: u32) -> bool {
    let Some(function) = module.function(Some(function)) else {
        return false;
    };
    let facts = &module.facts;
    let mut strings = Facts::within(&facts.strings, function.body, |each| each.span);
    let mut calls = Facts::within(&facts.calls, function.body, |each| each.span);
    strings.any(|string| module.string_text(string).starts_with("image/"))
        || calls.any(|call| Module::last_segment(module.callee(call)) == "send_file")
}

/// Whether the function keeps what it returns.
fn is_cached(module: &Module, function: u32) -> bool {
    let Some(function) = module.function(Some(function)) else {
        return false;
    };
    let mut decorators = module.decorators(function.decorators).iter().take(32);
    decorators.any(|decorator| module.text(decorator.span).contains("cache"))
}

/// Whether what is loaded is said to be a model; `pickle` also loads what is none.
fn is_model(module: &Module, call: &Call) -> bool {
    if !matches!(module.callee(call), "pickle.load" | "joblib.load") {
        return true;
    }
    let line = module.source.line_span(module.source.line(call.span.start));
    let text = module.text(line).to_ascii_lowercase();
    ["model", "classifier", "clf", "vectorizer", "scaler"]
        .iter()
        .any(|word| text.contains(word))
}
