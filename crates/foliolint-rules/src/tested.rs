//! Which tests a repository has, and which of them check anything of it.

use foliolint_core::file::Zone;
use foliolint_core::python::facts::{Call, Facts, Function, Usage, Value, ValueKind};
use foliolint_core::python::{Module, Role};
use foliolint_core::repo::Repo;
use std::collections::{BTreeMap, BTreeSet};

/// How many helpers deep a check is looked for.
const STEPS: u32 = 3;

/// One test.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Test<'a> {
    /// The file it stands in.
    pub(crate) module: &'a Module,
    /// The function.
    pub(crate) function: &'a Function,
    /// Whether it checks anything.
    pub(crate) checks: bool,
    /// Whether it exercises something of the repository.
    pub(crate) exercises: bool,
}

impl Test<'_> {
    /// Whether it would notice if the repository's code broke (FLAGS.md, FOL101).
    pub(crate) const fn is_effective(&self) -> bool {
        self.checks && self.exercises
    }
}

/// Every test of a repository.
pub(crate) fn tests(repo: &Repo) -> Vec<Test<'_>> {
    let surroundings = Surroundings::of(repo);
    let helpers = Helpers::of(repo);
    let mut found = Vec::new();
    for module in helpers.own.iter().copied() {
        let functions = module.facts.functions.iter();
        let own: Vec<&Function> = functions
            .filter(|function| helpers.is_test(module, function))
            .collect();
        if own.is_empty() {
            continue;
        }
        let reaches = surroundings.reaches_code(module);
        for function in own {
            let exercises = reaches
                || uses_surface(module, function)
                || surroundings.fixtures_reach_code(module, function);
            found.push(Test {
                module,
                function,
                checks: helpers.checks(module, function),
                exercises,
            });
        }
    }
    found
}

/// A route called `test`, in a file that a pattern takes for test code.
fn is_view(module: &Module, function: &Function) -> bool {
    !module.decorators(function.decorators).is_empty() && module.role(function) == Some(Role::View)
}

fn is_fixture(module: &Module, function: &Function) -> bool {
    let mut decorators = module.decorators(function.decorators).iter();
    decorators.any(|decorator| {
        let name = module.resolve(decorator.name, &function.scope);
        matches!(Module::last_segment(&name), "fixture" | "hookimpl")
    })
}

/// Classes and functions that test code leans on.
struct Helpers<'a> {
    /// Modules of the repository's own.
    own: Vec<&'a Module>,
    /// Names of classes that are test cases through other classes of the repository.
    cases: BTreeSet<&'a str>,
    /// Functions of test code that check something, themselves or through others, by name.
    checking: BTreeSet<&'a str>,
}

impl<'a> Helpers<'a> {
    fn of(repo: &'a Repo) -> Self {
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

    fn is_test(&self, module: &Module, function: &Function) -> bool {
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
    fn checks(&self, module: &Module, function: &Function) -> bool {
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
fn says_test_case(base: &str) -> bool {
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

/// Whether a test drives the program from outside: over HTTP, as a command, in a browser.
fn uses_surface(module: &Module, function: &Function) -> bool {
    let clients = [
        "client",
        "api_client",
        "test_client",
        "app_client",
        "async_client",
        "ac",
        "runner",
        "cli_runner",
        "live_server",
        "page",
        "browser",
        "driver",
        "testdir",
        "app",
    ];
    let parameters = module
        .parameters(function)
        .iter()
        .any(|parameter| clients.contains(&module.text(parameter.name)));
    let called = Facts::within(&module.facts.calls, function.span, |each| each.span).any(|call| {
        let callee = module.callee(call);
        callee.starts_with("self.client.")
            || callee.contains("client.")
            || callee.contains("Client()")
            || callee.starts_with("subprocess.")
            || callee.starts_with("runpy.")
            || callee.ends_with("call_command")
            || callee.ends_with("runner.invoke")
            || callee.starts_with("os.system")
            || ((callee.starts_with("requests.") || callee.starts_with("httpx."))
                && speaks_to_itself(module, call))
    });
    parameters || called
}

fn speaks_to_itself(module: &Module, call: &Call) -> bool {
    let text = module
        .positional(call, 0)
        .map_or("", |value| module.text(value.span));
    let lower = text.to_ascii_lowercase();
    [
        "localhost",
        "127.0.0.1",
        "0.0.0.0",
        "base_url",
        "url",
        "host",
        "endpoint",
    ]
    .iter()
    .any(|word| lower.contains(word))
        && !lower.contains("https://")
}

/// What of a repository its tests can reach by importing.
struct Surroundings<'a> {
    /// Stems and folders of production code.
    names: BTreeSet<&'a str>,
    /// Test files by path, whether they reach production code, also through other test files.
    reaching: BTreeSet<&'a str>,
    /// Fixtures that reach production code, by name.
    fixtures: BTreeMap<&'a str, bool>,
}

impl<'a> Surroundings<'a> {
    fn of(repo: &'a Repo) -> Self {
        let mut names = BTreeSet::new();
        for module in repo.modules.iter().filter(|module| {
            matches!(
                module.zone,
                Zone::Production | Zone::Tooling | Zone::Generated | Zone::Example
            ) && !module.notebook
        }) {
            names.insert(module.stem());
            names.extend(module.folder().split('/').filter(|part| !part.is_empty()));
        }
        names.remove("__init__");
        let mut found = Self {
            names,
            reaching: BTreeSet::new(),
            fixtures: BTreeMap::new(),
        };
        let tests: Vec<&Module> = repo.tests().collect();
        // Test files import one another: a few rounds reach the end of any sensible chain.
        for _ in 0..STEPS {
            let reaching: BTreeSet<&str> = tests
                .iter()
                .filter(|module| found.imports_code(module, &tests))
                .map(|module| &*module.path)
                .collect();
            found.reaching.extend(reaching);
        }
        for module in &tests {
            let reaches = found.reaching.contains(&*module.path);
            for function in module
                .facts
                .functions
                .iter()
                .filter(|function| is_fixture(module, function))
            {
                let reaches = reaches || uses_surface(module, function);
                *found
                    .fixtures
                    .entry(module.text(function.name))
                    .or_default() |= reaches;
            }
        }
        found
    }

    fn imports_code(&self, module: &Module, tests: &[&'a Module]) -> bool {
        module.facts.imports.iter().any(|import| {
            let from = module.text(import.module);
            let dots = from.len() - from.trim_start_matches('.').len();
            let name = import.name.map_or("", |name| module.text(name));
            let path = from.trim_start_matches('.');
            let mut parts = path
                .split('.')
                .chain([name])
                .filter(|part| !part.is_empty());
            let last = Module::last_segment(path);
            let top = path.split('.').next().unwrap_or_default();
            if dots == 0 && self.names.contains(top) {
                return true;
            }
            let helper = tests.iter().find(|test| {
                test.path != module.path && (test.stem() == last || test.stem() == name)
            });
            if let Some(helper) = helper {
                return self.reaching.contains(&*helper.path);
            }
            dots > 1 || (dots > 0 && parts.any(|part| self.names.contains(part)))
        })
    }

    fn reaches_code(&self, module: &Module) -> bool {
        self.reaching.contains(&*module.path) || !module.is_test()
    }

    fn fixtures_reach_code(&self, module: &Module, function: &Function) -> bool {
        module.parameters(function).iter().any(|parameter| {
            self.fixtures
                .get(module.text(parameter.name))
                .copied()
                .unwrap_or_default()
        })
    }
}
