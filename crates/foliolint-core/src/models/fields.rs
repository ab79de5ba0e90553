//! The fields of one class, and what its `Meta` says.

use super::{Field, Relation, Side};
use crate::python::Module;
use crate::python::facts::{Assignment, Call, Class, Facts, Id, Value, ValueKind};
use crate::source::Span;
use std::collections::BTreeSet;

/// Fields of one class that are looked at; real ones have fewer than 200.
const FIELDS: usize = 500;

/// What a class body says of a model.
#[derive(Clone, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an option that a model has or lacks"
)]
pub(super) struct Body {
    pub(super) fields: Vec<Field>,
    /// Names that `Meta` or `__table_args__` puts into an index or a constraint.
    pub(super) indexed: BTreeSet<String>,
    pub(super) app_label: Option<String>,
    pub(super) is_abstract: bool,
    pub(super) is_proxy: bool,
    pub(super) is_unmanaged: bool,
    /// `__tablename__` or `__table__`.
    pub(super) names_table: bool,
    /// Whether a field is one of `django.db.models`.
    pub(super) has_django_field: bool,
    /// Whether a field is a `Column` or `mapped_column`.
    pub(super) has_column: bool,
}

/// Reads a class body.
pub(super) fn body(at: usize, module: &Module, id: Id, class: &Class) -> Body {
    let mut body = Body::default();
    for assignment in own_assignments(module, id, class).take(FIELDS) {
        let name = module.text(assignment.target.span);
        match name {
            "__tablename__" | "__table__" => body.names_table = true,
            "__abstract__" => body.is_abstract = is_true(assignment),
            "__table_args__" => body.indexed.extend(strings(module, assignment.span)),
            _ => {
                if let Some(field) = field(at, module, assignment, &mut body) {
                    body.fields.push(field);
                }
            }
        }
    }
    let inside = Facts::within(&module.facts.classes, class.body, |class| class.span);
    let metas = inside
        .filter(|inner| inner.scope.class == Some(id))
        .filter(|inner| matches!(module.text(inner.name), "Meta" | "Settings"));
    for meta in metas {
        if let Some(inner) = index_of(module, meta) {
            read_meta(module, inner, meta, &mut body);
        }
    }
    body
}

fn read_meta(module: &Module, id: Id, meta: &Class, body: &mut Body) {
    for assignment in own_assignments(module, id, meta) {
        match module.text(assignment.target.span) {
            "abstract" => body.is_abstract = is_true(assignment),
            "proxy" => body.is_proxy = is_true(assignment),
            "managed" => {
                body.is_unmanaged = assignment
                    .value
                    .is_some_and(|value| value.kind == ValueKind::False);
            }
            "app_label" => {
                body.app_label = assignment.value.and_then(|value| module.literal(value));
            }
            "indexes" | "unique_together" | "index_together" | "constraints" => {
                body.indexed.extend(strings(module, assignment.span));
            }
            _ => {}
        }
    }
}

/// The assignments that stand directly in a class body.
fn own_assignments<'a>(
    module: &'a Module,
    id: Id,
    class: &'a Class,
) -> impl Iterator<Item = &'a Assignment> {
    let inside = Facts::within(&module.facts.assignments, class.body, |each| each.span);
    inside.filter(move |each| {
        each.scope.class == Some(id)
            && each.scope.function == class.scope.function
            && each.target.kind == ValueKind::Name
    })
}

fn index_of(module: &Module, class: &Class) -> Option<Id> {
    let classes = &module.facts.classes;
    let at = classes.partition_point(|other| other.span.start < class.span.start);
    Id::try_from(at).ok()
}

fn is_true(assignment: &Assignment) -> bool {
    assignment
        .value
        .is_some_and(|value| value.kind == ValueKind::True)
}

/// The words of the string literals in a span: field names, `-` for descending taken off.
fn strings(module: &Module, span: Span) -> Vec<String> {
    let inside = Facts::within(&module.facts.strings, span, |string| string.span);
    inside
        .map(|string| {
            module
                .string_text(string)
                .trim_start_matches('-')
                .to_owned()
        })
        .collect()
}

