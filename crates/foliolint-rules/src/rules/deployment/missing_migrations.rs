//! Flags Django apps whose tables nothing in the repository makes.
//!
//! ## Why it is a red flag
//!
//! Migrations are the history of the database. Without them every machine works out its own: a deployed
//! database cannot be changed safely, and whoever clones the project starts with errors about missing tables.
//!
//! ## What is not flagged
//!
//! - Apps without models, and those whose models have no table of their own here: abstract, proxy and
//!   unmanaged ones.
//! - Migrations that stand elsewhere: another folder makes the tables, or `MIGRATION_MODULES` names it.
//! - Apps in tests and examples, and those that no settings of the project install.
//! - Projects on Django before 1.7, which had no migrations.
//!
//! ## What to do instead
//!
//! `python manage.py makemigrations`, and commit what it writes. Take `migrations/` out of `.gitignore`.

use crate::hit::{Confidence, Hit, Place, Severity};
use crate::rule::{Area, Check, Judgement, Question, Rule};
use foliolint_core::models::{Model, Orm};
use foliolint_core::python::Module;
use foliolint_core::python::facts::Facts;
use foliolint_core::repo::Repo;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub(crate) static RULE: Rule = Rule {
    code: "FOL703",
    name: "missing-migrations",
    area: Area::Deployment,
    summary: "a Django app with models and no migrations",
    help: "run `manage.py makemigrations`, and commit what it writes",
    severity: Severity::Warning,
    questions: &[Question {
        ask: "How does a change of a model reach a database that already holds data?",
        strong: "migrations are committed, reviewed and run on deploy; knows what happens when two branches add one",
    }],
    needs_everything: true,
    check: Check::Repo(check),
    judge,
    source: include_str!("missing_migrations.rs"),
};

fn check(repo: &Repo) -> Vec<Hit> {
    if is_before_migrations(repo) {
        return Vec::new();
    }
    let migrations = Migrations::of(repo);
    let mut hits = Vec::new();
    for (app, models) in apps(repo) {
        if migrations.cover(app, &models) {
            continue;
        }
        let Some((model, module)) = models.first().and_then(|model| {
            let module = repo.modules.get(model.module)?;
            Some((model, module))
        }) else {
            continue;
        };
        let Some(class) = model.class_of(&repo.modules) else {
            continue;
        };
        let hiding = repo.models.apps.hiding.iter().find(|hidden| {
            let folder = hidden
                .path
                .rsplit_once('/')
                .map_or("", |(folder, _)| folder);
            folder.is_empty() || format!("{app}/").starts_with(&format!("{folder}/"))
        });
        let count = match models.len() {
            1 => "a model".to_owned(),
            count => format!("{count} models"),
        };
        let why = match hiding {
            Some(_) => "no committed migrations: an ignore rule hides them",
            None => "no migrations",
        };
        let message = format!("the app `{}` has {count} and {why}", name(app));
        let installed = repo.models.apps.installed.is_empty() || repo.models.apps.is_installed(app);
        let mut hit = Hit::at(&module.path, class.name, Severity::Warning, message);
        if !installed {
            hit.confidence = Confidence::Low;
        }
        hit.related.extend(hiding.map(|hidden| {
            let place = Place {
                path: Arc::clone(&hidden.path),
                span: Some(hidden.span),
            };
            (place, "this rule hides migrations".to_owned())
        }));
        hits.push(hit);
    }
    hits
}

fn judge(repo: &Repo, hits: &[Hit]) -> Judgement {
    match hits {
        [] if !repo.frameworks.contains(&"django") => {
            Judgement::not_applicable("no Django project")
        }
        [] if apps(repo).is_empty() => Judgement::absent(if tables(repo).next().is_some() {
            "the only apps with models are there to be tested or shown"
        } else {
            "no Django app has models of its own"
        }),
        [] if is_before_migrations(repo) => {
            Judgement::not_applicable("this version of Django had no migrations")
        }
        [] => Judgement::absent("migrations make the tables of every app"),
        [only] => Judgement::present(only.message.clone()),
        [first, rest @ ..] => {
            Judgement::present(format!("{}, and {} more", first.message, rest.len()))
        }
    }
}

fn name(app: &str) -> &str {
    match app.rsplit('/').next() {
        Some(name) if !name.is_empty() => name,
        _ => ".",
    }
}

/// The models of production code that need a table, by the folder of their app.
fn apps(repo: &Repo) -> BTreeMap<&str, Vec<&Model>> {
    let mut found: BTreeMap<&str, Vec<&Model>> = BTreeMap::new();
    for model in tables(repo).filter(|model| !is_rehearsal(&model.app)) {
        found.entry(&model.app).or_default().push(model);
    }
    found
}

/// The models of production code that need a table, whatever their app is there for.
fn tables(repo: &Repo) -> impl Iterator<Item = &Model> {
    repo.models.all().iter().filter(|model| {
        let module = repo.modules.get(model.module);
        model.orm == Orm::Django && model.is_concrete() && module.is_some_and(Module::is_production)
    })
}

