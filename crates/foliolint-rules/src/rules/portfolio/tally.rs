//! How the repositories of a scan fare under one flag, for portfolio rules that ask whether none does well.

use crate::rule::{Judged, Status};

/// How many repositories have each status of one flag; those where it is not applicable left out.
#[derive(Clone, Copy, Default)]
pub(super) struct Tally {
    /// The flag is present.
    pub(super) present: usize,
    /// The flag is absent.
    pub(super) absent: usize,
    /// Nobody knows.
    pub(super) unknown: usize,
}

impl Tally {
    /// Counts the verdicts of the flag with that code.
    pub(super) fn of(repositories: &[Judged<'_>], code: &str) -> Self {
        let mut tally = Self::default();
        let verdicts = repositories.iter().filter_map(|one| one.verdict(code));
        for verdict in verdicts {
            match verdict.judgement.status {
                Status::Present => tally.present += 1,
                Status::Absent => tally.absent += 1,
                Status::Unknown => tally.unknown += 1,
                Status::NotApplicable => {}
            }
        }
        tally
    }

    /// Repositories where the flag is applicable.
    pub(super) const fn all(self) -> usize {
        self.present + self.absent + self.unknown
    }
}
