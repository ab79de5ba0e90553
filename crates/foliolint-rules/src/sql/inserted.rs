//! Says where a value comes from that is put into the text of a statement.

use super::index::is_constant_name;
use super::names::{fetches_catalogue, is_sent, reads_catalogue};
use super::pieces::{element, is_literal, items, receiver};
use super::{At, Origin, Texts};
use foliolint_core::python::Module;
use foliolint_core::python::facts::{Call, Facts, Value, ValueKind};

/// Functions whose result is a number, a truth value, a date or an identifier that they made up.
const NUMBERS: [&str; 29] = [
    "token_hex",
    "token_urlsafe",
    "time_ns",
    "monotonic",
    "perf_counter",
    "getpid",
    "randrange",
    "getrandbits",
    "timestamp",
    "int",
    "float",
    "bool",
    "len",
    "round",
    "abs",
    "ord",
    "hash",
    "id",
    "Decimal",
    "UUID",
    "uuid4",
    "uuid1",
    "time",
    "now",
    "utcnow",
    "today",
    "timedelta",
    "randint",
    "count",
];

/// Functions that quote for the database.
const QUOTES: [&str; 14] = [
    "quote_name",
    "quote_ident",
    "quote_identifier",
    "Identifier",
    "Literal",
    "Placeholder",
    "mogrify",
    "escape_string",
    "escape_identifier",
    "quote",
    "escape",
    "literal",
    "adapt",
    "Composed",
];

/// Functions that read what whoever runs the program configured.
const CONFIGURATION: [&str; 3] = ["os.environ.get", "os.getenv", "decouple.config"];

/// Parts of dotted names that hold what whoever runs the program configured.
const CONFIGURED: [&str; 6] = ["settings", "config", "conf", "cfg", "env", "environ"];

/// Methods that give a text, or a part of it, as it is.
const SAME: [&str; 13] = [
    "strip",
    "lstrip",
    "rstrip",
    "lower",
    "upper",
    "title",
    "capitalize",
    "replace",
    "encode",
    "decode",
    "format",
    "isoformat",
    "strftime",
];

/// Attributes in which models and connections keep names of tables and columns.
const NAMES: [&str; 12] = [
    "db_table",
    "__tablename__",
    "__table__",
    "__name__",
    "table",
    "table_name",
    "tablename",
    "_table",
    "_table_name",
    "schema",
    "column",
    "TABLE",
];

