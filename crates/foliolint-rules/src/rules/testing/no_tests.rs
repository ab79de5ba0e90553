//! Flags repositories without a single test that would notice if the code broke.
//!
//! ## Why it is a red flag
//!
//! Without tests nobody knows whether a change broke something until a user says so. A reviewer takes it as the
//! clearest sign that the author has not yet worked in a team, where others change one's code every day.
//! One real test is worth more than a folder of files that check nothing.
//!
//! ## What counts
//!
//! A test function, a `TestCase` method, a doctest that the configuration runs, a feature file with steps. It counts
//! when it checks something (`assert`, `self.assertEqual`, `pytest.raises` ...) and when it exercises something of
//! the repository: imports it, calls it over HTTP, or runs its command. Django's generated `tests.py` is none.
//!
//! ## What is not flagged
//!
//! Repositories with fewer than 25 statements of code. Collections of exercises and notebooks alone: a warning only.
//!
//! ## What to do instead
//!
//! Start with one test of the most important behaviour, the one you check by hand after each change. Run it with
//! `pytest`, then in CI.

use crate::hit::{Hit, Severity};
use crate::rule::{Area, Check, Judgement, Question, Rule};
use crate::tested::{Test, tests};
use foliolint_core::file::Zone;
use foliolint_core::python::Module;
use foliolint_core::repo::{Kind, Repo};

pub(crate) static RULE: Rule = Rule {
    code: "FOL101",
    name: "no-tests",
    area: Area::Testing,
    summary: "no test that checks anything",
    help: "write one test of the most important behaviour, and run it with `pytest`",
    severity: Severity::Error,
    questions: &[Question {
        ask: "Which behaviour of this project would you test first, and how would that test look?",
        strong: "names a behaviour that users depend on, sets up its data, calls it the way the program does, checks the result and one failure; says what to leave untested and why",
    }],
    needs_everything: true,
    check: Check::Repo(check),
    judge,
    source: include_str!("no_tests.rs"),
};

/// Statements of production code below which nobody expects tests.
const SMALL: u32 = 25;

fn check(repo: &Repo) -> Vec<Hit> {
    if statements(repo) < SMALL {
        return Vec::new();
    }
    let tests = tests(repo);
    if tests.iter().any(Test::is_effective) || has_other_tests(repo) {
        return Vec::new();
    }
    let exercises_only = repo.kind == Kind::Collection || notebooks_only(repo);
    let severity = if exercises_only {
        Severity::Warning
    } else {
        Severity::Error
    };
    let mut hit = Hit::repository(severity, grade(repo, &tests));
    if let Some(test) = tests.first() {
        hit.place = Hit::at(&test.module.path, test.function.name, severity, "").place;
    }
    vec![hit]
}

