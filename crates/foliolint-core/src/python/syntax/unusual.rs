//! What the walk makes of syntax that few programs use, and of files that are built to slow it down.

use crate::file::Zone;
use crate::limits::Limits;
use crate::python::Module;
use crate::python::facts::{Key, Usage, ValueKind};
use std::time::{Duration, Instant};

fn module(text: &str) -> Module {
    Module::parse(
        "m.py".into(),
        Zone::Production,
        false,
        text.to_owned(),
        &Limits::default(),
    )
    .expect("parses")
}

fn callees(module: &Module) -> Vec<&str> {
    module
        .facts
        .calls
        .iter()
        .map(|call| module.callee(call))
        .collect()
}

#[test]
fn match_statements_are_conditions_of_their_own() {
    let module = module(
        "match command:\n    case {'go': where} if ready(where):\n        go(where)\n    case [Point(x=0), *rest]:\n        stop()\n    case _:\n        pass\n",
    );
    assert!(module.facts.errors.is_empty());
    let go = &module.facts.calls[1];
    assert_eq!(module.callee(go), "go");
    assert!(go.scope.conditional);
    assert!(callees(&module).contains(&"stop"));
}

#[test]
fn exception_groups_are_handlers() {
    let module = module(
        "try:\n    a()\nexcept* ValueError as group:\n    pass\nexcept* (A, B):\n    pass\n",
    );
    assert!(module.facts.errors.is_empty());
    let named: Vec<_> = module
        .facts
        .handlers
        .iter()
        .map(|handler| {
            (
                handler.exception.map(|value| module.text(value.span)),
                handler.name.map(|name| module.text(name)),
            )
        })
        .collect();
    assert_eq!(
        named,
        [(Some("ValueError"), Some("group")), (Some("(A, B)"), None)]
    );
}

#[test]
fn walruses_assign_and_are_used() {
    let module =
        module("import re\nif (found := re.match(p, s)) is not None:\n    found.group(1)\n");
    assert_eq!(callees(&module), ["re.match", "re.match().group"]);
    assert_eq!(module.facts.calls[0].usage, Usage::Compared);
}

#[test]
fn decorators_and_defaults_stand_outside_the_function() {
    let module = module(
        "def outer():\n    @wrap(lambda: make())\n    def inner(a=default(), *, b: kind() = 1):\n        body()\n    class Local(Base, metaclass=meta(), flag=True):\n        def m(self): deep()\n",
    );
    let function = |name: &str| {
        let call = module
            .facts
            .calls
            .iter()
            .find(|call| module.callee(call) == name)
            .expect(name);
        module
            .function(call.scope.function)
            .map(|function| module.text(function.name))
    };
    assert_eq!(function("make"), Some("outer"));
    assert_eq!(function("default"), Some("outer"));
    assert_eq!(function("kind"), Some("outer"));
    assert_eq!(function("body"), Some("inner"));
    assert_eq!(function("meta"), Some("outer"));
    assert_eq!(function("deep"), Some("m"));
    assert_eq!(module.bases(&module.facts.classes[0]), ["Base"]);
    let is_method = |at: usize| module.facts.functions[at].is_method;
    assert!(!is_method(0) && !is_method(1) && is_method(2));
}

#[test]
fn async_comprehensions_and_stars_are_plain_shapes() {
    let module = module(
        "async def f(*names, **more):\n    rows = [await g(x) async for x in h() if ok(x)]\n    first, *rest = rows\n    return j(*rest, **more), (yield)\n",
    );
    assert!(module.facts.errors.is_empty());
    assert_eq!(callees(&module), ["g", "h", "ok", "j"]);
    assert_eq!(module.facts.calls[1].usage, Usage::Iterated);
    assert!(module.facts.calls[0].scope.in_loop.is_some());
    assert!(module.facts.calls[1].scope.in_loop.is_none());
    let shapes: Vec<_> = module
        .arguments(&module.facts.calls[3])
        .iter()
        .map(|argument| argument.value.kind)
        .collect();
    assert_eq!(shapes, [ValueKind::Starred, ValueKind::Starred]);
    assert!(module.facts.functions[0].is_generator);
}

#[test]
fn type_aliases_and_parameters_parse() {
    let module = module(
        "type Pair[T] = tuple[T, T]\ndef first[T](pair: Pair[T]) -> T:\n    return pair[0]\nclass Box[T]:\n    pass\n",
    );
    assert!(module.facts.errors.is_empty());
    assert_eq!(module.facts.functions.len(), 1);
    assert!(module.facts.functions[0].returns.is_some());
}

#[test]
fn comparisons_may_be_chained() {
    let module = module("if low() < middle() <= high() and a == 'x' == b:\n    pass\n");
    assert!(
        module
            .facts
            .calls
            .iter()
            .all(|call| call.usage == Usage::Compared)
    );
    let Key::Compared(span) = module.facts.strings[0].key else {
        panic!("compared")
    };
    assert_eq!(module.text(span), "a");
}

#[test]
fn strings_next_to_f_strings_are_one_literal() {
    let module = module("x = ('a{no}' f'{b!r:>{width}}' rf'\\d{f\"{c}\"}' \n 'd')\n");
    assert!(module.facts.errors.is_empty());
    let outer = &module.facts.strings[0];
    assert!(outer.formatted && !outer.raw);
    assert_eq!(outer.parts.of(&module.facts.string_parts).len(), 4);
    let shown: Vec<_> = outer
        .interpolations
        .of(&module.facts.interpolations)
        .iter()
        .map(|part| module.text(part.value.span))
        .collect();
    assert_eq!(shown, ["b", "f\"{c}\""]);
    let inner = &module.facts.strings[1];
    assert_eq!(
        inner.interpolations.of(&module.facts.interpolations).len(),
        1
    );
    assert_eq!(module.facts.string_at(inner.span), Some(1));
}

#[test]
fn a_lambda_does_not_lose_the_function_around_it() {
    let module = module("def f():\n    return sorted(rows, key=lambda row: rank(row))\n");
    assert!(
        module
            .facts
            .calls
            .iter()
            .all(|call| call.scope.function == Some(0))
    );
}

/// Files that made one step quadratic. The time is what a slow machine needs in a debug build, several times over.
#[test]
fn one_name_bound_many_times_is_looked_up_once() {
    let text = "x = f(1)\nx.g()\n".repeat(20_000);
    let start = Instant::now();
    let module = module(&text);
    assert_eq!(module.callee(&module.facts.calls[1]), "f().g");
    assert!(start.elapsed() < Duration::from_secs(15));
}
