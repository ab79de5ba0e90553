//! What the code imports: from the repository itself, from the standard library, from somebody else.

mod guard;
mod local;
mod table;
mod undeclared;

pub use table::{Installed, distributions_of, satisfies};
pub use undeclared::{Undeclared, undeclared};

use crate::manifest::{Manifests, normalise};
use crate::python::facts::{Id, Import};
use crate::python::{Module, stdlib};
use crate::source::Span;
use local::Locals;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Where an imported module comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Origin {
    /// The repository.
    Local,
    /// The standard library of some Python, or the program that hosts the code (Blender, MicroPython ...).
    Standard,
    /// Something that has to be installed.
    ThirdParty,
}

/// One import of something that has to be installed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Use {
    /// Which module imports it: an index into the modules given to [`Imports::new`].
    pub module: usize,
    /// Which of its imports: an index into [`crate::python::Facts::imports`].
    pub import: Id,
    /// The dotted name: `google.cloud.storage` also for `from google.cloud import storage`.
    pub name: String,
    /// Where it stands.
    pub span: Span,
    /// The program says itself that it can do without: `try`/`except ImportError`, `TYPE_CHECKING`, a look into
    /// `sys.modules`, a test of platform or version.
    pub guarded: bool,
    /// Inside a function: needed only by who calls it.
    pub in_function: bool,
    /// In a module that the project itself imports only where it can do without.
    pub optional: bool,
}

impl Use {
    /// The first part of the name: what Python looks for.
    #[must_use]
    pub fn top_level(&self) -> &str {
        self.name.split('.').next().unwrap_or(&self.name)
    }
}

/// The imports of a repository, resolved.
#[derive(Clone, Debug, Default)]
pub struct Imports {
    /// Everything that has to be installed, in the order of the modules.
    pub third_party: Vec<Use>,
    /// For each module, the modules of the repository that it imports: sorted indexes, without itself.
    targets: Vec<Vec<usize>>,
    /// For each module, whether another one imports it.
    imported: Vec<bool>,
    /// For each module, its imports of the repository's own code, in their order.
    local: Vec<Vec<Local>>,
}

/// One import of the repository's own code, where the file it means could be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Local {
    /// Which of the module's imports: an index into [`crate::python::Facts::imports`].
    pub import: Id,
    /// The dotted name, as [`dotted`] gives it.
    pub name: String,
    /// The module that it is, or that holds the imported name: an index into the modules given to [`Imports::new`].
    pub module: usize,
    /// Whether that module itself is imported, not a name of it.
    pub is_module: bool,
}

impl Imports {
    /// Resolves the imports of `modules`. `python` names every Python file and stub of the repository, also those
    /// that could not be read or are vendored: they are local all the same.
    #[must_use]
    pub fn new(modules: &[Module], manifests: &Manifests, python: &[Arc<str>]) -> Self {
        let locals = Locals::new(modules, manifests, python);
        let own_names: BTreeSet<String> = manifests
            .packages()
            .map(|(_, package)| package.name.clone())
            .filter(|name| !name.is_empty())
            .collect();
        let mut imports = Self {
            targets: vec![Vec::new(); modules.len()],
            imported: vec![false; modules.len()],
            local: vec![Vec::new(); modules.len()],
            ..Self::default()
        };
        // Which modules the project imports under a guard, and which it can't do without.
        let (mut spared, mut needed) = (vec![false; modules.len()], vec![false; modules.len()]);
        for (at, module) in modules.iter().enumerate() {
            let survives_calls = guard::survives_calls(module);
            let counts = module.is_production();
            for (id, import) in (0..).zip(&module.facts.imports) {
                let name = dotted(module, import);
                let found = locals.resolve(module, import);
                if let Some((module, is_module)) = found.meant {
                    imports.local[at].push(Local {
                        import: id,
                        name: name.clone(),
                        module,
                        is_module,
                    });
                }
                for target in found.modules {
                    if target != at {
                        if counts {
                            let kept = if guard::is_guarded(module, import) {
                                &mut spared
                            } else {
                                &mut needed
                            };
                            kept[target] = true;
                        }
                        imports.targets[at].push(target);
                        imports.imported[target] = true;
                    }
                }
                if name.starts_with('.') || name.is_empty() || found.is_local {
                    continue;
                }
                let top_level = name.split('.').next().unwrap_or_default();
                if origin(top_level) == Origin::Standard
                    || own_names.contains(&normalise(top_level))
                    || locals.is_missing_file(top_level)
                {
                    continue;
                }
                imports.third_party.push(Use {
                    module: at,
                    import: id,
                    span: import.span,
                    guarded: guard::is_guarded(module, import)
                        || survives_calls && import.scope.function.is_some(),
                    in_function: import.scope.function.is_some(),
                    optional: false,
                    name,
                });
            }
            imports.targets[at].sort_unstable();
            imports.targets[at].dedup();
        }
        for each in &mut imports.third_party {
            each.optional = spared[each.module] && !needed[each.module];
        }
        imports
    }

