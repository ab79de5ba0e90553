//! What the walk makes of small programs.

use crate::file::Zone;
use crate::limits::Limits;
use crate::python::Module;
use crate::python::facts::{Key, Usage, ValueKind};

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

fn callees(text: &str) -> Vec<String> {
    let module = module(text);
    module
        .facts
        .calls
        .iter()
        .map(|call| module.callee(call).to_owned())
        .collect()
}

#[test]
fn callees_resolve_through_imports_and_values() {
    assert_eq!(
        callees("from time import sleep as s\ns(1)\n"),
        ["time.sleep"]
    );
    assert_eq!(
        callees("import os.path\nos.path.join(a)\n"),
        ["os.path.join"]
    );
    assert_eq!(callees("import numpy as np\nnp.a.b(1)\n"), ["numpy.a.b"]);
    assert_eq!(
        callees("from flask import Flask\napp = Flask(__name__)\napp.run(debug=True)\n"),
        ["flask.Flask", "flask.Flask().run"]
    );
    assert_eq!(
        callees("from .models import User\nUser.objects.get(pk=1)\n"),
        [".models.User.objects.get"]
    );
    assert_eq!(
        callees("from . import views\nviews.home()\n"),
        [".views.home"]
    );
    assert_eq!(
        callees("import requests\nrequests.get(u).json()\n"),
        ["requests.get().json", "requests.get"]
    );
    assert_eq!(callees("'a'.join(x)\n"), ["str.join"]);
    assert_eq!(
        callees("request.POST['x'].strip()\n"),
        ["request.POST[].strip"]
    );
    assert_eq!(callees("def f(print):\n    print(1)\n"), ["print"]);
    assert_eq!(
        callees(
            "class A:\n    def __init__(self):\n        self.s = requests.Session()\n    def f(self):\n        self.s.get(1)\n"
        ),
        ["requests.Session", "requests.Session().get"]
    );
    assert_eq!(
        callees("import requests\nwith requests.Session() as s:\n    s.get(1)\n"),
        ["requests.Session", "requests.Session().get"]
    );
    assert_eq!(callees("a = a.b()\na.c()\n"), ["a.b", "a.c"]);
}

#[test]
fn shadowed_builtins_are_known() {
    let module = module("def f(print):\n    print(1)\ndef g():\n    print(2)\n");
    let builtin: Vec<bool> = module
        .facts
        .calls
        .iter()
        .map(|call| module.is_builtin("print", &call.scope))
        .collect();
    assert_eq!(builtin, [false, true]);
}

#[test]
fn scopes_tell_where_a_call_stands() {
    let module = module(
        "import x\nif __name__ == '__main__':\n    a()\nelse:\n    b()\nclass C:\n    def m(self):\n        for i in j:\n            try:\n                c()\n            except E as e:\n                d(e)\n",
    );
    let scope = |name: &str| {
        module
            .facts
            .calls
            .iter()
            .find(|call| module.callee(call) == name)
            .expect(name)
            .scope
    };
    assert!(scope("a").main_guarded && !scope("b").main_guarded);
    assert!(
        scope("c").in_loop.is_some()
            && scope("c").try_body.is_some()
            && scope("c").handler.is_none()
    );
    assert!(scope("d").handler.is_some() && scope("d").try_body.is_none());
    assert_eq!(scope("c").class, Some(0));
    assert!(module.facts.functions[0].is_method);
    assert_eq!(module.facts.main_guards.len(), 1);
}

#[test]
fn handlers_tell_what_they_do() {
    let module = module(
        "try:\n    a()\nexcept:\n    pass\ntry:\n    a()\nexcept (A, B) as e:\n    return None\ntry:\n    a()\nexcept Exception as e:\n    x = []\n    if y:\n        raise\n",
    );
    let [bare, tuple, broad] = &module.facts.handlers[..] else {
        panic!("three handlers")
    };
    assert!(bare.exception.is_none() && bare.steps.passes && !bare.steps.other);
    assert_eq!(
        tuple.exception.map(|value| value.kind),
        Some(ValueKind::Tuple)
    );
    assert!(tuple.steps.returns_constant && tuple.name.is_some());
    assert_eq!(
        broad
            .exception
            .map(|value| module.text(value.span).to_owned())
            .as_deref(),
        Some("Exception")
    );
    assert!(broad.steps.assigns_constant && broad.steps.raises && broad.steps.other);
}

