//! JSON, version 1 (STACK.md): private structs, so that the schema changes only here.

use crate::options::Options;
use crate::report::statistics;
use crate::report::summary::Counts;
use crate::sanitise;
use crate::scan::Scan;
use foliolint_core::git::HistoryStatus;
use foliolint_core::problem;
use foliolint_core::repo::Kind;
use foliolint_core::source;
use foliolint_rules::finding::{self, GitSummary, Shown, ShownEvidence};
use foliolint_rules::{RepoReport, rule};
use serde::Serialize;

/// A field of a later version of foliolint: `null` until then.
type Later = Option<()>;

#[derive(Serialize)]
pub(crate) struct Report<'a> {
    schema_version: u32,
    tool: Tool,
    complete: bool,
    problems: Vec<Problem<'a>>,
    repositories: Vec<Repository<'a>>,
    portfolio: Option<Portfolio<'a>>,
    summary: Summary,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
    url: &'static str,
}

#[derive(Serialize)]
struct Problem<'a> {
    path: Option<&'a str>,
    code: &'static str,
    message: String,
}

#[derive(Serialize)]
struct Repository<'a> {
    name: &'a str,
    path: String,
    kind: Option<&'static str>,
    frameworks: &'a [&'static str],
    complete: bool,
    problems: Vec<Problem<'a>>,
    git: Option<Git<'a>>,
    measures: Measures<'a>,
    verdicts: Vec<Verdict<'a>>,
    findings: Vec<Finding<'a>>,
    evidence: Vec<Evidence<'a>>,
    scorecard: Later,
    hidden: Hidden,
}

#[derive(Serialize)]
struct Git<'a> {
    head: Option<&'a str>,
    commits: Option<u64>,
    authors: Option<u64>,
    shallow: bool,
    history: History<'a>,
}

#[derive(Serialize)]
struct History<'a> {
    status: &'static str,
    reason: Option<&'a str>,
}

#[derive(Serialize)]
struct Measures<'a> {
    production_files: usize,
    production_lines: u64,
    annotation_coverage: Option<f64>,
    undeclared_distributions: &'a [String],
    env_vars: EnvVars<'a>,
}

#[derive(Serialize)]
struct EnvVars<'a> {
    read: &'a [String],
    documented: &'a [String],
}

#[derive(Serialize)]
struct Verdict<'a> {
    code: &'static str,
    name: &'static str,
    area: &'static str,
    status: &'static str,
    reason: &'a str,
    findings: usize,
}

#[derive(Serialize)]
struct Finding<'a> {
    code: &'static str,
    name: &'static str,
    area: &'static str,
    severity: &'static str,
    confidence: &'static str,
    message: &'a str,
    help: &'a str,
    location: Option<Location<'a>>,
    related: Vec<Related<'a>>,
    fingerprint: &'a str,
    fix: Later,
}

/// What speaks for the candidate.
#[derive(Serialize)]
struct Evidence<'a> {
    area: &'static str,
    name: &'static str,
    detail: &'a str,
    location: Option<Location<'a>>,
    others: Vec<Location<'a>>,
}

/// A file as a whole is the empty range at its start.
#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: u32,
    column: u32,
}

#[derive(Serialize)]
struct Related<'a> {
    location: Location<'a>,
    message: &'a str,
}

#[derive(Serialize)]
struct Hidden {
    suppressed: usize,
    excluded: usize,
    ignored: usize,
}

#[derive(Serialize)]
struct Portfolio<'a> {
    verdicts: Vec<Verdict<'a>>,
    findings: Vec<Finding<'a>>,
    scorecard: Later,
}

#[derive(Serialize)]
struct Summary {
    repositories: usize,
    findings: BySeverity,
    below_thresholds: usize,
    hidden: Hidden,
    rules: Vec<ByRule>,
}

#[derive(Serialize)]
struct BySeverity {
    error: usize,
    warning: usize,
    advice: usize,
}

#[derive(Serialize)]
struct ByRule {
    code: &'static str,
    name: &'static str,
    findings: usize,
    repositories: usize,
}

impl<'a> Report<'a> {
    /// The report of a scan.
    pub(crate) fn of(scan: &'a Scan, options: &Options) -> Self {
        let note = |text: &String| Problem {
            path: None,
            code: problem::Reason::Note(String::new()).code(),
            message: text.clone(),
        };
        let portfolio = scan.portfolio.as_ref().map(|it| Portfolio {
            verdicts: it.verdicts.iter().map(Verdict::of).collect(),
            findings: listed(&it.findings, options),
            scorecard: None,
        });
        Self {
            schema_version: 1,
            tool: Tool {
                name: env!("CARGO_PKG_NAME"),
                version: env!("CARGO_PKG_VERSION"),
                url: env!("CARGO_PKG_REPOSITORY"),
            },
            complete: scan.is_complete(),
            problems: scan.notes.iter().map(note).collect(),
            repositories: scan
                .repositories
                .iter()
                .map(|it| Repository::of(it, options))
                .collect(),
            portfolio,
            summary: Summary::of(scan, options),
        }
    }
}

