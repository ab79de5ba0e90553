//! The rules, one file each, in a folder for each area.

use crate::rule::Rule;

mod debugging;

/// Every rule, sorted by code.
pub static ALL: &[&Rule] = &[
    &debugging::print_debugging::RULE,
    &debugging::leftover_debugger::RULE,
    &debugging::swallowed_exception::RULE,
];
