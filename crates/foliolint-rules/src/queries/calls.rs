//! What a call gives and whether it asks a database.

use super::rows::{Ask, Held, Origin, Rows, Shape};
use super::steps::Step;
use super::{Place, Queries};
use foliolint_core::calls::CallSite;
use foliolint_core::models::Orm;
use foliolint_core::python::Module;
use foliolint_core::python::facts::{Call, Usage, Value, ValueKind};
use foliolint_core::source::Span;

/// Builtins and others that hand on what they get.
const PASSING: [&str; 10] = [
    "list",
    "tuple",
    "set",
    "sorted",
    "reversed",
    "iter",
    "enumerate",
    "tqdm.tqdm",
    "zip",
    "tqdm.auto.tqdm",
];

/// Calls that put a query into another one.
const COMPOSING: [&str; 8] = [
    "Prefetch",
    "Subquery",
    "Exists",
    "exists",
    "union",
    "intersection",
    "difference",
    "in_",
];

impl<'a> Queries<'a> {
    /// Whether a call asks a database when it runs.
    pub(crate) fn asks(&self, module: usize, call: &Call) -> Option<Ask> {
        let place = Place {
            module,
            scope: call.scope,
            offset: call.span.start,
        };
        self.restart();
        let ask = self.call(&place, call, 0).1?;
        (!ask.lazy || self.is_looked_at(&place, call)).then_some(ask)
    }

    /// Whether somebody looks at the result of a query that runs only then.
    fn is_looked_at(&self, place: &Place, call: &Call) -> bool {
        match call.usage {
            // A longer chain is looked at as a whole.
            Usage::Object | Usage::Dropped | Usage::With | Usage::Decorator => false,
            Usage::Argument(outer) => {
                let Some(module) = self.repo.modules.get(place.module) else {
                    return false;
                };
                let outer = module
                    .facts
                    .call_at(outer)
                    .and_then(|id| module.facts.calls.get(id as usize));
                outer.is_some_and(|outer| {
                    let name = Module::last_segment(module.callee(outer));
                    !COMPOSING.contains(&name) && self.call(place, outer, 6).1.is_none()
                })
            }
            // `rows |= …`, `[…]`: part of something that may never run.
            Usage::Part => false,
            Usage::Assigned => !self.is_added(place, call) && self.is_read(place, call),
            _ => true,
        }
    }

    /// Whether the variable that it is assigned to is used as a whole; methods of it are queries of their own.
    fn is_read(&self, place: &Place, call: &Call) -> bool {
        let Some(module) = self.repo.modules.get(place.module) else {
            return true;
        };
        let all = &module.facts.assignments;
        let before = all.partition_point(|each| each.span.start <= call.span.start);
        let last = all.get(..before).and_then(<[_]>::last);
        let (Some(last), Some(function)) = (last, module.function(place.scope.function)) else {
            return true;
        };
        let name = module.text(last.target.span);
        if last.target.kind != ValueKind::Name || !last.span.contains(call.span) {
            return true;
        }
        let rest = module.text(Span {
            start: call.span.end,
            end: function.body.end.max(call.span.end),
        });
        let word = |letter: char| letter.is_alphanumeric() || letter == '_';
        rest.match_indices(name).any(|(at, _)| {
            let (left, right) = (rest.get(..at), rest.get(at + name.len()..));
            let (left, right) = (left.unwrap_or_default(), right.unwrap_or_default());
            let whole = !left.ends_with(word) && !left.ends_with('.') && !right.starts_with(word);
            // `filter(team__in=rows)` puts one query into another.
            whole && !right.starts_with('.') && !left.ends_with("__in=")
        })
    }

    /// Whether `|=` adds it to something else.
    fn is_added(&self, place: &Place, call: &Call) -> bool {
        let Some(module) = self.repo.modules.get(place.module) else {
            return false;
        };
        let all = &module.facts.assignments;
        let before = all.partition_point(|each| each.span.start <= call.span.start);
        let last = all.get(..before).and_then(<[_]>::last);
        last.is_some_and(|each| each.augmented && each.span.contains(call.span))
    }

