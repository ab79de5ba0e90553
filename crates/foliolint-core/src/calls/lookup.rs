//! From a resolved name to the function or class of the repository that it means.

use super::FunctionRef;
use super::values::Values;
use crate::imports::{Imports, Local};
use crate::python::Module;
use crate::python::facts::{Id, Scope, ValueKind};
use std::collections::HashMap;

/// How many re-exports, variables and bases are followed in one look-up; also what ends a circle.
const HOPS: usize = 8;

/// What the modules of a repository define, by name.
#[derive(Debug, Default)]
pub(super) struct Definitions {
    pub(super) modules: Vec<Names>,
    /// Methods of production code whose name says enough to be the only one meant, by that name.
    telling: HashMap<Box<str>, FunctionRef>,
}

/// What one module defines.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Functions that are no methods, by name: with the function they stand in.
    functions: HashMap<Box<str>, Vec<(Option<Id>, Id)>>,
    /// Classes by name; of several the last, as in a run.
    pub(super) classes: HashMap<Box<str>, Id>,
    methods: HashMap<(Id, Box<str>), Id>,
    /// Imports of the repository's own code.
    pub(super) imports: Vec<Import>,
    /// What functions return and variables hold.
    pub(super) values: Values,
}

#[derive(Debug)]
pub(super) struct Import {
    /// The dotted name as a callee spells it.
    pub(super) name: Box<str>,
    /// The name it binds in its module; empty for a star.
    pub(super) binds: Box<str>,
    /// The imported name of a `from` import.
    pub(super) from: Option<Box<str>>,
    pub(super) module: usize,
    pub(super) is_module: bool,
}

impl Definitions {
    pub(super) fn new(modules: &[Module], imports: &Imports) -> Self {
        let all = modules.iter().enumerate();
        let names = all.map(|(at, module)| Names::new(module, imports.local_of(at)));
        Self {
            modules: names.collect(),
            telling: telling(modules),
        }
    }

    /// The function that `name`, as [`Module::callee`] spells it, means in the module `at` as seen from `scope`.
    pub(super) fn function(
        &self,
        modules: &[Module],
        at: usize,
        name: &str,
        scope: &Scope,
    ) -> Option<FunctionRef> {
        if let Some(method) = own(name, "self").or_else(|| own(name, "cls")) {
            return self.method(modules, (at, scope.class?), method);
        }
        if let Some(method) = own(name, "super()") {
            let bases = self.ancestors(modules, (at, scope.class?));
            return bases
                .into_iter()
                .find_map(|class| self.direct(class, method));
        }
        let found = self
            .visible(modules.get(at)?, at, name, scope)
            .map(Target::Function)
            .or_else(|| self.lookup(modules, at, name, 0))
            .or_else(|| self.told(modules, at, name).map(Target::Function))?;
        match found {
            Target::Function(function) => Some(function),
            Target::Class(class) => self.method(modules, class, "__init__"),
        }
    }

    /// `user.send_confirmation_mail` of an object of unknown class, where the repository has one method of that name.
    fn told(&self, modules: &[Module], at: usize, name: &str) -> Option<FunctionRef> {
        let (object, method) = name.rsplit_once('.')?;
        let found = *self.telling.get(method)?;
        // What comes from somewhere else has methods of its own.
        let (head, _) = object.split_at(object.find(['.', '(', '[']).unwrap_or(object.len()));
        let mut own = self.modules.get(at)?.imports.iter();
        let elsewhere =
            modules.get(at)?.imports(head) && !own.any(|import| rest(name, &import.name).is_some());
        (!head.is_empty() && head != "?" && !elsewhere).then_some(found)
    }

    /// The class that `name` means in the module `at`.
    pub(super) fn class(&self, modules: &[Module], at: usize, name: &str) -> Option<(usize, Id)> {
        match self.lookup(modules, at, name, 0)? {
            Target::Class(class) => Some(class),
            Target::Function(_) => None,
        }
    }

    /// The bases of a class within the repository, nearest first.
    pub(super) fn ancestors(&self, modules: &[Module], class: (usize, Id)) -> Vec<(usize, Id)> {
        let mut found = Vec::new();
        let mut open = vec![class];
        while let Some((at, id)) = open.pop() {
            let Some(module) = modules.get(at) else {
                continue;
            };
            let Some(class) = module.class(Some(id)) else {
                continue;
            };
            for base in module.bases(class) {
                let Some(base) = self.class(modules, at, &base) else {
                    continue;
                };
                if found.len() < HOPS && !found.contains(&base) {
                    found.push(base);
                    open.insert(0, base);
                }
            }
        }
        found
    }

