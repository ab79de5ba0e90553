//! Small questions about expression nodes: their span, their shape, whether they are constant.

use super::super::facts::{Id, Steps, Value};
use super::kinds::{GRAMMAR, K};
use crate::source::Span;
use tree_sitter::Node;

/// How far a chain of parentheses, attributes, assignments or operands is followed; real code stays far below.
pub(super) const CHAIN: usize = 64;

/// The index of what is pushed next on a list of that length.
pub(super) fn id(length: usize) -> Id {
    Id::try_from(length).unwrap_or(Id::MAX)
}

/// A node's span.
pub(super) fn span(node: Node<'_>) -> Span {
    Span::new(node.start_byte(), node.end_byte())
}

/// The named children that are no comments.
pub(super) fn children<'tree>(node: Node<'tree>) -> impl Iterator<Item = Node<'tree>> {
    let mut cursor = node.walk();
    let mut more = cursor.goto_first_child();
    std::iter::from_fn(move || {
        while more {
            let child = cursor.node();
            more = cursor.goto_next_sibling();
            if child.is_named() && GRAMMAR.kind(child) != K::Comment {
                return Some(child);
            }
        }
        None
    })
}

/// The expression without parentheses around it.
pub(super) fn bare(mut node: Node<'_>) -> Node<'_> {
    for _ in 0..CHAIN {
        match GRAMMAR.kind(node) {
            K::Parenthesized => match children(node).next() {
                Some(inner) => node = inner,
                None => break,
            },
            _ => break,
        }
    }
    node
}

/// An expression's span and shape.
pub(super) fn value(node: Node<'_>) -> Value {
    let node = bare(node);
    Value {
        span: span(node),
        kind: GRAMMAR.kind(node).value_kind(),
    }
}

/// The innermost object of a chain of attributes: `a` of `a.b.c`.
pub(super) fn base(mut node: Node<'_>) -> Node<'_> {
    node = bare(node);
    for _ in 0..CHAIN {
        match GRAMMAR.kind(node) {
            K::Attribute => match node.child_by_field_id(GRAMMAR.field.object) {
                Some(object) => node = bare(object),
                None => break,
            },
            _ => break,
        }
    }
    node
}

/// The value at the end of `a = b = value`.
pub(super) fn assigned(node: Node<'_>) -> Option<Node<'_>> {
    let mut right = node.child_by_field_id(GRAMMAR.field.right)?;
    for _ in 0..CHAIN {
        match GRAMMAR.kind(right) {
            K::Assignment => right = right.child_by_field_id(GRAMMAR.field.right)?,
            _ => break,
        }
    }
    Some(right)
}

/// Whether it is `None`, a constant, an empty literal, or a tuple of these.
fn is_constant(node: Node<'_>) -> bool {
    let node = bare(node);
    match GRAMMAR.kind(node) {
        K::None | K::True | K::False | K::Number | K::Ellipsis => true,
        K::String => children(node).all(|part| GRAMMAR.kind(part) != K::Interpolation),
        K::ConcatenatedString => children(node)
            .all(|part| children(part).all(|inside| GRAMMAR.kind(inside) != K::Interpolation)),
        K::List | K::Dict | K::Set => children(node).next().is_none(),
        K::Unary => children(node).all(|operand| GRAMMAR.kind(operand) == K::Number),
        // Of a tuple one level: `return None, {}`. What names the error hands it on.
        K::Tuple | K::ExpressionList => children(node).all(|part| {
            !matches!(GRAMMAR.kind(part), K::Tuple | K::Parenthesized) && is_constant(part)
        }),
        _ => false,
    }
}

/// What the direct statements of a block do.
pub(super) fn steps(block: Node<'_>) -> Steps {
    let mut steps = Steps::default();
    for statement in children(block) {
        match GRAMMAR.kind(statement) {
            K::Pass => steps.passes = true,
            K::Continue => steps.jumps = true,
            K::Return if children(statement).all(is_constant) => steps.returns_constant = true,
            K::ExpressionStatement => step(statement, &mut steps),
            K::Raise => steps.raises = true,
            _ => steps.other = true,
        }
    }
    steps
}

fn step(statement: Node<'_>, steps: &mut Steps) {
    let mut inside = children(statement);
    match (inside.next(), inside.next()) {
        (Some(only), None) => match GRAMMAR.kind(only) {
            K::Ellipsis | K::String => steps.passes = true,
            K::Assignment if assigned(only).is_some_and(is_constant) => {
                steps.assigns_constant = true
            }
            _ => steps.other = true,
        },
        _ => steps.other = true,
    }
}
