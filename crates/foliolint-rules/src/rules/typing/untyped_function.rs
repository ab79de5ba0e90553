//! Flags each public function whose signature is not fully annotated. Off unless selected.
//!
//! ## Why it is a red flag
//!
//! Where a project sets out to be typed, a single function without annotations lets mistakes through: checkers
//! take whatever it gives for anything at all. Most projects need no such strictness, so this one runs only
//! where somebody asks for it; `untyped-code` looks at the whole.
//!
//! ## What is not flagged
//!
//! - Functions, methods and classes whose name starts with an underscore, and functions inside functions.
//! - What nobody annotates: `self`, `cls`, `*args`, `**kwargs`, what `__init__` returns, the `request` of Django
//!   views, methods of Django's admin classes.
//! - Functions with a type comment, modules with a stub file beside them, code that must run on Python 2.
//! - Tests, notebooks and generated code.
//!
//! ## What to do instead
//!
//! Annotate every parameter and the return value, and let `mypy --strict` or pyright keep it so.

use crate::annotations::{Share, share, stubs};
use crate::hit::{Hit, Severity};
use crate::python2;
use crate::rule::{Area, Check, Question, Rule, judge};
use foliolint_core::python::Module;
use foliolint_core::python::facts::Function;
use foliolint_core::repo::Repo;

pub(crate) static RULE: Rule = Rule {
    code: "FOL602",
    name: "untyped-function",
    area: Area::Typing,
    summary: "a public function that is not fully annotated (off unless selected)",
    help: "annotate every parameter and the return value",
    severity: Severity::Advice,
    questions: &[Question {
        ask: "Which functions would you annotate first in code that has no types?",
        strong: "those that others call, at the borders of modules; lets a checker run on them and tightens its settings step by step",
    }],
    needs_everything: false,
    check: Check::Repo(check),
    judge: judge::any,
    source: include_str!("untyped_function.rs"),
};

fn check(repo: &Repo) -> Vec<Hit> {
    if python2::is_needed(repo) {
        return Vec::new();
    }
    let stubs = stubs(repo);
    let modules = repo.production().filter(|module| !stubs.cover(module));
    modules.flat_map(of_module).collect()
}

fn of_module(module: &Module) -> Vec<Hit> {
    let functions = module.facts.functions.iter();
    functions
        .filter(|function| is_public(module, function))
        .filter_map(|function| {
            let Share { slots, annotated } = share(module, function);
            let name = module.text(function.name);
            let message = format!(
                "`{name}`: {annotated} of {slots} parameters and return values are annotated"
            );
            (annotated < slots)
                .then(|| Hit::at(&module.path, function.name, Severity::Advice, message))
        })
        .collect()
}

/// Whether other modules are meant to call a function.
fn is_public(module: &Module, function: &Function) -> bool {
    let name = module.text(function.name);
    let class = module.class(function.scope.class);
    function.scope.function.is_none()
        && (!name.starts_with('_') || name == "__init__")
        && class.is_none_or(|class| !module.text(class.name).starts_with('_'))
}
