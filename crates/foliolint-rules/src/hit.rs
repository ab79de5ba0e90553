//! What a rule saw.

use foliolint_core::source::Span;
use std::sync::Arc;

/// How much a reviewer minds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    /// Good to know.
    Advice,
    /// A reviewer asks about it.
    Warning,
    /// A reviewer stops here.
    Error,
}

impl Severity {
    /// The word used in reports and on the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Advice => "advice",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// How sure the rule is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Confidence {
    /// Hidden unless asked for; never makes a verdict.
    Low,
    /// Most reviewers would agree.
    Medium,
    /// Every reviewer would agree.
    High,
}

impl Confidence {
    /// The word used in reports and on the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// Where something is: a file, or a span of it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Place {
    /// Repository-relative path.
    pub path: Arc<str>,
    /// The span in the file's decoded text; `None` for the file as a whole.
    pub span: Option<Span>,
}

/// What a rule saw, before policy and suppressions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hit {
    /// Where; `None` for the repository as a whole.
    pub place: Option<Place>,
    /// How bad this one is.
    pub severity: Severity,
    /// How sure the rule is of this one.
    pub confidence: Confidence,
    /// What was seen, in one line, lower case, no full stop, never with a secret's value.
    pub message: String,
    /// What to do about this one, where it differs from the rule's help.
    pub help: Option<String>,
    /// Other places that explain it.
    pub related: Vec<(Place, String)>,
    /// A form that FLAGS.md calls "advice, not present": shown, but makes no verdict.
    pub advice_only: bool,
}

impl Hit {
    /// A hit on the repository as a whole, of high confidence.
    #[must_use]
    pub fn repository(severity: Severity, message: impl Into<String>) -> Self {
        Self {
            place: None,
            severity,
            confidence: Confidence::High,
            message: message.into(),
            help: None,
            related: Vec::new(),
            advice_only: false,
        }
    }

    /// A hit on a file as a whole, of high confidence.
    #[must_use]
    pub fn file(path: &Arc<str>, severity: Severity, message: impl Into<String>) -> Self {
        Self {
            place: Some(Place {
                path: Arc::clone(path),
                span: None,
            }),
            ..Self::repository(severity, message)
        }
    }

    /// A hit on a span of a file, of high confidence.
    #[must_use]
    pub fn at(path: &Arc<str>, span: Span, severity: Severity, message: impl Into<String>) -> Self {
        Self {
            place: Some(Place {
                path: Arc::clone(path),
                span: Some(span),
            }),
            ..Self::repository(severity, message)
        }
    }

    /// The same with another confidence.
    #[must_use]
    pub fn confidence(self, confidence: Confidence) -> Self {
        Self { confidence, ..self }
    }
}
