//! Which files are manifests, by their names.

use super::Format;

/// Lock files by name, lower case.
const LOCKS: &[&str] = &[
    "conda-lock.yml",
    "pdm.lock",
    "pipfile.lock",
    "pixi.lock",
    "poetry.lock",
    "pylock.toml",
    "uv.lock",
];

/// Files that hold shell commands, by name, lower case.
const COMMANDS: &[&str] = &[
    ".gitlab-ci.yml",
    ".travis.yml",
    "appveyor.yml",
    "azure-pipelines.yml",
    "bitbucket-pipelines.yml",
    "containerfile",
    "install.md",
    "install.rst",
    "install.txt",
    "jenkinsfile",
    "justfile",
    "makefile",
];

/// What a file is by its path alone. `setup.py` and conda files are confirmed by what they hold; any Python file
/// may have a PEP 723 header ([`Format::InlineScript`]), which no name tells.
#[must_use]
pub fn format_of(path: &str) -> Option<Format> {
    let lower = path.to_lowercase();
    let (folder, name) = lower.rsplit_once('/').unwrap_or(("", &lower));
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    match name {
        "pyproject.toml" => return Some(Format::Pyproject),
        "setup.cfg" => return Some(Format::SetupCfg),
        "setup.py" => return Some(Format::SetupPy),
        "pipfile" => return Some(Format::Pipfile),
        "pytest.ini" | ".pytest.ini" | "tox.ini" => return Some(Format::TestConfig),
        _ if LOCKS.contains(&name) || name.starts_with("pylock.") && ending == "toml" => {
            return Some(Format::Lock);
        }
        _ => {}
    }
    if is_requirements(folder, stem, ending) {
        return Some(Format::Requirements);
    }
    if runs_commands(folder, name, stem, ending) {
        return Some(Format::CommandLine);
    }
    let yaml = matches!(ending, "yml" | "yaml");
    let conda = stem.contains("environment") || stem.contains("conda") || stem == "env";
    (yaml && conda).then_some(Format::Conda)
}

fn is_requirements(folder: &str, stem: &str, ending: &str) -> bool {
    let folder = folder.rsplit('/').next().unwrap_or_default();
    // Misspellings are common, and pip takes any name.
    let named = ["requirement", "requirment", "requirments", "requeriment"]
        .iter()
        .any(|word| stem.contains(word))
        || matches!(stem, "reqs" | "req" | "requires" | "constraints")
        || stem.starts_with("constraints-");
    matches!(ending, "txt" | "in" | "pip")
        && (named || matches!(folder, "requirements" | "requirement" | "reqs"))
        || ending.is_empty() && matches!(stem, "requirements" | "requirement")
}

fn runs_commands(folder: &str, name: &str, stem: &str, ending: &str) -> bool {
    let yaml = matches!(ending, "yml" | "yaml");
    COMMANDS.contains(&name)
        || matches!(ending, "sh" | "bat" | "ps1" | "dockerfile")
        || name == "dockerfile"
        || name.starts_with("dockerfile.")
        || stem == "readme"
        || name.starts_with("readme.")
        || yaml && (folder == ".github/workflows" || folder == ".circleci")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_places() {
        for (path, wanted) in [
            ("requirements.txt", Some(Format::Requirements)),
            ("backend/requirements/base.txt", Some(Format::Requirements)),
            ("dev-requirements.in", Some(Format::Requirements)),
            ("app/Pipfile", Some(Format::Pipfile)),
            ("Pipfile.lock", Some(Format::Lock)),
            ("conda_requirements.yml", Some(Format::Conda)),
            ("docker/Dockerfile.prod", Some(Format::CommandLine)),
            (".github/workflows/ci.yml", Some(Format::CommandLine)),
            ("README", Some(Format::CommandLine)),
            ("notes.txt", None),
            ("robots.txt", None),
        ] {
            assert_eq!(format_of(path), wanted, "{path}");
        }
    }
}
