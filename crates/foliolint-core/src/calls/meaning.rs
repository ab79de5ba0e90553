//! From a name to what it means where it comes from, through the repository's variables, the types of parameters, and
//! what functions give.

use super::lookup::{Definitions, part, rest};
use crate::python::Module;
use crate::python::facts::{Function, Parameter, Scope, Value, ValueKind};
use crate::source::Span;

/// How many names may stand for one another; also what ends a circle.
const HOPS: usize = 12;

/// How many parameters of a function are looked at; nobody has as many.
const PARAMETERS: usize = 64;

/// Types that wrap the one that matters.
const WRAPPERS: [&str; 12] = [
    "Annotated",
    "AsyncContextManager",
    "AsyncGenerator",
    "AsyncIterator",
    "Awaitable",
    "ClassVar",
    "ContextManager",
    "Final",
    "Generator",
    "Iterator",
    "Optional",
    "Union",
];

/// What a name means.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Meaning {
    /// The module where the search ended: an index into [`crate::repo::Repo::modules`].
    pub module: usize,
    /// The name as seen from there: `redis.Redis().get`; a plain name is one of that module.
    pub name: String,
}

/// A name and where it is seen from.
struct Place {
    at: usize,
    name: String,
    scope: Scope,
}

impl Definitions {
    pub(super) fn meaning(
        &self,
        modules: &[Module],
        at: usize,
        name: &str,
        scope: &Scope,
    ) -> Meaning {
        let mut place = Place {
            at,
            name: name.to_owned(),
            scope: *scope,
        };
        for _ in 0..HOPS {
            let Some(next) = self.step(modules, &place) else {
                break;
            };
            place = next;
        }
        Meaning {
            module: place.at,
            name: place.name,
        }
    }

    fn step(&self, modules: &[Module], place: &Place) -> Option<Place> {
        let (module, names) = (modules.get(place.at)?, self.modules.get(place.at)?);
        let name = place.name.as_str();
        let (head, tail) = split(name);
        if matches!(head, "self" | "cls") {
            return self.field(modules, place, tail.strip_prefix('.')?);
        }
        let here = |name: String, scope: Scope| {
            Some(Place {
                at: place.at,
                name,
                scope,
            })
        };
        if let Some((parameter, function)) = parameter(module, head, &place.scope) {
            let given = given(module, parameter, function)?;
            return here(format!("{given}{tail}"), function.scope);
        }
        let imported = names
            .imports
            .iter()
            .filter(|import| !import.binds.is_empty())
            .filter_map(|import| Some((import, rest(name, &import.name)?)))
            .max_by_key(|(import, _)| import.name.len());
        if let Some((import, rest)) = imported {
            let name = match &import.from {
                Some(from) if !import.is_module => format!("{from}{rest}"),
                _ => rest.strip_prefix('.')?.to_owned(),
            };
            return Some(Place {
                at: import.module,
                name,
                scope: Scope::default(),
            });
        }
        if let Some(value) = names.values.of_variable(head) {
            if let (ValueKind::Subscript, Some(tail)) = (value.kind, tail.strip_prefix("()")) {
                let class = type_name(module, value.span, &Scope::default())?;
                return here(format!("{class}(){tail}"), Scope::default());
            }
            let target = names.values.target(head)?;
            let full = module.resolve(target.span, &Scope::default());
            if *full != *head {
                return here(format!("{full}{tail}"), Scope::default());
            }
        }
        if let Some(after) = tail.strip_prefix("()") {
            if let Some(function) = self.visible(module, place.at, head, &place.scope) {
                let (value, scope) = names.values.result(function.function)?;
                let given = shown(module, value, &scope).or_else(|| {
                    let returns = module.function(Some(function.function))?.returns?;
                    Some(format!("{}()", type_name(module, returns, &scope)?))
                })?;
                return here(format!("{given}{after}"), scope);
            }
        }
        // A name of a module that only hands it on.
        let Some(handed) = names.imports.iter().find(|import| *import.binds == *head) else {
            return Some(Place {
                at: part(modules, place.at, head)?,
                name: tail.strip_prefix('.')?.to_owned(),
                scope: Scope::default(),
            });
        };
        let name = match &handed.from {
            Some(from) if !handed.is_module => format!("{from}{tail}"),
            _ => tail.strip_prefix('.')?.to_owned(),
        };
        Some(Place {
            at: handed.module,
            name,
            scope: Scope::default(),
        })
    }

