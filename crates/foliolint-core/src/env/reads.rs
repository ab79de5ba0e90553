//! Environment variables that production code reads by calls and items.

use super::wrappers::{self, Wrappers};
use super::{EnvRead, tested};
use crate::python::Module;
use crate::python::facts::{Call, Facts, Handler, Import, Key, Scope, Subscript, Usage, ValueKind};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Every read in production code and notebooks.
pub(super) fn read(modules: &[Module]) -> Vec<EnvRead> {
    let wrappers = wrappers::find(modules);
    let shared = shared_readers(modules);
    let production = modules.iter().filter(|module| module.is_production());
    production
        .flat_map(|module| Reader::new(module, &wrappers, &shared).reads())
        .collect()
}

/// Module-level objects that read the environment and that other modules import, by name: the stem of the module that
/// made or imported each, and what it is.
pub(super) type Shared = BTreeMap<String, Vec<(String, String)>>;

/// Objects of one name that are kept.
const NAMESAKES: usize = 16;

pub(super) fn shared_readers(modules: &[Module]) -> Shared {
    let mut shared = Shared::new();
    let mut share = |module: &Module, name: &str, what: String| {
        if reader_of(&what).is_none() && !is_mapping(&what) {
            return;
        }
        let stem = match module.stem() {
            "__init__" => module.folder().rsplit('/').next().unwrap_or_default(),
            stem => stem,
        };
        let known = shared.entry(name.to_owned()).or_default();
        if known.len() < NAMESAKES {
            known.push((stem.to_owned(), what));
        }
    };
    for module in modules {
        let top = |scope: &Scope| scope.function.is_none() && scope.class.is_none();
        for assignment in module
            .facts
            .assignments
            .iter()
            .filter(|each| top(&each.scope))
        {
            let call = assignment
                .value
                .and_then(|value| module.facts.call_at(value.span));
            if let Some(call) = call.and_then(|at| module.facts.calls.get(at as usize)) {
                let what = format!("{}()", module.callee(call));
                share(module, module.text(assignment.target.span), what);
            }
        }
        // `from decouple import config` in a base module that others star-import.
        for import in module
            .facts
            .imports
            .iter()
            .filter(|import| top(&import.scope))
        {
            if let Some(name) = import.name {
                let what = format!("{}.{}", module.text(import.module), module.text(name));
                share(module, module.text(import.alias.unwrap_or(name)), what);
            }
        }
    }
    shared
}

/// What a dotted name stands for, made by another module; a bare one where it is `unbound` here.
pub(super) fn shared_as<'a, F: Fn(&str) -> bool>(
    shared: &'a Shared,
    dotted: &str,
    unbound: F,
) -> Option<&'a str> {
    let (module, name) = dotted.rsplit_once('.').unwrap_or(("", dotted));
    let stem = module.rsplit('.').next().unwrap_or(module);
    let fits = |known: &&(String, String)| known.0 == stem || (module.is_empty() && unbound(name));
    let known = shared.get(name)?.iter().find(fits)?;
    Some(&known.1)
}

/// How a callable takes its default.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Default {
    /// Second positional argument or a keyword.
    Second,
    /// Third positional argument or a keyword; the second is a type.
    Third,
    /// The name itself has one: `dj_database_url.config()` reads `DATABASE_URL`.
    Url(&'static str),
}

fn reader_of(callee: &str) -> Option<Default> {
    let env_method = |prefix: &str| {
        callee.strip_prefix(prefix).is_some_and(|method| {
            method.is_empty()
                || method.strip_prefix('.').is_some_and(|name| {
                    !name.contains('.')
                        && !matches!(
                            name,
                            "read_env"
                                | "read_envfile"
                                | "seal"
                                | "prefixed"
                                | "dump"
                                | "add_parser"
                                | "parse_value"
                        )
                })
        })
    };
    match callee {
        "os.getenv"
        | "os.environ.get"
        | "os.getenvb"
        | "os.environ.pop"
        | "os.environ.copy().get" => Some(Default::Second),
        "dotenv.dotenv_values().get" => Some(Default::Second),
        "decouple.config" | "decouple.AutoConfig()" | "decouple.Config()" => Some(Default::Second),
        "starlette.config.Config()" => Some(Default::Third),
        "dj_database_url.config" => Some(Default::Url("DATABASE_URL")),
        "environ.Env().db" | "environ.Env().db_url" | "environ.FileAwareEnv().db" => {
            Some(Default::Url("DATABASE_URL"))
        }
        "environ.Env().cache" | "environ.Env().cache_url" => Some(Default::Url("CACHE_URL")),
        "environ.Env().email" | "environ.Env().email_url" | "environ.Env().email_url_config" => {
            Some(Default::Url("EMAIL_URL"))
        }
        _ if env_method("environ.Env()") || env_method("environ.FileAwareEnv()") => {
            Some(Default::Third)
        }
        _ if env_method("environs.Env()") || env_method("environs.env") => Some(Default::Second),
        _ => None,
    }
}

