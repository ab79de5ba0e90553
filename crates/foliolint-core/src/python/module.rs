//! A Python file with its facts, and the questions rules ask of it.

use super::facts::{
    Argument, Assignment, Call, Class, Decorator, Facts, Function, Id, Parameter, Scope,
    StringLiteral, Value, ValueKind,
};
use super::names::Names;
use crate::file::Zone;
use crate::source::{Source, Span};
use std::borrow::Cow;
use std::sync::Arc;

/// How many base classes of a class are looked at. They are asked for by each of its methods; nobody has as many.
const BASES: usize = 64;

/// A parsed Python file or the code cells of a notebook.
#[derive(Debug)]
pub struct Module {
    /// Repository-relative path.
    pub path: Arc<str>,
    /// The part of the repository it belongs to.
    pub zone: Zone,
    /// Whether these are the code cells of a notebook; lines then count through the cells' code.
    pub notebook: bool,
    /// The decoded text.
    pub source: Source,
    /// What it holds.
    pub facts: Facts,
    names: Names,
}

impl Module {
    /// Joins a file's facts with its text and resolves its names.
    #[must_use]
    pub fn new(path: Arc<str>, zone: Zone, notebook: bool, source: Source, facts: Facts) -> Self {
        let names = Names::resolve(&source, &facts);
        Self {
            path,
            zone,
            notebook,
            source,
            facts,
            names,
        }
    }

    /// Whether it is production code (FLAGS.md, Terms). Notebooks are production code of their own kind.
    #[must_use]
    pub const fn is_production(&self) -> bool {
        matches!(self.zone, Zone::Production)
    }

    /// Whether it is test code.
    #[must_use]
    pub const fn is_test(&self) -> bool {
        matches!(self.zone, Zone::Test)
    }

    /// The last part of the path.
    #[must_use]
    pub fn file_name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// The file's name without its ending.
    #[must_use]
    pub fn stem(&self) -> &str {
        self.file_name()
            .rsplit_once('.')
            .map_or(self.file_name(), |(stem, _)| stem)
    }

    /// The folder, without a final `/`; empty at the top.
    #[must_use]
    pub fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The text of a span.
    #[must_use]
    pub fn text(&self, span: Span) -> &str {
        self.source.slice(span)
    }

    /// What a call calls, by its full name: `time.sleep` for `s()` after `from time import sleep as s`,
    /// `flask.Flask().run` for `app.run()` after `app = flask.Flask(…)`, `self.client.get`, the plain name of
    /// a builtin or of something defined in this file. Relative imports keep their dots: `.models.User`.
    /// A subscripted object stands as `x[]`, an expression that has no name as `?`.
    #[must_use]
    pub fn callee(&self, call: &Call) -> &str {
        self.names.callee(call.id)
    }

