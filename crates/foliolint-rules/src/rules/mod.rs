//! The rules, one file each, in a folder for each area.

use crate::rule::Rule;

mod debugging;
mod testing;

/// Every rule, sorted by code.
pub static ALL: &[&Rule] = &[
    &testing::no_tests::RULE,
    &debugging::print_debugging::RULE,
    &debugging::leftover_debugger::RULE,
    &debugging::swallowed_exception::RULE,
];
