//! Flags a history in which nearly all of the code arrived at once.
//!
//! ## Why it is a red flag
//!
//! A history shows how somebody works: in steps, with reasons, going back where needed. Code that arrived in one piece
//! shows nothing of that; it may have been written elsewhere, or by somebody else. It proves neither, and is a reason to
//! ask.
//!
//! ## What is not flagged
//!
//! A history in which less than 90 % of the Python lines arrived in one or two commits. Files that only moved add no
//! lines, carried-along code and virtualenvs don't count, and neither do merges. Lines are compared in histories of up to
//! 300 commits. Where only a part of the history is there (a shallow clone), the answer is unknown.
//!
//! ## What to do instead
//!
//! Commit while you work, in steps that each do one thing, and say why in the message. Push with git rather than by
//! dragging files into the browser.

use crate::hit::{Hit, Severity};
use crate::rule::{Area, Check, Judgement, Question, Rule};
use foliolint_core::git::{Git, HistoryStatus};
use foliolint_core::repo::Repo;

pub(crate) static RULE: Rule = Rule {
    code: "FOL904",
    name: "bulk-upload-history",
    area: Area::Repository,
    summary: "nearly all of the code arrived at once",
    help: "commit in small steps while you work",
    severity: Severity::Advice,
    questions: &[Question {
        ask: "How did this project grow? What did you build first, and what did you change your mind about?",
        strong: "tells an order of steps, a decision that was taken back, and why the history doesn't show it",
    }],
    needs_everything: false,
    check: Check::Repo(check),
    judge,
    source: include_str!("bulk_upload_history.rs"),
};

/// Hundredths of the lines that make an upload of one or two commits.
const NEARLY_ALL: u64 = 90;

/// Commits that may have brought them.
const FEW: usize = 2;

fn check(repo: &Repo) -> Vec<Hit> {
    let found = repo.git.as_ref().and_then(found);
    let hit = found.map(|message| Hit::repository(Severity::Advice, message));
    hit.into_iter().collect()
}

fn found(git: &Git) -> Option<String> {
    if git.history != HistoryStatus::Complete {
        return None;
    }
    let (commits, authors) = (git.commits?, git.authors?);
    let whole = format!(
        "{}, {}",
        counted(commits, "commit"),
        counted(authors, "author")
    );
    if let Some((few, share)) = few(git) {
        let few = counted(few as u64, "commit");
        return Some(format!(
            "{share} % of the Python lines arrived in {few}; in all: {whole}"
        ));
    }
    let past = &git.past;
    (past.uploads > 0 && past.uploads * 2 >= past.changes).then(|| {
        let uploads = past.uploads;
        format!("{uploads} of the messages say \"Add files via upload\"; in all: {whole}")
    })
}

/// The fewest commits that brought nearly all of the lines, if they are few, and the percentage they brought.
fn few(git: &Git) -> Option<(usize, u64)> {
    let lines = lines(git)?;
    let sum: u64 = lines.iter().sum();
    (1..=FEW.min(lines.len())).find_map(|few| {
        let brought: u64 = lines.iter().take(few).sum();
        (sum > 0 && brought * 100 >= sum * NEARLY_ALL).then(|| (few, brought * 100 / sum))
    })
}

/// The lines that each commit added, the largest first.
fn lines(git: &Git) -> Option<Vec<u64>> {
    let commits = git.past.commits.iter();
    let mut lines: Vec<u64> = commits
        .map(|commit| commit.python_lines)
        .collect::<Option<_>>()?;
    lines.sort_unstable_by(|a, b| b.cmp(a));
    Some(lines)
}

fn counted(count: u64, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

fn judge(repo: &Repo, hits: &[Hit]) -> Judgement {
    let Some(git) = &repo.git else {
        return Judgement::not_applicable("no git here");
    };
    if let Some(hit) = hits.first() {
        return Judgement::present(hit.message.clone());
    }
    if git.commits == Some(0) {
        return Judgement::not_applicable("nothing is committed yet");
    }
    if git.history != HistoryStatus::Complete {
        let reason = git
            .history_reason
            .as_deref()
            .unwrap_or("no reason is known");
        return Judgement::unknown(format!("the history could not be read in full: {reason}"));
    }
    if git.past.commits.is_empty() {
        return Judgement::absent("it has too many commits to be an upload");
    }
    if lines(git).is_none() {
        return Judgement::unknown("older versions of Python files are missing or too many");
    }
    Judgement::absent("its Python lines arrived over several commits")
}
