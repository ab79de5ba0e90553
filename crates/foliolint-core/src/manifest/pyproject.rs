//! `pyproject.toml`: PEP 621 and 735, Poetry, PDM, uv, Hatch, Flit, and how pytest is configured there.

use super::requirement::{normalise, parse, poetry_pin};
use super::requirements::join;
use super::toml::{self, get, span_of, strings, table};
use super::{Group, Manifest, Package, Pin, Requirement, is_published};
use crate::source::Span;
use toml_edit::{Item, TableLike};

/// Reads a `pyproject.toml` into `manifest`.
pub(super) fn read(text: &str, manifest: &mut Manifest) {
    let Some(document) = toml::parse(text, manifest) else {
        return;
    };
    let root = document.as_table();
    read_standard(root, manifest);
    read_poetry(root, manifest);
    read_other_tools(root, manifest);
    read_package(root, manifest);
    read_pytest(root, manifest);
}

fn add(list: Vec<(&str, Span)>, group: &Group, manifest: &mut Manifest) {
    for (text, span) in list {
        manifest.require(parse(text, span), group);
    }
}

/// One group for each key of a table of lists.
fn add_groups(
    lists: Option<&dyn TableLike>,
    group: impl Fn(String) -> Group,
    manifest: &mut Manifest,
) {
    for (name, list) in lists.into_iter().flat_map(TableLike::iter) {
        add(strings(Some(list)), &group(name.to_owned()), manifest);
    }
}

fn read_standard(root: &dyn TableLike, manifest: &mut Manifest) {
    add(
        strings(get(root, &["project", "dependencies"])),
        &Group::Runtime,
        manifest,
    );
    add_groups(
        table(root, &["project", "optional-dependencies"]),
        Group::Extra,
        manifest,
    );
    add_groups(table(root, &["dependency-groups"]), Group::Dev, manifest);
    add(
        strings(get(root, &["build-system", "requires"])),
        &Group::Build,
        manifest,
    );
}

fn read_poetry(root: &dyn TableLike, manifest: &mut Manifest) {
    let Some(poetry) = table(root, &["tool", "poetry"]) else {
        return;
    };
    add_poetry(table(poetry, &["dependencies"]), &Group::Runtime, manifest);
    let dev = Group::Dev("dev".to_owned());
    add_poetry(table(poetry, &["dev-dependencies"]), &dev, manifest);
    let groups = table(poetry, &["group"]);
    for (name, group) in groups.into_iter().flat_map(TableLike::iter) {
        let list = group
            .as_table_like()
            .and_then(|group| table(group, &["dependencies"]));
        // Poetry installs every group that is not optional; "main" is the runtime's other name.
        let group = if name == "main" {
            Group::Runtime
        } else {
            Group::Dev(name.to_owned())
        };
        add_poetry(list, &group, manifest);
    }
}

/// A table `name = constraint` as Poetry and Pipfiles write it.
pub(super) fn add_poetry(list: Option<&dyn TableLike>, group: &Group, manifest: &mut Manifest) {
    let Some(list) = list else { return };
    for (name, item) in list.iter() {
        if name.eq_ignore_ascii_case("python") {
            continue;
        }
        let start = list.key(name).and_then(toml_edit::Key::span);
        let end = item.span();
        let span = match (start, end) {
            (Some(start), Some(end)) if start.start <= end.start => Span::new(start.start, end.end),
            (Some(only), _) | (None, Some(only)) => span_of(Some(only)),
            (None, None) => Span::default(),
        };
        let found = poetry_requirement(name, item, span, group);
        manifest.requirements.push(found);
    }
}