    pub(super) fn call(&self, place: &Place, call: &Call, depth: usize) -> Step<'a> {
        let Some(module) = self.repo.modules.get(place.module) else {
            return (None, None);
        };
        let after = module
            .text(Span {
                start: call.base.span.end.max(call.callee.start),
                end: call.callee.end,
            })
            .replace([')', '\\'], " ");
        let parts: Vec<&str> = after
            .lines()
            .map(|line| line.split('#').next().unwrap_or(line))
            .flat_map(|line| line.split('.'))
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .collect();
        let Some((last, between)) = parts.split_last() else {
            return self.plain(place, module, call, depth);
        };
        let shape = if call.base.kind == ValueKind::Name {
            let head = module.text(call.base.span);
            self.path(place, call.callee, head, between, depth + 1)
        } else {
            let mut shape = self.value(place, call.base, depth + 1);
            for part in between {
                shape = self.attribute(place, shape, part);
            }
            shape
        };
        let step = shape.map_or((None, None), |shape| {
            self.method(place, shape, last, call, depth + 1)
        });
        if step.0.is_some() || step.1.is_some() {
            return step;
        }
        let named = self.named(module, call, last);
        if named.0.is_some() || named.1.is_some() {
            return named;
        }
        self.plain(place, module, call, depth)
    }

    /// Methods whose name says enough.
    fn named(&self, module: &Module, call: &Call, last: &str) -> Step<'a> {
        let frame = Some(Shape::Rows(Rows::new(Origin::Frame)));
        match last {
            "iterrows" | "itertuples" => (frame, None),
            "to_dict" => {
                let first = module
                    .positional(call, 0)
                    .or_else(|| module.keyword(call, "orient"));
                let records = first.and_then(|value| module.literal(value));
                match records.as_deref() {
                    Some("records") => (frame, None),
                    _ => (None, None),
                }
            }
            _ if self.uses.mongo => Self::of_collection(module, call, last),
            _ => (None, None),
        }
    }

    /// `MongoDB`'s collections, by the names of their methods.
    fn of_collection(module: &Module, call: &Call, last: &str) -> Step<'a> {
        let rows = || Rows {
            loaded: super::rows::Loaded::Unknown,
            ..Rows::new(Origin::Query)
        };
        match last {
            "find_one" | "find_one_and_update" | "find_one_and_delete" => {
                (Some(Shape::Row(rows())), Some(Ask::READ))
            }
            "count_documents" | "estimated_document_count" => (None, Some(Ask::READ)),
            "insert_one"
            | "update_one"
            | "delete_one"
            | "replace_one"
            | "update_many"
            | "delete_many"
            | "find_one_and_replace" => (None, Some(Ask::WRITE)),
            // Texts and elements of pages have a `find` too.
            "find" | "aggregate" => {
                let first = module.positional(call, 0);
                let query = first
                    .is_none_or(|value| matches!(value.kind, ValueKind::Dict | ValueKind::List));
                let known = query && module.arguments(call).len() < 4;
                match known {
                    true => (Some(Shape::Rows(rows())), Some(Ask::LAZY)),
                    false => (None, None),
                }
            }
            _ => (None, None),
        }
    }

    /// A function, a class, a builtin.
    fn plain(&self, place: &Place, module: &Module, call: &Call, depth: usize) -> Step<'a> {
        let name = module.callee(call);
        let last = Module::last_segment(name);
        let first = module.positional(call, 0);
        let of_first = || first.and_then(|value| self.value(place, value, depth + 1));
        if PASSING.contains(&name) {
            let rows = match of_first() {
                Some(Shape::Rows(rows)) => rows.held(),
                Some(Shape::Handle) => Rows::new(Origin::Query),
                _ => return (None, None),
            };
            return (Some(Shape::Rows(rows)), None);
        }
        match last {
            "get_object_or_404" | "aget_object_or_404" | "get_list_or_404" if self.uses.django => {
                let rows = match of_first() {
                    Some(Shape::Class(orm, model)) => Rows::query(orm, model),
                    Some(Shape::Rows(rows)) => rows,
                    _ => Rows::query(Orm::Django, None).with_unknown_relations(),
                };
                let shape = if last == "get_list_or_404" {
                    Shape::Rows(rows.held())
                } else {
                    Shape::Row(rows.held())
                };
                return (Some(shape), Some(Ask::READ));
            }
            "get_user_model" => return (Some(Shape::Class(Orm::Django, self.user)), None),
            "select" if self.uses.sql => {
                let rows = match of_first() {
                    Some(Shape::Class(orm, model)) => Rows::query(orm, model),
                    _ => Rows::new(Origin::Query),
                };
                return (Some(Shape::Statement(rows)), None);
            }
            "DictReader" | "reader" if name.starts_with("csv.") && self.uploads(place) => {
                return (Some(Shape::Rows(Rows::new(Origin::Submitted))), None);
            }
            "connect" | "Session" | "SessionLocal" | "sessionmaker" | "scoped_session"
            | "create_engine" | "async_sessionmaker" | "SQLAlchemy" | "MongoClient"
            | "AsyncIOMotorClient" | "PyMongo" | "get_db_connection" | "get_connection"
                if (self.uses.sql || self.uses.mongo) && !name.starts_with("requests.") =>
            {
                return (Some(Shape::Handle), None);
            }
            _ => {}
        }
        if let Some(Shape::Class(orm, model)) = self.value_of_callee(place, call, depth) {
            let row = Rows::query(orm, model);
            return (Some(Shape::Row(row)), None);
        }
        let site = module.facts.call_at(call.span).and_then(|call| {
            self.repo.calls.target(CallSite {
                module: place.module,
                call,
            })
        });
        let returned = site.and_then(|function| self.returned(function, depth + 1));
        (returned, None)
    }

    /// What the callee itself is: a class that is made an object of.
    fn value_of_callee(&self, place: &Place, call: &Call, depth: usize) -> Option<Shape<'a>> {
        let text = self.text(place, call.callee);
        if text.contains(['(', '[', ' ', '\n'])
            || !Module::last_segment(text).starts_with(char::is_uppercase)
        {
            return None;
        }
        let value = Value {
            span: call.callee,
            kind: ValueKind::Attribute,
        };
        self.value(place, value, depth + 1)
    }

    /// Whether the function around handles an uploaded file.
    fn uploads(&self, place: &Place) -> bool {
        let Some(module) = self.repo.modules.get(place.module) else {
            return false;
        };
        let Some(function) = module.function(place.scope.function) else {
            return false;
        };
        let text = module.text(function.span);
        [
            "request.FILES",
            "request.files",
            "UploadFile",
            "cleaned_data",
        ]
        .iter()
        .any(|word| text.contains(word))
    }

    /// A session, connection, cursor or database.
    pub(super) fn of_handle(
        &self,
        place: &Place,
        name: &str,
        call: &Call,
        depth: usize,
    ) -> Step<'a> {
        let Some(module) = self.repo.modules.get(place.module) else {
            return (None, None);
        };
        let first = module.positional(call, 0);
        let of_first = || first.and_then(|value| self.value(place, value, depth + 1));
        let answer = || match of_first() {
            Some(Shape::Statement(rows)) => rows.held(),
            _ => Rows::new(Origin::Query),
        };
        match name {
            "query" => match of_first() {
                Some(Shape::Class(orm, model)) => {
                    (Some(Shape::Rows(Rows::query(orm, model))), None)
                }
                _ if self.uses.sql => {
                    let rows = Rows {
                        held: Held::No,
                        orm: Some(Orm::SqlAlchemy),
                        ..Rows::new(Origin::Query)
                    };
                    (Some(Shape::Rows(rows)), None)
                }
                _ => (None, None),
            },
            "execute" | "exec" | "scalars" | "fetch" | "fetch_all" | "exec_driver_sql"
            | "stream" | "execute_sql" => {
                let verb = first.map_or_else(String::new, |first| verb(module, first));
                let asked = first.is_some() && !DEFINING.contains(&verb.as_str());
                let ask = Ask {
                    writes: WRITING.contains(&verb.as_str()),
                    ..Ask::READ
                };
                (Some(Shape::Rows(answer())), asked.then_some(ask))
            }
            "scalar" | "fetchrow" | "fetchval" | "fetch_one" | "fetch_val" if first.is_some() => {
                (Some(Shape::Row(answer())), Some(Ask::READ))
            }
            "get" | "get_one" => match of_first() {
                Some(Shape::Class(orm, model)) => (
                    Some(Shape::Row(Rows::query(orm, model).held())),
                    Some(Ask::READ),
                ),
                _ => (None, None),
            },
            "get_or_404" | "first_or_404" => (None, Some(Ask::READ)),
            "refresh" => (None, Some(Ask::READ)),
            "commit" => (None, Some(Ask::COMMIT)),
            "flush" if self.uses.sql => (None, Some(Ask::COMMIT)),
            "fetchall" | "fetchmany" => (Some(Shape::Rows(Rows::new(Origin::Query))), None),
            "fetchone" => (Some(Shape::Row(Rows::new(Origin::Query))), None),
            "cursor" | "connect" | "acquire" | "begin" | "session" | "raw_connection"
            | "get_bind" | "connection" => (Some(Shape::Handle), None),
            _ => (None, None),
        }
    }
}

/// What statements that define tables or set options begin with.
const DEFINING: [&str; 9] = [
    "ALTER", "ATTACH", "CREATE", "DROP", "GRANT", "PRAGMA", "SET", "TRUNCATE", "VACUUM",
];

/// What statements that change rows begin with.
const WRITING: [&str; 5] = ["DELETE", "INSERT", "MERGE", "REPLACE", "UPDATE"];

/// The first word of a statement, in capitals: of a literal, of `text("…")`, of `update(Model)…`.
fn verb(module: &Module, statement: Value) -> String {
    let text = module.text(statement.span);
    let mut words = text
        .split(|letter: char| !letter.is_alphanumeric() && letter != '_')
        // What a literal begins with: `f`, `rb`; SQLAlchemy's `text`.
        .filter(|word| word.len() > 2 && *word != "text");
    words.next().unwrap_or_default().to_ascii_uppercase()
}
