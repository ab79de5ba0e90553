//! Models of small repositories.

use super::{Model, Models, Orm, Side, read};
use crate::file::{File, FileKind, Zone};
use crate::imports::Imports;
use crate::imports::tests::repository;
use crate::inventory::Inventory;
use crate::python::Module;

fn models(files: &[(&str, &str)]) -> (Models, Vec<Module>, Imports) {
    let (modules, _, imports) = repository(files);
    let files = modules.iter().map(|module| File {
        path: module.path.clone(),
        os_path: (*module.path).into(),
        tracked: true,
        size: 1,
        zone: Zone::Production,
        kind: FileKind::Python,
    });
    let inventory = Inventory {
        files: files.collect(),
        ..Inventory::default()
    };
    let models = read(&modules, &imports, &inventory, &[]);
    (models, modules, imports)
}

fn get<'a>(models: &'a Models, name: &str) -> &'a Model {
    let mut all = models.all().iter();
    all.find(|model| model.name == name).expect("is a model")
}

#[test]
fn django_models_inherit_over_modules() {
    let (models, modules, imports) = models(&[
        ("core/__init__.py", ""),
        (
            "core/base.py",
            "from django.db import models\nclass Stamped(models.Model):\n    created = models.DateTimeField(db_index=True)\n    class Meta:\n        abstract = True\n",
        ),
        ("blog/__init__.py", ""),
        ("blog/apps.py", "from django.apps import AppConfig\n"),
        (
            "blog/models.py",
            "from django.db import models\nfrom core.base import Stamped\nclass Author(models.Model):\n    name = models.CharField(max_length=9)\nclass Post(Stamped):\n    slug = models.SlugField()\n    title = models.CharField(max_length=9)\n    body = models.TextField()\n    author = models.ForeignKey('Author', models.CASCADE, related_name='posts')\n    class Meta:\n        indexes = [models.Index(fields=['-title'])]\nclass Draft(Post):\n    class Meta:\n        proxy = True\n        managed = False\n",
        ),
        (
            "blog/views.py",
            "from .models import Post\nfrom django.contrib.auth.models import Author\nPost.objects.all()\n",
        ),
    ]);
    let post = get(&models, "Post");
    assert!(get(&models, "Stamped").is_abstract && post.is_concrete());
    assert_eq!((post.orm, post.app.as_str()), (Orm::Django, "blog"));
    let indexed: Vec<_> = post
        .fields
        .iter()
        .map(|field| (field.name.as_str(), field.indexed))
        .collect();
    let wanted = [
        ("slug", true),
        ("title", true),
        ("body", false),
        ("author", true),
        ("created", true),
    ];
    assert_eq!(indexed, wanted);
    let relation = post
        .field("author")
        .and_then(|field| field.relation.clone())
        .expect("leads on");
    let author = models.all().iter().position(|model| model.name == "Author");
    assert_eq!((relation.side, relation.model), (Side::One, author));
    assert_eq!(
        models.reverse(author.expect("is there"), "posts").count(),
        1
    );
    let draft = get(&models, "Draft");
    assert!(draft.is_proxy && draft.is_unmanaged && !draft.is_concrete());
    let views = modules
        .iter()
        .position(|module| &*module.path == "blog/views.py")
        .expect("is there");
    let named = |name| {
        models
            .named(&imports, &modules, views, name)
            .map(|model| model.name.as_str())
    };
    assert_eq!(named(".models.Post"), Some("Post"));
    assert_eq!(named("django.contrib.auth.models.Author"), None);
    assert_eq!(named("Post"), None);
}

#[test]
fn other_mappers_are_known() {
    let (models, _, _) = models(&[
        ("app/__init__.py", ""),
        (
            "app/db.py",
            "from flask_sqlalchemy import SQLAlchemy\nfrom sqlalchemy.orm import declarative_base\ndb = SQLAlchemy()\nBase = declarative_base()\n",
        ),
        (
            "app/models.py",
            "from app.db import Base, db\nfrom sqlalchemy import Column, ForeignKey, Integer, String\nfrom sqlalchemy.orm import relationship, Mapped\nclass User(Base):\n    __tablename__ = 'user'\n    id = Column(Integer, primary_key=True)\n    email = Column('mail', String(9), unique=True)\n    posts: Mapped[list['Post']] = relationship(back_populates='user', lazy='selectin')\nclass Post(db.Model):\n    user_id = db.Column(db.Integer, db.ForeignKey('user.id'))\n    user = relationship('User')\n",
        ),
        (
            "app/hero.py",
            "from sqlmodel import Field, SQLModel\nclass HeroBase(SQLModel):\n    name: str = Field(index=True)\nclass Hero(HeroBase, table=True):\n    id: int | None = Field(default=None, primary_key=True)\n",
        ),
        (
            "app/small.py",
            "import peewee\nfrom tortoise import fields\nfrom tortoise.models import Model\nclass Base(peewee.Model):\n    class Meta:\n        database = 1\nclass Note(Base):\n    text = peewee.TextField(index=True)\nclass Team(Model):\n    captain = fields.ForeignKeyField('models.Hero', related_name='teams')\nclass Plain:\n    x = peewee.TextField()\n",
        ),
    ]);
    let found: Vec<_> = models
        .all()
        .iter()
        .map(|model| (model.name.as_str(), model.orm, model.is_abstract))
        .collect();
    let wanted = [
        ("HeroBase", Orm::SqlModel, true),
        ("Hero", Orm::SqlModel, false),
        ("User", Orm::SqlAlchemy, false),
        ("Post", Orm::SqlAlchemy, false),
        ("Base", Orm::Peewee, true),
        ("Note", Orm::Peewee, false),
        ("Team", Orm::Tortoise, false),
    ];
    assert_eq!(found, wanted);
    let user = get(&models, "User");
    let kinds: Vec<_> = user
        .fields
        .iter()
        .map(|field| field.kind.as_str())
        .collect();
    assert_eq!(kinds[..2], ["Integer", "String"]);
    let posts = user
        .field("posts")
        .and_then(|field| field.relation.clone())
        .expect("leads on");
    assert!(posts.side == Side::Many && posts.eager && posts.model.is_some());
    let post = get(&models, "Post");
    let side = |name| {
        post.field(name)
            .and_then(|field| field.relation.as_ref())
            .map(|one| one.side)
    };
    assert_eq!(
        (side("user_id"), side("user")),
        (Some(Side::Key), Some(Side::Either))
    );
    assert!(
        get(&models, "Hero")
            .field("name")
            .is_some_and(|field| field.indexed)
    );
    assert!(
        get(&models, "Team")
            .field("captain")
            .is_some_and(|field| field.relation.is_some())
    );
}

#[test]
fn a_circle_of_bases_ends() {
    let (models, _, _) = models(&[
        (
            "a.py",
            "from b import B\nfrom django.db import models\nclass A(B):\n    x = models.CharField()\n",
        ),
        ("b.py", "from a import A\nclass B(A):\n    pass\n"),
    ]);
    assert_eq!(models.all().len(), 2);
}
