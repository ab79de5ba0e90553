//! What each kind of node becomes.

use super::super::facts::{Assert, Comment, Condition, Return, Try};
use super::kinds::{GRAMMAR, K};
use super::values::{children, span, value};
use super::walk::Walk;
use crate::source::Span;
use tree_sitter::Node;

impl<'tree> Walk<'tree, '_> {
    /// Notes the facts of a node, and says whether to go into it.
    pub(super) fn collect(&mut self, node: Node<'tree>, kind: K) -> bool {
        self.count(kind);
        let scope = self.scope;
        match kind {
            K::Import | K::ImportFrom | K::FutureImport => {
                self.import(node, kind);
                return false;
            }
            K::Decorated => self.decorated(node),
            K::Function => self.function(node),
            K::Class => self.class(node),
            K::Call => self.call(node),
            K::Assignment | K::AugmentedAssignment => self.assignment(node, kind),
            K::Named => self.walrus(node),
            K::Subscript => self.subscript(node),
            K::Attribute => self.attribute(node),
            K::Binary => self.operation(node),
            K::Try => {
                let body = self.field_span(node, GRAMMAR.field.body);
                self.facts.tries.push(Try {
                    span: span(node),
                    body,
                    scope,
                });
                self.became(self.facts.tries.len() - 1);
            }
            K::Except => self.handler(node),
            K::For => self.for_loop(node),
            K::While => self.while_loop(node),
            K::Comprehension | K::Generator => self.comprehension(node),
            K::If | K::Elif => self.condition(node),
            K::Conditional => {
                let mut parts = children(node);
                if let (Some(body), Some(test)) = (parts.next(), parts.next()) {
                    self.facts.conditions.push(Condition {
                        test: value(test),
                        body: span(body),
                        scope,
                    });
                }
            }
            K::IfClause => {
                if let Some(test) = children(node).next() {
                    self.facts.conditions.push(Condition {
                        test: value(test),
                        body: Span::default(),
                        scope,
                    });
                }
            }
            // The grammar takes `if x:` with nothing below it.
            K::Block if children(node).next().is_none() => self.facts.errors.push(span(node)),
            K::WithItem => self.with_item(node),
            K::ConcatenatedString => self.string(node, true),
            K::String => self.string(node, false),
            K::StringStart | K::StringEnd | K::StringContent => {
                // The grammar takes the backticks of Python 2 for quotes.
                if kind == K::StringStart && self.slice(node).ends_with('`') {
                    self.facts.python2.push(span(node));
                }
                return false;
            }
            K::Return => {
                let value = children(node).next().map(value);
                self.facts.returns.push(Return {
                    span: span(node),
                    value,
                    scope,
                });
            }
            K::Yield => {
                let value = children(node).next().map(value);
                self.facts.returns.push(Return {
                    span: span(node),
                    value,
                    scope,
                });
                if let Some(function) = scope
                    .function
                    .and_then(|at| self.facts.functions.get_mut(at as usize))
                {
                    function.is_generator = true;
                }
            }
            K::Assert => {
                if let Some(test) = children(node).next() {
                    self.facts.asserts.push(Assert {
                        span: span(node),
                        condition: value(test),
                        scope,
                    });
                }
            }
            K::Raise => {
                self.raise();
                // `raise E, "text"`.
                let raised = children(node).next();
                if raised.is_some_and(|raised| GRAMMAR.kind(raised) == K::ExpressionList) {
                    self.facts.python2.push(span(node));
                }
            }
            K::Print | K::Exec => self.facts.python2.push(span(node)),
            K::Number if is_old_number(self.slice(node)) => self.facts.python2.push(span(node)),
            K::Comment => {
                self.comment(node);
                return false;
            }
            K::ExpressionStatement => self.docstring(node),
            _ => {}
        }
        true
    }

    fn count(&mut self, kind: K) {
        if !kind.is_statement() {
            return;
        }
        self.facts.statements += 1;
        if let Some(function) = self
            .scope
            .function
            .and_then(|at| self.facts.functions.get_mut(at as usize))
        {
            function.statements += 1;
        }
    }

    pub(super) fn field_span(&self, node: Node<'_>, field: u16) -> Span {
        node.child_by_field_id(field)
            .map_or_else(Span::default, span)
    }

    fn comment(&mut self, node: Node<'_>) {
        let span = span(node);
        let line = self
            .text
            .get(..span.start as usize)
            .and_then(|before| before.rsplit('\n').next())
            .unwrap_or_default();
        self.facts.comments.push(Comment {
            span,
            own_line: line.trim().is_empty(),
        });
        // `# type: (int) -> str` inside a function says its signature (PEP 484).
        let words = self.slice(node).trim_start_matches('#').trim_start();
        if words.starts_with("type: (") {
            let around = self.frames.iter().rev();
            let function = around
                .filter(|frame| frame.kind == K::Function)
                .find_map(|frame| frame.fact);
            if let Some(function) =
                function.and_then(|at| self.facts.functions.get_mut(at as usize))
            {
                function.type_comment = true;
            }
        }
    }

    /// A docstring: the first statement of a module or of a definition's block, if it is a lone string.
    fn docstring(&mut self, node: Node<'_>) {
        let mut inside = children(node);
        let (Some(only), None) = (inside.next(), inside.next()) else {
            return;
        };
        if !matches!(GRAMMAR.kind(only), K::String | K::ConcatenatedString) {
            return;
        }
        // A lone string does nothing, so it is no statement.
        self.facts.statements = self.facts.statements.saturating_sub(1);
        if let Some(function) = self
            .scope
            .function
            .and_then(|at| self.facts.functions.get_mut(at as usize))
        {
            function.statements = function.statements.saturating_sub(1);
        }
        let mut above = self.frames.iter().rev().skip(1);
        let Some(block) = above.next().filter(|frame| frame.seen == 1) else {
            return;
        };
        let found = Some(span(only));
        match (block.kind, above.next()) {
            (_, None) => self.facts.docstring = found,
            (K::Block, Some(owner)) => match (owner.kind, owner.fact) {
                (K::Function, Some(at)) => {
                    if let Some(function) = self.facts.functions.get_mut(at as usize) {
                        function.docstring = found;
                    }
                }
                (K::Class, Some(at)) => {
                    if let Some(class) = self.facts.classes.get_mut(at as usize) {
                        class.docstring = found;
                    }
                }
                _ => {}
            },
            _ => {}
        }
    }
}

/// Numbers that only Python 2 reads: `0777`, `10L`.
fn is_old_number(text: &str) -> bool {
    let digits = text.trim_end_matches(['l', 'L']);
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let octal = digits.len() > 1 && digits.starts_with('0') && digits.contains(|c| c > '0');
    plain && (octal || digits.len() < text.len())
}