    /// The full name of a dotted expression as seen from `scope`, by the same rules as [`Module::callee`].
    #[must_use]
    pub fn resolve(&self, dotted: Span, scope: &Scope) -> Cow<'_, str> {
        self.names
            .dotted(&self.source, &self.facts, self.text(dotted), scope)
    }

    /// The last segment of a resolved name.
    #[must_use]
    pub fn last_segment(name: &str) -> &str {
        name.rsplit('.').next().unwrap_or(name)
    }

    /// Whether a name that is not qualified means the builtin: nothing in this file binds it as seen from `scope`.
    #[must_use]
    pub fn is_builtin(&self, name: &str, scope: &Scope) -> bool {
        !self.names.is_bound(&self.facts, name, scope)
    }

    /// A call's arguments.
    #[must_use]
    pub fn arguments(&self, call: &Call) -> &[Argument] {
        call.arguments.of(&self.facts.arguments)
    }

    /// The value of a call's keyword argument.
    #[must_use]
    pub fn keyword(&self, call: &Call, name: &str) -> Option<Value> {
        self.arguments(call)
            .iter()
            .find(|argument| argument.name.is_some_and(|span| self.text(span) == name))
            .map(|argument| argument.value)
    }

    /// The value of a call's `at`-th positional argument, from 0; none once a `*` argument came before it.
    #[must_use]
    pub fn positional(&self, call: &Call, at: usize) -> Option<Value> {
        let plain = self
            .arguments(call)
            .iter()
            .filter(|argument| argument.name.is_none());
        plain
            .map(|argument| argument.value)
            .take_while(|value| value.kind != ValueKind::Starred)
            .nth(at)
    }

    /// A function's parameters.
    #[must_use]
    pub fn parameters(&self, function: &Function) -> &[Parameter] {
        function.parameters.of(&self.facts.parameters)
    }

    /// The decorators of a function or class.
    #[must_use]
    pub fn decorators(&self, run: super::facts::Run) -> &[Decorator] {
        run.of(&self.facts.decorators)
    }

    /// The first 64 base classes of a class, resolved; keywords such as `metaclass=` left out.
    #[must_use]
    pub fn bases(&self, class: &Class) -> Vec<Cow<'_, str>> {
        let bases = class
            .bases
            .of(&self.facts.arguments)
            .iter()
            .filter(|argument| argument.name.is_none())
            .take(BASES);
        bases
            .map(|argument| self.resolve(argument.value.span, &class.scope))
            .collect()
    }

    /// The function with that index.
    #[must_use]
    pub fn function(&self, id: Option<Id>) -> Option<&Function> {
        self.facts.functions.get(id? as usize)
    }

    /// The class with that index.
    #[must_use]
    pub fn class(&self, id: Option<Id>) -> Option<&Class> {
        self.facts.classes.get(id? as usize)
    }

    /// Whether the file imports anything of a top-level module.
    #[must_use]
    pub fn imports(&self, top_level: &str) -> bool {
        let mut imports = self.facts.imports.iter();
        imports.any(|import| self.text(import.module).split('.').next() == Some(top_level))
    }

    /// The outermost function around a scope.
    #[must_use]
    pub fn outermost_function(&self, scope: &Scope) -> Option<&Function> {
        let mut found = self.function(scope.function)?;
        while let Some(outer) = self.function(found.scope.function) {
            found = outer;
        }
        Some(found)
    }

    /// The text of a literal with its parts joined and simple escapes (`\n`, `\t`, `\"`, `\'`, `\\`) undone;
    /// interpolations stand as in the source.
    #[must_use]
    pub fn string_text(&self, string: &StringLiteral) -> String {
        let joined: String = string
            .parts
            .of(&self.facts.string_parts)
            .iter()
            .map(|&part| self.text(part))
            .collect();
        if string.raw || !joined.contains('\\') {
            joined
        } else {
            unescape(&joined)
        }
    }

    /// The text of a value that is a string literal without interpolations.
    #[must_use]
    pub fn literal(&self, value: Value) -> Option<String> {
        let string = self
            .facts
            .strings
            .get(self.facts.string_at(value.span)? as usize)?;
        (value.kind == ValueKind::String && !string.formatted).then(|| self.string_text(string))
    }

    /// The assignments whose target's text is `name` and that stand where `scope` sees them as the same variable
    /// (same function, or the module).
    pub fn assignments_to<'a>(
        &'a self,
        name: &'a str,
        scope: &Scope,
    ) -> impl Iterator<Item = &'a Assignment> {
        let function = scope.function;
        self.facts.assignments.iter().filter(move |assignment| {
            assignment.scope.function == function && self.text(assignment.target.span) == name
        })
    }

    /// Whether a comment stands on the line of `offset`, after it or before it.
    #[must_use]
    pub fn comment_on_line(&self, offset: u32) -> Option<&str> {
        let line = self.source.line_span(self.source.line(offset));
        let found = Facts::within(
            &self.facts.comments,
            Span {
                start: line.start,
                end: line.end + 1,
            },
            |comment| comment.span,
        )
        .next()?;
        Some(self.text(found.span))
    }
}

fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(next) = rest.next() {
        if next != '\\' {
            out.push(next);
            continue;
        }
        match rest.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('r') => out.push('\r'),
            Some('\n') | None => {}
            Some(quoted @ ('"' | '\'' | '\\')) => out.push(quoted),
            Some(other) => out.extend(['\\', other]),
        }
    }
    out
}