fn poetry_requirement(name: &str, item: &Item, span: Span, group: &Group) -> Requirement {
    // Several constraints for several Pythons stand in an array; the first tells enough.
    let first = item.as_array().and_then(|array| array.get(0));
    let inline = first.and_then(toml_edit::Value::as_inline_table);
    let details = inline
        .map(|inline| inline as &dyn TableLike)
        .or_else(|| item.as_table_like());
    let text = |key: &str| {
        details
            .and_then(|details| details.get(key))
            .and_then(Item::as_str)
    };
    let located = ["git", "url", "path", "file"].into_iter().find_map(text);
    let version = item
        .as_str()
        .or_else(|| text("version"))
        .unwrap_or_default();
    let extras = details.and_then(|details| details.get("extras"));
    Requirement {
        name: normalise(name),
        extras: strings(extras)
            .into_iter()
            .map(|(extra, _)| normalise(extra))
            .collect(),
        specifier: located.unwrap_or(version).to_owned(),
        pin: if located.is_some() {
            Pin::Url
        } else {
            poetry_pin(version)
        },
        group: group.clone(),
        span,
    }
}

fn read_other_tools(root: &dyn TableLike, manifest: &mut Manifest) {
    let dev = Group::Dev("dev".to_owned());
    add_groups(
        table(root, &["tool", "pdm", "dev-dependencies"]),
        Group::Dev,
        manifest,
    );
    add(
        strings(get(root, &["tool", "uv", "dev-dependencies"])),
        &dev,
        manifest,
    );
    add(
        strings(get(root, &["tool", "rye", "dev-dependencies"])),
        &dev,
        manifest,
    );
    let environments = table(root, &["tool", "hatch", "envs"]);
    for (name, environment) in environments.into_iter().flat_map(TableLike::iter) {
        let Some(environment) = environment.as_table_like() else {
            continue;
        };
        let group = Group::Dev(name.to_owned());
        for key in ["dependencies", "extra-dependencies"] {
            add(strings(environment.get(key)), &group, manifest);
        }
    }
    add(
        strings(get(root, &["tool", "flit", "metadata", "requires"])),
        &Group::Runtime,
        manifest,
    );
    let extras = table(root, &["tool", "flit", "metadata", "requires-extra"]);
    add_groups(extras, Group::Extra, manifest);
    for key in ["dependencies", "pypi-dependencies"] {
        add_poetry(
            table(root, &["tool", "pixi", key]),
            &Group::Runtime,
            manifest,
        );
    }
}

fn read_package(root: &dyn TableLike, manifest: &mut Manifest) {
    let text = |path: &[&str]| get(root, path).and_then(Item::as_str);
    let name = text(&["project", "name"])
        .or_else(|| text(&["tool", "poetry", "name"]))
        .or_else(|| text(&["tool", "flit", "metadata", "module"]));
    let is_false = |path: &[&str]| get(root, path).and_then(Item::as_bool) == Some(false);
    let declined = is_false(&["tool", "uv", "package"])
        || is_false(&["tool", "poetry", "package-mode"])
        || is_false(&["tool", "pdm", "distribution"]);
    let has_backend = table(root, &["build-system"]).is_some();
    if name.is_none() && !has_backend {
        return;
    }
    let dynamic = strings(get(root, &["project", "dynamic"]))
        .iter()
        .any(|(field, _)| *field == "dependencies");
    for path in [
        &["tool", "setuptools", "dynamic", "dependencies", "file"][..],
        &[
            "tool",
            "hatch",
            "metadata",
            "hooks",
            "requirements_txt",
            "files",
        ][..],
    ] {
        for (file, _) in strings(get(root, path)) {
            let file = join(manifest.folder(), file);
            manifest.includes.push(file);
        }
    }
    let script_tables = [
        &["project", "scripts"][..],
        &["project", "gui-scripts"][..],
        &["tool", "poetry", "scripts"][..],
        &["tool", "poetry", "plugins", "console_scripts"][..],
        &["tool", "flit", "scripts"][..],
    ];
    let scripts = script_tables
        .into_iter()
        .filter_map(|path| table(root, path));
    let classifiers = [
        &["project", "classifiers"][..],
        &["tool", "poetry", "classifiers"][..],
        &["tool", "flit", "metadata", "classifiers"][..],
    ];
    manifest.package = Some(Package {
        name: normalise(name.unwrap_or_default()),
        has_build_metadata: has_backend && name.is_some() && !declined,
        has_classifiers: classifiers
            .into_iter()
            .any(|path| is_published(strings(get(root, path)).iter().map(|(each, _)| *each))),
        console_scripts: scripts
            .flat_map(TableLike::iter)
            .map(|(script, _)| script.to_owned())
            .collect(),
        entry_points: [
            &["project", "entry-points"][..],
            &["tool", "poetry", "plugins"][..],
            &["tool", "flit", "entrypoints"][..],
        ]
        .into_iter()
        .filter_map(|path| table(root, path))
        .flat_map(TableLike::iter)
        .map(|(group, _)| group.to_owned())
        .collect(),
        dynamic,
    });
}

