//! Branches that one way through the code leaves out: those under a switch that the call before leaves as it is, and
//! those for where there are no threads.

use foliolint_core::calls::CallSite;
use foliolint_core::python::Module;
use foliolint_core::python::facts::{Call, Condition, Facts, Function, ValueKind};
use foliolint_core::repo::Repo;
use foliolint_core::source::Span;

/// Conditions of one function that are looked at; who has more has no clear way through it.
const CONDITIONS: usize = 64;
/// Lines after a block that are looked at for its `else`.
const LINES: u32 = 400;

/// A constant that a call gives a parameter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Given {
    True,
    False,
    None,
}

/// Whether `caller`, which runs the function around `site`, leaves `site` out: `send(sync=False)` of
/// `if sync: mail.send(…)`.
pub(crate) fn skips(repo: &Repo, caller: CallSite, site: CallSite) -> bool {
    let Some((module, call, function)) = around(repo, site) else {
        return false;
    };
    let Some((by, made)) = call_at(repo, caller) else {
        return false;
    };
    if module.parameters(function).is_empty() {
        return false;
    }
    let given = |name: &str| given((module, call, function), (by, made), name);
    conditions(module, call, function).any(|condition| {
        needed(module, condition, call)
            .is_some_and(|needed| value(module, condition, &given) == Some(!needed))
    })
}

/// Whether a call is what the code does where it has no threads to give the work to.
pub(crate) fn without_threads(repo: &Repo, site: CallSite) -> bool {
    let Some((module, call, function)) = around(repo, site) else {
        return false;
    };
    let missing = |name: &str| {
        let name = name.to_ascii_lowercase();
        let threads = name.contains("executor") || name.contains("thread");
        threads.then_some(Given::None)
    };
    call.scope.conditional
        && conditions(module, call, function).any(|condition| {
            needed(module, condition, call)
                .is_some_and(|needed| value(module, condition, &missing) == Some(needed))
        })
}

fn call_at(repo: &Repo, site: CallSite) -> Option<(&Module, &Call)> {
    let module = repo.modules.get(site.module)?;
    Some((module, module.facts.calls.get(site.call as usize)?))
}

fn around(repo: &Repo, site: CallSite) -> Option<(&Module, &Call, &Function)> {
    let (module, call) = call_at(repo, site)?;
    Some((module, call, module.function(call.scope.function)?))
}

/// The conditions of the function around a call, without those of functions nested in it.
fn conditions<'a>(
    module: &'a Module,
    call: &'a Call,
    function: &Function,
) -> impl Iterator<Item = &'a Condition> {
    let of = |condition: &Condition| condition.test.span;
    Facts::within(&module.facts.conditions, function.body, of)
        .take_while(|condition| condition.test.span.start < call.span.start)
        .filter(|condition| condition.scope.function == call.scope.function)
        .take(CONDITIONS)
}

/// What a condition must be for a call to run, where that is plain.
fn needed(module: &Module, condition: &Condition, call: &Call) -> Option<bool> {
    if condition.body.contains(call.span) {
        return Some(true);
    }
    let line = module
        .source
        .line_text(module.source.line(condition.test.span.start));
    let is_if = line.trim_start().starts_with("if ") || line.trim_start().starts_with("elif ");
    if !is_if || call.span.start < condition.body.end {
        return None;
    }
    if otherwise(module, condition).is_some_and(|otherwise| otherwise.contains(call.span)) {
        return Some(false);
    }
    let scope = &condition.scope;
    let open = !scope.conditional && scope.in_loop.is_none() && scope.handler.is_none();
    (open && leaves(module, condition)).then_some(false)
}

/// Whether what runs under a condition ends with a `return`.
fn leaves(module: &Module, condition: &Condition) -> bool {
    let returns = Facts::within(&module.facts.returns, condition.body, |each| each.span);
    let last = returns
        .filter(|each| each.scope.function == condition.scope.function)
        .last();
    last.is_some_and(|last| {
        let width = |offset| {
            let line = module.source.line_text(module.source.line(offset));
            line.len() - line.trim_start().len()
        };
        let rest = Span {
            start: last.span.end,
            end: condition.body.end.max(last.span.end),
        };
        module.text(last.span).starts_with("return")
            && module.text(rest).trim().is_empty()
            && width(last.span.start) <= width(condition.body.start)
    })
}