    /// `self.db.query`: what the class, or one it derives from, gives `db`.
    fn field(&self, modules: &[Module], place: &Place, rest: &str) -> Option<Place> {
        let (field, tail) = split(rest);
        let class = (place.at, place.scope.class?);
        let mut classes = std::iter::once(class).chain(self.ancestors(modules, class));
        let (at, (value, scope)) = classes.find_map(|(at, class)| {
            let names = self.modules.get(at)?;
            Some((at, names.values.field(class, field)?))
        })?;
        let module = modules.get(at)?;
        let given = shown(module, value, &scope)?;
        (given != format!("self.{field}")).then(|| Place {
            at,
            name: format!("{given}{tail}"),
            scope,
        })
    }
}

/// The first name of a dotted one, and the rest with its dot or bracket.
fn split(name: &str) -> (&str, &str) {
    name.find(['.', '(', '['])
        .map_or((name, ""), |end| name.split_at(end))
}

/// The parameter that a plain name means, with its function.
fn parameter<'a>(
    module: &'a Module,
    name: &str,
    scope: &Scope,
) -> Option<(&'a Parameter, &'a Function)> {
    let mut around = scope.function;
    // Functions nest a few levels deep.
    for _ in 0..HOPS {
        let function = module.function(around)?;
        let mut all = module.parameters(function).iter().take(PARAMETERS);
        let found =
            all.find(|parameter| parameter.stars == 0 && module.text(parameter.name) == name);
        if let Some(found) = found {
            return Some((found, function));
        }
        around = function.scope.function;
    }
    None
}

/// What a parameter is given, by its annotation or its `Depends(…)`.
fn given(module: &Module, parameter: &Parameter, function: &Function) -> Option<String> {
    let annotated = parameter
        .annotation
        .and_then(|span| type_name(module, span, &function.scope));
    if let Some(class) = annotated {
        return Some(format!("{class}()"));
    }
    let value = parameter
        .default
        .filter(|value| value.kind == ValueKind::Call)?;
    let call = module
        .facts
        .calls
        .get(module.facts.call_at(value.span)? as usize)?;
    let depends = matches!(
        Module::last_segment(module.callee(call)),
        "Depends" | "Security" | "Provide"
    );
    let first = module.positional(call, 0).filter(|_| depends)?;
    Some(format!("{}()", shown(module, first, &function.scope)?))
}

/// The name of what an expression gives.
fn shown(module: &Module, value: Value, scope: &Scope) -> Option<String> {
    match value.kind {
        ValueKind::Name | ValueKind::Attribute => {
            Some(module.resolve(value.span, scope).into_owned())
        }
        ValueKind::Call | ValueKind::Await => {
            let text = module.text(value.span);
            let inner = text.strip_prefix("await").map_or(text, str::trim_start);
            let start = value.span.end - u32::try_from(inner.len()).ok()?;
            let span = Span {
                start,
                end: value.span.end,
            };
            let call = module
                .facts
                .calls
                .get(module.facts.call_at(span)? as usize)?;
            Some(format!("{}()", module.callee(call)))
        }
        _ => None,
    }
}

/// The class that an annotation names: `Session` of `"Session"`, `Optional[Session]`, `Session | None`,
/// `Annotated[Session, Depends(get)]`; resolved.
fn type_name(module: &Module, annotation: Span, scope: &Scope) -> Option<String> {
    let text = module.text(annotation);
    let mut from = 0;
    for _ in 0..HOPS {
        let rest = text.get(from..)?;
        let skipped = rest.find(|letter: char| letter.is_alphanumeric() || letter == '_')?;
        let word = rest.get(skipped..)?;
        let length = word
            .find(|letter: char| !(letter.is_alphanumeric() || matches!(letter, '_' | '.')))
            .unwrap_or(word.len());
        let (word, after) = word.split_at(length);
        let wraps = WRAPPERS.contains(&Module::last_segment(word)) && after.starts_with('[');
        if !wraps {
            let start = annotation.start + u32::try_from(from + skipped).ok()?;
            let end = start + u32::try_from(length).ok()?;
            return Some(module.resolve(Span { start, end }, scope).into_owned());
        }
        from += skipped + length;
    }
    None
}
