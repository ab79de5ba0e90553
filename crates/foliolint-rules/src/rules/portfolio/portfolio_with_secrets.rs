//! Flags a set of repositories of which several give secrets away.
//!
//! ## Why it is a red flag
//!
//! One password in a repository is a slip, and most people make it once. In several repositories it is a habit:
//! whoever hires the author must expect the company's keys to be handled in the same way.
//!
//! ## What is not flagged
//!
//! Secrets in a single repository, which that repository's own report names. Only what is certain enough to be an
//! error counts: real values in committed `.env` files, also in the history, secrets written into the code, private
//! keys. A framework's signing key in a project that never ran anywhere is a warning, and counts for nothing here.
//!
//! ## What to do instead
//!
//! Change every value that was ever pushed: deleting is not enough. Keep secrets in an ignored `.env` file, commit an
//! example of it without values, and let a scanner such as gitleaks look at each commit before it is made.

use crate::hit::{Hit, Severity};
use crate::rule::{Area, Check, Judged, Judgement, PortfolioCheck, Question, Rule, Status, judge};

pub(crate) static RULE: Rule = Rule {
    code: "FOL003",
    name: "portfolio-with-secrets",
    area: Area::Portfolio,
    summary: "secrets given away in several repositories",
    help: "change every value that was pushed, and keep secrets out of git from now on",
    severity: Severity::Error,
    questions: &[Question {
        ask: "Several of your repositories hold secrets. What would you do first, and what keeps it from happening again?",
        strong: "rotates the values first, as history and forks keep them; secrets from the environment or a vault, an example file, a scanner before each commit",
    }],
    needs_everything: true,
    check: Check::Portfolio(PortfolioCheck {
        asks: &FLAGS,
        check,
    }),
    judge: judge::any,
    source: include_str!("portfolio_with_secrets.rs"),
};

/// Flags about secrets: committed env file, env file in history, hardcoded secret, committed key file.
const FLAGS: [&str; 4] = ["FOL401", "FOL402", "FOL403", "FOL406"];
/// From how many repositories on it is a habit.
const SEVERAL: usize = 2;

/// What is known of the secrets of one repository.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Known {
    /// It gives some away.
    Leaks,
    /// It gives none away.
    Clean,
    /// Some of it could not be read, and the rest gives none away.
    Unclear,
    /// There is nothing to judge.
    Nothing,
}

fn check(repositories: &[Judged<'_>]) -> (Judgement, Vec<Hit>) {
    let known: Vec<Known> = repositories.iter().map(known).collect();
    let with = |which: &[Known]| known.iter().filter(|one| which.contains(one)).count();
    let (leaks, unclear) = (with(&[Known::Leaks]), with(&[Known::Unclear]));
    let count = with(&[Known::Leaks, Known::Clean, Known::Unclear]);
    if count < SEVERAL {
        let reason = "fewer than two repositories hold Python";
        return (Judgement::not_applicable(reason), Vec::new());
    }
    if leaks >= SEVERAL {
        let message = format!("{leaks} of {count} repositories give secrets away");
        let hit = Hit::repository(Severity::Error, message.clone());
        return (Judgement::present(message), vec![hit]);
    }
    if leaks + unclear >= SEVERAL {
        let reason = "the history or the files of some repositories could not be read completely";
        return (Judgement::unknown(reason), Vec::new());
    }
    let reason = match leaks {
        0 => format!("none of {count} repositories gives secrets away"),
        _ => format!("one of {count} repositories gives secrets away, no habit"),
    };
    (Judgement::absent(reason), Vec::new())
}

fn known(repository: &Judged<'_>) -> Known {
    let verdicts = || FLAGS.iter().filter_map(|code| repository.verdict(code));
    let any = |status| verdicts().any(|verdict| verdict.judgement.status == status);
    if verdicts().any(|verdict| verdict.errors > 0) {
        Known::Leaks
    } else if any(Status::Unknown) {
        Known::Unclear
    } else if any(Status::Absent) || any(Status::Present) {
        Known::Clean
    } else {
        Known::Nothing
    }
}
