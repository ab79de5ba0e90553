//! Where a licence is named outside a licence file: README and packaging metadata.

/// Names of licences as READMEs write them, lower case; matched as whole words.
const NAMES: [&str; 24] = [
    "mit",
    "apache",
    "apache-2.0",
    "bsd",
    "gpl",
    "gplv2",
    "gplv3",
    "gpl-3.0",
    "agpl",
    "agplv3",
    "lgpl",
    "gnu",
    "mpl",
    "mozilla",
    "isc",
    "unlicense",
    "cc0",
    "cc",
    "creative",
    "wtfpl",
    "zlib",
    "boost",
    "eupl",
    "public",
];

/// Whether a README names the licence of its project: a line, or the section below a heading, that speaks of
/// a licence and holds a known name.
pub(super) fn in_readme(text: &str) -> bool {
    let mut in_section = false;
    let mut previous = "";
    text.lines().any(|line| {
        let lower = line.to_lowercase();
        let speaks = speaks_of_licence(&lower);
        let underlined =
            !line.trim().is_empty() && line.trim().chars().all(|c| matches!(c, '=' | '-' | '~'));
        if line.starts_with('#') || lower.starts_with("<h") {
            in_section = speaks;
        } else if underlined {
            let above = previous.to_lowercase();
            in_section = speaks_of_licence(&above);
        }
        previous = line;
        (speaks || in_section) && names_one(&lower)
    })
}

/// Whether a line holds the word licence, in the languages that READMEs are mostly written in.
fn speaks_of_licence(lower: &str) -> bool {
    ["licens", "licenc", "licenz", "lizenz", "лиценз"]
        .iter()
        .any(|word| lower.contains(word))
}

fn names_one(lower: &str) -> bool {
    lower
        .split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '.')))
        .any(|word| {
            let word = word.trim_matches(['-', '.']);
            NAMES.contains(&word) || NAMES.contains(&word.split('-').next().unwrap_or(word))
        })
}

/// Whether the packaging metadata of a `pyproject.toml` or `setup.cfg` names a licence (PEP 621, PEP 639, Poetry).
pub(super) fn in_manifest(name: &str, text: &str) -> bool {
    if !matches!(name, "pyproject.toml" | "setup.cfg") {
        return false;
    }
    let mut table = "";
    text.lines().any(|line| {
        let line = line.trim();
        if line.starts_with('[') && line.ends_with(']') {
            table = line.trim_matches(['[', ']', ' ']);
            return false;
        }
        if !matches!(
            table,
            "project" | "project.license" | "tool.poetry" | "metadata" | "tool.flit.metadata"
        ) {
            return false;
        }
        let Some((key, value)) = line.split_once('=') else {
            return !line.starts_with('#') && line.contains("License :: ");
        };
        let value = value.trim().trim_matches(['"', '\'', ' ']);
        let keys = [
            "license",
            "license-files",
            "license_files",
            "license_file",
            "license-file",
        ];
        let named = keys.contains(&key.trim())
            || (table == "project.license" && matches!(key.trim(), "text" | "file"));
        (named && !matches!(value, "" | "[]" | "{}")) || (value.contains("License :: "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_or_a_sentence_names_a_licence() {
        assert!(in_readme("# Shop\n\n## License\n\nMIT\n"));
        assert!(in_readme("Distributed under the Apache-2.0 licence."));
        assert!(in_readme("License\n-------\n\nGPLv3 or later\n"));
        assert!(!in_readme(
            "## License\n\nto be decided\n\n## Using\n\nMIT students like it\n"
        ));
        assert!(!in_readme("A client of the MIT library catalogue."));
    }

    #[test]
    fn metadata_names_a_licence() {
        assert!(in_manifest(
            "pyproject.toml",
            "[project]\nname = \"x\"\nlicense = {text = \"MIT\"}\n"
        ));
        assert!(in_manifest(
            "setup.cfg",
            "[metadata]\nclassifiers =\n    License :: OSI Approved\n"
        ));
        assert!(!in_manifest(
            "pyproject.toml",
            "[tool.other]\nlicense = \"MIT\"\n[project]\nlicense = \"\"\n"
        ));
    }
}
