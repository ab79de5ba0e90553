//! The configuration that a Flask project always loads.

use super::classes::{Classes, module_is_on};
use super::table::{Entry, entries};
use super::{is_conditional, is_sample};
use crate::hit::Confidence;
use foliolint_core::python::Module;
use foliolint_core::python::facts::{Call, Function, Scope, Value, ValueKind};
use foliolint_core::repo::Repo;
use std::sync::Arc;

/// Calls that load a configuration and are looked at; real repositories have fewer than 10.
const LOADS: usize = 64;
/// Calls of one factory that are looked at; where there are more, nothing is said.
const CALLS: usize = 64;

/// A place that always loads a configuration with debug mode on.
pub(crate) struct AlwaysDebug<'a> {
    /// The module.
    pub path: &'a Arc<str>,
    /// The call that loads it.
    pub call: &'a Call,
    /// What is wrong, for people.
    pub message: String,
    /// How sure that is.
    pub confidence: Confidence,
}

/// The calls of `from_object` and `from_pyfile` that always load a configuration with debug mode on.
pub(crate) fn always_debug(repo: &Repo) -> Vec<AlwaysDebug<'_>> {
    let loads: Vec<_> = repo
        .production()
        .filter(|module| !is_sample(&module.path))
        .flat_map(|module| module.facts.calls.iter().map(move |call| (module, call)))
        .filter(|(module, call)| loads_configuration(module, call))
        .take(LOADS)
        .collect();
    if loads.is_empty() || is_switched(repo) {
        return Vec::new();
    }
    let project = Project {
        repo,
        classes: Classes::of(repo),
    };
    let found = loads.into_iter().filter_map(|(module, call)| {
        let (message, confidence) = project.loaded(module, call)?;
        Some(AlwaysDebug {
            path: &module.path,
            call,
            message,
            confidence,
        })
    });
    found.collect()
}

fn loads_configuration(module: &Module, call: &Call) -> bool {
    matches!(
        Module::last_segment(module.callee(call)),
        "from_object" | "from_pyfile"
    )
}

/// Whether code elsewhere sets debug mode to anything but on: then it can be turned off.
fn is_switched(repo: &Repo) -> bool {
    repo.production().any(|module| {
        let assigned = module.facts.assignments.iter().any(|assignment| {
            let target = module.text(assignment.target.span);
            let is_switch = match assignment.target.kind {
                ValueKind::Attribute => target.ends_with("app.debug") || target.ends_with(".DEBUG"),
                ValueKind::Subscript => {
                    target.ends_with("config[\"DEBUG\"]") || target.ends_with("config['DEBUG']")
                }
                _ => false,
            };
            is_switch
                && assignment
                    .value
                    .is_some_and(|value| value.kind != ValueKind::True)
        });
        // Flask's `run` sets the application's debug mode, too.
        let run = |call: &Call| {
            let debug = || module.keyword(call, "debug");
            Module::last_segment(module.callee(call)) == "run"
                && debug()
                    .is_some_and(|value| matches!(value.kind, ValueKind::False | ValueKind::Call))
        };
        assigned || module.facts.calls.iter().any(run)
    })
}

/// A Flask project and its configuration classes.
struct Project<'a> {
    repo: &'a Repo,
    classes: Classes<'a>,
}

