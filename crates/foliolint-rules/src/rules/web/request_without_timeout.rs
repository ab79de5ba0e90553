//! Flags requests to other machines that wait without end for an answer.
//!
//! ## Why it is a red flag
//!
//! The other side may never answer: it hangs, or a firewall swallows the packets. Without a timeout the program then
//! waits forever, and with it the visitor, the worker and whoever queues behind. `requests` and `urllib` have no timeout
//! of their own.
//!
//! ## What is not flagged
//!
//! - A call with a timeout, by keyword or position, or with `**options` that may hold one.
//! - A session of a class of its own, with an adapter of its own, or whose `request` was replaced: it may set one.
//! - A call through a function of the repository or through `functools.partial`.
//! - `urllib` after `socket.setdefaulttimeout(…)`, which `requests` does not heed.
//! - `httpx` and `aiohttp`, which wait for a limited time unless told otherwise (`httpx` with `timeout=None` is flagged).
//! - Tests, documentation, examples. In notebooks it is shown only when asked for.
//!
//! ## What to do instead
//!
//! `requests.get(url, timeout=10)`, and decide what happens when the time is up.

use crate::hit::{Confidence, Hit, Severity};
use crate::http::{Http, Library, Outgoing};
use crate::rule::{Area, Check, Judgement, Question, Rule, judge};
use foliolint_core::python::Module;
use foliolint_core::python::facts::{Call, ValueKind};
use foliolint_core::repo::{Kind, Repo};

pub(crate) static RULE: Rule = Rule {
    code: "FOL803",
    name: "request-without-timeout",
    area: Area::Web,
    summary: "a request that may wait forever",
    help: "pass a timeout, and decide what happens when the time is up",
    severity: Severity::Warning,
    questions: &[Question {
        ask: "What does your program do while this service accepts connections and never answers?",
        strong: "it waits forever by default; a timeout for connecting and reading, what the user then sees, and whether to try again",
    }],
    needs_everything: false,
    check: Check::Repo(check),
    judge: judgement,
    source: include_str!("request_without_timeout.rs"),
};

fn check(repo: &Repo) -> Vec<Hit> {
    let default_timeout = sets_default_timeout(repo);
    let modules = repo.modules.iter().filter(|module| module.is_production());
    modules
        .flat_map(|module| {
            let http = Http::of(module);
            let own_sessions = has_own_sessions(module);
            let calls = module.facts.calls.iter();
            calls
                .filter_map(|call| {
                    let hit = match http.outgoing(call) {
                        Some(outgoing) => {
                            sent(module, call, outgoing, own_sessions, default_timeout)
                        }
                        None => client(module, call),
                    }?;
                    Some(if module.notebook {
                        hit.confidence(Confidence::Low)
                    } else {
                        hit
                    })
                })
                .collect::<Vec<_>>()
        })
        .collect()
}

fn judgement(repo: &Repo, hits: &[Hit]) -> Judgement {
    let sends = || {
        let mut modules = repo.modules.iter().filter(|module| module.is_production());
        modules.any(|module| {
            let http = Http::of(module);
            let mut calls = module.facts.calls.iter();
            calls.any(|call| http.outgoing(call).is_some())
        })
    };
    if hits.is_empty() && repo.kind != Kind::WebApp && !sends() {
        return Judgement::not_applicable(
            "no request with `requests`, `urllib` or `httpx` was found",
        );
    }
    judge::any(repo, hits)
}

/// A call that sends a request and may wait forever.
fn sent(
    module: &Module,
    call: &Call,
    outgoing: Outgoing<'_>,
    own_sessions: bool,
    default_timeout: bool,
) -> Option<Hit> {
    let none = match timeout(module, call, outgoing) {
        Timeout::Given => return None,
        Timeout::None => true,
        Timeout::Missing => false,
    };
    let confidence = match (outgoing.library, outgoing.method) {
        (Library::Requests, _) if outgoing.session && own_sessions => return None,
        (Library::Requests, _) => Confidence::High,
        (Library::Urllib, _) if default_timeout || opens_no_connection(module, call) => {
            return None;
        }
        // It has no parameter for it.
        (Library::Urllib, "urlretrieve") => Confidence::Medium,
        (Library::Urllib, _) => Confidence::High,
        (Library::Httpx, _) if none => Confidence::High,
        _ => return None,
    };
    let name = match (outgoing.library, outgoing.session) {
        (Library::Requests, true) => format!("a `requests` session's `{}`", outgoing.method),
        (Library::Requests | Library::Httpx, false) => {
            format!("`{}.{}`", outgoing.library.word(), outgoing.method)
        }
        (Library::Httpx, true) => format!("an `httpx` client's `{}`", outgoing.method),
        (Library::Urllib, true) => "an opener's `open`".to_owned(),
        _ => format!("`{}`", outgoing.method),
    };
    let how = if none {
        "with `timeout=None`"
    } else {
        "without a timeout"
    };
    let message = format!("{name} {how} waits forever when the other side does not answer");
    Some(Hit::at(&module.path, call.span, Severity::Warning, message).confidence(confidence))
}

