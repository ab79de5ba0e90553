//! The rules of this area.

pub(crate) mod committed_env_file;
pub(crate) mod hardcoded_secret;
pub(crate) mod missing_env_example;
