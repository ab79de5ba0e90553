//! What one walk over a Python file's syntax tree leaves: spans and shapes, never text.
//!
//! Every list is in the order of the source (start ascending, the outer one first), so that a fact can be found
//! by its span. Facts know nothing of roles, paths or other files; [`super::module::Module`] adds these.

mod definitions;
mod expressions;
mod statements;

pub use definitions::{Class, Decorator, Function, Import, Parameter};
pub use expressions::{
    Argument, Assignment, Attribute, Binding, Call, Interpolation, Key, Operation, StringLiteral,
    Subscript, Usage, Value, ValueKind,
};
pub use statements::{Assert, Comment, Condition, Handler, Loop, LoopKind, Return, Steps, Try};

use crate::source::Span;
use serde::{Deserialize, Serialize};

/// An index into one of the lists of [`Facts`].
pub type Id = u32;

/// A run of entries in one of the lists of [`Facts`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Run {
    /// First entry.
    pub start: Id,
    /// One past the last entry.
    pub end: Id,
}

impl Run {
    /// The entries of `list`.
    #[must_use]
    pub fn of<T>(self, list: &[T]) -> &[T] {
        list.get(self.start as usize..self.end as usize)
            .unwrap_or_default()
    }
}

/// Where a fact stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Scope {
    /// The innermost function around it.
    pub function: Option<Id>,
    /// The innermost class around it, also when a function stands between.
    pub class: Option<Id>,
    /// The innermost `except` clause around it, within the same function.
    pub handler: Option<Id>,
    /// The innermost `try` whose *body* holds it, within the same function.
    pub try_body: Option<Id>,
    /// The innermost loop or comprehension around it, within the same function.
    pub in_loop: Option<Id>,
    /// Under `if __name__ == "__main__":`, at any depth below it.
    pub main_guarded: bool,
    /// Under `if TYPE_CHECKING:`.
    pub type_checking: bool,
    /// Under any `if`, `elif`, `else`, `match` or conditional expression within the same function or module.
    pub conditional: bool,
}

/// What one file holds.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the types of the lists say what they hold")]
pub struct Facts {
    pub imports: Vec<Import>,
    pub functions: Vec<Function>,
    pub parameters: Vec<Parameter>,
    pub decorators: Vec<Decorator>,
    pub classes: Vec<Class>,
    pub calls: Vec<Call>,
    pub arguments: Vec<Argument>,
    pub assignments: Vec<Assignment>,
    pub bindings: Vec<Binding>,
    pub subscripts: Vec<Subscript>,
    pub attributes: Vec<Attribute>,
    pub operations: Vec<Operation>,
    pub tries: Vec<Try>,
    pub handlers: Vec<Handler>,
    pub loops: Vec<Loop>,
    pub strings: Vec<StringLiteral>,
    pub string_parts: Vec<Span>,
    pub interpolations: Vec<Interpolation>,
    pub returns: Vec<Return>,
    pub asserts: Vec<Assert>,
    pub conditions: Vec<Condition>,
    pub comments: Vec<Comment>,
    /// `if __name__ == "__main__":` statements, whole.
    pub main_guards: Vec<Span>,
    /// The module's docstring.
    pub docstring: Option<Span>,
    /// Where the grammar found errors. Nothing inside them became a fact.
    pub errors: Vec<Span>,
    /// What only Python 2 reads and the grammar accepts: `print x`, `exec x`, `raise E, x`, `<>`, `0777`, `10L`.
    pub python2: Vec<Span>,
    /// Lines that hold code: not blank, not only a comment, not part of a docstring.
    pub code_lines: u32,
    /// Statements, nested ones included; docstrings, imports and `pass` are none.
    pub statements: u32,
}

impl Facts {
    /// The call with exactly this span.
    #[must_use]
    pub fn call_at(&self, span: Span) -> Option<Id> {
        find(&self.calls, span, |call| call.span)
    }

    /// The string literal with exactly this span.
    #[must_use]
    pub fn string_at(&self, span: Span) -> Option<Id> {
        find(&self.strings, span, |string| string.span)
    }

    /// The subscript with exactly this span.
    #[must_use]
    pub fn subscript_at(&self, span: Span) -> Option<Id> {
        find(&self.subscripts, span, |subscript| subscript.span)
    }

    /// The operation with exactly this span.
    #[must_use]
    pub fn operation_at(&self, span: Span) -> Option<&Operation> {
        let id = find(&self.operations, span, |operation| operation.span)?;
        self.operations.get(id as usize)
    }

    /// The facts of `list` that lie inside `span`; `of` gives a fact's span.
    pub fn within<'a, T>(
        list: &'a [T],
        span: Span,
        of: impl Fn(&T) -> Span + 'a,
    ) -> impl Iterator<Item = &'a T> {
        let first = list.partition_point(|fact| of(fact).start < span.start);
        list.iter().skip(first).take_while({
            let end = span.end;
            move |fact| of(fact).start < end
        })
    }
}

fn find<T>(list: &[T], span: Span, of: impl Fn(&T) -> Span) -> Option<Id> {
    let key = |span: Span| (span.start, u32::MAX - span.end);
    list.binary_search_by_key(&key(span), |fact| key(of(fact)))
        .ok()
        .and_then(|at| Id::try_from(at).ok())
}
