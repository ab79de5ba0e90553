//! `json`: everything, for programs. The schema has a version; a new one gets a module of its own.

mod v1;

use crate::options::Options;
use crate::scan::Scan;
use std::io::{self, Write};

/// Writes the report, and a final newline.
pub(crate) fn write(scan: &Scan, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &v1::Report::of(scan, options))?;
    writeln!(out)
}
