//! What a repository is for, from its imports, calls and files (FLAGS.md, Terms: Kind).

pub mod names;

use crate::imports::Imports;
use crate::manifest::Manifests;
use crate::purpose::{HELPERS, Kind};
use crate::python::Module;
use crate::python::facts::{Call, Usage, ValueKind};
use names::{
    BOT_LISTENS, BOTS, COMMAND_LINES, DATA, DESKTOP, FRAMEWORKS, GAMES, PARTS_OF_WEB, QUEUES,
    SERVES, WEB_CALLS, WEB_PROGRAMS,
};
use std::collections::{BTreeMap, BTreeSet};

/// The share of production modules that work on data in a data project.
const DATA_SHARE: (usize, usize) = (1, 4);

/// Production modules from which on unconnected ones are a collection, and the share of them in percent.
const COLLECTION: (usize, usize) = (5, 80);

/// How many functions may stand between a loop and the `input()` it asks with.
const ASKING_STEPS: usize = 3;

/// The frameworks that production code builds on, by distribution name, sorted.
#[must_use]
pub fn frameworks(modules: &[Module], imports: &Imports) -> Vec<&'static str> {
    let view = View {
        modules,
        imports,
        helpers: true,
    };
    let used = FRAMEWORKS
        .iter()
        .filter(|(import, _)| view.imports(&[import]));
    let found: BTreeSet<&str> = used.map(|(_, distribution)| *distribution).collect();
    found.into_iter().collect()
}

/// Modules with an application object that hold less than one line of this many are a small part of a command's package.
const SMALL_PART: u64 = 20;

/// What the repository is for: the first kind that fits.
#[must_use]
pub fn kind(modules: &[Module], imports: &Imports, manifests: &Manifests) -> Kind {
    let whole = View {
        modules,
        imports,
        helpers: true,
    };
    let packaged = manifests
        .packages()
        .any(|(manifest, package)| package.has_build_metadata && whole.has_package(&manifest.root));
    // What a package is for, its own code says: not the scripts that build its documentation.
    let view = View {
        helpers: !packaged,
        ..whole
    };
    let scripts = manifests
        .packages()
        .any(|(_, package)| !package.console_scripts.is_empty());
    let published = packaged && manifests.packages().any(|(_, each)| each.has_classifiers);
    let is_web = view.is_web(published) && !(packaged && scripts && view.is_hardly_web());
    if packaged && !is_web && !view.is_bot() && !view.serves() {
        return if view.is_mostly_command_line(scripts) {
            Kind::Cli
        } else if view.imports(DESKTOP) && view.has_main() {
            Kind::Desktop
        } else if view.imports(GAMES) && view.has_main() {
            Kind::Game
        } else {
            Kind::Library
        };
    }
    let is_data = view.is_data();
    let is_command_line = view.imports(COMMAND_LINES);
    if is_web {
        Kind::WebApp
    } else if view.is_bot() {
        Kind::Bot
    } else if view.serves() || view.imports(QUEUES) {
        Kind::Service
    } else if view.imports(DESKTOP) {
        Kind::Desktop
    } else if view.imports(GAMES) {
        Kind::Game
    } else if view.is_collection() {
        Kind::Collection
    } else if !is_command_line && view.asks_in_a_loop() {
        Kind::Game
    } else if is_command_line && !is_data {
        Kind::Cli
    } else if is_data {
        Kind::Data
    } else {
        Kind::Script
    }
}

/// Production code and its imports.
#[derive(Clone, Copy)]
struct View<'a> {
    modules: &'a [Module],
    imports: &'a Imports,
    /// Whether scripts beside the package count.
    helpers: bool,
}

impl<'a> View<'a> {
    fn production(&self) -> impl Iterator<Item = (usize, &'a Module)> + Clone {
        let all = self.modules.iter().enumerate();
        let helpers = self.helpers;
        all.filter(move |(_, module)| {
            let top = module.path.split('/').next().unwrap_or_default();
            module.is_production() && !module.notebook && (helpers || !HELPERS.contains(&top))
        })
    }

    /// Whether production code imports one of these top-level names, from wherever (`tkinter` is no third party).
    fn imports(&self, names: &[&str]) -> bool {
        self.production()
            .any(|(at, module)| self.module_imports(at, module, names))
    }

    fn module_imports(&self, at: usize, module: &Module, names: &[&str]) -> bool {
        let from_others = self
            .imports
            .third_party_of(at)
            .any(|each| names.contains(&each.top_level()));
        from_others
            || module.facts.imports.iter().any(|import| {
                let top_level = module
                    .text(import.module)
                    .split('.')
                    .next()
                    .unwrap_or_default();
                names.contains(&top_level)
                    && crate::imports::origin(top_level) == crate::imports::Origin::Standard
            })
    }

