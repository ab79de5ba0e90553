//! The name that a string literal is given to, also through a lookup's default, a wrapper or an `or`.

use super::{Kind, names};
use crate::python::Module;
use crate::python::facts::{Argument, Call, Key, StringLiteral, Value, ValueKind};
use crate::source::Span;
use std::collections::BTreeMap;

/// What a literal is given to.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Given {
    /// The name; empty where only the kind is known.
    pub(super) name: String,
    /// The kind of secret the name or the call promises.
    pub(super) kind: Option<Kind>,
    /// Whether the literal is used only where something else is missing.
    pub(super) fallback: bool,
}

/// Literals joined with `+` and given to one name.
#[derive(Debug)]
pub(super) struct Joined {
    /// The name.
    pub(super) name: String,
    /// All of it.
    pub(super) span: Span,
    /// The joined value.
    pub(super) value: String,
    /// Its parts.
    pub(super) parts: Vec<String>,
}

/// What the calls and assignments of one file give literals to; the rest a literal's own key tells.
pub(super) struct Givens {
    known: BTreeMap<Span, Given>,
}

/// Longer sides of a comparison are no names.
const LONGEST_SIDE: usize = 300;

/// Callables that only wrap a literal.
const WRAPPERS: &[&str] = &[
    "SecretStr",
    "SecretBytes",
    "Secret",
    "b64decode",
    "Field",
    "encode",
    "strip",
];

impl Givens {
    /// Reads a file's calls and assignments.
    pub(super) fn read(module: &Module) -> Self {
        let mut givens = Self {
            known: BTreeMap::new(),
        };
        let mut wrapped = BTreeMap::new();
        for assignment in &module.facts.assignments {
            let Some(value) = assignment.value else {
                continue;
            };
            if let ValueKind::Call = value.kind {
                wrapped.insert(value.span, assignment.target.span);
            }
            if matches!(value.kind, ValueKind::Boolean | ValueKind::Conditional) {
                givens.alternative(module, value, &name_in(module.text(assignment.target.span)));
            }
        }
        for call in &module.facts.calls {
            givens.call(module, call, &wrapped);
        }
        givens
    }

    /// What `string` is given to.
    pub(super) fn of(&self, module: &Module, string: &StringLiteral) -> Given {
        if let Some(known) = self.known.get(&string.span) {
            return known.clone();
        }
        let (key, fallback) = match string.key {
            Key::Assigned(key) => (key, is_settings_field(module, string)),
            Key::Keyword(key) | Key::DictKey(key) => (key, false),
            Key::Default(key) => (key, true),
            Key::Compared(key) => return compared(module.text(key)),
            Key::None => return after_or(module, string),
            Key::Positional(..) | Key::Dropped => return Given::default(),
        };
        let name = name_in(module.text(key));
        let fallback = fallback || is_alternative(module, string);
        let kind = names::kind_of(&name);
        Given {
            kind,
            name,
            fallback,
        }
    }

    fn give(&mut self, value: Option<Value>, name: &str, kind: Option<Kind>, fallback: bool) {
        if let Some(value) = value.filter(|value| value.kind == ValueKind::String) {
            let given = Given {
                name: name.to_owned(),
                kind,
                fallback,
            };
            self.known.insert(value.span, given);
        }
    }

    /// `get(…) or "literal"`, `"literal" if DEBUG else get(…)`: the literal at either end.
    fn alternative(&mut self, module: &Module, value: Value, name: &str) {
        let strings =
            crate::python::Facts::within(&module.facts.strings, value.span, |string| string.span);
        for string in strings.filter(|string| matches!(string.key, Key::None | Key::Assigned(_))) {
            if string.span.end == value.span.end || string.span.start == value.span.start {
                let given = Given {
                    name: name.to_owned(),
                    kind: names::kind_of(name),
                    fallback: true,
                };
                self.known.insert(string.span, given);
            }
        }
    }

