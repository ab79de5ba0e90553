//! Runs the real binary, with a scrubbed environment, as a user would.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// Three certain findings: a leftover debugger (error), a swallowed exception (warning), no tests (error).
const BAD: &str = "import os\n\n\ndef load(path):\n    breakpoint()\n    try:\n        return os.stat(path)\n    except Exception:\n        pass\n";

/// Folders to scan, and another to stand in.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        place.write("here/.keep", "");
        place
    }

    /// A place with one repository that has findings.
    fn bad() -> Self {
        let place = Self::new();
        place.write("shop/app.py", BAD);
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "a test of the command line runs the command"
    )]
    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_foliolint"));
        command.args(args).current_dir(self.path("here"));
        command
            .env_clear()
            .env("COLUMNS", "80")
            .env("LANG", "C.UTF-8");
        command.stdin(Stdio::null());
        command
    }

    fn run(&self, args: &[&str]) -> Answer {
        Answer::of(&self.command(args).output().unwrap())
    }

    fn json(&self, args: &[&str]) -> Value {
        let answer = self.run(&[args, &["--output-format", "json"]].concat());
        serde_json::from_str(&answer.stdout).unwrap()
    }
}

struct Answer {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Answer {
    fn of(output: &Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout.clone()).unwrap(),
            stderr: String::from_utf8(output.stderr.clone()).unwrap(),
        }
    }

    /// The answer is a refusal that says all of `words`, and nothing on stdout.
    #[track_caller]
    fn refuses(&self, words: &[&str]) {
        assert_eq!(
            (self.code, self.stdout.as_str()),
            (Some(2), ""),
            "{}",
            self.stderr
        );
        for word in words {
            assert!(self.stderr.contains(word), "no {word:?} in {}", self.stderr);
        }
    }
}

#[test]
fn exit_codes_follow_the_threshold() {
    let place = Place::bad();
    let code = |args: &[&str]| place.run(&[&["../shop"], args].concat()).code;
    assert_eq!(code(&[]), Some(1));
    assert_eq!(code(&["--exit-zero"]), Some(0));
    assert_eq!(code(&["--fail-on", "never"]), Some(0));
    assert_eq!(code(&["--select", "FOL203"]), Some(0));
    assert_eq!(
        code(&["--select", "FOL203", "--fail-on", "warning"]),
        Some(1)
    );
    assert_eq!(code(&["--ignore", "FOL", "--fail-on", "advice"]), Some(0));
}

#[test]
fn gaps_matter_under_strict_only() {
    let place = Place::bad();
    place.write("shop/odd.py", "x = '\u{0}'\n");
    assert_eq!(place.run(&["../shop", "--exit-zero"]).code, Some(0));
    assert_eq!(
        place.run(&["../shop", "--exit-zero", "--strict"]).code,
        Some(3)
    );
}

#[test]
fn paths_that_cannot_be_scanned_are_refused_before_anything_is() {
    let place = Place::bad();
    place.write("shop/file.txt", "text");
    place
        .run(&["../shpo"])
        .refuses(&["../shpo", "did you mean `../shop`?"]);
    place
        .run(&["../shop", "../nowhere"])
        .refuses(&["../nowhere: "]);
    place.run(&["../shop/file.txt"]).refuses(&["not a folder"]);
    place.run(&["chekc"]).refuses(&["did you mean `check`?"]);
    place.run(&["check", "chekc"]).refuses(&["chekc: "]);
    place
        .run(&["https://example.org/a/b"])
        .refuses(&["remote repositories are not supported yet"]);
    place
        .run(&["github:a/b"])
        .refuses(&["remote repositories are not supported yet"]);
}

#[test]
fn unknown_rules_get_a_suggestion() {
    let place = Place::bad();
    place
        .run(&["rule", "leftover-debuger"])
        .refuses(&["did you mean `leftover-debugger`?"]);
    place
        .run(&["../shop", "--select", "testng"])
        .refuses(&["did you mean `testing`?"]);
    place
        .run(&["../shop", "--ignore", "qqqqqqqq"])
        .refuses(&["`foliolint rules` lists all rules"]);
}

#[test]
fn rules_explain_themselves() {
    let place = Place::new();
    let by_code = place.run(&["rule", "fol202"]);
    assert_eq!(by_code.code, Some(0));
    assert!(by_code.stdout.starts_with("FOL202 leftover-debugger\n"));
    assert!(by_code.stdout.contains("Why it is a red flag"));
    assert_eq!(
        by_code.stdout,
        place.run(&["rule", "leftover-debugger"]).stdout
    );
    let listed: Value =
        serde_json::from_str(&place.run(&["rules", "--output-format", "json"]).stdout).unwrap();
    let codes: Vec<_> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|rule| rule["code"].as_str().unwrap())
        .collect();
    assert!(codes.is_sorted() && codes.contains(&"FOL202"));
    for code in codes {
        assert!(place.run(&["rules"]).stdout.contains(code), "{code}");
    }
}

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
        "✘ FOL101",
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

#[test]
fn threads_change_nothing() {
    let place = Place::bad();
    for number in 0..20 {
        place.write(&format!("shop/part{number}.py"), BAD);
    }
    for format in ["full", "concise", "json"] {
        let with = |jobs| {
            place
                .run(&["../shop", "--output-format", format, "--jobs", jobs])
                .stdout
        };
        assert_eq!(with("1"), with("2"), "{format}");
    }
}

