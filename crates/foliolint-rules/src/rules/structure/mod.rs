//! The rules of this area.

pub(crate) mod committed_artifact;
pub(crate) mod mixed_concerns;
pub(crate) mod single_file_project;
pub(crate) mod unparseable_file;
