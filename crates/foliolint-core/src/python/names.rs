//! Which name means what in one file.

use super::facts::{Assignment, Facts, Id, Scope, Value, ValueKind};
use crate::source::{Source, Span};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// How many names may stand for one another before resolution gives up; also what ends a circle.
const CHAIN: u32 = 12;

/// What a scope binds a name to; [`rank`] tells which of several in one scope counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Bound {
    Import(Id),
    Class,
    Function,
    Parameter,
    Value(Span, ValueKind),
    Other,
}

/// The resolved callees of one file's calls and the names that its scopes bind.
#[derive(Debug, Default)]
pub struct Names {
    callees: Vec<Box<str>>,
    /// By name, then by the function it is bound in: what says most of it there ([`rank`]). Keeping only that one
    /// keeps lookups cheap in files that bind one name a hundred thousand times.
    bound: HashMap<Box<str>, HashMap<Option<Id>, Bound>>,
    /// `self.x = value`, by class and `x`.
    attributes: HashMap<(Id, Box<str>), (Value, Scope)>,
}

impl Names {
    /// Resolves every call of a file.
    #[must_use]
    pub fn resolve(source: &Source, facts: &Facts) -> Self {
        let mut names = Self::default();
        names.bind_all(source, facts);
        let file = File {
            source,
            facts,
            names: &names,
        };
        let callees = (0..facts.calls.len())
            .map(|at| file.callee(at, 0).into_boxed_str())
            .collect();
        Self { callees, ..names }
    }

    fn bind(&mut self, name: &str, function: Option<Id>, bound: Bound) {
        if !self.bound.contains_key(name) {
            self.bound.insert(name.into(), HashMap::new());
        }
        let Some(all) = self.bound.get_mut(name) else {
            return;
        };
        let known = all.entry(function).or_insert(bound);
        if rank(&bound) < rank(known) {
            *known = bound;
        }
    }

    fn bind_all(&mut self, source: &Source, facts: &Facts) {
        for (at, import) in (0..).zip(&facts.imports) {
            let whole = import.alias.or(import.name).unwrap_or(import.module);
            let name = source.slice(whole);
            let name = if import.alias.or(import.name).is_some() {
                name
            } else {
                name.split('.').next().unwrap_or(name)
            };
            self.bind(name, import.scope.function, Bound::Import(at));
            // Of two imports of one name the later one counts, unless it is what is taken when the first one fails.
            let scope = import.scope;
            if scope.handler.is_none() && scope.try_body.is_none() && !scope.conditional {
                let all = self.bound.get_mut(name);
                _ = all.and_then(|all| all.insert(scope.function, Bound::Import(at)));
            }
        }
        for class in facts
            .classes
            .iter()
            .filter(|class| in_function_or_module(facts, &class.scope))
        {
            self.bind(source.slice(class.name), class.scope.function, Bound::Class);
        }
        for (at, function) in (0..).zip(&facts.functions) {
            if !function.is_method {
                self.bind(
                    source.slice(function.name),
                    function.scope.function,
                    Bound::Function,
                );
            }
            for parameter in function.parameters.of(&facts.parameters) {
                self.bind(source.slice(parameter.name), Some(at), Bound::Parameter);
            }
        }
        for assignment in &facts.assignments {
            self.bind_assignment(source, facts, assignment);
        }
        let loops: HashSet<Span> = facts.loops.iter().map(|each| each.over.span).collect();
        for binding in &facts.bindings {
            // What a loop runs over is not what its variable is; what a `with` opens is.
            let looped = binding
                .value
                .is_some_and(|value| loops.contains(&value.span));
            let bound = binding
                .value
                .filter(|_| !looped)
                .map_or(Bound::Other, |value| Bound::Value(value.span, value.kind));
            self.bind(source.slice(binding.name), binding.scope.function, bound);
        }
    }

