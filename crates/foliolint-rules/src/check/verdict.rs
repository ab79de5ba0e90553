//! The verdict of one flag for one repository (FLAGS.md, Terms).

use super::gaps::Coverage;
use super::run::{Ran, guarded};
use crate::hit::{Hit, Severity};
use crate::rule::{Judgement, Status, Verdict};
use crate::suppression::some_of;
use foliolint_core::repo::Repo;

/// What the findings of a rule come to, counted before any cap.
#[derive(Clone, Copy, Default)]
pub(super) struct Counts {
    /// Not hidden by a suppression.
    pub(super) open: usize,
    /// Hidden by an inline suppression.
    pub(super) suppressed: usize,
    /// Spoken for by an inline suppression, whether the policy applies these or not.
    pub(super) marked: usize,
}

/// Judges `hits`: those of medium or high confidence that nothing hides and that are not advice only.
pub(super) fn verdict(
    repo: &Repo,
    ran: &mut Ran,
    hits: &[Hit],
    counts: Counts,
    coverage: &Coverage,
) -> Verdict {
    let mut judgement = match coverage {
        Coverage::NoPython => Judgement::not_applicable("no Python files found"),
        Coverage::AllIgnored => Judgement::unknown("ignore rules hide every Python file"),
        Coverage::TooLittle(why) => match judge(repo, ran, hits) {
            found if found.status == Status::Present && !ran.rule.needs_everything => found,
            other if other.status == Status::NotApplicable && !ran.rule.needs_everything => other,
            _ => Judgement::unknown(why.clone()),
        },
        Coverage::Enough { unread } => {
            let mut judgement = judge(repo, ran, hits);
            if ran.rule.needs_everything && !unread.is_empty() {
                judgement.reason = format!("{}; not read: {}", judgement.reason, some_of(unread));
            }
            judgement
        }
    };
    if counts.suppressed > 0 {
        judgement.reason = format!("{}; {} suppressed", judgement.reason, counts.suppressed);
    }
    judgement.reason = one_line(&repo.secrets.scrub(&judgement.reason));
    Verdict {
        rule: ran.rule,
        judgement,
        findings: counts.open,
        errors: hits
            .iter()
            .filter(|hit| hit.severity == Severity::Error)
            .count(),
    }
}

fn judge(repo: &Repo, ran: &mut Ran, hits: &[Hit]) -> Judgement {
    let Some(judgement) = guarded(|| (ran.rule.judge)(repo, hits)) else {
        ran.failed.push(None);
        return Judgement::unknown("an internal error kept this from being judged");
    };
    let rests_on_all = judgement.status == Status::Absent || ran.rule.needs_everything;
    if rests_on_all && !ran.failed.is_empty() {
        return Judgement::unknown("an internal error kept a part from being checked");
    }
    judgement
}

/// The text with its line breaks made spaces: a report's line must not be forged by a name in a repository.
pub(super) fn one_line(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}