/// The `elif` and `else` blocks after an `if`, by the indentation of their lines.
fn otherwise(module: &Module, condition: &Condition) -> Option<Span> {
    let source = &module.source;
    let width = |text: &str| text.len() - text.trim_start().len();
    let own = width(source.line_text(source.line(condition.test.span.start)));
    let first = source.line(condition.body.end.saturating_sub(1)) + 1;
    let mut found: Option<Span> = None;
    for number in (first..=source.line_count()).take(LINES as usize) {
        let text = source.line_text(number);
        let body = text.trim_start();
        if body.is_empty() || body.starts_with('#') {
            continue;
        }
        if width(text) <= own {
            let goes_on =
                width(text) == own && (body.starts_with("else") || body.starts_with("elif"));
            if !goes_on {
                break;
            }
            found = found.or_else(|| Some(source.line_span(number)));
        }
        if let Some(found) = &mut found {
            found.end = source.line_span(number).end;
        }
    }
    found
}

/// What a condition comes out as.
fn value(
    module: &Module,
    condition: &Condition,
    given: &impl Fn(&str) -> Option<Given>,
) -> Option<bool> {
    truth(module.text(condition.test.span), given)
}

/// What a test of plain names comes out as, joined by `and`, `or` and `not`.
fn truth(test: &str, given: &impl Fn(&str) -> Option<Given>) -> Option<bool> {
    if test.contains(['(', '[', '"', '\'', '=', '<', '>', '\n']) || test.contains(" if ") {
        return None;
    }
    any(test.split(" or ").map(|part| {
        let parts = part.split(" and ");
        any(parts.map(|part| one(part, given).map(|is| !is))).map(|is| !is)
    }))
}

/// `or` of what is known and what is not.
fn any(mut parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    parts
        .try_fold(Some(false), |all, part| match (all, part) {
            (_, Some(true)) => Err(Some(true)),
            (Some(false), Some(false)) => Ok(Some(false)),
            _ => Ok(None),
        })
        .unwrap_or_else(|known| known)
}

fn one(part: &str, given: &impl Fn(&str) -> Option<Given>) -> Option<bool> {
    let part = part.trim();
    if let Some(rest) = part.strip_prefix("not ") {
        return one(rest, given).map(|is| !is);
    }
    if let Some(name) = part.strip_suffix(" is None") {
        return given(name.trim()).map(|given| given == Given::None);
    }
    if let Some(name) = part.strip_suffix(" is not None") {
        return given(name.trim()).map(|given| given != Given::None);
    }
    (!part.contains(' ')).then(|| given(part).map(|given| given == Given::True))?
}

/// What a call gives a parameter, or leaves it at, where that is a constant.
fn given(
    (module, call, function): (&Module, &Call, &Function),
    (by, made): (&Module, &Call),
    name: &str,
) -> Option<Given> {
    let parameters = module.parameters(function);
    let at = parameters
        .iter()
        .position(|parameter| module.text(parameter.name) == name)?;
    let (before, parameter) = (parameters.get(..at)?, parameters.get(at)?);
    let changed = module.assignments_to(name, &call.scope).next().is_some();
    let starred = by
        .arguments(made)
        .iter()
        .any(|argument| argument.value.kind == ValueKind::Starred);
    if parameter.stars > 0 || changed || starred {
        return None;
    }
    let bound = before.first().is_some_and(|first| {
        function.is_method && matches!(module.text(first.name), "self" | "cls")
    });
    let positional = before.iter().all(|each| each.stars == 0);
    let value = by
        .keyword(made, name)
        .or_else(|| {
            by.positional(made, at - usize::from(bound))
                .filter(|_| positional)
        })
        .or(parameter.default)?;
    match value.kind {
        ValueKind::True => Some(Given::True),
        ValueKind::False => Some(Given::False),
        ValueKind::None => Some(Given::None),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_of_switches_are_worked_out() {
        let given = |name: &str| match name {
            "on" => Some(Given::True),
            "off" => Some(Given::False),
            "nothing" => Some(Given::None),
            _ => None,
        };
        let truth = |test| truth(test, &given);
        assert_eq!(truth("on"), Some(true));
        assert_eq!(truth("not off"), Some(true));
        assert_eq!(truth("nothing is None"), Some(true));
        assert_eq!(truth("nothing is not None"), Some(false));
        assert_eq!(truth("other and off"), Some(false));
        assert_eq!(truth("other and on"), None);
        assert_eq!(truth("other or on"), Some(true));
        assert_eq!(truth("other or off"), None);
        assert_eq!(truth("off or on and nothing"), Some(false));
        assert_eq!(truth("f(off)"), None);
        assert_eq!(truth("off == 1"), None);
    }
}
