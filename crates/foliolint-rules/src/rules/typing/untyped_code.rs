//! Flags code whose functions carry hardly any type annotations.
//!
//! ## Why it is a red flag
//!
//! Annotations tell readers, editors and checkers what a function takes and gives. Teams have used them for
//! years; code without any is slower to review and lets mistakes through that a tool would catch.
//!
//! ## What is not flagged
//!
//! - Coverage of 20 % or more, or fewer than 10 functions that could be annotated.
//! - Signatures that a framework prescribes and nobody annotates: the `request` of Django views, methods of
//!   Django's admin classes; `self` and `cls`, in bound tasks, too; `*args`, `**kwargs`; what `__init__` returns.
//! - Code with type comments or stub files beside it.
//! - Collections of scripts, notebooks, code that must run on Python 2: half of its modules say so, the file
//!   that starts it does, or several signs of different kinds do.
//!
//! A repository whose last commit is from before 2022 gets advice only.
//!
//! ## What to do instead
//!
//! Annotate the functions that other modules call first, and run mypy or pyright in CI.

use crate::annotations::{Share, coverage};
use crate::hit::{Hit, Severity};
use crate::python2;
use crate::rule::{Area, Check, Judgement, Question, Rule};
use foliolint_core::repo::{Kind, Repo};

pub(crate) static RULE: Rule = Rule {
    code: "FOL601",
    name: "untyped-code",
    area: Area::Typing,
    summary: "hardly any type annotations",
    help: "annotate parameters and return values, beginning with what other modules call",
    severity: Severity::Warning,
    questions: &[Question {
        ask: "What do type annotations give you, and when don't you bother?",
        strong: "checked contracts, editor help, safe refactoring; runs mypy or pyright; knows where `Any` creeps in",
    }],
    needs_everything: true,
    check: Check::Repo(check),
    judge,
    source: include_str!("untyped_code.rs"),
};

/// Coverage below which code counts as not annotated.
const COVERAGE: f64 = 0.2;
/// Functions that could be annotated, below which nothing is said.
const FUNCTIONS: usize = 10;
/// Midnight UTC of 1 January 2022, in seconds since 1970.
const YEAR_2022: i64 = 1_640_995_200;
/// Folders named in a finding.
const FOLDERS: usize = 3;

/// Why annotations are not asked for.
fn exempt(repo: &Repo) -> Option<&'static str> {
    if repo.kind == Kind::Collection {
        return Some("a collection of scripts need not be annotated");
    }
    python2::is_needed(repo).then_some("it must run on Python 2, which has no annotations")
}

fn check(repo: &Repo) -> Vec<Hit> {
    let coverage = coverage(repo);
    let low = coverage.total.ratio().is_some_and(|ratio| ratio < COVERAGE);
    if exempt(repo).is_some() || coverage.functions < FUNCTIONS || !low {
        return Vec::new();
    }
    let old = repo
        .git
        .as_ref()
        .and_then(|git| git.last_commit)
        .is_some_and(|date| date < YEAR_2022);
    let Share { slots, annotated } = coverage.total;
    let mut message = format!(
        "{annotated} of {slots} parameters and return values of {} functions are annotated",
        coverage.functions
    );
    let mut folders: Vec<_> = coverage.folders.iter().collect();
    folders.sort_by_key(|(_, share)| std::cmp::Reverse(share.slots - share.annotated));
    if folders.len() > 1 {
        let worst = folders.iter().take(FOLDERS).map(|(folder, share)| {
            let name = if folder.is_empty() {
                "the top folder"
            } else {
                folder
            };
            format!("{} of {} in {name}", share.annotated, share.slots)
        });
        message = format!("{message}: {}", worst.collect::<Vec<_>>().join(", "));
    }
    if old {
        message = format!("{message}; the last commit is from before 2022");
    }
    let severity = if old {
        Severity::Advice
    } else {
        Severity::Warning
    };
    vec![Hit {
        advice_only: old,
        ..Hit::repository(severity, message)
    }]
}

fn judge(repo: &Repo, hits: &[Hit]) -> Judgement {
    if let Some(hit) = hits.first() {
        return Judgement::present(hit.message.clone());
    }
    if let Some(reason) = exempt(repo) {
        return Judgement::absent(reason);
    }
    let coverage = coverage(repo);
    let Share { slots, annotated } = coverage.total;
    match coverage.total.ratio() {
        _ if coverage.functions < FUNCTIONS => Judgement::absent(match coverage.functions {
            0 => "no function could be annotated".to_owned(),
            1 => format!("1 function could be annotated, fewer than {FUNCTIONS}"),
            more => format!("{more} functions could be annotated, fewer than {FUNCTIONS}"),
        }),
        Some(ratio) if ratio < COVERAGE => Judgement::absent(
            "hardly anything is annotated, but the last commit is from before 2022",
        ),
        _ => Judgement::absent(format!(
            "{annotated} of {slots} parameters and return values are annotated"
        )),
    }
}