    fn calls(&self) -> impl Iterator<Item = (&'a Module, &'a Call)> {
        self.production()
            .flat_map(|(_, module)| module.facts.calls.iter().map(move |call| (module, call)))
    }

    /// Whether it is a web application. What is `published` for others to build on brings routes, and a project to
    /// try them in, without being one; an application object that others can start makes it one all the same.
    fn is_web(&self, published: bool) -> bool {
        if self.imports(&["django"]) {
            return !published && self.has_django_project();
        }
        let makes_web = |module: &Module, call: &Call| {
            let callee = module.callee(call);
            let is_whole = || !PARTS_OF_WEB.contains(&callee) && is_offered(module, call);
            WEB_CALLS.contains(&callee) && (!published || is_whole())
        };
        let mut calls = self.calls();
        self.imports(WEB_PROGRAMS) || calls.any(|(module, call)| makes_web(module, call))
    }

    /// Whether an application object stands in a small part of the code only: a server beside a library or tool.
    fn is_hardly_web(&self) -> bool {
        let lines = |module: &Module| u64::from(module.facts.code_lines);
        let all: u64 = self.production().map(|(_, module)| lines(module)).sum();
        let makes_app = |module: &&Module| {
            let mut calls = module.facts.calls.iter();
            calls.any(|call| WEB_CALLS.contains(&module.callee(call)))
        };
        let modules = self.production().map(|(_, module)| module);
        let web: u64 = modules.filter(makes_app).map(lines).sum();
        web * SMALL_PART < all && !self.imports(&["django"]) && !self.imports(WEB_PROGRAMS)
    }

    /// Settings, routes or `manage.py`: a reusable app has none of them outside its tests.
    fn has_django_project(&self) -> bool {
        const SETTINGS: &[&str] = &["INSTALLED_APPS", "ROOT_URLCONF", "urlpatterns"];
        self.production().any(|(_, module)| {
            module.file_name() == "manage.py"
                || module.facts.assignments.iter().any(|assignment| {
                    assignment.target.kind == ValueKind::Name
                        && SETTINGS.contains(&module.text(assignment.target.span))
                })
        })
    }

    fn is_bot(&self) -> bool {
        self.imports(BOTS)
            && self.production().any(|(_, module)| {
                let listens = |name: &str| BOT_LISTENS.contains(&Module::last_segment(name));
                let calls = &module.facts.calls;
                calls.iter().any(|call| {
                    listens(module.text(call.callee)) || is_bot_client(module.callee(call))
                }) || module
                    .facts
                    .decorators
                    .iter()
                    .any(|each| listens(module.text(each.name)))
                    || module
                        .facts
                        .classes
                        .iter()
                        .any(|class| module.bases(class).iter().any(|base| is_bot_client(base)))
            })
    }

    fn serves(&self) -> bool {
        self.calls().any(|(module, call)| {
            let callee = module.callee(call);
            SERVES.iter().any(|name| {
                callee == *name || !name.contains('.') && Module::last_segment(callee) == *name
            })
        })
    }

    /// Whether a package with `__init__.py` stands at the root, in its `src/`, or a module there.
    fn has_package(&self, root: &str) -> bool {
        self.production().any(|(_, module)| {
            let inside = if root.is_empty() {
                Some(&*module.path)
            } else {
                module
                    .path
                    .strip_prefix(root)
                    .and_then(|rest| rest.strip_prefix('/'))
            };
            let inside = inside.map(|path| path.strip_prefix("src/").unwrap_or(path));
            inside.is_some_and(|path| {
                path.ends_with("/__init__.py") && path.matches('/').count() == 1
            })
        })
    }

    fn has_main(&self) -> bool {
        self.production().any(|(_, module)| {
            !module.facts.main_guards.is_empty() || module.file_name() == "__main__.py"
        })
    }

    /// Whether half of the production lines or more stand in modules that parse a command line.
    fn is_mostly_command_line(&self, scripts: bool) -> bool {
        let lines = |wanted: &dyn Fn(usize, &Module) -> bool| -> u64 {
            let chosen = self.production().filter(|(at, module)| wanted(*at, module));
            chosen
                .map(|(_, module)| u64::from(module.facts.code_lines))
                .sum()
        };
        let all = lines(&|_, _| true);
        let asking = lines(&|at, module| self.module_imports(at, module, COMMAND_LINES));
        (scripts || self.has_main()) && asking > 0 && asking * 2 >= all
    }

