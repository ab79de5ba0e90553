//! Tasks of queues: Celery, RQ, Dramatiq, Huey, arq, Taskiq.

use super::{Entry, File};
use crate::calls::FunctionRef;
use crate::python::facts::{Call, Function};
use crate::python::{Module, Role};

/// Decorators of tasks by their last segment.
const DECORATORS: [&str; 9] = [
    "actor",
    "db_periodic_task",
    "db_task",
    "job",
    "periodic_task",
    "shared_task",
    "signal",
    "task",
    "tasks",
];

/// Top-level modules of queues.
const QUEUES: [(&str, &str); 9] = [
    ("arq", "arq"),
    ("celery", "Celery"),
    ("django_celery_beat", "Celery"),
    ("django_dramatiq", "Dramatiq"),
    ("django_rq", "RQ"),
    ("dramatiq", "Dramatiq"),
    ("huey", "Huey"),
    ("rq", "RQ"),
    ("taskiq", "Taskiq"),
];

const fn task_of(framework: &'static str) -> Entry {
    Entry {
        role: Role::Task,
        framework,
    }
}

fn queue(name: &str) -> Option<&'static str> {
    let top_level = name.split(['.', '(']).next().unwrap_or(name);
    let found = QUEUES.iter().find(|(each, _)| *each == top_level)?;
    Some(found.1)
}

/// A function that a queue's decorator makes a task: `@shared_task`, `@app.task` of a Celery application made here or
/// in a module of the repository that imports Celery.
pub(super) fn task(file: &File<'_>, function: &Function) -> Option<Entry> {
    let module = file.module;
    let mut decorators = module.decorators(function.decorators).iter().take(32);
    decorators.find_map(|decorator| {
        let plain = module.text(decorator.name);
        if !DECORATORS.contains(&Module::last_segment(plain)) {
            return None;
        }
        let resolved = module.resolve(decorator.name, &function.scope);
        if let Some(name) = queue(&resolved) {
            return Some(task_of(name));
        }
        let (object, _) = plain.rsplit_once('.')?;
        let object = object.split('.').next().unwrap_or(object);
        maker(file, object).map(task_of)
    })
}

/// The queue whose application a name imported from the repository's own code holds.
fn maker<'a>(file: &File<'a>, name: &'a str) -> Option<&'static str> {
    let (mut at, mut name) = (file.at, name);
    // A package hands on what its `celery.py` makes, often under another name.
    for _ in 0..3 {
        let module = file.modules.get(at)?;
        let local = file.imports.local_of(at).iter().find_map(|local| {
            let import = module.facts.imports.get(local.import as usize)?;
            let binds = import.alias.or(import.name)?;
            (module.text(binds) == name).then_some((local.module, import.name))
        });
        let (target, from) = local?;
        let mut uses = file.imports.third_party_of(target);
        if let Some(found) = uses.find_map(|each| queue(each.top_level())) {
            return Some(found);
        }
        (at, name) = (target, from.map_or(name, |from| module.text(from)));
    }
    None
}

/// A class of tasks: `class Send(celery.Task)`.
pub(super) fn task_base(base: &str) -> Option<Entry> {
    let is_task = matches!(Module::last_segment(base), "Task" | "GenericActor");
    queue(base).filter(|_| is_task).map(task_of)
}

/// A function that is handed to a queue: `queue.enqueue(f)`, `scheduler.enqueue_in(…, f)`.
pub(super) fn queued(file: &File<'_>, call: &Call) -> Option<(FunctionRef, Entry)> {
    let module = file.module;
    let last = Module::last_segment(module.callee(call));
    let position = match last {
        "enqueue" | "enqueue_call" => 0,
        "enqueue_in" | "enqueue_at" => 1,
        _ => return None,
    };
    let uses = file.uses(&["rq", "django_rq", "redis", "rq_scheduler"]);
    let value = module
        .positional(call, position)
        .or_else(|| module.keyword(call, "func"))
        .filter(|_| uses)?;
    Some((file.named(Some(value), call)?, task_of("RQ")))
}
