//! What a scan spends on one repository at most; every limit that is hit is reported.

use std::time::Duration;

/// The limits of a scan. Counts decide first; the clocks are a backstop only, and only their being hit may
/// make two runs differ.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of a file; the largest 0.1 % of real Python files start at 381 KB.
    pub file_bytes: u64,
    /// Bytes of a notebook.
    pub notebook_bytes: u64,
    /// Distinct widths of leading white space in a Python file: the grammar's scanner aborts near 511. Real maximum seen: 51.
    pub indent_widths: usize,
    /// Backslash-newlines in a row, on which the grammar is quadratic. Real maximum seen: 4.
    pub continuations: usize,
    /// Depth of a syntax tree.
    pub tree_depth: u32,
    /// Nodes of a syntax tree.
    pub tree_nodes: u32,
    /// Files of a repository.
    pub files: usize,
    /// Bytes read of a repository.
    pub repository_bytes: u64,
    /// Folders above a file.
    pub path_depth: usize,
    /// Findings kept of one rule in one file; counts stay exact.
    pub findings: usize,
    /// Columns of an excerpt.
    pub excerpt_columns: usize,
    /// Commits walked.
    pub commits: usize,
    /// Env files and keys that the distinct folders of a history hold together.
    pub history_entries: usize,
    /// Bytes of older versions of files that are read, of env files and keys, and again of Python files.
    pub history_bytes: u64,
    /// Nesting of TOML and JSON.
    pub nesting: usize,
    /// Backstop for one parse.
    pub parse_time: Duration,
    /// Backstop for a repository's history.
    pub history_time: Duration,
    /// Backstop for one repository.
    pub repository_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 1 << 20,
            notebook_bytes: 5 << 20,
            indent_widths: 256,
            continuations: 256,
            tree_depth: 1_000,
            tree_nodes: 1_500_000,
            files: 50_000,
            repository_bytes: 500 << 20,
            path_depth: 64,
            findings: 100,
            excerpt_columns: 200,
            commits: 250_000,
            history_entries: 2_000_000,
            history_bytes: 256 << 20,
            nesting: 64,
            parse_time: Duration::from_secs(5),
            history_time: Duration::from_secs(30),
            repository_time: Duration::from_secs(120),
        }
    }
}
