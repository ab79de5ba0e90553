//! The base classes that make a model.

use super::Orm;
use crate::python::Module;
use crate::python::facts::ValueKind;

/// Abstract models that Django's own and other packages offer to build on, by their last segment. Sources: the
/// documentation of django.contrib.auth, django-mptt, django-model-utils, django-extensions, django-polymorphic,
/// django-parler, django-solo, django-treebeard, django-ordered-model, django-safedelete, wagtail, django-cms.
const DJANGO: &[&str] = &[
    "AL_Node",
    "AbstractBaseUser",
    "AbstractImage",
    "AbstractRendition",
    "AbstractUser",
    "ActivatorModel",
    "BaseSetting",
    "BaseSiteSetting",
    "CMSPlugin",
    "ClusterableModel",
    "LifecycleModel",
    "MPTTModel",
    "MP_Node",
    "NS_Node",
    "OrderedModel",
    "Orderable",
    "PermissionsMixin",
    "PolymorphicModel",
    "PolymorphicMPTTModel",
    "SafeDeleteModel",
    "SingletonModel",
    "SoftDeletableModel",
    "StatusModel",
    "TimeFramedModel",
    "TimeStampedModel",
    "TitleSlugDescriptionModel",
    "TranslatableModel",
    "UUIDModel",
];

/// Models of Django and others that are extended by a table of one's own.
const DJANGO_TABLES: &[&str] = &[
    "django.contrib.auth.models.Group",
    "django.contrib.auth.models.User",
    "django.contrib.sites.models.Site",
    "wagtail.core.models.Page",
    "wagtail.models.Page",
    "wagtail.wagtailcore.models.Page",
];

/// What a base class from outside the repository makes of a class.
pub(super) fn external(base: &str) -> Option<Orm> {
    let last = Module::last_segment(base);
    let dotted = base.contains('.') && !base.starts_with('.');
    let first = base.split('.').next().unwrap_or_default();
    match last {
        "Model" => match first {
            "django" => Some(Orm::Django),
            "flask_sqlalchemy" | "gino" | "flask_appbuilder" => Some(Orm::SqlAlchemy),
            "peewee" | "playhouse" | "peewee_async" => Some(Orm::Peewee),
            "tortoise" => Some(Orm::Tortoise),
            "odmantic" => Some(Orm::Document),
            _ => None,
        },
        "Document" | "EmbeddedDocument" | "DynamicDocument" => match first {
            "mongoengine" | "flask_mongoengine" | "beanie" => Some(Orm::Document),
            _ => None,
        },
        "SQLModel" if first == "sqlmodel" => Some(Orm::SqlModel),
        "DeclarativeBase" | "DeclarativeBaseNoMeta" if first == "sqlalchemy" => {
            Some(Orm::SqlAlchemy)
        }
        _ if makes_base(base) => Some(Orm::SqlAlchemy),
        _ if DJANGO_TABLES.contains(&base) || (dotted && DJANGO.contains(&last)) => {
            Some(Orm::Django)
        }
        _ => None,
    }
}

/// Whether a resolved call gives SQLAlchemy's base class: `declarative_base()`.
fn makes_base(name: &str) -> bool {
    let call = name.strip_suffix("()").map(Module::last_segment);
    call.is_some_and(|call| matches!(call, "declarative_base" | "automap_base" | "generate_base"))
}

/// The names under which a module offers a base to others: `Base` of `Base = declarative_base()`, `db.Model` of
/// `db = SQLAlchemy()`.
pub(super) fn offered(module: &Module) -> Vec<(String, Orm)> {
    let facts = &module.facts;
    let top = facts.assignments.iter().filter(|assignment| {
        assignment.scope.function.is_none() && assignment.scope.class.is_none()
    });
    let calls = top.filter_map(|assignment| {
        let value = assignment.value?;
        let call = (value.kind == ValueKind::Call).then(|| facts.call_at(value.span))??;
        Some((assignment, facts.calls.get(call as usize)?))
    });
    let named = calls.filter_map(|(assignment, call)| {
        let name = module.text(assignment.target.span);
        let callee = module.callee(call);
        match (Module::last_segment(callee), callee.split('.').next()?) {
            ("declarative_base" | "automap_base" | "generate_base", _) => {
                Some((name.to_owned(), Orm::SqlAlchemy))
            }
            ("SQLAlchemy", _) | ("Gino", "gino") => {
                Some((format!("{name}.Model"), Orm::SqlAlchemy))
            }
            ("MongoEngine", _) => Some((format!("{name}.Document"), Orm::Document)),
            ("FlaskDB", _) => Some((format!("{name}.Model"), Orm::Peewee)),
            _ => None,
        }
    });
    named.collect()
}
