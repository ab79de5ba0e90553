//! The one walk over a syntax tree: a cursor, a stack of ancestors, and the scope that each node stands in.

use super::super::facts::{Facts, Id, Key, Run, Scope, Usage};
use super::kinds::{GRAMMAR, K};
use super::values::{CHAIN, bare, children, span};
use crate::limits::Limits;
use crate::problem::Reason;
use tree_sitter::{Node, Tree};

/// How many operands of a comparison are looked at for the name that a literal is compared with.
const SIDES: usize = 4;

/// An ancestor of the node being visited.
pub(super) struct Frame<'tree> {
    pub(super) node: Node<'tree>,
    pub(super) kind: K,
    /// The field it fills in its own parent, 0 for none.
    pub(super) field: u16,
    /// The fact it became.
    pub(super) fact: Option<Id>,
    /// The decorators that a decorated definition holds.
    pub(super) run: Run,
    /// How many of its named children, comments left out, were entered already.
    pub(super) seen: u32,
    /// The scope outside of it.
    outside: Scope,
}

/// The state of a walk.
pub(super) struct Walk<'tree, 'text> {
    pub(super) text: &'text str,
    pub(super) facts: Facts,
    pub(super) frames: Vec<Frame<'tree>>,
    pub(super) scope: Scope,
    /// The field that the node being visited fills in its parent, 0 for none.
    pub(super) field: u16,
}

/// Walks a tree.
///
/// # Errors
///
/// [`Reason::TooDeep`] where the tree is deeper than the limit.
pub(super) fn walk(tree: &Tree, text: &str, limits: &Limits) -> Result<Facts, Reason> {
    let mut walk = Walk {
        text,
        facts: Facts::default(),
        frames: Vec::with_capacity(64),
        scope: Scope::default(),
        field: 0,
    };
    let mut cursor = tree.walk();
    loop {
        let node = cursor.node();
        walk.field = cursor.field_id().map_or(0, std::num::NonZeroU16::get);
        if walk.frames.len() > limits.tree_depth as usize {
            return Err(Reason::TooDeep);
        }
        if walk.visit(node) && cursor.goto_first_child() {
            continue;
        }
        walk.frames
            .pop()
            .into_iter()
            .for_each(|frame| walk.scope = frame.outside);
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return Ok(walk.facts);
            }
            walk.frames
                .pop()
                .into_iter()
                .for_each(|frame| walk.scope = frame.outside);
        }
    }
}

