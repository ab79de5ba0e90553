//! What a repository says about itself: READMEs and licences.

/// READMEs and licences of a repository.
#[derive(Clone, Debug, Default)]
pub struct Docs {}