fn field(at: usize, module: &Module, assignment: &Assignment, body: &mut Body) -> Option<Field> {
    let name = module.text(assignment.target.span).to_owned();
    let annotation = assignment.annotation.map(|span| module.text(span));
    let plain = |kind: String| Field {
        name: name.clone(),
        kind,
        relation: None,
        primary_key: false,
        unique: false,
        indexed: false,
        choices: false,
        module: at,
        span: assignment.span,
    };
    let call = assignment
        .value
        .filter(|value| value.kind == ValueKind::Call)
        .and_then(|value| module.facts.call_at(value.span))
        .and_then(|id| module.facts.calls.get(id as usize));
    let Some(call) = call else {
        // `name: Mapped[str]`, `name: str = "x"` of SQLModel.
        return annotation
            .filter(|text| !text.contains("ClassVar"))
            .map(|text| plain(text.to_owned()));
    };
    let callee = module.callee(call);
    let last = Module::last_segment(callee);
    let primary_key = flag(module, call, "primary_key") || flag(module, call, "pk");
    let relation = match last {
        "Column" | "mapped_column" => column_relation(module, call),
        "relationship" | "relation" | "dynamic_loader" | "Relationship" => {
            relationship(module, call, annotation)
        }
        "Field" => keyword_text(module, call, "foreign_key").map(|target| Relation {
            side: Side::Key,
            ..to(target)
        }),
        _ => object_relation(module, call, last),
    };
    let kind = match last {
        "Column" | "mapped_column" => {
            body.has_column = true;
            column_type(module, call)
                .or_else(|| annotation.map(str::to_owned))
                .unwrap_or_else(|| "Column".to_owned())
        }
        "Field" => annotation?.to_owned(),
        _ if relation.is_some() || is_field(last) => {
            body.has_django_field |= callee.starts_with("django.") && callee.contains("models.");
            last.to_owned()
        }
        _ => return None,
    };
    let unique = primary_key || flag(module, call, "unique") || last.starts_with("OneToOne");
    // Django makes an index of its own for slugs and foreign keys.
    let own_index = last == "SlugField" || last.contains("ForeignKey") || last == "ParentalKey";
    let no_index = module
        .keyword(call, "db_index")
        .is_some_and(|value| value.kind == ValueKind::False);
    Some(Field {
        relation,
        primary_key,
        unique,
        indexed: unique
            || flag(module, call, "db_index")
            || flag(module, call, "index")
            || (own_index && !no_index),
        choices: module.keyword(call, "choices").is_some(),
        ..plain(kind)
    })
}

/// Whether a class whose name ends so is a field: `CharField`, `ArrayField`, `TaggableManager`.
fn is_field(last: &str) -> bool {
    last.len() > "Field".len() && last.ends_with("Field")
        || matches!(
            last,
            "GenericForeignKey" | "GenericRelation" | "TaggableManager"
        )
}

fn flag(module: &Module, call: &Call, name: &str) -> bool {
    module
        .keyword(call, name)
        .is_some_and(|value| value.kind == ValueKind::True)
}

fn to(target: String) -> Relation {
    Relation {
        side: Side::One,
        target,
        model: None,
        back: None,
        eager: false,
    }
}

/// A string's content, or the resolved name of a class or of what is called.
fn named(module: &Module, call: &Call, value: Value) -> Option<String> {
    match value.kind {
        ValueKind::String => module.literal(value),
        ValueKind::Name | ValueKind::Attribute => {
            Some(module.resolve(value.span, &call.scope).into_owned())
        }
        ValueKind::Call => {
            let inner = module.facts.call_at(value.span)?;
            let inner = module.facts.calls.get(inner as usize)?;
            Some(module.callee(inner).to_owned())
        }
        _ => None,
    }
}

