//! Which models relations lead to, and how to get back.

use super::{Field, Model, Models, lookup};
use crate::imports::Imports;
use crate::python::Module;

/// Models of one name that are looked at.
const NAMESAKES: usize = 200;

/// Finds the models that relations name.
pub(super) fn link(models: &mut Models, modules: &[Module], imports: &Imports) {
    let mut found = Vec::new();
    for (at, model) in models.all.iter().enumerate() {
        for (number, field) in model.fields.iter().enumerate() {
            let Some(relation) = &field.relation else {
                continue;
            };
            let target = target(models, modules, imports, at, field.module, &relation.target);
            found.extend(target.map(|target| (at, number, target)));
        }
    }
    for (at, number, target) in found {
        let field = models.all[at].fields.get_mut(number);
        if let Some(relation) = field.and_then(|field| field.relation.as_mut()) {
            relation.model = Some(target);
        }
        let model = &models.all[at];
        // The other side of a proxy's relation is the one of the table it stands for.
        if let Some(field) = model.fields.get(number).filter(|_| !model.is_proxy) {
            for accessor in accessors(model, field) {
                let back = models.back.entry((target, accessor)).or_default();
                back.push((at, number));
            }
        }
    }
}

/// The model that a relation of model `at`, written in `module`, names.
fn target(
    models: &Models,
    modules: &[Module],
    imports: &Imports,
    at: usize,
    module: usize,
    name: &str,
) -> Option<usize> {
    if name == "self" {
        return Some(at);
    }
    let own = models.all.get(at)?;
    let namesakes = models.by_name.get(Module::last_segment(name))?;
    let namesakes = namesakes.get(..NAMESAKES.min(namesakes.len()))?;
    if let [only] = namesakes {
        return Some(*only);
    }
    let label = name
        .rsplit_once('.')
        .map(|(label, _)| Module::last_segment(label));
    let folder = |index: usize| models.all.get(index).map_or("", |model| model.app.as_str());
    let labelled = label.and_then(|label| {
        let mut all = namesakes.iter().copied();
        all.find(|&other| folder(other).rsplit('/').next() == Some(label))
    });
    let near = || {
        let places = namesakes.iter().filter_map(|&other| {
            let other = models.all.get(other)?;
            Some((other.module, other.class))
        });
        let key = lookup::nearest(imports, modules, module, name, places)?;
        let mut all = namesakes.iter().copied();
        all.find(|&other| {
            models
                .all
                .get(other)
                .is_some_and(|model| (model.module, model.class) == key)
        })
    };
    labelled.or_else(near).or_else(|| {
        let mut all = namesakes.iter().copied();
        all.find(|&other| folder(other) == own.app)
    })
}

/// The names under which the other side of a relation reaches back.
fn accessors(model: &Model, field: &Field) -> Vec<String> {
    let back = field.relation.as_ref().and_then(|one| one.back.clone());
    let lower = model.name.to_lowercase();
    back.map_or_else(|| vec![format!("{lower}_set"), lower], |back| vec![back])
}
