//! Flags a module that holds layers which a maintainer looks for in files of their own.
//!
//! ## Why it is a red flag
//!
//! Tables, pages and forms change for different reasons and at different times. In one file they import each
//! other's needs, and a small change to a page means reading through the tables.
//!
//! ## What is not flagged
//!
//! - Small modules: below 100 lines of code in Django, below 150 in other frameworks.
//! - `admin.py` with the forms of its pages.
//! - Request and response schemas beside the routes that use them.
//! - Tests, examples, migrations.
//!
//! ## What to do instead
//!
//! One module a layer: `models.py`, `views.py`, `forms.py`, `serializers.py`, `urls.py`, `admin.py`; in Flask
//! and FastAPI the tables in one module, the routes in another.

use crate::hit::{Hit, Place, Severity};
use crate::rule::{Area, Check, Question, Rule, judge};
use foliolint_core::models::Orm;
use foliolint_core::python::facts::{Class, Facts, Function};
use foliolint_core::python::{Module, Role};
use foliolint_core::repo::Repo;
use foliolint_core::source::Span;
use std::sync::Arc;

pub(crate) static RULE: Rule = Rule {
    code: "FOL502",
    name: "mixed-concerns",
    area: Area::Structure,
    summary: "one module holds layers that belong apart",
    help: "give each layer a module of its own",
    severity: Severity::Warning,
    questions: &[Question {
        ask: "Where would you look for a table, and where for a page, if this file were three times as long?",
        strong: "names the layers, what each may import, and what could then be tested without the others",
    }],
    needs_everything: false,
    check: Check::Repo(check),
    judge: judge::any,
    source: include_str!("mixed_concerns.rs"),
};

/// Code lines below which a Django module is too small to be split.
const DJANGO_LINES: u32 = 100;
/// Code lines below which a module of another framework is too small to be split.
const OTHER_LINES: u32 = 150;

/// The layers of FLAGS.md, with the words for people.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Layer {
    Models,
    Views,
    Serializers,
    Forms,
    Urls,
    Admin,
}

impl Layer {
    const fn word(self) -> &'static str {
        match self {
            Self::Models => "models",
            Self::Views => "views",
            Self::Serializers => "serializers",
            Self::Forms => "forms",
            Self::Urls => "URLs",
            Self::Admin => "admin pages",
        }
    }
}

fn check(repo: &Repo) -> Vec<Hit> {
    let all = repo.modules.iter().enumerate();
    let own = all.filter(|(_, module)| module.is_production() && !module.notebook);
    own.filter_map(|(at, module)| django(repo, at, module).or_else(|| other(repo, at, module)))
        .collect()
}

/// Django's layers.
fn django(repo: &Repo, at: usize, module: &Module) -> Option<Hit> {
    if module.facts.code_lines < DJANGO_LINES
        || !["django", "rest_framework", "ninja"]
            .iter()
            .any(|name| module.imports(name))
    {
        return None;
    }
    let mut layers: Vec<(Layer, Span)> = Vec::new();
    let models = repo.models.of_module(at).iter();
    layers.extend(
        models
            .filter(|model| model.orm == Orm::Django)
            .filter_map(|model| Some((Layer::Models, model.class_of(&repo.modules)?.name))),
    );
    for (id, class) in (0..).zip(&module.facts.classes) {
        if repo.models.of_class(at, id).is_none()
            && is_at_top(class.scope.function, class.scope.class)
        {
            layers.extend(layer(module, class).map(|layer| (layer, class.name)));
        }
    }
    let views = (0..)
        .zip(&module.facts.functions)
        .filter(|(id, function)| is_view(module, *id, function));
    layers.extend(views.map(|(_, function)| (Layer::Views, function.name)));
    layers.extend(urls(module).map(|span| (Layer::Urls, span)));
    layers.extend(registration(module).map(|span| (Layer::Admin, span)));
    layers.sort();
    layers.dedup_by_key(|(layer, _)| *layer);
    let admin = layers.iter().any(|(layer, _)| *layer == Layer::Admin);
    if admin {
        layers.retain(|(layer, _)| *layer != Layer::Forms);
    }
    let words: Vec<&str> = layers.iter().map(|(layer, _)| layer.word()).collect();
    let places: Vec<Span> = layers.iter().map(|(_, span)| *span).collect();
    hit(module, &words, &places)
}

const fn is_at_top(function: Option<u32>, class: Option<u32>) -> bool {
    function.is_none() && class.is_none()
}

/// The layer that a class belongs to by its bases.
fn layer(module: &Module, class: &Class) -> Option<Layer> {
    module.bases(class).iter().find_map(|base| {
        let last = Module::last_segment(base);
        let ends = |endings: &[&str]| endings.iter().any(|ending| last.ends_with(ending));
        if ends(&["Serializer"]) {
            Some(Layer::Serializers)
        } else if ends(&["Form", "FormSet"]) {
            Some(Layer::Forms)
        } else if ends(&["ModelAdmin", "TabularInline", "StackedInline", "UserAdmin"]) {
            Some(Layer::Admin)
        } else if ends(&["View", "ViewSet", "Viewset"]) {
            Some(Layer::Views)
        } else {
            None
        }
    })
}