#[test]
fn strings_know_the_name_they_are_given_to() {
    let module = module(
        "A = 'v0'\nself.b = 'v1'\nd['c'] = 'v2'\nf(k='v3')\nx = {'e': 'v4'}\ndef g(h='v5'): pass\nif p == 'v6': pass\nf(1, 'v7')\n'v8'\ni, j = 'v9', 'w0'\nK = y or 'w1'\nL = ('w2'\n  'w3')\n",
    );
    let found: Vec<(String, String)> = module
        .facts
        .strings
        .iter()
        .map(|string| {
            let key = match string.key {
                Key::Assigned(span)
                | Key::Keyword(span)
                | Key::DictKey(span)
                | Key::Default(span)
                | Key::Compared(span) => module.text(span).to_owned(),
                Key::Positional(_, at) => at.to_string(),
                Key::Dropped => "dropped".to_owned(),
                Key::None => "none".to_owned(),
            };
            (module.string_text(string), key)
        })
        .filter(|(text, _)| text.starts_with(['v', 'w']))
        .collect();
    let wanted = [
        ("v0", "A"),
        ("v1", "self.b"),
        ("v2", "'c'"),
        ("v3", "k"),
        ("v4", "'e'"),
        ("v5", "h"),
        ("v6", "p"),
        ("v7", "1"),
        ("v8", "dropped"),
        ("v9", "i"),
        ("w0", "j"),
        ("w1", "K"),
        ("w2w3", "L"),
    ];
    assert_eq!(
        found,
        wanted.map(|(text, key)| (text.to_owned(), key.to_owned()))
    );
}

#[test]
fn f_strings_show_what_they_interpolate() {
    let module = module("print(f\"{x=} {y!r} {g(z):>5}\")\n");
    let parts: Vec<(bool, ValueKind)> = module
        .facts
        .interpolations
        .iter()
        .map(|part| (part.self_documenting, part.value.kind))
        .collect();
    assert_eq!(
        parts,
        [
            (true, ValueKind::Name),
            (false, ValueKind::Name),
            (false, ValueKind::Call)
        ]
    );
    assert_eq!(module.facts.calls.len(), 2);
}

#[test]
fn functions_have_their_signature() {
    let module = module(
        "@app.route('/x')\n@login\nasync def f(self, a: int, b=1, *args, c: str = '', **kw) -> None:\n    'doc'\n    yield 1\n\ndef g(a):\n    # type: (int) -> str\n    return a\n",
    );
    let f = &module.facts.functions[0];
    let parameters: Vec<_> = module
        .parameters(f)
        .iter()
        .map(|p| {
            (
                module.text(p.name).to_owned(),
                p.annotation.is_some(),
                p.default.is_some(),
                p.stars,
            )
        })
        .collect();
    let wanted = [
        ("self", false, false, 0),
        ("a", true, false, 0),
        ("b", false, true, 0),
        ("args", false, false, 1),
        ("c", true, true, 0),
        ("kw", false, false, 2),
    ];
    assert_eq!(
        parameters,
        wanted.map(|(name, annotated, default, stars)| (
            name.to_owned(),
            annotated,
            default,
            stars
        ))
    );
    let decorators: Vec<_> = module
        .decorators(f.decorators)
        .iter()
        .map(|d| module.text(d.name).to_owned())
        .collect();
    assert_eq!(decorators, ["app.route", "login"]);
    assert!(f.is_async && f.is_generator && f.returns.is_some() && f.docstring.is_some());
    assert_eq!(f.statements, 1);
    assert!(module.facts.functions[1].type_comment);
}