fn is_mapping(object: &str) -> bool {
    matches!(
        object,
        "os.environ" | "os.environ.copy()" | "os.environb" | "dotenv.dotenv_values()"
    )
}

struct Reader<'a> {
    module: &'a Module,
    wrappers: &'a Wrappers,
    shared: &'a Shared,
    /// Whether it imports everything of some module.
    star: bool,
    /// Annotations by the value they stand with.
    annotations: BTreeMap<Span, &'a str>,
    /// Names of dicts that `**dotenv_values(…)` was merged into.
    merged: BTreeSet<&'a str>,
}

impl<'a> Reader<'a> {
    fn new(module: &'a Module, wrappers: &'a Wrappers, shared: &'a Shared) -> Self {
        let assignments = &module.facts.assignments;
        let annotated = assignments
            .iter()
            .filter_map(|each| Some((each.value?.span, module.text(each.annotation?))));
        let dicts = assignments.iter().filter(|each| {
            each.value.is_some_and(|value| {
                value.kind == ValueKind::Dict
                    && module.text(value.span).contains("**dotenv_values(")
            })
        });
        let star = |import: &Import| import.name.is_some_and(|name| module.text(name) == "*");
        Self {
            module,
            wrappers,
            shared,
            star: module.facts.imports.iter().any(star),
            annotations: annotated.collect(),
            merged: dicts.map(|each| module.text(each.target.span)).collect(),
        }
    }

    fn reads(&self) -> Vec<EnvRead> {
        let facts = &self.module.facts;
        let mut reads: Vec<EnvRead> = facts
            .calls
            .iter()
            .filter(|call| !tested::is_test_class(self.module, call.scope.class))
            .filter_map(|call| self.call(call))
            .collect();
        reads.extend(
            facts
                .subscripts
                .iter()
                .filter(|subscript| !tested::is_test_class(self.module, subscript.scope.class))
                .filter_map(|subscript| self.subscript(subscript)),
        );
        // `if "X" in os.environ`
        for string in &facts.strings {
            let Key::Compared(other) = string.key else {
                continue;
            };
            if self.is_mapping(other, &string.scope) {
                reads.extend(self.made(&self.module.string_text(string), string.span, true));
            }
        }
        self.schemes(&mut reads);
        reads
    }

    fn made(&self, name: &str, span: Span, has_default: bool) -> Option<EnvRead> {
        is_variable(name).then(|| EnvRead {
            name: name.to_owned(),
            path: Arc::clone(&self.module.path),
            span,
            has_default,
            any_case: false,
        })
    }

    /// What a callee is, through objects that another module of the repository made.
    fn resolved(&self, callee: &str) -> String {
        let unbound = |name: &str| self.star && self.module.is_builtin(name, &Scope::default());
        let shared_as = |dotted| shared_as(self.shared, dotted, unbound);
        let (object, method) = match callee.rsplit_once('.') {
            Some((object, method)) if shared_as(callee).is_none() => (object, format!(".{method}")),
            _ => (callee, String::new()),
        };
        shared_as(object).map_or_else(|| callee.to_owned(), |what| format!("{what}{method}"))
    }

    fn is_mapping(&self, object: Span, scope: &Scope) -> bool {
        let text = self.module.text(object);
        if text.len() > 200 {
            return false;
        }
        let resolved = self.module.resolve(object, scope);
        if is_mapping(&resolved) || is_mapping(&self.resolved(&resolved)) {
            return true;
        }
        self.merged.contains(text)
    }

    fn call(&self, call: &Call) -> Option<EnvRead> {
        let callee = self.module.callee(call);
        let resolved = self.resolved(callee);
        if let Some(default) = reader_of(&resolved) {
            return self.lookup(call, default);
        }
        if let Some(base) = callee.strip_suffix(".get") {
            let object = Span {
                start: call.callee.start,
                end: call.callee.end.saturating_sub(4),
            };
            if !base.is_empty()
                && self.module.text(call.callee).ends_with(".get")
                && self.is_mapping(object, &call.scope)
            {
                return self.lookup(call, Default::Second);
            }
        }
        let wrapper = self.wrappers.called(callee, self.module, self.star)?;
        let name = self
            .module
            .positional(call, wrapper.position)
            .or_else(|| self.module.keyword(call, &wrapper.parameter))?;
        let given = self.module.arguments(call).len() > 1 && wrapper.takes_default;
        let has_default =
            wrapper.has_default || given || self.tolerates(call.span, call.usage, &call.scope);
        self.made(&self.module.literal(name)?, call.span, has_default)
    }