    fn bind_assignment(&mut self, source: &Source, facts: &Facts, assignment: &Assignment) {
        let (target, scope) = (assignment.target, assignment.scope);
        let value = assignment
            .value
            .filter(|_| !assignment.unpacked && !assignment.augmented);
        match (target.kind, value) {
            (ValueKind::Name, value) if in_function_or_module(facts, &scope) => {
                let name = source.slice(target.span);
                // `rows = rows.filter(…)` says nothing new of what `rows` is.
                let own = |value: &Value| {
                    source
                        .slice(value.span)
                        .strip_prefix(name)
                        .is_some_and(|rest| rest.starts_with(['.', '(', '[']))
                };
                let bound = value
                    .filter(|value| !own(value))
                    .map_or(Bound::Other, |value| Bound::Value(value.span, value.kind));
                self.bind(name, scope.function, bound);
            }
            (ValueKind::Name, Some(value)) => {
                if let Some(class) = scope.class {
                    self.attributes
                        .entry((class, source.slice(target.span).into()))
                        .or_insert((value, scope));
                }
            }
            (ValueKind::Attribute, Some(value)) => {
                let attribute = source
                    .slice(target.span)
                    .strip_prefix("self.")
                    .filter(|rest| !rest.contains('.'));
                if let (Some(class), Some(attribute), ValueKind::Call) =
                    (scope.class, attribute, value.kind)
                {
                    self.attributes
                        .entry((class, attribute.into()))
                        .or_insert((value, scope));
                }
            }
            _ => {}
        }
    }

    /// The resolved callee of a call.
    #[must_use]
    pub fn callee(&self, call: Id) -> &str {
        self.callees.get(call as usize).map_or("?", |name| name)
    }

    /// The full name of dotted text.
    #[must_use]
    pub fn dotted<'a>(
        &self,
        source: &Source,
        facts: &Facts,
        text: &'a str,
        scope: &Scope,
    ) -> Cow<'a, str> {
        let file = File {
            source,
            facts,
            names: self,
        };
        let full = file.dotted(text, scope, 0);
        if full == text {
            Cow::Borrowed(text)
        } else {
            Cow::Owned(full)
        }
    }

    /// Whether something in the file binds `name` as seen from `scope`.
    #[must_use]
    pub fn is_bound(&self, facts: &Facts, name: &str, scope: &Scope) -> bool {
        self.lookup(facts, name, scope).is_some()
    }

    fn lookup(&self, facts: &Facts, name: &str, scope: &Scope) -> Option<(Bound, Scope)> {
        let all = self.bound.get(name)?;
        let mut function = scope.function;
        loop {
            if let Some(&bound) = all.get(&function) {
                return Some((bound, Scope { function, ..*scope }));
            }
            function = facts.functions.get(function? as usize)?.scope.function;
        }
    }
}

/// Of several bindings in one scope, the one that says most: an import before a value, a call before a constant.
const fn rank(bound: &Bound) -> u8 {
    match bound {
        Bound::Import(_) => 0,
        Bound::Class => 1,
        Bound::Function => 2,
        // A parameter that is given the result of a call is that from then on.
        Bound::Value(_, ValueKind::Call) => 3,
        Bound::Parameter => 4,
        Bound::Value(_, ValueKind::Name | ValueKind::Attribute) => 5,
        Bound::Value(..) => 6,
        Bound::Other => 7,
    }
}

/// Whether a name bound in this scope is a variable of the function or module, not an attribute of a class.
fn in_function_or_module(facts: &Facts, scope: &Scope) -> bool {
    let Some(class) = scope.class.and_then(|at| facts.classes.get(at as usize)) else {
        return true;
    };
    // Inside a class, but a function that stands in the class is between.
    scope
        .function
        .and_then(|at| facts.functions.get(at as usize))
        .is_some_and(|function| class.span.contains(function.span))
}

/// One file while its names are looked up.
struct File<'a> {
    source: &'a Source,
    facts: &'a Facts,
    names: &'a Names,
}

