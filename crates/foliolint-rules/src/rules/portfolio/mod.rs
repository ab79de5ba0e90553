//! The rules of this area.

pub(crate) mod portfolio_without_tests;
