//! Calls, assignments, names and literals.

use super::super::facts::{
    Argument, Assignment, Attribute, Call, Interpolation, Operation, Run, StringLiteral, Subscript,
    ValueKind,
};
use super::kinds::{GRAMMAR, K};
use super::values::{assigned, bare, base, children, id, span, value};
use super::walk::Walk;
use crate::source::Span;
use tree_sitter::Node;

impl<'tree> Walk<'tree, '_> {
    pub(super) fn arguments(&mut self, list: Option<Node<'_>>) -> Run {
        let start = id(self.facts.arguments.len());
        match list {
            Some(list) if GRAMMAR.kind(list) == K::ArgumentList => {
                for child in children(list) {
                    let keyword = GRAMMAR.kind(child) == K::Keyword;
                    let name = if keyword {
                        child.child_by_field_id(GRAMMAR.field.name).map(span)
                    } else {
                        None
                    };
                    let of = if keyword {
                        child
                            .child_by_field_id(GRAMMAR.field.value)
                            .unwrap_or(child)
                    } else {
                        child
                    };
                    self.facts.arguments.push(Argument {
                        name,
                        value: value(of),
                    });
                }
            }
            Some(generator) => self.facts.arguments.push(Argument {
                name: None,
                value: value(generator),
            }),
            None => {}
        }
        Run {
            start,
            end: id(self.facts.arguments.len()),
        }
    }

    pub(super) fn call(&mut self, node: Node<'tree>) {
        let Some(function) = node.child_by_field_id(GRAMMAR.field.function) else {
            return;
        };
        let arguments = self.arguments(node.child_by_field_id(GRAMMAR.field.arguments));
        let (callee, object) = (span(bare(function)), value(base(function)));
        self.facts.calls.push(Call {
            id: id(self.facts.calls.len()),
            span: span(node),
            callee,
            base: object,
            arguments,
            usage: self.usage(),
            scope: self.scope,
        });
    }

    pub(super) fn assignment(&mut self, node: Node<'tree>, kind: K) {
        let field = &GRAMMAR.field;
        let Some(left) = node.child_by_field_id(field.left) else {
            return;
        };
        let annotation = node.child_by_field_id(field.r#type).map(span);
        let right = assigned(node);
        let augmented = kind == K::AugmentedAssignment;
        let scope = self.scope;
        if GRAMMAR.kind(left) != K::PatternList {
            let assignment = Assignment {
                span: span(node),
                target: value(left),
                annotation,
                value: right.map(value),
                augmented,
                unpacked: false,
                scope,
            };
            self.facts.assignments.push(assignment);
            return;
        }
        let targets: Vec<_> = children(left).collect();
        let parts: Vec<_> = right
            .filter(|right| matches!(GRAMMAR.kind(*right), K::ExpressionList | K::Tuple | K::List))
            .into_iter()
            .flat_map(children)
            .collect();
        let pairs = targets.len() == parts.len()
            && !targets
                .iter()
                .chain(&parts)
                .any(|part| value(*part).kind == ValueKind::Starred);
        for (at, target) in targets.iter().enumerate() {
            let own = if pairs { parts.get(at).copied() } else { right };
            let assignment = Assignment {
                span: span(node),
                target: value(*target),
                annotation,
                value: own.map(value),
                augmented,
                unpacked: !pairs,
                scope,
            };
            self.facts.assignments.push(assignment);
        }
    }

    pub(super) fn walrus(&mut self, node: Node<'tree>) {
        let (Some(name), Some(right)) = (
            node.child_by_field_id(GRAMMAR.field.name),
            node.child_by_field_id(GRAMMAR.field.value),
        ) else {
            return;
        };
        let target = value(name);
        self.facts.assignments.push(Assignment {
            span: span(node),
            target,
            annotation: None,
            value: Some(value(right)),
            augmented: false,
            unpacked: false,
            scope: self.scope,
        });
    }

    pub(super) fn subscript(&mut self, node: Node<'tree>) {
        let field = &GRAMMAR.field;
        let (Some(object), Some(index)) = (
            node.child_by_field_id(field.value),
            node.child_by_field_id(field.subscript),
        ) else {
            return;
        };
        let parent = self.frames.iter().rev().nth(1).map(|frame| frame.kind);
        let stored = match parent {
            Some(K::Assignment | K::AugmentedAssignment) => self.field == field.left,
            Some(K::Delete | K::PatternList) => true,
            _ => false,
        };
        self.facts.subscripts.push(Subscript {
            span: span(node),
            object: value(object),
            index: value(index),
            usage: self.usage(),
            stored,
            scope: self.scope,
        });
    }

    /// A dotted name that is read: not a callee, not the inside of a longer one, not a target.
    pub(super) fn attribute(&mut self, node: Node<'tree>) {
        let field = &GRAMMAR.field;
        let parent = self.frames.iter().rev().nth(1).map(|frame| frame.kind);
        let skipped = match parent {
            Some(K::Call) => self.field == field.function,
            Some(K::Attribute) => true,
            Some(K::Assignment | K::AugmentedAssignment) => self.field == field.left,
            Some(K::Decorator) => true,
            _ => false,
        };
        if !skipped && GRAMMAR.kind(base(node)) == K::Identifier {
            self.facts.attributes.push(Attribute {
                span: span(node),
                usage: self.usage(),
                scope: self.scope,
            });
        }
    }

    pub(super) fn operation(&mut self, node: Node<'tree>) {
        let field = &GRAMMAR.field;
        let of = |field| node.child_by_field_id(field);
        if let (Some(left), Some(operator), Some(right)) =
            (of(field.left), of(field.operator), of(field.right))
        {
            self.facts.operations.push(Operation {
                span: span(node),
                operator: span(operator),
                left: value(left),
                right: value(right),
            });
        }
    }

    pub(super) fn string(&mut self, node: Node<'tree>, concatenated: bool) {
        if self
            .frames
            .iter()
            .rev()
            .nth(1)
            .is_some_and(|frame| frame.kind == K::ConcatenatedString)
        {
            return;
        }
        let (part_start, interpolation_start) = (
            id(self.facts.string_parts.len()),
            id(self.facts.interpolations.len()),
        );
        let (mut formatted, mut bytes, mut raw) = (false, false, true);
        let literals = if concatenated {
            children(node)
                .filter(|part| GRAMMAR.kind(*part) == K::String)
                .collect()
        } else {
            vec![node]
        };
        for literal in literals {
            let quotes = children(literal)
                .next()
                .map_or("", |start| self.slice(start))
                .to_ascii_lowercase();
            formatted |= quotes.contains('f') || quotes.contains('t');
            bytes |= quotes.contains('b');
            raw &= quotes.contains('r');
            let (mut start, mut end) = (literal.start_byte(), literal.end_byte());
            for part in children(literal) {
                match GRAMMAR.kind(part) {
                    K::StringStart => start = part.end_byte(),
                    K::StringEnd => end = part.start_byte(),
                    K::Interpolation => self.interpolation(part),
                    _ => {}
                }
            }
            self.facts
                .string_parts
                .push(Span::new(start, end.max(start)));
        }
        let parts = Run {
            start: part_start,
            end: id(self.facts.string_parts.len()),
        };
        let interpolations = Run {
            start: interpolation_start,
            end: id(self.facts.interpolations.len()),
        };
        let key = self.key();
        self.facts.strings.push(StringLiteral {
            span: span(node),
            parts,
            interpolations,
            formatted,
            bytes,
            raw,
            key,
            scope: self.scope,
        });
    }

    pub(super) fn interpolation(&mut self, node: Node<'_>) {
        let Some(expression) = node.child_by_field_id(GRAMMAR.field.expression) else {
            return;
        };
        let after = self
            .text
            .get(expression.end_byte()..node.end_byte())
            .unwrap_or_default()
            .trim_start();
        let self_documenting = after.starts_with('=') && !after.starts_with("==");
        self.facts.interpolations.push(Interpolation {
            span: span(node),
            value: value(expression),
            self_documenting,
        });
    }
}
