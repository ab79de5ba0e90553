//! Tasks of queues: Celery, RQ, Dramatiq, Huey, arq, Taskiq.

use super::{Entry, File};
use crate::calls::FunctionRef;
use crate::python::facts::{Call, Function, Value, ValueKind};
use crate::python::{Module, Role};

/// Decorators of tasks by their last segment.
const DECORATORS: [&str; 7] = [
    "actor",
    "db_periodic_task",
    "db_task",
    "job",
    "periodic_task",
    "shared_task",
    "task",
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
    let value = enqueued(file, call)?;
    Some((file.named(Some(value), call)?, task_of("RQ")))
}

/// What a call puts into a queue of RQ.
fn enqueued(file: &File<'_>, call: &Call) -> Option<Value> {
    let module = file.module;
    let position = match Module::last_segment(module.callee(call)) {
        "enqueue" | "enqueue_call" => 0,
        "enqueue_in" | "enqueue_at" => 1,
        _ => return None,
    };
    let value = module
        .positional(call, position)
        .or_else(|| module.keyword(call, "func"));
    value.filter(|_| file.uses(&["rq", "django_rq", "redis", "rq_scheduler"]))
}

/// Functions that are handed to a queue by name: `queue.enqueue("app.jobs.send")`. Of `f"app.jobs.{name}"` those of
/// the module whose names some string of the code spells.
pub(super) fn queued_by_name(file: &File<'_>, call: &Call) -> Vec<(FunctionRef, Entry)> {
    let value = enqueued(file, call).filter(|value| value.kind == ValueKind::String);
    let named = value.and_then(|value| {
        let text = file.module.text(value.span);
        let text = text
            .trim_start_matches(['f', 'F'])
            .trim_matches(['"', '\'']);
        let (path, name) = text.rsplit_once('.')?;
        let plain = |text: &str| {
            let mut letters = text.chars();
            letters.all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '.'))
        };
        let open = name.starts_with('{') && name.ends_with('}');
        (plain(path) && (open || plain(name))).then_some((path, name, open))
    });
    let Some((path, name, open)) = named else {
        return Vec::new();
    };
    let path = format!("{}.py", path.replace('.', "/"));
    let below = format!("/{path}");
    let mut modules = file.modules.iter().enumerate().filter(|(_, module)| {
        module.is_production() && (*module.path == *path || module.path.ends_with(&below))
    });
    let (Some((at, module)), None) = (modules.next(), modules.next()) else {
        return Vec::new();
    };
    let spelled = |name: &str| {
        let mut all = file.modules.iter().filter(|each| each.is_production());
        all.any(|each| {
            let mut strings = each.facts.strings.iter();
            strings.any(|string| each.text(string.span).trim_matches(['"', '\'']) == name)
        })
    };
    let functions = (0..).zip(&module.facts.functions);
    functions
        .filter(|(_, function)| !function.is_method && function.scope.function.is_none())
        .filter(|(_, function)| {
            let own = module.text(function.name);
            if open { spelled(own) } else { own == name }
        })
        .map(|(function, _)| {
            (
                FunctionRef {
                    module: at,
                    function,
                },
                task_of("RQ"),
            )
        })
        .collect()
}
