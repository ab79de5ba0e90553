//! The rules of this area.

pub(crate) mod leftover_debugger;
pub(crate) mod print_debugging;
pub(crate) mod swallowed_exception;
