//! Imports, functions and classes.

use super::{Run, Scope, Value};
use crate::source::Span;
use serde::{Deserialize, Serialize};

/// `import a.b as c` or one name of `from a.b import c as d`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Import {
    /// The statement's part for this name.
    pub span: Span,
    /// `a.b`; with leading dots where it is relative; empty for `from . import x` only in that the dots remain.
    pub module: Span,
    /// The imported name of a `from` import; `*` for all of them; `None` for a plain `import`.
    pub name: Option<Span>,
    /// The name it is given, where there is an `as`.
    pub alias: Option<Span>,
    /// Where it stands.
    pub scope: Scope,
}

/// One parameter of a function.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Parameter {
    /// The name, without stars.
    pub name: Span,
    /// The annotation.
    pub annotation: Option<Span>,
    /// The default.
    pub default: Option<Value>,
    /// 1 for `*args`, 2 for `**kwargs`, else 0.
    pub stars: u8,
}

/// One decorator.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Decorator {
    /// The expression after `@`, call and all.
    pub span: Span,
    /// The dotted name: `app.route` of `@app.route("/")`.
    pub name: Span,
}

/// A function or method, not a lambda.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Function {
    /// From `def` (or `async`) to the end of the body; decorators stand before it.
    pub span: Span,
    /// The name.
    pub name: Span,
    /// The block of the body.
    pub body: Span,
    /// Its parameters, in [`super::Facts::parameters`].
    pub parameters: Run,
    /// Its decorators, in [`super::Facts::decorators`].
    pub decorators: Run,
    /// The return annotation.
    pub returns: Option<Span>,
    /// Whether it is `async def`.
    pub is_async: bool,
    /// Whether it stands directly in a class.
    pub is_method: bool,
    /// The docstring's span, quotes included.
    pub docstring: Option<Span>,
    /// A signature type comment (PEP 484 `# type: (int) -> str`).
    pub type_comment: bool,
    /// Whether it yields.
    pub is_generator: bool,
    /// How many statements its body holds, nested ones included, without the docstring.
    pub statements: u32,
    /// Where the `def` stands.
    pub scope: Scope,
}

/// A class.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Class {
    /// From `class` to the end of the body.
    pub span: Span,
    /// The name.
    pub name: Span,
    /// The block of the body.
    pub body: Span,
    /// Base expressions and keywords (`metaclass=`), in [`super::Facts::arguments`].
    pub bases: Run,
    /// Its decorators, in [`super::Facts::decorators`].
    pub decorators: Run,
    /// The docstring's span, quotes included.
    pub docstring: Option<Span>,
    /// Where the `class` stands.
    pub scope: Scope,
}
