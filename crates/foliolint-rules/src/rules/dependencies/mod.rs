//! The rules of this area.

pub(crate) mod committed_virtualenv;
pub(crate) mod no_dependency_manifest;
