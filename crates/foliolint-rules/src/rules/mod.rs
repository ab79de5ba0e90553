//! The rules, one file each, in a folder for each area.

use crate::rule::Rule;

/// Every rule, sorted by code.
pub static ALL: &[&Rule] = &[];
