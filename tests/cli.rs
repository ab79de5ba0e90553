//! Runs the real binary, with a scrubbed environment, as a user would.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "cli/place.rs"]
mod place;
#[path = "cli/reports.rs"]
mod reports;
#[path = "cli/runs.rs"]
mod runs;
#[path = "cli/settings.rs"]
mod settings;
