//! Handlers, loops, conditions and what functions return.

use super::{Id, Scope, Value};
use crate::source::Span;
use serde::{Deserialize, Serialize};

/// A `try` statement.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Try {
    /// The whole statement.
    pub span: Span,
    /// Its body.
    pub body: Span,
    /// Where it stands.
    pub scope: Scope,
}

/// An `except` clause.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Handler {
    /// The clause.
    pub span: Span,
    /// The `try` it belongs to, in [`super::Facts::tries`].
    pub of_try: Id,
    /// The exception expression, `None` for a bare `except:`. Of a tuple, the whole tuple.
    pub exception: Option<Value>,
    /// The name after `as`.
    pub name: Option<Span>,
    /// Its body.
    pub body: Span,
    /// What its direct statements do.
    pub steps: Steps,
    /// Where it stands (inside the function, outside itself).
    pub scope: Scope,
}

/// Which kinds of statements a block holds directly.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Steps {
    /// `pass` or `...`.
    pub passes: bool,
    /// `continue`.
    pub jumps: bool,
    /// `return` of nothing, `None`, a constant or an empty literal.
    pub returns_constant: bool,
    /// An assignment of `None`, a constant or an empty literal.
    pub assigns_constant: bool,
    /// `raise`, at any depth of the block.
    pub raises: bool,
    /// Anything else.
    pub other: bool,
}

/// What kind of repetition a [`Loop`] is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each is the Python construct of that name")]
pub enum LoopKind {
    For,
    While,
    /// One `for` clause of a comprehension or generator expression.
    Comprehension,
}

/// A loop or one `for` clause of a comprehension.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Loop {
    /// The statement, or the whole comprehension.
    pub span: Span,
    /// The body; of a comprehension the whole of it.
    pub body: Span,
    /// What kind.
    pub kind: LoopKind,
    /// What it runs over, or the condition of a `while`.
    pub over: Value,
    /// The target of a `for`.
    pub target: Option<Span>,
    /// Where it stands.
    pub scope: Scope,
}

/// A `return` or `yield`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Return {
    /// The statement.
    pub span: Span,
    /// What is returned; `None` for a bare `return`.
    pub value: Option<Value>,
    /// Where it stands.
    pub scope: Scope,
}

/// An `assert` statement.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Assert {
    /// The statement.
    pub span: Span,
    /// The condition.
    pub condition: Value,
    /// Where it stands.
    pub scope: Scope,
}

/// The condition of an `if`, `elif`, `while` or conditional expression.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Condition {
    /// The condition.
    pub test: Value,
    /// What runs when it holds.
    pub body: Span,
    /// Where the statement stands.
    pub scope: Scope,
}

/// A comment, from `#` to the end of the line.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Comment {
    /// The comment.
    pub span: Span,
    /// Whether nothing but white space stands before it on its line.
    pub own_line: bool,
}