    fn method(&self, modules: &[Module], class: (usize, Id), name: &str) -> Option<FunctionRef> {
        self.direct(class, name).or_else(|| {
            let bases = self.ancestors(modules, class);
            bases.into_iter().find_map(|base| self.direct(base, name))
        })
    }

    fn direct(&self, (module, class): (usize, Id), name: &str) -> Option<FunctionRef> {
        let names = self.modules.get(module)?;
        let &function = names.methods.get(&(class, name.into()))?;
        Some(FunctionRef { module, function })
    }

    /// A function of the same file that a plain name means: one nested in the functions around, or the module's.
    pub(super) fn visible(
        &self,
        module: &Module,
        at: usize,
        name: &str,
        scope: &Scope,
    ) -> Option<FunctionRef> {
        let all = self.modules.get(at)?.functions.get(name)?;
        let mut around = scope.function;
        loop {
            let found = all.iter().rev().find(|(holder, _)| *holder == around);
            if let Some(&(_, function)) = found {
                return Some(FunctionRef {
                    module: at,
                    function,
                });
            }
            around = module.function(Some(around?))?.scope.function;
        }
    }

    /// What a dotted name means, seen from the top of a module.
    fn lookup(&self, modules: &[Module], at: usize, name: &str, hops: usize) -> Option<Target> {
        if hops > HOPS {
            return None;
        }
        let names = self.modules.get(at)?;
        let imported = names
            .imports
            .iter()
            .filter(|import| !import.binds.is_empty())
            .filter_map(|import| Some((import, rest(name, &import.name)?)))
            .max_by_key(|(import, _)| import.name.len());
        if let Some((import, rest)) = imported {
            return self.imported(modules, import, rest, hops);
        }
        self.defined(modules, at, name, hops)
    }

    fn imported(
        &self,
        modules: &[Module],
        import: &Import,
        rest: &str,
        hops: usize,
    ) -> Option<Target> {
        match &import.from {
            Some(from) if !import.is_module => {
                let name = format!("{from}{rest}");
                self.defined(modules, import.module, &name, hops + 1)
            }
            _ => {
                let name = rest.strip_prefix('.')?;
                self.defined(modules, import.module, name, hops + 1)
            }
        }
    }

    /// What `name` means inside a module: something it defines, something it holds in a variable, something it
    /// imports and so hands on.
    fn defined(&self, modules: &[Module], at: usize, name: &str, hops: usize) -> Option<Target> {
        if hops > HOPS {
            return None;
        }
        let names = self.modules.get(at)?;
        let (head, tail) = name
            .find(['.', '(', '['])
            .map_or((name, ""), |end| name.split_at(end));
        if let Some(all) = names.functions.get(head) {
            let &(_, function) = all.iter().rev().find(|(holder, _)| holder.is_none())?;
            let whole = tail.is_empty();
            return whole.then_some(Target::Function(FunctionRef {
                module: at,
                function,
            }));
        }
        if let Some(&class) = names.classes.get(head) {
            return match tail.strip_prefix("()").unwrap_or(tail) {
                "" if tail.is_empty() => Some(Target::Class((at, class))),
                tail => {
                    let method = tail.strip_prefix('.')?;
                    self.method(modules, (at, class), method)
                        .map(Target::Function)
                }
            };
        }
        self.held(modules, at, head, tail, hops).or_else(|| {
            let handed = names.imports.iter().filter(|import| *import.binds == *head);
            let stars = names
                .imports
                .iter()
                .filter(|import| import.binds.is_empty());
            handed
                .filter_map(|import| {
                    let extra = if import.from.is_some() {
                        tail
                    } else {
                        rest(name, &import.name)?
                    };
                    self.imported(modules, import, extra, hops + 1)
                })
                .next()
                .or_else(|| {
                    stars
                        .take(HOPS)
                        .find_map(|import| self.defined(modules, import.module, name, hops + 2))
                })
                .or_else(|| {
                    // `shop.mail.send` after `import shop`: a package holds its modules.
                    let part = part(modules, at, head)?;
                    self.defined(modules, part, tail.strip_prefix('.')?, hops + 1)
                })
        })
    }

