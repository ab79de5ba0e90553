//! Which files a server, bot or worker runs, and which only a person starts.

use foliolint_core::python::facts::Call;
use foliolint_core::python::{Module, Role};
use foliolint_core::repo::Repo;
use std::collections::BTreeSet;

/// Top-level modules of what serves requests, chats and queues.
const SERVERS: [&str; 33] = [
    "aiogram",
    "aiohttp",
    "apscheduler",
    "arq",
    "bottle",
    "celery",
    "channels",
    "dash",
    "disnake",
    "discord",
    "django",
    "dramatiq",
    "falcon",
    "fastapi",
    "flask",
    "flask_restful",
    "gradio",
    "grpc",
    "huey",
    "litestar",
    "nextcord",
    "pyrogram",
    "quart",
    "rest_framework",
    "rq",
    "sanic",
    "slack_bolt",
    "starlette",
    "streamlit",
    "telebot",
    "telegram",
    "telethon",
    "tornado",
];

/// Indexes of the modules that something which serves reaches by importing.
pub(crate) fn served(repo: &Repo) -> BTreeSet<usize> {
    reach(repo, |at, module| serves(module) || loads_server(repo, at))
}

/// Whether a module imports something that serves.
pub(crate) fn loads_server(repo: &Repo, at: usize) -> bool {
    let mut imports = repo.imports.third_party_of(at);
    imports.any(|each| SERVERS.contains(&each.top_level()))
}

/// Indexes of the modules that a script reaches by importing: a file with a main guard, or one that nothing imports
/// and that does something as soon as it is loaded.
pub(crate) fn started_by_hand(repo: &Repo) -> BTreeSet<usize> {
    reach(repo, |at, module| {
        let acts = |call: &Call| call.scope.function.is_none() && call.scope.class.is_none();
        !module.facts.main_guards.is_empty()
            || (!repo.imports.is_imported(at) && module.facts.calls.iter().any(acts))
    })
}

fn reach(repo: &Repo, is_root: impl Fn(usize, &Module) -> bool) -> BTreeSet<usize> {
    let all = repo.modules.iter().enumerate();
    let own = all.filter(|(_, module)| module.is_production() && !module.notebook);
    let mut open: Vec<usize> = own
        .filter(|(at, module)| is_root(*at, module))
        .map(|(at, _)| at)
        .collect();
    let mut reached: BTreeSet<usize> = open.iter().copied().collect();
    while let Some(at) = open.pop() {
        for &target in repo.imports.local_targets(at) {
            if reached.insert(target) {
                open.push(target);
            }
        }
    }
    reached
}

/// Whether a file holds something that a framework calls.
fn serves(module: &Module) -> bool {
    let mut functions = module.facts.functions.iter();
    functions.any(|function| {
        module
            .role(function)
            .is_some_and(|role| !matches!(role, Role::Command | Role::Model))
    })
}
