//! setuptools' `setup.py`, from its facts: literal lists, a local variable that holds one, a file that is read.

use super::requirement::{normalise, parse};
use super::requirements::join;
use super::{Group, Manifest, Package, is_published};
use crate::python::Module;
use crate::python::facts::{Call, Facts, StringLiteral, Value, ValueKind};
use crate::source::Span;

/// The call of `setup`, where the file is a setup script at all.
pub(super) fn setup_call(module: &Module) -> Option<&Call> {
    module.facts.calls.iter().find(|call| {
        let written = module.text(call.callee);
        let imported = ["setuptools", "distutils", "skbuild", "numpy.distutils"];
        Module::last_segment(written) == "setup"
            && module.facts.imports.iter().any(|import| {
                let from = module.text(import.module);
                imported.iter().any(|package| from.starts_with(package))
            })
    })
}

/// Reads a setup script into `manifest`.
pub(super) fn read(module: &Module, call: &Call, manifest: &mut Manifest) {
    let mut dynamic = module
        .arguments(call)
        .iter()
        .any(|argument| argument.name.is_none());
    let name = module
        .keyword(call, "name")
        .and_then(|value| module.literal(value));
    for (keyword, group) in [
        ("install_requires", Group::Runtime),
        ("requires", Group::Runtime),
        ("setup_requires", Group::Build),
        ("tests_require", Group::Dev("test".to_owned())),
    ] {
        let Some(value) = module.keyword(call, keyword) else {
            continue;
        };
        let list = follow(module, call, value);
        for string in strings(module, list.span) {
            manifest.require(parse(&module.string_text(string), string.span), &group);
        }
        if group == Group::Runtime && !matches!(list.kind, ValueKind::List | ValueKind::Tuple) {
            dynamic = true;
        }
    }
    read_extras(module, call, manifest);
    if dynamic {
        read_files(module, manifest);
    }
    let classifiers = module
        .keyword(call, "classifiers")
        .map(|value| follow(module, call, value));
    let classifiers: Vec<String> = classifiers
        .into_iter()
        .flat_map(|list| strings(module, list.span))
        .map(|string| module.string_text(string))
        .collect();
    let (console_scripts, entry_points) = entry_points(module, call);
    manifest.package = Some(Package {
        name: name.as_deref().map(normalise).unwrap_or_default(),
        has_build_metadata: true,
        has_classifiers: is_published(classifiers.iter().map(String::as_str)),
        console_scripts,
        entry_points,
        dynamic,
    });
}

/// The value itself, or what the variable it names was given once.
fn follow(module: &Module, call: &Call, value: Value) -> Value {
    if value.kind != ValueKind::Name {
        return value;
    }
    let mut given = module.assignments_to(module.text(value.span), &call.scope);
    match (
        given.next().and_then(|assignment| assignment.value),
        given.next(),
    ) {
        (Some(only), None) => only,
        _ => value,
    }
}

/// The plain string literals inside a span.
fn strings(module: &Module, span: Span) -> impl Iterator<Item = &StringLiteral> {
    Facts::within(&module.facts.strings, span, |string| string.span)
        .filter(|string| !string.formatted && !string.bytes)
}

/// Whether a string is a key of a dict: a colon follows it.
fn is_key(module: &Module, string: &StringLiteral) -> bool {
    let rest = module
        .source
        .text()
        .get(string.span.end as usize..)
        .unwrap_or_default();
    rest.trim_start().starts_with(':')
}

fn read_extras(module: &Module, call: &Call, manifest: &mut Manifest) {
    let Some(value) = module.keyword(call, "extras_require") else {
        return;
    };
    let mut extra = String::new();
    for string in strings(module, follow(module, call, value).span) {
        let text = module.string_text(string);
        if is_key(module, string) {
            extra = text;
        } else {
            manifest.require(parse(&text, string.span), &Group::Extra(extra.clone()));
        }
    }
}

/// Console scripts of `entry_points`, a dict of lists or an INI text; and the groups that it has.
fn entry_points(module: &Module, call: &Call) -> (Vec<String>, Vec<String>) {
    let (mut found, mut groups) = (Vec::new(), Vec::new());
    let Some(value) = module.keyword(call, "entry_points") else {
        return (found, groups);
    };
    let mut inside = false;
    for string in strings(module, follow(module, call, value).span) {
        let text = module.string_text(string);
        if is_key(module, string) {
            inside = text == "console_scripts";
            groups.push(text);
            continue;
        }
        for line in text.lines().map(str::trim) {
            if line.starts_with('[') {
                let group = line.trim_matches(['[', ']']);
                inside = group == "console_scripts";
                groups.push(group.to_owned());
            } else if let Some((name, _)) = line.split_once('=').filter(|_| inside) {
                found.push(name.trim().to_owned());
            }
        }
    }
    (found, groups)
}

/// Requirements files whose names the script spells: `open("requirements.txt")`.
fn read_files(module: &Module, manifest: &mut Manifest) {
    for string in &module.facts.strings {
        let text = module.string_text(string);
        if text.len() < 200 && (text.ends_with(".txt") || text.ends_with(".in")) {
            let file = join(manifest.folder(), &text);
            manifest.includes.push(file);
        }
    }
}
