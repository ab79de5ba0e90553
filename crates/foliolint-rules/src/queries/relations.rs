//! What an attribute of a row leads to: a related object, a list of them, a plain value.

use super::rows::{Held, Loaded, Origin, Rows, Shape};
use foliolint_core::models::{Field, Model, Orm, Side};
use std::collections::BTreeMap;

/// Of relations with one name on the other side, how many are looked at.
const NAMESAKES: usize = 16;

/// The names under which models are reached from the other side of a relation.
#[derive(Debug)]
pub(super) struct Accessors<'a> {
    models: &'a [Model],
    /// By the name on the other side: the model that holds the relation, and its field.
    back: BTreeMap<String, Vec<(&'a Model, &'a Field)>>,
}

/// A relation as seen from one of its sides.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link<'a> {
    /// The model that it leads to.
    pub(super) to: Option<&'a Model>,
    pub(super) many: bool,
    /// Whether it is loaded with the object always.
    pub(super) eager: bool,
    /// The field of the other model that leads back to one object: known without asking.
    back: Option<&'a str>,
}

impl<'a> Accessors<'a> {
    pub(super) fn of(models: &'a [Model]) -> Self {
        let mut back: BTreeMap<String, Vec<_>> = BTreeMap::new();
        for model in models {
            for field in &model.fields {
                let Some(relation) = &field.relation else {
                    continue;
                };
                let lower = model.name.to_lowercase();
                let name = match &relation.back {
                    Some(name) => name.clone(),
                    None if model.orm != Orm::Django => continue,
                    None if field.kind.starts_with("OneToOne") => lower,
                    None => format!("{lower}_set"),
                };
                back.entry(name).or_default().push((model, field));
            }
        }
        Self { models, back }
    }

    /// The relation that an attribute of a model's row is.
    pub(super) fn link(&self, model: &'a Model, name: &str) -> Option<Link<'a>> {
        if let Some(field) = model.field(name) {
            let relation = field.relation.as_ref()?;
            let many = match relation.side {
                Side::Key => return None,
                Side::One => false,
                Side::Many | Side::Either => true,
            };
            return Some(Link {
                to: relation.model.and_then(|at| self.models.get(at)),
                many,
                eager: relation.eager,
                back: None,
            });
        }
        let namesakes = self.back.get(name)?.iter().take(NAMESAKES);
        let mut fitting = namesakes.filter(|(_, field)| {
            let relation = field.relation.as_ref();
            let target = relation.and_then(|relation| self.models.get(relation.model?));
            target.is_some_and(|target| same(target, model))
        });
        fitting.next().map(|&(owner, field)| reverse(owner, field))
    }

    /// The relation of that name, where only one model has one; for objects whose model nobody knows.
    pub(super) fn only(&self, name: &str) -> Option<Link<'a>> {
        let [(owner, field)] = self.back.get(name)?.as_slice() else {
            return None;
        };
        Some(reverse(owner, field))
    }
}

fn reverse<'a>(owner: &'a Model, field: &'a Field) -> Link<'a> {
    let side = field.relation.as_ref().map(|relation| relation.side);
    let one_to_one = field.kind.starts_with("OneToOne");
    Link {
        to: Some(owner),
        many: !one_to_one,
        eager: false,
        back: (side == Some(Side::One)).then_some(field.name.as_str()),
    }
}

/// Whether two references mean one model.
pub(super) fn same(one: &Model, other: &Model) -> bool {
    (one.module, one.class) == (other.module, other.class)
}

impl<'a> Rows<'a> {
    /// Whether a relation, spelled as `select_related` does, came along with the rows.
    pub(super) fn has_loaded(&self, path: &str) -> bool {
        match &self.loaded {
            Loaded::Unknown => true,
            Loaded::These(all) => all.iter().any(|loaded| {
                loaded
                    .strip_prefix(path)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with("__"))
            }),
        }
    }

    /// What a relation of one of these rows gives.
    pub(super) fn follow(&self, name: &str, link: Link<'a>) -> Shape<'a> {
        let loaded = match &self.loaded {
            Loaded::Unknown => Loaded::Unknown,
            Loaded::These(all) => {
                let prefix = format!("{name}__");
                let deeper = all.iter().filter_map(|path| path.strip_prefix(&prefix));
                let known = link.back.map(str::to_owned);
                Loaded::These(deeper.map(str::to_owned).chain(known).collect())
            }
        };
        let held = match self.loaded {
            _ if link.eager => Held::Yes,
            Loaded::These(_) if self.has_loaded(name) => Held::Yes,
            Loaded::These(_) if self.near => Held::No,
            _ => Held::Perhaps,
        };
        let rows = Rows {
            origin: Origin::Query,
            model: link.to,
            orm: self.orm,
            loaded,
            held,
            near: self.near,
            few: false,
        };
        if link.many {
            Shape::Rows(rows)
        } else {
            Shape::Row(rows)
        }
    }
}
