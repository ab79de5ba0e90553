//! The rules of this area.

pub(crate) mod unindexed_lookup;