impl<'a> Repository<'a> {
    fn of(report: &'a RepoReport, options: &Options) -> Self {
        let measures = &report.measures;
        Self {
            name: &report.name,
            path: slashed(&sanitise::lossless(&report.path)),
            kind: report.kind.map(Kind::word),
            frameworks: &report.frameworks,
            complete: report.complete,
            problems: report.problems.iter().map(Problem::of).collect(),
            git: report.git.as_ref().map(Git::of),
            measures: Measures {
                production_files: measures.production_files,
                production_lines: measures.production_lines,
                annotation_coverage: measures.annotation_coverage,
                undeclared_distributions: &measures.undeclared_distributions,
                env_vars: EnvVars {
                    read: &measures.env_read,
                    documented: &measures.env_documented,
                },
            },
            verdicts: report.verdicts.iter().map(Verdict::of).collect(),
            findings: listed(&report.findings, options),
            evidence: report.evidence.iter().map(Evidence::of).collect(),
            scorecard: None,
            hidden: Hidden::of(report.hidden),
        }
    }
}

/// Findings above the display thresholds.
fn listed<'a>(findings: &'a [finding::Finding], options: &Options) -> Vec<Finding<'a>> {
    let shown = findings.iter().filter(|it| options.shows(it));
    shown.map(Finding::of).collect()
}

/// Windows separates folders otherwise; JSON has one spelling.
fn slashed(path: &str) -> String {
    if cfg!(windows) {
        path.replace('\\', "/")
    } else {
        path.to_owned()
    }
}

impl<'a> Problem<'a> {
    fn of(problem: &'a problem::Problem) -> Self {
        Self {
            path: problem.path.as_deref(),
            code: problem.reason.code(),
            message: problem.reason.to_string(),
        }
    }
}

impl<'a> Git<'a> {
    fn of(git: &'a GitSummary) -> Self {
        let status = match git.history.0 {
            HistoryStatus::Complete => "complete",
            HistoryStatus::Partial => "partial",
            HistoryStatus::Unavailable => "unavailable",
        };
        Self {
            head: git.head.as_deref(),
            commits: git.commits,
            authors: git.authors,
            shallow: git.shallow,
            history: History {
                status,
                reason: git.history.1.as_deref(),
            },
        }
    }
}

impl<'a> Verdict<'a> {
    fn of(verdict: &'a rule::Verdict) -> Self {
        Self {
            code: verdict.rule.code,
            name: verdict.rule.name,
            area: verdict.rule.area.word(),
            status: verdict.judgement.status.word(),
            reason: &verdict.judgement.reason,
            findings: verdict.findings,
        }
    }
}

impl<'a> Finding<'a> {
    fn of(finding: &'a finding::Finding) -> Self {
        let related = finding.related.iter().map(|(shown, message)| Related {
            location: Location::of(shown),
            message,
        });
        Self {
            code: finding.rule.code,
            name: finding.rule.name,
            area: finding.rule.area.word(),
            severity: finding.severity.word(),
            confidence: finding.confidence.word(),
            message: &finding.message,
            help: &finding.help,
            location: finding.place.as_ref().map(Location::of),
            related: related.collect(),
            fingerprint: &finding.fingerprint,
            fix: None,
        }
    }
}

impl<'a> Evidence<'a> {
    fn of(evidence: &'a ShownEvidence) -> Self {
        let mut locations = evidence.places.iter().map(Location::of);
        Self {
            area: evidence.area.word(),
            name: evidence.kind,
            detail: &evidence.summary,
            location: locations.next(),
            others: locations.collect(),
        }
    }
}

impl<'a> Location<'a> {
    fn of(shown: &'a Shown) -> Self {
        let top = source::Position { line: 1, column: 1 };
        let (start, end) = shown.range.unwrap_or((top, top));
        Self {
            path: &shown.path,
            start: Position::of(start),
            end: Position::of(end),
        }
    }
}

impl Position {
    const fn of(position: source::Position) -> Self {
        Self {
            line: position.line,
            column: position.column,
        }
    }
}

impl Hidden {
    const fn of(hidden: finding::Hidden) -> Self {
        Self {
            suppressed: hidden.suppressed,
            excluded: hidden.excluded,
            ignored: hidden.ignored,
        }
    }
}

impl Summary {
    fn of(scan: &Scan, options: &Options) -> Self {
        let counts = Counts::of_all(scan, options);
        let rules = statistics::counts(scan, options);
        Self {
            repositories: scan.repositories.len(),
            findings: BySeverity {
                error: counts.errors,
                warning: counts.warnings,
                advice: counts.advice,
            },
            below_thresholds: counts.below,
            hidden: Hidden::of(counts.hidden),
            rules: rules
                .into_iter()
                .map(|count| ByRule {
                    code: count.rule.code,
                    name: count.rule.name,
                    findings: count.findings,
                    repositories: count.repositories,
                })
                .collect(),
        }
    }
}
