//! From classes to models: bases are followed within the repository until nothing new is found.

use super::apps::Apps;
use super::fields::{self, Body};
use super::{Field, Model, Models, Orm, bases, link, lookup};
use crate::file::TextInput;
use crate::imports::Imports;
use crate::inventory::Inventory;
use crate::python::Module;
use crate::python::facts::{Class, Id, ValueKind};
use std::collections::{BTreeMap, BTreeSet};

/// Packages without which no class is a model.
const PACKAGES: &[&str] = &[
    "beanie",
    "django",
    "flask_mongoengine",
    "flask_sqlalchemy",
    "gino",
    "mongoengine",
    "odmantic",
    "peewee",
    "playhouse",
    "sqlalchemy",
    "sqlmodel",
    "tortoise",
    "wagtail",
];

/// How deep inheritance is followed within the repository.
const DEPTH: usize = 12;
/// Classes that a class inherits from, directly or not.
const ANCESTORS: usize = 64;
/// Fields that the models of a repository inherit altogether; what is beyond stays with the parent.
const INHERITED: usize = 200_000;

/// A class with bases, on the way to being a model.
struct Candidate {
    module: usize,
    class: Id,
    /// Resolved base names.
    names: Vec<String>,
    /// The classes of the repository that it inherits from, as indexes into the candidates.
    parents: Vec<usize>,
    body: Body,
    orm: Option<Orm>,
}

/// Reads the models of a repository.
#[must_use]
pub fn read(
    modules: &[Module],
    imports: &Imports,
    inventory: &Inventory,
    texts: &[TextInput<'_>],
) -> Models {
    if !imports.uses(modules, |_| true, PACKAGES) {
        return Models::default();
    }
    let mut candidates = candidates(modules);
    let by_name = by_name(modules, &candidates);
    for at in 0..candidates.len() {
        candidates[at].parents = parents(modules, imports, &candidates, &by_name, at);
    }
    let roots = roots(modules);
    for candidate in &mut candidates {
        candidate.orm = outside(modules, &roots, candidate);
    }
    inherit(&mut candidates);
    let apps = Apps::new(modules, inventory, texts);
    let mut models = models(modules, &candidates, apps);
    link::link(&mut models, modules, imports);
    models
}

fn candidates(modules: &[Module]) -> Vec<Candidate> {
    let mut found = Vec::new();
    for (at, module) in modules
        .iter()
        .enumerate()
        .filter(|(_, module)| !module.notebook)
    {
        for (id, class) in (0..).zip(&module.facts.classes) {
            found.push(Candidate {
                module: at,
                class: id,
                names: module.bases(class).into_iter().map(Into::into).collect(),
                parents: Vec::new(),
                body: fields::body(at, module, id, class),
                orm: None,
            });
        }
    }
    found
}

fn class_of<'a>(modules: &'a [Module], candidate: &Candidate) -> Option<&'a Class> {
    modules.get(candidate.module)?.class(Some(candidate.class))
}

fn name_of<'a>(modules: &'a [Module], candidate: &Candidate) -> &'a str {
    let name = || {
        let class = class_of(modules, candidate)?;
        Some(modules.get(candidate.module)?.text(class.name))
    };
    name().unwrap_or_default()
}

fn by_name<'a>(
    modules: &'a [Module],
    candidates: &[Candidate],
) -> BTreeMap<&'a str, BTreeMap<(usize, Id), usize>> {
    let mut found: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
    for (at, candidate) in candidates.iter().enumerate() {
        let namesakes = found.entry(name_of(modules, candidate)).or_default();
        namesakes.insert((candidate.module, candidate.class), at);
    }
    found
}

/// The classes of the repository that a class names as its bases.
fn parents(
    modules: &[Module],
    imports: &Imports,
    candidates: &[Candidate],
    by_name: &BTreeMap<&str, BTreeMap<(usize, Id), usize>>,
    at: usize,
) -> Vec<usize> {
    let candidate = &candidates[at];
    let found = candidate.names.iter().filter_map(|name| {
        let namesakes = by_name.get(Module::last_segment(name))?;
        let others = namesakes
            .keys()
            .copied()
            .filter(|key| *key != (candidate.module, candidate.class));
        let key = lookup::nearest(imports, modules, candidate.module, name, others)?;
        namesakes.get(&key).copied()
    });
    found.collect()
}

/// The bases that modules of the repository make by a call, by the name others use.
fn roots(modules: &[Module]) -> BTreeMap<String, Vec<(usize, Orm)>> {
    let mut found: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for (at, module) in modules.iter().enumerate() {
        for (name, orm) in bases::offered(module) {
            found.entry(name).or_default().push((at, orm));
        }
    }
    found
}

