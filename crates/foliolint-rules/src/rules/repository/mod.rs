//! The rules of this area.

pub(crate) mod no_license;
pub(crate) mod no_readme;
