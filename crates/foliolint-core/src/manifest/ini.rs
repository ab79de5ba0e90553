//! `setup.cfg`, `pytest.ini` and `tox.ini`: sections, keys, and values that go on in indented lines.

use super::requirement::{normalise, parse};
use super::requirements::join;
use super::{Format, Group, Manifest, Package, ProblemKind, is_published};
use crate::source::Span;

/// One non-empty line of a key's value.
struct Value<'a> {
    text: &'a str,
    span: Span,
}

/// One key of a section.
struct Entry<'a> {
    section: &'a str,
    key: &'a str,
    values: Vec<Value<'a>>,
}

/// Reads an INI file into `manifest`, by the manifest's format.
pub(super) fn read(text: &str, manifest: &mut Manifest) {
    let entries = entries(text, manifest);
    for entry in &entries {
        match manifest.format {
            Format::SetupCfg => read_setup(entry, manifest),
            _ => read_tox(entry, manifest),
        }
        read_pytest(entry, manifest);
    }
    if manifest.format == Format::SetupCfg {
        read_package(&entries, manifest);
    }
}

fn entries<'a>(text: &'a str, manifest: &mut Manifest) -> Vec<Entry<'a>> {
    let mut entries: Vec<Entry<'a>> = Vec::new();
    let mut section = "";
    let mut offset = 0;
    for raw in text.split_inclusive('\n') {
        let start = offset;
        offset += raw.len();
        let line = raw.trim_end();
        let content = line.trim_start();
        if content.is_empty() || content.starts_with(['#', ';']) {
            continue;
        }
        let at = start + line.len() - content.len();
        let value = |text: &'a str, at: usize| Value {
            text,
            span: Span::new(at, at + text.len()),
        };
        if line.starts_with(char::is_whitespace) {
            if let Some(open) = entries.last_mut() {
                open.values.push(value(content, at));
            }
        } else if let Some(name) = content.strip_prefix('[') {
            section = name.split(']').next().unwrap_or_default().trim();
        } else if let Some(sign) = content.find(['=', ':']) {
            let (key, rest) = content.split_at_checked(sign).unwrap_or((content, ""));
            let rest = rest.get(1..).unwrap_or_default();
            let lead = rest.len() - rest.trim_start().len();
            let first = value(rest.trim_start(), at + sign + 1 + lead);
            entries.push(Entry {
                section,
                key: key.trim(),
                values: Some(first)
                    .into_iter()
                    .filter(|v| !v.text.is_empty())
                    .collect(),
            });
        } else if content.starts_with("<<<<<<<") || content.starts_with(">>>>>>>") {
            let span = Span::new(at, at + content.len());
            manifest.problem(
                ProblemKind::Conflict,
                span,
                "a merge-conflict marker was left in",
            );
        }
    }
    entries
}

fn read_setup(entry: &Entry<'_>, manifest: &mut Manifest) {
    let group = match (entry.section, entry.key) {
        ("options", "install_requires") => Group::Runtime,
        ("options", "setup_requires") => Group::Build,
        ("options", "tests_require") => Group::Dev("test".to_owned()),
        ("options.extras_require", extra) => Group::Extra(extra.to_owned()),
        _ => return,
    };
    add(entry, &group, manifest);
}

fn read_tox(entry: &Entry<'_>, manifest: &mut Manifest) {
    if entry.section.starts_with("testenv") && entry.key == "deps" {
        add(entry, &Group::Dev("tox".to_owned()), manifest);
    }
}

fn add(entry: &Entry<'_>, group: &Group, manifest: &mut Manifest) {
    for value in &entry.values {
        if let Some(file) = value.text.strip_prefix("file:") {
            let file = join(manifest.folder(), file.trim());
            manifest.includes.push(file);
        } else if let Some(file) = value.text.strip_prefix("-r") {
            let file = join(manifest.folder(), file.trim());
            manifest.includes.push(file);
        } else {
            // A value on one line may hold several, separated by `;` (setuptools) or `,`-free white space: rare.
            manifest.require(parse(value.text, value.span), group);
        }
    }
}

fn read_package(entries: &[Entry<'_>], manifest: &mut Manifest) {
    let first = |section: &str, key: &str| {
        let found = entries
            .iter()
            .find(|e| e.section == section && e.key == key)?;
        found.values.first().map(|value| value.text)
    };
    let Some(name) = first("metadata", "name") else {
        return;
    };
    let scripts = entries
        .iter()
        .filter(|e| e.section == "options.entry_points" && e.key == "console_scripts");
    manifest.package = Some(Package {
        name: normalise(name),
        has_build_metadata: true,
        has_classifiers: entries
            .iter()
            .filter(|e| e.section == "metadata" && e.key == "classifiers")
            .any(|entry| is_published(entry.values.iter().map(|value| value.text))),
        console_scripts: scripts
            .flat_map(|entry| &entry.values)
            .filter_map(|value| Some(value.text.split_once('=')?.0.trim().to_owned()))
            .collect(),
        entry_points: entries
            .iter()
            .filter(|e| e.section == "options.entry_points")
            .map(|e| e.key.to_owned())
            .collect(),
        dynamic: first("options", "install_requires").is_some_and(|v| v.starts_with("file:")),
    });
}

fn read_pytest(entry: &Entry<'_>, manifest: &mut Manifest) {
    if !matches!(entry.section, "pytest" | "tool:pytest") {
        return;
    }
    let folder = manifest.folder().to_owned();
    let words = entry
        .values
        .iter()
        .flat_map(|value| value.text.split_whitespace());
    match entry.key {
        "testpaths" => manifest
            .test_paths
            .extend(words.map(|path| join(&folder, path))),
        "python_files" => manifest.python_files.extend(words.map(str::to_owned)),
        "addopts" => {
            manifest.runs_doctests |= words.into_iter().any(|word| word.starts_with("--doctest-"));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::Manifest;
    use super::*;
    use std::sync::Arc;

    #[test]
    fn reads_setup_cfg() {
        let text = "[metadata]\nname = My_Lib\n[options]\ninstall_requires =\n    requests>=2\n    # no\n    attrs ; python_version>'3'\n[options.extras_require]\ndev = pytest\n[options.entry_points]\nconsole_scripts =\n    my = my.cli:main\n[tool:pytest]\ntestpaths = tests\npython_files = check_*.py test_*.py\naddopts = --doctest-modules\n";
        let mut found = Manifest::new(&Arc::from("setup.cfg"), Format::SetupCfg);
        read(text, &mut found);
        let names: Vec<_> = found.requirements.iter().map(|r| r.name.as_str()).collect();
        assert_eq!(names, ["requests", "attrs", "pytest"]);
        assert_eq!(&text[found.requirements[0].span.range()], "requests>=2");
        assert_eq!(found.package.expect("a package").console_scripts, ["my"]);
        assert_eq!(found.test_paths, ["tests"]);
        assert_eq!(found.python_files, ["check_*.py", "test_*.py"]);
        assert!(found.runs_doctests);
    }

    #[test]
    fn reads_tox_ini() {
        let mut found = Manifest::new(&Arc::from("tox.ini"), Format::TestConfig);
        read(
            "[testenv]\ndeps = pytest\n  -r requirements.txt\n",
            &mut found,
        );
        assert_eq!(found.requirements[0].group, Group::Dev("tox".to_owned()));
        assert_eq!(found.includes, ["requirements.txt"]);
    }
}
