//! Which functions are tests, and which of them check anything.

use super::{STEPS, is_fixture};
use foliolint_core::file::Zone;
use foliolint_core::python::facts::{Call, Facts, Function, Usage, Value, ValueKind};
use foliolint_core::python::{Module, Role};
use foliolint_core::repo::Repo;
use std::collections::BTreeSet;

/// Classes and functions that test code leans on.
pub(super) struct Helpers<'a> {
    /// Modules of the repository's own.
    pub(super) own: Vec<&'a Module>,
    /// Names of classes that are test cases through other classes of the repository.
    cases: BTreeSet<&'a str>,
    /// Functions of test code that check something, themselves or through others, by name.
    pub(super) checking: BTreeSet<&'a str>,
}

impl<'a> Helpers<'a> {
    pub(super) fn of(repo: &'a Repo) -> Self {
        let foreign = |zone| matches!(zone, Zone::Vendored | Zone::Virtualenv | Zone::Generated);
        let own = repo.modules.iter().filter(|module| !foreign(module.zone));
        let mut helpers = Self {
            own: own.collect(),
            cases: BTreeSet::new(),
            checking: BTreeSet::new(),
        };
        helpers.find_cases();
        helpers.find_checking();
        helpers
    }

    fn find_cases(&mut self) {
        let classes: Vec<(&str, Vec<String>)> = self
            .own
            .iter()
            .flat_map(|module| module.facts.classes.iter().map(|class| (*module, class)))
            .map(|(module, class)| {
                let bases = module.bases(class);
                let last = bases
                    .iter()
                    .map(|base| Module::last_segment(base).to_owned());
                (module.text(class.name), last.collect())
            })
            .collect();
        for _ in 0..STEPS {
            let derived = classes.iter().filter(|(_, bases)| {
                let mut bases = bases.iter();
                bases.any(|base| says_test_case(base) || self.cases.contains(&**base))
            });
            let derived: Vec<&str> = derived.map(|(name, _)| *name).collect();
            self.cases.extend(derived);
        }
    }

    fn find_checking(&mut self) {
        for _ in 0..STEPS {
            let mut found = Vec::new();
            for module in self.own.iter().filter(|module| module.is_test()) {
                for function in &module.facts.functions {
                    let name = module.text(function.name);
                    if !self.checking.contains(name) && self.checks(module, function) {
                        found.push(name);
                    }
                }
            }
            self.checking.extend(found);
        }
    }

    pub(super) fn is_test(&self, module: &Module, function: &Function) -> bool {
        let name = module.text(function.name);
        if !name.starts_with("test")
            || function.scope.function.is_some()
            || is_fixture(module, function)
        {
            return false;
        }
        if !function.is_method {
            return module.is_test() && !is_view(module, function);
        }
        let Some(class) = module.class(function.scope.class) else {
            return false;
        };
        let class_name = module.text(class.name);
        let mut bases = module.bases(class).into_iter();
        let is_case = bases.any(|base| {
            let last = Module::last_segment(&base);
            says_test_case(last) || self.cases.contains(last)
        });
        is_case || (module.is_test() && class_name.starts_with("Test"))
    }

    /// Whether a function checks something: an assertion, or a helper of the test code that makes one.
    pub(super) fn checks(&self, module: &Module, function: &Function) -> bool {
        let facts = &module.facts;
        let mut asserts = Facts::within(&facts.asserts, function.span, |each| each.span);
        if asserts.any(|each| is_condition(module, each.condition)) {
            return true;
        }
        let mut decorators = module.decorators(function.decorators).iter();
        let property = decorators.any(|decorator| {
            let name = module.resolve(decorator.name, &function.scope);
            name.ends_with("hypothesis.given")
        });
        let mut calls = Facts::within(&facts.calls, function.span, |each| each.span);
        property
            || calls.any(|call| {
                let callee = module.callee(call);
                let name = Module::last_segment(module.text(call.callee));
                let own_name = module.text(function.name);
                (is_check(callee) && !is_asserted_raises(module, call))
                    || (name != own_name && self.checking.contains(name))
            })
    }
}

/// Whether a base class is a test case by its name.
pub(super) fn says_test_case(base: &str) -> bool {
    base.ends_with("TestCase") || base == "TestCaseMixin"
}

/// Whether an assertion can fail: `assert True` and `assert pytest.raises(E)` can't.
fn is_condition(module: &Module, condition: Value) -> bool {
    let call = module.facts.call_at(condition.span);
    let call = call.and_then(|at| module.facts.calls.get(at as usize));
    !matches!(condition.kind, ValueKind::True | ValueKind::Number)
        && !call.is_some_and(|call| is_asserted_raises(module, call))
}

fn is_asserted_raises(module: &Module, call: &Call) -> bool {
    let raises = matches!(module.callee(call), "pytest.raises" | "pytest.warns");
    raises && call.usage == Usage::Tested && module.arguments(call).len() < 2
}

/// Calls that fail when something is wrong, by their resolved name.
fn is_check(callee: &str) -> bool {
    let last = Module::last_segment(callee);
    last.starts_with("assert")
        || last.starts_with("should_")
        || matches!(
            callee,
            "pytest.raises"
                | "pytest.warns"
                | "pytest.fail"
                | "pytest.deprecated_call"
                | "self.fail"
                | "self.failUnless"
                | "expect"
        )
        || callee.starts_with("playwright.sync_api.expect")
        || callee.starts_with("playwright.async_api.expect")
        || (last == "raise_for_status" && callee.contains("client"))
}

/// A route called `test`, in a file that a pattern takes for test code.
fn is_view(module: &Module, function: &Function) -> bool {
    !module.decorators(function.decorators).is_empty() && module.role(function) == Some(Role::View)
}
