//! Handlers, loops, conditions and the names they bind.

use super::super::facts::{Binding, Condition, Handler, Loop, LoopKind, Value};
use super::kinds::{GRAMMAR, K};
use super::values::{children, span, steps, value};
use super::walk::{Walk, is_main_guard};
use crate::source::Span;
use tree_sitter::Node;

impl<'tree> Walk<'tree, '_> {
    pub(super) fn handler(&mut self, node: Node<'tree>) {
        let field = &GRAMMAR.field;
        let Some(of_try) = self.frames.iter().rev().nth(1).and_then(|frame| frame.fact) else {
            return;
        };
        let block = children(node).find(|child| GRAMMAR.kind(*child) == K::Block);
        let first = node
            .child_by_field_id(field.value)
            .or_else(|| children(node).find(|child| GRAMMAR.kind(*child) != K::Block));
        // Older forms of the grammar hold `X as e` in one node.
        let (exception, alias) = match first {
            Some(pattern) if GRAMMAR.kind(pattern) == K::AsPattern => {
                let mut parts = children(pattern);
                (parts.next(), pattern.child_by_field_id(field.alias))
            }
            other => (other, node.child_by_field_id(field.alias)),
        };
        let name = alias.map(span);
        let handler = Handler {
            span: span(node),
            of_try,
            exception: exception.map(value),
            name,
            body: block.map_or_else(Span::default, span),
            steps: block.map(steps).unwrap_or_default(),
            scope: self.scope,
        };
        self.facts.handlers.push(handler);
        self.became(self.facts.handlers.len() - 1);
        self.facts.bindings.extend(name.map(|name| Binding {
            name,
            value: None,
            scope: self.scope,
        }));
    }

    pub(super) fn raise(&mut self) {
        let mut around = self.scope.handler;
        while let Some(handler) = around.and_then(|at| self.facts.handlers.get_mut(at as usize)) {
            handler.steps.raises = true;
            around = handler.scope.handler;
        }
    }

    pub(super) fn for_loop(&mut self, node: Node<'tree>) {
        let field = &GRAMMAR.field;
        let (Some(left), Some(right)) = (
            node.child_by_field_id(field.left),
            node.child_by_field_id(field.right),
        ) else {
            return;
        };
        let body = self.field_span(node, field.body);
        self.facts.loops.push(Loop {
            span: span(node),
            body,
            kind: LoopKind::For,
            over: value(right),
            target: Some(span(left)),
            scope: self.scope,
        });
        self.became(self.facts.loops.len() - 1);
        self.bind(left, Some(value(right)));
    }

    pub(super) fn while_loop(&mut self, node: Node<'tree>) {
        self.condition(node);
        let Some(test) = node.child_by_field_id(GRAMMAR.field.condition) else {
            return;
        };
        let body = self.field_span(node, GRAMMAR.field.body);
        self.facts.loops.push(Loop {
            span: span(node),
            body,
            kind: LoopKind::While,
            over: value(test),
            target: None,
            scope: self.scope,
        });
        self.became(self.facts.loops.len() - 1);
    }

    pub(super) fn comprehension(&mut self, node: Node<'tree>) {
        let field = &GRAMMAR.field;
        let whole = span(node);
        for clause in children(node).filter(|child| GRAMMAR.kind(*child) == K::ForIn) {
            let (Some(left), Some(right)) = (
                clause.child_by_field_id(field.left),
                clause.child_by_field_id(field.right),
            ) else {
                continue;
            };
            self.facts.loops.push(Loop {
                span: whole,
                body: whole,
                kind: LoopKind::Comprehension,
                over: value(right),
                target: Some(span(left)),
                scope: self.scope,
            });
            if self.frames.last().is_some_and(|frame| frame.fact.is_none()) {
                self.became(self.facts.loops.len() - 1);
            }
            self.bind(left, Some(value(right)));
        }
    }

    pub(super) fn condition(&mut self, node: Node<'tree>) {
        let field = &GRAMMAR.field;
        let Some(test) = node.child_by_field_id(field.condition) else {
            return;
        };
        let body = node
            .child_by_field_id(field.consequence)
            .or_else(|| node.child_by_field_id(field.body));
        self.facts.conditions.push(Condition {
            test: value(test),
            body: body.map_or_else(Span::default, span),
            scope: self.scope,
        });
        if is_main_guard(self.slice(test)) {
            self.facts.main_guards.push(span(node));
        }
    }

    pub(super) fn with_item(&mut self, node: Node<'tree>) {
        let Some(pattern) = node
            .child_by_field_id(GRAMMAR.field.value)
            .filter(|item| GRAMMAR.kind(*item) == K::AsPattern)
        else {
            return;
        };
        let mut parts = children(pattern);
        if let (Some(of), Some(target)) = (parts.next(), parts.next()) {
            self.bind(target, Some(value(of)));
        }
    }

    /// Binds the names of a target: one name, or those directly inside a tuple.
    pub(super) fn bind(&mut self, target: Node<'_>, from: Option<Value>) {
        let scope = self.scope;
        let mut open = vec![target];
        while let Some(part) = open.pop() {
            match GRAMMAR.kind(part) {
                K::Identifier => self.facts.bindings.push(Binding {
                    name: span(part),
                    value: from,
                    scope,
                }),
                K::Attribute | K::Subscript | K::Call => {}
                _ => open.extend(children(part)),
            }
        }
    }
}
