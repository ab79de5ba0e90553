//! The rules of this area.

pub(crate) mod committed_env_file;
pub(crate) mod committed_key_file;
pub(crate) mod env_file_in_history;
pub(crate) mod env_file_not_ignored;
pub(crate) mod hardcoded_secret;
pub(crate) mod missing_env_example;
