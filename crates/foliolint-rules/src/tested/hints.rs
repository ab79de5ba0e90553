//! Which tests check nothing, leaving out those that may check in a way of their own or need not (FOL102).

use super::beside::Beside;
use super::checks::{Helpers, says_test_case};
use super::excuse;
use super::{Test, tests_with};
use foliolint_core::python::Module;
use foliolint_core::python::facts::{Call, Facts, Function};
use foliolint_core::repo::Repo;
use std::collections::{BTreeMap, BTreeSet};

/// Parts of the names of calls, decorators and fixtures that check in some way.
const CHECKING: [&str; 24] = [
    "assert",
    "check",
    "verify",
    "verif",
    "expect",
    "validate",
    "ensure",
    "should",
    "compar",
    "raises",
    "snapshot",
    "approve",
    "regression",
    "benchmark",
    "golden",
    "fail",
    "wait_for",
    "wait_until",
    "until",
    "match_line",
    "raise_for_status",
    "raise_on_",
    "testmod",
    "testfile",
];
/// Whole names of such calls.
const CHECKS: [&str; 8] = [
    "eq_",
    "ok_",
    "eq",
    "exit",
    "skip",
    "skipTest",
    "xfail",
    "find_element",
];
/// Parts of names by which a test says that running is all it asks for.
const SMOKE: [&str; 22] = [
    "smoke",
    "runs",
    "run_without",
    "import",
    "not_raise",
    "no_raise",
    "nt_raise",
    "no_error",
    "without_error",
    "not_error",
    "no_exception",
    "not_throw",
    "not_fail",
    "doesnt_fail",
    "not_crash",
    "no_crash",
    "nt_crash",
    "bench",
    "perf",
    "speed",
    "profil",
    "stress",
];
/// The same in the words of a docstring or comment.
const SMOKE_WORDS: [&str; 14] = [
    "smoke",
    "not raise",
    "n't raise",
    "not throw",
    "n't throw",
    "no error",
    "without error",
    "no exception",
    "crash",
    "not fail",
    "without raising",
    "nothing happens",
    "nothing gets raised",
    "nothing is raised",
];
/// Decorators that keep a test from running, or expect it to fail, by the last part of their name.
const SKIPS: [&str; 10] = [
    "skip",
    "skipif",
    "skipIf",
    "skipUnless",
    "xfail",
    "expectedFailure",
    "requires",
    "benchmark",
    // pytest-bdd: the steps check.
    "scenario",
    "scenarios",
];
/// Methods of unittest's test cases that check nothing.
const PLAIN_METHODS: [&str; 9] = [
    "setUp",
    "tearDown",
    "subTest",
    "addCleanup",
    "id",
    "enterContext",
    "addClassCleanup",
    "shortDescription",
    "client",
];

/// Tests that a runner collects and that check nothing, in the order of the files.
pub(crate) fn without_checks(repo: &Repo) -> Vec<Test<'_>> {
    let helpers = Helpers::of(repo);
    let mut found = tests_with(repo, &helpers);
    found.retain(|test| !test.checks);
    if found.is_empty() {
        return found;
    }
    let own: BTreeSet<&str> = helpers
        .own
        .iter()
        .flat_map(|module| {
            module
                .facts
                .functions
                .iter()
                .map(|one| module.text(one.name))
        })
        .collect();
    let production: BTreeSet<&str> = repo
        .production()
        .flat_map(|module| {
            let folders = module.folder().split('/');
            folders.chain([module.stem()])
        })
        .filter(|name| !name.is_empty())
        .collect();
    let hints = Hints {
        helpers: &helpers,
        own,
        production,
    };
    let mut beside: BTreeMap<&str, Beside<'_>> = BTreeMap::new();
    found.retain(|test| {
        let Test {
            module, function, ..
        } = *test;
        is_collected(module, function)
            && !is_skipped(module, function)
            && !says_smoke(module, function)
            && !is_handler(module, function)
            && !in_data(module)
            && !excuse::not_raising_is_the_check(module, function)
            && !hints.may_check(module, function)
            && !beside
                .entry(&module.path)
                .or_insert_with(|| Beside::of(module, &helpers))
                .excuses(module, function)
    });
    found
}

/// Whether pytest or unittest takes a function of this file for a test.
fn is_collected(module: &Module, function: &Function) -> bool {
    let stem = module.stem();
    let named = stem.starts_with("test_") || stem.ends_with("_test") || stem.starts_with("tests");
    // `def test(model, loader)` is how machine learning calls its evaluation.
    let evaluation = module.text(function.name) == "test" && !function.is_method;
    (named || function.is_method) && !evaluation && !function.is_generator
}

