//! One step along a dotted name: what an attribute or a method of a known value gives, and whether it asks a database.

use super::rows::{Ask, Held, Loaded, Origin, Rows, Shape};
use super::{Place, Queries};
use foliolint_core::models::Orm;
use foliolint_core::python::facts::{Call, Facts, ValueKind};

/// What a step gives, and whether it asks.
pub(super) type Step<'a> = (Option<Shape<'a>>, Option<Ask>);

const NOTHING: Step<'static> = (None, None);

impl<'a> Queries<'a> {
    /// What an attribute of a value is.
    pub(super) fn attribute(
        &self,
        _place: &Place,
        of: Option<Shape<'a>>,
        name: &str,
    ) -> Option<Shape<'a>> {
        match of {
            Some(Shape::Class(Orm::Django, model)) => {
                let rows = Rows::query(Orm::Django, model);
                match name {
                    "objects" | "_default_manager" | "_base_manager" => {
                        let custom = model.is_some_and(|model| self.has_own_manager(model));
                        let rows = if custom {
                            rows.with_unknown_relations()
                        } else {
                            rows
                        };
                        Some(Shape::Rows(rows))
                    }
                    _ if name.starts_with(char::is_lowercase) => {
                        Some(Shape::Rows(rows.with_unknown_relations()))
                    }
                    _ => None,
                }
            }
            Some(Shape::Class(orm @ (Orm::SqlAlchemy | Orm::SqlModel), model)) => {
                (name == "query").then(|| Shape::Rows(Rows::query(orm, model)))
            }
            Some(Shape::Class(Orm::Document, model)) => {
                (name == "objects").then(|| Shape::Rows(Rows::query(Orm::Document, model)))
            }
            Some(Shape::Row(row)) if row.origin == Origin::Submitted => Some(Shape::Rows(row)),
            Some(Shape::Row(row)) => self.related(&row, name),
            Some(Shape::Handle) => Some(Shape::Handle),
            Some(Shape::Request) => match name {
                "user" => {
                    let user = Rows::query(Orm::Django, self.user).with_unknown_relations();
                    self.uses.django.then_some(Shape::Row(user))
                }
                "data" | "POST" | "json" | "form" | "FILES" | "files" | "values" => {
                    Some(Shape::Row(Rows::new(Origin::Submitted)))
                }
                _ => None,
            },
            Some(Shape::Rows(_) | Shape::Statement(_)) => None,
            _ => match name {
                "request" => Some(Shape::Request),
                "validated_data" | "cleaned_data" => Some(Shape::Row(Rows::new(Origin::Submitted))),
                // `order.items` of an order that nobody declared: the one relation of that name.
                _ if self.uses.django => {
                    let link = self.accessors.only(name)?;
                    let from = Rows::query(Orm::Django, None).with_unknown_relations();
                    Some(from.follow(name, link))
                }
                _ => self.handle(name),
            }
            .or_else(|| self.handle(name)),
        }
    }

    /// What a relation of a row gives.
    pub(super) fn related(&self, row: &Rows<'a>, name: &str) -> Option<Shape<'a>> {
        let orm = row.orm?;
        let link = match row.model {
            Some(model) => self.accessors.link(model, name),
            None if orm == Orm::Django => self.accessors.only(name),
            None => None,
        };
        if let Some(link) = link {
            return Some(row.follow(name, link));
        }
        let reverse = orm == Orm::Django && row.model.is_none() && name.ends_with("_set");
        reverse.then(|| {
            Shape::Rows(Rows {
                model: None,
                held: if row.near { Held::No } else { Held::Perhaps },
                ..row.clone()
            })
        })
    }

    /// Whether a model's `objects` is a manager of the repository's own, which may load relations.
    fn has_own_manager(&self, model: &foliolint_core::models::Model) -> bool {
        let Some(module) = self.repo.modules.get(model.module) else {
            return false;
        };
        let Some(class) = module.class(Some(model.class)) else {
            return false;
        };
        let mut inside = Facts::within(&module.facts.assignments, class.body, |each| each.span);
        inside.any(|each| {
            each.scope.function == class.scope.function
                && module.text(each.target.span) == "objects"
                && each
                    .value
                    .is_some_and(|value| module.text(value.span) != "models.Manager()")
        })
    }

    /// What a method of a value gives.
    pub(super) fn method(
        &self,
        place: &Place,
        of: Shape<'a>,
        name: &str,
        call: &Call,
        depth: usize,
    ) -> Step<'a> {
        match of {
            Shape::Class(orm, model) => of_class(orm, Rows::query(orm, model), name),
            Shape::Rows(rows) if rows.origin != Origin::Query => of_records(rows, name),
            Shape::Row(row) if row.origin == Origin::Submitted => of_records(row, name),
            Shape::Rows(rows) => match (rows.orm, rows.held) {
                (Some(Orm::SqlAlchemy | Orm::SqlModel), Held::No) => of_query(rows, name),
                (Some(Orm::Django | Orm::Tortoise | Orm::Peewee | Orm::Document), _) => {
                    self.of_queryset(place, rows, name, call)
                }
                _ => of_result(rows, name),
            },
            Shape::Row(row) => match row.orm {
                Some(Orm::SqlAlchemy | Orm::SqlModel) | None => NOTHING,
                Some(_) => match name {
                    "save" | "asave" | "delete" | "adelete" | "delete_instance" | "insert"
                    | "replace" => (None, Some(Ask::WRITE)),
                    "refresh_from_db" | "arefresh_from_db" | "fetch_related" => {
                        (None, Some(Ask::READ))
                    }
                    _ => NOTHING,
                },
            },
            Shape::Statement(rows) => {
                let runs = name == "execute" && rows.orm == Some(Orm::Peewee);
                if runs {
                    return (Some(Shape::Rows(rows.held())), Some(Ask::WRITE));
                }
                let rows = if name == "options" {
                    rows.with_unknown_relations()
                } else {
                    rows
                };
                (Some(Shape::Statement(rows)), None)
            }
            Shape::Handle => self.of_handle(place, name, call, depth),
            Shape::Request => match name {
                "get_json" | "json" | "form" | "data" => {
                    (Some(Shape::Row(Rows::new(Origin::Submitted))), None)
                }
                _ => NOTHING,
            },
        }
    }

    /// Django's querysets and managers; those of Tortoise and Peewee and documents follow them.
    fn of_queryset(&self, place: &Place, rows: Rows<'a>, name: &str, call: &Call) -> Step<'a> {
        let memory = Ask {
            doubtful: rows.held == Held::Perhaps,
            ..Ask::LAZY
        };
        let held = rows.held == Held::Yes;
        let django = rows.orm == Some(Orm::Django);
        match name {
            "all" => {
                let ask = (!held).then_some(memory);
                (Some(Shape::Rows(rows)), ask)
            }
            "count" | "exists" | "acount" | "aexists" => {
                let ask = Ask {
                    lazy: false,
                    ..memory
                };
                (None, (!held).then_some(ask))
            }
            // A list made of rows has other methods than these.
            _ if held && !matches!(name, "filter" | "get" | "exclude" | "create" | "first") => {
                NOTHING
            }
            "select_related" | "prefetch_related" | "prefetch" => {
                let loaded = self.named_relations(place, call);
                (Some(Shape::Rows(load(rows, loaded))), Some(Ask::LAZY))
            }
            "values" | "values_list" | "dicts" | "tuples" | "namedtuples" | "scalars" | "dates"
            | "datetimes" => (
                Some(Shape::Rows(Rows {
                    orm: rows.orm,
                    held: Held::No,
                    ..rows.plain()
                })),
                Some(Ask::LAZY),
            ),
            "filter" | "exclude" | "order_by" | "distinct" | "annotate" | "alias" | "reverse"
            | "only" | "defer" | "using" | "union" | "intersection" | "difference"
            | "select_for_update" | "iterator" | "aiterator" | "raw" | "extra" | "where"
            | "join" | "limit" | "offset" | "group_by" | "switch" | "find" | "sort" | "skip"
            | "to_list" | "objects" | "execute" => {
                let rows = Rows {
                    held: Held::No,
                    ..rows
                };
                (Some(Shape::Rows(rows)), Some(Ask::LAZY))
            }
            "get" | "first" | "last" | "latest" | "earliest" | "get_or_none" | "first_or_404"
            | "aget" | "afirst" | "alast" | "peek" => {
                (Some(Shape::Row(rows.held())), Some(Ask::READ))
            }
            "create" | "get_or_create" | "update_or_create" | "acreate" | "aget_or_create"
            | "aupdate_or_create" | "modify" | "upsert_one" => {
                (Some(Shape::Row(rows.held())), Some(Ask::WRITE))
            }
            "aggregate" | "scalar" | "in_bulk" | "aaggregate" | "sum" | "average" => {
                (None, Some(Ask::READ))
            }
            "update" | "delete" | "aupdate" | "adelete" | "add" | "remove" | "set" | "clear"
            | "aadd" | "aset" | "update_one" => (None, Some(Ask::WRITE)),
            "none" => NOTHING,
            _ if name.starts_with("bulk_") || name.starts_with("abulk_") => NOTHING,
            // A method of the repository's own queryset class.
            _ if django => (
                Some(Shape::Rows(rows.with_unknown_relations())),
                Some(Ask::LAZY),
            ),
            _ => NOTHING,
        }
    }

    /// The relations that `select_related("a", "b__c")` names; `None` where they cannot be told.
    fn named_relations(&self, place: &Place, call: &Call) -> Option<Vec<String>> {
        let module = self.repo.modules.get(place.module)?;
        let arguments = module.arguments(call);
        if arguments.is_empty() {
            return None;
        }
        let mut names = Vec::new();
        for argument in arguments {
            match argument.value.kind {
                ValueKind::String => names.push(module.literal(argument.value)?),
                // `Prefetch("items", queryset=…)`.
                ValueKind::Call => {
                    let inner = module.facts.call_at(argument.value.span)?;
                    let inner = module.facts.calls.get(inner as usize)?;
                    names.push(module.literal(module.positional(inner, 0)?)?);
                }
                _ => return None,
            }
        }
        Some(names)
    }
}

