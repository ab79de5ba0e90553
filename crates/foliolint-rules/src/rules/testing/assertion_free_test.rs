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
//! - Smoke tests that say so in their name, docstring or comment: `smoke`, `runs`, `does_not_raise`, `import`,
//!   `noop`, `gracefully`, `accepts`. One call and no more counts little in the tests of a library.
//! - Scenarios of pytest-bdd (their steps check), files that other tests work on, examples.
//! - A test that returns whether it passed, where the file's own runner makes an exit code of it.
//! - Benchmarks, and functions called `test…` that no test runner collects or that other tests call.
//!
//! ## What to do instead
//!
//! Check what the code gave back or changed: `assert total(cart) == 12`. Where the point is that nothing goes
//! wrong, say so in the name.

use crate::hit::{Confidence, Hit, Severity};
use crate::rule::{Area, Check, Judgement, Question, Rule, judge as judges};
use crate::tested::{Shape, Test, is_weak, shape, tells_its_check, tests, without_checks};
use foliolint_core::python::Module;
use foliolint_core::python::facts::{Facts, Function};
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
    let found = without_checks(repo);
    found.iter().map(|test| hit(repo, test)).collect()
}

fn hit(repo: &Repo, test: &Test<'_>) -> Hit {
    let Test {
        module, function, ..
    } = *test;
    let name = module.text(function.name);
    let (what, confidence) = match shape(module, function) {
        Shape::Empty if has_a_reason(module, function) => ("is empty", Confidence::Low),
        Shape::Empty => ("is empty", Confidence::High),
        Shape::Constant if tells_its_check(module, function) => {
            ("asserts only what is always true", Confidence::Low)
        }
        Shape::Constant => ("asserts only what is always true", Confidence::High),
        Shape::Verdict => (
            "returns whether it passed instead of asserting it, so it always passes",
            Confidence::Medium,
        ),
        Shape::Prints => ("prints a result and checks nothing", Confidence::High),
        Shape::Runs if is_weak(repo, module, function) => {
            ("runs code and checks nothing", Confidence::Low)
        }
        Shape::Runs => ("runs code and checks nothing", Confidence::Medium),
    };
    let message = format!("the test `{name}` {what}");
    Hit::at(&module.path, function.name, Severity::Warning, message).confidence(confidence)
}

/// Whether an empty test says why it is, asks for fixtures, whose setting up is then what is tried, or turns off one that its class
/// inherits.
fn has_a_reason(module: &Module, function: &Function) -> bool {
    let mut parameters = module.parameters(function).iter();
    let fixtures = parameters.any(|parameter| module.text(parameter.name) != "self");
    let class = module
        .class(function.scope.class)
        .filter(|_| function.is_method);
    let inherits = class.is_some_and(|class| {
        let bases = module.bases(class);
        bases
            .iter()
            .any(|base| !base.ends_with("TestCase") && *base != "object")
    });
    fixtures || inherits || tells_its_check(module, function) || is_switched_off(module, function)
}

/// Whether a comment in an empty test says that there is nothing to test: the class is abstract, the test is skipped.
fn is_switched_off(module: &Module, function: &Function) -> bool {
    let mut comments = Facts::within(&module.facts.comments, function.span, |comment| {
        comment.span
    });
    comments.any(|comment| {
        let text = module.text(comment.span).to_lowercase();
        ["skip", "abstract", "not applicable"]
            .iter()
            .any(|word| text.contains(word))
    })
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
