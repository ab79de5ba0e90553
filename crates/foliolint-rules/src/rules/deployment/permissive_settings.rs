//! Flags web settings that switch a protection off for everybody.
//!
//! ## Why it is a red flag
//!
//! Host names, origins, form tokens and certificates are checked so that somebody else's page or machine
//! cannot act for a visitor. A wildcard makes an error message go away and the protection with it.
//!
//! ## What is not flagged
//!
//! - What is read from the environment or stands under a condition.
//! - Settings for development or testing beside production ones; sample settings; tests.
//! - Origins open to all where credentials stay out.
//! - `@csrf_exempt` on views that change nothing, on those that other programs call (webhooks, callbacks), that
//!   prove by a token or signature who calls, and on views of the REST framework, which have a check of their own.
//! - `verify=False` towards the own machine.
//! - Programs that are no web applications, unless they skip the check of certificates.
//!
//! A setting that an optional `local_settings` can override, or that stands beside settings which git ignores,
//! gives advice only.
//!
//! ## What to do instead
//!
//! Name the hosts and origins, read from the environment; send the form token; trust the right certificate.

use crate::hit::{Confidence, Hit, Severity};
use crate::rule::{Area, Check, Judgement, Question, Rule};
use crate::settings::{self, Switch, cors, csrf, django};
use foliolint_core::python::Module;
use foliolint_core::python::facts::{Assignment, Call, ValueKind};
use foliolint_core::repo::{Kind, Repo};

pub(crate) static RULE: Rule = Rule {
    code: "FOL705",
    name: "permissive-settings",
    area: Area::Deployment,
    summary: "a web protection is switched off for everybody",
    help: "name what is allowed, and read it from the environment",
    severity: Severity::Advice,
    questions: &[Question {
        ask: "What could a stranger's web page do with a visitor of this application who is logged in?",
        strong: "knows what same-origin, form tokens and host checks prevent, and which of them this setting gave up",
    }],
    needs_everything: false,
    check: Check::Repo(check),
    judge,
    source: include_str!("permissive_settings.rs"),
};

/// Django's settings that open something to everybody, and what to say of them.
const SWITCHES: &[(Switch, &str)] = &[
    (
        Switch {
            names: &["ALLOWED_HOSTS"],
            is_on: cors::is_star,
        },
        "the settings that run accept every host name (`ALLOWED_HOSTS`)",
    ),
    (
        Switch {
            names: &["CORS_ALLOW_ALL_ORIGINS", "CORS_ORIGIN_ALLOW_ALL"],
            is_on: |_, value| value.kind == ValueKind::True,
        },
        "the settings that run let the pages of every origin read answers",
    ),
];

/// Where a certificate needs no check: the own machine.
const OWN_MACHINE: &[&str] = &["://localhost", "://127.0.0.1", "://[::1]", "://0.0.0.0"];

fn check(repo: &Repo) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (switch, message) in SWITCHES {
        for found in django::always_on(repo, *switch) {
            let hit = Hit::at(found.path, found.span, Severity::Advice, *message);
            hits.push(Hit {
                advice_only: found.overridable,
                ..hit
            });
        }
    }
    let own = repo
        .production()
        .filter(|module| !settings::is_sample(&module.path));
    for module in own {
        let at = |span, message: String| Hit::at(&module.path, span, Severity::Advice, message);
        for call in &module.facts.calls {
            if cors::opens_to_all(repo, module, call) {
                let message = "pages of every origin may act with a visitor's credentials";
                hits.push(at(call.span, message.to_owned()));
            }
            if skips_certificate(module, call) {
                let message = "the server's certificate is not checked (`verify=False`)";
                hits.push(at(call.span, message.to_owned()));
            }
        }
        let sessions = module.facts.assignments.iter();
        for assignment in sessions.filter(|assignment| is_unverified(module, assignment)) {
            let message = "certificates are not checked by this session (`verify = False`)";
            hits.push(at(assignment.span, message.to_owned()));
        }
        for (span, name) in csrf::exempted(module) {
            let message = format!("`{name}` changes something and takes no form token");
            hits.push(at(span, message).confidence(Confidence::Medium));
        }
        for function in csrf::emptied(module) {
            let message = "the check of the form token is replaced by nothing".to_owned();
            hits.push(at(function.span, message));
        }
    }
    hits
}

fn judge(repo: &Repo, hits: &[Hit]) -> Judgement {
    match hits {
        [] if repo.kind != Kind::WebApp => Judgement::not_applicable(settings::of_kind(repo)),
        [] => Judgement::absent("no protection of the framework was switched off for everybody"),
        [only] => Judgement::present(only.message.clone()),
        [first, rest @ ..] => {
            Judgement::present(format!("{}, and {} more", first.message, rest.len()))
        }
    }
}

/// `requests.get(url, verify=False)`, also through a session or `httpx`.
fn skips_certificate(module: &Module, call: &Call) -> bool {
    const LIBRARIES: &[&str] = &["requests", "httpx", "requests_html", "requests_toolbelt"];
    const METHODS: &[&str] = &[
        "get", "post", "put", "patch", "delete", "head", "options", "request", "stream",
    ];
    let off = module
        .keyword(call, "verify")
        .is_some_and(|value| value.kind == ValueKind::False);
    if !off || settings::is_conditional(module, call.span.start) {
        return false;
    }
    let callee = module.callee(call);
    let known = callee
        .split('.')
        .next()
        .is_some_and(|first| LIBRARIES.contains(&first));
    let likely = METHODS.contains(&Module::last_segment(callee)) && imports_http(module);
    let url = module.arguments(call).iter().any(|argument| {
        let text = module.text(argument.value.span);
        OWN_MACHINE.iter().any(|place| text.contains(place))
    });
    (known || likely) && !url
}

fn imports_http(module: &Module) -> bool {
    module.imports("requests") || module.imports("httpx")
}

/// `session.verify = False`.
fn is_unverified(module: &Module, assignment: &Assignment) -> bool {
    assignment.target.kind == ValueKind::Attribute
        && module.text(assignment.target.span).ends_with(".verify")
        && assignment
            .value
            .is_some_and(|value| value.kind == ValueKind::False)
        && imports_http(module)
        && !settings::is_conditional(module, assignment.span.start)
}
