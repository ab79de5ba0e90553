//! Which tests a repository has, and which of them check anything of it.

use foliolint_core::file::Zone;
use foliolint_core::python::facts::{Call, Class, Facts, Function, ValueKind};
use foliolint_core::python::{Module, Role};
use foliolint_core::repo::Repo;
use foliolint_core::source::Span;
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
    let mut found = Vec::new();
    for module in repo.modules.iter().filter(|module| {
        !matches!(
            module.zone,
            Zone::Vendored | Zone::Virtualenv | Zone::Generated
        )
    }) {
        let own: Vec<&Function> = module
            .facts
            .functions
            .iter()
            .filter(|function| is_test(module, function, repo))
            .collect();
        if own.is_empty() {
            continue;
        }
        let reaches = surroundings.reaches_code(module);
        for function in own {
            let checks = checks(module, function, repo, STEPS);
            let exercises = reaches
                || uses_surface(module, function)
                || surroundings.fixtures_reach_code(module, function);
            found.push(Test {
                module,
                function,
                checks,
                exercises,
            });
        }
    }
    found
}

fn is_test(module: &Module, function: &Function, repo: &Repo) -> bool {
    let name = module.text(function.name);
    if is_fixture(module, function) || function.scope.function.is_some() {
        return false;
    }
    let class = if function.is_method {
        module.class(function.scope.class)
    } else {
        None
    };
    match class {
        Some(class) if is_test_case(module, class, repo, STEPS) => name.starts_with("test"),
        Some(class) => {
            module.is_test()
                && name.starts_with("test")
                && module.text(class.name).starts_with("Test")
        }
        None if function.is_method => false,
        None => module.is_test() && name.starts_with("test") && !is_view(module, function),
    }
}

/// A route called `test`, in a file that a pattern takes for test code.
fn is_view(module: &Module, function: &Function) -> bool {
    !module.decorators(function.decorators).is_empty() && module.role(function) == Some(Role::View)
}

fn is_fixture(module: &Module, function: &Function) -> bool {
    module
        .decorators(function.decorators)
        .iter()
        .any(|decorator| {
            let name = module.resolve(decorator.name, &function.scope);
            matches!(Module::last_segment(&name), "fixture" | "hookimpl")
        })
}

/// Whether a class is a `TestCase`, also through classes of the repository.
fn is_test_case(module: &Module, class: &Class, repo: &Repo, steps: u32) -> bool {
    module.bases(class).iter().any(|base| {
        let last = Module::last_segment(base);
        last.ends_with("TestCase")
            || last.ends_with("TestSuite")
            || matches!(last, "LiveServerTestCase" | "TestCaseMixin")
            || {
                steps > 0
                    && repo
                        .modules
                        .iter()
                        .filter(|other| !matches!(other.zone, Zone::Virtualenv | Zone::Vendored))
                        .any(|other| {
                            let mut same = other.facts.classes.iter().filter(|found| {
                                other.text(found.name) == last && found.span != class.span
                            });
                            same.any(|found| is_test_case(other, found, repo, steps - 1))
                        })
            }
    })
}

/// Whether a function checks something: an assertion, or a helper of the repository that makes one.
pub(crate) fn checks(module: &Module, function: &Function, repo: &Repo, steps: u32) -> bool {
    let facts = &module.facts;
    let inside = |span: Span| function.span.contains(span);
    let asserts = Facts::within(&facts.asserts, function.span, |each| each.span)
        .filter(|each| inside(each.span));
    if asserts.into_iter().any(|each| {
        !matches!(each.condition.kind, ValueKind::True | ValueKind::Number)
            && !is_vacuous(module, each.condition.span)
    }) {
        return true;
    }
    let given = module
        .decorators(function.decorators)
        .iter()
        .any(|decorator| {
            module
                .resolve(decorator.name, &function.scope)
                .ends_with("hypothesis.given")
        });
    let calls: Vec<&Call> = Facts::within(&facts.calls, function.span, |each| each.span)
        .filter(|each| inside(each.span))
        .collect();
    given
        || calls
            .iter()
            .any(|call| is_check(module.callee(call)) && !is_asserted_raises(module, call))
        || (steps > 0
            && calls
                .iter()
                .any(|call| helper_checks(module, call, function, repo, steps - 1)))
}

/// `assert pytest.raises(E, …)` without a function is always true.
fn is_vacuous(module: &Module, condition: Span) -> bool {
    let call = module
        .facts
        .call_at(condition)
        .and_then(|at| module.facts.calls.get(at as usize));
    call.is_some_and(|call| is_asserted_raises(module, call))
}

fn is_asserted_raises(module: &Module, call: &Call) -> bool {
    let raises = matches!(module.callee(call), "pytest.raises" | "pytest.warns");
    raises
        && matches!(call.usage, foliolint_core::python::facts::Usage::Tested)
        && module.arguments(call).len() < 2
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
                | "self.fail_unless"
                | "expect"
        )
        || callee.starts_with("playwright.sync_api.expect")
        || callee.starts_with("playwright.async_api.expect")
        || callee.starts_with("testtools.")
        || (last == "raise_for_status" && callee.contains("client"))
        || last == "pytest_raises"
}

fn helper_checks(module: &Module, call: &Call, from: &Function, repo: &Repo, steps: u32) -> bool {
    let name = Module::last_segment(module.text(call.callee));
    let named = |other: &Module, function: &&Function| {
        other.text(function.name) == name && function.span != from.span
    };
    let local = module
        .facts
        .functions
        .iter()
        .find(|function| named(module, function));
    if let Some(function) = local {
        return checks(module, function, repo, steps);
    }
    // Through an import of the repository, or a base class in another test file.
    let imported = module.callee(call).contains('.');
    imported
        && repo
            .tests()
            .filter(|other| other.path != module.path)
            .any(|other| {
                other
                    .facts
                    .functions
                    .iter()
                    .find(|function| named(other, function))
                    .is_some_and(|function| checks(other, function, repo, steps))
            })
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
