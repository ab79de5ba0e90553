//! What a `print` shows, and what that says about why it is there.

use crate::occasion::counts_along;
use crate::wording::{is_marker, is_progress, is_request, is_rule, is_secret, labels};
use foliolint_core::python::Module;
use foliolint_core::python::facts::{Argument, Call, Facts, StringLiteral, Value, ValueKind};
use foliolint_core::source::Span;

/// What a print shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Sign {
    /// The exception of the `except` around it.
    CaughtException,
    /// A variable or expression and nothing else.
    Bare,
    /// `type(x)`, `len(x)`, `locals()`, `dir(x)`.
    Internals,
    /// `f"{x=}"`.
    SelfDocumenting,
    /// A label that spells the printed expression.
    Labelled,
    /// A request's data, alone.
    Request,
    /// A request's data within a sentence.
    RequestInWords,
    /// A name that says key, token, password.
    Secret,
    /// "here", "debug", "inside foo", a logger extension's rocket.
    Marker,
    /// "=====" and other text without a letter or digit.
    Rule,
    /// A sentence that reports progress.
    Progress,
    /// Any other sentence.
    Plain,
    /// Nothing, or only white space.
    Empty,
}

/// What the printed arguments show.
pub(crate) fn sign(module: &Module, call: &Call) -> Sign {
    let shown: Vec<&Argument> = module
        .arguments(call)
        .iter()
        .filter(|argument| argument.name.is_none())
        .collect();
    let parts: Vec<Part> = shown
        .iter()
        .map(|argument| part(module, argument.value))
        .collect();
    if shown.is_empty() || parts.iter().all(|part| matches!(part, Part::Blank)) {
        return Sign::Empty;
    }
    if names_caught(module, call) {
        return Sign::CaughtException;
    }
    let text: String = parts
        .iter()
        .filter_map(Part::text)
        .collect::<Vec<_>>()
        .join(" ");
    let values = expressions(module, &shown);
    if values.iter().any(|value| counts_along(module, call, value)) {
        return Sign::Progress;
    }
    if values.is_empty() && is_rule(&text) {
        return Sign::Rule;
    }
    if is_marker(module, call, &text, values.is_empty()) {
        return Sign::Marker;
    }
    let mut arguments = shown.iter();
    if arguments.any(|argument| documents_itself(module, argument.value)) {
        return Sign::SelfDocumenting;
    }
    if labels(&text, &values) {
        return Sign::Labelled;
    }
    let worded = text.chars().any(char::is_alphabetic);
    if values.iter().any(|value| is_request(value)) {
        return if worded {
            Sign::RequestInWords
        } else {
            Sign::Request
        };
    }
    if !values.is_empty() && values.iter().any(|value| is_secret(value)) {
        return Sign::Secret;
    }
    if !worded {
        return match parts.as_slice() {
            [Part::Internals] => Sign::Internals,
            _ if parts
                .iter()
                .all(|part| matches!(part, Part::Expression | Part::Internals | Part::Text(_)))
                && !values.is_empty() =>
            {
                Sign::Bare
            }
            _ => Sign::Plain,
        };
    }
    if is_progress(&text) {
        Sign::Progress
    } else if beside_caught(module, call) {
        Sign::CaughtException
    } else {
        Sign::Plain
    }
}

/// Whether a print of fixed words stands in a function that logs: what it had to say to people, it says there.
pub(crate) fn beside_logging(module: &Module, call: &Call) -> bool {
    let mut arguments = module.arguments(call).iter();
    let fixed = arguments.all(|argument| module.literal(argument.value).is_some());
    let Some(function) = module.function(call.scope.function) else {
        return false;
    };
    let inside = Facts::within(&module.facts.calls, function.span, |each| each.span);
    let mut others = inside.filter(|each| each.scope.function == call.scope.function);
    fixed
        && module.facts.main_guards.is_empty()
        && others.any(|each| {
            let callee = module.callee(each);
            callee.starts_with("logging.getLogger().") || callee.starts_with("logging.")
        })
}

/// One argument.
enum Part {
    Text(String),
    Blank,
    Expression,
    Internals,
    Shaped,
}

impl Part {
    fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self {
            Some(text)
        } else {
            None
        }
    }
}

fn part(module: &Module, value: Value) -> Part {
    match value.kind {
        ValueKind::String => match string(module, value) {
            Some(literal) => words(module, literal),
            None => Part::Shaped,
        },
        ValueKind::Name | ValueKind::Attribute | ValueKind::Subscript | ValueKind::Await => {
            Part::Expression
        }
        ValueKind::Call => {
            let callee = module
                .facts
                .call_at(value.span)
                .and_then(|at| module.facts.calls.get(at as usize))
                .map_or("?", |call| module.callee(call));
            match callee {
                "type" | "len" | "locals" | "globals" | "vars" | "dir" | "id" | "repr" => {
                    Part::Internals
                }
                "str.format" => Part::Text(template(module, value)),
                "str.join" => Part::Text(module.text(value.span).to_owned()),
                name if name.starts_with("str.") => Part::Shaped,
                _ => Part::Expression,
            }
        }
        // `"label: " + x`, `"%s" % x`: the strings inside are its words.
        ValueKind::Binary => {
            let inside = Facts::within(&module.facts.strings, value.span, |literal| literal.span);
            let text: String = inside
                .map(|literal| module.string_text(literal))
                .collect::<Vec<_>>()
                .join(" ");
            if text.is_empty() {
                Part::Expression
            } else {
                Part::Text(text)
            }
        }
        _ => Part::Shaped,
    }
}

