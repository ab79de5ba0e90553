//! The rules, one file each, in a folder for each area.

use crate::rule::Rule;

mod debugging;
mod portfolio;
mod testing;

/// Every rule, sorted by code.
pub static ALL: &[&Rule] = &[
    &portfolio::portfolio_without_tests::RULE,
    &testing::no_tests::RULE,
    &debugging::print_debugging::RULE,
    &debugging::leftover_debugger::RULE,
    &debugging::swallowed_exception::RULE,
];
