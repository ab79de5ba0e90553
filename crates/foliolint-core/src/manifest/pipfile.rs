//! pipenv's `Pipfile`.

use super::pyproject::add_poetry;
use super::toml;
use super::{Group, Manifest};

/// Tables of a Pipfile that are no list of packages.
const OTHER: &[&str] = &["requires", "scripts", "pipenv", "source"];

/// Reads a Pipfile into `manifest`.
pub(super) fn read(text: &str, manifest: &mut Manifest) {
    let Some(document) = toml::parse(text, manifest) else {
        return;
    };
    for (name, item) in document.as_table() {
        if OTHER.contains(&name) {
            continue;
        }
        let group = match name {
            "packages" => Group::Runtime,
            "dev-packages" => Group::Dev("dev".to_owned()),
            category => Group::Dev(category.to_owned()),
        };
        add_poetry(item.as_table_like(), &group, manifest);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Format, Manifest, Pin};
    use super::*;
    use std::sync::Arc;

    #[test]
    fn reads_both_lists() {
        let text = "[[source]]\nurl = \"u\"\n[packages]\nflask = \"*\"\nrequests = {version = \"==2.0\"}\n[dev-packages]\npytest = \"*\"\n[requires]\npython_version = \"3.8\"\n";
        let mut found = Manifest::new(&Arc::from("Pipfile"), Format::Pipfile);
        read(text, &mut found);
        let pins: Vec<_> = found
            .requirements
            .iter()
            .map(|r| (r.name.as_str(), r.pin))
            .collect();
        assert_eq!(
            pins,
            [
                ("flask", Pin::Loose),
                ("requests", Pin::Exact),
                ("pytest", Pin::Loose)
            ]
        );
        assert_eq!(found.requirements[2].group, Group::Dev("dev".to_owned()));
    }
}
