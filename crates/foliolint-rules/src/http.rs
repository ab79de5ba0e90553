//! Which calls send a request to another machine, and with which library.

use foliolint_core::python::Module;
use foliolint_core::python::facts::{Call, Id, Parameter, Scope, ValueKind};
use std::collections::BTreeMap;

/// A library that sends HTTP requests.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Library {
    Requests,
    /// `urllib.request`.
    Urllib,
    Httpx,
    Aiohttp,
    Urllib3,
    /// `http.client`.
    HttpClient,
}

impl Library {
    /// The name under which it is imported.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Requests => "requests",
            Self::Urllib => "urllib",
            Self::Httpx => "httpx",
            Self::Aiohttp => "aiohttp",
            Self::Urllib3 => "urllib3",
            Self::HttpClient => "http.client",
        }
    }
}

/// A call that sends a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Outgoing<'a> {
    pub(crate) library: Library,
    /// What is called on the library or its client: `get`, `urlopen`, `send`.
    pub(crate) method: &'a str,
    /// Whether it goes through a client object that lives for several calls.
    pub(crate) session: bool,
}

/// How a resolved name starts, what library that is, and whether it is a client object of it.
const STARTS: [(&str, Library, bool); 18] = [
    ("requests.Session().", Library::Requests, true),
    ("requests.session().", Library::Requests, true),
    ("requests.sessions.Session().", Library::Requests, true),
    ("requests.api.", Library::Requests, false),
    ("requests.", Library::Requests, false),
    ("urllib.request.build_opener().", Library::Urllib, true),
    ("urllib.request.", Library::Urllib, false),
    ("six.moves.urllib.request.", Library::Urllib, false),
    ("urllib2.", Library::Urllib, false),
    ("httpx.Client().", Library::Httpx, true),
    ("httpx.AsyncClient().", Library::Httpx, true),
    ("httpx.", Library::Httpx, false),
    ("aiohttp.ClientSession().", Library::Aiohttp, true),
    ("aiohttp.", Library::Aiohttp, false),
    ("urllib3.PoolManager().", Library::Urllib3, true),
    ("urllib3.", Library::Urllib3, false),
    ("http.client.HTTPConnection().", Library::HttpClient, true),
    ("http.client.HTTPSConnection().", Library::HttpClient, true),
];

/// The methods that send, named after HTTP's own and `request`.
const VERBS: [&str; 8] = [
    "get", "post", "put", "patch", "delete", "head", "options", "request",
];

/// Parameters of one function that are looked at; nobody has as many.
const PARAMETERS: usize = 64;

/// The outgoing calls of one file.
pub(crate) struct Http<'a> {
    module: &'a Module,
    /// What parameters are by their annotation (`session: requests.Session`), by function and name: `requests.Session()`.
    parameters: BTreeMap<(Id, &'a str), String>,
    /// The same of attributes that such a parameter is stored in, by class and name.
    attributes: BTreeMap<(Id, &'a str), String>,
}

impl<'a> Http<'a> {
    /// Looks at one file.
    pub(crate) fn of(module: &'a Module) -> Self {
        let mut http = Self {
            module,
            parameters: BTreeMap::new(),
            attributes: BTreeMap::new(),
        };
        if !["requests", "httpx", "aiohttp"]
            .iter()
            .any(|name| module.imports(name))
        {
            return http;
        }
        for (at, function) in (0..).zip(&module.facts.functions) {
            for parameter in module.parameters(function).iter().take(PARAMETERS) {
                if let Some(client) = annotated_client(module, parameter, &function.scope) {
                    http.parameters
                        .insert((at, module.text(parameter.name)), client);
                }
            }
        }
        for assignment in &module.facts.assignments {
            let (Some(class), Some(function)) = (assignment.scope.class, assignment.scope.function)
            else {
                continue;
            };
            let own = module.text(assignment.target.span).strip_prefix("self.");
            let stored = assignment
                .value
                .filter(|value| value.kind == ValueKind::Name)
                .and_then(|value| http.parameters.get(&(function, module.text(value.span))));
            if let (Some(name), Some(client)) = (own, stored) {
                http.attributes.insert((class, name), client.clone());
            }
        }
        http
    }

    /// What a call sends, if it sends.
    pub(crate) fn outgoing(&self, call: &Call) -> Option<Outgoing<'a>> {
        by_name(self.module.callee(call)).or_else(|| self.by_annotation(call))
    }

    /// `session.get(…)` where `session` is a parameter or attribute that is annotated as a client.
    fn by_annotation(&self, call: &Call) -> Option<Outgoing<'a>> {
        if self.parameters.is_empty() {
            return None;
        }
        let (object, method) = self.module.text(call.callee).rsplit_once('.')?;
        let client = match object.strip_prefix("self.") {
            Some(name) => self.attributes.get(&(call.scope.class?, name)),
            None => self.parameters.get(&(call.scope.function?, object)),
        }?;
        by_name(&format!("{client}.{method}")).map(|found| Outgoing { method, ..found })
    }
}

