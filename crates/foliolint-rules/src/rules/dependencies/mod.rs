//! Rules about what a project says it needs.

pub(crate) mod committed_virtualenv;
pub(crate) mod no_dependency_manifest;
