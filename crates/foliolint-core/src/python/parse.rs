//! From a decoded Python text to a module.

use super::module::Module;
use super::syntax;
use crate::file::Zone;
use crate::limits::Limits;
use crate::problem::Reason;
use crate::source::Source;
use std::sync::Arc;

impl Module {
    /// Parses a decoded text.
    ///
    /// # Errors
    ///
    /// The limit it ran into. A syntax error is no failure: the facts name the places.
    pub fn parse(
        path: Arc<str>,
        zone: Zone,
        notebook: bool,
        text: String,
        limits: &Limits,
    ) -> Result<Self, Reason> {
        let source = Source::new(text);
        let facts = syntax::facts(&source, limits)?;
        Ok(Self::new(path, zone, notebook, source, facts))
    }
}
