//! What the rest of a file says of a test without checks (FOL102).

use super::checks::Helpers;
use foliolint_core::python::Module;
use foliolint_core::python::facts::{Call, Facts, Function, Id};
use std::collections::{BTreeMap, BTreeSet};

/// Methods of a test case that run around each of its tests.
const AROUND: [&str; 10] = [
    "setUp",
    "tearDown",
    "asyncSetUp",
    "asyncTearDown",
    "setup_method",
    "teardown_method",
    "setup",
    "teardown",
    "setUpClass",
    "tearDownClass",
];
/// Words of a test's name for what its code changes.
const CHANGES: [&str; 8] = [
    "deletes", "deleted", "updates", "updated", "creates", "created", "removes", "removed",
];
/// Words of a test's name for a case where nothing happens.
const NOTHING: [&str; 14] = [
    "no",
    "not",
    "none",
    "silent",
    "missing",
    "invalid",
    "unknown",
    "without",
    "noop",
    "empty",
    "already",
    "denied",
    "unchanged",
    "nothing",
];

/// What the rest of a file says of its tests, gathered once.
#[derive(Default)]
pub(super) struct Beside<'a> {
    /// Names that functions call, with the first two that do.
    callers: BTreeMap<&'a str, BTreeSet<Id>>,
    /// What is called in tests that expect an exception: a test that calls the same shows when there is none.
    expected: BTreeSet<&'a str>,
    /// Classes whose `setUp` or `tearDown` checks something.
    around: BTreeSet<Id>,
    /// Whether a mark skips all tests of the file.
    skipped: bool,
}

impl<'a> Beside<'a> {
    /// Looks at one file.
    pub(super) fn of(module: &'a Module, helpers: &Helpers<'_>) -> Self {
        let mut found = Self::default();
        let facts = &module.facts;
        for call in &facts.calls {
            let name = Module::last_segment(module.text(call.callee));
            let callers = found.callers.entry(name).or_default();
            if callers.len() < 2 {
                callers.extend(call.scope.function);
            }
        }
        let outer = |function: &&Function| function.scope.function.is_none();
        for function in facts.functions.iter().filter(outer) {
            let calls = || Facts::within(&facts.calls, function.body, |call: &Call| call.span);
            if calls().any(|call| expects(module, call)) {
                let told = calls().filter(|call| !is_common(module, call));
                found
                    .expected
                    .extend(told.map(|call| module.text(call.callee)));
            }
            if AROUND.contains(&module.text(function.name)) && helpers.checks(module, function) {
                found.around.extend(function.scope.class);
            }
        }
        found.skipped = facts.assignments.iter().any(|assignment| {
            let value = assignment.value.map_or("", |value| module.text(value.span));
            module.text(assignment.target.span) == "pytestmark"
                && ["skip", "xfail"].iter().any(|word| value.contains(word))
        });
        found
    }

    /// Whether the file says that a test need not check anything.
    pub(super) fn excuses(&self, module: &Module, function: &Function) -> bool {
        let name = module.text(function.name);
        let is_own = |caller: &Id| {
            let caller = module.function(Some(*caller));
            caller.is_some_and(|caller| caller.span == function.span)
        };
        let callers = self.callers.get(name);
        // A step of other tests rather than a test.
        let is_step = callers.is_some_and(|callers| callers.iter().any(|caller| !is_own(caller)));
        let mut calls = Facts::within(&module.facts.calls, function.body, |call| call.span);
        let class = function.scope.class;
        self.skipped
            || is_step
            || class.is_some_and(|class| self.around.contains(&class))
            || !promises_an_effect(name)
                && calls.any(|call| self.expected.contains(module.text(call.callee)))
    }
}

/// Whether a test's name says what should be different afterwards: that nothing was raised does not show it.
fn promises_an_effect(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let words = || name.split('_');
    let changes = words().any(|word| CHANGES.contains(&word));
    let begun = words().any(|word| matches!(word, "delete" | "update" | "create" | "remove"));
    let succeeds = words().any(|word| matches!(word, "success" | "successful" | "successfully"));
    let nothing = words().any(|word| NOTHING.contains(&word));
    (changes || (begun && succeeds)) && !nothing
}

fn expects(module: &Module, call: &Call) -> bool {
    let last = Module::last_segment(module.text(call.callee));
    last == "raises" || last.starts_with("assertRaises")
}

/// Calls that say nothing about what a test tests: the test client's, those of builtins.
fn is_common(module: &Module, call: &Call) -> bool {
    let text = module.text(call.callee);
    text.contains("client.")
        || (!text.contains('.') && module.is_builtin(text, &call.scope))
        || expects(module, call)
}
