//! The shapes of expressions that stand inside others and are no facts of their own.

use foliolint_core::python::Module;
use foliolint_core::python::facts::{Call, Facts, Operation, Value, ValueKind};
use foliolint_core::source::Span;

/// How many items of a list or tuple are looked at.
const ITEMS: usize = 64;

/// The items of a written list, tuple or set: the expressions between its commas.
pub(super) fn items(module: &Module, whole: Span) -> Vec<Value> {
    let text = module.text(whole);
    let bracketed = text.starts_with(['(', '[', '{']) && text.ends_with([')', ']', '}']);
    let inside = if bracketed {
        Span {
            start: whole.start + 1,
            end: whole.end - 1,
        }
    } else {
        whole
    };
    let mut items = Vec::new();
    let mut start = inside.start;
    for (at, letter) in plain(module, inside) {
        if letter == b',' {
            items.push(value_of(module, Span { start, end: at }));
            start = at + 1;
        }
        if items.len() >= ITEMS {
            return items;
        }
    }
    let last = Span {
        start,
        end: inside.end,
    };
    if !module.text(last).trim().is_empty() {
        items.push(value_of(module, last));
    }
    items
}

/// What a comprehension gives for each round: the expression before its first `for`.
pub(super) fn element(module: &Module, comprehension: Span) -> Value {
    let opened = module.text(comprehension).starts_with(['(', '[', '{']);
    let inside = Span {
        start: comprehension.start + u32::from(opened),
        end: comprehension.end,
    };
    let end = word(module, inside, "for").unwrap_or(inside.end);
    value_of(
        module,
        Span {
            start: inside.start,
            end,
        },
    )
}

/// The two branches of `a if b else c`.
pub(super) fn branches(module: &Module, conditional: Span) -> Option<[Value; 2]> {
    let test = word(module, conditional, "if")?;
    let after = Span {
        start: test + 1,
        end: conditional.end,
    };
    let other = word(module, after, "else")?;
    let first = Span {
        start: conditional.start,
        end: test,
    };
    let second = Span {
        start: other + Span::new(" else".len(), 0).start,
        end: conditional.end,
    };
    Some([value_of(module, first), value_of(module, second)])
}

/// The operands of `a or b`, `a and b`.
pub(super) fn alternatives(module: &Module, whole: Span) -> Vec<Value> {
    let mut found = Vec::new();
    let mut rest = whole;
    while found.len() < ITEMS {
        let next = ["or", "and"]
            .iter()
            .filter_map(|keyword| Some((word(module, rest, keyword)?, keyword.len())))
            .min();
        let Some((at, length)) = next else {
            break;
        };
        found.push(value_of(module, Span { end: at, ..rest }));
        rest.start = at + 1 + Span::new(length, 0).start;
    }
    found.push(value_of(module, rest));
    found
}

/// Where the white space before a keyword stands that is in no string and no brackets.
fn word(module: &Module, span: Span, keyword: &str) -> Option<u32> {
    let length = Span::new(keyword.len() + 2, 0).start;
    plain(module, span).map(|(at, _)| at).find(|&start| {
        let end = (start + length).min(span.end);
        let mut letters = module.text(Span { start, end }).chars();
        let opens = letters.next().is_some_and(char::is_whitespace);
        let rest = letters.as_str().strip_prefix(keyword);
        opens && rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    })
}

/// Whether a list, tuple, set or dictionary holds nothing but literals.
pub(super) fn is_literal(module: &Module, whole: Span) -> bool {
    let formatted = Facts::within(&module.facts.strings, whole, |string| string.span)
        .any(|string| string.formatted);
    if formatted {
        return false;
    }
    let mut words = String::new();
    let mut at = whole.start;
    for string in Facts::within(&module.facts.strings, whole, |string| string.span) {
        words.push_str(module.text(Span {
            start: at,
            end: string.span.start,
        }));
        at = string.span.end;
    }
    words.push_str(module.text(Span {
        start: at,
        end: whole.end,
    }));
    let code = words
        .lines()
        .map(|line| line.split('#').next().unwrap_or_default());
    let mut names = code.flat_map(|line| {
        line.split(|letter: char| !(letter.is_alphanumeric() || matches!(letter, '_' | '.')))
    });
    names.all(|word| {
        word.is_empty()
            || matches!(word, "True" | "False" | "None")
            || word.starts_with(|letter: char| letter.is_ascii_digit() || letter == '.')
    })
}

