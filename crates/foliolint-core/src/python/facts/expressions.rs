//! Calls, assignments, names and literals, and the shapes of values.

use super::{Id, Run, Scope};
use crate::source::Span;
use serde::{Deserialize, Serialize};

/// The shape of an expression. What stands inside a call or a string is found by its span
/// ([`super::Facts::call_at`], [`super::Facts::string_at`]).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Value {
    /// The expression, without redundant parentheses around it.
    pub span: Span,
    /// Its shape.
    pub kind: ValueKind,
}

/// The shapes of expressions that rules tell apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each is the Python expression of that name")]
pub enum ValueKind {
    Name,
    Attribute,
    Subscript,
    Call,
    /// A string, bytes or f-string literal, implicit concatenation included.
    String,
    Number,
    True,
    False,
    None,
    Ellipsis,
    List,
    Tuple,
    Dict,
    Set,
    /// List, set or dict comprehension.
    Comprehension,
    Generator,
    Lambda,
    Await,
    Unary,
    Binary,
    /// `and`, `or`.
    Boolean,
    Compare,
    Not,
    Conditional,
    /// `*x` or `**x`.
    Starred,
    /// `x := y`.
    Walrus,
    Yield,
    Other,
}

/// What becomes of an expression's result, by the expression or statement right around it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Usage {
    /// A statement of its own: the result is dropped.
    Dropped,
    /// Assigned to a name, attribute or item.
    Assigned,
    /// Returned or yielded.
    Returned,
    /// An argument of the call with that span.
    Argument(Span),
    /// The object that an attribute, subscript or call hangs on: `f().x`.
    Object,
    /// An operand of `or` that is not the last one.
    OrLeft,
    /// The last operand of `or`.
    OrRight,
    /// An operand of `and`, `not`, or the condition of `if`, `while`, `assert` or a conditional expression.
    Tested,
    /// An operand of a comparison (`==`, `in`, `is` ...).
    Compared,
    /// What a `for` or comprehension runs over.
    Iterated,
    /// Awaited.
    Awaited,
    /// The context of a `with`.
    With,
    /// A decorator.
    Decorator,
    /// Part of a larger expression: list, dict, operand, f-string ...
    Part,
}

/// A call.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Call {
    /// Its index in [`super::Facts::calls`]: what it calls is asked for more often than anything else.
    pub id: Id,
    /// From the callee to the closing parenthesis.
    pub span: Span,
    /// What is called: `a.b.c` of `a.b.c(x)`.
    pub callee: Span,
    /// The innermost object of the callee: `a`; a call or string for `f(x).y()`, `"".join()`.
    pub base: Value,
    /// Its arguments, in [`super::Facts::arguments`].
    pub arguments: Run,
    /// What becomes of the result.
    pub usage: Usage,
    /// Where it stands.
    pub scope: Scope,
}

/// One argument of a call or a class's parentheses.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Argument {
    /// The keyword.
    pub name: Option<Span>,
    /// The value; [`ValueKind::Starred`] for `*x` and `**x`.
    pub value: Value,
}

/// One target of an assignment: `a = b = 1` gives two entries, `a, b = 1, 2` gives two with their own values
/// where the sides match, else with the whole value.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Assignment {
    /// The statement (or walrus).
    pub span: Span,
    /// What is assigned to: name, attribute, subscript.
    pub target: Value,
    /// The annotation of `x: T = v`.
    pub annotation: Option<Span>,
    /// The value; `None` for a bare `x: T`.
    pub value: Option<Value>,
    /// `+=` and the like.
    pub augmented: bool,
    /// Whether the value is a whole that several targets take apart.
    pub unpacked: bool,
    /// Where it stands.
    pub scope: Scope,
}

/// A name that something other than an import, a definition, a parameter or an assignment binds:
/// `for`, `with … as`, `except … as`, a comprehension.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Binding {
    /// The name.
    pub name: Span,
    /// Where from, where that is an expression (`for x in value`, `with value as x`).
    pub value: Option<Value>,
    /// Where it stands.
    pub scope: Scope,
}

/// `a["key"]`, read or written, with any index.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Subscript {
    /// The expression.
    pub span: Span,
    /// What is indexed.
    pub object: Value,
    /// The (first) index.
    pub index: Value,
    /// What becomes of it; [`Usage::Assigned`] does not mean that it is the target.
    pub usage: Usage,
    /// Whether it is assigned to or deleted.
    pub stored: bool,
    /// Where it stands.
    pub scope: Scope,
}

/// An attribute that is read but not called, of a dotted name of plain identifiers: `request.user.email`, `os.environ`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Attribute {
    /// The whole dotted name.
    pub span: Span,
    /// What becomes of it.
    pub usage: Usage,
    /// Where it stands.
    pub scope: Scope,
}

/// What name a string literal is given to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Key {
    /// `name = "…"`, `self.name = "…"`, `x["name"] = "…"`: the target's span (of an item, the index string's).
    Assigned(Span),
    /// `f(name="…")`.
    Keyword(Span),
    /// `{"name": "…"}`: the key expression's span.
    DictKey(Span),
    /// `def f(name="…")`.
    Default(Span),
    /// `name == "…"`: the other side's span.
    Compared(Span),
    /// A positional argument: the call's span and the argument's position from 0.
    Positional(Span, u32),
    /// A statement of its own: a docstring or a dead string.
    Dropped,
    /// Anything else.
    None,
}

/// A string, bytes or f-string literal; parts concatenated implicitly are one literal.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct StringLiteral {
    /// All of it, prefixes and quotes included.
    pub span: Span,
    /// Its parts' spans, in [`super::Facts::string_parts`]: the contents between the quotes.
    pub parts: Run,
    /// Its interpolations, in [`super::Facts::interpolations`]; empty unless some part is an f-string.
    pub interpolations: Run,
    /// Whether any part is an f-string.
    pub formatted: bool,
    /// Whether it is a bytes literal.
    pub bytes: bool,
    /// Whether every part is raw.
    pub raw: bool,
    /// The name it is given to.
    pub key: Key,
    /// Where it stands.
    pub scope: Scope,
}

/// `{expression!r:spec}` in an f-string.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Interpolation {
    /// With the braces.
    pub span: Span,
    /// The expression.
    pub value: Value,
    /// `{x=}`.
    pub self_documenting: bool,
}

/// An arithmetic or text operation of two operands: `a + b`, `"…" % x`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Operation {
    /// The expression, without parentheses around it.
    pub span: Span,
    /// The operator: `+`, `%`, `//`, `|` ...
    pub operator: Span,
    /// The left operand.
    pub left: Value,
    /// The right operand.
    pub right: Value,
}
