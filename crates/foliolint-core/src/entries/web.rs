//! Views and receivers of web frameworks.

use super::{Entry, File};
use crate::calls::FunctionRef;
use crate::python::facts::{Call, Decorator, Facts, Function, ValueKind};
use crate::python::roles::{ROUTES, VIEWS};
use crate::python::{Module, Role};

/// Top-level modules of web frameworks and of what builds on them, with the framework's name.
const FRAMEWORKS: [(&str, &str); 34] = [
    ("adrf", "Django"),
    ("aiohttp", "aiohttp"),
    ("allauth", "Django"),
    ("bottle", "Bottle"),
    ("cherrypy", "CherryPy"),
    ("connexion", "Flask"),
    ("dj_rest_auth", "Django"),
    ("django", "Django"),
    ("django_filters", "Django"),
    ("djoser", "Django"),
    ("drf_spectacular", "Django"),
    ("falcon", "Falcon"),
    ("fastapi", "FastAPI"),
    ("fastapi_utils", "FastAPI"),
    ("flask", "Flask"),
    ("flask_admin", "Flask"),
    ("flask_appbuilder", "Flask"),
    ("flask_restful", "Flask"),
    ("flask_restplus", "Flask"),
    ("flask_restx", "Flask"),
    ("flask_smorest", "Flask"),
    ("graphene", "GraphQL"),
    ("litestar", "Litestar"),
    ("ninja", "Django"),
    ("ninja_extra", "Django"),
    ("pyramid", "Pyramid"),
    ("quart", "Quart"),
    ("rest_framework", "Django"),
    ("rest_framework_simplejwt", "Django"),
    ("robyn", "Robyn"),
    ("sanic", "Sanic"),
    ("starlette", "Starlette"),
    ("strawberry", "GraphQL"),
    ("tornado", "Tornado"),
];

/// Last segments of class names that only views have, whoever derived them.
const VIEW_CLASSES: [&str; 20] = [
    "APIView",
    "ArchiveIndexView",
    "CreateAPIView",
    "CreateView",
    "DeleteView",
    "DestroyAPIView",
    "DetailView",
    "FormView",
    "GenericAPIView",
    "GenericViewSet",
    "ListAPIView",
    "ListCreateAPIView",
    "ListView",
    "MethodView",
    "ModelViewSet",
    "ReadOnlyModelViewSet",
    "RedirectView",
    "RetrieveUpdateDestroyAPIView",
    "TemplateView",
    "UpdateView",
];

/// Words that the names of classes end with which answer requests, when they come from a web framework.
const ENDINGS: [&str; 12] = [
    "View",
    "ViewSet",
    "Viewset",
    "Mixin",
    "Resource",
    "HTTPEndpoint",
    "RequestHandler",
    "Mutation",
    "Middleware",
    "Controller",
    "HTTPMethodView",
    "ControllerBase",
];

/// Functions that make an answer, by their last segment.
const MAKERS: [&str; 8] = [
    "json_response",
    "jsonify",
    "redirect",
    "render",
    "render_to_response",
    "render_template",
    "response",
    "serve",
];

fn framework(name: &str) -> Option<&'static str> {
    let top_level = name.split(['.', '(']).next().unwrap_or(name);
    let found = FRAMEWORKS.iter().find(|(each, _)| *each == top_level)?;
    Some(found.1)
}

const fn view_of(framework: &'static str) -> Entry {
    Entry {
        role: Role::View,
        framework,
    }
}

