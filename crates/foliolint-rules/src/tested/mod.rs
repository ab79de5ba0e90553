//! Which tests a repository has, and which of them check anything of it.

mod beside;
mod checks;
mod excuse;
mod hints;
mod reach;

pub(crate) use excuse::{Shape, is_weak, shape, tells_its_check};
pub(crate) use hints::without_checks;

use checks::Helpers;
use foliolint_core::python::Module;
use foliolint_core::python::facts::Function;
use foliolint_core::repo::Repo;
use reach::{Surroundings, uses_surface};

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
    tests_with(repo, &Helpers::of(repo))
}

fn tests_with<'a>(repo: &'a Repo, helpers: &Helpers<'a>) -> Vec<Test<'a>> {
    let surroundings = Surroundings::of(repo);
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

fn is_fixture(module: &Module, function: &Function) -> bool {
    let mut decorators = module.decorators(function.decorators).iter();
    decorators.any(|decorator| {
        let name = module.resolve(decorator.name, &function.scope);
        matches!(Module::last_segment(&name), "fixture" | "hookimpl")
    })
}
