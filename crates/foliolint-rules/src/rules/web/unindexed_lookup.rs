//! Flags Django fields that rows are looked up by in several places and that have no index.
//!
//! ## Why it is a red flag
//!
//! Without an index the database reads every row of the table to find one. Nobody notices with a hundred rows;
//! with a million the page stops answering.
//!
//! ## What is not flagged
//!
//! - Fields with an index, a uniqueness rule or a key, by themselves or in `Meta`.
//! - Fields that an index helps little: booleans, long texts, files, those with a list of choices.
//! - Look-ups that an index cannot serve (`__icontains`, `__endswith`, `__regex`), and those that name an
//!   indexed field as well.
//! - Fields that are looked up by in a single place; tests, migrations, and management commands, for which a
//!   person waits.
//!
//! ## What to do instead
//!
//! `db_index=True`, or `Meta.indexes` for what is filtered and sorted together; look at the query's plan first.

use crate::hit::{Confidence, Hit, Place, Severity};
use crate::rule::{Area, Check, Judgement, Question, Rule};
use foliolint_core::models::{Field, Model, Orm};
use foliolint_core::python::Module;
use foliolint_core::python::facts::{Call, ValueKind};
use foliolint_core::repo::Repo;
use foliolint_core::source::Span;
use std::collections::BTreeMap;
use std::sync::Arc;

pub(crate) static RULE: Rule = Rule {
    code: "FOL810",
    name: "unindexed-lookup",
    area: Area::Web,
    summary: "rows are looked up by a field without an index",
    help: "give the field `db_index=True`, or name it in `Meta.indexes`",
    severity: Severity::Advice,
    questions: &[Question {
        ask: "What does the database do to answer this query when the table holds a million rows?",
        strong: "reads a query plan, knows what an index costs on writes, and picks the columns by the queries",
    }],
    needs_everything: false,
    check: Check::Repo(check),
    judge,
    source: include_str!("unindexed_lookup.rs"),
};

/// Places of the code from which a field counts.
const PLACES: usize = 2;
/// Places that are named with a finding.
const SHOWN: usize = 5;

/// Types that an index helps little.
const UNFIT: &[&str] = &[
    "ArrayField",
    "BinaryField",
    "BooleanField",
    "FileField",
    "FilePathField",
    "GenericForeignKey",
    "GenericRelation",
    "HStoreField",
    "ImageField",
    "JSONField",
    "NullBooleanField",
    "RichTextField",
    "RichTextUploadingField",
    "TaggableManager",
    "TextField",
];

/// Look-ups that an index serves; dates are cut by ranges.
const SERVED: &[&str] = &[
    "date",
    "day",
    "exact",
    "gt",
    "gte",
    "in",
    "lt",
    "lte",
    "month",
    "range",
    "startswith",
    "year",
];

/// The places where a field is looked up by: (module, call).
type Places = Vec<(usize, Span)>;

fn check(repo: &Repo) -> Vec<Hit> {
    let mut found: BTreeMap<(usize, Span), (&Field, Places)> = BTreeMap::new();
    if repo
        .models
        .all()
        .iter()
        .all(|model| model.orm != Orm::Django)
    {
        return Vec::new();
    }
    let all = repo.modules.iter().enumerate();
    let is_command = |module: &Module| module.path.split('/').any(|part| part == "management");
    let own = all.filter(|(_, module)| module.is_production() && !module.notebook);
    for (at, module) in own.filter(|(_, module)| !is_command(module)) {
        for call in &module.facts.calls {
            for field in looked_up(repo, at, module, call) {
                let key = (field.module, field.span);
                let (_, places) = found.entry(key).or_insert_with(|| (field, Vec::new()));
                places.push((at, call.span));
            }
        }
    }
    let several = found
        .into_values()
        .filter(|(_, places)| places.len() >= PLACES);
    several
        .filter_map(|(field, places)| hit(repo, field, &places))
        .collect()
}

fn hit(repo: &Repo, field: &Field, places: &Places) -> Option<Hit> {
    let module = repo.modules.get(field.module)?;
    let message = format!(
        "rows are looked up by `{}` in {} places, and it has no index",
        field.name,
        places.len()
    );
    let mut hit =
        Hit::at(&module.path, field.span, Severity::Advice, message).confidence(Confidence::Medium);
    let shown = places.iter().take(SHOWN).filter_map(|(at, span)| {
        let place = Place {
            path: Arc::clone(&repo.modules.get(*at)?.path),
            span: Some(*span),
        };
        Some((place, "looked up here".to_owned()))
    });
    hit.related.extend(shown);
    Some(hit)
}

fn judge(repo: &Repo, hits: &[Hit]) -> Judgement {
    let django = || {
        repo.models
            .all()
            .iter()
            .any(|model| model.orm == Orm::Django)
    };
    match hits {
        [] if !django() => Judgement::not_applicable("no Django models"),
        [] => Judgement::absent("fields that rows are often looked up by have indexes"),
        [only] => Judgement::present(only.message.clone()),
        [first, rest @ ..] => {
            Judgement::present(format!("{}, and {} more", first.message, rest.len()))
        }
    }
}

/// The fields without an index that a call looks rows up by.
fn looked_up<'a>(repo: &'a Repo, at: usize, module: &Module, call: &Call) -> Vec<&'a Field> {
    let Some((model, is_order)) = asked(repo, at, module, call) else {
        return Vec::new();
    };
    let names: Vec<String> = if is_order {
        let first = module
            .positional(call, 0)
            .and_then(|value| module.literal(value));
        let first = first.map(|name| name.trim_start_matches('-').to_owned());
        first.into_iter().collect()
    } else {
        let arguments = module.arguments(call).iter();
        arguments
            .filter(|argument| argument.value.kind != ValueKind::Starred)
            .filter_map(|argument| Some(module.text(argument.name?).to_owned()))
            .collect()
    };
    let mut fields = Vec::new();
    for name in &names {
        let (name, rest) = name.split_once("__").unwrap_or((name, ""));
        let Some(field) = model.field(name) else {
            // The key, the other side of a relation, an annotation: rows are already few, or nothing is known.
            return Vec::new();
        };
        if field.indexed || field.relation.is_some() {
            return Vec::new();
        }
        let served = rest
            .split("__")
            .all(|part| part.is_empty() || SERVED.contains(&part));
        if served && !field.choices && !UNFIT.contains(&field.kind.as_str()) {
            fields.push(field);
        }
    }
    fields
}

/// The Django model whose rows a call looks up, and whether it sorts them.
fn asked<'a>(repo: &'a Repo, at: usize, module: &Module, call: &Call) -> Option<(&'a Model, bool)> {
    let callee = module.callee(call);
    let named = |name: &str| {
        let model = repo.models.named(&repo.imports, &repo.modules, at, name)?;
        (model.orm == Orm::Django).then_some(model)
    };
    if matches!(
        Module::last_segment(callee),
        "get_object_or_404" | "get_list_or_404"
    ) {
        let first = module.positional(call, 0)?;
        return Some((named(&module.resolve(first.span, &call.scope))?, false));
    }
    let (name, chain) = callee.split_once(".objects.")?;
    let is_order = match chain {
        "filter" | "get" => false,
        "order_by" | "all().order_by" => true,
        _ => return None,
    };
    Some((named(name)?, is_order))
}
