//! The rules of this area.

pub(crate) mod query_in_loop;
