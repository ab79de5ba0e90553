//! The rules of this area.

pub(crate) mod committed_virtualenv;
pub(crate) mod lists;
pub(crate) mod mixed_dev_dependencies;
pub(crate) mod no_dependency_manifest;
pub(crate) mod undeclared_dependency;
pub(crate) mod unpinned_dependency;
pub(crate) mod unreadable_manifest;
