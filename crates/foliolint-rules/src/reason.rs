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
    inside.any(|comment| is_reason(module.text(comment.span))) || announced(module, handler)
}

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
const TOLERANCE: [&str; 11] = [
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
        let plain = !word.chars().any(char::is_lowercase);
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

/// Whether the function is nothing but the `try`, and its docstring says what happens on failure.
pub(crate) fn documented(module: &Module, handler: &Handler) -> bool {
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