impl<'tree> Walk<'tree, '_> {
    /// Visits a node: narrows the scope, notes its facts, and says whether to go into it.
    fn visit(&mut self, node: Node<'tree>) -> bool {
        let kind = GRAMMAR.kind(node);
        if let (true, Some(parent)) = (
            node.is_named() && kind != K::Comment,
            self.frames.last_mut(),
        ) {
            parent.seen += 1;
        }
        let outside = self.scope;
        self.narrow(kind);
        self.frames.push(Frame {
            node,
            kind,
            field: self.field,
            fact: None,
            run: Run::default(),
            seen: 0,
            outside,
        });
        if (node.is_error() && self.frames.len() > 1) || node.is_missing() {
            self.facts.errors.push(span(node));
            return false;
        }
        if node.kind_id() == GRAMMAR.unequal {
            self.facts.python2.push(span(node));
        }
        node.is_named() && self.collect(node, kind)
    }

    /// The scope of a node is its parent's, but for the parts of statements that open one.
    fn narrow(&mut self, kind: K) {
        let Some(parent) = self.frames.last() else {
            return;
        };
        let field = &GRAMMAR.field;
        match (parent.kind, kind) {
            (K::Function, K::Block) => {
                let Scope {
                    class,
                    main_guarded,
                    type_checking,
                    ..
                } = self.scope;
                self.scope = Scope {
                    function: parent.fact,
                    class,
                    main_guarded,
                    type_checking,
                    ..Scope::default()
                };
            }
            (K::Class, K::Block) => {
                let Scope {
                    function,
                    main_guarded,
                    type_checking,
                    ..
                } = self.scope;
                self.scope = Scope {
                    function,
                    class: parent.fact,
                    main_guarded,
                    type_checking,
                    ..Scope::default()
                };
            }
            (K::Try, K::Block) => self.scope.try_body = parent.fact,
            (K::Except, K::Block) => self.scope.handler = parent.fact,
            (K::For | K::While, K::Block) if self.field == field.body => {
                self.scope.in_loop = parent.fact
            }
            (K::Comprehension | K::Generator, _)
                if self.field == field.body || kind == K::IfClause =>
            {
                self.scope.in_loop = parent.fact
            }
            (K::If, K::Block) => {
                let test = parent
                    .node
                    .child_by_field_id(field.condition)
                    .map_or("", |test| self.slice(test));
                let (main_guarded, type_checking) = (
                    is_main_guard(test),
                    test == "TYPE_CHECKING" || test.ends_with(".TYPE_CHECKING"),
                );
                self.scope.conditional = true;
                self.scope.main_guarded |= main_guarded;
                self.scope.type_checking |= type_checking;
            }
            (K::Elif | K::Else | K::Case, K::Block) | (K::Conditional, _) => {
                self.scope.conditional = true
            }
            _ => {}
        }
    }

    /// The text of a node.
    pub(super) fn slice(&self, node: Node<'_>) -> &str {
        self.text.get(node.byte_range()).unwrap_or_default()
    }

    /// Notes which fact the node being visited became.
    pub(super) fn became(&mut self, fact: usize) -> Option<Id> {
        let id = Id::try_from(fact).ok();
        if let Some(frame) = self.frames.last_mut() {
            frame.fact = id;
        }
        id
    }

    /// The ancestors of the node being visited, the innermost first, parentheses left out.
    fn ancestors(&self) -> impl Iterator<Item = &Frame<'tree>> {
        self.frames
            .iter()
            .rev()
            .skip(1)
            .filter(|frame| frame.kind != K::Parenthesized)
    }

    /// The field that the node being visited, or the parentheses around it, fills in its parent.
    fn field_of_visited(&self) -> u16 {
        let mut field = self.field;
        for frame in self.frames.iter().rev().skip(1) {
            if frame.kind != K::Parenthesized {
                break;
            }
            field = frame.field;
        }
        field
    }

    /// What becomes of the expression being visited. The last operand of an `or` and the value of a walrus go on to what
    /// stands around these: `if a or f()`, `if x := f()` and `f() or b` in `a or f() or b` test or replace it.
    pub(super) fn usage(&self) -> Usage {
        let (mut field, mut inner) = (self.field, None);
        let mut above = self.frames.iter().rev().skip(1);
        while let Some(parent) = above.next() {
            if parent.kind != K::Parenthesized {
                let own = self.usage_in(parent, field, above.clone());
                let named = parent.kind == K::Named && own == Usage::Assigned;
                match (inner, own) {
                    _ if named || own == Usage::OrRight => inner = inner.or(Some(own)),
                    (None, _) | (_, Usage::Tested | Usage::OrLeft | Usage::Compared) => return own,
                    (Some(inner), _) => return inner,
                }
            }
            field = parent.field;
        }
        inner.unwrap_or(Usage::Part)
    }

    /// What `parent` does with what fills its `field`; `above` are the ancestors of `parent`, the innermost first.
    fn usage_in<'a>(
        &self,
        parent: &Frame<'tree>,
        field: u16,
        mut above: impl Iterator<Item = &'a Frame<'tree>>,
    ) -> Usage
    where
        'tree: 'a,
    {
        let fields = &GRAMMAR.field;
        match parent.kind {
            K::ExpressionStatement => Usage::Dropped,
            K::Assignment | K::AugmentedAssignment if field == fields.right => Usage::Assigned,
            K::Named if field == fields.value => Usage::Assigned,
            K::Return | K::Yield => Usage::Returned,
            K::ArgumentList => above
                .next()
                .filter(|frame| frame.kind == K::Call)
                .map_or(Usage::Part, |frame| Usage::Argument(span(frame.node))),
            K::Keyword => above
                .nth(1)
                .filter(|frame| frame.kind == K::Call)
                .map_or(Usage::Part, |frame| Usage::Argument(span(frame.node))),
            K::Attribute if field == fields.object => Usage::Object,
            K::Subscript if field == fields.value => Usage::Object,
            K::Call if field == fields.function => Usage::Object,
            K::Boolean
                if parent
                    .node
                    .child_by_field_id(fields.operator)
                    .is_some_and(|operator| self.slice(operator) == "or") =>
            {
                if field == fields.left {
                    Usage::OrLeft
                } else {
                    Usage::OrRight
                }
            }
            K::Boolean | K::Not | K::Assert | K::IfClause => Usage::Tested,
            K::If | K::Elif | K::While if field == fields.condition => Usage::Tested,
            // Of `a if b else c` the grammar names no fields: the condition is the second child.
            K::Conditional if parent.seen == 2 => Usage::Tested,
            K::Compare => Usage::Compared,
            K::For | K::ForIn if field == fields.right => Usage::Iterated,
            K::Await => Usage::Awaited,
            K::WithItem => Usage::With,
            K::AsPattern if above.next().is_some_and(|frame| frame.kind == K::WithItem) => {
                Usage::With
            }
            K::Decorator => Usage::Decorator,
            _ => Usage::Part,
        }
    }

    /// The name that the literal being visited is given to, through `or` and `… if … else …`.
    pub(super) fn key(&self) -> Key {
        let fields = &GRAMMAR.field;
        let mut field = self.field_of_visited();
        let mut above = self.ancestors();
        while let Some(parent) = above.next() {
            let of = |field: u16| parent.node.child_by_field_id(field);
            return match parent.kind {
                K::Boolean | K::Conditional => {
                    field = parent.field;
                    continue;
                }
                K::ExpressionStatement => Key::Dropped,
                K::Assignment | K::AugmentedAssignment if field == fields.right => {
                    of(fields.left).map_or(Key::None, |left| Key::Assigned(target_name(left)))
                }
                K::Named => of(fields.name).map_or(Key::None, |name| Key::Assigned(span(name))),
                K::Tuple | K::ExpressionList => self.key_in_tuple(parent, above.next()),
                K::Keyword => of(fields.name).map_or(Key::None, |name| Key::Keyword(span(name))),
                K::Pair if field == fields.value => {
                    of(fields.key).map_or(Key::None, |key| Key::DictKey(span(key)))
                }
                K::DefaultParameter | K::TypedDefaultParameter if field == fields.value => {
                    of(fields.name).map_or(Key::None, |name| Key::Default(span(name)))
                }
                K::Compare => children(parent.node)
                    .take(SIDES)
                    .find(|side| GRAMMAR.kind(*side) != K::String)
                    .map_or(Key::None, |side| Key::Compared(span(side))),
                K::ArgumentList => above
                    .next()
                    .filter(|frame| frame.kind == K::Call)
                    .map_or(Key::None, |frame| {
                        Key::Positional(span(frame.node), parent.seen.saturating_sub(1))
                    }),
                _ => Key::None,
            };
        }
        Key::None
    }

    /// `a, b = "…", "…"`: the target at the same position.
    fn key_in_tuple(&self, tuple: &Frame<'tree>, above: Option<&Frame<'tree>>) -> Key {
        let assignment =
            above.filter(|frame| frame.kind == K::Assignment && tuple.field == GRAMMAR.field.right);
        let left = assignment.and_then(|frame| frame.node.child_by_field_id(GRAMMAR.field.left));
        // Asked for each string of the tuple, so a long one is not worth the search.
        let target = left
            .filter(|left| GRAMMAR.kind(*left) == K::PatternList)
            .filter(|_| tuple.seen as usize <= CHAIN)
            .and_then(|left| children(left).nth(tuple.seen.saturating_sub(1) as usize));
        target.map_or(Key::None, |target| Key::Assigned(target_name(target)))
    }
}

/// What an assignment's target is called: of an item the index, else the target itself.
fn target_name(target: Node<'_>) -> crate::source::Span {
    let target = bare(target);
    let index = (GRAMMAR.kind(target) == K::Subscript)
        .then(|| target.child_by_field_id(GRAMMAR.field.subscript))
        .flatten();
    span(index.unwrap_or(target))
}

/// Whether a condition is `__name__ == "__main__"`, either way round.
pub(super) fn is_main_guard(test: &str) -> bool {
    test.len() < 64 && test.contains("__name__") && test.contains("__main__") && test.contains("==")
}