    fn is_data(&self) -> bool {
        let in_notebooks = self.modules.iter().enumerate().any(|(at, module)| {
            module.notebook && module.is_production() && self.module_imports(at, module, DATA)
        });
        let only_notebooks = self.production().next().is_none()
            && self
                .modules
                .iter()
                .any(|module| module.notebook && module.is_production());
        // One module that makes a table makes no data project of a scraper.
        let all = self
            .production()
            .filter(|(_, module)| module.facts.code_lines > 0);
        let working = all
            .clone()
            .filter(|(at, module)| self.module_imports(*at, module, DATA))
            .count();
        let (one, of) = DATA_SHARE;
        in_notebooks || only_notebooks || working > 0 && working * of >= all.count() * one
    }

    /// Five modules or more, nearly all of them alone; or many small programs, none of which is the main one.
    fn is_collection(&self) -> bool {
        let all: Vec<usize> = self
            .production()
            .filter(|(_, module)| module.facts.code_lines > 0)
            .map(|(at, _)| at)
            .collect();
        let programs = self.programs(&all);
        let alone = programs.iter().filter(|&&size| size == 1).count();
        let largest = programs.iter().copied().max().unwrap_or_default();
        let (least, percent) = COLLECTION;
        all.len() >= least
            && (alone * 100 >= all.len() * percent
                || programs.len() * 2 >= all.len() && largest * 4 <= all.len())
    }

    /// The sizes of groups of modules that import one another, directly or not.
    fn programs(&self, all: &[usize]) -> Vec<usize> {
        let mut group: BTreeMap<usize, usize> = all.iter().map(|&at| (at, at)).collect();
        for &at in all {
            for &target in self.imports.local_targets(at) {
                let (one, other) = (top(&mut group, at), top(&mut group, target));
                if let (Some(one), Some(other)) = (one, other) {
                    group.insert(one.max(other), one.min(other));
                }
            }
        }
        let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
        for &at in all {
            if let Some(top) = top(&mut group, at) {
                *sizes.entry(top).or_default() += 1;
            }
        }
        sizes.into_values().collect()
    }

    /// Whether some loop asks with `input()`, itself or through functions of the repository.
    fn asks_in_a_loop(&self) -> bool {
        let mut asking: BTreeSet<&str> = BTreeSet::new();
        for step in 0..=ASKING_STEPS {
            let mut found = BTreeSet::new();
            for (module, call) in self.calls() {
                let written = module.text(call.callee);
                let name = Module::last_segment(written);
                let asks = if step == 0 {
                    written == "input" && module.is_builtin("input", &call.scope)
                } else {
                    asking.contains(name)
                };
                if asks {
                    if call.scope.in_loop.is_some() {
                        return true;
                    }
                    let function = module.function(call.scope.function);
                    found.extend(function.map(|function| module.text(function.name)));
                }
            }
            if found.is_subset(&asking) {
                return false;
            }
            asking.extend(found);
        }
        false
    }
}

/// The first module of the group that `at` belongs to; halves the way there for the next who asks.
fn top(group: &mut BTreeMap<usize, usize>, at: usize) -> Option<usize> {
    let mut at = at;
    loop {
        let above = *group.get(&at)?;
        if above == at {
            return Some(at);
        }
        let further = *group.get(&above)?;
        group.insert(at, further);
        at = further;
    }
}

/// Whether what a call makes stands at the top of a module, or leaves the function that makes it: what an object keeps
/// for itself is a means of the library.
fn is_offered(module: &Module, call: &Call) -> bool {
    if call.scope.function.is_none() || call.usage == Usage::Returned {
        return true;
    }
    let mut assignments = module.facts.assignments.iter();
    let made = assignments.find(|each| each.value.is_some_and(|value| value.span == call.span));
    let mut returns = module.facts.returns.iter();
    made.filter(|made| made.target.kind == ValueKind::Name)
        .is_some_and(|made| {
            let name = module.text(made.target.span);
            returns.any(|each| {
                let given = each.value.map_or("", |value| module.text(value.span));
                each.scope.function == call.scope.function && given == name
            })
        })
}

/// Whether a resolved name is the class of a bot that listens.
fn is_bot_client(name: &str) -> bool {
    let first = name.split('.').next().unwrap_or_default();
    BOTS.contains(&first)
        && matches!(
            Module::last_segment(name),
            "AutoShardedBot"
                | "AutoShardedClient"
                | "Client"
                | "TelegramClient"
                | "AsyncApp"
                | "TeleBot"
                | "Cog"
        )
        || matches!(
            name,
            "discord.ext.commands.Bot"
                | "disnake.ext.commands.Bot"
                | "slack_bolt.App"
                | "discord.Bot"
        )
}

#[cfg(test)]
mod tests;
