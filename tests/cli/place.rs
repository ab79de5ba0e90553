//! Folders to scan, and the real binary to scan them with.

use serde_json::Value;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// Two certain findings: a leftover debugger (error) and a swallowed exception (warning).
pub(crate) const BAD: &str = "import os\n\n\ndef load(path):\n    breakpoint()\n    try:\n        return os.stat(path)\n    except Exception:\n        pass\n";

/// Folders to scan, and another to stand in.
pub(crate) struct Place(pub(crate) TempDir);

impl Place {
    pub(crate) fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        place.write("here/.keep", "");
        place
    }

    /// A place with one repository that has findings.
    pub(crate) fn bad() -> Self {
        let place = Self::new();
        place.write("shop/app.py", BAD);
        place
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "a test of the command line runs the command"
    )]
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_foliolint"));
        command.args(args).current_dir(self.path("here"));
        command
            .env_clear()
            .env("COLUMNS", "80")
            .env("LANG", "C.UTF-8");
        command.stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Answer {
        Answer::of(&self.command(args).output().unwrap())
    }

    pub(crate) fn json(&self, args: &[&str]) -> Value {
        let answer = self.run(&[args, &["--output-format", "json"]].concat());
        serde_json::from_str(&answer.stdout).unwrap()
    }
}

pub(crate) struct Answer {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Answer {
    pub(crate) fn of(output: &Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout.clone()).unwrap(),
            stderr: String::from_utf8(output.stderr.clone()).unwrap(),
        }
    }

    /// The answer is a refusal that says all of `words`, and nothing on stdout.
    #[track_caller]
    pub(crate) fn refuses(&self, words: &[&str]) {
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