impl File<'_> {
    fn callee(&self, at: usize, depth: u32) -> String {
        let Some(call) = self.facts.calls.get(at) else {
            return "?".to_owned();
        };
        let (text, base) = (self.source.slice(call.callee), call.base);
        if base.kind == ValueKind::Name && !text.contains(['(', '[']) {
            return self.dotted(text, &call.scope, depth);
        }
        let after = self.source.slice(Span {
            start: base.span.end.max(call.callee.start),
            end: call.callee.end,
        });
        let tail: String = after
            .chars()
            .filter(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '.'))
            .collect();
        format!("{}{tail}", self.value(base, &call.scope, depth))
    }

    /// The name of what an expression gives.
    fn value(&self, value: Value, scope: &Scope, depth: u32) -> String {
        if depth > CHAIN {
            return "?".to_owned();
        }
        match value.kind {
            ValueKind::Name | ValueKind::Attribute => {
                self.dotted(self.source.slice(value.span), scope, depth + 1)
            }
            ValueKind::Call => match self.facts.call_at(value.span) {
                Some(call) => format!("{}()", self.callee(call as usize, depth + 1)),
                None => "?".to_owned(),
            },
            ValueKind::Subscript => match self
                .facts
                .subscript_at(value.span)
                .and_then(|at| self.facts.subscripts.get(at as usize))
            {
                Some(subscript) => format!("{}[]", self.value(subscript.object, scope, depth + 1)),
                None => "?".to_owned(),
            },
            ValueKind::String => "str".to_owned(),
            _ => "?".to_owned(),
        }
    }

    fn dotted(&self, text: &str, scope: &Scope, depth: u32) -> String {
        let clean: Cow<'_, str> = if text.contains(char::is_whitespace) {
            text.split_whitespace().collect::<String>().into()
        } else {
            text.into()
        };
        let (head, rest) = clean
            .find('.')
            .map_or((&*clean, ""), |dot| clean.split_at(dot));
        if depth > CHAIN {
            return clean.into_owned();
        }
        if matches!(head, "self" | "cls") {
            return self
                .own_attribute(rest, scope, depth)
                .unwrap_or_else(|| clean.clone().into_owned());
        }
        let full = match self.names.lookup(self.facts, head, scope) {
            Some((Bound::Import(at), _)) => self.imported(at as usize),
            Some((
                Bound::Value(
                    span,
                    kind @ (ValueKind::Call | ValueKind::Name | ValueKind::Attribute),
                ),
                found,
            )) if self.source.slice(span) != head => {
                self.value(Value { span, kind }, &found, depth + 1)
            }
            _ => return clean.into_owned(),
        };
        format!("{full}{rest}")
    }

    /// `self.x.y`, where the class gives `x` the result of a call or another name.
    fn own_attribute(&self, rest: &str, scope: &Scope, depth: u32) -> Option<String> {
        let (attribute, rest) = rest
            .strip_prefix('.')
            .map(|rest| rest.find('.').map_or((rest, ""), |dot| rest.split_at(dot)))?;
        let (value, found) = self
            .names
            .attributes
            .get(&(scope.class?, attribute.into()))?;
        matches!(value.kind, ValueKind::Call)
            .then(|| format!("{}{rest}", self.value(*value, found, depth + 1)))
    }

    fn imported(&self, at: usize) -> String {
        let Some(import) = self.facts.imports.get(at) else {
            return "?".to_owned();
        };
        let module = self.source.slice(import.module);
        match (import.name, import.alias) {
            (Some(name), _) if module.ends_with('.') => {
                format!("{module}{}", self.source.slice(name))
            }
            (Some(name), _) => format!("{module}.{}", self.source.slice(name)),
            (None, Some(_)) => module.to_owned(),
            (None, None) => module.split('.').next().unwrap_or(module).to_owned(),
        }
    }
}