fn read_pytest(root: &dyn TableLike, manifest: &mut Manifest) {
    for path in [
        &["tool", "pytest", "ini_options"][..],
        &["tool", "pytest"][..],
    ] {
        let Some(options) = table(root, path) else {
            continue;
        };
        let folder = manifest.folder().to_owned();
        let words = |key: &str| -> Vec<String> {
            let list = strings(options.get(key));
            let words = list.iter().flat_map(|(text, _)| text.split_whitespace());
            words.map(str::to_owned).collect()
        };
        let paths = words("testpaths");
        manifest
            .test_paths
            .extend(paths.iter().map(|path| join(&folder, path)));
        manifest.python_files.extend(words("python_files"));
        manifest.runs_doctests |= words("addopts")
            .iter()
            .any(|word| word.starts_with("--doctest-"));
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Format, Manifest};
    use super::*;
    use std::sync::Arc;

    fn manifest(text: &str) -> Manifest {
        let mut manifest = Manifest::new(&Arc::from("app/pyproject.toml"), Format::Pyproject);
        read(text, &mut manifest);
        manifest
    }

    fn groups(found: &Manifest) -> Vec<(String, Group)> {
        let pair = |r: &Requirement| (r.name.clone(), r.group.clone());
        found.requirements.iter().map(pair).collect()
    }

    #[test]
    fn standard_tables() {
        let text = r#"
[build-system]
requires = ["hatchling"]
[project]
name = "My.App"
dependencies = ["fastapi>=0.1", "pydantic==2.0"]
optional-dependencies.cli = ["typer"]
scripts.my-app = "my_app:main"
[dependency-groups]
dev = ["pytest", {include-group = "lint"}]
[tool.pytest.ini_options]
testpaths = ["tests", "more"]
addopts = "-q --doctest-modules"
"#;
        let found = manifest(text);
        assert_eq!(
            groups(&found),
            [
                ("fastapi".to_owned(), Group::Runtime),
                ("pydantic".to_owned(), Group::Runtime),
                ("typer".to_owned(), Group::Extra("cli".to_owned())),
                ("pytest".to_owned(), Group::Dev("dev".to_owned())),
                ("hatchling".to_owned(), Group::Build),
            ]
        );
        assert_eq!(
            &text[found.requirements[1].span.range()],
            "\"pydantic==2.0\""
        );
        let package = found.package.expect("a package");
        assert_eq!(package.name, "my-app");
        assert!(package.has_build_metadata && !package.dynamic);
        assert_eq!(package.console_scripts, ["my-app"]);
        assert_eq!(found.test_paths, ["app/tests", "app/more"]);
        assert!(found.runs_doctests);
    }

    #[test]
    fn poetry_tables() {
        let text = r#"
[tool.poetry]
name = "bot"
[tool.poetry.dependencies]
python = "^3.11"
aiogram = "^3.0"
thing = {git = "https://example.com/thing.git"}
celery = {version = "*", extras = ["redis"]}
[tool.poetry.group.dev.dependencies]
pytest = "7.0"
"#;
        let found = manifest(text);
        let pins: Vec<_> = found
            .requirements
            .iter()
            .map(|r| (r.name.as_str(), r.pin))
            .collect();
        assert_eq!(
            pins,
            [
                ("aiogram", Pin::Range),
                ("thing", Pin::Url),
                ("celery", Pin::Loose),
                ("pytest", Pin::Exact)
            ]
        );
        assert_eq!(found.requirements[2].extras, ["redis"]);
        assert_eq!(
            &text[found.requirements[0].span.range()],
            "aiogram = \"^3.0\""
        );
        assert!(!found.package.expect("a package").has_build_metadata);
    }
}