    fn lookup(&self, call: &Call, default: Default) -> Option<EnvRead> {
        let module = self.module;
        let first = module
            .positional(call, 0)
            .or_else(|| module.keyword(call, "var"))
            .or_else(|| module.keyword(call, "key"));
        let name = match (default, first) {
            (Default::Url(name), None) => module
                .keyword(call, "env")
                .and_then(|env| module.literal(env))
                .unwrap_or_else(|| name.to_owned()),
            (_, Some(first)) => module.literal(first)?,
            (_, None) => return None,
        };
        let at = match default {
            Default::Second => 1,
            Default::Third => 2,
            Default::Url(_) => 9,
        };
        let given = module
            .positional(call, at)
            .or_else(|| module.keyword(call, "default"));
        // Handing on a parameter hands on nothing where the caller gives nothing.
        let quiet = matches!(
            Module::last_segment(module.callee(call)),
            "get" | "getenv" | "getenvb"
        );
        let works = given.is_some()
            || self.tolerates(call.span, call.usage, &call.scope)
            || (quiet && tested::is_tested(module, call.span, &call.scope))
            || (matches!(default, Default::Url(_)) && tested::is_laid_over(module));
        self.made(&name, call.span, works)
    }

    fn subscript(&self, subscript: &Subscript) -> Option<EnvRead> {
        if subscript.stored
            || subscript.index.kind != ValueKind::String
            || !self.is_mapping(subscript.object.span, &subscript.scope)
        {
            return None;
        }
        let name = self.module.literal(subscript.index)?;
        self.made(
            &name,
            subscript.span,
            self.tolerates(subscript.span, subscript.usage, &subscript.scope),
        )
    }

    /// Whether the code around a read copes with nothing being set.
    fn tolerates(&self, span: Span, usage: Usage, scope: &Scope) -> bool {
        match usage {
            Usage::Tested | Usage::Compared if tested::is_demanded(self.module, span) => {}
            Usage::OrLeft | Usage::Tested | Usage::Compared | Usage::Dropped => return true,
            Usage::Assigned => {
                let annotation = self.annotations.get(&span).copied().unwrap_or_default();
                if annotation.contains("Optional") || annotation.contains("None") {
                    return true;
                }
            }
            // `bool(os.getenv("X"))`, `int(os.getenv("X") or 3)`
            Usage::Argument(call) if self.module.text(call).starts_with("bool(") => return true,
            _ => {}
        }
        self.is_caught(scope)
    }

    /// Whether a `KeyError` of the read is caught by something that goes on.
    fn is_caught(&self, scope: &Scope) -> bool {
        let Some(body) = scope.try_body else {
            return false;
        };
        let Some(around) = self.module.facts.tries.get(body as usize) else {
            return false;
        };
        let inside = |handler: &Handler| handler.span;
        Facts::within(&self.module.facts.handlers, around.span, inside)
            .filter(|handler| handler.of_try == body)
            .any(|handler| {
                let what = handler
                    .exception
                    .map_or("", |exception| self.module.text(exception.span));
                let fits = what.is_empty() || CAUGHT.iter().any(|caught| what.contains(caught));
                let exits = self.module.text(handler.body).contains("exit(");
                fits && !handler.steps.raises && !exits
            })
    }

    /// `environ.Env(DEBUG=(bool, False))` declares defaults.
    fn schemes(&self, reads: &mut Vec<EnvRead>) {
        for call in &self.module.facts.calls {
            if !matches!(
                self.module.callee(call),
                "environ.Env" | "environ.FileAwareEnv"
            ) {
                continue;
            }
            for argument in self.module.arguments(call) {
                let (Some(name), ValueKind::Tuple) = (argument.name, argument.value.kind) else {
                    continue;
                };
                reads.extend(self.made(self.module.text(name), argument.value.span, true));
            }
        }
    }
}

/// Exceptions that a missing variable raises, and their bases.
const CAUGHT: [&str; 4] = [
    "KeyError",
    "LookupError",
    "Exception",
    "UndefinedValueError",
];

/// Whether it can be a variable's name.
pub(super) fn is_variable(name: &str) -> bool {
    name.len() <= 100
        && name
            .bytes()
            .next()
            .is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
