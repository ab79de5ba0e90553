//! Lock files of package managers: only which distributions they name.

use super::requirement::normalise;
use super::{Group, Manifest, Pin, Requirement};
use crate::source::Span;

/// Reads a lock file into `manifest`.
pub(super) fn read(text: &str, manifest: &mut Manifest) {
    if text.trim_start().starts_with('{') {
        read_pipenv(text, manifest);
    } else {
        read_tables(text, manifest);
    }
}

/// `Pipfile.lock`: JSON with `default` and `develop`.
fn read_pipenv(text: &str, manifest: &mut Manifest) {
    let Ok(lock) = serde_json::from_str::<serde_json::Value>(text) else {
        return;
    };
    for (table, group) in [
        ("default", Group::Runtime),
        ("develop", Group::Dev("dev".to_owned())),
    ] {
        let packages = lock.get(table).and_then(serde_json::Value::as_object);
        for name in packages.into_iter().flat_map(serde_json::Map::keys) {
            manifest
                .requirements
                .push(locked(name, &group, Span::default()));
        }
    }
}

/// `poetry.lock`, `uv.lock`, `pdm.lock`, `pylock.toml`: the `name = "…"` right below each `[[package]]`.
fn read_tables(text: &str, manifest: &mut Manifest) {
    let mut offset = 0;
    let mut in_package = false;
    for raw in text.split_inclusive('\n') {
        let start = offset;
        offset += raw.len();
        let line = raw.trim_end();
        if line.starts_with('[') {
            in_package = matches!(line, "[[package]]" | "[[packages]]");
        } else if in_package && let Some(value) = line.strip_prefix("name = \"") {
            let name = value.trim_end_matches('"');
            let span = Span::new(start, start + line.len());
            manifest
                .requirements
                .push(locked(name, &Group::Runtime, span));
            in_package = false;
        }
    }
}

fn locked(name: &str, group: &Group, span: Span) -> Requirement {
    Requirement {
        name: normalise(name),
        extras: Vec::new(),
        specifier: String::new(),
        pin: Pin::Exact,
        group: group.clone(),
        span,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Format, Manifest};
    use super::*;
    use std::sync::Arc;

    fn names(text: &str) -> Vec<String> {
        let mut found = Manifest::new(&Arc::from("x.lock"), Format::Lock);
        read(text, &mut found);
        found.requirements.into_iter().map(|r| r.name).collect()
    }

    #[test]
    fn names_of_both_families() {
        let toml =
            "[[package]]\nname = \"A_b\"\nversion = \"1\"\n[package.dependencies]\nname = \"no\"\n";
        assert_eq!(names(toml), ["a-b"]);
        assert_eq!(
            names(r#"{"default": {"Flask": {}}, "develop": {"pytest": {}}}"#),
            ["flask", "pytest"]
        );
        assert!(names("{broken").is_empty());
    }
}
