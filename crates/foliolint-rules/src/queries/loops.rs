//! The loops of one file that run over rows.

use super::repeated::{decides_while, ends_loop, handles_failure, is_batched};
use super::{Queries, Rows};
use foliolint_core::python::Module;
use foliolint_core::python::facts::{Id, Loop, LoopKind, Scope};
use foliolint_core::source::Span;
use std::collections::BTreeMap;

/// Loops around one another, and clauses of one comprehension, that are looked at.
const NESTED: usize = 16;

/// The loops of one file that run over rows.
pub(crate) struct RowLoops<'a> {
    module: &'a Module,
    /// What each of them runs over.
    over: BTreeMap<Id, Rows<'a>>,
}

impl<'a> RowLoops<'a> {
    /// Looks at each loop of a file.
    pub(crate) fn of(queries: &Queries<'a>, at: usize, module: &'a Module) -> Self {
        let loops = (0..).zip(&module.facts.loops);
        let over = loops
            .filter(|(_, each)| each.kind != LoopKind::While)
            .filter_map(|(id, each)| Some((id, queries.rows(at, &each.scope, each.over)?)))
            .collect();
        Self { module, over }
    }

    /// The innermost loop over rows around a place that runs it again for each of them.
    pub(crate) fn around(&self, scope: &Scope, span: Span) -> Option<(&'a Loop, &Rows<'a>)> {
        let loops = &self.module.facts.loops;
        let mut next = scope.in_loop;
        for _ in 0..NESTED {
            let id = next?;
            let first = loops.get(id as usize)?;
            if first.kind == LoopKind::While {
                return None;
            }
            // The clauses of one comprehension follow one another; what a later one runs over is part of the earlier.
            let clauses = (id..).zip(loops.get(id as usize..)?);
            let clauses = clauses
                .take_while(|(_, each)| each.span == first.span)
                .take(NESTED);
            let mut found = None;
            for (clause, each) in clauses {
                if each.over.span.contains(span) {
                    break;
                }
                if let Some(rows) = self.over.get(&clause).filter(|_| each.body.contains(span)) {
                    found = Some((each, rows));
                }
            }
            if found.is_some() {
                return found;
            }
            next = first.scope.in_loop;
        }
        None
    }

    /// Whether code in a loop runs once, for batches, or only where something failed.
    pub(crate) fn runs_seldom(&self, of: &Loop, scope: &Scope, span: Span) -> bool {
        ends_loop(self.module, of, span)
            || is_batched(self.module, of, span)
            || handles_failure(self.module, of, scope)
            || decides_while(self.module, of, span)
    }
}
