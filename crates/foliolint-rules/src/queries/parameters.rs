//! What a parameter holds: by its annotation, and by what the callers of its function hand over.

use super::rows::{Origin, Rows, Shape};
use super::{BRANCHES, DEPTH, Place, Queries};
use foliolint_core::calls::FunctionRef;
use foliolint_core::python::facts::Parameter;
use foliolint_core::python::{Module, Role};
use foliolint_core::source::Span;

impl<'a> Queries<'a> {
    /// What its annotation says of a parameter.
    pub(super) fn annotated(&self, place: &Place, parameter: &Parameter) -> Option<Shape<'a>> {
        let span = parameter.annotation?;
        let text = self.text(place, span);
        let (outer, inner) = text.split_once('[').unwrap_or(("", text));
        let last = Module::last_segment(text);
        if self.uses.sql
            && matches!(
                last,
                "Session"
                    | "AsyncSession"
                    | "Connection"
                    | "AsyncConnection"
                    | "Cursor"
                    | "Database"
            )
        {
            return Some(Shape::Handle);
        }
        if matches!(last, "HttpRequest" | "Request") {
            return Some(Shape::Request);
        }
        let name = inner.trim_end_matches(']').trim_matches(['"', '\'']);
        if name.contains(['[', ',', '|', ' ']) {
            return None;
        }
        let offset = text.len() - inner.len();
        let quoted = inner.len() - inner.trim_start_matches(['"', '\'']).len();
        let at = span.start + Span::new(0, offset + quoted).end;
        let named = Span {
            start: at,
            end: at + Span::new(0, name.len()).end,
        };
        let list = matches!(
            Module::last_segment(outer),
            "list" | "List" | "QuerySet" | "Sequence" | "Iterable" | "Collection" | "set" | "Set"
        );
        match self.class(place, named, name.len()) {
            Some(Shape::Class(orm, model)) => {
                let rows = Rows::query(orm, model).with_unknown_relations().far();
                if list {
                    Some(Shape::Rows(rows.held()))
                } else if matches!(outer, "" | "Optional" | "typing.Optional") {
                    Some(Shape::Row(rows))
                } else {
                    None
                }
            }
            _ if list && self.is_sent_list(place, name) => {
                Some(Shape::Rows(Rows::new(Origin::Submitted)))
            }
            _ => self.sent(place, named, list),
        }
    }

    /// Plain values that a route is sent: `ids: list[int]`.
    fn is_sent_list(&self, place: &Place, name: &str) -> bool {
        let module = self.repo.modules.get(place.module);
        let function =
            module.and_then(|module| Some((module, module.function(place.scope.function)?)));
        matches!(name, "int" | "str" | "UUID")
            && function.is_some_and(|(module, function)| module.role(function) == Some(Role::View))
    }

    /// A body that FastAPI and others check against a class of the repository.
    fn sent(&self, place: &Place, named: Span, list: bool) -> Option<Shape<'a>> {
        let repo = self.repo;
        let class = repo
            .calls
            .class_named(&repo.modules, place.module, named, &place.scope)?;
        let classes = std::iter::once(class).chain(repo.calls.bases(&repo.modules, class));
        let is_schema = classes.filter_map(|(at, id)| {
            let module = repo.modules.get(at)?;
            Some(module.bases(module.class(Some(id))?))
        });
        let mut bases = is_schema.flatten();
        bases
            .any(|base| base.starts_with("pydantic.") || base == "ninja.Schema")
            .then(|| {
                let rows = Rows::new(Origin::Submitted);
                if list {
                    Shape::Rows(rows)
                } else {
                    Shape::Row(rows)
                }
            })
    }

    /// What the callers of a function give it.
    pub(super) fn handed(
        &self,
        target: FunctionRef,
        at: usize,
        name: &str,
        depth: usize,
    ) -> Option<Shape<'a>> {
        if depth > DEPTH {
            return None;
        }
        let callers = self.repo.calls.callers(target).iter().take(BRANCHES);
        callers
            .filter_map(|site| {
                let module = self.repo.modules.get(site.module)?;
                let call = module.facts.calls.get(site.call as usize)?;
                let value = module
                    .keyword(call, name)
                    .or_else(|| module.positional(call, at))?;
                let place = Place {
                    module: site.module,
                    scope: call.scope,
                    offset: call.span.start,
                };
                // Each step out counts thrice: callers branch.
                self.value(&place, value, depth + 3)
            })
            .map(Shape::far)
            .next()
    }
}

/// A function's parameter of that name, and which positional argument it takes.
pub(super) fn parameter<'a>(
    module: &'a Module,
    function: u32,
    name: &str,
) -> Option<(usize, &'a Parameter)> {
    let function = module.function(Some(function))?;
    let parameters = module.parameters(function).iter();
    let of = |parameter: &&Parameter| !matches!(module.text(parameter.name), "self" | "cls");
    let mut plain = parameters.filter(of).enumerate();
    plain.find(|(_, parameter)| module.text(parameter.name) == name && parameter.stars == 0)
}
