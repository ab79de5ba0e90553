//! What the user asked for, as rules and findings need it.

use std::collections::BTreeSet;

/// Codes of rules that run only where a selector names them (FLAGS.md: "off unless selected").
const ON_REQUEST: [&str; 1] = ["FOL602"];

/// Codes of the rules that run where nobody selects any.
pub fn by_default() -> impl Iterator<Item = &'static str> {
    let codes = crate::ALL.iter().map(|rule| rule.code);
    codes.filter(|code| !ON_REQUEST.contains(code))
}

/// What is selected and what is let through.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Codes of the selected rules.
    pub selected: BTreeSet<&'static str>,
    /// Whether inline suppressions are applied (they are always counted).
    pub suppressions: bool,
    /// Findings kept of one rule in one file; counts stay exact.
    pub keep: usize,
    /// Columns of an excerpt.
    pub excerpt_columns: usize,
    /// Paths left out by configuration, repository-relative globs.
    pub exclude: Vec<String>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            selected: by_default().collect(),
            suppressions: true,
            keep: 100,
            excerpt_columns: 200,
            exclude: Vec::new(),
        }
    }
}
