//! What reports say, and how they look.

use crate::place::{Answer, BAD, Place};
use serde_json::Value;

#[test]
fn a_folder_without_python_is_no_failure() {
    let place = Place::new();
    let answer = place.run(&[]);
    assert_eq!(answer.code, Some(0));
    assert!(
        answer.stdout.contains("no Python files found"),
        "{}",
        answer.stdout
    );
    let report = place.json(&[]);
    let repository = &report["repositories"][0];
    assert_eq!(repository["kind"], Value::Null);
    for verdict in repository["verdicts"].as_array().unwrap() {
        assert_eq!(verdict["status"], "not-applicable", "{verdict}");
    }
}

#[test]
fn full_shows_findings_checklist_and_what_to_do() {
    let place = Place::bad();
    let answer = place.run(&["check", "../shop"]);
    for part in [
        "error[FOL202] leftover-debugger",
        "╭─[../shop/app.py:5:5]",
        "breakpoint()",
        "✘ FOL202",
        "What to fix first",
        "shop: ",
    ] {
        assert!(
            answer.stdout.contains(part),
            "no {part:?} in {}",
            answer.stdout
        );
    }
    assert!(
        !answer.stdout.contains('\u{1b}') && answer.stderr.is_empty(),
        "{}",
        answer.stderr
    );
}

#[test]
fn narrow_terminals_and_old_locales_get_what_they_can_show() {
    let place = Place::bad();
    let mut command = place.command(&["../shop"]);
    let answer = Answer::of(
        &command
            .env("COLUMNS", "40")
            .env("LANG", "C")
            .output()
            .unwrap(),
    );
    assert!(answer.stdout.is_ascii(), "{}", answer.stdout);
    for line in answer.stdout.lines().filter(|line| !line.contains("[../")) {
        assert!(line.len() <= 40, "{line:?}");
    }
}

#[test]
fn colours_are_asked_for() {
    let place = Place::bad();
    for format in ["full", "concise"] {
        let coloured = |args: &[&str]| {
            let args = [&["../shop", "--output-format", format], args].concat();
            let mut command = place.command(&args);
            let output = command.env("NO_COLOR", "1").output().unwrap();
            Answer::of(&output).stdout.contains('\u{1b}')
        };
        assert!(!coloured(&[]) && !coloured(&["--color", "never"]));
        assert!(coloured(&["--color", "always"]));
    }
}

#[test]
fn concise_is_a_line_for_each_finding() {
    let place = Place::bad();
    let answer = place.run(&["../shop", "--output-format", "concise", "--select", "FOL20"]);
    let lines: Vec<_> = answer.stdout.lines().collect();
    assert!(
        lines[0].starts_with("../shop/app.py:5:5: error[FOL202] leftover-debugger: "),
        "{lines:?}"
    );
    assert!(
        lines[1].starts_with("../shop/app.py:8:5: warning[FOL203] swallowed-exception: "),
        "{lines:?}"
    );
    assert_eq!(lines[2..], ["1 error, 1 warning"]);
}

#[test]
fn thresholds_hide_findings_and_no_verdict() {
    let place = Place::bad();
    let report = place.json(&["../shop", "--select", "FOL203", "--min-severity", "error"]);
    let repository = &report["repositories"][0];
    assert_eq!(repository["findings"], serde_json::json!([]));
    assert_eq!(repository["verdicts"][0]["status"], "present");
    assert_eq!(report["summary"]["below_thresholds"], 1);
}

#[test]
fn suppressions_are_counted_and_can_be_ignored() {
    let place = Place::new();
    place.write(
        "shop/app.py",
        "def load():\n    breakpoint()  # foliolint: ignore[FOL202]\n    return 1\n",
    );
    let codes = |args: &[&str]| {
        place
            .run(&[&["../shop", "--select", "FOL202"], args].concat())
            .code
    };
    assert_eq!(codes(&[]), Some(0));
    assert_eq!(codes(&["--no-suppressions"]), Some(1));
    assert_eq!(codes(&["--isolated"]), Some(1));
    for format in ["full", "concise"] {
        let answer = place.run(&["../shop", "--output-format", format]);
        let words = answer
            .stdout
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        assert!(
            words.contains("1 finding suppressed by a comment"),
            "{words}"
        );
    }
    assert_eq!(
        place.json(&["../shop"])["summary"]["hidden"]["suppressed"],
        1
    );
}

#[test]
fn json_has_the_shape_of_version_one() {
    let place = Place::bad();
    let report = place.json(&["../shop"]);
    let keys = |value: &Value| {
        value
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(
        keys(&report),
        "complete portfolio problems repositories schema_version summary tool"
    );
    assert_eq!(
        (&report["schema_version"], &report["portfolio"]),
        (&Value::from(1), &Value::Null)
    );
    let repository = &report["repositories"][0];
    assert_eq!(
        keys(repository),
        "complete evidence findings frameworks git hidden kind measures name path problems scorecard verdicts"
    );
    let finding = repository["findings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["code"] == "FOL202")
        .unwrap();
    assert_eq!(
        keys(finding),
        "area code confidence fingerprint fix help location message name related severity"
    );
    let location = serde_json::json!({
        "path": "app.py", "start": {"line": 5, "column": 5}, "end": {"line": 5, "column": 17},
    });
    assert_eq!(finding["location"], location);
    assert_eq!(
        keys(&repository["verdicts"][0]),
        "area code findings name reason status"
    );
}

#[test]
fn several_repositories_are_a_portfolio() {
    let place = Place::bad();
    place.write("blog/app.py", BAD);
    let report = place.json(&["../shop", "../blog"]);
    let names: Vec<_> = report["repositories"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["name"])
        .collect();
    assert_eq!(names, ["shop", "blog"]);
    assert!(report["portfolio"]["verdicts"].is_array());
}

#[test]
fn statistics_count_by_rule() {
    let place = Place::bad();
    let answer = place.run(&["../shop", "--statistics", "--select", "FOL202"]);
    assert_eq!(
        answer.stdout,
        "     1  FOL202  leftover-debugger  in 1 repository\n1 error\n"
    );
}

#[cfg(unix)]
#[test]
fn names_reach_the_terminal_harmless() {
    let place = Place::new();
    let folder = "shop\u{1b}[2J\u{202e}";
    place.write(&format!("{folder}/a\u{1b}]0;x\u{7}.py"), BAD);
    let path = place.path(folder);
    for format in ["full", "concise"] {
        let answer = place.run(&[path.to_str().unwrap(), "--output-format", format]);
        let hostile = |one: char| one.is_control() && one != '\n' || one == '\u{202e}';
        assert!(!answer.stdout.contains(hostile), "{:?}", answer.stdout);
        assert!(answer.stdout.contains("\\u{1b}"), "{}", answer.stdout);
    }
}

#[test]
fn hidden_python_is_not_called_absent() {
    let place = Place::bad();
    place.write("shop/.gitignore", "*\n");
    let answer = place.run(&["../shop"]);
    assert!(
        answer
            .stdout
            .contains("ignore rules hide every Python file"),
        "{}",
        answer.stdout
    );
    assert!(!answer.stdout.contains("no Python files found"));
}
