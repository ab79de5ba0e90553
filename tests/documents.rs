//! Keeps README and docs/ true: the picture of a report, the table of rules, the help, keys and links.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/current.rs"]
mod current;
#[path = "support/picture.rs"]
mod picture;
#[path = "support/top.rs"]
mod top;

use current::ensure_current;
use picture::Screen;
use regex::Regex;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;
use top::top;

const SAMPLE: &str = "docs/sample/guestbook";

/// Runs the real binary from the top of the project; its exit code, stdout and stderr.
#[expect(
    clippy::disallowed_methods,
    reason = "a test of what the command says runs the command"
)]
fn foliolint(args: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_foliolint"));
    command.args(args).current_dir(top()).env_clear();
    let output = command
        .env("COLUMNS", "88")
        .env("LANG", "C.UTF-8")
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

/// `text` with `body` between the comments `<!-- name -->` and `<!-- /name -->`.
fn with_block(text: &str, name: &str, body: &str) -> String {
    let (start, end) = (format!("<!-- {name} -->"), format!("<!-- /{name} -->"));
    let (before, rest) = text.split_once(&start).unwrap();
    let (_, after) = rest.split_once(&end).unwrap();
    format!("{before}{start}\n{body}{end}{after}")
}

fn read(path: &str) -> String {
    fs::read_to_string(top().join(path)).unwrap()
}

/// The documents that people read, from the top of the project.
fn documents() -> Vec<String> {
    let mut documents = Vec::new();
    for folder in ["", "docs"] {
        for entry in fs::read_dir(top().join(folder)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            if name.ends_with(".md") {
                let path = Path::new(folder).join(name);
                documents.push(path.to_str().unwrap().replace('\\', "/"));
            }
        }
    }
    documents.sort();
    documents
}

#[test]
fn the_picture_is_what_the_sample_gives() {
    let (code, stdout, stderr) = foliolint(&["check", SAMPLE, "--isolated", "--color", "always"]);
    assert_eq!(code, Some(1), "{stderr}");
    let screen = Screen::read(&stdout);
    let svg = screen.svg(
        "foliolint check docs/sample/guestbook",
        "What foliolint says of a small sample application; docs/sample.txt holds the same as text.",
    );
    let stale = [("docs/sample.svg", svg), ("docs/sample.txt", screen.text())]
        .iter()
        .filter_map(|(path, wanted)| ensure_current(path, wanted).err())
        .collect::<Vec<_>>();
    assert!(stale.is_empty(), "{}", stale.join("\n"));
}

#[test]
fn the_readme_lists_every_rule() {
    let mut table = String::from("| flag | severity | what it means |\n|---|---|---|\n");
    for rule in foliolint_rules::ALL {
        let (code, name, summary) = (rule.code, rule.name, rule.summary);
        let anchor = slug(&format!("{code} {name}"));
        let severity = rule.severity.word();
        writeln!(
            table,
            "| [{code} {name}](docs/rules.md#{anchor}) | {severity} | {summary} |"
        )
        .unwrap();
    }
    ensure_current(
        "README.md",
        &with_block(&read("README.md"), "rules", &table),
    )
    .unwrap();
}

#[test]
fn the_help_is_current() {
    let (_, help, _) = foliolint(&["check", "-h"]);
    let help = help
        .lines()
        .fold(String::new(), |text, line| text + line.trim_end() + "\n");
    let path = "docs/command-line.md";
    let block = format!("```text\n{help}```\n");
    ensure_current(path, &with_block(&read(path), "help", &block)).unwrap();
}

#[test]
fn every_key_of_the_configuration_is_explained() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("foliolint.toml");
    let explained = read("docs/configuration.md");
    let quoted = Regex::new("`([a-z-]+)`").unwrap();
    for (text, known) in [
        ("nonsense = 1", "select"),
        ("[limits]\nnonsense = 1", "files"),
    ] {
        fs::write(&file, text).unwrap();
        let (code, _, stderr) = foliolint(&["check", SAMPLE, "--config", file.to_str().unwrap()]);
        assert_eq!(code, Some(2));
        let keys = quoted
            .captures_iter(&stderr)
            .map(|it| it[1].to_owned())
            .filter(|key| key != "nonsense");
        let keys: BTreeSet<_> = keys.collect();
        assert!(keys.contains(known), "{stderr}");
        for key in keys {
            assert!(
                explained.contains(&format!("`{key}`")),
                "`{key}` is not explained"
            );
        }
    }
}

#[test]
fn the_examples_of_configuration_work() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("foliolint.toml");
    let block = Regex::new("(?s)```toml\n(.*?)```").unwrap();
    for document in ["README.md", "docs/configuration.md"] {
        let text = read(document);
        let blocks: Vec<_> = block.captures_iter(&text).collect();
        assert!(!blocks.is_empty(), "{document} shows none");
        for example in blocks {
            fs::write(&file, &example[1]).unwrap();
            let config = file.to_str().unwrap();
            let (code, _, stderr) = foliolint(&["check", SAMPLE, "--config", config]);
            assert_eq!(code, Some(1), "{document}: {stderr}");
        }
    }
}

#[test]
fn every_field_of_the_json_report_is_explained() {
    let place = tempfile::tempdir().unwrap();
    // The least that makes a folder a repository, so that there is something under `git`.
    for folder in [".git/objects", ".git/refs"] {
        fs::create_dir_all(place.path().join(folder)).unwrap();
    }
    fs::write(place.path().join(".git/HEAD"), "ref: refs/heads/main\n").unwrap();
    fs::write(place.path().join("a.py"), "breakpoint()\n").unwrap();
    let repository = place.path().to_str().unwrap();
    let (_, stdout, stderr) = foliolint(&["check", SAMPLE, repository, "--output-format", "json"]);
    let report: Value = serde_json::from_str(&stdout).unwrap();
    assert!(report["repositories"][1]["git"].is_object(), "{stderr}");
    let explained = read("docs/json.md");
    let mut keys = BTreeSet::new();
    let mut queue = vec![&report];
    while let Some(value) = queue.pop() {
        match value {
            Value::Array(items) => queue.extend(items),
            Value::Object(fields) => {
                keys.extend(fields.keys());
                queue.extend(fields.values());
            }
            _ => {}
        }
    }
    for key in keys {
        assert!(
            explained.contains(&format!("`{key}`")),
            "`{key}` is not explained"
        );
    }
}

#[test]
fn links_lead_somewhere() {
    let link = Regex::new(r"\]\(([^)\s]+)\)").unwrap();
    let mut wrong = Vec::new();
    for path in documents() {
        let text = read(&path);
        for target in link.captures_iter(&text).map(|it| it[1].to_owned()) {
            if target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            let (file, anchor) = target.split_once('#').unwrap_or((&target, ""));
            let folder = top().join(&path).parent().unwrap().to_owned();
            let file = if file.is_empty() {
                top().join(&path)
            } else {
                folder.join(file)
            };
            let there = if anchor.is_empty() {
                file.exists()
            } else {
                fs::read_to_string(&file).is_ok_and(|text| anchors(&text).contains(anchor))
            };
            if !there {
                wrong.push(format!("{path}: {target}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a link may name in a document: its headings.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = text.lines().filter(|line| line.starts_with('#'));
    headings
        .map(|line| slug(line.trim_start_matches('#').trim()))
        .collect()
}

/// A heading as links name it.
fn slug(heading: &str) -> String {
    let letters = heading.to_lowercase().replace(' ', "-");
    let keeps = |letter: &char| letter.is_alphanumeric() || matches!(letter, '-' | '_');
    letters.chars().filter(keeps).collect()
}
