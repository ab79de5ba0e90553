//! Which env files the code and compose files load (FOL405).

use super::reads::{self, Shared};
use crate::file::{FileKind, TextInput};
use crate::inventory::kind;
use crate::python::Module;
use crate::python::facts::{Call, Facts, Key, Scope, Value, ValueKind};
use crate::source::Span;
use std::sync::Arc;

/// The name that loaders look for on their own.
const DEFAULT: &str = ".env";

/// How far a name is followed to what was assigned to it.
const STEPS: usize = 3;

/// One place that loads an env file which is no example.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct EnvLoad {
    /// The file that loads it.
    pub path: Arc<str>,
    /// The call, keyword or entry.
    pub span: Span,
    /// The env file, as written or as the loader names it.
    pub name: String,
    /// Repository-relative paths where it may stand.
    pub candidates: Vec<String>,
}

/// Finds the env files that a compose file names, with their lines.
pub type ComposeReader = fn(&TextInput<'_>) -> Vec<(u32, String)>;

/// Every load in production code and compose files, sorted.
pub(super) fn read(
    modules: &[Module],
    texts: &[TextInput<'_>],
    compose: ComposeReader,
) -> Vec<EnvLoad> {
    let mut loads = Vec::new();
    let shared = reads::shared_readers(modules);
    for module in modules.iter().filter(|module| module.is_production()) {
        of_module(module, &shared, &mut loads);
    }
    for text in texts.iter().filter(|text| text.is_own()) {
        let folder = text.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for (line, name) in compose(text) {
            if let (true, Some(path)) = (is_env(&name), joined(folder, &name)) {
                loads.push(EnvLoad {
                    path: Arc::clone(text.path),
                    span: text.source.line_span(line),
                    name,
                    candidates: vec![path],
                });
            }
        }
    }
    loads.sort();
    loads.dedup();
    loads
}

fn of_module(module: &Module, shared: &Shared, loads: &mut Vec<EnvLoad>) {
    let mut add = |span: Span, parts: &[String]| {
        let Some(name) = parts.last().filter(|name| is_env(name)) else {
            return;
        };
        let mut candidates = Vec::new();
        let mut folder = Some(module.folder());
        while let Some(above) = folder {
            candidates.extend(joined(above, name));
            candidates.extend(joined(above, &parts.join("/")));
            folder = match above.rsplit_once('/') {
                Some((parent, _)) => Some(parent),
                None => (!above.is_empty()).then_some(""),
            };
        }
        candidates.sort();
        candidates.dedup();
        if !candidates.is_empty() {
            loads.push(EnvLoad {
                path: Arc::clone(&module.path),
                span,
                name: name.clone(),
                candidates,
            });
        }
    };
    let mut decouple = false;
    for call in &module.facts.calls {
        let callee = module.callee(call);
        if is_decouple(callee) {
            // Its first read finds the file for all.
            if !std::mem::replace(&mut decouple, true) {
                add(call.span, &[DEFAULT.to_owned()]);
            }
        } else if let Some(keyword) = loader(callee).or_else(|| shared_loader(shared, callee))
            && let Some(parts) = loaded(module, call, keyword)
        {
            add(call.span, &parts);
        }
    }
    // pydantic: `SettingsConfigDict(env_file=".env")`, `class Config: env_file = ".env"`, `Settings(_env_file=".env")`.
    for string in &module.facts.strings {
        let (Key::Keyword(name) | Key::Assigned(name)) = string.key else {
            continue;
        };
        if matches!(module.text(name), "env_file" | "_env_file") {
            add(string.span, &[module.string_text(string)]);
        }
    }
}

fn is_decouple(callee: &str) -> bool {
    matches!(callee, "decouple.config" | "decouple.AutoConfig()")
}

/// The keyword for the file of a callable that loads env files.
fn loader(callee: &str) -> Option<&'static str> {
    match callee {
        "dotenv.load_dotenv"
        | "dotenv.main.load_dotenv"
        | "dotenv.dotenv_values"
        | "dotenv.main.dotenv_values" => Some("dotenv_path"),
        "environ.Env.read_env"
        | "environ.Env().read_env"
        | "environ.FileAwareEnv.read_env"
        | "environ.FileAwareEnv().read_env" => Some("env_file"),
        "environs.Env().read_env" | "environs.env.read_env" => Some("path"),
        // Without a file it reads the environment only.
        "starlette.config.Config" => Some("env_file"),
        _ => None,
    }
}

/// The same of a method of an object that another module made: `from config.env import env`, `env.read_env()`.
fn shared_loader(shared: &Shared, callee: &str) -> Option<&'static str> {
    let object = callee.strip_suffix(".read_env")?;
    let made = reads::shared_as(shared, object, |_| false)?;
    loader(&format!("{made}.read_env"))
}

/// The literal parts of the path that a call loads; nothing where the code doesn't tell.
fn loaded(module: &Module, call: &Call, keyword: &str) -> Option<Vec<String>> {
    let given = module
        .keyword(call, keyword)
        .or_else(|| module.positional(call, 0));
    let Some(value) = given else {
        return (module.callee(call) != "starlette.config.Config")
            .then(|| vec![DEFAULT.to_owned()]);
    };
    literals(module, value, &call.scope)
}

fn literals(module: &Module, mut value: Value, scope: &Scope) -> Option<Vec<String>> {
    for _ in 0..STEPS {
        if value.kind != ValueKind::Name {
            break;
        }
        let name = module.text(value.span);
        let top = Scope::default();
        let assignment = module
            .assignments_to(name, scope)
            .chain(module.assignments_to(name, &top))
            .find(|assignment| assignment.value.is_some());
        value = assignment?.value?;
    }
    let strings = Facts::within(&module.facts.strings, value.span, |string| string.span);
    let parts: Vec<String> = strings
        .filter(|string| !string.formatted)
        .map(|string| module.string_text(string))
        .collect();
    if parts.is_empty() && module.text(value.span).contains("find_dotenv(") {
        return Some(vec![DEFAULT.to_owned()]);
    }
    // `os.environ.get("ENV_FILE", ".env")` names a variable first, `DIR / "config" / ".env"` a folder.
    let read =
        module.text(value.span).contains("environ") || module.text(value.span).contains("getenv");
    if read {
        return Some(parts.last().cloned().into_iter().collect());
    }
    Some(parts)
}

fn is_env(name: &str) -> bool {
    kind::kind(name.trim_start_matches("./")) == FileKind::EnvFile
}

/// The path of `name` in `folder`, resolved by words alone; nothing where it leads out of the repository.
fn joined(folder: &str, name: &str) -> Option<String> {
    if name.starts_with('/') || name.contains(['$', '{', '~', '\\']) {
        return None;
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in name.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_resolved_by_words() {
        let at = |folder, name| joined(folder, name);
        assert_eq!(at("a/b", "../.env"), Some("a/.env".to_owned()));
        assert_eq!(at("", "./c/.env"), Some("c/.env".to_owned()));
        assert_eq!(at("a", "../../.env"), None);
        assert_eq!(at("", "/etc/app.env"), None);
        assert_eq!(at("", "${FILE}.env"), None);
    }
}