/// Whether a folder's name says that the app is there to be tested or shown.
fn is_rehearsal(app: &str) -> bool {
    app.split(['/', '_', '-']).any(|word| {
        matches!(
            word.to_ascii_lowercase().as_str(),
            "test"
                | "tests"
                | "testapp"
                | "testproject"
                | "testing"
                | "example"
                | "examples"
                | "sample"
                | "demo"
        )
    })
}

/// The migrations of a repository.
struct Migrations<'a> {
    /// Folders above a `migrations` folder that holds one.
    homes: BTreeSet<&'a str>,
    /// Names of folders inside a `migrations` folder that hold one.
    inside: BTreeSet<&'a str>,
    /// Folders of apps with models.
    apps: BTreeSet<&'a str>,
    /// Folder of a migration and the model it makes, lower case.
    made: BTreeMap<String, BTreeSet<&'a str>>,
    /// App labels that `MIGRATION_MODULES` sends elsewhere.
    moved: BTreeSet<String>,
    /// `MIGRATION_MODULES` is worked out when it runs.
    is_computed: bool,
}

impl<'a> Migrations<'a> {
    fn of(repo: &'a Repo) -> Self {
        let mut migrations = Self {
            homes: BTreeSet::new(),
            inside: BTreeSet::new(),
            apps: repo
                .models
                .all()
                .iter()
                .map(|model| model.app.as_str())
                .collect(),
            made: BTreeMap::new(),
            moved: BTreeSet::new(),
            is_computed: false,
        };
        for file in &repo.inventory.files {
            let name = file.name();
            let folder = file.folder();
            if name.ends_with(".py") && !name.starts_with("__") {
                migrations.add(folder);
            }
        }
        for module in &repo.modules {
            migrations.read(module);
        }
        migrations
    }

    /// Notes where a folder that holds Python files is one of migrations.
    fn add(&mut self, folder: &'a str) {
        let mut start = 0;
        for part in folder.split('/') {
            if part.contains("migrations") {
                let home = folder.get(..start).unwrap_or_default();
                self.homes.insert(home.trim_end_matches('/'));
                let inside = folder.get(start + part.len()..).unwrap_or_default();
                self.inside.extend(inside.split('/'));
                return;
            }
            start += part.len() + 1;
        }
    }

    fn read(&mut self, module: &'a Module) {
        let facts = &module.facts;
        for call in &facts.calls {
            if Module::last_segment(module.callee(call)) != "CreateModel" {
                continue;
            }
            let named = module
                .keyword(call, "name")
                .or_else(|| module.positional(call, 0));
            if let Some(name) = named.and_then(|value| module.literal(value)) {
                let folders = self.made.entry(name.to_lowercase()).or_default();
                folders.insert(module.folder());
            }
        }
        let moved = facts.assignments.iter().filter(|each| {
            !module.is_test()
                && module
                    .text(each.target.span)
                    .starts_with("MIGRATION_MODULES")
        });
        for assignment in moved {
            let before = self.moved.len();
            let strings = Facts::within(&facts.strings, assignment.span, |string| string.span);
            self.moved
                .extend(strings.map(|string| module.string_text(string)));
            self.is_computed |= self.moved.len() == before;
        }
    }

    /// Whether some migration makes a model of the app, or may.
    fn cover(&self, app: &str, models: &[&Model]) -> bool {
        let labels: Vec<&str> = models
            .iter()
            .filter_map(|model| model.app_label.as_deref())
            .chain([name(app)])
            .collect();
        if self.is_computed
            || self.homes.contains(app)
            || labels
                .iter()
                .any(|label| self.moved.contains(*label) || self.inside.contains(label))
        {
            return true;
        }
        // A table made by a migration that belongs to no other app with models of that name.
        models.iter().any(|model| {
            let folders = self.made.get(&model.name.to_lowercase());
            folders.into_iter().flatten().any(|folder| {
                let above = folder.rsplit_once('/').map_or("", |(above, _)| above);
                !self.apps.contains(above)
            })
        })
    }
}

/// Whether a manifest asks for a Django before 1.7.
fn is_before_migrations(repo: &Repo) -> bool {
    let mut requirements = repo
        .manifests
        .all()
        .iter()
        .flat_map(|manifest| &manifest.requirements);
    requirements.any(|requirement| {
        let digits = requirement
            .specifier
            .trim_start_matches(|c: char| !c.is_ascii_digit());
        let minor = digits.strip_prefix("1.").unwrap_or_default();
        let minor = minor.split('.').next().unwrap_or_default();
        requirement.name == "django"
            && requirement
                .specifier
                .trim_start()
                .starts_with(['=', '<', '~'])
            && minor.parse::<u32>().is_ok_and(|minor| minor < 7)
    })
}
