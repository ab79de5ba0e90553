//! The rules of this area.

pub(crate) mod no_tests;
