//! Imports, functions and classes.

use super::super::facts::{Class, Decorator, Function, Import, Parameter, Run};
use super::kinds::{GRAMMAR, K};
use super::values::{bare, children, id, span, value};
use super::walk::Walk;
use crate::source::Span;
use tree_sitter::Node;

impl<'tree> Walk<'tree, '_> {
    pub(super) fn import(&mut self, node: Node<'_>, kind: K) {
        let field = &GRAMMAR.field;
        let scope = self.scope;
        let from = node.child_by_field_id(field.module_name);
        let from_span = if kind == K::FutureImport {
            self.future_module(node)
        } else {
            from.map(span)
        };
        for child in children(node) {
            if Some(child) == from {
                continue;
            }
            let (name, alias) = match GRAMMAR.kind(child) {
                K::AliasedImport => (
                    self.field_span(child, field.name),
                    child.child_by_field_id(field.alias).map(span),
                ),
                K::DottedName | K::Wildcard => (span(child), None),
                _ => continue,
            };
            let (module, name) = from_span.map_or((name, None), |module| (module, Some(name)));
            self.facts.imports.push(Import {
                span: span(child),
                module,
                name,
                alias,
                scope,
            });
        }
    }

    /// `__future__` is a keyword of the grammar, not a node of its own name.
    pub(super) fn future_module(&self, node: Node<'_>) -> Option<Span> {
        let at = self.slice(node).find("__future__")? + node.start_byte();
        Some(Span::new(at, at + "__future__".len()))
    }

    pub(super) fn decorated(&mut self, node: Node<'tree>) {
        let start = id(self.facts.decorators.len());
        for child in children(node).filter(|child| GRAMMAR.kind(*child) == K::Decorator) {
            let Some(expression) = children(child).next().map(bare) else {
                continue;
            };
            let named = if GRAMMAR.kind(expression) == K::Call {
                expression.child_by_field_id(GRAMMAR.field.function)
            } else {
                None
            };
            self.facts.decorators.push(Decorator {
                span: span(expression),
                name: span(named.unwrap_or(expression)),
            });
        }
        let end = id(self.facts.decorators.len());
        if let Some(frame) = self.frames.last_mut() {
            frame.run = Run { start, end };
        }
    }

    /// The decorators of the definition being visited.
    pub(super) fn decorators(&self) -> Run {
        self.frames
            .iter()
            .rev()
            .nth(1)
            .filter(|frame| frame.kind == K::Decorated)
            .map_or_else(Run::default, |frame| frame.run)
    }

    pub(super) fn function(&mut self, node: Node<'tree>) {
        let field = &GRAMMAR.field;
        let definition = |kind| matches!(kind, K::Function | K::Class | K::Lambda);
        let is_method = self
            .frames
            .iter()
            .rev()
            .skip(1)
            .find(|frame| definition(frame.kind))
            .is_some_and(|frame| frame.kind == K::Class);
        let parameters = self.parameters(node);
        let function = Function {
            span: span(node),
            name: self.field_span(node, field.name),
            body: self.field_span(node, field.body),
            parameters,
            decorators: self.decorators(),
            returns: node.child_by_field_id(field.return_type).map(span),
            is_async: self.slice(node).starts_with("async"),
            is_method,
            docstring: None,
            type_comment: false,
            is_generator: false,
            statements: 0,
            scope: self.scope,
        };
        self.facts.functions.push(function);
        self.became(self.facts.functions.len() - 1);
    }

    pub(super) fn parameters(&mut self, node: Node<'_>) -> Run {
        let field = &GRAMMAR.field;
        let start = id(self.facts.parameters.len());
        for child in node
            .child_by_field_id(field.parameters)
            .into_iter()
            .flat_map(children)
        {
            let mut name = child;
            match GRAMMAR.kind(child) {
                K::Identifier | K::ListSplatPattern | K::DictSplatPattern | K::PatternList => {}
                K::TypedParameter => name = children(child).next().unwrap_or(child),
                K::DefaultParameter | K::TypedDefaultParameter => {
                    name = child.child_by_field_id(field.name).unwrap_or(child)
                }
                _ => continue,
            }
            let stars = match GRAMMAR.kind(name) {
                K::ListSplatPattern => 1,
                K::DictSplatPattern => 2,
                _ => 0,
            };
            let inner = if stars > 0 {
                children(name).next().unwrap_or(name)
            } else {
                name
            };
            let annotation = child.child_by_field_id(field.r#type).map(span);
            let default = child.child_by_field_id(field.value).map(value);
            self.facts.parameters.push(Parameter {
                name: span(inner),
                annotation,
                default,
                stars,
            });
        }
        Run {
            start,
            end: id(self.facts.parameters.len()),
        }
    }

    pub(super) fn class(&mut self, node: Node<'tree>) {
        let field = &GRAMMAR.field;
        let bases = self.arguments(node.child_by_field_id(field.superclasses));
        let (name, body) = (
            self.field_span(node, field.name),
            self.field_span(node, field.body),
        );
        self.facts.classes.push(Class {
            span: span(node),
            name,
            body,
            bases,
            decorators: self.decorators(),
            docstring: None,
            scope: self.scope,
        });
        self.became(self.facts.classes.len() - 1);
    }
}
