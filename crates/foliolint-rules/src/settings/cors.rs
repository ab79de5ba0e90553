//! Web servers that let the pages of every origin use a visitor's credentials.

use super::is_conditional;
use foliolint_core::python::Module;
use foliolint_core::python::facts::{Call, Facts, Key, Scope, Value, ValueKind};
use foliolint_core::repo::Repo;

/// How many names may stand for one another before it is given up.
const CHAIN: usize = 4;

/// Whether a call sets up a server so, whatever the environment.
pub(crate) fn opens_to_all(repo: &Repo, module: &Module, call: &Call) -> bool {
    let on = |name: &str| {
        module
            .keyword(call, name)
            .is_some_and(|value| value.kind == ValueKind::True)
    };
    let starlette = on("allow_credentials") && origins_of_starlette(repo, module, call);
    let flask = on("supports_credentials") && origins_of_flask(repo, module, call);
    (starlette || flask) && !is_conditional(module, call.span.start)
}

/// `CORSMiddleware(allow_origins=["*"])` of Starlette and what builds on it.
fn origins_of_starlette(repo: &Repo, module: &Module, call: &Call) -> bool {
    let value = |name| module.keyword(call, name);
    let pattern = value("allow_origin_regex").and_then(|value| module.literal(value));
    let every = pattern.is_some_and(|text| matches!(text.trim_matches(['^', '$']), ".*" | "(.*)"));
    every || value("allow_origins").is_some_and(|origins| is_all(repo, module, origins, call.scope))
}

/// `CORS(app)` and `@cross_origin` of Flask-CORS, whose default is every origin.
fn origins_of_flask(repo: &Repo, module: &Module, call: &Call) -> bool {
    if !module.callee(call).starts_with("flask_cors.") {
        return false;
    }
    if let Some(origins) = module.keyword(call, "origins") {
        return is_all(repo, module, origins, call.scope);
    }
    let Some(resources) = module.keyword(call, "resources") else {
        return true;
    };
    let strings = Facts::within(&module.facts.strings, resources.span, |string| string.span);
    let mut given = strings.filter(|string| {
        matches!(string.key, Key::DictKey(key) if module.text(key).trim_matches(['"', '\'']) == "origins")
    });
    resources.kind == ValueKind::Dict && given.any(|string| module.string_text(string) == "*")
}

/// Whether a value lists every origin: `"*"`, `["*"]`, or a name that never stands for anything else.
fn is_all(repo: &Repo, module: &Module, value: Value, scope: Scope) -> bool {
    let mut open = vec![(module, value, scope)];
    for _ in 0..CHAIN {
        let Some((module, value, scope)) = open.pop() else {
            return true;
        };
        if is_star(module, value) {
            continue;
        }
        if !matches!(value.kind, ValueKind::Name | ValueKind::Attribute) {
            return false;
        }
        let text = module.text(value.span);
        let given = match value.kind {
            ValueKind::Name => given_here(module, text, scope),
            _ => Vec::new(),
        };
        let given = if given.is_empty() {
            given_in_settings(repo, Module::last_segment(text))
        } else {
            given
        };
        if given.is_empty() {
            return false;
        }
        open.extend(given);
    }
    open.is_empty()
}

/// What a variable is given in the same function or at the top of the same file.
fn given_here<'a>(
    module: &'a Module,
    name: &'a str,
    scope: Scope,
) -> Vec<(&'a Module, Value, Scope)> {
    let in_scope = |scope: Scope| -> Vec<_> {
        let all = module.assignments_to(name, &scope);
        all.filter_map(|each| Some((module, each.value?, each.scope)))
            .collect()
    };
    let own = in_scope(scope);
    if own.is_empty() && scope.function.is_some() {
        return in_scope(Scope::default());
    }
    own
}

/// What a setting of that name is given at the top of a file or class of production code.
fn given_in_settings<'a>(repo: &'a Repo, name: &str) -> Vec<(&'a Module, Value, Scope)> {
    let all = repo.production().flat_map(|module| {
        let assignments = module.facts.assignments.iter();
        assignments.map(move |assignment| (module, assignment))
    });
    all.filter(|(module, each)| {
        each.scope.function.is_none() && module.text(each.target.span) == name
    })
    .filter_map(|(module, each)| Some((module, each.value?, each.scope)))
    .take(CHAIN + 1)
    .collect()
}

/// `"*"`, `["*"]`, `("*",)`, `Field(default=["*"])`.
pub(crate) fn is_star(module: &Module, value: Value) -> bool {
    match value.kind {
        ValueKind::String => module.literal(value).is_some_and(|text| text == "*"),
        ValueKind::List | ValueKind::Tuple | ValueKind::Set => {
            let inside = Facts::within(&module.facts.strings, value.span, |string| string.span);
            let plain = |string: &&foliolint_core::python::facts::StringLiteral| {
                matches!(string.key, Key::None | Key::Assigned(_) | Key::Keyword(_))
            };
            let mut stars = inside.filter(plain);
            stars.any(|string| module.string_text(string) == "*")
        }
        ValueKind::Call => {
            let call = module.facts.call_at(value.span);
            let call = call.and_then(|call| module.facts.calls.get(call as usize));
            call.is_some_and(|call| {
                let default = module
                    .keyword(call, "default")
                    .or_else(|| module.positional(call, 0));
                Module::last_segment(module.callee(call)) == "Field"
                    && default.is_some_and(|value| {
                        value.kind != ValueKind::Call && is_star(module, value)
                    })
            })
        }
        _ => false,
    }
}
