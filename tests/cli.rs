//! Runs the real binary, with a scrubbed environment, as a user would.
