//! What a loop does with one row: relations that it reads, methods of the row's model that it calls.

use super::rows::{Held, Loaded, Origin, Rows, Shape};
use super::{Place, Queries};
use foliolint_core::calls::FunctionRef;
use foliolint_core::models::Orm;
use foliolint_core::python::facts::{Call, Facts, Loop, Scope, Value, ValueKind};
use foliolint_core::source::Span;

/// Relations that are followed one after another in one dotted name.
const HOPS: usize = 4;

impl<'a> Queries<'a> {
    /// The rows that a loop runs over.
    pub(crate) fn rows(&self, module: usize, scope: &Scope, over: Value) -> Option<Rows<'a>> {
        let place = Place {
            module,
            scope: *scope,
            offset: over.span.start,
        };
        self.restart();
        // A walk over the tables of a database: each is asked a question of its own.
        if self.walks_catalogue(&place, over, 0) {
            return None;
        }
        match self.value(&place, over, 0)? {
            // Nobody can run over a manager: an attribute of that name is something else.
            Shape::Rows(rows)
                if over.kind == ValueKind::Attribute && rows.orm == Some(Orm::Django) =>
            {
                None
            }
            Shape::Rows(rows) => Some(rows),
            Shape::Row(row) if row.origin == Origin::Submitted => Some(row),
            Shape::Handle if names_cursor(self.text(&place, over.span)) => {
                Some(Rows::new(Origin::Query))
            }
            _ => None,
        }
    }

    /// The relation in a dotted name on a loop's variable that is not loaded with the rows: `order.customer` of
    /// `order.customer.name`. `None` for lists of Django, which are asked for by a call of their own.
    pub(crate) fn lazy_relation(
        &self,
        module: usize,
        scope: &Scope,
        span: Span,
        of: &Loop,
        rows: &Rows<'a>,
    ) -> Option<String> {
        let orm = rows.orm.filter(|_| rows.origin == Origin::Query)?;
        let file = self.repo.modules.get(module)?;
        let text = file.text(span);
        let target = file.text(of.target?);
        let rest = text.strip_prefix(target)?.strip_prefix('.')?;
        let is_called = file.text(Span {
            start: span.end,
            end: span.end.saturating_add(1),
        }) == "(";
        if rest.contains(|letter: char| !letter.is_alphanumeric() && !matches!(letter, '_' | '.')) {
            return None;
        }
        let awaits = file
            .function(scope.function)
            .is_some_and(|function| function.is_async);
        // Asynchronous mappers refuse to load anything on their own.
        if awaits && orm != Orm::Peewee {
            return None;
        }
        let mut parts: Vec<&str> = rest.split('.').collect();
        if is_called {
            parts.pop();
        }
        let mut row = rows.clone();
        let mut path = target.to_owned();
        for part in parts.iter().take(HOPS) {
            let link = self.accessors.link(row.model?, part)?;
            path = format!("{path}.{part}");
            let (next, many) = match row.follow(part, link) {
                Shape::Row(next) => (next, false),
                Shape::Rows(next) => (next, true),
                _ => return None,
            };
            if row.loaded == Loaded::Unknown {
                return None;
            }
            let asks = next.held != Held::Yes;
            // Reading a `relationship` fetches it, a list too; of Django's lists only a call does.
            let read = matches!(orm, Orm::SqlAlchemy | Orm::SqlModel) && !is_called;
            match (asks, many) {
                (true, false) => return Some(path),
                (true, true) => return read.then_some(path),
                (false, true) => return None,
                (false, false) => row = next,
            }
        }
        None
    }

    /// The first relation that a method of a row's model reads from `self` and that did not come along with the rows.
    pub(crate) fn read_by_method(&self, method: FunctionRef, rows: &Rows<'a>) -> Option<Span> {
        let model = rows.model?;
        let (module, function) = method.of(&self.repo.modules)?;
        if rows.loaded == Loaded::Unknown {
            return None;
        }
        let inside = Facts::within(&module.facts.attributes, function.body, |each| each.span);
        let mut own = inside.filter(|each| each.scope.function == Some(method.function));
        own.find_map(|each| {
            let first = module.text(each.span).strip_prefix("self.")?;
            let first = first.split('.').next()?;
            let link = self.accessors.link(model, first)?;
            let asks = !link.many && !link.eager && !rows.has_loaded(first);
            asks.then_some(each.span)
        })
    }

    /// The method of the repository that a call on a row runs.
    pub(crate) fn method_of_row(
        &self,
        module: usize,
        call: &Call,
    ) -> Option<(FunctionRef, Rows<'a>)> {
        let file = self.repo.modules.get(module)?;
        let (object, name) = file.text(call.callee).rsplit_once('.')?;
        if object.contains(|letter: char| !letter.is_alphanumeric() && letter != '_') {
            return None;
        }
        let place = Place {
            module,
            scope: call.scope,
            offset: call.span.start,
        };
        let value = Value {
            span: Span {
                start: call.callee.start,
                end: call.callee.start + Span::new(0, object.len()).end,
            },
            kind: ValueKind::Name,
        };
        self.restart();
        let Shape::Row(row) = self.value(&place, value, 0)? else {
            return None;
        };
        let model = row.model.filter(|_| row.origin == Origin::Query)?;
        let class = (model.module, model.class);
        let bases = self.repo.calls.bases(&self.repo.modules, class);
        std::iter::once(class)
            .chain(bases)
            .find_map(|(module, class)| {
                let facts = &self.repo.modules.get(module)?.facts;
                let of = facts.classes.get(class as usize)?;
                let first = facts
                    .functions
                    .partition_point(|function| function.span.start < of.body.start);
                let inside = (first..).zip(facts.functions.get(first..)?);
                let mut inside =
                    inside.take_while(|(_, function)| function.span.start < of.body.end);
                let (id, _) = inside.find(|(_, function)| {
                    let own = function.is_method && function.scope.class == Some(class);
                    own && self
                        .repo
                        .modules
                        .get(module)
                        .map(|file| file.text(function.name))
                        == Some(name)
                })?;
                let function = u32::try_from(id).ok()?;
                Some(FunctionRef { module, function })
            })
            .map(|function| (function, row))
    }
}

/// Whether a connection's name says that it is run over row by row.
fn names_cursor(name: &str) -> bool {
    name.rsplit('.')
        .next()
        .is_some_and(|last| last.trim_start_matches('_').starts_with("cur"))
}
