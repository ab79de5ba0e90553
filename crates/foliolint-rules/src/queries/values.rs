//! What an expression gives, by what its names were bound to.

use super::bindings::{Bound, How};
use super::parameters::parameter;
use super::rows::{Held, Origin, Rows, Shape};
use super::{BRANCHES, DEPTH, Place, Queries};
use foliolint_core::calls::FunctionRef;
use foliolint_core::models::Orm;
use foliolint_core::python::Module;
use foliolint_core::python::facts::{Call, Facts, LoopKind, Value, ValueKind};
use foliolint_core::source::Span;

/// Slices up to this length are a handful, not "the rows".
const HANDFUL: usize = 10;

impl<'a> Queries<'a> {
    /// What an expression is.
    pub(super) fn value(&self, place: &Place, value: Value, depth: usize) -> Option<Shape<'a>> {
        if depth > DEPTH || !self.goes_on() {
            return None;
        }
        let module = self.repo.modules.get(place.module)?;
        let facts = &module.facts;
        match value.kind {
            ValueKind::Name | ValueKind::Attribute => self.dotted(place, value.span, depth),
            ValueKind::Call => {
                let call = facts.calls.get(facts.call_at(value.span)? as usize)?;
                self.call(place, call, depth + 1).0
            }
            ValueKind::Await => {
                let call = first_call(module, value.span)?;
                self.call(place, call, depth + 1).0
            }
            // `rows or []`, `rows if wanted else []`: the first of them says what is meant.
            ValueKind::Boolean | ValueKind::Conditional => {
                let call = first_call(module, value.span)?;
                let first = call.span.start == value.span.start;
                first.then(|| self.call(place, call, depth + 1).0)?
            }
            ValueKind::Subscript => self.subscript(place, value, depth + 1),
            ValueKind::Comprehension | ValueKind::Generator => {
                let mut loops = Facts::within(&facts.loops, value.span, |each| each.span);
                let first = loops
                    .find(|each| each.span == value.span && each.kind == LoopKind::Comprehension)?;
                let Shape::Rows(rows) = self.value(place, first.over, depth + 1)? else {
                    return None;
                };
                let target = first.target.map_or("", |target| module.text(target));
                let inside = module.text(value.span).trim_start_matches(['[', '(', '{']);
                let unchanged = inside
                    .trim_start()
                    .strip_prefix(target)
                    .is_some_and(|rest| rest.trim_start().starts_with("for "));
                let rows = if unchanged { rows } else { rows.plain() };
                Some(Shape::Rows(rows.held()))
            }
            ValueKind::Walrus => {
                let mut inside = Facts::within(&facts.assignments, value.span, |each| each.span);
                let assignment = inside.find(|each| each.span == value.span)?;
                self.value(place, assignment.value?, depth + 1)
            }
            _ => None,
        }
    }

    fn subscript(&self, place: &Place, value: Value, depth: usize) -> Option<Shape<'a>> {
        let facts = &self.repo.modules.get(place.module)?.facts;
        let subscript = facts
            .subscripts
            .get(facts.subscript_at(value.span)? as usize)?;
        let (object, index) = (subscript.object, self.text(place, subscript.index.span));
        match self.value(place, object, depth)? {
            Shape::Rows(rows) if index.contains(':') => {
                let few = index
                    .rsplit(':')
                    .next()
                    .and_then(|end| end.trim().parse::<usize>().ok());
                Some(Shape::Rows(Rows {
                    few: rows.few || few.is_some_and(|few| few <= HANDFUL),
                    ..rows
                }))
            }
            // A part of what was sent may be a list again; a row's column is a plain value.
            Shape::Rows(rows) if rows.origin == Origin::Submitted => Some(Shape::Rows(rows)),
            Shape::Rows(rows) if subscript.index.kind != ValueKind::String => {
                Some(Shape::Row(rows))
            }
            Shape::Row(row) if row.origin == Origin::Submitted => Some(Shape::Rows(row)),
            Shape::Handle => Some(Shape::Handle),
            _ => None,
        }
    }

    /// What a dotted name is: its first part, then one attribute after another.
    fn dotted(&self, place: &Place, span: Span, depth: usize) -> Option<Shape<'a>> {
        let text = self.text(place, span);
        let mut parts = text.split('.').map(str::trim);
        let head = parts.next()?;
        let rest: Vec<&str> = parts.collect();
        self.path(place, span, head, &rest, depth)
    }

    /// What `head.a.b` is; `span` starts with the dotted name.
    pub(super) fn path(
        &self,
        place: &Place,
        span: Span,
        head: &str,
        rest: &[&str],
        depth: usize,
    ) -> Option<Shape<'a>> {
        let mut shape = self.name(place, head, depth);
        let mut length = head.len();
        if shape.is_none() {
            shape = self.class(place, span, length);
        }
        for (at, part) in rest.iter().enumerate() {
            length += 1 + part.len();
            shape = self.attribute(place, shape, part);
            if shape.is_none() && at < 3 && part.starts_with(char::is_uppercase) {
                shape = self.class(place, span, length);
            }
        }
        shape
    }

    /// The model that the first `length` bytes of a span name.
    pub(super) fn class(&self, place: &Place, span: Span, length: usize) -> Option<Shape<'a>> {
        let whole = Span {
            start: span.start,
            end: span
                .end
                .min(span.start.saturating_add(Span::new(0, length).end)),
        };
        let text = self.text(place, whole);
        let last = Module::last_segment(text);
        if !last.starts_with(char::is_uppercase) {
            return None;
        }
        let repo = self.repo;
        let module = repo.modules.get(place.module)?;
        let found = repo
            .calls
            .class_named(&repo.modules, place.module, whole, &place.scope);
        let model = found
            .and_then(|(module, class)| repo.models.of_class(module, class))
            .or_else(|| {
                let name = module.resolve(whole, &place.scope);
                repo.models
                    .named(&repo.imports, &repo.modules, place.module, &name)
            });
        match model {
            Some(model) => Some(Shape::Class(model.orm, Some(model))),
            None => {
                let name = module.resolve(whole, &place.scope);
                if name.ends_with("get_user_model()") {
                    return Some(Shape::Class(Orm::Django, self.user));
                }
                let of_django = name.starts_with("django.contrib.") && name.contains(".models.");
                of_django.then_some(Shape::Class(Orm::Django, None))
            }
        }
    }

    /// What a plain name is.
    fn name(&self, place: &Place, name: &str, depth: usize) -> Option<Shape<'a>> {
        if depth > DEPTH {
            return None;
        }
        let module = self.repo.modules.get(place.module)?;
        if matches!(name, "self" | "cls") {
            let class = place.scope.class?;
            let model = self.repo.models.of_class(place.module, class)?;
            return Some(if name == "self" {
                Shape::Row(Rows::query(model.orm, Some(model)))
            } else {
                Shape::Class(model.orm, Some(model))
            });
        }
        let bindings = self.bindings.get(place.module)?;
        let (mut function, mut offset) = (place.scope.function, place.offset);
        loop {
            let mut bound = false;
            for found in bindings.at(function, name, offset) {
                bound = true;
                let shape = self.bound(place, &found, depth + 1);
                // Where a branch before gave it rows, an empty list is the other branch.
                if shape.is_some() || !self.is_empty(place, &found) {
                    return shape.or_else(|| self.handle(name));
                }
            }
            let Some(id) = function else {
                return if bound { None } else { self.free(name) };
            };
            let around = module.function(Some(id))?;
            if let Some((at, parameter)) = parameter(module, id, name) {
                let target = FunctionRef {
                    module: place.module,
                    function: id,
                };
                return self
                    .annotated(place, parameter)
                    .or_else(|| self.handed(target, at, name, depth + 1))
                    .or_else(|| self.free(name));
            }
            function = around.scope.function;
            // What a module or the function around holds in the end.
            offset = u32::MAX - 1;
        }
    }

    fn is_empty(&self, place: &Place, bound: &Bound) -> bool {
        bound.value.is_some_and(|value| {
            let text = self.text(place, value.span);
            matches!(text, "[]" | "None" | "()" | "{}" | "list()" | "set()")
        })
    }

    fn bound(&self, place: &Place, bound: &Bound, depth: usize) -> Option<Shape<'a>> {
        let seen_from = Place {
            module: place.module,
            scope: bound.scope,
            offset: bound.seen_from,
        };
        let shape = self.value(&seen_from, bound.value?, depth)?;
        match (bound.how, shape) {
            (How::Whole, shape) => Some(shape),
            (How::Element, Shape::Rows(rows)) => Some(Shape::Row(rows)),
            (How::Element, _) => None,
        }
    }

    /// What a function of the repository returns.
    pub(super) fn returned(&self, function: FunctionRef, depth: usize) -> Option<Shape<'a>> {
        let (module, of) = function.of(&self.repo.modules)?;
        if of.is_generator || depth > DEPTH {
            return None;
        }
        let returns = Facts::within(&module.facts.returns, of.span, |each| each.span);
        let own = returns.filter(|each| each.scope.function == Some(function.function));
        own.take(BRANCHES)
            .filter_map(|each| {
                let place = Place {
                    module: function.module,
                    scope: each.scope,
                    offset: each.span.start,
                };
                self.value(&place, each.value?, depth + 3)
            })
            .map(|shape| match shape.far() {
                Shape::Rows(rows) if rows.held == Held::No => Shape::Rows(rows),
                other => other,
            })
            .next()
    }

    /// A name that nothing here says anything of, by what everybody calls so.
    fn free(&self, name: &str) -> Option<Shape<'a>> {
        match name {
            "request" => Some(Shape::Request),
            "validated_data" | "cleaned_data" => Some(Shape::Row(Rows::new(Origin::Submitted))),
            _ => self.handle(name),
        }
    }

    /// A session, connection or cursor, by its name.
    pub(super) fn handle(&self, name: &str) -> Option<Shape<'a>> {
        let name = name.trim_start_matches('_');
        let known = matches!(
            name,
            "session"
                | "db_session"
                | "async_session"
                | "db"
                | "database"
                | "conn"
                | "connection"
                | "con"
                | "cursor"
                | "cur"
                | "engine"
        );
        let talks = self.uses.sql || self.uses.mongo || (self.uses.django && name.starts_with('c'));
        (known && talks).then_some(Shape::Handle)
    }
}

/// The outermost call that a span begins with, or holds first.
fn first_call(module: &Module, span: Span) -> Option<&Call> {
    Facts::within(&module.facts.calls, span, |call| call.span).next()
}
