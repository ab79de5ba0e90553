//! Keeps the house as DESIGN says it is: who may name what, how long a file may be, what every rule brings along.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/top.rs"]
mod top;

use foliolint_rules::Area;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use top::top;

const MOST_LINES: usize = 400;

/// A text file of the project: its path from the top, and what it holds.
struct Text {
    path: String,
    text: String,
}

/// Every text file of the project but what is built, downloaded or git's own.
fn texts() -> Vec<Text> {
    let walk = walkdir::WalkDir::new(top())
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| {
            let name = entry.file_name().to_str().unwrap_or_default();
            entry.depth() != 1 || !matches!(name, ".git" | "target" | "dist")
        });
    let files = walk
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().is_file());
    let texts = files.filter_map(|entry| {
        let path = entry.path().strip_prefix(top()).unwrap().to_str().unwrap();
        let text = fs::read_to_string(entry.path()).ok()?;
        Some(Text {
            path: path.replace('\\', "/"),
            text,
        })
    });
    texts.collect()
}

/// The Rust files of the project.
fn rust() -> Vec<Text> {
    let texts = texts().into_iter();
    texts
        .filter(|file| file.path.ends_with(".rs") && !file.path.starts_with("fixtures/"))
        .collect()
}

/// What stands before the unit tests of a file.
fn without_tests(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap_or(text)
}

/// Fails with the files of `places` in which `wrong` finds something outside tests.
fn nobody(what: &str, of: impl Fn(&str) -> bool, wrong: impl Fn(&str) -> bool) {
    let files = rust().into_iter();
    let found: Vec<_> = files
        .filter(|file| of(&file.path) && wrong(without_tests(&file.text)))
        .map(|file| file.path)
        .collect();
    assert!(found.is_empty(), "{what}: {}", found.join(", "));
}

fn any_of(words: &'static [&'static str]) -> impl Fn(&str) -> bool {
    |text| {
        let code = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        code.into_iter()
            .any(|line| words.iter().any(|word| line.contains(word)))
    }
}

