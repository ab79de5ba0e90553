//! Whether a repository's code must run on Python 2 (FOL601).

use foliolint_core::python::Module;
use foliolint_core::repo::Repo;
use std::collections::BTreeSet;

/// Kinds of signs that together tell.
const SIGNS: usize = 2;
/// Modules that Python 3 renamed or moved (PEP 3108).
const MOVED: [&str; 12] = [
    "urllib2",
    "urlparse",
    "httplib",
    "cookielib",
    "ConfigParser",
    "StringIO",
    "cStringIO",
    "cPickle",
    "Queue",
    "SocketServer",
    "Tkinter",
    "__builtin__",
];
/// Builtins that Python 3 dropped.
const DROPPED: [&str; 6] = [
    "unicode",
    "raw_input",
    "xrange",
    "unichr",
    "basestring",
    "reload",
];

/// What speaks for Python 2, each kind counted once.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Sign {
    /// `print x`, `exec x`.
    Statement,
    /// `from __future__ import …`, `six`: both versions.
    BothVersions,
    /// `urllib2` and the like.
    MovedModule,
    /// `unicode(…)` and the like.
    DroppedBuiltin,
    /// `def __unicode__` in a class without `__str__`.
    UnicodeMethod,
    /// `flask.ext`, gone since Flask 1.0.
    FlaskExt,
}

/// Whether the code must run on Python 2: at least half of its modules speak it, the file that starts it does,
/// or signs of several kinds say so. Code that only Python 3 reads refutes the last two.
pub(crate) fn is_needed(repo: &Repo) -> bool {
    let (mut all, mut old, mut started) = (0_usize, 0_usize, false);
    let (mut signs, mut modern) = (BTreeSet::new(), false);
    let local: BTreeSet<&str> = repo
        .modules
        .iter()
        .flat_map(|module| [Some(module.stem()), module.folder().rsplit('/').next()])
        .flatten()
        .collect();
    for module in repo.production() {
        let found = signs_of(module, &local);
        if !module.facts.functions.is_empty() {
            all += 1;
            let speaks = [Sign::Statement, Sign::BothVersions];
            old += usize::from(speaks.iter().any(|sign| found.contains(sign)));
        }
        started |= found.contains(&Sign::Statement) && starts(module);
        modern = modern || needs_python3(module);
        signs.extend(found);
    }
    (old > 0 && old * 2 >= all) || (!modern && (started || signs.len() >= SIGNS))
}

/// Whether a module is what starts the project, not a script beside it.
fn starts(module: &Module) -> bool {
    let aside = module
        .folder()
        .split('/')
        .any(|part| matches!(part, "scripts" | "script" | "tools" | "bin" | "utils"));
    let named = matches!(module.stem(), "manage" | "wsgi" | "run" | "main" | "app");
    !aside && (named || !module.facts.main_guards.is_empty())
}

/// Whether only Python 3 reads a module: annotations, f-strings, `async def`.
fn needs_python3(module: &Module) -> bool {
    let facts = &module.facts;
    facts.strings.iter().any(|string| string.formatted)
        || facts
            .functions
            .iter()
            .any(|function| function.is_async || function.returns.is_some())
        || facts
            .parameters
            .iter()
            .any(|parameter| parameter.annotation.is_some())
}

fn signs_of(module: &Module, local: &BTreeSet<&str>) -> BTreeSet<Sign> {
    let mut found = BTreeSet::new();
    let facts = &module.facts;
    if !facts.python2.is_empty() {
        found.insert(Sign::Statement);
    }
    for import in &facts.imports {
        let name = import.name.map_or("", |span| module.text(span));
        let full = module.text(import.module);
        let package = full.split('.').next().unwrap_or(full);
        let guarded = import.scope.try_body.is_some() || import.scope.handler.is_some();
        found.extend(match package {
            "__future__" if name != "annotations" => Some(Sign::BothVersions),
            "six" | "future" | "builtins" => Some(Sign::BothVersions),
            "flask" if full.starts_with("flask.ext") => Some(Sign::FlaskExt),
            _ if MOVED.contains(&package) && !guarded && !local.contains(package) => {
                Some(Sign::MovedModule)
            }
            _ => None,
        });
    }
    let drops = facts.calls.iter().any(|call| {
        let name = module.text(call.callee);
        let guarded = call.scope.try_body.is_some() || call.scope.conditional;
        DROPPED.contains(&name) && !guarded && module.is_builtin(name, &call.scope)
    });
    if drops {
        found.insert(Sign::DroppedBuiltin);
    }
    let methods = |name: &'static str| {
        let functions = facts.functions.iter();
        functions
            .filter(move |function| function.is_method && module.text(function.name) == name)
            .map(|function| function.scope.class)
            .collect::<BTreeSet<_>>()
    };
    if !methods("__unicode__").is_subset(&methods("__str__")) {
        found.insert(Sign::UnicodeMethod);
    }
    found
}