/// What a class is by bases that are no classes of the repository.
fn outside(
    modules: &[Module],
    roots: &BTreeMap<String, Vec<(usize, Orm)>>,
    candidate: &Candidate,
) -> Option<Orm> {
    let known = candidate.names.iter().find_map(|name| {
        bases::external(name).or_else(|| offered(modules, roots, candidate, name))
    });
    let other_package = |name: &&String| {
        let last = Module::last_segment(name);
        name.contains('.')
            && ![
                "Form",
                "Serializer",
                "Admin",
                "Filter",
                "FilterSet",
                "Migration",
                "Factory",
            ]
            .iter()
            .any(|end| last.ends_with(end))
    };
    known.or_else(|| {
        let body = &candidate.body;
        let based = candidate.names.iter().find(other_package).is_some();
        if based && body.has_django_field {
            return Some(Orm::Django);
        }
        let named = !candidate.names.is_empty();
        (named && body.names_table && body.has_column).then_some(Orm::SqlAlchemy)
    })
}

fn offered(
    modules: &[Module],
    roots: &BTreeMap<String, Vec<(usize, Orm)>>,
    candidate: &Candidate,
    name: &str,
) -> Option<Orm> {
    let last = Module::last_segment(name);
    let two = name
        .rmatch_indices('.')
        .nth(1)
        .map_or(name, |(dot, _)| &name[dot + 1..]);
    let all = roots.get(last).or_else(|| roots.get(two))?;
    let first = name.split('.').next().unwrap_or_default();
    let mut all = all.iter();
    let found = all.find(|(module, _)| {
        *module == candidate.module
            || first.is_empty()
            || modules.get(*module).is_some_and(|module| {
                let mut parts = module.path.split('/');
                parts.any(|part| part.strip_suffix(".py").unwrap_or(part) == first)
            })
    });
    found.map(|(_, orm)| *orm)
}

/// A child of a model is one.
fn inherit(candidates: &mut [Candidate]) {
    for _ in 0..DEPTH {
        let mut news = Vec::new();
        for (at, candidate) in candidates.iter().enumerate() {
            if candidate.orm.is_none() {
                let orm = candidate
                    .parents
                    .iter()
                    .find_map(|&parent| candidates[parent].orm);
                news.extend(orm.map(|orm| (at, orm)));
            }
        }
        if news.is_empty() {
            return;
        }
        for (at, orm) in news {
            candidates[at].orm = Some(orm);
        }
    }
}

fn models(modules: &[Module], candidates: &[Candidate], apps: Apps) -> Models {
    let kept: Vec<usize> = (0..candidates.len())
        .filter(|&at| candidates[at].orm.is_some())
        .collect();
    let place = |at: &usize| kept.binary_search(at).ok();
    let mut models = Models {
        apps,
        ..Models::default()
    };
    let mut inherited = INHERITED;
    for &at in &kept {
        let candidate = &candidates[at];
        let (Some(module), Some(orm)) = (modules.get(candidate.module), candidate.orm) else {
            continue;
        };
        let name = name_of(modules, candidate).to_owned();
        let fields = all_fields(candidates, at, &mut inherited);
        let app = match orm {
            Orm::Django => models.apps.folder(module),
            _ => module.folder(),
        };
        let index = models.all.len();
        models.by_name.entry(name.clone()).or_default().push(index);
        models.all.push(Model {
            orm,
            module: candidate.module,
            class: candidate.class,
            name,
            app: app.to_owned(),
            app_label: candidate.body.app_label.clone(),
            is_abstract: is_abstract(modules, candidate, orm, &fields),
            is_proxy: candidate.body.is_proxy,
            is_unmanaged: candidate.body.is_unmanaged,
            parents: candidate.parents.iter().filter_map(place).collect(),
            fields,
        });
    }
    models
}

fn is_abstract(modules: &[Module], candidate: &Candidate, orm: Orm, fields: &[Field]) -> bool {
    match orm {
        Orm::Django => candidate.body.is_abstract,
        Orm::SqlModel => !has_table(modules, candidate),
        _ => candidate.body.is_abstract || (fields.is_empty() && !candidate.body.names_table),
    }
}

/// `class User(SQLModel, table=True)`.
fn has_table(modules: &[Module], candidate: &Candidate) -> bool {
    let (Some(module), Some(class)) = (modules.get(candidate.module), class_of(modules, candidate))
    else {
        return false;
    };
    class
        .bases
        .of(&module.facts.arguments)
        .iter()
        .any(|argument| {
            argument
                .name
                .is_some_and(|name| module.text(name) == "table")
                && argument.value.kind == ValueKind::True
        })
}

/// A class's own fields and those of every class it inherits from, the nearest one of a name first, indexes applied.
fn all_fields(candidates: &[Candidate], at: usize, inherited: &mut usize) -> Vec<Field> {
    let mut seen = BTreeSet::from([at]);
    let mut line = vec![at];
    let mut next = 0;
    while let Some(&one) = line.get(next) {
        next += 1;
        for &parent in &candidates[one].parents {
            if line.len() < ANCESTORS && seen.insert(parent) {
                line.push(parent);
            }
        }
    }
    let mut names = BTreeSet::new();
    let mut fields: Vec<Field> = Vec::new();
    for &one in &line {
        for field in &candidates[one].body.fields {
            if one != at && *inherited == 0 {
                break;
            }
            if names.insert(field.name.as_str()) {
                *inherited -= usize::from(one != at);
                fields.push(field.clone());
            }
        }
    }
    for field in &mut fields {
        field.indexed |= line
            .iter()
            .any(|&one| candidates[one].body.indexed.contains(&field.name));
    }
    fields
}