    /// A method of an object that a module keeps in a variable: `mailer = Mailer()`.
    fn held(
        &self,
        modules: &[Module],
        at: usize,
        head: &str,
        tail: &str,
        hops: usize,
    ) -> Option<Target> {
        let method = tail.strip_prefix('.')?;
        let module = modules.get(at)?;
        let value = self.modules.get(at)?.values.of_variable(head)?;
        if value.kind != ValueKind::Call {
            return None;
        }
        let call = module
            .facts
            .calls
            .get(module.facts.call_at(value.span)? as usize)?;
        let name = format!("{}().{method}", module.callee(call));
        self.lookup(modules, at, &name, hops + 1)
    }
}

/// How many underscores a method's name has that is hardly anybody else's.
const TELLING: usize = 2;

fn telling(modules: &[Module]) -> HashMap<Box<str>, FunctionRef> {
    let mut found: HashMap<Box<str>, Option<FunctionRef>> = HashMap::new();
    for (at, module) in modules.iter().enumerate() {
        if !module.is_production() {
            continue;
        }
        for (id, function) in (0..).zip(&module.facts.functions) {
            let name = module.text(function.name);
            let words = name.trim_matches('_');
            if function.is_method && words.matches('_').count() >= TELLING {
                let function = FunctionRef {
                    module: at,
                    function: id,
                };
                found
                    .entry(name.into())
                    .and_modify(|known| *known = None)
                    .or_insert(Some(function));
            }
        }
    }
    let only = found.into_iter();
    only.filter_map(|(name, function)| Some((name, function?)))
        .collect()
}

enum Target {
    Function(FunctionRef),
    Class((usize, Id)),
}

impl Names {
    fn new(module: &Module, imports: &[Local]) -> Self {
        let facts = &module.facts;
        let mut names = Self {
            values: Values::new(module),
            ..Self::default()
        };
        for (id, function) in (0..).zip(&facts.functions) {
            let name: Box<str> = module.text(function.name).into();
            match function.scope.class.filter(|_| function.is_method) {
                // A property's setter bears the getter's name; the first one is what is called.
                Some(class) => _ = names.methods.entry((class, name)).or_insert(id),
                None => names
                    .functions
                    .entry(name)
                    .or_default()
                    .push((function.scope.function, id)),
            }
        }
        for (id, class) in (0..).zip(&facts.classes) {
            if class.scope.function.is_none() && class.scope.class.is_none() {
                names.classes.insert(module.text(class.name).into(), id);
            }
        }
        for local in imports {
            let Some(import) = facts.imports.get(local.import as usize) else {
                continue;
            };
            let from = import.name.map(|span| module.text(span));
            let binds = match (import.alias.map(|span| module.text(span)), from) {
                (Some(alias), _) => alias,
                (None, Some("*")) => "",
                (None, Some(name)) => name,
                (None, None) => local.name.split('.').next().unwrap_or_default(),
            };
            names.imports.push(Import {
                name: local.name.as_str().into(),
                binds: binds.into(),
                from: from.map(Into::into),
                module: local.module,
                is_module: local.is_module,
            });
        }
        names
    }
}

/// The module of that name in the package whose `__init__.py` is `at`.
pub(super) fn part(modules: &[Module], at: usize, name: &str) -> Option<usize> {
    let package = modules.get(at)?;
    if package.file_name() != "__init__.py" {
        return None;
    }
    let folder = package.path.strip_suffix("__init__.py")?;
    let paths = [
        format!("{folder}{name}.py"),
        format!("{folder}{name}/__init__.py"),
    ];
    paths
        .iter()
        .find_map(|path| modules.binary_search_by(|each| (*each.path).cmp(path)).ok())
}

/// The one attribute of `name` on an object: `send` of `self.send`.
fn own<'a>(name: &'a str, object: &str) -> Option<&'a str> {
    let rest = name.strip_prefix(object)?.strip_prefix('.')?;
    (!rest.contains(['.', '(', '['])).then_some(rest)
}

/// What follows `prefix` in a dotted name, at the end of a segment.
pub(super) fn rest<'a>(name: &'a str, prefix: &str) -> Option<&'a str> {
    name.strip_prefix(prefix)
        .filter(|rest| rest.is_empty() || rest.starts_with(['.', '(', '[']))
}
