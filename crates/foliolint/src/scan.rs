//! The pipeline: paths → repositories → reports. Facts and sources of one repository are dropped before the next is read.

use crate::args;
use crate::command_word;
use crate::exit::{Exit, Failure};
use crate::options::Options;
use crate::progress::Progress;
use crate::sanitise;
use crate::suggest;
use foliolint_core::discover::{self, Checkout, Discovered, Refusal};
use foliolint_core::problem::{Problem, Reason};
use foliolint_core::repo;
use foliolint_rules::finding::{Hidden, Measures, PortfolioReport};
use foliolint_rules::{Finding, RepoReport, check};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Bytes of a worker's stack (THREATS.md).
const STACK: usize = 8 << 20;

/// All that was found.
#[derive(Debug)]
pub(crate) struct Scan {
    /// One for each repository, in the order of discovery.
    pub(crate) repositories: Vec<RepoReport>,
    /// What is said of all together; `None` for a single repository.
    pub(crate) portfolio: Option<PortfolioReport>,
    /// What the user should know of the paths typed.
    pub(crate) notes: Vec<String>,
}

impl Scan {
    /// Whether everything was analysed.
    pub(crate) fn is_complete(&self) -> bool {
        self.repositories.iter().all(|report| report.complete)
    }

    /// How many rules or repositories ended in a panic.
    pub(crate) fn internal_errors(&self) -> usize {
        let repositories = self.repositories.iter().map(|it| it.internal_errors);
        let portfolio = self.portfolio.iter().map(|it| it.internal_errors);
        repositories.chain(portfolio).sum()
    }

    /// How the run ends once the report is written. Never depends on the format.
    pub(crate) fn exit(&self, options: &Options) -> Exit {
        let incomplete = options.strict && !self.is_complete();
        if incomplete || self.internal_errors() > 0 {
            return Exit::Incomplete;
        }
        let reaches = |finding: &Finding| {
            let level = options.fail_on;
            options.shows(finding) && level.is_some_and(|level| finding.severity >= level)
        };
        if self.findings().any(reaches) && !options.exit_zero {
            Exit::Findings
        } else {
            Exit::Clean
        }
    }

    /// Every finding, also suppressed ones and those below the thresholds.
    pub(crate) fn findings(&self) -> impl Iterator<Item = &Finding> {
        let portfolio = self.portfolio.iter().flat_map(|report| &report.findings);
        let all = self.repositories.iter().flat_map(|report| &report.findings);
        all.chain(portfolio)
    }
}

/// Finds the repositories; a path that can't be scanned ends the run before anything is.
pub(crate) fn discover(options: &Options, check_implied: bool) -> Result<Discovered, Failure> {
    discover::discover(&options.paths).map_err(|refusals| refuse(&refusals, check_implied))
}

fn refuse(refusals: &[Refusal], check_implied: bool) -> Failure {
    let missing = |refusal: &&Refusal| refusal.path.symlink_metadata().is_err();
    let first = refusals.first();
    if let Some(refusal) = first.filter(missing).filter(|_| check_implied)
        && let Some(failure) = command_word::misspelt(refusal.path.as_os_str(), &args::definition())
    {
        return failure;
    }
    let line = |refusal: &Refusal| format!("{}: {}", sanitise::path(&refusal.path), refusal.reason);
    let similar = first
        .filter(missing)
        .and_then(|refusal| suggest::similar_folder(&refusal.path));
    Failure {
        lines: refusals.iter().map(line).collect(),
        help: similar.map(|folder| format!("did you mean `{folder}`?")),
    }
}

/// Checks every repository, one after the other, in parallel inside.
pub(crate) fn run(options: &Options, discovered: &Discovered) -> Result<Scan, Failure> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(options.jobs.unwrap_or(0))
        .stack_size(STACK)
        .build()
        .map_err(|error| Failure::new(format!("no threads to work with: {error}")))?;
    let progress = Progress::new(options, discovered.checkouts.len());
    let mut scan = Scan {
        repositories: Vec::with_capacity(discovered.checkouts.len()),
        portfolio: None,
        notes: discovered.notes.clone(),
    };
    for checkout in &discovered.checkouts {
        progress.next(&checkout.name);
        let report = pool.install(|| catch_unwind(AssertUnwindSafe(|| one(checkout, options))));
        scan.repositories
            .push(report.unwrap_or_else(|_| broken(checkout)));
    }
    progress.finish();
    if scan.repositories.len() > 1 {
        scan.portfolio = Some(check::portfolio(&scan.repositories, &options.policy));
    }
    Ok(scan)
}

fn one(checkout: &Checkout, options: &Options) -> RepoReport {
    let repo = repo::load(checkout, &options.limits, &options.exclude);
    check::check(&repo, &options.policy)
}

/// The report of a repository whose check ended in a panic: it says so, and nothing else.
fn broken(checkout: &Checkout) -> RepoReport {
    let what = "foliolint, nothing of this repository was judged".to_owned();
    RepoReport {
        name: checkout.name.clone(),
        path: checkout.root.clone(),
        kind: None,
        frameworks: Vec::new(),
        complete: false,
        problems: vec![Problem {
            path: None,
            reason: Reason::Internal(what),
        }],
        git: None,
        measures: Measures::default(),
        verdicts: Vec::new(),
        findings: Vec::new(),
        evidence: Vec::new(),
        hidden: Hidden::default(),
        background: Vec::new(),
        internal_errors: 1,
    }
}