#[test]
fn a_report_goes_to_a_file_as_a_whole() {
    let place = Place::bad();
    place.write("here/report.txt", "old");
    let answer = place.run(&[
        "../shop",
        "--output-format",
        "concise",
        "--output-file",
        "report.txt",
    ]);
    assert_eq!((answer.code, answer.stdout.as_str()), (Some(1), ""));
    assert!(place.read("here/report.txt").contains("FOL202"));
    let left: Vec<_> = fs::read_dir(place.path("here"))
        .unwrap()
        .map(|it| it.unwrap().file_name())
        .collect();
    assert_eq!(left.len(), 2, "{left:?}");
    place
        .run(&["../shop", "--output-file", "no/such/report"])
        .refuses(&["its folder does not exist"]);
    place
        .run(&["../shop", "--output-file", "../shop"])
        .refuses(&["is a folder"]);
}

#[cfg(unix)]
#[test]
fn a_report_follows_no_link() {
    let place = Place::bad();
    place.write("precious", "old");
    std::os::unix::fs::symlink("../precious", place.path("here/link")).unwrap();
    place
        .run(&["../shop", "--output-file", "link"])
        .refuses(&["is a symbolic link"]);
    place
        .run(&["../shop", "--output-file", "/dev/null"])
        .refuses(&["is no regular file"]);
    assert_eq!(place.read("precious"), "old");
}

#[test]
fn the_current_folder_configures_a_run() {
    let place = Place::bad();
    let codes = |args: &[&str]| {
        place
            .run(&[&["../shop", "--select", "FOL203"], args].concat())
            .code
    };
    place.write(
        "here/pyproject.toml",
        "[tool.foliolint]\nfail-on = \"warning\"\n",
    );
    assert_eq!(codes(&[]), Some(1));
    assert_eq!(codes(&["--isolated"]), Some(0));
    assert_eq!(codes(&["--fail-on", "error"]), Some(0));
    place.write("here/.foliolint.toml", "fail-on = \"never\"\n");
    assert_eq!(codes(&[]), Some(0));
    place.write("here/foliolint.toml", "fail-on = \"advice\"\n");
    assert_eq!(codes(&[]), Some(1));
    assert_eq!(codes(&["--config", ".foliolint.toml"]), Some(0));
}

#[test]
fn a_scanned_folder_configures_nothing() {
    let place = Place::bad();
    place.write("shop/foliolint.toml", "ignore = [\"ALL\"]\n");
    let answer = place.run(&["../shop"]);
    assert_eq!(answer.code, Some(1));
    assert!(
        answer
            .stderr
            .contains("../shop/foliolint.toml of a scanned folder is not used"),
        "{}",
        answer.stderr
    );
    assert_eq!(place.run(&["../shop", "-q"]).stderr, "");
}

#[test]
fn a_wrong_configuration_is_refused() {
    let place = Place::bad();
    place.write("here/foliolint.toml", "fail_on = \"never\"\n");
    place
        .run(&["../shop"])
        .refuses(&["foliolint.toml: line 1", "`fail_on`", "`fail-on`"]);
    place.write(
        "here/foliolint.toml",
        &format!("select = {}", "[".repeat(1000)),
    );
    place.run(&["../shop"]).refuses(&["nested deeper than 64"]);
    place.write("here/foliolint.toml", &"#\n".repeat(200_000));
    place.run(&["../shop"]).refuses(&["larger than 256 KiB"]);
    place
        .run(&["../shop", "--config", "nowhere.toml"])
        .refuses(&["nowhere.toml"]);
}

#[test]
fn other_tools_configuration_may_be_broken() {
    let place = Place::bad();
    place.write("here/pyproject.toml", "[project\n");
    assert_eq!(place.run(&["../shop"]).code, Some(1));
}

#[test]
fn excluded_files_are_not_judged() {
    let place = Place::bad();
    place.write("shop/legacy/old.py", BAD);
    let report = place.json(&["../shop", "--exclude", "legacy"]);
    for finding in report["repositories"][0]["findings"].as_array().unwrap() {
        assert_ne!(finding["location"]["path"], "legacy/old.py");
    }
}

#[cfg(unix)]
#[test]
fn a_reader_that_leaves_is_no_failure() {
    let place = Place::bad();
    for number in 0..200 {
        place.write(&format!("shop/part{number}.py"), BAD);
    }
    let mut command = place.command(&["../shop", "--exit-zero"]);
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let answer = Answer::of(&child.wait_with_output().unwrap());
    assert_eq!((answer.code, answer.stderr.as_str()), (Some(0), ""));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_a_failure() {
    let place = Place::bad();
    let full = fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let answer = place.command(&["../shop"]).stdout(full).output().unwrap();
    Answer::of(&answer).refuses(&["the report could not be written"]);
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

#[cfg(unix)]
#[test]
fn arguments_need_not_be_text() {
    use std::os::unix::ffi::OsStrExt;
    let place = Place::new();
    let name = std::ffi::OsStr::from_bytes(b"n\xff");
    let folder = place.0.path().join(name);
    if fs::create_dir(&folder).is_err() {
        return; // The file system insists on UTF-8.
    }
    fs::write(folder.join("app.py"), BAD).unwrap();
    let answer = place
        .command(&["--output-format", "json"])
        .arg(&folder)
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&answer.stdout).unwrap();
    assert!(
        report["repositories"][0]["path"]
            .as_str()
            .unwrap()
            .ends_with("n\\xff")
    );
    let missing = place.command(&[]).arg(Path::new(name)).output().unwrap();
    Answer::of(&missing).refuses(&["n\\xff: "]);
}

#[test]
fn help_and_version_are_no_failure() {
    let place = Place::new();
    for args in [
        &["--help"][..],
        &["check", "--help"],
        &["--version"],
        &["help", "rule"],
    ] {
        let answer = place.run(args);
        assert_eq!(
            (answer.code, answer.stderr.as_str()),
            (Some(0), ""),
            "{args:?}"
        );
    }
    place
        .run(&["check", "--no-such-option"])
        .refuses(&["--no-such-option"]);
}
