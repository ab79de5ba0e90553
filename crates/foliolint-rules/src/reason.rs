//! Whether the code around an `except` says why nothing needs doing.

use foliolint_core::python::Module;
use foliolint_core::python::facts::{Facts, Handler};
use foliolint_core::source::Span;

/// A comment on the clause's line or in its body that says more than what it tells other tools.
pub(crate) fn gives_reason(module: &Module, handler: &Handler) -> bool {
    let first_line = module
        .source
        .line_span(module.source.line(handler.span.start));
    let last_line = module
        .source
        .line_span(module.source.line(handler.span.end.saturating_sub(1)));
    let around = Span {
        start: first_line.start.min(handler.span.start),
        end: last_line.end.max(handler.span.end) + 1,
    };
    let mut inside = Facts::within(&module.facts.comments, around, |comment| comment.span);
    inside.any(|comment| is_reason(module.text(comment.span)))
        || announced(module, handler)
        || hedged(module, handler)
}

/// Whether a comment on the one statement of the `try` says that it may not work: "maybe there is no window".
fn hedged(module: &Module, handler: &Handler) -> bool {
    let Some(tried) = module.facts.tries.get(handler.of_try as usize) else {
        return false;
    };
    // From the line of the `try` on: a comment above its first statement lies before the body.
    let whole = Span {
        start: tried.span.start,
        end: handler.span.start.max(tried.span.start),
    };
    let code = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    // `try:` and the statement.
    if module.text(whole).lines().filter(code).count() > 2 {
        return false;
    }
    let mut comments = Facts::within(&module.facts.comments, whole, |comment| comment.span);
    comments.any(|comment| {
        let text = module.text(comment.span).to_lowercase();
        let mut words = text.split(|letter: char| !letter.is_alphanumeric());
        words.any(|word| HEDGES.contains(&word)) || TOLERANCE.iter().any(|word| text.contains(word))
    })
}

/// Words of a comment on a statement that need not work everywhere.
const HEDGES: [&str; 6] = ["maybe", "may", "might", "works", "race", "sometimes"];

/// Whether the comment lines right above the `try` say that failing is fine: "best effort: …".
fn announced(module: &Module, handler: &Handler) -> bool {
    let Some(tried) = module.facts.tries.get(handler.of_try as usize) else {
        return false;
    };
    let first = module.source.line(tried.span.start);
    let above = (first.saturating_sub(COMMENT_LINES).max(1)..first).rev();
    let comments = above
        .map(|line| module.source.line_text(line).trim())
        .take_while(|line| line.starts_with('#'));
    let mut words = comments.map(str::to_ascii_lowercase);
    words.any(|line| TOLERANCE.iter().any(|word| line.contains(word)))
}

/// Lines above a `try` in which its comment is looked for.
const COMMENT_LINES: u32 = 6;

/// What a comment above a `try` says when failing is fine.
const TOLERANCE: [&str; 17] = [
    "best-effort",
    "best effort",
    "ignore",
    "fall back",
    "fallback",
    "fails",
    "corrupt",
    "optional",
    "not critical",
    "non-critical",
    "avoid",
    "suppress",
    "swallow",
    "if possible",
    "not fatal",
    "non-fatal",
    "must not break",
];

fn is_reason(comment: &str) -> bool {
    let words = comment.trim_start_matches('#').trim();
    let lower = words.to_ascii_lowercase();
    let starts = |list: &[&str]| list.iter().any(|start| lower.starts_with(start));
    // What was meant for later, or was code, gives no reason.
    if starts(&["todo", "fixme", "xxx"]) || starts(&DEAD_CODE) {
        return false;
    }
    let said = if starts(&FOR_TOOLS) {
        after_marker(words)
    } else {
        words.to_owned()
    };
    said.chars().filter(|letter| letter.is_alphabetic()).count() >= REASON_LETTERS
}

/// Letters from which on a comment is more than a word.
const REASON_LETTERS: usize = 4;