/// The shape of the expression in a span, by the facts that stand there and by its letters.
pub(super) fn value_of(module: &Module, span: Span) -> Value {
    let text = module.text(span);
    let before = text.len() - text.trim_start().len();
    let start = span.start + Span::new(before, 0).start;
    let text = text.trim();
    let span = Span {
        start,
        end: start + Span::new(text.len(), 0).start,
    };
    let facts = &module.facts;
    let dotted = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '.');
    let kind = if facts.string_at(span).is_some() {
        ValueKind::String
    } else if facts.call_at(span).is_some() {
        ValueKind::Call
    } else if facts.operation_at(span).is_some() {
        ValueKind::Binary
    } else if facts.subscript_at(span).is_some() {
        ValueKind::Subscript
    } else if matches!(text, "None" | "True" | "False") {
        ValueKind::None
    } else if text.starts_with(|letter: char| letter.is_ascii_digit()) {
        ValueKind::Number
    } else if !text.is_empty() && text.chars().all(dotted) {
        if text.contains('.') {
            ValueKind::Attribute
        } else {
            ValueKind::Name
        }
    } else {
        ValueKind::Other
    };
    Value { span, kind }
}

/// The bytes of a span that stand in no string, no brackets and no comment, with their offsets.
fn plain(module: &Module, span: Span) -> impl Iterator<Item = (u32, u8)> + '_ {
    let strings =
        Facts::within(&module.facts.strings, span, |string| string.span).map(|string| string.span);
    let comments = Facts::within(&module.facts.comments, span, |comment| comment.span)
        .map(|comment| comment.span);
    let mut skipped: Vec<Span> = strings.chain(comments).collect();
    skipped.sort_unstable();
    let mut skipped = skipped.into_iter().peekable();
    let (mut depth, mut until) = (0_u32, span.start);
    (span.start..)
        .zip(module.text(span).bytes())
        .filter(move |&(at, letter)| {
            while let Some(next) = skipped.peek().filter(|next| next.start <= at) {
                until = until.max(next.end);
                skipped.next();
            }
            if at < until {
                return false;
            }
            match letter {
                b'(' | b'[' | b'{' => depth += 1,
                b')' | b']' | b'}' => depth = depth.saturating_sub(1),
                _ => return depth == 0,
            }
            false
        })
}

/// How a text that is added to another one was itself put together.
pub(super) fn how(module: &Module, value: Value) -> &'static str {
    match value.kind {
        ValueKind::String => "an f-string",
        ValueKind::Call if module.text(value.span).contains(".format(") => "`.format`",
        ValueKind::Binary => match module.facts.operation_at(value.span) {
            Some(operation) if module.text(operation.operator) == "%" => "`%`",
            _ => "`+`",
        },
        _ => "`+`",
    }
}

/// The operands of `a + b + c`: the first one, and the others.
pub(super) fn operands(module: &Module, operation: &Operation) -> (Value, Vec<Value>) {
    let (mut first, mut rest) = (operation.left, vec![operation.right]);
    while let Some(inner) = module.facts.operation_at(first.span) {
        if module.text(inner.operator) != "+" {
            break;
        }
        rest.push(inner.right);
        first = inner.left;
    }
    rest.reverse();
    (first, rest)
}

/// What a `%` inserts: the items of a tuple, else the one value.
pub(super) fn right_items(module: &Module, operation: &Operation) -> Vec<Value> {
    match operation.right.kind {
        ValueKind::Tuple => items(module, operation.right.span),
        _ => vec![operation.right],
    }
}

/// The object that a method is called on.
pub(super) fn receiver(module: &Module, call: &Call) -> Option<Value> {
    let text = module.text(call.callee);
    let method = text.len() - text.rfind('.')?;
    let span = Span {
        start: call.callee.start,
        end: call.callee.end.checked_sub(Span::new(method, 0).start)?,
    };
    Some(value_of(module, span))
}
