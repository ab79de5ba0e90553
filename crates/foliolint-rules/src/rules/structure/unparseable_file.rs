//! Flags Python files that Python 3 cannot read.
//!
//! ## Why it is a red flag
//!
//! A file that does not parse cannot run. It was written for Python 2, was never finished, or is a template that
//! carries the ending of a program; in each case nobody has started it for a while.
//!
//! ## What is not flagged
//!
//! - Notebooks, generated code, and what others wrote.
//! - Data of tests, where a broken file is there on purpose, and folders whose own name is to be filled in
//!   (`{{cookiecutter.name}}/`): those are templates, and meant to be.
//! - Syntax newer than foliolint knows, as far as it can be told: shown only when asked for, as not sure.
//!
//! ## What to do instead
//!
//! Finish the file, delete it, or port it with `python -m lib2to3` or `pyupgrade`. Give templates an ending of their
//! own, such as `.py.jinja`.

use crate::hit::{Confidence, Hit, Severity};
use crate::rule::{Area, Check, Question, Rule, judge};
use foliolint_core::file::Zone;
use foliolint_core::python::Module;
use foliolint_core::repo::Repo;
use foliolint_core::source::Span;

pub(crate) static RULE: Rule = Rule {
    code: "FOL504",
    name: "unparseable-file",
    area: Area::Structure,
    summary: "a Python file that Python 3 cannot read",
    help: "finish, port or delete the file; give templates an ending of their own",
    severity: Severity::Advice,
    questions: &[Question {
        ask: "This file does not parse. What was it for, and how would you notice such a file before it is pushed?",
        strong: "knows its story; a linter, an import in a test, or `python -m compileall` in CI",
    }],
    needs_everything: false,
    check: Check::Module(check),
    judge: judge::any,
    source: include_str!("unparseable_file.rs"),
};

/// Folders inside test code whose files are input, not code.
const DATA_FOLDERS: [&str; 11] = [
    "data",
    "testdata",
    "test_data",
    "test-data",
    "fixtures",
    "fixture",
    "cases",
    "samples",
    "resources",
    "snapshots",
    "input",
];

fn check(module: &Module, _repo: &Repo) -> Vec<Hit> {
    let foreign = matches!(
        module.zone,
        Zone::Generated | Zone::Vendored | Zone::Virtualenv
    );
    if foreign || module.notebook || module.path.contains("{{") || is_data(module) {
        return Vec::new();
    }
    let (span, what, confidence) = match (module.facts.python2.first(), module.facts.errors.first())
    {
        (Some(&span), _) => (span, "Python 2 syntax", Confidence::High),
        (None, Some(&span)) if is_newer(module, span) => (
            span,
            "syntax that is wrong or newer than foliolint knows",
            Confidence::Low,
        ),
        (None, Some(&span)) if is_template(module, span) => {
            (span, "a placeholder of a template", Confidence::High)
        }
        (None, Some(&span)) => (span, "a syntax error", Confidence::Medium),
        (None, None) => match starts_indented(module) {
            Some(span) => (span, "an unexpected indentation", Confidence::Medium),
            None => return Vec::new(),
        },
    };
    let line = module.source.line(span.start);
    let message = format!("Python 3 cannot read this file: {what} at line {line}");
    vec![Hit::at(&module.path, span, Severity::Advice, message).confidence(confidence)]
}

/// The first line of code, where it stands indented: the grammar takes that, Python doesn't.
fn starts_indented(module: &Module) -> Option<Span> {
    let lines = (1..=module.source.line_count()).map(|line| module.source.line_span(line));
    let is_code = |span: &Span| {
        let body = module.text(*span).trim_start();
        !body.is_empty() && !body.starts_with('#')
    };
    lines
        .into_iter()
        .find(is_code)
        .filter(|span| module.text(*span).starts_with([' ', '\t']))
}

/// Whether a test reads the file, so that it may be broken on purpose.
fn is_data(module: &Module) -> bool {
    let folders = module.folder().split('/');
    module.is_test()
        && folders
            .map(str::to_ascii_lowercase)
            .any(|folder| DATA_FOLDERS.contains(&folder.as_str()))
}

/// The lines of an error, and the one before it: an error may start after what is new.
fn around(module: &Module, span: Span) -> impl Iterator<Item = &str> {
    let first = module.source.line(span.start);
    (first.saturating_sub(1)..=first).map(|line| module.source.line_text(line))
}

/// Whether an error stands where Python after 3.12 has something that the grammar does not know: defaults of type
/// parameters (PEP 696), lazy imports (PEP 810), unpacking in comprehensions (PEP 798).
fn is_newer(module: &Module, span: Span) -> bool {
    around(module, span).any(|line| {
        let line = line.trim();
        let generic = || {
            let definition = ["def ", "class ", "type ", "async def "];
            let (head, rest) = line.split_once('[').unwrap_or_default();
            let named = definition.iter().any(|word| head.starts_with(word));
            named && !head.contains(['(', '=', ':']) && in_brackets(rest).contains('=')
        };
        let unpacking = || {
            let opens = ["[*", "{*", "(*"].iter().any(|open| line.contains(open));
            opens && line.contains(" for ")
        };
        line.starts_with("lazy import ")
            || line.starts_with("lazy from ")
            || generic()
            || unpacking()
    })
}

/// What stands before the bracket that closes one opened just before; all where none does.
fn in_brackets(rest: &str) -> &str {
    let mut depth = 1_usize;
    let close = rest.find(|c: char| {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0
    });
    close.and_then(|end| rest.get(..end)).unwrap_or(rest)
}

/// Whether an error stands at a placeholder that a template engine fills in.
fn is_template(module: &Module, span: Span) -> bool {
    around(module, span).any(|line| {
        ["{{", "{%", "<%", "${"]
            .iter()
            .any(|open| line.contains(open))
    })
}
