//! `concise`: one line for each finding, as editors and `grep` like it, and a line of counts.

use super::look::{self, Look};
use super::summary::Counts;
use crate::options::Options;
use crate::sanitise;
use crate::scan::Scan;
use foliolint_rules::Finding;
use std::io::{self, Write};
use std::path::Path;

/// Writes the report.
pub(crate) fn write(
    scan: &Scan,
    options: &Options,
    look: &Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    for report in &scan.repositories {
        for finding in report.findings.iter().filter(|it| options.shows(it)) {
            writeln!(
                out,
                "{}: {}",
                place(finding, &report.path),
                said(finding, look)
            )?;
        }
    }
    for finding in scan
        .portfolio
        .iter()
        .flat_map(|it| &it.findings)
        .filter(|it| options.shows(it))
    {
        writeln!(out, "portfolio: {}", said(finding, look))?;
    }
    writeln!(out, "{}", Counts::of_all(scan, options).words())
}

/// `error[FOL201] print-debugging: message`.
fn said(finding: &Finding, look: &Look) -> String {
    let label = format!("{}[{}]", finding.severity.word(), finding.rule.code);
    let label = look.paint(look::severity(finding.severity), &label);
    format!(
        "{label} {}: {}",
        finding.rule.name,
        sanitise::line(&finding.message)
    )
}

/// `path:line:column` from where the user stands; the repository's folder for a finding on it as a whole.
pub(crate) fn place(finding: &Finding, root: &Path) -> String {
    let Some(shown) = &finding.place else {
        return sanitise::path(root);
    };
    let path = under(root, &shown.path);
    match shown.range {
        Some((start, _)) => format!("{path}:{}:{}", start.line, start.column),
        None => path,
    }
}

/// A repository-relative path as one from where the user stands. A CI log acts on lines that begin with `::` or `##`,
/// so no stranger's path comes first.
pub(crate) fn under(root: &Path, path: &str) -> String {
    let root = sanitise::path(root);
    let path = sanitise::line(path);
    match root.trim_end_matches(['/', '\\']) {
        "." if !path.starts_with([':', '#']) => path,
        root => format!("{root}/{path}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_can_be_opened_and_give_no_commands() {
        assert_eq!(under(Path::new("."), "a/b.py"), "a/b.py");
        assert_eq!(under(Path::new("."), "::error::x"), "./::error::x");
        assert_eq!(under(Path::new("x/y/"), "b.py"), "x/y/b.py");
        assert_eq!(under(Path::new("/"), "b.py"), "/b.py");
    }
}