/// How comments start that speak to tools.
const FOR_TOOLS: [&str; 9] = [
    "noqa",
    "pragma",
    "nosec",
    "type:",
    "pylint",
    "pyright",
    "noinspection",
    "foliolint",
    "fmt:",
];

/// How commented-out statements start.
const DEAD_CODE: [&str; 8] = [
    "print(",
    "raise",
    "logger.",
    "logging.",
    "pass",
    "return",
    "import ",
    "traceback.",
];

/// What a comment for tools says to people after its codes: `noqa: BLE001 - never break the page`.
fn after_marker(words: &str) -> String {
    let code = |word: &&str| {
        // A script without capitals, as Thai or Chinese, is no code either.
        let plain = !word
            .chars()
            .any(|letter| letter.is_alphabetic() && !letter.is_ascii_uppercase());
        plain
            || word.contains(['=', ':'])
            || FOR_TOOLS.contains(&word.to_ascii_lowercase().as_str())
            || ["no", "cover", "ignore", "disable", "broad-except"].contains(word)
    };
    words
        .split_whitespace()
        .skip_while(code)
        .collect::<Vec<_>>()
        .join(" ")
}

/// Whether a docstring of a function around the clause says what happens on failure.
pub(crate) fn documented(module: &Module, handler: &Handler) -> bool {
    is_whole_function(module, handler) || says_outright(module, handler)
}

/// Whether the function, or one that it is nested in, says outright that it lets errors pass.
fn says_outright(module: &Module, handler: &Handler) -> bool {
    let mut around = module.function(handler.scope.function);
    while let Some(function) = around {
        let text = function.docstring.map_or("", |span| module.text(span));
        let lower = text.to_ascii_lowercase();
        if OUTRIGHT.iter().any(|phrase| lower.contains(phrase)) {
            return true;
        }
        around = module.function(function.scope.function);
    }
    false
}

/// What a docstring says of a function that lets errors pass on purpose.
const OUTRIGHT: [&str; 13] = [
    "swallow",
    "suppresses",
    "best-effort",
    "best effort",
    "ok to ignore",
    "safe to ignore",
    "errors are ignored",
    "exceptions are ignored",
    "ignores errors",
    "ignores exceptions",
    "never raise",
    "not fatal",
    "must not fail",
];

/// Whether the function is nothing but the `try`, and its docstring says what happens on failure.
fn is_whole_function(module: &Module, handler: &Handler) -> bool {
    let Some((function, docstring)) = module
        .function(handler.scope.function)
        .and_then(|function| Some((function, function.docstring?)))
    else {
        return false;
    };
    let Some(tried) = module.facts.tries.get(handler.of_try as usize) else {
        return false;
    };
    let before = Span {
        start: docstring.end,
        end: tried.span.start,
    };
    let after = Span {
        start: tried.span.end,
        end: function.body.end,
    };
    tried.scope.function == handler.scope.function
        && module.text(before).trim().is_empty()
        && module.text(after).trim().is_empty()
        && module
            .text(docstring)
            .to_ascii_lowercase()
            .lines()
            .any(says_what_failing_means)
}

/// Whether a line of a docstring says what happens on failure: "or UTC if invalid", "never raises an exception".
fn says_what_failing_means(line: &str) -> bool {
    let failure = ["error", "exception", "fail", "invalid", "raise"];
    let condition = [
        "if", "when", "can", "may", "never", "not", "don't", "without", "even", "on", "no",
        "rather",
    ];
    let outright = [
        "swallow",
        "best-effort",
        "best effort",
        "ignore",
        "silent",
        "fallback",
        "fall back",
        "propagate",
    ];
    let mut words = line.split(|letter: char| !letter.is_alphanumeric() && letter != '\'');
    outright.iter().any(|word| line.contains(word))
        || (failure.iter().any(|word| line.contains(word))
            && words.any(|word| condition.contains(&word)))
}
