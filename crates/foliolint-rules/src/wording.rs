//! What the words of a print say: a marker, a label, progress, a request, a secret.

use foliolint_core::python::Module;
use foliolint_core::python::facts::Call;

/// Texts that say no more than "I got here".
const MARKERS: [&str; 24] = [
    "here",
    "debug",
    "test",
    "testing",
    "tests",
    "hi",
    "hello",
    "hey",
    "ok",
    "yes",
    "no",
    "foo",
    "bar",
    "asd",
    "asdf",
    "xxx",
    "aaa",
    "got here",
    "reached",
    "working",
    "it works",
    "in here",
    "i am here",
    "entered",
];

/// Starts of sentences that report what a run has done so far.
const PROGRESS: [&str; 69] = [
    "found",
    "parsed",
    "scraped",
    "saved",
    "save",
    "saving",
    "loaded",
    "loading",
    "process",
    "download",
    "successfully",
    "success",
    "fail",
    "done",
    "finish",
    "start",
    "stop",
    "run",
    "updat",
    "fetch",
    "import",
    "export",
    "insert",
    "delet",
    "skip",
    "visit",
    "data ",
    "connect",
    "complet",
    "creat",
    "generat",
    "train",
    "epoch",
    "wrote",
    "writing",
    "read",
    "collect",
    "waiting",
    "retry",
    "total",
    "page ",
    "sent",
    "sending",
    "upload",
    "server",
    "listening",
    "offer ",
    "adding",
    "added",
    "removed",
    "no ",
    "result",
    "initiali",
    "clos",
    "open",
    "shut",
    "launch",
    "boot",
    "logging in",
    "logged in",
    "login",
    "setting up",
    "prepar",
    "check",
    "restart",
    "exit",
    "terminat",
    "disconnect",
    "ready",
];

/// Whether a text is three or more signs without a letter or digit: a line to find the output by.
pub(crate) fn is_rule(text: &str) -> bool {
    let signs = text.trim();
    !signs.contains(char::is_alphanumeric) && signs.chars().count() >= 3
}

/// Whether a sentence reports what a run has done so far.
pub(crate) fn is_progress(text: &str) -> bool {
    // A word between rules ("---START---") heads a dump.
    if text.trim_start().starts_with("---") || text.trim_start().starts_with("===") {
        return false;
    }
    let start = text
        .trim_start_matches(|letter: char| !letter.is_alphabetic())
        .to_ascii_lowercase();
    PROGRESS.iter().any(|word| start.starts_with(word))
}

/// Words that may follow a variable's name in a label.
const STATES: [&str; 7] = ["loaded", "is", "set", "value", "after", "before", "now"];

/// Whether the words spell the expression: `"user.id", user.id`.
pub(crate) fn labels(text: &str, values: &[&str]) -> bool {
    let label = text
        .trim()
        .trim_end_matches([':', '=', '-', '>', ' '])
        .trim();
    let mut words = label.split_whitespace();
    let first = words.next().unwrap_or_default();
    let state = words
        .next()
        .is_none_or(|word| STATES.contains(&word.to_ascii_lowercase().as_str()));
    let short = state && words.next().is_none();
    let spelled = |value: &&str| {
        let name = value.trim();
        let last = name.rsplit('.').next().unwrap_or(name);
        name.len() > 1 && (label == name || (short && last.contains('_') && first == last))
    };
    values.iter().any(spelled)
}

pub(crate) fn is_request(value: &str) -> bool {
    let starts = ["request.", "self.request.", "flask.request."];
    let fields = ["cleaned_data", "validated_data"];
    starts.iter().any(|start| value.starts_with(start))
        || fields.iter().any(|field| value.contains(field))
}

pub(crate) fn is_secret(value: &str) -> bool {
    let last = value
        .rsplit(['.', '['])
        .next()
        .unwrap_or(value)
        .trim_matches(['"', '\'', ']', '(', ')'])
        .to_ascii_lowercase();
    let words: Vec<&str> = last.split('_').collect();
    words.iter().any(|word| {
        matches!(
            *word,
            "token"
                | "password"
                | "passwd"
                | "secret"
                | "otp"
                | "apikey"
                | "salt"
                | "jwt"
                | "credentials"
        )
    }) || last.ends_with("api_key")
        || is_store_address(&words)
}

/// `DATABASE_URL` and the like: an address that often holds a password.
fn is_store_address(words: &[&str]) -> bool {
    let stores = [
        "database",
        "db",
        "mongo",
        "mongodb",
        "redis",
        "postgres",
        "sqlalchemy",
        "amqp",
        "broker",
    ];
    words
        .last()
        .is_some_and(|last| matches!(*last, "url" | "uri" | "dsn"))
        && words.iter().any(|word| stores.contains(word))
}

pub(crate) fn is_marker(module: &Module, call: &Call, text: &str, alone: bool) -> bool {
    let lower = text.trim().to_ascii_lowercase();
    let bare = lower.trim_matches(|letter: char| !letter.is_alphanumeric());
    // The extension writes "🚀 ~ file: views.py:12 ~ name"; the rocket alone starts many a banner.
    if (text.contains('🚀') && text.contains('~'))
        || lower.starts_with("debug")
        || lower.starts_with("[debug")
        || lower.starts_with("###")
    {
        return true;
    }
    // "[OK]" is the status word of a check.
    if alone && MARKERS.contains(&bare) && !lower.starts_with('[') {
        return true;
    }
    // An error that names its function is a message, if in the wrong place.
    let mut failing = [
        "error", "fail", "warn", "invalid", "erro", "aviso", "please", "critical",
    ]
    .iter();
    if failing.any(|word| bare.starts_with(word)) {
        return false;
    }
    // "load_orders succeeded" tells how it went, and not that it was reached.
    let mut ended = ["succe", "complete", "finish", "done", "成功", "完成"].iter();
    if ended.any(|word| lower.contains(word)) {
        return false;
    }
    // "inside foo", "foo was called": the name of the function it stands in.
    let function = module
        .function(call.scope.function)
        .map(|function| module.text(function.name))
        .filter(|name| name.len() > 3);
    function.is_some_and(|name| {
        let spelled = text
            .split(|letter: char| !letter.is_alphanumeric() && letter != '_')
            .any(|word| word == name);
        let around = [
            "inside", "in ", "called", "enter", "->", "()", "begin", "function",
        ];
        spelled && (name.contains('_') || around.iter().any(|word| lower.contains(word)))
    })
}
