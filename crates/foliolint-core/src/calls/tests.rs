//! Which calls are followed, over small repositories.

use super::{CallSite, Calls, FunctionRef};
use crate::imports::tests::repository;
use crate::python::Module;

/// Where each call of `path` leads, as `caller -> file:function`; calls that lead nowhere are left out.
fn led(files: &[(&str, &str)], path: &str) -> Vec<String> {
    let (modules, _, imports) = repository(files);
    let calls = Calls::new(&modules, &imports);
    let module = modules.iter().position(|each| &*each.path == path).unwrap();
    let all = (0..).zip(&modules[module].facts.calls);
    all.filter_map(|(call, _)| {
        let target = calls.target(CallSite { module, call })?;
        Some(named(&modules, target))
    })
    .collect()
}

fn named(modules: &[Module], function: FunctionRef) -> String {
    let (module, function) = function.of(modules).unwrap();
    let class = module.class(function.scope.class);
    let class = class.map_or(String::new(), |class| {
        format!("{}.", module.text(class.name))
    });
    format!("{}:{class}{}", module.path, module.text(function.name))
}

#[test]
fn functions_of_other_modules() {
    let files = [
        ("shop/__init__.py", ""),
        (
            "shop/mail.py",
            "def send(): pass\nclass Box:\n    def put(self): pass\nbox = Box()\n",
        ),
        (
            "shop/api/__init__.py",
            "from ..mail import send as post\nfrom shop.mail import *\n",
        ),
        (
            "shop/views.py",
            "from .mail import send\nfrom . import mail\nfrom shop.mail import Box, box\nimport shop.mail\nimport shop.mail as m\nfrom shop.api import post, Box as B\ndef f():\n    send()\n    mail.send()\n    Box().put()\n    box.put()\n    shop.mail.send()\n    m.send()\n    post()\n    B().put()\n    send.delay()\n    unknown()\n",
        ),
    ];
    let send = "shop/mail.py:send";
    let put = "shop/mail.py:Box.put";
    assert_eq!(
        led(&files, "shop/views.py"),
        [send, send, put, put, send, send, send, put]
    );
}

#[test]
fn methods_by_name_within_a_class_and_its_bases() {
    let files = [
        (
            "base.py",
            "class Base:\n    def __init__(self): pass\n    def load(self): pass\n",
        ),
        (
            "app.py",
            "from base import Base\nclass App(Base):\n    def run(self):\n        self.load()\n        self.step()\n        super().load()\n        self.other.load()\n    def step(self):\n        App()\n",
        ),
    ];
    let load = "base.py:Base.load";
    assert_eq!(
        led(&files, "app.py"),
        [load, "app.py:App.step", load, "base.py:Base.__init__"]
    );
}

#[test]
fn nested_functions_hide_those_of_the_module() {
    let files = [(
        "a.py",
        "def work(): pass\ndef f():\n    def work(): pass\n    work()\ndef g():\n    work()\n",
    )];
    let (modules, _, imports) = repository(&files);
    let calls = Calls::new(&modules, &imports);
    let target = |call| calls.target(CallSite { module: 0, call }).unwrap().function;
    assert_eq!((target(0), target(1)), (2, 0));
}

#[test]
fn a_star_circle_ends() {
    let files = [
        ("a.py", "from b import *\ndef f():\n    g()\n"),
        ("b.py", "from a import *\n"),
    ];
    assert_eq!(led(&files, "a.py"), [""; 0]);
}

#[test]
fn reach_counts_steps() {
    let files = [(
        "a.py",
        "def a(): b()\ndef b(): c()\ndef c(): d()\ndef d(): e()\ndef e(): a()\n",
    )];
    let (modules, _, imports) = repository(&files);
    let calls = Calls::new(&modules, &imports);
    let start = FunctionRef {
        module: 0,
        function: 0,
    };
    let found = calls.reach(start, 3, |_| true);
    let steps: Vec<(u32, usize)> = found
        .iter()
        .map(|each| (each.function.function, each.path.len()))
        .collect();
    assert_eq!(steps, [(0, 0), (1, 1), (2, 2), (3, 3)]);
    assert_eq!(calls.callers(start).len(), 1);
}