/// The web framework that a file imports itself, the first by name.
fn imported(file: &File<'_>) -> Option<&'static str> {
    let uses = file.imports.third_party_of(file.at);
    uses.filter_map(|each| framework(each.top_level())).min()
}

/// A function that a route's or a view's decorator or its signature makes a view.
pub(super) fn view(file: &File<'_>, function: &Function) -> Option<Entry> {
    let module = file.module;
    let decorators = module.decorators(function.decorators).iter().take(32);
    let decorated = decorators
        .filter_map(|decorator| decorated(file, function, decorator))
        .next();
    decorated.or_else(|| {
        let first = module
            .parameters(function)
            .iter()
            .map(|parameter| module.text(parameter.name))
            .find(|name| !matches!(*name, "self" | "cls"))?;
        let is_plain = !function.is_method && function.scope.function.is_none();
        (is_plain && first == "request" && answers(module, function))
            .then(|| imported(file).map(view_of))?
    })
}

/// Whether a function gives an answer to a request. Many helpers take the request, too, and give something else.
fn answers(module: &Module, function: &Function) -> bool {
    let said = function.returns.map(|span| module.text(span));
    if said.is_some_and(|said| said.contains("Response")) {
        return true;
    }
    if said.is_some_and(|said| !said.contains("Any")) {
        return false;
    }
    let of_views = module.path.contains("view");
    Facts::within(&module.facts.returns, function.body, |each| each.span)
        .filter_map(|each| each.value)
        .any(|value| {
            let text = module.text(value.span);
            let (name, _) = text.split_once('(').unwrap_or((text, ""));
            let last = Module::last_segment(name);
            let makes = last.contains("Response") || MAKERS.contains(&last);
            let given = matches!(
                value.kind,
                ValueKind::Name | ValueKind::Call | ValueKind::Await
            );
            makes || (of_views && given)
        })
}

fn decorated(file: &File<'_>, function: &Function, decorator: &Decorator) -> Option<Entry> {
    let module = file.module;
    let plain = module.text(decorator.name);
    let last = Module::last_segment(plain);
    let resolved = module.resolve(decorator.name, &function.scope);
    if VIEWS.contains(&last) {
        return framework(&resolved).or_else(|| imported(file)).map(view_of);
    }
    if !ROUTES.contains(&last) || !plain.contains('.') {
        return None;
    }
    let known = framework(&resolved);
    known
        .or_else(|| {
            // An application or router made elsewhere: its route is a path.
            let call = module.facts.call_at(decorator.span)?;
            let call = module.facts.calls.get(call as usize)?;
            let path = module
                .positional(call, 0)
                .or_else(|| module.keyword(call, "path"))?;
            let path = module.literal(path)?;
            let routed = path.is_empty() || path.starts_with('/');
            // `mock.patch("/…")` is none: something of the repository or an unknown object is routed.
            (routed && !resolved.starts_with("mock") && !resolved.starts_with("unittest"))
                .then(|| imported(file).unwrap_or("a web framework"))
        })
        .map(view_of)
}

/// What a framework makes of a class that derives from `base`.
pub(super) fn view_base(base: &str) -> Option<Entry> {
    let last = Module::last_segment(base);
    if let Some(name) = framework(base) {
        let is_view = ENDINGS.iter().any(|ending| last.ends_with(ending))
            || (name == "GraphQL" && last == "ObjectType");
        return is_view.then_some(view_of(name));
    }
    VIEW_CLASSES.contains(&last).then_some(view_of("Django"))
}

/// Whether a framework, not the class itself at its start, calls a method of this name.
pub(super) fn is_called(method: &str) -> bool {
    !(method.starts_with("__") && method.ends_with("__")) || method == "__call__"
}

/// A function of Django's signals or SQLAlchemy's events.
pub(super) fn receiver(file: &File<'_>, function: &Function) -> Option<Entry> {
    let module = file.module;
    let mut decorators = module.decorators(function.decorators).iter().take(32);
    decorators.find_map(|decorator| {
        let resolved = module.resolve(decorator.name, &function.scope);
        match Module::last_segment(&resolved) {
            "receiver" if resolved.starts_with("django.") => Some(receiver_of("Django")),
            "listens_for" if resolved.starts_with("sqlalchemy.") => Some(receiver_of("SQLAlchemy")),
            _ => None,
        }
    })
}

const fn receiver_of(framework: &'static str) -> Entry {
    Entry {
        role: Role::Receiver,
        framework,
    }
}

/// A function that a call hands to a framework: a route of Django's `urls.py`, `add_url_rule`, aiohttp's
/// `add_get`, Starlette's `Route`, a signal's `connect`.
pub(super) fn registered(file: &File<'_>, call: &Call) -> Option<(FunctionRef, Entry)> {
    let module = file.module;
    let callee = module.callee(call);
    let last = Module::last_segment(callee);
    let at = |position: usize| module.positional(call, position);
    let named = |name: &str| module.keyword(call, name);
    let (value, entry) = match last {
        "path" | "re_path" | "url" if callee.starts_with("django.") => {
            (at(1).or_else(|| named("view")), view_of("Django"))
        }
        "add_url_rule" => (at(2).or_else(|| named("view_func")), view_of("Flask")),
        "add_api_route" | "add_api_websocket_route" => {
            (at(1).or_else(|| named("endpoint")), view_of("FastAPI"))
        }
        "Route" | "WebSocketRoute" if callee.starts_with("starlette.") => {
            (at(1).or_else(|| named("endpoint")), view_of("Starlette"))
        }
        "add_get" | "add_post" | "add_put" | "add_patch" | "add_delete"
            if file.uses(&["aiohttp"]) =>
        {
            (at(1).or_else(|| named("handler")), view_of("aiohttp"))
        }
        "get" | "post" | "put" | "patch" | "delete" | "view"
            if callee.starts_with("aiohttp.web.") =>
        {
            (at(1).or_else(|| named("handler")), view_of("aiohttp"))
        }
        "add_route" => (
            at(1)
                .filter(|_| file.uses(&["aiohttp", "starlette", "falcon", "sanic", "pyramid"]))
                .or_else(|| named("handler")),
            view_of(imported(file)?),
        ),
        "add_view" if file.uses(&["pyramid"]) => {
            (at(0).or_else(|| named("view")), view_of("Pyramid"))
        }
        "connect" if is_signal(callee) => {
            (at(0).or_else(|| named("receiver")), receiver_of("Django"))
        }
        _ => return None,
    };
    Some((file.named(value, call)?, entry))
}

fn is_signal(callee: &str) -> bool {
    let mut parts = callee.rsplit('.').skip(1);
    parts.next().is_some_and(|signal| {
        matches!(
            signal,
            "post_save"
                | "pre_save"
                | "post_delete"
                | "pre_delete"
                | "m2m_changed"
                | "user_logged_in"
        )
    })
}