/// What there is instead of tests.
fn grade(repo: &Repo, tests: &[Test<'_>]) -> String {
    // Where data is split "to train and test", the name says nothing of tests.
    let named = || repo.tests().filter(|module| !is_split(module));
    let stubs = named()
        .filter(|module| module.facts.functions.is_empty())
        .count();
    // Named as a test, and code all the same: it may have functions, none of which a runner takes for a test.
    let scripts = named().any(|module| {
        let stem = module.stem();
        let named = stem.starts_with("test_") || stem.ends_with("_test");
        named && module.facts.calls.len() > 1
    });
    let frontend = repo.inventory.files.iter().any(|file| {
        let production = matches!(file.zone, Zone::Production | Zone::Test);
        // What is served to browsers brings the tests of libraries.
        let served = file
            .path
            .split('/')
            .any(|part| matches!(part, "static" | "staticfiles"));
        production && !served && is_frontend_test(&file.path)
    });
    let but = if frontend {
        "; there are front-end tests, but the Python code has none"
    } else {
        ""
    };
    match (tests, stubs) {
        ([], _) if scripts => {
            format!("the only test files are scripts in which no test runner finds a test{but}")
        }
        ([], 0) if frontend => "only the front end has tests, the Python code has none".to_owned(),
        ([], 0) => "no tests at all".to_owned(),
        ([], _) => format!("only generated or empty test files{but}"),
        (some, _) if some.iter().any(|test| test.checks) => {
            format!("the only tests check nothing of this repository's own code{but}")
        }
        _ => format!("the only tests call the code and check nothing{but}"),
    }
}

/// Whether a module is named for data that is split, not for tests: `split_train_test.py`, `run_ab_test.py`.
fn is_split(module: &Module) -> bool {
    let stem = module.stem();
    let named = ["train_test", "ab_test"]
        .iter()
        .any(|end| stem.ends_with(end));
    let mut functions = module.facts.functions.iter();
    named && !functions.any(|function| module.text(function.name).starts_with("test"))
}

/// Tests of Jest and its like (`cart.test.tsx`), of Cypress (`cart.cy.js`, older ones by their folder).
fn is_frontend_test(path: &str) -> bool {
    let (stem, ending) = path.rsplit_once('.').unwrap_or_default();
    let script = matches!(ending, "js" | "jsx" | "ts" | "tsx" | "mjs" | "cjs");
    let marked = [".test", ".spec", ".cy"]
        .iter()
        .any(|mark| stem.ends_with(mark));
    let mut folders = stem.split('/').rev().skip(1);
    script
        && (marked
            || folders.any(|folder| folder == "__tests__")
            || stem.contains("cypress/integration/"))
}

/// Statements of production code, notebooks included.
fn statements(repo: &Repo) -> u32 {
    repo.modules
        .iter()
        .filter(|module| module.is_production())
        .map(|module| module.facts.statements)
        .sum()
}

fn notebooks_only(repo: &Repo) -> bool {
    repo.kind == Kind::Data && repo.production().next().is_none()
}

/// Tests that are no Python functions: feature files with steps, Robot Framework suites, doctests that run.
fn has_other_tests(repo: &Repo) -> bool {
    let ending = |ending: &str| {
        repo.inventory.files.iter().any(|file| {
            matches!(file.zone, Zone::Production | Zone::Test) && file.path.ends_with(ending)
        })
    };
    let steps = || {
        repo.modules.iter().any(|module| {
            module.facts.imports.iter().any(|import| {
                matches!(
                    module.text(import.module),
                    "behave" | "pytest_bdd" | "aloe" | "lettuce" | "radish"
                )
            })
        })
    };
    (ending(".feature") && steps())
        || ending(".robot")
        || (runs_doctests(repo) && has_doctest(repo))
}

/// Whether pytest or a test runner is configured to run doctests.
fn runs_doctests(repo: &Repo) -> bool {
    repo.manifests.runs_doctests()
        || repo.modules.iter().any(|module| {
            module.facts.calls.iter().any(|call| {
                matches!(
                    module.callee(call),
                    "doctest.testmod" | "doctest.DocTestSuite"
                )
            })
        })
}

fn has_doctest(repo: &Repo) -> bool {
    repo.production().any(|module| {
        let docstrings = module
            .facts
            .functions
            .iter()
            .filter_map(|function| function.docstring)
            .chain(module.facts.docstring);
        docstrings
            .into_iter()
            .any(|span| module.text(span).contains(">>> "))
    })
}

fn judge(repo: &Repo, hits: &[Hit]) -> Judgement {
    if let [hit, ..] = hits {
        return Judgement::present(hit.message.clone());
    }
    if statements(repo) < SMALL {
        return Judgement::not_applicable("too little code to expect tests");
    }
    let count = tests(repo)
        .iter()
        .filter(|test| test.is_effective())
        .count();
    match count {
        0 => Judgement::absent("tests that are no Python functions were found"),
        1 => Judgement::absent("one test checks the code"),
        _ => Judgement::absent(format!("{count} tests check the code")),
    }
}