#[test]
fn usage_tells_what_becomes_of_a_result() {
    let module = module(
        "a()\nx = b()\nif c(): pass\ny = d() or 1\nz = e() == 2\nfor i in f(): pass\ng(h())\nawait j()\nk = 1 if m() else 2\nl = 1 or n() or 2\nif (1 or o()): pass\np = 1 or q()\nif (r := s()): pass\nt = (u := v())\nif not (w := aa()) == 1: pass\n",
    );
    let usage = |name: &str| {
        module
            .facts
            .calls
            .iter()
            .find(|call| module.callee(call) == name)
            .expect(name)
            .usage
    };
    assert_eq!(usage("a"), Usage::Dropped);
    assert_eq!(usage("b"), Usage::Assigned);
    assert_eq!(usage("c"), Usage::Tested);
    assert_eq!(usage("d"), Usage::OrLeft);
    assert_eq!(usage("e"), Usage::Compared);
    assert_eq!(usage("f"), Usage::Iterated);
    assert!(matches!(usage("h"), Usage::Argument(_)));
    assert_eq!(usage("j"), Usage::Awaited);
    assert_eq!(usage("m"), Usage::Tested);
    assert_eq!(usage("n"), Usage::OrLeft);
    assert_eq!(usage("o"), Usage::Tested);
    assert_eq!(usage("q"), Usage::OrRight);
    assert_eq!(usage("s"), Usage::Tested);
    assert_eq!(usage("v"), Usage::Assigned);
    assert_eq!(usage("aa"), Usage::Compared);
}

#[test]
fn imports_keep_their_parts() {
    let module = module(
        "from __future__ import annotations\nimport a.b as c, d\nfrom ..e import (f as g, h)\nfrom . import i\nfrom j import *\n",
    );
    let found: Vec<String> = module
        .facts
        .imports
        .iter()
        .map(|i| {
            format!(
                "{}|{}|{}",
                module.text(i.module),
                i.name.map_or("", |s| module.text(s)),
                i.alias.map_or("", |s| module.text(s))
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            "__future__|annotations|",
            "a.b||c",
            "d||",
            "..e|f|g",
            "..e|h|",
            ".|i|",
            "j|*|"
        ]
    );
}

#[test]
fn code_lines_leave_out_blanks_comments_and_docstrings() {
    assert_eq!(
        module(
            "'''doc\n\nmore'''\n\n# c\nx = '''a\nb'''  # d\n\ndef f():\n    \"doc\"\n    return 1\n"
        )
        .facts
        .code_lines,
        4
    );
}

#[test]
fn a_broken_function_leaves_the_others() {
    let module = module("def a():\n    one()\n\ndef b(:\n    two(\n\ndef c():\n    three()\n");
    assert!(!module.facts.errors.is_empty());
    assert!(
        module
            .facts
            .calls
            .iter()
            .any(|call| module.callee(call) == "one")
    );
}

#[test]
fn operations_keep_their_operands() {
    let module = module("x = (a + 'b') % (c, d)\n");
    let seen: Vec<_> = module
        .facts
        .operations
        .iter()
        .map(|each| {
            let text = |span| module.text(span);
            (
                text(each.left.span),
                text(each.operator),
                text(each.right.span),
            )
        })
        .collect();
    assert_eq!(seen, [("a + 'b'", "%", "(c, d)"), ("a", "+", "'b'")]);
    let first = module.facts.operations[0].span;
    assert!(module.facts.operation_at(first).is_some());
}

#[test]
fn python_2_is_told_by_what_the_grammar_accepts() {
    let told = |text: &str| {
        let module = module(text);
        let told = module.facts.python2.first().copied();
        told.map(|span| module.text(span).to_owned())
    };
    assert_eq!(told("if a <> b:\n    pass\n").as_deref(), Some("<>"));
    assert_eq!(told("x = 0777\n").as_deref(), Some("0777"));
    assert_eq!(told("x = 10L\n").as_deref(), Some("10L"));
    assert_eq!(told("raise E, 'x'\n").as_deref(), Some("raise E, 'x'"));
    assert_eq!(told("x = `a`\n").as_deref(), Some("`"));
    for text in [
        "x = 00 + 0o77 + 0x0F + 0.5 + 1e5 + 1_0\n",
        "raise (E, x)\n",
        "raise E from x\n",
    ] {
        assert_eq!(told(text), None, "{text}");
    }
}

#[test]
fn a_block_without_a_statement_is_an_error() {
    for text in [
        "if a:\nb()\n",
        "def f():\n    # later\n\nf()\n",
        "class A:\n",
    ] {
        assert_eq!(module(text).facts.errors.len(), 1, "{text}");
    }
    let fine = "def f(): pass\nclass A:\n    # doc\n    ...\nmatch a:\n    case 1: b()\ntry:\n    c()\nfinally: d()\n";
    assert!(module(fine).facts.errors.is_empty());
}
