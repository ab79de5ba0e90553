//! Flags a set of repositories of which not one has a test that checks anything.
//!
//! ## Why it is a red flag
//!
//! One small project without tests can be a matter of time. When none of several has any, the author has probably
//! not yet written tests at all, which a reviewer wants to know before hiring for a team.
//!
//! ## What is not flagged
//!
//! A single repository, and repositories too small to expect tests. One test that checks something, in any of them,
//! is enough.
//!
//! ## What to do instead
//!
//! Pick the project you are proudest of and test its most important behaviour first.

use super::tally::Tally;
use crate::hit::{Hit, Severity};
use crate::rule::{Area, Check, Judged, Judgement, PortfolioCheck, Question, Rule, judge};

pub(crate) static RULE: Rule = Rule {
    code: "FOL001",
    name: "portfolio-without-tests",
    area: Area::Portfolio,
    summary: "no effective test in any repository",
    help: "give the project you are proudest of its first tests",
    severity: Severity::Error,
    questions: &[Question {
        ask: "None of these projects has tests. When you change something, how do you know that the rest still works?",
        strong: "an honest account of checking by hand and what that missed; which project they would test first; tests written elsewhere, at work or in a course",
    }],
    needs_everything: true,
    check: Check::Portfolio(PortfolioCheck {
        asks: &["FOL101"],
        check,
    }),
    judge: judge::any,
    source: include_str!("portfolio_without_tests.rs"),
};

/// From how many repositories on it is a habit.
const SEVERAL: usize = 2;

fn check(repositories: &[Judged<'_>]) -> (Judgement, Vec<Hit>) {
    let tally = Tally::of(repositories, "FOL101");
    let (tested, count) = (tally.absent, tally.all());
    if count < SEVERAL {
        let reason = "fewer than two repositories are large enough to expect tests";
        return (Judgement::not_applicable(reason), Vec::new());
    }
    if tested > 0 {
        let reason = format!("{tested} of {count} repositories have tests that check something");
        return (Judgement::absent(reason), Vec::new());
    }
    if tally.unknown > 0 {
        let reason = "some repositories could not be read completely";
        return (Judgement::unknown(reason), Vec::new());
    }
    let message = format!("not one of {count} repositories has a test that checks anything");
    let hit = Hit::repository(Severity::Error, message.clone());
    (Judgement::present(message), vec![hit])
}
