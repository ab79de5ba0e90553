//! What a name holds at a place of one file: the assignment, loop or `with` that bound it last.

use foliolint_core::python::Module;
use foliolint_core::python::facts::{Id, LoopKind, Scope, Value};
use foliolint_core::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// Of the bindings of one name, how many are looked at before a place; files that bind one name more often say little.
const LOOKED_AT: usize = 16;

/// What bound a name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum How {
    /// It holds the value.
    Whole,
    /// It holds the elements of the value, one after another.
    Element,
}

/// One binding of a name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bound {
    /// From where on, and up to where it holds.
    live: Span,
    pub(super) how: How,
    /// What it was bound to; `None` where that is a part of something or nothing that can be named.
    pub(super) value: Option<Value>,
    /// Where the value stands.
    pub(super) scope: Scope,
    /// The value's names mean what they meant here.
    pub(super) seen_from: u32,
}

/// The bindings of one file.
#[derive(Debug, Default)]
pub(super) struct Bindings<'a> {
    of: BTreeMap<Option<Id>, BTreeMap<&'a str, Vec<Bound>>>,
}

impl<'a> Bindings<'a> {
    pub(super) fn of(module: &'a Module) -> Self {
        let facts = &module.facts;
        let mut bindings = Self::default();
        let whole = |start: u32| Span {
            start,
            end: u32::MAX,
        };
        for assignment in facts.assignments.iter().filter(|each| !each.augmented) {
            let Some(value) = assignment.value else {
                continue;
            };
            let bound = Bound {
                live: whole(assignment.span.end),
                how: How::Whole,
                value: Some(value).filter(|_| !assignment.unpacked),
                scope: assignment.scope,
                seen_from: assignment.span.start,
            };
            bindings.add(module.text(assignment.target.span), bound);
        }
        let mut looped = BTreeSet::new();
        for each in &facts.loops {
            looped.insert(each.over.span);
            let live = match each.kind {
                LoopKind::While => continue,
                LoopKind::For => whole(each.over.span.end),
                LoopKind::Comprehension => each.span,
            };
            let bound = Bound {
                live,
                how: How::Element,
                value: Some(each.over),
                scope: each.scope,
                seen_from: each.over.span.start,
            };
            let target = each.target.map_or("", |target| module.text(target));
            for name in names(target) {
                bindings.add(name, bound);
            }
        }
        let opened = facts.bindings.iter().filter(|binding| {
            binding
                .value
                .is_none_or(|value| !looped.contains(&value.span))
        });
        for binding in opened {
            let bound = Bound {
                live: whole(binding.name.start),
                how: How::Whole,
                value: binding.value,
                scope: binding.scope,
                seen_from: binding.name.start,
            };
            bindings.add(module.text(binding.name), bound);
        }
        for all in bindings.of.values_mut().flat_map(BTreeMap::values_mut) {
            all.sort_by_key(|bound| bound.live.start);
        }
        bindings
    }

    fn add(&mut self, name: &'a str, bound: Bound) {
        // A name bound directly in a class is an attribute, seen by no function.
        if bound.scope.function.is_some() || bound.scope.class.is_none() {
            let names = self.of.entry(bound.scope.function).or_default();
            names.entry(name).or_default().push(bound);
        }
    }

    /// What bound a name of a function (or of the module) that holds at `place`, the last first.
    pub(super) fn at(
        &self,
        function: Option<Id>,
        name: &str,
        place: u32,
    ) -> impl Iterator<Item = Bound> + '_ {
        let names = self.of.get(&function);
        let all = names
            .and_then(|names| names.get(name))
            .map_or(&[][..], Vec::as_slice);
        let before = all.partition_point(|bound| bound.live.start <= place);
        let before = all.get(..before).unwrap_or_default().iter().rev();
        let live = before.take(LOOKED_AT);
        live.filter(move |bound| place < bound.live.end).copied()
    }
}

/// The names in a loop's target.
fn names(target: &str) -> impl Iterator<Item = &str> {
    let plain = !target.contains(['.', '[']);
    let words = target.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    words.filter(move |word| plain && !word.is_empty())
}
