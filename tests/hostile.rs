//! Scans the repositories of tests/hostile.py with the real command: no crash, no hang, nothing run, nothing leaked.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/top.rs"]
mod top;

use rayon::prelude::*;
use serde::Deserialize;
use serde_json::Value;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// Generous for a build without optimisation on a busy machine; a hang is a hang.
const PATIENCE: Duration = Duration::from_secs(20);
/// The finding that `ok.py` of most cases must give.
const CERTAIN: &str = "FOL203";

#[derive(Deserialize)]
struct Manifest {
    canaries: Canaries,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Canaries {
    outside: String,
    secrets: Vec<String>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
}

#[test]
fn hostile_repositories_are_survived() {
    let place = tempfile::tempdir().unwrap();
    let cases = place.path().join("cases");
    write_cases(&cases);
    let manifest = fs::read_to_string(cases.join("manifest.json")).unwrap();
    let manifest: Manifest = serde_json::from_str(&manifest).unwrap();
    assert!(manifest.cases.len() > 40, "the cases were not written");

    let complaints: Vec<String> = manifest
        .cases
        .par_iter()
        .flat_map_iter(|case| {
            ["json", "full"]
                .map(|format| scan(&cases, place.path(), &manifest.canaries, case, format))
        })
        .flatten()
        .collect();
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));

    let tripped: Vec<_> = fs::read_dir(cases.join(".tripwire")).unwrap().collect();
    assert!(tripped.is_empty(), "something ran: {tripped:?}");
}

#[expect(
    clippy::disallowed_methods,
    reason = "runs our own script, not a scanned one"
)]
fn write_cases(cases: &Path) {
    let script = top::top().join("tests/hostile.py");
    let written = Command::new("python3")
        .arg("-B")
        .arg(script)
        .arg(cases)
        .stdout(Stdio::null())
        .status()
        .expect("python3 is needed to write the cases");
    assert!(written.success());
}

/// Scans one case in one format, and says everything that is wrong about it.
fn scan(cases: &Path, place: &Path, canaries: &Canaries, case: &Case, format: &str) -> Vec<String> {
    let target = cases.join(&case.name);
    let paths =
        ["stdout", "stderr"].map(|what| place.join(format!("{}.{format}.{what}", case.name)));
    let began = Instant::now();
    let status = run(
        &target,
        format,
        &paths.each_ref().map(|path| File::create(path).unwrap()),
    );
    let took = began.elapsed();
    let [stdout, stderr] =
        paths.map(|path| String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned());

    let mut wrong = Vec::new();
    let mut say = |what: String| wrong.push(format!("{} ({format}): {what}", case.name));
    match status {
        None => say(format!("did not end within {took:?}")),
        Some(status) if !matches!(status.code(), Some(0 | 1 | 3)) => {
            let last = stderr.lines().rev().take(3).collect::<Vec<_>>().join(" / ");
            say(format!("{status}: {last}"));
        }
        Some(_) => {}
    }
    for canary in canaries.secrets.iter().chain([&canaries.outside]) {
        for (name, text) in [("stdout", &stdout), ("stderr", &stderr)] {
            if text.contains(canary.as_str()) {
                say(format!(
                    "{name} quotes a canary that starts with {}",
                    &canary[..4]
                ));
            }
        }
    }
    if format == "full"
        && let Some(odd) = stdout
            .chars()
            .chain(stderr.chars())
            .find(|&letter| obeyed(letter))
    {
        say(format!("writes U+{:04X}", u32::from(odd)));
    }
    if format == "json" && status.is_some() {
        match serde_json::from_str::<Value>(&stdout) {
            Err(error) => say(format!("no JSON: {error}")),
            Ok(report)
                if swallows(&target) && !hides(&report) && !reports(&report, CERTAIN, "ok.py") =>
            {
                say(format!("{CERTAIN} in ok.py is not reported"));
            }
            Ok(_) => {}
        }
    }
    wrong
}

/// Runs the command without colours and out of reach of the developer's environment; `None` after too long.
#[expect(clippy::disallowed_methods, reason = "runs the command itself")]
fn run(target: &Path, format: &str, output: &[File; 2]) -> Option<ExitStatus> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_foliolint"))
        .args([
            "check",
            "--isolated",
            "--exit-zero",
            "--output-format",
            format,
        ])
        .arg(target)
        .env_clear()
        .env("NO_COLOR", "1")
        .env("HOME", target.parent().unwrap_or(target))
        .stdin(Stdio::null())
        .stdout(output[0].try_clone().unwrap())
        .stderr(output[1].try_clone().unwrap())
        .spawn()
        .unwrap();
    let deadline = Instant::now() + PATIENCE;
    while Instant::now() < deadline {
        if let Some(status) = child.try_wait().unwrap() {
            return Some(status);
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    None
}

/// Whether a terminal would act on the character, or nobody would see it.
fn obeyed(letter: char) -> bool {
    matches!(letter,
        '\0'..='\t' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Whether the case has an `ok.py` that swallows an exception.
fn swallows(target: &Path) -> bool {
    let path = target.join("ok.py");
    path.symlink_metadata().is_ok_and(|data| data.is_file())
        && fs::read_to_string(path).is_ok_and(|text| text.contains("except:\n    pass"))
}

/// Whether the report says that ignore rules hide Python files.
fn hides(report: &Value) -> bool {
    let mut repositories = report["repositories"].as_array().into_iter().flatten();
    repositories.any(|repository| repository["hidden"]["ignored"].as_u64() > Some(0))
}

fn reports(report: &Value, code: &str, path: &str) -> bool {
    let repositories = report["repositories"].as_array().into_iter().flatten();
    let mut findings = repositories
        .filter_map(|repository| repository["findings"].as_array())
        .flatten();
    findings.any(|finding| finding["code"] == code && finding["location"]["path"] == path)
}