impl Project<'_> {
    fn loaded(&self, module: &Module, call: &Call) -> Option<(String, Confidence)> {
        if is_conditional(module, call.span.start) || is_followed(module, call) {
            return None;
        }
        let value = module.positional(call, 0)?;
        let always = |name: String| {
            let message =
                format!("the configuration `{name}`, with debug mode on, is always loaded");
            (message, Confidence::High)
        };
        if Module::last_segment(module.callee(call)) == "from_pyfile" {
            return self.file(module, call, value).map(always);
        }
        let value = assigned(module, call, value);
        if let Some(name) = self.named(module, value, &call.scope) {
            return Some(always(name));
        }
        match value.kind {
            ValueKind::Name => self.handed_over(module, call, module.text(value.span)),
            ValueKind::Subscript => {
                let at = module.facts.subscript_at(value.span)?;
                let subscript = module.facts.subscripts.get(at as usize)?;
                let table = self.table(module, call, subscript.object);
                match module.literal(subscript.index) {
                    Some(key) => self
                        .entry_is_on(table.as_deref(), &key)
                        .then(|| always(key)),
                    None => self.every_entry(&table?),
                }
            }
            ValueKind::Call => {
                let get = module
                    .facts
                    .calls
                    .get(module.facts.call_at(value.span)? as usize)?;
                let is_get = module.text(get.callee).ends_with(".get");
                let default = module.positional(get, 1);
                let default_is_on =
                    default.is_none_or(|default| self.named(module, default, &get.scope).is_some());
                let table =
                    (is_get && default_is_on).then(|| self.table(module, call, get.base))?;
                self.every_entry(&table?)
            }
            _ => None,
        }
    }

    /// The class or module with debug mode on that an expression names outright.
    fn named(&self, module: &Module, value: Value, scope: &Scope) -> Option<String> {
        let text = module.text(value.span);
        match value.kind {
            ValueKind::Name if text == "__name__" => {
                module_is_on(module).then(|| module.path.to_string())
            }
            ValueKind::Name if parameter(module, scope, text).is_some() => None,
            ValueKind::Name | ValueKind::Attribute => {
                let full = module.resolve(value.span, scope);
                let name = Module::last_segment(&full);
                self.classes.is_on(name).then(|| name.to_owned())
            }
            ValueKind::String => {
                let name = module.literal(value)?;
                self.classes.is_on_by_path(&name).then_some(name)
            }
            _ => None,
        }
    }

    /// The Python file with debug mode on that `from_pyfile("…")` reads: beside the application, or at the top.
    fn file(&self, module: &Module, call: &Call, value: Value) -> Option<String> {
        let elsewhere = module
            .keyword(call, "silent")
            .is_some_and(|silent| silent.kind != ValueKind::False)
            || module.facts.calls.iter().any(|made| {
                ["instance_relative_config", "root_path"]
                    .iter()
                    .any(|name| module.keyword(made, name).is_some())
            });
        let name = module.literal(value)?;
        let mut folder = module.folder();
        let mut rest = name.trim_start_matches("./");
        while let Some(above) = rest.strip_prefix("../") {
            folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
            rest = above;
        }
        let near = format!("{folder}/{rest}");
        let found = [near.trim_start_matches('/'), rest]
            .into_iter()
            .find_map(|path| self.repo.module(path))?;
        (!elsewhere && !is_sample(&found.path) && module_is_on(found))
            .then(|| found.path.to_string())
    }

    /// Where a parameter says what is loaded: whether each call of the function gives a class with debug mode on.
    fn handed_over(
        &self,
        module: &Module,
        call: &Call,
        name: &str,
    ) -> Option<(String, Confidence)> {
        let at = parameter(module, &call.scope, name)?;
        let function = module.function(call.scope.function)?;
        let default = module.parameters(function).get(at)?.default;
        let mut given = Vec::new();
        if let Some(default) = default {
            given.push(self.named(module, default, &function.scope)?);
        }
        let changed = module.assignments_to(name, &call.scope).next().is_some();
        if changed || function.is_method || self.is_started(module, function) {
            return None;
        }
        let factory = module.text(function.name);
        let calls = self.repo.production().flat_map(|other| {
            let named = move |call: &&Call| Module::last_segment(other.callee(call)) == factory;
            let calls = other.facts.calls.iter().filter(named);
            calls.map(move |call| (other, call))
        });
        let mut count = 0;
        for (other, made) in calls {
            count += 1;
            let starred = other
                .arguments(made)
                .iter()
                .any(|argument| argument.value.kind == ValueKind::Starred);
            if starred || count > CALLS || is_conditional(other, made.span.start) {
                return None;
            }
            match other
                .keyword(made, name)
                .or_else(|| other.positional(made, at))
            {
                Some(value) => given.push(self.named(other, value, &made.scope)?),
                None => drop(default?),
            }
        }
        let first = given.first().filter(|_| count > 0)?;
        let message = format!(
            "`{factory}` is only ever given configurations with debug mode on, such as `{first}`"
        );
        Some((message, Confidence::Medium))
    }

    /// Whether a start command calls a factory with arguments of its own.
    fn is_started(&self, module: &Module, function: &Function) -> bool {
        let call = format!("{}(", module.text(function.name));
        let mut starts = self.repo.deployment.starts.iter();
        starts.any(|start| start.command.contains(&call))
    }

    /// The table that an expression names: of the function, of the module, or of one other module.
    fn table(&self, module: &Module, call: &Call, object: Value) -> Option<Vec<Entry>> {
        let name = module.text(object.span);
        let display = |from: &Module, name: &str, scope: &Scope| {
            let mut assignments = from.assignments_to(name, scope);
            let value = assignments.next()?.value?;
            let alone = assignments.next().is_none() && !is_extended(from, name);
            (alone && value.kind == ValueKind::Dict).then(|| entries(from.text(value.span)))?
        };
        let top = Scope::default();
        if module.assignments_to(name, &call.scope).next().is_some() {
            return display(module, name, &call.scope);
        }
        if module.assignments_to(name, &top).next().is_some() {
            return display(module, name, &top);
        }
        let full = module.resolve(object.span, &call.scope);
        let imported = Module::last_segment(&full);
        let mut others = self
            .repo
            .production()
            .filter(|other| other.assignments_to(imported, &top).next().is_some());
        let (only, more) = (others.next()?, others.next());
        (more.is_none() && !is_extended(module, name)).then(|| display(only, imported, &top))?
    }

    fn entry_is_on(&self, table: Option<&[Entry]>, key: &str) -> bool {
        let entry = table.and_then(|table| table.iter().find(|entry| entry.key == key));
        entry.map_or_else(
            || key.to_ascii_lowercase().starts_with("dev"),
            |entry| self.classes.is_on_by_path(&entry.name),
        )
    }

    fn every_entry(&self, table: &[Entry]) -> Option<(String, Confidence)> {
        let for_tests = |entry: &Entry| {
            let test = |text: &str| text.to_ascii_lowercase().contains("test");
            test(&entry.key) || test(Module::last_segment(&entry.name))
        };
        let all = table
            .iter()
            .all(|entry| self.classes.is_on_by_path(&entry.name));
        (all && !table.iter().all(for_tests)).then(|| {
            let message = "every configuration that can be chosen here has debug mode on";
            (message.to_owned(), Confidence::Medium)
        })
    }
}

