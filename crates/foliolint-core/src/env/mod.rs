//! Environment variables: files that set them, code that reads them, places that document them.

pub mod dotenv;

/// What a repository says about its environment variables.
#[derive(Clone, Debug, Default)]
pub struct Environment {}
