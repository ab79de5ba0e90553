//! Keeps what is written from the rules current: the registry, and docs/rules.md.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/current.rs"]
mod current;
#[path = "support/top.rs"]
mod top;

use current::ensure_current;
use foliolint_rules::rule::Check;
use foliolint_rules::{Area, Rule};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use top::top;

const RULES: &str = "crates/foliolint-rules/src/rules";
/// How a rule's file declares its rule; other files of an area are helpers.
const DECLARATION: &str = "pub(crate) static RULE: Rule";
/// Widths that rustfmt gives a list of expressions and a line.
const LIST_WIDTH: usize = 60;

#[test]
fn the_registry_lists_every_rule() {
    let mut areas = Vec::new();
    let mut rules = Vec::new();
    let mut stale = Vec::new();
    for area in names(&top().join(RULES), |path| path.is_dir()) {
        let folder = top().join(RULES).join(&area);
        let modules = names(&folder, |path| {
            path.is_dir() || path.extension().is_some_and(|end| end == "rs")
        });
        let modules: Vec<_> = modules.into_iter().filter(|name| name != "mod").collect();
        let mut text = String::from("//! The rules of this area.\n\n");
        for module in &modules {
            writeln!(text, "pub(crate) mod {module};").unwrap();
            let source = fs::read_to_string(folder.join(format!("{module}.rs")));
            if let Ok(source) = source
                && source.contains(DECLARATION)
            {
                rules.push((code(&source), format!("&{area}::{module}::RULE")));
            }
        }
        stale.extend(ensure_current(&format!("{RULES}/{area}/mod.rs"), &text).err());
        areas.push(area);
    }
    rules.sort();
    stale.extend(ensure_current(&format!("{RULES}/mod.rs"), &registry(&areas, &rules)).err());
    assert!(stale.is_empty(), "{}", stale.join("\n"));
}

fn registry(areas: &[String], rules: &[(String, String)]) -> String {
    let mut text = String::from(
        "//! The rules, one file each, in a folder for each area.\n\nuse crate::rule::Rule;\n\n",
    );
    for area in areas {
        writeln!(text, "mod {area};").unwrap();
    }
    if !areas.is_empty() {
        text += "\n";
    }
    text += "/// Every rule, sorted by code.\n";
    let paths: Vec<_> = rules.iter().map(|(_, path)| path.as_str()).collect();
    let one_line = paths.join(", ");
    if one_line.len() <= LIST_WIDTH {
        writeln!(text, "pub static ALL: &[&Rule] = &[{one_line}];").unwrap();
    } else {
        let lines = paths.join(",\n    ");
        writeln!(text, "pub static ALL: &[&Rule] = &[\n    {lines},\n];").unwrap();
    }
    text
}

fn code(source: &str) -> String {
    let (_, rest) = source.split_once("code: \"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[test]
fn the_documentation_of_rules_is_current() {
    ensure_current("docs/rules.md", &documentation()).unwrap();
}

fn documentation() -> String {
    let mut text = String::from(
        "# What foliolint flags\n\n\
         Written by `tests/generated.rs` from the rules' own files. A flag is a reason to ask, never a proof.\n",
    );
    for area in Area::ALL {
        let rules: Vec<_> = foliolint_rules::ALL
            .iter()
            .filter(|rule| rule.area == area)
            .collect();
        if rules.is_empty() {
            continue;
        }
        write!(text, "\n## {}\n", capitalised(area.word())).unwrap();
        for rule in rules {
            document(&mut text, rule);
        }
    }
    text
}

fn document(text: &mut String, rule: &Rule) {
    let scope = match rule.check {
        Check::Module(_) => "each Python file",
        Check::Repo(_) => "the repository",
        Check::Portfolio(_) => "several repositories together",
    };
    let (code, name, severity) = (rule.code, rule.name, rule.severity.word());
    write!(text, "\n### {code} {name}\n\n").unwrap();
    writeln!(text, "*{severity}, looks at {scope}*\n").unwrap();
    for line in rule.documentation().trim().lines() {
        let deeper = if line.starts_with("## ") { "##" } else { "" };
        writeln!(text, "{deeper}{line}").unwrap();
    }
    if !rule.questions.is_empty() {
        text.push_str("\n#### What to ask\n\n");
        for question in rule.questions {
            writeln!(text, "- {} *{}*", question.ask, question.strong).unwrap();
        }
    }
    writeln!(
        text,
        "\nExamples: [flagged](../fixtures/{name}/bad), [not flagged](../fixtures/{name}/good), \
         [what is said of them](../fixtures/{name}/expected.txt)."
    )
    .unwrap();
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// The names, without ending, of the entries of `folder` that `wanted` takes, sorted.
fn names(folder: &Path, wanted: impl Fn(&Path) -> bool) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut names: Vec<_> = paths
        .filter(|path| wanted(path))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    names.sort();
    names.dedup();
    names
}
