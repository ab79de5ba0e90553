//! Django views that change something and do not ask whether the visitor meant it.

use foliolint_core::python::Module;
use foliolint_core::python::facts::{Class, Decorator, Facts, Function, Run};
use foliolint_core::source::Span;
use std::collections::BTreeSet;

/// The decorator that takes the check away.
const EXEMPT: &str = "csrf_exempt";

/// Words of a name that say another program calls, which has no form to protect.
const MACHINES: &[&str] = &[
    "bot", "callback", "github", "gitlab", "hook", "ipn", "kakao", "notif", "paypal", "razorpay",
    "saml", "slack", "stripe", "telegram", "twilio", "whatsapp",
];

/// What tells that a view proves by other means who calls.
const PROOFS: &[&str] = &[
    "api_key",
    "apikey",
    "authorization",
    "bearer",
    "construct_event",
    "hmac",
    "jwt",
    "signature",
    "token",
];

/// Calls that change something, by their last segment.
const CHANGES: &[&str] = &[
    "apply_async",
    "bulk_create",
    "bulk_update",
    "create",
    "create_user",
    "delay",
    "delete",
    "get_or_create",
    "save",
    "send_mail",
    "set_password",
    "update",
    "update_or_create",
];

/// The places of a file where the check is taken away from a view that changes something, with the view's name.
pub(crate) fn exempted(module: &Module) -> Vec<(Span, &str)> {
    if !module.source.text().contains(EXEMPT) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for function in &module.facts.functions {
        let Some(span) = exemption(module, function.decorators) else {
            continue;
        };
        let class = module
            .class(function.scope.class)
            .filter(|_| function.is_method);
        // `dispatch` stands for the whole class.
        let name = class.map_or(function.name, |class| class.name);
        let whole = class.map_or(function.span, |class| class.span);
        let bases = class.is_some_and(|class| is_rest(module, class));
        if !bases && !is_api_view(module, function) {
            found.push((span, name, whole));
        }
    }
    for class in &module.facts.classes {
        if let Some(span) = exemption(module, class.decorators)
            && !is_rest(module, class)
        {
            found.push((span, class.name, class.span));
        }
    }
    found.sort_by_key(|(span, ..)| *span);
    let mut seen = BTreeSet::new();
    found.retain(|(_, _, whole)| seen.insert(*whole));
    let own = found
        .into_iter()
        .map(|(span, name, whole)| (span, module.text(name), whole));
    own.filter(|(_, name, whole)| {
        !is_for_machines(&format!("{}/{name}", module.path))
            && changes(module, *whole)
            && !proves(module, *whole)
    })
    .map(|(span, name, _)| (span, name))
    .collect()
}

/// `@csrf_exempt`, `@method_decorator(csrf_exempt, name="dispatch")`.
fn exemption(module: &Module, decorators: Run) -> Option<Span> {
    let exempts = |decorator: &&Decorator| {
        let name = Module::last_segment(module.text(decorator.name));
        name == EXEMPT
            || (name == "method_decorator" && module.text(decorator.span).contains(EXEMPT))
    };
    let mut decorators = module.decorators(decorators).iter();
    decorators.find(exempts).map(|decorator| decorator.span)
}

/// Views of the REST framework never had the check of their own: the decorator changes nothing.
fn is_rest(module: &Module, class: &Class) -> bool {
    module.bases(class).iter().any(|base| {
        let last = Module::last_segment(base);
        base.starts_with("rest_framework.")
            || last.ends_with("APIView")
            || last.ends_with("ViewSet")
    })
}

fn is_api_view(module: &Module, function: &Function) -> bool {
    module
        .decorators(function.decorators)
        .iter()
        .any(|decorator| Module::last_segment(module.text(decorator.name)) == "api_view")
}

fn is_for_machines(name: &str) -> bool {
    let lower = name.to_lowercase();
    MACHINES.iter().any(|word| lower.contains(word))
}

/// Whether a view reads what was sent, or writes.
fn changes(module: &Module, span: Span) -> bool {
    let facts = &module.facts;
    let calls = Facts::within(&facts.calls, span, |call| call.span).any(|call| {
        let callee = module.text(call.callee);
        CHANGES.contains(&Module::last_segment(callee)) || is_sent(callee)
    });
    let reads = Facts::within(&facts.attributes, span, |attribute| attribute.span)
        .any(|attribute| is_sent(module.text(attribute.span)));
    let items = Facts::within(&facts.subscripts, span, |subscript| subscript.span)
        .any(|subscript| is_sent(module.text(subscript.object.span)));
    calls || reads || items
}

fn is_sent(text: &str) -> bool {
    ["request.POST", "request.body", "request.FILES"]
        .iter()
        .any(|sent| text.strip_prefix("self.").unwrap_or(text).starts_with(sent))
}

fn proves(module: &Module, span: Span) -> bool {
    let lower = module.text(span).to_lowercase();
    PROOFS.iter().any(|word| lower.contains(word))
}

/// Methods that replace the REST framework's check of sessions by nothing.
pub(crate) fn emptied(module: &Module) -> impl Iterator<Item = &Function> {
    module.facts.functions.iter().filter(move |function| {
        let calls = || Facts::within(&module.facts.calls, function.body, |call| call.span).next();
        function.is_method
            && module.text(function.name) == "enforce_csrf"
            && function.statements <= 1
            && calls().is_none()
    })
}