/// The words of `"…{}…".format(…)`, without its fields.
fn template(module: &Module, call: Value) -> String {
    let mut strings = Facts::within(&module.facts.strings, call.span, |string| string.span);
    let text = strings
        .next()
        .map_or_else(String::new, |literal| module.string_text(literal));
    let mut words = String::new();
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        words.extend([before, " "]);
        rest = after.split_once('}').map_or("", |(_, behind)| behind);
    }
    words.push_str(rest);
    words
}

fn string(module: &Module, value: Value) -> Option<&StringLiteral> {
    module
        .facts
        .strings
        .get(module.facts.string_at(value.span)? as usize)
}

/// The words of a literal without what it interpolates.
fn words(module: &Module, literal: &StringLiteral) -> Part {
    let interpolations = literal.interpolations.of(&module.facts.interpolations);
    let mut text = String::new();
    if interpolations.is_empty() {
        text = module.string_text(literal);
    } else {
        let mut interpolations = interpolations.iter().peekable();
        for part in literal.parts.of(&module.facts.string_parts) {
            let mut start = part.start;
            while let Some(inside) = interpolations.next_if(|inside| inside.span.end <= part.end) {
                let end = inside.span.start;
                text.push_str(module.text(Span { start, end }));
                text.push(' ');
                start = inside.span.end;
            }
            text.push_str(module.text(Span { start, ..*part }));
        }
        text = text.replace("\\n", " ").replace("\\t", " ");
    }
    if literal.interpolations.start == literal.interpolations.end && text.trim().is_empty() {
        Part::Blank
    } else {
        Part::Text(text)
    }
}

/// The texts of the expressions that are shown, inside strings and outside.
fn expressions<'a>(module: &'a Module, shown: &[&Argument]) -> Vec<&'a str> {
    let mut found = Vec::new();
    for argument in shown {
        let value = argument.value;
        match value.kind {
            ValueKind::String => {
                let inside = string(module, value)
                    .map(|literal| literal.interpolations.of(&module.facts.interpolations))
                    .unwrap_or_default();
                let texts = inside.iter().map(|part| module.text(part.value.span));
                // `f"{'=' * 80}"` shows no value.
                found.extend(texts.filter(|text| !text.starts_with(['"', '\''])));
            }
            ValueKind::Call if module.text(value.span).contains(".format(") => {
                let call = module
                    .facts
                    .call_at(value.span)
                    .and_then(|at| module.facts.calls.get(at as usize));
                found.extend(
                    call.into_iter()
                        .flat_map(|call| module.arguments(call))
                        .map(|part| module.text(part.value.span)),
                );
            }
            ValueKind::Binary => {
                let text = module.text(value.span);
                let last = text.rsplit(['+', '%', '*']).next().map(str::trim);
                // A string repeated or joined to another is text, not a value.
                let constant = |part: &&str| {
                    part.starts_with(['"', '\'', 'f', 'r', 'b']) && part.ends_with(['"', '\''])
                };
                found.extend(last.filter(|part| !constant(part) && part.parse::<f64>().is_err()));
            }
            ValueKind::Number | ValueKind::None | ValueKind::True | ValueKind::False => {}
            _ => found.push(module.text(value.span)),
        }
    }
    found
}

/// Whether the exception that the clause around it caught is printed.
fn names_caught(module: &Module, call: &Call) -> bool {
    let mut around = call.scope.handler;
    while let Some(handler) = around.and_then(|at| module.facts.handlers.get(at as usize)) {
        if let Some(name) = handler.name {
            let name = module.text(name);
            let mentions = |text: &str| {
                text.split(|letter: char| !letter.is_alphanumeric() && letter != '_')
                    .any(|word| word == name)
            };
            let whole = module
                .arguments(call)
                .iter()
                .any(|argument| match argument.value.kind {
                    ValueKind::String => string(module, argument.value).is_some_and(|literal| {
                        literal
                            .interpolations
                            .of(&module.facts.interpolations)
                            .iter()
                            .any(|part| mentions(module.text(part.value.span)))
                    }),
                    _ => mentions(module.text(argument.value.span)),
                });
            if whole {
                return true;
            }
        }
        around = handler.scope.handler;
    }
    let shows = |what: &str| {
        let mut shown = module.arguments(call).iter();
        shown.any(|argument| module.text(argument.value.span).contains(what))
    };
    (call.scope.handler.is_some() && shows("format_exc("))
        || (is_error_hook(module, call) && ["error", "exc", "err"].iter().any(|name| shows(name)))
}

/// Whether it stands in a function that a framework calls with an error.
fn is_error_hook(module: &Module, call: &Call) -> bool {
    let Some(function) = module.function(call.scope.function) else {
        return false;
    };
    let name = module.text(function.name);
    let mut decorators = module.decorators(function.decorators).iter();
    (name.starts_with("on_") && name.ends_with("error"))
        || name.ends_with("error_handler")
        || decorators.any(|decorator| {
            let last = Module::last_segment(module.text(decorator.name));
            matches!(last, "errorhandler" | "exception_handler" | "error")
        })
}

/// Whether a print of the same clause shows the exception: the sentence before or after belongs to it.
fn beside_caught(module: &Module, call: &Call) -> bool {
    let Some(handler) = call
        .scope
        .handler
        .and_then(|at| module.facts.handlers.get(at as usize))
    else {
        return false;
    };
    let mut others = Facts::within(&module.facts.calls, handler.body, |other| other.span);
    others.any(|other| {
        let same = other.scope == call.scope && other.span != call.span;
        same && module.text(other.callee) == module.text(call.callee) && names_caught(module, other)
    })
}

/// `f"{x=}"`.
fn documents_itself(module: &Module, value: Value) -> bool {
    let literal = if value.kind == ValueKind::String {
        string(module, value)
    } else {
        None
    };
    literal.is_some_and(|literal| {
        literal
            .interpolations
            .of(&module.facts.interpolations)
            .iter()
            .any(|part| part.self_documenting)
    })
}