fn keyword_text(module: &Module, call: &Call, name: &str) -> Option<String> {
    module.literal(module.keyword(call, name)?)
}

/// Django's, Peewee's and Tortoise's fields that lead to objects.
fn object_relation(module: &Module, call: &Call, last: &str) -> Option<Relation> {
    let side = match last {
        "GenericForeignKey" => return None,
        "ManyToManyField" | "ParentalManyToManyField" | "SortedManyToManyField" => Side::Many,
        "ParentalKey" | "ReferenceField" | "LazyReferenceField" => Side::One,
        _ if last.contains("ForeignKey") || last.starts_with("OneToOne") => Side::One,
        _ => return None,
    };
    let first = ["to", "model_name", "model"]
        .into_iter()
        .find_map(|name| module.keyword(call, name))
        .or_else(|| module.positional(call, 0))?;
    let back = ["related_name", "backref"]
        .into_iter()
        .find_map(|name| keyword_text(module, call, name));
    Some(Relation {
        side,
        back,
        ..to(named(module, call, first)?)
    })
}

/// The `ForeignKey("user.id")` among a column's arguments.
fn column_relation(module: &Module, call: &Call) -> Option<Relation> {
    let arguments = module.arguments(call).iter();
    let calls = arguments
        .filter(|argument| argument.value.kind == ValueKind::Call)
        .filter_map(|argument| module.facts.call_at(argument.value.span))
        .filter_map(|id| module.facts.calls.get(id as usize));
    let mut keys = calls.filter(|inner| Module::last_segment(module.callee(inner)) == "ForeignKey");
    let target = named(module, call, module.positional(keys.next()?, 0)?)?;
    Some(Relation {
        side: Side::Key,
        ..to(target)
    })
}

/// The last segment of a column's type, the first argument that names one.
fn column_type(module: &Module, call: &Call) -> Option<String> {
    let named = module
        .keyword(call, "type_")
        .into_iter()
        .chain((0..2).filter_map(|at| module.positional(call, at)))
        .filter(|value| value.kind != ValueKind::String)
        .filter_map(|value| named(module, call, value))
        .map(|text| Module::last_segment(&text).to_owned());
    let mut named = named;
    named.find(|text| text != "ForeignKey")
}

/// SQLAlchemy's and SQLModel's `relationship`; without an argument the annotation names the other.
fn relationship(module: &Module, call: &Call, annotation: Option<&str>) -> Option<Relation> {
    let lists = annotation.is_some_and(|text| {
        [
            "List[",
            "list[",
            "Set[",
            "set[",
            "Sequence[",
            "DynamicMapped",
            "WriteOnlyMapped",
        ]
        .iter()
        .any(|word| text.contains(word))
    });
    let uselist = module.keyword(call, "uselist").map(|value| value.kind);
    let side = match (lists, uselist, annotation) {
        (true, _, _) | (_, Some(ValueKind::True), _) => Side::Many,
        (_, Some(ValueKind::False), _) | (false, None, Some(_)) => Side::One,
        _ => Side::Either,
    };
    let target = module
        .positional(call, 0)
        .or_else(|| module.keyword(call, "argument"))
        .and_then(|value| named(module, call, value))
        .or_else(|| annotated(annotation?))?;
    let back = ["back_populates", "backref"]
        .into_iter()
        .find_map(|name| keyword_text(module, call, name));
    let eager = keyword_text(module, call, "lazy")
        .is_some_and(|lazy| matches!(lazy.as_str(), "joined" | "selectin" | "subquery"));
    Some(Relation {
        side,
        back,
        eager,
        ..to(target)
    })
}

/// The innermost name of an annotation: `Post` of `Mapped[Optional[List["Post"]]]`.
fn annotated(text: &str) -> Option<String> {
    let inner = text.rsplit('[').next().unwrap_or(text);
    let words = inner.split(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '.'));
    words
        .filter(|word| !word.is_empty() && *word != "None")
        .map(str::to_owned)
        .next()
}
