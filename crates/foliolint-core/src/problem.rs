//! What could not be read or was left out, and why.

use std::fmt;
use std::sync::Arc;

/// One thing that was not analysed.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Problem {
    /// Repository-relative path with `/`; `None` where it concerns the whole repository.
    pub path: Option<Arc<str>>,
    /// Why.
    pub reason: Reason,
}

/// Why something was not analysed. `Display` gives the words for people, [`Reason::code`] the stable word for programs.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Reason {
    /// Over the size limit.
    TooLarge,
    /// Over the indentation, tree depth or path depth limit.
    TooDeep,
    /// Over the node, continuation or time budget of the parser.
    TooComplex,
    /// Bytes that are not in the encoding they should be in.
    Encoding(String),
    /// Holds NUL bytes.
    Binary,
    /// Could not be opened or read.
    Unreadable(String),
    /// Vanished or grew while being read.
    Changed,
    /// A Git LFS pointer in place of the file.
    LfsPointer,
    /// A symbolic link; links are never followed.
    Link,
    /// A FIFO, socket or device; never opened.
    SpecialFile,
    /// Python 3 can't parse it, or a notebook that is no JSON. Rules ran on what did parse.
    Syntax(String),
    /// A limit of the repository was hit: which one.
    Limit(String),
    /// Git data could not be read: what, and why. File findings are not affected.
    Git(String),
    /// A folder with a `.git` of its own inside the repository; not followed.
    NestedRepository,
    /// A fault of our own while this was checked; the rest was not affected. Says where, never what was in the file.
    Internal(String),
    /// Something to know that takes nothing away from the analysis.
    Note(String),
}

impl Reason {
    /// The stable word for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLarge => "too-large",
            Self::TooDeep => "too-deep",
            Self::TooComplex => "too-complex",
            Self::Encoding(_) => "encoding",
            Self::Binary => "binary",
            Self::Unreadable(_) => "unreadable",
            Self::Changed => "changed",
            Self::LfsPointer => "lfs-pointer",
            Self::Link => "link",
            Self::SpecialFile => "special-file",
            Self::Syntax(_) => "syntax-error",
            Self::Limit(_) => "limit",
            Self::Git(_) => "git",
            Self::NestedRepository => "nested-repository",
            Self::Internal(_) => "internal-error",
            Self::Note(_) => "note",
        }
    }

    /// Whether code or history went unread because of it, so that the analysis is not complete.
    #[must_use]
    pub const fn leaves_gap(&self) -> bool {
        !matches!(
            self,
            Self::Link
                | Self::SpecialFile
                | Self::Syntax(_)
                | Self::NestedRepository
                | Self::Note(_)
                | Self::Git(_)
        )
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => out.write_str("larger than the size limit, not read"),
            Self::TooDeep => out.write_str("nested too deeply, not analysed"),
            Self::TooComplex => {
                out.write_str("too complex to parse within the limits, not analysed")
            }
            Self::Encoding(detail) => write!(out, "not readable as text: {detail}"),
            Self::Binary => out.write_str("holds NUL bytes, not read as text"),
            Self::Unreadable(detail) => write!(out, "could not be read: {detail}"),
            Self::Changed => out.write_str("changed while it was read, not analysed"),
            Self::LfsPointer => out.write_str("is a Git LFS pointer, the file itself is elsewhere"),
            Self::Link => out.write_str("is a symbolic link, not followed"),
            Self::SpecialFile => out.write_str("is no regular file, not opened"),
            Self::Syntax(detail) => write!(out, "does not parse: {detail}"),
            Self::Limit(detail) => write!(out, "limit reached: {detail}"),
            Self::Git(detail) => write!(out, "git data not read: {detail}"),
            Self::NestedRepository => out.write_str("is a repository of its own, not followed"),
            Self::Internal(detail) => write!(out, "internal error in {detail}"),
            Self::Note(detail) => out.write_str(detail),
        }
    }
}
