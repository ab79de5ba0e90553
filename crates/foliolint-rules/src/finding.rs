//! What policy let through: findings with their excerpts, and the report of one repository.

use crate::hit::{Confidence, Severity};
use crate::rule::{Area, Judged, Rule, Verdict};
use foliolint_core::git::HistoryStatus;
use foliolint_core::problem::Problem;
use foliolint_core::repo::Kind;
use foliolint_core::source::Position;
use std::path::PathBuf;
use std::sync::Arc;

/// A place as reports show it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Shown {
    /// Repository-relative path, scrubbed of secrets.
    pub path: Arc<str>,
    /// First and one-past-last position; `None` for the file as a whole.
    pub range: Option<(Position, Position)>,
}

/// A few lines of source around a finding, scrubbed of secrets, free of control characters, clipped.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Excerpt {
    /// The number of the first line.
    pub first_line: u32,
    /// The lines.
    pub lines: Vec<String>,
    /// The marked part: line (index into `lines`), first column from 0 and length in characters of that line as shown.
    pub mark: (usize, usize, usize),
}

/// Why a finding is not counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Suppression {
    /// `# foliolint: ignore[…]` on the line.
    Line,
    /// `# foliolint: ignore-file[…]`.
    File,
    /// `# noqa: FOL…`.
    Noqa,
}

/// One finding.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// How bad.
    pub severity: Severity,
    /// How sure.
    pub confidence: Confidence,
    /// Shown, but makes no verdict ([`crate::Hit::advice_only`]).
    pub advice_only: bool,
    /// What was seen; scrubbed of secrets.
    pub message: String,
    /// What to do.
    pub help: String,
    /// Where; `None` for the repository as a whole.
    pub place: Option<Shown>,
    /// Other places that explain it.
    pub related: Vec<(Shown, String)>,
    /// Stable across moved lines (STACK.md, JSON).
    pub fingerprint: String,
    /// The source around it.
    pub excerpt: Option<Excerpt>,
    /// Why it is not counted.
    pub suppressed_by: Option<Suppression>,
}

/// One thing that speaks for the candidate, as reports show it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ShownEvidence {
    /// The area of the hiring guide.
    pub area: Area,
    /// Its name, kebab-case.
    pub kind: &'static str,
    /// What was found; scrubbed of secrets.
    pub summary: String,
    /// Where, up to [`crate::evidence::PLACES`] places.
    pub places: Vec<Shown>,
}

/// What git knows, as reports show it.
#[derive(Clone, Debug)]
pub struct GitSummary {
    /// `HEAD`'s commit.
    pub head: Option<String>,
    /// Commits reachable from `HEAD`.
    pub commits: Option<u64>,
    /// Distinct authors of these.
    pub authors: Option<u64>,
    /// Whether the clone is shallow.
    pub shallow: bool,
    /// How much of the history could be read, and why not all.
    pub history: (HistoryStatus, Option<String>),
}

/// Figures of one repository.
#[derive(Clone, Debug, Default)]
pub struct Measures {
    /// Production Python files, notebooks left out.
    pub production_files: usize,
    /// Their code lines.
    pub production_lines: u64,
    /// Annotated share of what can be annotated, 0 to 1; `None` where nothing can.
    pub annotation_coverage: Option<f64>,
    /// Distributions that production code imports and no manifest declares, sorted.
    pub undeclared_distributions: Vec<String>,
    /// Environment variables that production code reads, sorted.
    pub env_read: Vec<String>,
    /// Those of them that something documents, sorted.
    pub env_documented: Vec<String>,
}

/// How much was hidden, and by what.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hidden {
    /// Findings that inline suppressions hide, or would hide where the policy does not apply them.
    pub suppressed: usize,
    /// Files that configuration excludes.
    pub excluded: usize,
    /// Untracked Python files that ignore rules hide.
    pub ignored: usize,
}

/// All that is said of one repository; facts and sources are gone.
#[derive(Clone, Debug)]
pub struct RepoReport {
    /// Its name.
    pub name: String,
    /// Its folder, as typed.
    pub path: PathBuf,
    /// What it is for; `None` without Python.
    pub kind: Option<Kind>,
    /// Frameworks it builds on.
    pub frameworks: Vec<&'static str>,
    /// Whether everything was analysed.
    pub complete: bool,
    /// What was not.
    pub problems: Vec<Problem>,
    /// What git knows.
    pub git: Option<GitSummary>,
    /// Figures.
    pub measures: Measures,
    /// One for every selected flag of a repository, in the order of the codes.
    pub verdicts: Vec<Verdict>,
    /// Sorted by path, position, code; suppressed ones included and marked.
    pub findings: Vec<Finding>,
    /// What speaks for the candidate, by area.
    pub evidence: Vec<ShownEvidence>,
    /// How much was hidden.
    pub hidden: Hidden,
    /// Verdicts of flags that nobody selected, and that a selected portfolio flag asks for.
    pub background: Vec<Verdict>,
    /// Rules that panicked on a file; the rest was not affected.
    pub internal_errors: usize,
}

impl RepoReport {
    /// Itself as portfolio rules see it.
    #[must_use]
    pub fn judged(&self) -> Judged<'_> {
        Judged {
            name: &self.name,
            verdicts: self.verdicts.iter().chain(&self.background).collect(),
        }
    }
}

/// What is said of several repositories together.
#[derive(Clone, Debug, Default)]
pub struct PortfolioReport {
    /// One for every selected portfolio flag, in the order of the codes.
    pub verdicts: Vec<Verdict>,
    /// What they found; these have no place.
    pub findings: Vec<Finding>,
    /// Rules that panicked.
    pub internal_errors: usize,
}
