//! Which of the variables that are read are named somewhere a person or a platform looks.

use super::EnvRead;
use crate::file::{FileKind, TextInput, Zone};
use crate::text::dotenv;
use std::collections::BTreeSet;

/// Endings of documents and deployment descriptions.
const ENDINGS: &[&str] = &[
    "md", "rst", "txt", "adoc", "yml", "yaml", "tf", "tfvars", "tpl", "service", "mk",
];

/// The names among `reads` that env example files, tracked env files, documents, containers, platforms or CI name.
pub(super) fn names(reads: &[EnvRead], texts: &[TextInput<'_>]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    if reads.is_empty() {
        return found;
    }
    let wanted: BTreeSet<&str> = reads.iter().map(|read| read.name.as_str()).collect();
    let any_case: BTreeSet<&str> = reads
        .iter()
        .filter(|read| read.any_case)
        .map(|read| read.name.as_str())
        .collect();
    for text in texts
        .iter()
        .filter(|text| !matches!(text.zone, Zone::Vendored | Zone::Virtualenv))
    {
        let source = text.source;
        if matches!(text.kind, FileKind::EnvFile | FileKind::EnvExample) {
            let entries = dotenv::assignments(source);
            let keys = entries.iter().map(|entry| source.slice(entry.key));
            let shown = dotenv::commented_keys(source).chain(dotenv::bare_keys(source));
            for key in keys.chain(shown) {
                let upper = key.to_ascii_uppercase();
                if wanted.contains(key) {
                    found.insert(key.to_owned());
                }
                if any_case.contains(&*upper) {
                    found.insert(upper);
                }
            }
        } else if documents(text) {
            let word = |c: char| !(c.is_ascii_alphanumeric() || c == '_');
            found.extend(
                source
                    .text()
                    .split(word)
                    .filter(|word| wanted.contains(word))
                    .map(str::to_owned),
            );
        } else if text.name().ends_with(".sh") {
            found.extend(
                asked_for(source.text())
                    .filter(|name| wanted.contains(name))
                    .map(str::to_owned),
            );
        }
    }
    found
}

/// The variables that a shell script asks for with `read`, and those that it writes into an env file.
fn asked_for(script: &str) -> impl Iterator<Item = &str> {
    let writes = script.contains(".env");
    script.lines().flat_map(move |line| {
        let line = line.trim_start();
        let read = line
            .starts_with("read ")
            .then(|| line.split_whitespace().skip(1));
        let line = ["echo ", "printf ", "export "]
            .iter()
            .find_map(|command| line.strip_prefix(command))
            .unwrap_or(line)
            .trim_start_matches(['"', '\'']);
        let written = line
            .split_once('=')
            .map(|(name, _)| name)
            .filter(|_| writes);
        read.into_iter().flatten().chain(written)
    })
}

fn documents(text: &TextInput<'_>) -> bool {
    let name = text.name().to_ascii_lowercase();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    match text.kind {
        FileKind::Readme | FileKind::Ci | FileKind::Deployment => true,
        FileKind::Text => {
            ENDINGS.contains(&ending) || matches!(&*name, "app.json" | "makefile" | "justfile")
        }
        _ => false,
    }
}