fn load(mut rows: Rows<'_>, names: Option<Vec<String>>) -> Rows<'_> {
    match (&mut rows.loaded, names) {
        (Loaded::These(all), Some(names)) => all.extend(names),
        (loaded, _) => *loaded = Loaded::Unknown,
    }
    rows
}

/// Methods of a model's class.
fn of_class<'a>(orm: Orm, rows: Rows<'a>, name: &str) -> Step<'a> {
    match (orm, name) {
        (Orm::Peewee, "select") | (Orm::Tortoise, "filter" | "all" | "exclude") => {
            (Some(Shape::Rows(rows)), Some(Ask::LAZY))
        }
        (Orm::Document, "find" | "find_all" | "find_many" | "aggregate") => {
            (Some(Shape::Rows(rows)), Some(Ask::LAZY))
        }
        (Orm::Document, "objects") => (Some(Shape::Rows(rows)), Some(Ask::LAZY)),
        (Orm::Peewee, "get" | "get_or_none" | "get_by_id")
        | (Orm::Tortoise, "get" | "get_or_none" | "first" | "exists")
        | (Orm::Document, "find_one" | "get") => (Some(Shape::Row(rows.held())), Some(Ask::READ)),
        (Orm::Peewee | Orm::Tortoise, "create" | "get_or_create" | "update_or_create")
        | (Orm::Document, "insert_one")
        | (Orm::Peewee, "set_by_id" | "delete_by_id") => {
            (Some(Shape::Row(rows.held())), Some(Ask::WRITE))
        }
        (Orm::Peewee, "update" | "insert" | "delete" | "replace") => {
            (Some(Shape::Statement(rows)), None)
        }
        _ => NOTHING,
    }
}

