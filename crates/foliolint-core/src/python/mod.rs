//! Python code: from bytes to facts, and from facts to resolved names.

pub mod facts;
pub mod module;
pub mod names;
pub mod notebook;
mod parse;
mod prescan;
pub mod roles;
pub mod stdlib;
mod syntax;

pub use facts::{Facts, Id};
pub use module::Module;
pub use roles::Role;
