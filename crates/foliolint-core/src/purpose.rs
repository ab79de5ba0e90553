//! The kinds of repository that flags tell apart.

/// Top-level folders whose scripts serve a package's own development.
pub(crate) const HELPERS: &[&str] = &["scripts", "tools", "bin", "benchmarks", "tasks", "ci"];

/// What a repository is for, from its imports and files (FLAGS.md, Terms).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[expect(missing_docs, reason = "FLAGS.md defines each")]
pub enum Kind {
    WebApp,
    Bot,
    Service,
    Desktop,
    Game,
    Library,
    Cli,
    Data,
    Collection,
    Script,
}

impl Kind {
    /// The word used in reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::WebApp => "web-app",
            Self::Bot => "bot",
            Self::Service => "service",
            Self::Desktop => "desktop",
            Self::Game => "game",
            Self::Library => "library",
            Self::Cli => "cli",
            Self::Data => "data",
            Self::Collection => "collection",
            Self::Script => "script",
        }
    }
}