#[test]
fn files_open_with_one_sentence_and_stay_short() {
    let mut wrong = Vec::new();
    for file in rust() {
        let mut lines = file.text.lines();
        let first = lines.next().unwrap_or_default();
        let ends = lines.next().unwrap_or_default();
        if !first.starts_with("//! ") || !(ends.is_empty() || ends.starts_with("//!")) {
            wrong.push(format!("{} does not open with a sentence", file.path));
        }
        let count = file.text.lines().count();
        if count > MOST_LINES {
            wrong.push(format!("{} has {count} lines", file.path));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn arrows_point_one_way() {
    nobody(
        "core knows no rules and no command",
        |path| path.starts_with("crates/foliolint-core/"),
        any_of(&["foliolint_rules", "foliolint::"]),
    );
    nobody(
        "rules know no command",
        |path| path.starts_with("crates/foliolint-rules/"),
        any_of(&["foliolint::"]),
    );
    nobody(
        "only the syntax module names the grammar",
        |path| path.starts_with("crates/") && !path.contains("/python/syntax/"),
        any_of(&["tree_sitter"]),
    );
    nobody(
        "only reports and `main` name miette",
        |path| {
            path.starts_with("crates/")
                && !path.starts_with("crates/foliolint/src/report/")
                && path != "crates/foliolint/src/main.rs"
        },
        any_of(&["miette"]),
    );
}

#[test]
fn a_scan_runs_nothing_and_rules_touch_nothing() {
    nobody(
        "a scan starts no process and opens no network",
        |path| path.starts_with("crates/"),
        any_of(&["process::Command", "std::net", "TcpStream"]),
    );
    nobody(
        "rules do no input or output",
        |path| path.starts_with("crates/foliolint-rules/"),
        any_of(&[
            "std::fs",
            "std::io",
            "std::env",
            "std::process",
            "File::open",
            "SystemTime",
        ]),
    );
    nobody(
        "only reports, notes, `output` and `main` write",
        |path| {
            path.starts_with("crates/")
                && !path.starts_with("crates/foliolint/src/report")
                && !path.starts_with("crates/foliolint/src/notes")
                && path != "crates/foliolint/src/output.rs"
                && path != "crates/foliolint/src/main.rs"
        },
        any_of(&[
            "println!",
            "print!(",
            "io::stdout",
            "io::stderr",
            "anstream::std",
        ]),
    );
    nobody(
        "an exception to a lint gives its reason",
        |_| true,
        |text| text.contains(concat!("[", "allow(")),
    );
}

#[test]
fn rules_are_told_apart_and_stand_where_they_belong() {
    let mut seen = BTreeSet::new();
    let mut last = "";
    for rule in foliolint_rules::ALL {
        assert!(last < rule.code, "{} is not in order", rule.code);
        last = rule.code;
        assert!(seen.insert(rule.name), "{} twice", rule.name);
        let digit = Area::ALL.iter().position(|area| *area == rule.area);
        let digit = digit.map(|digit| char::from_digit(digit as u32, 10).unwrap());
        assert!(
            rule.code.starts_with("FOL")
                && rule.code.len() == 6
                && rule.code.chars().nth(3) == digit,
            "{} is not of area {}",
            rule.code,
            rule.area.word()
        );
        let (area, stem) = (rule.area.word(), rule.name.replace('-', "_"));
        let path = format!("crates/foliolint-rules/src/rules/{area}/{stem}.rs");
        let source = fs::read_to_string(top().join(&path)).unwrap_or_default();
        assert!(
            source == rule.source,
            "{path} is not the file of {}",
            rule.name
        );
    }
}

#[test]
fn rules_say_why_and_show_both_sides() {
    let mut wrong = Vec::new();
    for rule in foliolint_rules::ALL {
        let documentation = rule.documentation();
        for heading in [
            "## Why it is a red flag",
            "## What is not flagged",
            "## What to do instead",
        ] {
            if !documentation.lines().any(|line| line == heading) {
                wrong.push(format!("{} lacks `{heading}`", rule.name));
            }
        }
        for side in ["bad", "good"] {
            let folder = top().join("fixtures").join(rule.name).join(side);
            if fs::read_dir(&folder).map_or(0, Iterator::count) == 0 {
                wrong.push(format!("fixtures/{}/{side} has no case", rule.name));
            }
        }
        for words in [rule.summary, rule.help] {
            if words.is_empty() || words.ends_with('.') || words.contains('\n') {
                wrong.push(format!("{}: `{words}` is no short line", rule.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_project_holds_no_secret_and_no_machine_path() {
    let secrets = regex::Regex::new(concat!(
        r"\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[0-9A-Za-z]{36}\b|\bxox[abprs]-[0-9A-Za-z-]{20,}",
        r"|\b[sr]k_live_[0-9A-Za-z]{16,}|\bAIza[0-9A-Za-z_-]{35}\b|\b[0-9]{8,10}:AA[0-9A-Za-z_-]{33}\b",
        r"|\beyJ(?:hbGci|0eXAi)[0-9A-Za-z_-]{6,}\.eyJ[0-9A-Za-z_-]{10,}\.[0-9A-Za-z_-]{10,}",
        r"|\bsk-[0-9A-Za-z]{20}T3BlbkFJ|-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[0-9A-Za-z+/]{16}",
    ))
    .unwrap();
    let here = top()
        .to_str()
        .filter(|path| Path::new(path).components().count() > 2);
    let mut wrong = Vec::new();
    for file in texts() {
        let mut found = secrets.find_iter(&file.text);
        if let Some(found) = found.find(|found| !found.as_str().contains("EXAMPLE")) {
            let before = file.text.get(..found.start()).unwrap_or_default();
            let line = before.lines().count().max(1);
            let path = &file.path;
            wrong.push(format!(
                "{path}, about line {line}, is shaped like a secret"
            ));
        }
        if here.is_some_and(|here| file.text.contains(here)) {
            wrong.push(format!("{} names a path of this machine", file.path));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