/// A function that answers a request: decorated as a view, or given a request and answering by a response.
fn is_view(module: &Module, id: u32, function: &Function) -> bool {
    const ANSWERS: [&str; 6] = [
        "render",
        "redirect",
        "HttpResponse",
        "JsonResponse",
        "Response",
        "render_to_response",
    ];
    if !is_at_top(function.scope.function, function.scope.class) {
        return false;
    }
    let first = module.parameters(function).first();
    let asked = first.is_some_and(|first| module.text(first.name) == "request");
    let mut calls = Facts::within(&module.facts.calls, function.body, |call| call.span);
    asked
        && module.role(function) == Some(Role::View)
        && calls.any(|call| {
            call.scope.function == Some(id)
                && ANSWERS.contains(&Module::last_segment(module.callee(call)))
        })
}

/// Where `urlpatterns` is made.
fn urls(module: &Module) -> Option<Span> {
    let mut assignments = module.facts.assignments.iter();
    let found = assignments.find(|assignment| {
        is_at_top(assignment.scope.function, assignment.scope.class)
            && !assignment.augmented
            && module.text(assignment.target.span) == "urlpatterns"
    });
    found.map(|assignment| assignment.target.span)
}

/// The first call of `admin.site.register`.
fn registration(module: &Module) -> Option<Span> {
    let mut calls = module.facts.calls.iter();
    let found = calls.find(|call| module.callee(call).ends_with("admin.site.register"));
    found.map(|call| call.span)
}

/// Routes beside tables in Flask, FastAPI and the like.
fn other(repo: &Repo, at: usize, module: &Module) -> Option<Hit> {
    if module.facts.code_lines < OTHER_LINES {
        return None;
    }
    let models = repo.models.of_module(at).iter();
    let mut tables = models.filter(|model| model.orm != Orm::Django && model.is_concrete());
    let table = tables.next()?.class_of(&repo.modules)?.name;
    let route = route(module)?;
    let mut classes = module.facts.classes.iter();
    let schema = classes.find(|class| {
        module.bases(class).iter().any(|base| {
            let last = Module::last_segment(base);
            last.ends_with("Form")
                || last.ends_with("Schema")
                || base.as_ref() == "pydantic.BaseModel"
        })
    });
    let mut words = vec!["routes", "database models"];
    let mut places = vec![route, table];
    if let Some(schema) = schema {
        words.push("forms or schemas");
        places.push(schema.name);
    }
    hit(module, &words, &places)
}

/// The first function that a decorator makes a route, or the first class that answers requests.
fn route(module: &Module) -> Option<Span> {
    const ROUTES: [&str; 9] = [
        "route",
        "get",
        "post",
        "put",
        "patch",
        "delete",
        "api_route",
        "websocket",
        "options",
    ];
    let mut functions = module.facts.functions.iter();
    let decorated = functions.find(|function| {
        module
            .decorators(function.decorators)
            .iter()
            .any(|decorator| {
                let name = module.text(decorator.name);
                let text = module.text(decorator.span);
                // A route names its path: `@app.get("/")`, `@blueprint.route(rule="/")`.
                name.contains('.')
                    && ROUTES.contains(&Module::last_segment(name))
                    && text.contains('(')
            })
    });
    let mut classes = module.facts.classes.iter();
    let mut class = || {
        classes.find(|class| {
            module.bases(class).iter().any(|base| {
                let web = [
                    "flask",
                    "flask_restful",
                    "flask_restx",
                    "starlette",
                    "tornado",
                    "sanic",
                    "aiohttp",
                    "falcon",
                ];
                base.split('.')
                    .next()
                    .is_some_and(|first| web.contains(&first))
                    && ["View", "Resource", "HTTPEndpoint", "RequestHandler"]
                        .iter()
                        .any(|end| Module::last_segment(base).ends_with(end))
            })
        })
    };
    decorated
        .map(|function| function.name)
        .or_else(|| class().map(|class| class.name))
}

/// One hit where two or more layers stand in the module.
fn hit(module: &Module, words: &[&str], places: &[Span]) -> Option<Hit> {
    let (last, others) = words.split_last()?;
    if others.is_empty() {
        return None;
    }
    let message = format!(
        "{} and {last} stand in one module of {} lines of code",
        others.join(", "),
        module.facts.code_lines
    );
    let (first, more) = places.split_first()?;
    let mut hit = Hit::at(&module.path, *first, Severity::Warning, message);
    let related = more.iter().zip(words.iter().skip(1)).map(|(span, word)| {
        let place = Place {
            path: Arc::clone(&module.path),
            span: Some(*span),
        };
        (place, format!("the first of the {word}"))
    });
    hit.related.extend(related);
    Some(hit)
}
