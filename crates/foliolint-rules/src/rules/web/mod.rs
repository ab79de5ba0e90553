//! The rules of this area.

pub(crate) mod blocking_call_in_async;
pub(crate) mod slow_work_in_request;
pub(crate) mod task_without_retry;
pub(crate) mod thread_in_request;
