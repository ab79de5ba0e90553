//! The rules of this area.

pub(crate) mod bulk_upload_history;
pub(crate) mod no_license;
pub(crate) mod no_readme;
pub(crate) mod no_setup_instructions;
pub(crate) mod readmes;
