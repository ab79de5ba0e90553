//! What one walk over a Python file's syntax tree leaves: spans and shapes, never text.
//!
//! Every list is in the order of the source (start ascending, the outer one first), so that a fact can be found
//! by its span. Facts know nothing of roles, paths or other files; [`super::module::Module`] adds these.

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
    /// Its parameters, in [`Facts::parameters`].
    pub parameters: Run,
    /// Its decorators, in [`Facts::decorators`].
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
    /// Base expressions and keywords (`metaclass=`), in [`Facts::arguments`].
    pub bases: Run,
    /// Its decorators, in [`Facts::decorators`].
    pub decorators: Run,
    /// The docstring's span, quotes included.
    pub docstring: Option<Span>,
    /// Where the `class` stands.
    pub scope: Scope,
}

/// The shape of an expression. What stands inside a call or a string is found by its span
/// ([`Facts::call_at`], [`Facts::string_at`]).
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
    /// From the callee to the closing parenthesis.
    pub span: Span,
    /// What is called: `a.b.c` of `a.b.c(x)`.
    pub callee: Span,
    /// The innermost object of the callee: `a`; a call or string for `f(x).y()`, `"".join()`.
    pub base: Value,
    /// Its arguments, in [`Facts::arguments`].
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
    /// The `try` it belongs to, in [`Facts::tries`].
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
    /// Its parts' spans, in [`Facts::string_parts`]: the contents between the quotes.
    pub parts: Run,
    /// Its interpolations, in [`Facts::interpolations`]; empty unless some part is an f-string.
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
    /// Statements that only Python 2 has (`print x`, `exec x`), which the grammar accepts.
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
