//! Python code: from bytes to facts, and from facts to resolved names.

pub mod facts;
pub mod module;
pub mod names;
mod parse;
mod prescan;
pub mod stdlib;
mod syntax;

pub use facts::{Facts, Id};
pub use module::Module;
