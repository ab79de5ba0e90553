//! Small functions of a repository that read the environment variable they are asked for.

use crate::python::Module;
use crate::python::facts::{Facts, Usage, ValueKind};
use crate::source::Span;
use std::collections::BTreeMap;

/// A function whose parameter is the name of an environment variable.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Wrapper {
    /// The stem of the module that defines it.
    stem: String,
    /// The parameter that is the variable's name.
    pub(super) parameter: String,
    /// That parameter's position in a call.
    pub(super) position: usize,
    /// Whether it has a further parameter, which then is a default.
    pub(super) takes_default: bool,
    /// Whether it always gives something.
    pub(super) has_default: bool,
}

/// The wrappers of a repository, by the function's name.
#[derive(Debug, Default)]
pub(super) struct Wrappers {
    by_name: BTreeMap<String, Vec<Wrapper>>,
}

/// Functions of one name that are kept.
const NAMESAKES: usize = 16;

impl Wrappers {
    /// The wrapper that `callee` means, as resolved in `module`; `star`: the module imports everything of another one.
    pub(super) fn called(&self, callee: &str, module: &Module, star: bool) -> Option<&Wrapper> {
        let (path, name) = callee.rsplit_once('.').unwrap_or(("", callee));
        let stem = path.rsplit('.').next().unwrap_or(path);
        let fits = |known: &&Wrapper| {
            stem == known.stem
                || matches!(stem, "self" | "cls")
                || (path.is_empty() && (star || module.stem() == known.stem))
        };
        self.by_name.get(name)?.iter().find(fits)
    }
}

/// Functions longer than this do more than look up a variable.
const LONGEST: u32 = 25;

/// Every wrapper of the repository's production code.
pub(super) fn find(modules: &[Module]) -> Wrappers {
    let mut found = Wrappers::default();
    for module in modules.iter().filter(|module| module.is_production()) {
        for (name, wrapper) in of_module(module) {
            let known = found.by_name.entry(name).or_default();
            if known.len() < NAMESAKES {
                known.push(wrapper);
            }
        }
    }
    found
}

fn of_module(module: &Module) -> Vec<(String, Wrapper)> {
    let mut wrappers = Vec::new();
    for function in module
        .facts
        .functions
        .iter()
        .filter(|function| function.statements <= LONGEST)
    {
        let parameters = module.parameters(function);
        let owned = parameters.first().is_some_and(|first| {
            function.is_method && matches!(module.text(first.name), "self" | "cls")
        });
        let named: Vec<&str> = parameters
            .iter()
            .skip(usize::from(owned))
            .filter(|parameter| parameter.stars == 0)
            .map(|parameter| module.text(parameter.name))
            .collect();
        let Some((position, default)) = lookup(module, function.body, &named) else {
            continue;
        };
        let Some(parameter) = named.get(position) else {
            continue;
        };
        // A name that is put together first is none that a caller spells out.
        let mut within = Facts::within(&module.facts.assignments, function.body, |each| each.span);
        if within.any(|each| module.text(each.target.span) == *parameter) {
            continue;
        }
        let has_default = match default {
            Fallback::None => false,
            Fallback::Own => true,
            Fallback::Parameter(span) => parameters.iter().any(|parameter| {
                module.text(parameter.name) == module.text(span)
                    && parameter
                        .default
                        .is_some_and(|value| value.kind != ValueKind::None)
            }),
        };
        let wrapper = Wrapper {
            stem: module.stem().to_owned(),
            parameter: (*parameter).to_owned(),
            position,
            takes_default: named.len() > 1,
            has_default,
        };
        wrappers.push((module.text(function.name).to_owned(), wrapper));
    }
    wrappers
}

/// What a lookup gives where nothing is set.
enum Fallback {
    None,
    /// Something of its own.
    Own,
    /// What the name at that place holds.
    Parameter(Span),
}

/// The position of the parameter that `body` looks up in the environment, and what the lookup falls back to.
fn lookup(module: &Module, body: Span, parameters: &[&str]) -> Option<(usize, Fallback)> {
    let position = |text: &str| parameters.iter().position(|parameter| *parameter == text);
    for call in Facts::within(&module.facts.calls, body, |call| call.span) {
        let callee = module.callee(call);
        if !matches!(callee, "os.getenv" | "os.environ.get" | "decouple.config") {
            continue;
        }
        let found = module
            .positional(call, 0)
            .filter(|value| value.kind == ValueKind::Name)
            .and_then(|value| position(module.text(value.span)));
        if let Some(found) = found {
            let default = module
                .positional(call, 1)
                .or_else(|| module.keyword(call, "default"));
            let fallback = match default {
                _ if call.usage == Usage::OrLeft => Fallback::Own,
                Some(value) if value.kind == ValueKind::Name => Fallback::Parameter(value.span),
                Some(value) if value.kind != ValueKind::None => Fallback::Own,
                _ => Fallback::None,
            };
            return Some((found, fallback));
        }
    }
    for subscript in Facts::within(&module.facts.subscripts, body, |subscript| subscript.span) {
        let environment = module.resolve(subscript.object.span, &subscript.scope) == "os.environ";
        if environment
            && !subscript.stored
            && subscript.index.kind == ValueKind::Name
            && let Some(found) = position(module.text(subscript.index.span))
        {
            return Some((found, Fallback::None));
        }
    }
    None
}