/// What a local variable stands for that is assigned once.
fn assigned(module: &Module, call: &Call, value: Value) -> Value {
    let name = module.text(value.span);
    let mut assignments = module.assignments_to(name, &call.scope);
    match (assignments.next(), assignments.next()) {
        (Some(only), None)
            if value.kind == ValueKind::Name
                && !only.augmented
                && !only.unpacked
                && parameter(module, &call.scope, name).is_none()
                && !is_conditional(module, only.span.start) =>
        {
            only.value.unwrap_or(value)
        }
        _ => value,
    }
}

/// Whether another configuration is loaded after a call, which may turn debug mode off.
fn is_followed(module: &Module, call: &Call) -> bool {
    module.facts.calls.iter().any(|other| {
        other.span.start > call.span.start
            && other.scope.function == call.scope.function
            && (module.text(other.callee).ends_with("config.update")
                || matches!(
                    Module::last_segment(module.callee(other)),
                    "from_object"
                        | "from_envvar"
                        | "from_pyfile"
                        | "from_prefixed_env"
                        | "from_mapping"
                        | "from_file"
                ))
    })
}

/// Whether a table gets more entries after it is made.
fn is_extended(module: &Module, table: &str) -> bool {
    let item = format!("{table}[");
    let update = format!("{table}.update");
    module
        .facts
        .assignments
        .iter()
        .any(|assignment| module.text(assignment.target.span).starts_with(&item))
        || module
            .facts
            .calls
            .iter()
            .any(|call| module.text(call.callee) == update)
}

/// The position of the parameter of that name of the function around a place.
fn parameter(module: &Module, scope: &Scope, name: &str) -> Option<usize> {
    let function = module.function(scope.function)?;
    let mut parameters = module.parameters(function).iter();
    parameters.position(|parameter| module.text(parameter.name) == name)
}
