//! Loops over the tables and columns of a database: each is asked a question of its own, nothing can be joined.

use super::{Place, Queries};
use crate::sql::{fetches_catalogue, names_catalogue};
use foliolint_core::calls::CallSite;
use foliolint_core::python::facts::{Facts, Value, ValueKind};

/// How many names and calls are followed one after another.
const DEPTH: usize = 4;

/// Names of what gives the names of tables and columns.
const NAMES: [&str; 5] = [
    "table_names",
    "view_names",
    "column_names",
    "index_names",
    "tablenames",
];

impl Queries<'_> {
    /// Whether a value was read from the database's own catalogue.
    pub(super) fn walks_catalogue(&self, place: &Place, value: Value, depth: usize) -> bool {
        let text = self.text(place, value.span);
        let last = text
            .split('(')
            .next()
            .and_then(|text| text.rsplit('.').next());
        if names_catalogue(text) || last.is_some_and(|last| NAMES.contains(&last.trim())) {
            return true;
        }
        let Some(module) = self
            .repo
            .modules
            .get(place.module)
            .filter(|_| depth < DEPTH)
        else {
            return false;
        };
        if value.kind == ValueKind::Name {
            let bindings = self.bindings.get(place.module);
            let bound =
                bindings.and_then(|all| all.at(place.scope.function, text, place.offset).next());
            return bound.is_some_and(|bound| {
                let there = Place {
                    scope: bound.scope,
                    offset: bound.seen_from,
                    ..*place
                };
                bound
                    .value
                    .is_some_and(|value| self.walks_catalogue(&there, value, depth + 1))
            });
        }
        let asks = matches!(
            value.kind,
            ValueKind::Call | ValueKind::Await | ValueKind::Comprehension | ValueKind::Generator
        );
        let Some(call) = Facts::within(&module.facts.calls, value.span, |call| call.span)
            .next()
            .filter(|_| asks)
        else {
            return false;
        };
        let target = module.facts.call_at(call.span).and_then(|call| {
            self.repo.calls.target(CallSite {
                module: place.module,
                call,
            })
        });
        let target = target.and_then(|function| function.of(&self.repo.modules));
        fetches_catalogue(module, call)
            || target.is_some_and(|(module, function)| names_catalogue(module.text(function.span)))
            || module
                .positional(call, 0)
                .is_some_and(|first| self.walks_catalogue(place, first, depth + 1))
    }
}
