//! Flags a set of web applications and bots of which nothing shows that one ever ran outside a laptop.
//!
//! ## Why it is a red flag
//!
//! A single project that stayed on the author's machine is a matter of time. When none of several was ever made
//! ready for a server, the author has probably not yet met what running software for others brings: configuration,
//! logs, failures, updates.
//!
//! ## What is not flagged
//!
//! A single web application or bot, and projects of another kind, which nobody deploys. One sign of a deployment,
//! in any of them, is enough: a Dockerfile, the configuration of a platform, a live address.
//!
//! ## What to do instead
//!
//! Pick the project you are proudest of, write its Dockerfile, put it on a small host, and link to it in the README.

use super::tally::Tally;
use crate::hit::{Hit, Severity};
use crate::rule::{Area, Check, Judged, Judgement, PortfolioCheck, Question, Rule, judge};

pub(crate) static RULE: Rule = Rule {
    code: "FOL002",
    name: "portfolio-without-deployment",
    area: Area::Portfolio,
    summary: "nothing in any repository shows a deployment",
    help: "deploy the project you are proudest of, and keep its configuration in the repository",
    severity: Severity::Warning,
    questions: &[Question {
        ask: "Has anybody but you used one of these? What did it take, or what would it take, to get it to them?",
        strong: "deployments done elsewhere, at work or in a course; names a host, a production server, configuration from the environment, a database that is backed up, and how errors are noticed",
    }],
    needs_everything: true,
    check: Check::Portfolio(PortfolioCheck {
        asks: &["FOL701"],
        check,
    }),
    judge: judge::any,
    source: include_str!("portfolio_without_deployment.rs"),
};

/// From how many repositories on it is a habit.
const SEVERAL: usize = 2;

fn check(repositories: &[Judged<'_>]) -> (Judgement, Vec<Hit>) {
    let tally = Tally::of(repositories, "FOL701");
    let (shown, count) = (tally.absent, tally.all());
    if count < SEVERAL {
        let reason = "fewer than two repositories are web applications or bots";
        return (Judgement::not_applicable(reason), Vec::new());
    }
    if shown > 0 {
        let reason = format!("{shown} of {count} web applications and bots show a deployment");
        return (Judgement::absent(reason), Vec::new());
    }
    if tally.unknown > 0 {
        let reason = "some repositories could not be read completely";
        return (Judgement::unknown(reason), Vec::new());
    }
    let message = format!(
        "nothing shows that one of {count} web applications and bots ever ran outside a laptop"
    );
    let hit = Hit::repository(Severity::Warning, message.clone());
    (Judgement::present(message), vec![hit])
}
