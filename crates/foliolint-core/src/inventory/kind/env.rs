//! Which files hold environment variables, and which only document them (FOL401).

use super::{is_licence, is_readme};
use crate::file::FileKind;

/// Words of a name that make an env-like file documentation (FOL401); `default` is the usual spelling of `defaults`.
const EXAMPLE_WORDS: &[&str] = &[
    "ci", "default", "defaults", "dist", "example", "examples", "github", "sample", "samples",
    "schema", "template", "test", "tmpl", "tpl", "workflow",
];

/// Endings of files that are code, documents or structured data even where the name begins with `.env`; encrypted
/// env files are made to be committed.
const NO_ENV: &[&str] = &[
    "age", "asc", "cfg", "css", "csv", "d", "enc", "gpg", "html", "ini", "j2", "js", "json", "jsx",
    "lock", "md", "rb", "rs", "rst", "sops", "toml", "ts", "tsx", "vault", "yaml", "yml",
];

/// FOL401: `.env`, `.env.<stage>`, `*.env`, `.envs/**`, `envs/`, `.envrc`, `.flaskenv`; and their examples, which are
/// also written without the dot (`env.example`).
pub(super) fn kind(folder: &str, name: &str, ending: &str) -> Option<FileKind> {
    let dotted_stage = |prefix: &str| {
        name.strip_prefix(prefix)
            .is_some_and(|rest| rest.starts_with(['.', '-', '_']) && rest.len() > 1)
    };
    let words = |text: &str| {
        text.split(['.', '-', '_', '/'])
            .any(|word| EXAMPLE_WORDS.contains(&word))
    };
    let in_envs = folder.split('/').any(|part| part == ".envs");
    let plain = ending.is_empty() && !is_readme(name) && !is_licence("", name, "");
    let like = matches!(name, ".env" | ".envrc" | ".flaskenv")
        || dotted_stage(".env")
        || name.ends_with(".env")
        || (in_envs && plain && !name.starts_with(".git"))
        || (folder.rsplit('/').next() == Some("envs")
            && plain
            && !name.starts_with(".git")
            && !matches!(name, "dockerfile" | "makefile"));
    if NO_ENV.contains(&ending) {
        return None;
    }
    if like {
        let below = folder.split_once(".envs/").map_or("", |(_, below)| below);
        // What lies with the workflows serves CI alone.
        let in_ci = matches!(
            folder.split('/').next(),
            Some(".github" | ".gitlab" | ".circleci")
        );
        let example = words(name) || in_ci || (in_envs && words(below));
        return Some(if example {
            FileKind::EnvExample
        } else {
            FileKind::EnvFile
        });
    }
    let undotted = (dotted_stage("env") || dotted_stage("dotenv")) && words(name);
    let dashed = ["-env", "_env", ".env"]
        .iter()
        .any(|suffix| name.contains(suffix))
        && ["example", "sample", "template"].contains(&ending);
    (undotted || dashed || matches!(name, "env-example" | "example-env" | "env_example"))
        .then_some(FileKind::EnvExample)
}
