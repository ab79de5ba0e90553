//! Flags tests that run code and check nothing of what it did.
//!
//! ## Why it is a red flag
//!
//! A test without a check stays green when the code returns nonsense. It gives the comfort of a test and none of the
//! protection, and a reviewer wonders whether the author knows what a test is for.
//!
//! ## What is not flagged
//!
//! - Tests that check through a helper of the repository, a fixture, `setUp` or `tearDown`, a mock, a decorator, a
//!   snapshot, or by raising an exception themselves.
//! - Tests that are skipped or expected to fail.
//! - Smoke tests that say so in their name, docstring or comment: `smoke`, `runs`, `does_not_raise`, `import`.
//! - Benchmarks, and functions called `test…` that no test runner collects or that other tests call.
//!
//! ## What to do instead
//!
//! Check what the code gave back or changed: `assert total(cart) == 12`. Where the point is that nothing goes
//! wrong, say so in the name.

use crate::hit::{Confidence, Hit, Severity};
use crate::rule::{Area, Check, Judgement, Question, Rule, judge as judges};
use crate::tested::{Test, prints, tests, without_checks};
use foliolint_core::repo::Repo;

pub(crate) static RULE: Rule = Rule {
    code: "FOL102",
    name: "assertion-free-test",
    area: Area::Testing,
    summary: "a test that checks nothing",
    help: "check what the code gave back or changed, or say in the name that running is the point",
    severity: Severity::Warning,
    questions: &[Question {
        ask: "When would this test fail?",
        strong: "sees that only an exception would make it fail; names the result or the effect to check, and would try the test by breaking the code",
    }],
    needs_everything: false,
    check: Check::Repo(check),
    judge,
    source: include_str!("assertion_free_test.rs"),
};

fn check(repo: &Repo) -> Vec<Hit> {
    without_checks(repo).iter().map(hit).collect()
}

fn hit(test: &Test<'_>) -> Hit {
    let Test {
        module, function, ..
    } = *test;
    let name = module.text(function.name);
    let (what, confidence) = if function.statements == 0 {
        ("is empty", Confidence::High)
    } else if prints(module, function.body) {
        ("prints a result and checks nothing", Confidence::High)
    } else {
        ("runs code and checks nothing", Confidence::Medium)
    };
    let message = format!("the test `{name}` {what}");
    Hit::at(&module.path, function.name, Severity::Warning, message).confidence(confidence)
}

fn judge(repo: &Repo, hits: &[Hit]) -> Judgement {
    if hits.is_empty() && tests(repo).is_empty() {
        return Judgement::not_applicable("there are no tests");
    }
    match hits {
        [] => Judgement::absent("every test checks something, or says why not"),
        _ => judges::any(repo, hits),
    }
}
