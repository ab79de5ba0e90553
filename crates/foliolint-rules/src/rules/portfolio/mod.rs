//! The rules of this area.

pub(crate) mod portfolio_with_secrets;
pub(crate) mod portfolio_without_deployment;
pub(crate) mod portfolio_without_tests;
pub(crate) mod tally;
