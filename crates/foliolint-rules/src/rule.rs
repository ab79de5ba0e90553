//! A rule: one flag of FLAGS.md as data and two functions.

use crate::hit::{Hit, Severity};
use foliolint_core::python::Module;
use foliolint_core::repo::Repo;

/// The areas of the hiring guide; folders, selectors and JSON use these words.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[expect(missing_docs, reason = "the words are the documentation")]
pub enum Area {
    Portfolio,
    Testing,
    Debugging,
    Dependencies,
    Secrets,
    Structure,
    Typing,
    Deployment,
    Web,
    Repository,
}

impl Area {
    /// Every area, in the order of the codes.
    pub const ALL: [Self; 10] = [
        Self::Portfolio,
        Self::Testing,
        Self::Debugging,
        Self::Dependencies,
        Self::Secrets,
        Self::Structure,
        Self::Typing,
        Self::Deployment,
        Self::Web,
        Self::Repository,
    ];

    /// The word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Portfolio => "portfolio",
            Self::Testing => "testing",
            Self::Debugging => "debugging",
            Self::Dependencies => "dependencies",
            Self::Secrets => "secrets",
            Self::Structure => "structure",
            Self::Typing => "typing",
            Self::Deployment => "deployment",
            Self::Web => "web",
            Self::Repository => "repository",
        }
    }
}

/// What to ask the candidate.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// The question.
    pub ask: &'static str,
    /// What a strong answer covers.
    pub strong: &'static str,
}

/// What a rule looks at.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// One Python file at a time; called for every module of any zone, the rule picks.
    Module(fn(&Module, &Repo) -> Vec<Hit>),
    /// The repository as a whole.
    Repo(fn(&Repo) -> Vec<Hit>),
    /// All repositories of the scan, when there are several; [`Rule::judge`] is not asked.
    Portfolio(PortfolioCheck),
}

/// What a portfolio rule looks at.
#[derive(Clone, Copy, Debug)]
pub struct PortfolioCheck {
    /// Codes of the flags whose verdicts it reads from the reports; they run even where nobody selected them.
    pub asks: &'static [&'static str],
    /// What judges the repositories together, and what to show.
    pub check: fn(&[Judged<'_>]) -> (Judgement, Vec<Hit>),
}

/// One repository as portfolio rules see it: what was judged of it.
#[derive(Clone, Debug)]
pub struct Judged<'a> {
    /// Its name in reports.
    pub name: &'a str,
    /// Its verdicts, of flags that were selected and of those that portfolio rules ask.
    pub verdicts: Vec<&'a Verdict>,
}

impl<'a> Judged<'a> {
    /// The verdict of the flag with that code.
    #[must_use]
    pub fn verdict(&self, code: &str) -> Option<&'a Verdict> {
        let mut verdicts = self.verdicts.iter().copied();
        verdicts.find(|verdict| verdict.rule.code == code)
    }
}

/// The answer of one flag for one repository.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Status {
    /// The red flag is there.
    Present,
    /// Checked, and clean.
    Absent,
    /// Makes no sense here, or another flag already says it.
    NotApplicable,
    /// The input was not there.
    Unknown,
}

impl Status {
    /// The word used in reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Absent => "absent",
            Self::NotApplicable => "not-applicable",
            Self::Unknown => "unknown",
        }
    }
}

/// A status and why, in one sentence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Judgement {
    /// The answer.
    pub status: Status,
    /// Why, in one sentence without a final full stop, for people who may not program.
    pub reason: String,
}

impl Judgement {
    /// The red flag is there.
    #[must_use]
    pub fn present(reason: impl Into<String>) -> Self {
        Self {
            status: Status::Present,
            reason: reason.into(),
        }
    }

    /// Checked, and clean.
    #[must_use]
    pub fn absent(reason: impl Into<String>) -> Self {
        Self {
            status: Status::Absent,
            reason: reason.into(),
        }
    }

    /// Makes no sense here.
    #[must_use]
    pub fn not_applicable(reason: impl Into<String>) -> Self {
        Self {
            status: Status::NotApplicable,
            reason: reason.into(),
        }
    }

    /// The input was not there.
    #[must_use]
    pub fn unknown(reason: impl Into<String>) -> Self {
        Self {
            status: Status::Unknown,
            reason: reason.into(),
        }
    }
}

/// The judgement of one flag for one repository.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// Which flag.
    pub rule: &'static Rule,
    /// The answer and why.
    pub judgement: Judgement,
    /// How many unsuppressed findings there are, of any confidence, also those too many to keep.
    pub findings: usize,
    /// How many of severity error there are among those that make the verdict (FOL003).
    pub errors: usize,
}

/// One flag of FLAGS.md.
#[derive(Debug)]
pub struct Rule {
    /// `FOL` and three digits; the first gives the area.
    pub code: &'static str,
    /// Kebab-case; also the name of the rule's file and of its fixtures.
    pub name: &'static str,
    /// The area of the hiring guide.
    pub area: Area,
    /// What it flags, in a few words, lower case.
    pub summary: &'static str,
    /// What to do, imperative, in one line.
    pub help: &'static str,
    /// The severity of its usual finding.
    pub severity: Severity,
    /// What to ask the candidate.
    pub questions: &'static [Question],
    /// Whether it accuses of the absence of something, so that unread files make it `unknown` (THREATS.md, Limits).
    pub needs_everything: bool,
    /// What finds its hits.
    pub check: Check,
    /// What makes a verdict of the hits of confidence `medium` or `high` that are not suppressed and not
    /// [`Hit::advice_only`].
    pub judge: fn(&Repo, &[Hit]) -> Judgement,
    /// The rule's own source file, whose leading `//!` lines are its documentation.
    pub source: &'static str,
}

impl Rule {
    /// The documentation: the leading `//!` lines of the rule's file, as Markdown.
    #[must_use]
    pub fn documentation(&self) -> String {
        let lines = self
            .source
            .lines()
            .map_while(|line| line.strip_prefix("//!"));
        lines
            .map(|line| line.strip_prefix(' ').unwrap_or(line))
            .collect::<Vec<_>>()
            .join("\n")
    }
}

/// Common judges.
pub mod judge {
    use super::{Hit, Judgement, Repo};

    /// Present when there is any hit. Says how many and where the first one is.
    #[must_use]
    pub fn any(_repo: &Repo, hits: &[Hit]) -> Judgement {
        match hits {
            [] => Judgement::absent("nothing of the kind was found"),
            [only] => Judgement::present(only.message.clone()),
            [first, rest @ ..] => {
                Judgement::present(format!("{}, and {} more", first.message, rest.len()))
            }
        }
    }

    /// As [`any`], but not applicable without git, for what is about committed files.
    #[must_use]
    pub fn any_in_git(repo: &Repo, hits: &[Hit]) -> Judgement {
        if repo.git.is_none() {
            Judgement::not_applicable("no git here")
        } else {
            any(repo, hits)
        }
    }
}
