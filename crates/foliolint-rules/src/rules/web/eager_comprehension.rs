//! Flags lists that are built in full only to be added up, searched or copied.
//!
//! ## Why it is a red flag
//!
//! `any([is_late(order) for order in orders])` looks at every order and keeps all answers in memory before it reads the
//! first one. Without the brackets it stops at the first late order. It is a small thing, and it tells whether somebody
//! knows what the brackets do.
//!
//! ## What is not flagged
//!
//! - `"".join([…])` and `sorted([…])`, which need the whole list anyway.
//! - A comprehension that awaits: without the brackets it would be something else.
//! - `all([form.is_valid() for form in forms])`: there every form is to be checked, so that each shows its errors.
//! - A `sum`, `min` ... that is not Python's own, such as numpy's.
//! - Tests. In notebooks it is shown only when asked for.
//!
//! ## What to do instead
//!
//! Leave the brackets out: `any(is_late(order) for order in orders)`; instead of `set([…])` write `{…}`.

use crate::hit::{Confidence, Hit, Severity};
use crate::rule::{Area, Check, Question, Rule, judge};
use foliolint_core::python::Module;
use foliolint_core::python::facts::{Call, Facts, ValueKind};
use foliolint_core::repo::Repo;
use foliolint_core::source::Span;

pub(crate) static RULE: Rule = Rule {
    code: "FOL808",
    name: "eager-comprehension",
    area: Area::Web,
    summary: "a list built in full where a generator would do",
    help: "leave the brackets out",
    severity: Severity::Advice,
    questions: &[Question {
        ask: "What is the difference between `any([…])` and `any(…)` here, for ten rows and for ten million?",
        strong: "the brackets build the whole list first; without them the items come one by one and `any` stops at the first hit",
    }],
    needs_everything: false,
    check: Check::Module(check),
    judge: judge::any,
    source: include_str!("eager_comprehension.rs"),
};

/// The builtins that take items one by one.
const CONSUMERS: [&str; 8] = ["sum", "any", "all", "min", "max", "set", "dict", "tuple"];

/// Modules whose star import brings a `sum`, `min` ... of its own.
const SHADOWING: [&str; 10] = [
    "numpy", "pylab", "scipy", "sympy", "pyspark", "torch", "jax", "cupy", "dask", "z3",
];

/// Endings of methods that are called for what they do as well as for their answer.
const CHECKS: [&str; 4] = ["is_valid", "validate", "full_clean", "validate_on_submit"];

fn check(module: &Module, _repo: &Repo) -> Vec<Hit> {
    if !module.is_production() || is_shadowed(module) {
        return Vec::new();
    }
    let calls = module.facts.calls.iter();
    calls
        .filter_map(|call| {
            let name = CONSUMERS
                .into_iter()
                .find(|name| module.text(call.callee) == *name)?;
            let list = eager_list(module, call, name)?;
            let message = match name {
                "any" | "all" => format!(
                    "`{name}` of a list: every item is worked out before the first is looked at"
                ),
                "set" | "dict" | "tuple" => {
                    format!("a list is built only to make a `{name}` of it")
                }
                _ => format!("a list is built only to take its `{name}`"),
            };
            let hit = Hit::at(&module.path, call.span, Severity::Advice, message);
            let on_purpose = module.notebook || (name == "all" && has_effects(module, list));
            Some(if on_purpose {
                hit.confidence(Confidence::Low)
            } else {
                hit
            })
        })
        .collect()
}

/// The list comprehension that is the only thing a builtin is given.
fn eager_list(module: &Module, call: &Call, name: &str) -> Option<Span> {
    let list = module.positional(call, 0)?;
    let text = module.text(list.span);
    let alone = name == "sum" || module.positional(call, 1).is_none();
    let is_list = list.kind == ValueKind::Comprehension && text.starts_with('[');
    let awaits = text.contains("await ") || text.contains("async for");
    (is_list && alone && !awaits && module.is_builtin(name, &call.scope)).then_some(list.span)
}

/// Whether the items are asked by methods that also note what is wrong.
fn has_effects(module: &Module, list: Span) -> bool {
    Facts::within(&module.facts.calls, list, |call| call.span)
        .any(|call| CHECKS.contains(&Module::last_segment(module.callee(call))))
}

fn is_shadowed(module: &Module) -> bool {
    module.facts.imports.iter().any(|import| {
        import.name.is_some_and(|name| module.text(name) == "*") && {
            let top_level = module.text(import.module).split('.').next();
            top_level.is_some_and(|name| SHADOWING.contains(&name))
        }
    })
}
