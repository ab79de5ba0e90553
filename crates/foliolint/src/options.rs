//! What the arguments and the configuration mean: the high-level options of one run.

use crate::args::{Action, CheckArgs, Colour, FailOn, Format, Parsed};
use crate::config;
use crate::exit::Failure;
use crate::notes::Verbosity;
use crate::sanitise;
use crate::select::Selectors;
use foliolint_core::limits::Limits;
use foliolint_rules::{Confidence, Finding, Policy, Severity};
use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};
use std::path::{Path, PathBuf};

/// Everything a `check` needs to know.
#[derive(Debug)]
pub(crate) struct Options {
    /// What to scan.
    pub(crate) paths: Vec<PathBuf>,
    /// What rules and findings need.
    pub(crate) policy: Policy,
    /// What a repository may cost.
    pub(crate) limits: Limits,
    /// Files to leave out.
    pub(crate) exclude: GlobSet,
    /// Least severity that is listed.
    pub(crate) min_severity: Severity,
    /// Least confidence that is listed.
    pub(crate) min_confidence: Confidence,
    /// Least severity that makes the exit code 1.
    pub(crate) fail_on: Option<Severity>,
    /// Whether findings leave the exit code 0.
    pub(crate) exit_zero: bool,
    /// Whether gaps make the exit code 3.
    pub(crate) strict: bool,
    /// How to report.
    pub(crate) format: Format,
    /// Whether to count instead of listing.
    pub(crate) statistics: bool,
    /// Where to write; stdout where `None`.
    pub(crate) output_file: Option<PathBuf>,
    /// When to use colours.
    pub(crate) colour: Colour,
    /// What to say on stderr.
    pub(crate) verbosity: Verbosity,
    /// Threads; one for each core where `None`.
    pub(crate) jobs: Option<usize>,
    /// The configuration in use.
    pub(crate) config_file: Option<PathBuf>,
}

impl Options {
    /// Works out the options of a `check`; an option beats the same key of the configuration.
    pub(crate) fn from_parsed(parsed: &Parsed) -> Result<Self, Failure> {
        let Action::Check(args) = &parsed.action else {
            return Err(Failure::new("no paths to check"));
        };
        let loaded = match &args.config {
            Some(file) => config::named(file)?,
            None if args.isolated => config::Loaded::default(),
            None => config::find()?,
        };
        let config = loaded.config;
        let limits = config.limits();
        let selectors = Selectors {
            select: args.select.clone().or(config.select),
            ignore: args.ignore.clone().or(config.ignore).unwrap_or_default(),
            extend_select: args
                .extend_select
                .clone()
                .or(config.extend_select)
                .unwrap_or_default(),
        };
        let mut patterns = config.exclude;
        patterns.extend(args.exclude.iter().cloned());
        let fail_on = args.fail_on.or(config.fail_on).unwrap_or(FailOn::Error);
        Ok(Self {
            paths: paths(args)?,
            policy: Policy {
                selected: selectors.resolve()?,
                suppressions: !args.no_suppressions && !args.isolated,
                keep: limits.findings,
                excerpt_columns: limits.excerpt_columns,
                exclude: patterns.clone(),
            },
            limits,
            exclude: exclude(&patterns)?,
            min_severity: args
                .min_severity
                .or(config.min_severity)
                .map_or(Severity::Advice, Into::into),
            min_confidence: args
                .min_confidence
                .or(config.min_confidence)
                .map_or(Confidence::Medium, Into::into),
            fail_on: fail_on.level(),
            exit_zero: args.exit_zero,
            strict: args.strict || config.strict,
            format: args
                .output_format
                .or(config.output_format)
                .unwrap_or_default(),
            statistics: args.statistics,
            output_file: args.output_file.clone(),
            colour: parsed.colour,
            verbosity: verbosity(args),
            jobs: args.jobs.map(usize::from),
            config_file: loaded.file,
        })
    }

    /// Whether a finding is listed and counts for the exit code: not suppressed, above both thresholds.
    pub(crate) fn shows(&self, finding: &Finding) -> bool {
        finding.suppressed_by.is_none()
            && finding.severity >= self.min_severity
            && finding.confidence >= self.min_confidence
    }
}

const fn verbosity(args: &CheckArgs) -> Verbosity {
    match (args.quiet, args.verbose) {
        (true, _) => Verbosity::Quiet,
        (false, true) => Verbosity::Verbose,
        (false, false) => Verbosity::Normal,
    }
}

/// The paths to scan; no PATH is the current folder.
fn paths(args: &CheckArgs) -> Result<Vec<PathBuf>, Failure> {
    if let Some(remote) = args.paths.iter().find(|path| is_remote(path)) {
        let line = format!(
            "{}: remote repositories are not supported yet",
            sanitise::path(remote)
        );
        return Err(Failure::new(line).help("clone it, then check the folder"));
    }
    if args.paths.is_empty() {
        return Ok(vec![PathBuf::from(".")]);
    }
    Ok(args.paths.clone())
}

fn is_remote(path: &Path) -> bool {
    let text = path.to_string_lossy();
    text.contains("://") || text.starts_with("github:")
}

/// A set of globs over repository-relative paths. As in `.gitignore`, one without `/` matches at any depth, and one
/// that matches a folder covers what is inside.
fn exclude(patterns: &[String]) -> Result<GlobSet, Failure> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let trimmed = pattern.trim_matches('/');
        let anchored = trimmed.contains('/') || pattern.starts_with('/');
        let base = if anchored {
            trimmed.to_owned()
        } else {
            format!("**/{trimmed}")
        };
        for text in [base.clone(), format!("{base}/**")] {
            set.add(glob(&text, pattern)?);
        }
    }
    set.build()
        .map_err(|error| Failure::new(format!("exclude: {error}")))
}

fn glob(text: &str, typed: &str) -> Result<Glob, Failure> {
    let built = GlobBuilder::new(text).literal_separator(true).build();
    built.map_err(|error| Failure::new(format!("exclude `{typed}`: {}", error.kind())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn excludes_match_as_in_gitignore() {
        let set = exclude(&[
            "migrations".to_owned(),
            "/build/".to_owned(),
            "a/*.py".to_owned(),
        ])
        .unwrap();
        for path in [
            "migrations/x.py",
            "app/migrations/x.py",
            "build/x",
            "a/x.py",
        ] {
            assert!(set.is_match(path), "{path}");
        }
        for path in ["app/build/x", "b/a/x.py", "a/b/x.py", "my_migrations/x.py"] {
            assert!(!set.is_match(path), "{path}");
        }
        assert!(exclude(&["a[".to_owned()]).is_err());
    }

    #[test]
    fn remote_paths_are_told_from_folders() {
        for word in ["https://example.org/a", "github:owner/name", "ssh://x"] {
            assert!(is_remote(Path::new(word)), "{word}");
        }
        assert!(!is_remote(Path::new("github")));
    }
}
