//! Configuration, exclusion, and files that reports go to.

use crate::place::{BAD, Place};
use std::fs;

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