    fn call(&mut self, module: &Module, call: &Call, wrapped: &BTreeMap<Span, Span>) {
        let callee = module.callee(call);
        let last = Module::last_segment(callee);
        let first = module.positional(call, 0);
        // `env.str("NAME")` reads, `str("value")` wraps.
        let builtin = matches!(callee, "str" | "bytes" | "bytearray");
        if (builtin || WRAPPERS.contains(&last))
            && let Some(target) = wrapped.get(&call.span)
        {
            let name = name_in(module.text(*target));
            let inner = if matches!(last, "encode" | "strip") {
                Some(call.base)
            } else {
                first.or_else(|| module.keyword(call, "default"))
            };
            let fallback = last == "Field"
                || call
                    .scope
                    .class
                    .is_some_and(|_| is_settings_class(module, call.scope.class));
            self.give(inner, &name, names::kind_of(&name), fallback);
            return;
        }
        if let Some(name) = first
            .and_then(|first| module.literal(first))
            .map(|name| name.trim_start_matches('-').to_owned())
            && is_name(&name)
        {
            let sets = matches!(last, "setattr" | "setenv" | "putenv");
            let reads = name
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
            let kind = names::kind_of(&name);
            if kind.is_some() || reads {
                let default = module
                    .keyword(call, "default")
                    .or_else(|| module.keyword(call, "fallback"));
                self.give(module.positional(call, 1), &name, kind, !sets);
                self.give(default, &name, kind, true);
            }
        }
        self.known_call(module, call, callee, last);
    }

    /// Calls whose arguments are secrets by their place.
    fn known_call(&mut self, module: &Module, call: &Call, callee: &str, last: &str) {
        let at = |at| module.positional(call, at);
        match last {
            "login" if module.arguments(call).len() == 2 => {
                self.give(at(1), "", Some(Kind::Password), false)
            }
            "HTTPBasicAuth" | "HTTPDigestAuth" | "BasicAuth" | "HTTPProxyAuth" => {
                self.give(at(1), "", Some(Kind::Password), false)
            }
            "create_superuser" | "create_user" => self.give(at(2), "", Some(Kind::Password), false),
            "Fernet" => self.give(at(0), "", Some(Kind::Key), false),
            "encode" | "decode"
                if callee.starts_with("jwt.")
                    || callee.ends_with(".jwt.encode")
                    || callee.ends_with(".jwt.decode") =>
            {
                self.give(at(1), "", Some(Kind::SigningKey), false);
                self.give(
                    module.keyword(call, "key"),
                    "",
                    Some(Kind::SigningKey),
                    false,
                );
            }
            _ => {}
        }
        // `auth=("user", "password")`
        let auth = module.arguments(call).iter().find(|argument: &&Argument| {
            argument
                .name
                .is_some_and(|name| module.text(name) == "auth")
        });
        if let Some(tuple) = auth
            .map(|auth| auth.value)
            .filter(|value| value.kind == ValueKind::Tuple)
        {
            let strings =
                crate::python::Facts::within(&module.facts.strings, tuple.span, |string| {
                    string.span
                });
            if let Some(second) = strings.take(2).last().filter(|second| {
                module
                    .text(tuple.span)
                    .trim_end_matches([')', ' ', ',', '\n'])
                    .ends_with(module.text(second.span))
            }) {
                let given = Given {
                    name: String::new(),
                    kind: Some(Kind::Password),
                    fallback: false,
                };
                self.known.insert(second.span, given);
            }
        }
    }

    /// `NAME = "part" + "part"`.
    pub(super) fn joined(&self, module: &Module) -> Vec<Joined> {
        let mut all = Vec::new();
        for assignment in &module.facts.assignments {
            let Some(value) = assignment
                .value
                .filter(|value| value.kind == ValueKind::Binary)
            else {
                continue;
            };
            let strings: Vec<_> =
                crate::python::Facts::within(&module.facts.strings, value.span, |string| {
                    string.span
                })
                .take(64)
                .collect();
            let mut rest = module.text(value.span).len();
            for string in &strings {
                rest = rest.saturating_sub(module.text(string.span).len());
            }
            // Nothing but literals, `+`, white space and brackets.
            let plain =
                rest <= strings.len() * 12 && between_only_plus(module, value.span, &strings);
            if strings.len() > 1 && plain && strings.iter().all(|string| !string.formatted) {
                let parts: Vec<String> = strings
                    .iter()
                    .map(|string| module.string_text(string))
                    .collect();
                all.push(Joined {
                    name: name_in(module.text(assignment.target.span)),
                    span: value.span,
                    value: parts.concat(),
                    parts,
                });
            }
        }
        all
    }
}

