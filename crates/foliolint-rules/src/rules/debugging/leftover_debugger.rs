//! Flags calls that stop the program and wait for a developer.
//!
//! ## Why it is a red flag
//!
//! A `breakpoint()` that was committed stops the program for good as soon as somebody else runs that line.
//! On a server nobody is there to type "continue": the request hangs. It shows that the change was not read
//! once more before it was committed.
//!
//! ## What is not flagged
//!
//! Tests, commented-out calls, a `debug.py` or `shell.py` that consists of imports and the call under
//! `if __name__ == "__main__":` and that nothing imports: those are tools for developers. A debugger that the user asks
//! for, with an option such as `--pdb` or an environment variable, is a feature.
//!
//! ## What to do instead
//!
//! Delete the call. To stop in a running program, set the breakpoint in the editor; to know later what happened,
//! write a log line or a test.

use crate::hit::{Hit, Severity};
use crate::rule::{Area, Check, Question, Rule, judge};
use foliolint_core::python::Module;
use foliolint_core::python::facts::Call;
use foliolint_core::repo::Repo;
use foliolint_core::source::Span;

pub(crate) static RULE: Rule = Rule {
    code: "FOL202",
    name: "leftover-debugger",
    area: Area::Debugging,
    summary: "a debugger call left in the code",
    help: "delete the call",
    severity: Severity::Error,
    questions: &[Question {
        ask: "How do you look into a program that misbehaves, on your machine and in production?",
        strong: "breakpoints set in the editor or `python -m pdb` locally, logs and traces in production, and a look at the diff before each commit",
    }],
    needs_everything: false,
    check: Check::Module(check),
    judge: judge::any,
    source: include_str!("leftover_debugger.rs"),
};

/// Full names of calls that stop or wait for a debugger.
const DEBUGGERS: [&str; 20] = [
    "pdb.set_trace",
    "pdb.post_mortem",
    "pdb.Pdb().set_trace",
    "ipdb.set_trace",
    "ipdb.sset_trace",
    "pudb.set_trace",
    "pudb.remote.set_trace",
    "rpdb.set_trace",
    "celery.contrib.rdb.set_trace",
    "web_pdb.set_trace",
    "remote_pdb.set_trace",
    "remote_pdb.RemotePdb().set_trace",
    "debugpy.breakpoint",
    "debugpy.wait_for_client",
    "ptvsd.wait_for_attach",
    "ptvsd.break_into_debugger",
    "pydevd.settrace",
    "pydevd_pycharm.settrace",
    "IPython.embed",
    "icecream.ic",
];

/// Names of files that may be tools for developers.
const DEVELOPER_TOOLS: [&str; 4] = ["debug", "shell", "console", "repl"];

fn check(module: &Module, repo: &Repo) -> Vec<Hit> {
    if !module.is_production() || module.notebook {
        return Vec::new();
    }
    let stops = module
        .facts
        .calls
        .iter()
        .filter(|call| match module.callee(call) {
            "breakpoint" => module.is_builtin("breakpoint", &call.scope),
            name => DEBUGGERS.contains(&name),
        });
    let mut stops = stops.peekable();
    let tool = stops.peek().is_some() && is_developer_tool(module, repo);
    stops
        .filter(|call| !(tool && call.scope.main_guarded))
        .filter(|call| !is_asked_for(module, call) && !is_console(module, call))
        .map(|call| {
            let what = if module.callee(call) == "icecream.ic" {
                "prints for debugging"
            } else {
                "stops the program for a debugger"
            };
            Hit::at(
                &module.path,
                call.span,
                Severity::Error,
                format!("`{}()` {what}", shown(module, call)),
            )
        })
        .collect()
}

/// Whether a call is what a function that opens a console does.
fn is_console(module: &Module, call: &Call) -> bool {
    module.callee(call) == "IPython.embed"
        && module
            .function(call.scope.function)
            .is_some_and(|function| {
                let name = module.text(function.name).to_ascii_lowercase();
                let words = ["shell", "console", "interact", "repl", "embed"];
                words.iter().any(|word| name.contains(word))
            })
}

/// Whether a call stands under a condition on an option or an environment variable that asks for a debugger.
fn is_asked_for(module: &Module, call: &Call) -> bool {
    let around = |body: Span| body.start <= call.span.start && call.span.end <= body.end;
    let mut conditions = module.facts.conditions.iter();
    conditions.any(|each| around(each.body) && asks(module.text(each.test.span)))
}

/// Whether a condition names a debugger, as an option does, or reads the environment or the command line.
fn asks(condition: &str) -> bool {
    let lower = condition.to_ascii_lowercase();
    let words = lower.split(|letter: char| !letter.is_alphanumeric() && letter != '.');
    let mut words = words.flat_map(|word| word.split('.'));
    // `if settings.DEBUG:` holds on every developer's machine, asked for or not.
    let everywhere = lower.contains("settings.");
    lower.contains("environ")
        || lower.contains("getenv")
        || lower.contains("sys.argv")
        || (!everywhere && words.any(|word| ASKING.contains(&word)))
}

/// Words in the names of options that start a debugger.
const ASKING: [&str; 9] = [
    "pdb",
    "ipdb",
    "debug",
    "debugger",
    "debugpy",
    "breakpoint",
    "interactive",
    "shell",
    "repl",
];

/// The callee as written, or where that is more than a dotted name, what it resolves to.
fn shown<'a>(module: &'a Module, call: &Call) -> &'a str {
    let written = module.text(call.callee);
    let plain = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '.');
    if written.chars().all(plain) {
        written
    } else {
        module.callee(call)
    }
}

/// Whether a file is a developer's own tool: named so, without functions or classes, and imported by nothing.
fn is_developer_tool(module: &Module, repo: &Repo) -> bool {
    let named = DEVELOPER_TOOLS.contains(&module.stem());
    named && module.facts.functions.is_empty() && module.facts.classes.is_empty() && {
        let ending = format!(".{}", module.stem());
        let imports = |other: &Module| {
            other.facts.imports.iter().any(|import| {
                let from = other.text(import.module);
                from == module.stem()
                    || from.ends_with(&ending)
                    || import
                        .name
                        .is_some_and(|name| other.text(name) == module.stem())
            })
        };
        !repo
            .modules
            .iter()
            .any(|other| other.path != module.path && imports(other))
    }
}
