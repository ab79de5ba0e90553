//! Environment variables that pydantic settings classes read, one a field.

use super::EnvRead;
use super::reads::is_variable;
use crate::python::facts::{Assignment, Class, Facts, ValueKind};
use crate::python::{Id as ClassId, Module};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How deep settings may be nested in one another.
const DEPTH: usize = 4;
/// How many fields are looked at in one repository: nesting multiplies them.
const FIELDS: usize = 5_000;

/// Every field of every settings class in production code.
pub(super) fn read(modules: &[Module]) -> Vec<EnvRead> {
    let project = Project::of(modules);
    let mut reads = Vec::new();
    let mut budget = FIELDS;
    for &place in &project.settings {
        let Some((module, class)) = project.class(place) else {
            continue;
        };
        let tests = super::tested::is_test_class(module, Some(place.1));
        if module.is_production() && !tests {
            let configuration = configuration(module, class);
            let prefix = &configuration.prefix;
            project.fields(
                place,
                &configuration,
                (prefix, DEPTH),
                &mut budget,
                &mut reads,
            );
        }
    }
    reads
}

/// A class: its module and its index there.
type Place = (usize, ClassId);

/// The classes of a repository by name, and those that are settings.
struct Project<'a> {
    modules: &'a [Module],
    by_name: BTreeMap<&'a str, Place>,
    settings: Vec<Place>,
}

/// What a settings class says of its variables' names.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Configuration {
    prefix: String,
    delimiter: Option<String>,
}

impl<'a> Project<'a> {
    fn of(modules: &'a [Module]) -> Self {
        let mut by_name = BTreeMap::new();
        let mut bases: Vec<(Place, Vec<String>, &str)> = Vec::new();
        for (at, module) in modules.iter().enumerate() {
            for (id, class) in (0..).zip(&module.facts.classes) {
                let name = module.text(class.name);
                by_name.entry(name).or_insert((at, id));
                let last = |base: &std::borrow::Cow<'_, str>| Module::last_segment(base).to_owned();
                bases.push((
                    (at, id),
                    module.bases(class).iter().map(last).collect(),
                    name,
                ));
            }
        }
        // A class is settings when a base is, by name; a few rounds reach the grandchildren.
        let mut names: BTreeSet<&str> = BTreeSet::from(["BaseSettings"]);
        for _ in 0..DEPTH {
            let more: Vec<&str> = bases
                .iter()
                .filter(|(_, bases, _)| bases.iter().any(|base| names.contains(&**base)))
                .map(|(_, _, name)| *name)
                .collect();
            names.extend(more);
        }
        let settings = bases
            .iter()
            .filter(|(_, bases, _)| bases.iter().any(|base| names.contains(&**base)))
            .map(|(place, _, _)| *place)
            .collect();
        Self {
            modules,
            by_name,
            settings,
        }
    }

    fn class(&self, (module, class): Place) -> Option<(&'a Module, &'a Class)> {
        let module = self.modules.get(module)?;
        Some((module, module.facts.classes.get(class as usize)?))
    }

    fn fields(
        &self,
        place: Place,
        configuration: &Configuration,
        (prefix, depth): (&str, usize),
        budget: &mut usize,
        reads: &mut Vec<EnvRead>,
    ) {
        let Some((module, class)) = self.class(place) else {
            return;
        };
        let id = Some(place.1);
        let own = Facts::within(&module.facts.assignments, class.body, |assignment| {
            assignment.span
        });
        for field in own.filter(|field| field.scope.class == id && field.scope.function.is_none()) {
            if std::mem::replace(budget, budget.saturating_sub(1)) == 0 {
                return;
            }
            let (Some(annotation), ValueKind::Name) = (field.annotation, field.target.kind) else {
                continue;
            };
            let (name, annotation) = (module.text(field.target.span), module.text(annotation));
            if name.starts_with('_') || name == "model_config" || annotation.starts_with("ClassVar")
            {
                continue;
            }
            if let Some(inner) = self.nested(annotation) {
                if let Some(delimiter) = configuration.delimiter.as_deref().filter(|_| depth > 0) {
                    let prefix = format!("{prefix}{name}{delimiter}");
                    self.fields(inner, configuration, (&prefix, depth - 1), budget, reads);
                }
                continue;
            }
            let (aliases, has_default) = value(module, field);
            let optional = annotation.contains("Optional") || annotation.contains("None");
            let plain = format!("{prefix}{name}");
            let known = aliases.is_empty();
            for name in if known { vec![plain] } else { aliases } {
                let name = name.to_ascii_uppercase();
                if is_variable(&name) {
                    reads.push(EnvRead {
                        name,
                        path: Arc::clone(&module.path),
                        span: field.span,
                        has_default: has_default || optional,
                        any_case: true,
                    });
                }
            }
        }
    }

    /// The class of the repository that a field's type names.
    fn nested(&self, annotation: &str) -> Option<Place> {
        let name = annotation.rsplit('.').next().unwrap_or(annotation).trim();
        let &place = self.by_name.get(name)?;
        let (module, class) = self.class(place)?;
        let model = module.bases(class).iter().any(|base| {
            let last = Module::last_segment(base);
            last == "BaseModel" || last.ends_with("Settings") || last.ends_with("Config")
        });
        model.then_some(place)
    }
}

/// The variables that a field's value names itself, and whether it gives a default.
fn value(module: &Module, field: &Assignment) -> (Vec<String>, bool) {
    let Some(value) = field.value else {
        return (Vec::new(), false);
    };
    let call = module
        .facts
        .call_at(value.span)
        .and_then(|at| module.facts.calls.get(at as usize));
    let Some(call) = call.filter(|call| Module::last_segment(module.callee(call)) == "Field")
    else {
        return (Vec::new(), value.kind != ValueKind::Ellipsis);
    };
    let mut aliases = Vec::new();
    for keyword in ["env", "validation_alias", "alias"] {
        let Some(value) = module.keyword(call, keyword) else {
            continue;
        };
        let strings = Facts::within(&module.facts.strings, value.span, |string| string.span);
        aliases.extend(strings.map(|string| module.string_text(string)));
        break;
    }
    let first = module
        .positional(call, 0)
        .or_else(|| module.keyword(call, "default"));
    let given = first.is_some_and(|first| first.kind != ValueKind::Ellipsis)
        || module.keyword(call, "default_factory").is_some();
    // Any of several names will do: only the first one is asked for.
    aliases.truncate(1);
    (aliases, given)
}

/// `env_prefix` and `env_nested_delimiter` of `model_config` or of the nested `Config` class.
fn configuration(module: &Module, class: &Class) -> Configuration {
    let mut found = Configuration::default();
    for string in Facts::within(&module.facts.strings, class.body, |string| string.span) {
        use crate::python::facts::Key;
        let (Key::Assigned(key) | Key::Keyword(key) | Key::DictKey(key)) = string.key else {
            continue;
        };
        match module.text(key).trim_matches(['"', '\'']) {
            "env_prefix" => found.prefix = module.string_text(string),
            "env_nested_delimiter" => found.delimiter = Some(module.string_text(string)),
            _ => {}
        }
    }
    found
}
