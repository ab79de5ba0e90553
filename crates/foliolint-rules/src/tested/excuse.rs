//! What a test without checks does instead, and whether its not raising may be the check (FOL102).

use foliolint_core::python::Module;
use foliolint_core::python::facts::{Call, Facts, Function, Usage, ValueKind};
use foliolint_core::repo::{Kind, Repo};

/// What a test without checks does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Shape {
    /// Nothing.
    Empty,
    /// It asserts what is always true.
    Constant,
    /// It returns whether it passed, which no test runner looks at.
    Verdict,
    /// It prints what a person should compare.
    Prints,
    /// It calls something.
    Runs,
}

/// What a test without checks does.
pub(crate) fn shape(module: &Module, function: &Function) -> Shape {
    let facts = &module.facts;
    let mut asserts = Facts::within(&facts.asserts, function.body, |each| each.span);
    let mut calls = Facts::within(&facts.calls, function.body, |call| call.span);
    if function.statements == 0 {
        Shape::Empty
    } else if asserts.next().is_some() {
        Shape::Constant
    } else if returns_verdict(module, function) {
        Shape::Verdict
    } else if calls.any(|call| matches!(module.callee(call), "print" | "pprint.pprint")) {
        Shape::Prints
    } else {
        Shape::Runs
    }
}

fn returns_verdict(module: &Module, function: &Function) -> bool {
    let mut returns = Facts::within(&module.facts.returns, function.body, |each| each.span);
    returns.any(|each| {
        let kind = each.value.map(|value| value.kind);
        matches!(kind, Some(ValueKind::False | ValueKind::Compare))
    })
}

/// Whether a test need not check: its name says that it raises when something is wrong, it only looks whether names
/// are there, or a runner of its own turns what it returns into an exit code.
pub(super) fn not_raising_is_the_check(module: &Module, function: &Function) -> bool {
    match shape(module, function) {
        Shape::Runs => {
            let name = module.text(function.name).to_ascii_lowercase();
            says(&name, &NAMES, &NAME_WORDS) || only_looks(module, function)
        }
        Shape::Verdict => exits_elsewhere(module, function),
        _ => false,
    }
}

/// Whether a text holds one of the phrases, or one of the words as a word of its own.
fn says(text: &str, phrases: &[&str], words: &[&str]) -> bool {
    let mut parts = text.split(|letter: char| !letter.is_alphanumeric());
    phrases.iter().any(|phrase| text.contains(phrase)) || parts.any(|part| words.contains(&part))
}

/// Parts of a test's name which say that it fails by raising.
const NAMES: [&str; 18] = [
    "no_op",
    "never_rais",
    "never_fail",
    "never_crash",
    "never_error",
    "without_fail",
    "without_rais",
    "not_break",
    "not_hang",
    "is_valid",
    "are_valid",
    "is_a_valid",
    "can_access",
    "can_be_",
    "entry_point",
    "handles_none",
    "handles_empty",
    "handles_missing",
];

/// Words of a test's name which say so.
const NAME_WORDS: [&str; 27] = [
    "noop",
    "gracefully",
    "graceful",
    "safely",
    "survives",
    "tolerates",
    "tolerant",
    "accept",
    "accepts",
    "accepted",
    "allow",
    "allows",
    "allowed",
    "ignore",
    "ignores",
    "ignored",
    "cancel",
    "cancelled",
    "idempotent",
    "sanity",
    "compiles",
    "parses",
    "picklable",
    "pickleable",
    "accessible",
    "dummy",
    "exists",
];

/// Whether a test only names attributes: that they are there is the check.
fn only_looks(module: &Module, function: &Function) -> bool {
    let facts = &module.facts;
    let mut attributes = Facts::within(&facts.attributes, function.body, |each| each.span);
    let mut calls = Facts::within(&facts.calls, function.body, |call| call.span);
    let mut stored = Facts::within(&facts.assignments, function.body, |each| each.span);
    calls.next().is_none()
        && stored.next().is_none()
        && attributes.any(|each| each.usage == Usage::Dropped)
}

/// Whether the file leaves with an exit code outside of the test: it is its own runner.
fn exits_elsewhere(module: &Module, function: &Function) -> bool {
    module.facts.calls.iter().any(|call| {
        let outside = call.span.start < function.span.start || call.span.end > function.span.end;
        let exits = matches!(
            module.callee(call),
            "sys.exit" | "exit" | "quit" | "SystemExit" | "os._exit"
        );
        outside && exits && !module.arguments(call).is_empty()
    })
}

/// Whether reviewers would differ about a test that only runs code.
pub(crate) fn is_weak(repo: &Repo, module: &Module, function: &Function) -> bool {
    // Who took the checks out knew that there should be some.
    if shape(module, function) != Shape::Runs || has_dead_checks(module, function) {
        return false;
    }
    let name = module.text(function.name).to_ascii_lowercase();
    tells_its_check(module, function)
        || ENDS.iter().any(|part| name.contains(part))
        || names_an_issue(&name)
        || is_about_signals(module, function)
        || only_parses(module, function)
        || only_defines(module, function)
        || (repo.kind == Kind::Library && is_one_call(module, function))
}