/// What a resolved name sends.
fn by_name(name: &str) -> Option<Outgoing<'_>> {
    let (library, session, method) = STARTS.iter().find_map(|&(start, library, session)| {
        Some((library, session, name.strip_prefix(start)?))
    })?;
    let sends = match (library, session) {
        (Library::Requests, false) | (Library::Aiohttp, false) => VERBS.contains(&method),
        (Library::Requests, true) => VERBS.contains(&method) || method == "send",
        (Library::Urllib, false) => matches!(method, "urlopen" | "urlretrieve"),
        (Library::Urllib, true) => method == "open",
        (Library::Httpx, _) => {
            VERBS.contains(&method) || method == "stream" || (session && method == "send")
        }
        (Library::Aiohttp, true) => VERBS.contains(&method) || method == "ws_connect",
        (Library::Urllib3 | Library::HttpClient, _) => matches!(method, "request" | "urlopen"),
    };
    sends.then_some(Outgoing {
        library,
        method,
        session,
    })
}

/// `requests.Session()` for a parameter annotated as one, also as optional or in quotes.
fn annotated_client(module: &Module, parameter: &Parameter, scope: &Scope) -> Option<String> {
    let mut span = parameter.annotation?;
    let text = module.text(span);
    let bare = text
        .trim_start_matches("Optional[")
        .trim_start_matches("typing.Optional[")
        .trim_start_matches(['"', '\'']);
    let length = bare
        .find(|letter: char| !(letter.is_alphanumeric() || matches!(letter, '_' | '.')))
        .unwrap_or(bare.len());
    span.start += u32::try_from(text.len() - bare.len()).ok()?;
    span.end = span.start + u32::try_from(length).ok()?;
    let name = module.resolve(span, scope);
    let client = matches!(
        &*name,
        "requests.Session"
            | "requests.sessions.Session"
            | "httpx.Client"
            | "httpx.AsyncClient"
            | "aiohttp.ClientSession"
    );
    client.then(|| format!("{name}()"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_calls_that_send() {
        let library = |name| by_name(name).map(|found| (found.library, found.session));
        assert_eq!(library("requests.get"), Some((Library::Requests, false)));
        assert_eq!(
            library("requests.Session().send"),
            Some((Library::Requests, true))
        );
        assert_eq!(
            library("urllib.request.urlopen"),
            Some((Library::Urllib, false))
        );
        assert_eq!(
            library("httpx.AsyncClient().stream"),
            Some((Library::Httpx, true))
        );
        assert_eq!(library("requests.get().json"), None);
        assert_eq!(library("requests.Session().mount"), None);
        assert_eq!(library("flask.session.get"), None);
        assert_eq!(library("urllib.request.Request"), None);
    }
}
