//! What of the repository's Python went unread, and whether so much that no verdict can stand on the rest.

use crate::suppression::some_of;
use foliolint_core::file::{FileKind, Zone};
use foliolint_core::problem::Reason;
use foliolint_core::repo::Repo;

/// One part in this many of production bytes may go unread (THREATS.md, Limits: 10 %).
const TOLERATED: u64 = 10;

/// What of the repository's Python can be judged.
pub(super) enum Coverage {
    /// There is none.
    NoPython,
    /// There is none but what ignore rules hide.
    AllIgnored,
    /// So much went unread, for this reason, that nothing can be said to be absent.
    TooLittle(String),
    /// Enough; these files were not read.
    Enough {
        /// Files that count and were not read, sorted.
        unread: Vec<String>,
    },
}

/// Measures what went unread.
pub(super) fn coverage(repo: &Repo) -> Coverage {
    let is_python = |kind| matches!(kind, FileKind::Python | FileKind::Notebook);
    let python = repo
        .inventory
        .files
        .iter()
        .filter(|file| is_python(file.kind));
    if python.clone().next().is_none() && repo.modules.is_empty() {
        return if repo.inventory.ignored_python > 0 {
            Coverage::AllIgnored
        } else {
            Coverage::NoPython
        };
    }
    // What others wrote is not read at all, and that is no gap.
    let own = python
        .clone()
        .any(|file| !matches!(file.zone, Zone::Vendored | Zone::Virtualenv));
    let total: u64 = python
        .filter(|file| file.zone == Zone::Production)
        .fold(0, |sum, file| sum.saturating_add(file.size));

    let mut skipped = 0_u64;
    let mut unread = Vec::new();
    let gaps = repo
        .problems
        .iter()
        .filter(|problem| problem.reason.leaves_gap());
    for problem in gaps {
        let Some(path) = &problem.path else {
            if matches!(problem.reason, Reason::Limit(_)) {
                return Coverage::TooLittle(problem.reason.to_string());
            }
            continue;
        };
        let Some(file) = repo.inventory.get(path) else {
            // A folder. One too deep to enter may hold anything, and nobody nests that deep by chance.
            if problem.reason == Reason::TooDeep {
                return Coverage::TooLittle(format!("a folder is {}", problem.reason));
            }
            unread.push(path.to_string());
            continue;
        };
        let counts = !matches!(
            file.zone,
            Zone::Generated | Zone::Vendored | Zone::Virtualenv
        ) && !matches!(file.kind, FileKind::Text | FileKind::Binary);
        if counts {
            unread.push(path.to_string());
        }
        if is_python(file.kind) && file.zone == Zone::Production {
            skipped = skipped.saturating_add(file.size);
        }
    }
    unread.sort();
    unread.dedup();
    if (own && repo.modules.is_empty()) || skipped.saturating_mul(TOLERATED) > total {
        return Coverage::TooLittle(match unread.as_slice() {
            [] => "no Python file could be read".to_owned(),
            unread => format!("too much code was not read: {}", some_of(unread)),
        });
    }
    Coverage::Enough { unread }
}
