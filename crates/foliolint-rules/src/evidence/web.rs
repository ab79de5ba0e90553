//! What a web program does for its data, its speed and the services it calls.

use super::{Found, at, calls, counted, files, places, unless_empty};
use crate::hit::Place;
use foliolint_core::python::facts::{Call, ValueKind};
use foliolint_core::python::{Module, Role};
use foliolint_core::repo::Repo;

/// Modules that talk to other services and take a `timeout`.
const CLIENTS: [&str; 5] = [
    "aiohttp.",
    "httpx.",
    "requests.",
    "smtplib.",
    "urllib.request.",
];
/// Functions and decorators that try again.
const RETRIES: [&str; 8] = [
    "backoff.on_exception",
    "backoff.on_predicate",
    "retrying.retry",
    "tenacity.AsyncRetrying",
    "tenacity.Retrying",
    "tenacity.retry",
    "urllib3.Retry",
    "urllib3.util.Retry",
];

pub(super) fn found(repo: &Repo) -> Vec<Found> {
    let found = [
        migrations(repo),
        of_calls(repo, "indexes-and-constraints", is_index, |count| {
            format!(
                "{} that keep data fast to find or free of contradictions",
                counted(count, "index or constraint", "indexes and constraints")
            )
        }),
        of_calls(repo, "related-data-at-once", is_joined, |count| {
            format!(
                "related data is loaded at once rather than row by row, in {}",
                counted(count, "place", "places")
            )
        }),
        of_calls(repo, "timeouts", has_timeout, |count| {
            format!(
                "calls to other services give up after a time, in {}",
                counted(count, "place", "places")
            )
        }),
        unless_empty("retries", retries(repo), |_| {
            "calls that fail are tried again".to_owned()
        }),
        unless_empty("idempotency-keys", idempotency(repo), |_| {
            "the same order sent twice is carried out once (idempotency keys)".to_owned()
        }),
        unless_empty("task-queue", tasks(repo), |count| {
            format!(
                "slow work is done in the background, by {}",
                counted(count, "task", "tasks")
            )
        }),
        unless_empty("pagination", pagination(repo), |_| {
            "long lists are handed out page by page".to_owned()
        }),
    ];
    found.into_iter().flatten().collect()
}

fn of_calls(
    repo: &Repo,
    kind: &'static str,
    is_wanted: fn(&Module, &Call, &str) -> bool,
    summary: impl Fn(usize) -> String,
) -> Option<Found> {
    let calls = calls(repo, is_wanted);
    (!calls.is_empty()).then(|| (kind, summary(calls.len()), places(&calls)))
}

fn migrations(repo: &Repo) -> Option<Found> {
    let places = files(repo, |folder, name| {
        let folder = folder
            .rsplit_once('/')
            .map_or(("", folder), |(above, last)| (above, last));
        let numbered = name.starts_with(|first: char| first.is_ascii_digit());
        name.ends_with(".py")
            && name != "__init__.py"
            && (folder.1 == "migrations" && numbered
                || folder.1 == "versions"
                    && (folder.0.ends_with("migrations") || folder.0.ends_with("alembic")))
    });
    unless_empty("migrations", places, |count| {
        format!(
            "changes of the database are kept as {}",
            counted(count, "step (migration)", "steps (migrations)")
        )
    })
}

fn is_index(module: &Module, call: &Call, callee: &str) -> bool {
    let named = matches!(
        Module::last_segment(callee),
        "CheckConstraint" | "ExclusionConstraint" | "Index" | "UniqueConstraint"
    ) && (callee.starts_with("django.") || callee.starts_with("sqlalchemy."));
    let is_on = |name| {
        let value = module.keyword(call, name);
        value.is_some_and(|value| value.kind == ValueKind::True)
    };
    let column = (callee.starts_with("django.db.models.")
        && (is_on("db_index") || is_on("unique")))
        || matches!(Module::last_segment(callee), "Column" | "mapped_column")
            && (is_on("index") || is_on("unique"));
    named || column
}

fn is_joined(module: &Module, _: &Call, callee: &str) -> bool {
    match Module::last_segment(callee) {
        "prefetch_related" | "select_related" => {
            module.imports("django") || callee.contains(".objects.")
        }
        "joinedload" | "selectinload" | "subqueryload" => callee.starts_with("sqlalchemy."),
        _ => false,
    }
}

fn has_timeout(module: &Module, call: &Call, callee: &str) -> bool {
    CLIENTS.iter().any(|client| callee.starts_with(client))
        && module
            .keyword(call, "timeout")
            .is_some_and(|value| value.kind != ValueKind::None)
}

fn retries(repo: &Repo) -> Vec<Place> {
    let mut found = places(&calls(repo, |module, call, callee| {
        RETRIES.contains(&callee)
            || callee == "urllib3.util.retry.Retry"
            || module.keyword(call, "autoretry_for").is_some()
    }));
    for module in repo.production() {
        for function in &module.facts.functions {
            let mut decorators = module.decorators(function.decorators).iter();
            let retry = decorators.find(|it| {
                let name = module.resolve(it.name, &function.scope);
                RETRIES.contains(&&*name)
            });
            found.extend(retry.map(|it| at(module, it.span)));
        }
    }
    found.sort();
    found.dedup_by(|one, other| {
        one.path == other.path
            && one
                .span
                .zip(other.span)
                .is_some_and(|(one, other)| one.contains(other) || other.contains(one))
    });
    found
}

fn idempotency(repo: &Repo) -> Vec<Place> {
    let mut found = Vec::new();
    for module in repo.production() {
        let headers = module.facts.strings.iter().filter(|string| {
            let text = module.text(string.span);
            text.len() < 40 && text.to_ascii_lowercase().contains("idempotency-key")
        });
        found.extend(headers.map(|header| at(module, header.span)));
        let keywords = module
            .facts
            .arguments
            .iter()
            .filter_map(|argument| argument.name);
        let keys = keywords.filter(|&name| module.text(name) == "idempotency_key");
        found.extend(keys.map(|key| at(module, key)));
    }
    found.sort();
    found
}

fn tasks(repo: &Repo) -> Vec<Place> {
    let tasks = repo.entries.with(Role::Task);
    tasks
        .filter_map(|(function, _)| function.of(&repo.modules))
        // Celery's generated project brings one along.
        .filter(|(module, task)| module.text(task.name) != "debug_task")
        .map(|(module, task)| at(module, task.name))
        .collect()
}

fn pagination(repo: &Repo) -> Vec<Place> {
    let mut found = places(&calls(repo, |_, _, callee| {
        matches!(
            Module::last_segment(callee),
            "Paginator" | "paginate_queryset" | "paginate"
        )
    }));
    for module in repo.production() {
        let classes = module.facts.classes.iter().filter(|class| {
            let bases = module.bases(class);
            bases
                .iter()
                .any(|base| base.starts_with("rest_framework.pagination."))
        });
        found.extend(classes.map(|class| at(module, class.name)));
        let settings = module.facts.strings.iter().filter(|string| {
            module.text(string.span).trim_matches(['"', '\'']) == "DEFAULT_PAGINATION_CLASS"
        });
        found.extend(settings.map(|setting| at(module, setting.span)));
    }
    found.sort();
    found
}
