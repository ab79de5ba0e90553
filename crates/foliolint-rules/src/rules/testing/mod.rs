//! The rules of this area.

pub(crate) mod assertion_free_test;
pub(crate) mod no_tests;
pub(crate) mod tests_not_in_ci;