/// Whether a test's docstring or a comment in it says what fails where something is wrong, or why nothing is checked.
pub(crate) fn tells_its_check(module: &Module, function: &Function) -> bool {
    let docstring = function.docstring.map_or("", |span| module.text(span));
    let comments = Facts::within(&module.facts.comments, function.span, |comment| {
        comment.span
    });
    let mut told = comments
        .map(|comment| module.text(comment.span))
        .chain([docstring]);
    told.any(|text| {
        let text = text.to_lowercase();
        says(&text, &TOLD, &TOLD_WORDS) || names_an_issue(&text)
    })
}

/// Whether a text names what was reported by its number: `issue69`, `bug #12`, `gh-7`.
fn names_an_issue(text: &str) -> bool {
    ["issue", "bug", "gh", "ticket", "regression"]
        .iter()
        .any(|word| {
            text.match_indices(word).any(|(at, _)| {
                let before = text.get(..at).unwrap_or_default();
                let after = text.get(at + word.len()..).unwrap_or_default();
                let number = after.trim_start_matches(['_', '-', ' ', '#', ':']);
                !before.ends_with(char::is_alphanumeric)
                    && number.starts_with(|letter: char| letter.is_ascii_digit())
            })
        })
}

/// Parts of a test's name which say that its not raising, or its coming to an end, is the check.
const ENDS: [&str; 10] = [
    "does_not_",
    "doesnt_",
    "never_",
    "is_not_",
    "redos",
    "terminates",
    "no_recursion",
    "recursion_limit",
    "deeply_nested",
    "deep_nesting",
];

/// Whether comments of a test hold checks that were switched off.
fn has_dead_checks(module: &Module, function: &Function) -> bool {
    let mut comments = Facts::within(&module.facts.comments, function.span, |comment| {
        comment.span
    });
    comments.any(|comment| {
        let text = module.text(comment.span).trim_start_matches('#').trim();
        text.starts_with("assert ") || text.starts_with("self.assert")
    })
}

/// What a docstring or a comment says of a test that fails by raising.
const TOLD: [&str; 28] = [
    "can be ",
    "may be ",
    "possible to",
    "just for coverage",
    "for coverage",
    "sanity check",
    "simply run",
    "forces ",
    "no-op",
    "does not",
    "doesn't",
    "is not ",
    "are not ",
    "never ",
    "must not",
    "should not",
    "without problem",
    "github.com/",
    "issue #",
    "would hang",
    "would fail",
    "will fail",
    "instead of raising",
    "fall over",
    "be possible",
    "only want to check",
    "to confirm that",
    "to make sure",
];

/// Single words that say so.
const TOLD_WORDS: [&str; 16] = [
    "allowed",
    "allows",
    "accepts",
    "accepted",
    "ignores",
    "ignored",
    "noop",
    "gracefully",
    "idempotent",
    "regression",
    "picklable",
    "pickled",
    "deadlock",
    "coverage",
    "terminate",
    "terminates",
];

/// Whether a test is about processes and signals: that it ends at all is the check.
fn is_about_signals(module: &Module, function: &Function) -> bool {
    let name = module.text(function.name).to_ascii_lowercase();
    [
        "sigterm", "sigint", "sighup", "signal", "shutdown", "deadlock",
    ]
    .iter()
    .any(|word| name.contains(word))
}

fn dropped<'a>(module: &'a Module, function: &Function) -> impl Iterator<Item = &'a Call> {
    let calls = Facts::within(&module.facts.calls, function.body, |call| call.span);
    calls.filter(|call| matches!(call.usage, Usage::Dropped | Usage::Awaited))
}

/// Whether all that a test drops are answers of strict parsers, which raise where something is wrong.
fn only_parses(module: &Module, function: &Function) -> bool {
    let mut calls = dropped(module, function).peekable();
    calls.peek().is_some()
        && calls.all(|call| {
            matches!(
                Module::last_segment(module.callee(call)),
                "fromisoformat" | "UUID" | "loads" | "strptime" | "compile" | "literal_eval"
            ) || matches!(
                module.callee(call),
                "ast.parse" | "pickle.dumps" | "json.dumps"
            )
        })
}

/// Whether a test only defines a class: that its bases go together is the check.
fn only_defines(module: &Module, function: &Function) -> bool {
    let mut classes = Facts::within(&module.facts.classes, function.body, |class| class.span);
    classes.next().is_some() && dropped(module, function).next().is_none()
}

/// Whether a test is one call whose answer nobody keeps.
fn is_one_call(module: &Module, function: &Function) -> bool {
    function.statements == 1 && dropped(module, function).next().is_some()
}