/// `httpx.Client(timeout=None)`, `httpx.Timeout(None)`.
fn client(module: &Module, call: &Call) -> Option<Hit> {
    let callee = module.callee(call);
    let value = match callee {
        "httpx.Client" | "httpx.AsyncClient" => module.keyword(call, "timeout"),
        "httpx.Timeout" if module.arguments(call).len() == 1 => module
            .positional(call, 0)
            .or_else(|| module.keyword(call, "timeout")),
        _ => None,
    }?;
    (value.kind == ValueKind::None).then(|| {
        let name = Module::last_segment(callee);
        let message =
            format!("`httpx.{name}` with its timeout turned off waits forever when the other side does not answer");
        Hit::at(&module.path, call.span, Severity::Warning, message)
    })
}

/// What a call says of its timeout.
enum Timeout {
    /// There is one, or may be.
    Given,
    /// `timeout=None`.
    None,
    Missing,
}

fn timeout(module: &Module, call: &Call, outgoing: Outgoing<'_>) -> Timeout {
    let at = match (outgoing.library, outgoing.method) {
        (Library::Urllib, "urlopen" | "open") => Some(2),
        // request(method, url, params, data, headers, cookies, files, auth, timeout)
        (Library::Requests, "request") if outgoing.session => Some(8),
        _ => None,
    };
    let given = module
        .keyword(call, "timeout")
        .or_else(|| module.positional(call, at?));
    match given {
        Some(value) if value.kind == ValueKind::None => Timeout::None,
        Some(_) => Timeout::Given,
        None if module
            .arguments(call)
            .iter()
            .any(|argument| argument.value.kind == ValueKind::Starred) =>
        {
            Timeout::Given
        }
        None => Timeout::Missing,
    }
}

/// Whether the address is written down and names a file or the data itself.
fn opens_no_connection(module: &Module, call: &Call) -> bool {
    let address = module
        .positional(call, 0)
        .and_then(|value| module.literal(value));
    address.is_some_and(|text| text.starts_with("file:") || text.starts_with("data:"))
}

/// Whether production code sets the timeout that `urllib` heeds.
fn sets_default_timeout(repo: &Repo) -> bool {
    repo.production().any(|module| {
        let mut calls = module.facts.calls.iter();
        calls.any(|call| {
            module.callee(call) == "socket.setdefaulttimeout"
                && module
                    .positional(call, 0)
                    .is_some_and(|value| value.kind != ValueKind::None)
        })
    })
}

/// Whether a file gives its sessions an adapter of its own, or replaces what sends: they may have a default timeout.
fn has_own_sessions(module: &Module) -> bool {
    if !module.imports("requests") {
        return false;
    }
    let mounts = |call: &Call| {
        let adapter = module
            .callee(call)
            .ends_with(".mount")
            .then(|| module.positional(call, 1));
        adapter.flatten().is_some_and(|adapter| {
            let made = match adapter.kind {
                ValueKind::Call => module
                    .facts
                    .call_at(adapter.span)
                    .and_then(|at| module.facts.calls.get(at as usize))
                    .map(|call| module.callee(call).to_owned()),
                _ => Some(module.resolve(adapter.span, &call.scope).into_owned()),
            };
            made.is_none_or(|name| {
                !matches!(
                    name.trim_end_matches("()"),
                    "requests.adapters.HTTPAdapter" | "requests.HTTPAdapter"
                )
            })
        })
    };
    let replaces = |name: &str| {
        [".request", ".send", ".get", ".post"]
            .iter()
            .any(|end| name.ends_with(end))
    };
    module.facts.calls.iter().any(mounts)
        || module.facts.assignments.iter().any(|assignment| {
            assignment.target.kind == ValueKind::Attribute
                && replaces(module.text(assignment.target.span))
        })
}