impl Texts<'_> {
    /// Where a value comes from.
    pub(super) fn inserted(&self, value: Value, at: At) -> Origin {
        let Some(module) = self.module(at).filter(|_| self.may_go_on(at)) else {
            return Origin::Written;
        };
        let origin = self.source(module, value, at);
        match origin {
            Origin::Outside if reads_catalogue(module, value) => Origin::Fixed,
            Origin::Outside if is_sent(module, value) => Origin::Pasted,
            _ => self.by_place(module, value, origin, at),
        }
    }

    fn source(&self, module: &Module, value: Value, at: At) -> Origin {
        match value.kind {
            ValueKind::String => self.worst_inside(module, value, at),
            ValueKind::Number
            | ValueKind::True
            | ValueKind::False
            | ValueKind::None
            | ValueKind::Compare
            | ValueKind::Not => Origin::Written,
            ValueKind::Name => self.name(module, value, at),
            ValueKind::Attribute => self.attribute(module, value, at),
            ValueKind::Subscript => self.subscript(module, value, at),
            ValueKind::Call => self.result(module, value, at),
            ValueKind::Binary => self.computed(module, value, at),
            ValueKind::Conditional | ValueKind::Boolean => self.worst_inside(module, value, at),
            ValueKind::Await => {
                let inner = Facts::within(&module.facts.calls, value.span, |call| call.span).next();
                inner.map_or(Origin::Outside, |call| {
                    let value = Value {
                        span: call.span,
                        kind: ValueKind::Call,
                    };
                    self.inserted(value, at.deeper())
                })
            }
            ValueKind::List | ValueKind::Tuple | ValueKind::Set => {
                self.worst(items(module, value.span), at)
            }
            ValueKind::Comprehension | ValueKind::Generator => {
                self.inserted(element(module, value.span), at.deeper())
            }
            ValueKind::Dict if is_literal(module, value.span) => Origin::Fixed,
            _ => Origin::Outside,
        }
    }

    pub(super) fn worst(&self, values: impl IntoIterator<Item = Value>, at: At) -> Origin {
        let each = values.into_iter();
        each.map(|value| self.inserted(value, at.deeper()))
            .max()
            .unwrap_or(Origin::Written)
    }

    fn worst_inside(&self, module: &Module, value: Value, at: At) -> Origin {
        let inner = self.inner(module, value, at).into_iter();
        inner
            .map(|(part, at)| self.inserted(part, at))
            .max()
            .unwrap_or(Origin::Written)
    }

    fn attribute(&self, module: &Module, value: Value, at: At) -> Origin {
        let text = module.text(value.span);
        if text.ends_with(".hex") && text.contains("uuid") {
            return Origin::Number;
        }
        let fixed = |part: &str| NAMES.contains(&part) || is_constant_name(part);
        let configured = |part: &str| CONFIGURED.contains(&part);
        if text.split('.').any(|part| fixed(part) || configured(part)) || text.contains("._meta.") {
            return Origin::Fixed;
        }
        let own = text
            .strip_prefix("self.")
            .or_else(|| text.strip_prefix("cls."));
        let (Some(own), Some(class), Some(index)) = (own, at.scope.class, self.index(at)) else {
            return Origin::Outside;
        };
        let Some(assigned) = index.attributes.get(&(class, own)) else {
            return Origin::Doubtful;
        };
        let values = assigned
            .iter()
            .filter_map(|each| Some((each.value?, each.scope)));
        let worst = values
            .map(|(value, scope)| self.inserted(value, at.of(scope)))
            .max();
        // What an object keeps was somebody's own; where it came from is a longer story.
        worst.map_or(Origin::Doubtful, |worst| {
            worst.max(Origin::Fixed).min(Origin::Doubtful)
        })
    }

    /// `COLUMNS[name]` gives only what stands in the table.
    fn subscript(&self, module: &Module, value: Value, at: At) -> Origin {
        let Some(object) = module
            .facts
            .subscript_at(value.span)
            .and_then(|id| module.facts.subscripts.get(id as usize))
            .map(|subscript| subscript.object)
        else {
            return Origin::Outside;
        };
        match module.text(object.span) {
            "os.environ" => Origin::Fixed,
            name if is_constant_name(Module::last_segment(name)) => Origin::Fixed,
            _ if object.kind == ValueKind::Name => {
                self.inserted(object, at.deeper()).max(Origin::Fixed)
            }
            _ => Origin::Outside,
        }
    }

    fn computed(&self, module: &Module, value: Value, at: At) -> Origin {
        let Some(operation) = module.facts.operation_at(value.span) else {
            return Origin::Outside;
        };
        let of = |value| self.inserted(value, at.deeper());
        match module.text(operation.operator) {
            // Only numbers can be added to numbers.
            "+" if [operation.left, operation.right]
                .iter()
                .any(|each| each.kind == ValueKind::Number) =>
            {
                Origin::Number
            }
            "+" | "%" => self.worst_inside(module, value, at),
            // One side of a product is a number.
            "*" => of(operation.left).min(of(operation.right)),
            // No text can be subtracted or divided.
            _ => Origin::Number,
        }
    }

    fn result(&self, module: &Module, value: Value, at: At) -> Origin {
        let Some(call) = module
            .facts
            .call_at(value.span)
            .and_then(|id| module.facts.calls.get(id as usize))
        else {
            return Origin::Outside;
        };
        let callee = module.callee(call);
        let text = module.text(call.callee);
        let last = Module::last_segment(text);
        let first = module.positional(call, 0);
        let arguments = || module.arguments(call).iter().map(|argument| argument.value);
        if NUMBERS.contains(&last) || callee.starts_with("datetime.") {
            return Origin::Number;
        }
        if quotes(callee, last) || callee.contains("psycopg") {
            return Origin::Written;
        }
        let configured =
            |part: &str| CONFIGURED.contains(&part) || matches!(part, "setting" | "get_setting");
        if CONFIGURATION.contains(&callee) || text.split('.').any(configured) {
            return Origin::Fixed;
        }
        if fetches_catalogue(module, call) {
            return Origin::Fixed;
        }
        match (last, receiver(module, call)) {
            ("join", Some(_)) => {
                first.map_or(Origin::Outside, |list| self.inserted(list, at.deeper()))
            }
            (
                "str" | "repr" | "tuple" | "list" | "sorted" | "set" | "text" | "dedent" | "cast",
                _,
            ) => self.worst(arguments(), at),
            ("map", _) => match first.map(|function| module.text(function.span)) {
                Some("int" | "float") => Origin::Number,
                _ => module
                    .positional(call, 1)
                    .map_or(Origin::Outside, |over| self.iterated(module, over, at)),
            },
            ("getattr", _)
                if module
                    .positional(call, 1)
                    .and_then(|name| module.literal(name))
                    .is_some_and(|name| NAMES.contains(&name.as_str())) =>
            {
                Origin::Fixed
            }
            ("keys", Some(object)) => self.keys(module, object, at.deeper()),
            ("get", Some(object))
                if is_constant_name(Module::last_segment(module.text(object.span))) =>
            {
                Origin::Fixed
            }
            // `name.replace('"', '""')`: quoted as SQL wants it.
            ("replace", Some(_)) if doubles_quotes(module, call) => Origin::Written,
            (method, Some(object)) if SAME.contains(&method) => self
                .inserted(object, at.deeper())
                .max(self.worst(arguments(), at)),
            _ => self.returned(module, call, at),
        }
    }

    /// What a function of the repository gives back.
    fn returned(&self, module: &Module, call: &Call, at: At) -> Origin {
        let values = self.returns(module, call, at).into_iter();
        values
            .map(|(value, at)| self.inserted(value, at))
            .max()
            .unwrap_or(Origin::Outside)
    }

    /// The `nth` of the results that a function of the repository gives back; `None` where it never writes a tuple.
    pub(super) fn returned_part(
        &self,
        module: &Module,
        call: &Call,
        nth: usize,
        at: At,
    ) -> Option<Origin> {
        let values = self.returns(module, call, at).into_iter();
        let tuples = values.filter(|(value, _)| value.kind == ValueKind::Tuple);
        let parts = tuples.filter_map(|(value, at)| {
            let part = items(self.module(at)?, value.span).get(nth).copied()?;
            Some(self.inserted(part, at))
        });
        parts.max()
    }

    /// What the function that a call means returns: one of the same file, or the only one with that name.
    fn returns(&self, module: &Module, call: &Call, at: At) -> Vec<(Value, At)> {
        let name = Module::last_segment(module.text(call.callee));
        let here = self.function_of(module, call, at);
        let found = here
            .map(|id| (at.module, id))
            .or_else(|| self.only_function(name));
        let Some((other, function)) = found else {
            return Vec::new();
        };
        let there = At {
            module: other,
            ..at
        };
        let index = self.index(there);
        let returns = index.and_then(|index| index.returns.get(&function));
        let values = returns.into_iter().flatten();
        values
            .filter_map(|each| Some((each.value?, there.of(each.scope))))
            .collect()
    }
}

/// Whether a function quotes for the database, by its name; those for addresses and shells don't.
fn quotes(callee: &str, last: &str) -> bool {
    let lower = last.to_ascii_lowercase();
    let undoes = ["unquote", "unescape"]
        .iter()
        .any(|word| lower.contains(word));
    let other = ["urllib.", "shlex.", "html.", "markupsafe.", "re."]
        .iter()
        .any(|package| callee.starts_with(package));
    !other
        && !undoes
        && (QUOTES.contains(&last) || lower.contains("quote") || lower.contains("escape"))
}

/// Whether a `replace` doubles quotation marks.
fn doubles_quotes(module: &Module, call: &Call) -> bool {
    let text = |nth| {
        module
            .positional(call, nth)
            .and_then(|value| module.literal(value))
    };
    text(0).zip(text(1)).is_some_and(|(old, new)| {
        ["\"", "'", "`", "]"].contains(&old.as_str()) && new == old.repeat(2)
    })
}
