//! The rules of this area.

pub(crate) mod eager_comprehension;
pub(crate) mod request_without_timeout;
pub(crate) mod sql_from_strings;
pub(crate) mod threads_for_cpu_work;
pub(crate) mod unindexed_lookup;