/// Whether a bot calls the function: `async def test_ping(update: Update, context: Context)`.
fn is_handler(module: &Module, function: &Function) -> bool {
    let mut parameters = module.parameters(function).iter();
    parameters.any(|parameter| {
        let annotation = parameter.annotation.map_or("", |span| module.text(span));
        matches!(
            Module::last_segment(annotation),
            "Update" | "CallbackContext" | "CallbackQuery" | "Interaction" | "DEFAULT_TYPE"
        )
    })
}

/// Whether a file is what other tests work on, or an example of a documentation.
fn in_data(module: &Module) -> bool {
    module.folder().split('/').any(|part| {
        let part = part.to_ascii_lowercase();
        part.starts_with("example")
            || matches!(
                &*part,
                "doc" | "docs" | "testdata" | "test_data" | "test-data" | "fixtures" | "samples"
            )
    })
}

/// Whether a test does not run, or is expected to fail: by its decorators or its class's.
fn is_skipped(module: &Module, function: &Function) -> bool {
    let skips = |run| {
        let mut decorators = module.decorators(run).iter();
        decorators.any(|decorator| {
            let name = module.resolve(decorator.name, &function.scope);
            let last = Module::last_segment(&name);
            SKIPS.contains(&last) || last.to_ascii_lowercase().contains("skip")
        })
    };
    let class = module.class(function.scope.class);
    skips(function.decorators) || class.is_some_and(|class| skips(class.decorators))
}

/// Whether a test's own, its class's or its file's name, its docstring or a comment says that it only runs something.
fn says_smoke(module: &Module, function: &Function) -> bool {
    let class = module.class(function.scope.class);
    let class = class.map_or("", |class| module.text(class.name));
    let names = [module.text(function.name), class, module.stem()];
    let mut names = names.iter().map(|name| name.to_ascii_lowercase());
    let text = module.text(function.span).to_ascii_lowercase();
    names.any(|name| SMOKE.iter().any(|word| name.contains(word)))
        || SMOKE_WORDS.iter().any(|word| text.contains(word))
}

/// What else may check.
struct Hints<'a> {
    helpers: &'a Helpers<'a>,
    /// Names of all functions of the repository.
    own: BTreeSet<&'a str>,
    /// Names of modules and folders of production code.
    production: BTreeSet<&'a str>,
}

impl Hints<'_> {
    fn may_check(&self, module: &Module, function: &Function) -> bool {
        let inside = Facts::within(&module.facts.calls, function.span, |call| call.span);
        let text = module.text(function.span);
        let raises = text
            .lines()
            .any(|line| line.trim_start().starts_with("raise"));
        let mut parameters = module.parameters(function).iter();
        raises
            || inside
                .into_iter()
                .any(|call| self.is_hint(module, function, call))
            || parameters.any(|parameter| {
                let name = module.text(parameter.name);
                says_check(name) || self.helpers.checking.contains(name)
            })
            || decorated(module, function)
    }

    fn is_hint(&self, module: &Module, function: &Function, call: &Call) -> bool {
        let text = module.text(call.callee);
        let (callee, last) = (module.callee(call), Module::last_segment(text));
        let first = callee
            .trim_start_matches('.')
            .split(['.', '('])
            .next()
            .unwrap_or_default();
        // A parameter or variable may be called as a module is.
        let imported = callee.starts_with('.') || module.imports(first);
        let of_production = imported && self.production.contains(first);
        // Tests of a super class, or of another file, which the call runs.
        let parent = callee.starts_with("super") || last.starts_with("test");
        let unknown = text
            .strip_prefix("self.")
            .is_some_and(|name| self.is_unknown_method(module, function, name));
        (!of_production && (says_check(last) || CHECKS.contains(&last)))
            || text.contains(".should.")
            || module.keyword(call, "check").is_some()
            || parent
            || unknown
    }

    /// Whether `self.name(…)` is a method that a foreign base class brings, which may check anything.
    fn is_unknown_method(&self, module: &Module, function: &Function, name: &str) -> bool {
        if name.contains('.') || self.own.contains(name) || PLAIN_METHODS.contains(&name) {
            return false;
        }
        let bases = module
            .class(function.scope.class)
            .map(|class| module.bases(class));
        bases.is_some_and(|bases| {
            let mut bases = bases.iter().map(|base| Module::last_segment(base));
            bases.any(|base| !says_test_case(base) && base != "object")
        })
    }
}

/// Whether a decorator checks: `@image_comparison(…)`, `@raises(ValueError)`.
fn decorated(module: &Module, function: &Function) -> bool {
    let mut decorators = module.decorators(function.decorators).iter();
    decorators.any(|decorator| {
        let name = module.text(decorator.name);
        says_check(Module::last_segment(name)) || name.ends_with("given")
    })
}

fn says_check(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    CHECKING.iter().any(|word| name.contains(word))
}