fn between_only_plus(module: &Module, span: Span, strings: &[&StringLiteral]) -> bool {
    let mut at = span.start;
    let mut plain = true;
    let mut check = |from: u32, to: u32| {
        let text = module.text(Span {
            start: from,
            end: to,
        });
        plain &= text
            .chars()
            .all(|c| c.is_whitespace() || matches!(c, '+' | '(' | ')' | '\\'));
    };
    for string in strings {
        check(at, string.span.start);
        at = string.span.end;
    }
    check(at, span.end);
    plain
}

/// `os.environ.get("DB_PASSWORD") or "literal"` where it is no assignment's whole value: the lookup names it.
fn after_or(module: &Module, string: &StringLiteral) -> Given {
    let text = module.source.text();
    let before = text
        .get(..string.span.start as usize)
        .unwrap_or_default()
        .trim_end();
    if !before.ends_with(") or") && !before.ends_with("] or") {
        return Given::default();
    }
    let index = module
        .facts
        .strings
        .partition_point(|other| other.span.start < string.span.start);
    let lookup = index
        .checked_sub(1)
        .and_then(|at| module.facts.strings.get(at));
    let name = lookup
        .filter(|lookup| before.len().saturating_sub(lookup.span.end as usize) < 8)
        .map(|lookup| module.string_text(lookup));
    let name = name.filter(|name| is_name(name)).unwrap_or_default();
    Given {
        kind: names::kind_of(&name),
        name,
        fallback: true,
    }
}

/// Whether an `or` or `else` stands before the literal, or an `if` after it, on the same line.
fn is_alternative(module: &Module, string: &StringLiteral) -> bool {
    let text = module.source.text();
    let before = text.get(..string.span.start as usize).unwrap_or_default();
    let after = text.get(string.span.end as usize..).unwrap_or_default();
    [" or ", " else "].iter().any(|word| before.ends_with(word)) || after.starts_with(" if ")
}

/// The other side of a comparison: `request.form["password"]`, `args.token`, `input("Password: ")`.
fn compared(side: &str) -> Given {
    if side.len() > LONGEST_SIDE {
        return Given::default();
    }
    let lower = side.to_ascii_lowercase();
    if lower.starts_with("input(") || lower.starts_with("getpass") {
        let asks =
            lower.contains("password") || lower.contains("getpass") || lower.contains("passcode");
        return Given {
            name: String::new(),
            kind: asks.then_some(Kind::Password),
            fallback: false,
        };
    }
    let name = name_in(side);
    let kind = names::kind_of(&name).map(|kind| {
        if kind == Kind::SigningKey {
            Kind::Key
        } else {
            kind
        }
    });
    Given {
        name,
        kind,
        fallback: false,
    }
}

/// The last name of an expression: `password` of `self.password`, `x["password"]`, `form.get("password")`, `password.strip()`.
fn name_in(expression: &str) -> String {
    let tail_from = expression.len().saturating_sub(120);
    let expression = expression.get(tail_from..).unwrap_or(expression);
    let mut text = expression.trim();
    for call in [".strip()", ".lower()", ".get()", ".text()", ".encode()"] {
        text = text.strip_suffix(call).unwrap_or(text);
    }
    let quoted = |text: &str| {
        let inner = text.trim_end_matches([']', ')', ' ']);
        let quote = inner
            .chars()
            .next_back()
            .filter(|quote| matches!(quote, '"' | '\''))?;
        let inner = inner.strip_suffix(quote)?;
        inner
            .rfind(quote)
            .and_then(|at| inner.get(at + 1..))
            .map(str::to_owned)
    };
    let name = quoted(text).unwrap_or_else(|| text.rsplit('.').next().unwrap_or(text).to_owned());
    if is_name(&name) { name } else { String::new() }
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 80
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
}

fn is_settings_field(module: &Module, string: &StringLiteral) -> bool {
    string.scope.function.is_none() && is_settings_class(module, string.scope.class)
}

/// A pydantic class: its fields' literals are defaults.
fn is_settings_class(module: &Module, class: Option<crate::python::Id>) -> bool {
    let Some(class) = module.class(class) else {
        return false;
    };
    module.bases(class).iter().any(|base| {
        let last = Module::last_segment(base);
        matches!(last, "BaseModel" | "SQLModel" | "Schema") || last.ends_with("Settings")
    })
}
