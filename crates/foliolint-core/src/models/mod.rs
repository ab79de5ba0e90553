//! The database models of a repository: Django, SQLAlchemy, SQLModel, Peewee, Tortoise and document mappers.
//!
//! A model is a class that a mapper stores, found by its bases, over inheritance within the repository. What the
//! fields are is read from the class bodies; nothing is imported or run.

mod apps;
mod bases;
mod fields;
mod link;
mod lookup;
mod read;

pub use apps::{Apps, Hidden};
pub use read::read;

use crate::imports::Imports;
use crate::python::Module;
use crate::python::facts::{Class, Id};
use crate::source::Span;
use std::collections::BTreeMap;

/// What stores a model.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[expect(missing_docs, reason = "each is the library of that name")]
pub enum Orm {
    Django,
    /// Also through Flask-SQLAlchemy.
    SqlAlchemy,
    SqlModel,
    Peewee,
    Tortoise,
    /// `MongoEngine`, Beanie, `ODMantic`.
    Document,
}

impl Orm {
    /// Its name for people.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Django => "Django",
            Self::SqlAlchemy => "SQLAlchemy",
            Self::SqlModel => "SQLModel",
            Self::Peewee => "Peewee",
            Self::Tortoise => "Tortoise",
            Self::Document => "MongoDB",
        }
    }
}

/// What a relation gives when it is read from an object.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Side {
    /// One object: `ForeignKey`, `OneToOneField`.
    One,
    /// Several objects: `ManyToManyField`, a `relationship` annotated as a list.
    Many,
    /// A `relationship` that doesn't say which of the two.
    Either,
    /// The other's key and no object: `Column(ForeignKey("user.id"))`. Reading it costs no query.
    Key,
}

/// A field that leads to another model.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Relation {
    /// What reading it gives.
    pub side: Side,
    /// What it names: `Author` or `blog.Author` of a string, `self`, `user.id`; of a class its resolved name
    /// (`.models.Author`, `django.conf.settings.AUTH_USER_MODEL`).
    pub target: String,
    /// The model of the repository, as an index into [`Models::all`], where it is one.
    pub model: Option<usize>,
    /// The name on the other side: `related_name`, `back_populates`, `backref`.
    pub back: Option<String>,
    /// Whether it is always loaded together with the object: `lazy="joined"`, `"selectin"`, `"subquery"`.
    pub eager: bool,
}

/// A field of a model.
#[derive(Clone, PartialEq, Eq, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an option that a field has or lacks"
)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// The last segment of its type: `CharField`, `String`, `ForeignKey`; of an annotated field the annotation.
    pub kind: String,
    /// Where it leads.
    pub relation: Option<Relation>,
    /// `primary_key=True`.
    pub primary_key: bool,
    /// `unique=True` and what implies it.
    pub unique: bool,
    /// Indexed for itself or named in `Meta.indexes`, `unique_together`, `constraints`, `__table_args__`; keys, unique
    /// and foreign ones included.
    pub indexed: bool,
    /// Whether it lists its values (`choices=`).
    pub choices: bool,
    /// The module it is written in, an index into `Repo.modules`; another one than the model's where it is inherited.
    pub module: usize,
    /// The assignment.
    pub span: Span,
}

/// A model.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Model {
    /// What stores it.
    pub orm: Orm,
    /// Its module, an index into `Repo.modules`.
    pub module: usize,
    /// Its class in that module.
    pub class: Id,
    /// The class's name.
    pub name: String,
    /// The folder of its Django app; of others, the module's folder.
    pub app: String,
    /// `Meta.app_label`, where given.
    pub app_label: Option<String>,
    /// Only to be inherited from: it has no table of its own.
    pub is_abstract: bool,
    /// A Django proxy: the table of another model.
    pub is_proxy: bool,
    /// `managed = False`: the table is somebody else's.
    pub is_unmanaged: bool,
    /// The models of the repository that it inherits from, as indexes into [`Models::all`].
    pub parents: Vec<usize>,
    /// Its own fields, then inherited ones.
    pub fields: Vec<Field>,
}

impl Model {
    /// Whether it stands for a table that this repository has to make.
    #[must_use]
    pub const fn is_concrete(&self) -> bool {
        !self.is_abstract && !self.is_proxy && !self.is_unmanaged
    }

    /// The field with that name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The class.
    #[must_use]
    pub fn class_of<'a>(&self, modules: &'a [Module]) -> Option<&'a Class> {
        modules.get(self.module)?.class(Some(self.class))
    }
}

/// The models of a repository.
#[derive(Clone, Debug, Default)]
pub struct Models {
    /// Sorted by module, then by place.
    all: Vec<Model>,
    by_name: BTreeMap<String, Vec<usize>>,
    /// The relations that lead to a model, by the name they have on its side.
    back: BTreeMap<(usize, String), Vec<(usize, usize)>>,
    /// Its Django apps.
    pub apps: Apps,
}

impl Models {
    /// Every model, sorted by module and place; test code's too.
    #[must_use]
    pub fn all(&self) -> &[Model] {
        &self.all
    }

    /// The models that a module defines.
    #[must_use]
    pub fn of_module(&self, module: usize) -> &[Model] {
        let start = self.all.partition_point(|model| model.module < module);
        let end = self.all.partition_point(|model| model.module <= module);
        self.all.get(start..end).unwrap_or_default()
    }

    /// The model that a class is.
    #[must_use]
    pub fn of_class(&self, module: usize, class: Id) -> Option<&Model> {
        let models = self.of_module(module);
        let at = models.binary_search_by_key(&class, |model| model.class);
        models.get(at.ok()?)
    }

    /// The model that a resolved name means in a module: `blog.models.Post`, `.models.Post`, `models.Post`, or `Post`
    /// where the module defines it.
    #[must_use]
    pub fn named(
        &self,
        imports: &Imports,
        modules: &[Module],
        at: usize,
        name: &str,
    ) -> Option<&Model> {
        let candidates = self.by_name.get(Module::last_segment(name))?;
        let places = candidates.iter().filter_map(|&model| {
            let model = self.all.get(model)?;
            Some((model.module, model.class))
        });
        let (module, class) = lookup::nearest(imports, modules, at, name, places)?;
        self.of_class(module, class)
    }

    /// The relations that lead to a model under the given name on its own side: `post_set`, `comments`.
    pub fn reverse<'a>(
        &'a self,
        model: usize,
        accessor: &str,
    ) -> impl Iterator<Item = (&'a Model, &'a Field)> {
        let back = self.back.get(&(model, accessor.to_owned()));
        back.into_iter().flatten().filter_map(|&(other, field)| {
            let other = self.all.get(other)?;
            Some((other, other.fields.get(field)?))
        })
    }
}

#[cfg(test)]
mod tests;
