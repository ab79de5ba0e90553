//! The rules of this area.

pub(crate) mod untyped_code;
pub(crate) mod untyped_function;
