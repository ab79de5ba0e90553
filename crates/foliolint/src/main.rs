//! The command: arguments, configuration, reports.

fn main() {}
