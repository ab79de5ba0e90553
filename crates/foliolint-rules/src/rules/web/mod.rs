//! The rules of this area.

pub(crate) mod blocking_call_in_async;
pub(crate) mod eager_comprehension;
pub(crate) mod query_in_loop;
pub(crate) mod request_without_timeout;
pub(crate) mod slow_work_in_request;
pub(crate) mod sql_from_strings;
pub(crate) mod task_without_retry;
pub(crate) mod thread_in_request;
pub(crate) mod threads_for_cpu_work;
pub(crate) mod unindexed_lookup;