    /// The modules of the repository that a module imports, as indexes.
    #[must_use]
    pub fn local_targets(&self, module: usize) -> &[usize] {
        self.targets.get(module).map_or(&[], Vec::as_slice)
    }

    /// What a module imports of the repository's own code.
    #[must_use]
    pub fn local_of(&self, module: usize) -> &[Local] {
        self.local.get(module).map_or(&[], Vec::as_slice)
    }

    /// Whether another module of the repository imports it.
    #[must_use]
    pub fn is_imported(&self, module: usize) -> bool {
        self.imported.get(module).copied().unwrap_or_default()
    }

    /// What a module imports that has to be installed.
    pub fn third_party_of(&self, module: usize) -> impl Iterator<Item = &Use> {
        let first = self
            .third_party
            .partition_point(|each| each.module < module);
        let uses = self.third_party.iter().skip(first);
        uses.take_while(move |each| each.module == module)
    }

    /// Whether any module of `modules` that `wanted` accepts imports one of these top-level names.
    #[must_use]
    pub fn uses(
        &self,
        modules: &[Module],
        wanted: impl Fn(&Module) -> bool,
        names: &[&str],
    ) -> bool {
        self.third_party.iter().any(|each| {
            names.contains(&each.top_level()) && modules.get(each.module).is_some_and(&wanted)
        })
    }
}

/// Whether a top-level name that the repository does not hold is part of Python or of a program that hosts it.
#[must_use]
pub fn origin(top_level: &str) -> Origin {
    if stdlib::is_standard(top_level)
        || PYTHON_2.contains(&top_level)
        || HOSTED.contains(&top_level)
        // Compiled helpers and generated version files are part of some build.
        || top_level.starts_with('_')
    {
        Origin::Standard
    } else {
        Origin::ThirdParty
    }
}

/// The dotted name that an import names, the imported name of a `from` included; dots first where it is relative.
#[must_use]
pub fn dotted(module: &Module, import: &Import) -> String {
    let from = compact(module.text(import.module));
    match import.name.map(|name| module.text(name)) {
        Some("*") | None => from,
        Some(name) if from.ends_with('.') || from.is_empty() => format!("{from}{name}"),
        Some(name) => format!("{from}.{name}"),
    }
}

fn compact(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && *c != '\\')
        .collect()
}

/// Python 2's standard library under names that Python 3 changed ("What's New in Python 3.0", PEP 3108).
const PYTHON_2: &[&str] = &[
    "BaseHTTPServer",
    "CGIHTTPServer",
    "ConfigParser",
    "Cookie",
    "Dialog",
    "FileDialog",
    "HTMLParser",
    "Queue",
    "ScrolledText",
    "SimpleDialog",
    "SimpleHTTPServer",
    "SimpleXMLRPCServer",
    "SocketServer",
    "StringIO",
    "Tix",
    "Tkconstants",
    "Tkinter",
    "UserDict",
    "UserList",
    "UserString",
    "cPickle",
    "cStringIO",
    "commands",
    "cookielib",
    "copy_reg",
    "dummy_thread",
    "exceptions",
    "httplib",
    "md5",
    "robotparser",
    "sets",
    "sha",
    "thread",
    "tkColorChooser",
    "tkFileDialog",
    "tkFont",
    "tkMessageBox",
    "tkSimpleDialog",
    "ttk",
    "urllib2",
    "urlparse",
    "xmlrpclib",
];

/// Modules that a program brings which runs the code inside itself, and the installers that every environment has.
const HOSTED: &[&str] = &[
    "FreeCAD",
    "FreeCADGui",
    "adsk",
    "apt",
    "apt_pkg",
    "awsglue",
    "board",
    "bpy",
    "bpy_extras",
    "busio",
    "c4d",
    "clr",
    "dbutils",
    "digitalio",
    "gdb",
    "gi",
    "gimpfu",
    "hou",
    "ida_kernwin",
    "idaapi",
    "idautils",
    "idc",
    "js",
    "lldb",
    "machine",
    "mathutils",
    "maya",
    "microbit",
    "micropython",
    "sitecustomize",
    "neopixel",
    "nuke",
    "obspython",
    "pip",
    "pkg_resources",
    "pyodide",
    "setuptools",
    "sublime",
    "sublime_plugin",
    "ubinascii",
    "uasyncio",
    "unreal",
    "urequests",
    "usercustomize",
    "utime",
    "vim",
    "weechat",
    "xbmc",
    "xbmcaddon",
    "xbmcgui",
    "xbmcplugin",
];

#[cfg(test)]
pub(crate) mod tests;
