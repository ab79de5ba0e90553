//! Which tests exercise something of the repository.

use super::{STEPS, is_fixture};
use foliolint_core::file::Zone;
use foliolint_core::python::Module;
use foliolint_core::python::facts::{Call, Facts, Function};
use foliolint_core::repo::Repo;
use std::collections::{BTreeMap, BTreeSet};

/// Whether a test drives the program from outside: over HTTP, as a command, in a browser.
pub(super) fn uses_surface(module: &Module, function: &Function) -> bool {
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
pub(super) struct Surroundings<'a> {
    /// Stems and folders of production code.
    names: BTreeSet<&'a str>,
    /// Test files by path, whether they reach production code, also through other test files.
    reaching: BTreeSet<&'a str>,
    /// Fixtures that reach production code, by name.
    fixtures: BTreeMap<&'a str, bool>,
}

impl<'a> Surroundings<'a> {
    pub(super) fn of(repo: &'a Repo) -> Self {
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
        let mut stems: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for module in &tests {
            stems.entry(module.stem()).or_default().push(&module.path);
        }
        // Test files import one another: a few rounds reach the end of any sensible chain.
        for _ in 0..STEPS {
            let reaching: BTreeSet<&str> = tests
                .iter()
                .filter(|module| found.imports_code(module, &stems))
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

    fn imports_code(&self, module: &Module, tests: &BTreeMap<&str, Vec<&str>>) -> bool {
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
            let of_stem = |stem| tests.get(stem).map_or(&[][..], Vec::as_slice).iter();
            let mut helpers = of_stem(last).take(2).chain(of_stem(name).take(2));
            if let Some(helper) = helpers.find(|path| **path != &*module.path) {
                return self.reaching.contains(helper);
            }
            dots > 1 || (dots > 0 && parts.any(|part| self.names.contains(part)))
        })
    }

    pub(super) fn reaches_code(&self, module: &Module) -> bool {
        self.reaching.contains(&*module.path) || !module.is_test()
    }

    pub(super) fn fixtures_reach_code(&self, module: &Module, function: &Function) -> bool {
        module.parameters(function).iter().any(|parameter| {
            self.fixtures
                .get(module.text(parameter.name))
                .copied()
                .unwrap_or_default()
        })
    }
}
