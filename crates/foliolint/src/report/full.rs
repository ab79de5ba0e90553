//! `full`: for people. Repository by repository: findings with their source, the checklist, what to fix first.

use super::frame::Framer;
use super::look::{self, Look, plural};
use super::{checklist, gaps, priorities, problem_line, summary::Counts};
use crate::options::Options;
use crate::sanitise;
use crate::scan::Scan;
use foliolint_core::repo::Kind;
use foliolint_rules::{Finding, RepoReport};
use std::io::{self, Write};
use std::path::Path;

/// Frames drawn for one repository, at most; drawing is the dearest part of a report, and nobody reads more.
const FRAMES: usize = 50;
/// Things not analysed that are listed for one repository, at most.
const GAPS: usize = 10;

/// Writes the report.
pub(crate) fn write(
    scan: &Scan,
    options: &Options,
    look: &Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    let framer = Framer::new(look);
    for report in &scan.repositories {
        repository(report, options, look, &framer, out)?;
    }
    if let Some(portfolio) = &scan.portfolio {
        let title = format!("Portfolio of {} repositories", scan.repositories.len());
        heading(&title, "", look, out)?;
        findings(&portfolio.findings, Path::new("."), options, &framer, out)?;
        checklist::write(&portfolio.verdicts, look, out)?;
        let words = Counts::of_all(scan, options).words();
        writeln!(
            out,
            "{}",
            look.wrap(&format!("All together: {words}"), "", "  ")
        )?;
    }
    if scan.repositories.is_empty() {
        writeln!(out, "no repositories found")?;
    }
    Ok(())
}

fn repository(
    report: &RepoReport,
    options: &Options,
    look: &Look,
    framer: &Framer,
    out: &mut dyn Write,
) -> io::Result<()> {
    heading(&sanitise::line(&report.name), &about(report), look, out)?;
    findings(&report.findings, &report.path, options, framer, out)?;
    if report.kind.is_some() {
        checklist::write(&report.verdicts, look, out)?;
    }
    evidence(report, look, out)?;
    unread(report, look, out)?;
    priorities::write(report, look, out)?;
    let counts = Counts::of(report, options);
    let name = look.paint(look::BOLD, &sanitise::line(&report.name));
    let mut line = format!("{name}: {}", counts.words());
    if report.kind.is_some() {
        let flags = plural(counts.flags, "flag", "flags");
        line.push_str(&format!(
            "; {} of {} {flags} present",
            counts.present, counts.flags
        ));
    }
    if !report.complete {
        line.push_str("; not everything could be analysed");
    }
    writeln!(out, "{}\n", look.wrap(&line, "", "  "))
}

fn heading(title: &str, about: &str, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", look.rule())?;
    writeln!(out, "{}", look.paint(look::BOLD, title))?;
    if !about.is_empty() {
        writeln!(out, "{}", look.wrap(about, "", ""))?;
    }
    writeln!(out)
}

/// What the repository is, in a line.
fn about(report: &RepoReport) -> String {
    let Some(kind) = report.kind else {
        return match report.hidden.ignored {
            _ if report.internal_errors > 0 => "not analysed".to_owned(),
            0 => "no Python files found".to_owned(),
            _ => "ignore rules hide every Python file".to_owned(),
        };
    };
    let mut about = kind_in_words(kind).to_owned();
    if !report.frameworks.is_empty() {
        about.push_str(&format!(" ({})", report.frameworks.join(", ")));
    }
    let files = report.measures.production_files;
    let lines = report.measures.production_lines;
    about.push_str(&format!(
        ", {files} Python {}, {lines} lines of code",
        plural(files, "file", "files")
    ));
    if let Some(commits) = report.git.as_ref().and_then(|git| git.commits) {
        let word = if commits == 1 { "commit" } else { "commits" };
        about.push_str(&format!(", {commits} {word}"));
    }
    about
}

const fn kind_in_words(kind: Kind) -> &'static str {
    match kind {
        Kind::WebApp => "web application",
        Kind::Bot => "bot",
        Kind::Service => "background service",
        Kind::Desktop => "desktop application",
        Kind::Game => "game",
        Kind::Library => "library",
        Kind::Cli => "command-line program",
        Kind::Data => "data analysis",
        Kind::Collection => "collection of scripts",
        Kind::Script => "script",
    }
}

fn findings(
    findings: &[Finding],
    root: &Path,
    options: &Options,
    framer: &Framer,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut shown: Vec<_> = findings.iter().filter(|it| options.shows(it)).collect();
    let more = shown.len().saturating_sub(FRAMES);
    if more > 0 {
        // Where not all fit, the gravest do. The sort is stable: within a severity the order stays.
        shown.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        shown.truncate(FRAMES);
    }
    for finding in shown {
        writeln!(out, "{}", framer.draw(finding, root))?;
    }
    if more > 0 {
        writeln!(out, "{more} more: --output-format concise\n")?;
    }
    Ok(())
}

/// What speaks for the candidate, by area, each with its first place.
fn evidence(report: &RepoReport, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let total = report.evidence.len();
    if total == 0 {
        return Ok(());
    }
    let title = format!("What speaks for it ({total})");
    writeln!(out, "{}", look.paint(look::BOLD, &title))?;
    for evidence in &report.evidence {
        let mut line = format!("{}: {}", evidence.area.word(), evidence.summary);
        if let Some(first) = evidence.places.first() {
            line.push_str(&format!(" ({})", first.path));
        }
        writeln!(out, "{}", look.wrap(&sanitise::line(&line), "  ", "    "))?;
    }
    writeln!(out)
}

fn unread(report: &RepoReport, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let total = gaps(&report.problems).count();
    if total == 0 {
        return Ok(());
    }
    writeln!(
        out,
        "{}",
        look.paint(look::BOLD, &format!("Not analysed ({total})"))
    )?;
    for problem in gaps(&report.problems).take(GAPS) {
        writeln!(out, "{}", look.wrap(&problem_line(problem), "  ", "    "))?;
    }
    if total > GAPS {
        writeln!(out, "  {} more: --output-format json", total - GAPS)?;
    }
    writeln!(out)
}