/// `SQLAlchemy`'s `Query`, before it runs.
fn of_query<'a>(rows: Rows<'a>, name: &str) -> Step<'a> {
    match name {
        "all" => (Some(Shape::Rows(rows.held())), Some(Ask::READ)),
        "first" | "one" | "one_or_none" | "scalar" | "get" | "get_or_404" | "first_or_404"
        | "one_or_404" => (Some(Shape::Row(rows.held())), Some(Ask::READ)),
        "count" => (None, Some(Ask::READ)),
        "paginate" => (None, Some(Ask::READ)),
        "delete" | "update" => (None, Some(Ask::WRITE)),
        "options" => (Some(Shape::Rows(rows.with_unknown_relations())), None),
        "with_entities" | "values" | "add_columns" => (
            Some(Shape::Rows(Rows {
                orm: rows.orm,
                held: Held::No,
                ..rows.plain()
            })),
            None,
        ),
        "subquery" | "exists" | "label" | "as_scalar" | "scalar_subquery" | "cte" => NOTHING,
        _ => (Some(Shape::Rows(rows)), None),
    }
}

/// What a database has answered already.
fn of_result<'a>(rows: Rows<'a>, name: &str) -> Step<'a> {
    match name {
        "all" | "fetchall" | "fetchmany" | "scalars" | "mappings" | "unique" | "partitions"
        | "tuples" | "copy" | "sort" | "limit" | "skip" | "to_list" | "yield_per" => {
            (Some(Shape::Rows(rows)), None)
        }
        "first" | "one" | "one_or_none" | "scalar" | "scalar_one" | "scalar_one_or_none"
        | "fetchone" | "pop" => (Some(Shape::Row(rows)), None),
        _ => NOTHING,
    }
}

/// A data frame, or what somebody sent.
fn of_records<'a>(rows: Rows<'a>, name: &str) -> Step<'a> {
    match (rows.origin, name) {
        (
            Origin::Submitted,
            "get" | "pop" | "getlist" | "copy" | "dict" | "json" | "get_json" | "model_dump"
            | "splitlines",
        ) => (Some(Shape::Rows(rows)), None),
        (Origin::Frame, "iterrows" | "itertuples") => (Some(Shape::Rows(rows)), None),
        _ => NOTHING,
    }
}
