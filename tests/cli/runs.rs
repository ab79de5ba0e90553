//! Exit codes, refusals, commands and their help.

use crate::place::{Answer, BAD, Place};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Stdio;

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
