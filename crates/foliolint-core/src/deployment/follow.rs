//! Whether CI runs the tests: itself, or through make targets, tasks, scripts, hooks, actions and containers.

use super::ci::CiFile;
use super::command::{Purpose, RUNNERS, action_purpose, purposes};
use super::tasks::Tasks;
use super::{Container, Start};
use crate::file::TextInput;
use std::cell::Cell;
use std::collections::BTreeMap;

/// How many steps a command is followed: CI, make target, script, container.
const STEPS: u32 = 6;
/// Commands that are followed in a repository; nobody writes as many.
const COMMANDS: u32 = 20_000;
/// Bytes of a command that is followed; nobody writes longer ones.
const LONGEST: usize = 4_096;
/// Lines of a script that are looked at.
const LINES: usize = 300;

/// What commands may lead to.
pub(super) struct Follow<'a> {
    files: BTreeMap<&'a str, &'a str>,
    tasks: Tasks,
    /// Whether an image's `RUN` runs tests.
    build_tests: bool,
    /// Whether a container or compose service runs tests when it is started.
    start_tests: bool,
    /// Whether a pre-commit hook runs tests.
    hook_tests: bool,
    /// How many commands may still be followed.
    left: Cell<u32>,
}

impl<'a> Follow<'a> {
    /// Gathers what the commands of CI may lead to.
    pub(super) fn new(
        inputs: &[TextInput<'a>],
        containers: &[Container],
        starts: &[Start],
    ) -> Self {
        let own = inputs.iter().filter(|input| input.is_own());
        let files: BTreeMap<&str, &str> = own
            .map(|input| (input.path.as_ref(), input.source.text()))
            .collect();
        let mut instructions = containers.iter().flat_map(|one| &one.instructions);
        let hooks = [
            ".pre-commit-config.yaml",
            ".pre-commit-config.yml",
            "prek.toml",
        ];
        let mut found = Self {
            tasks: Tasks::read(&files),
            build_tests: false,
            start_tests: false,
            hook_tests: hooks
                .iter()
                .filter_map(|path| files.get(path))
                .any(|text| text.lines().any(names_runner)),
            files,
            left: Cell::new(COMMANDS),
        };
        found.build_tests =
            instructions.any(|one| one.word == "RUN" && found.runs(&one.text, "", 0));
        found.start_tests = starts.iter().any(|start| found.runs(&start.command, "", 0));
        found
    }

    /// The line (from 1) of a CI file that runs the tests.
    pub(super) fn tests(&self, file: &CiFile) -> Option<u32> {
        let steps = file.steps.iter();
        let step = steps.into_iter().find(|step| self.runs(&step.text, "", 0));
        let action = || {
            let mut uses = file.uses.iter();
            uses.find(|step| self.action(&step.text, 0))
        };
        // A command may stand under a key that nobody knows: better one too many than an accusation too many.
        let anywhere = || {
            let text = self.files.get(&*file.path)?;
            let mut lines = (1..).zip(text.lines());
            lines
                .find(|(_, line)| names_runner(line))
                .map(|(line, _)| line)
        };
        step.or_else(action).map(|step| step.line).or_else(anywhere)
    }

    /// Whether an action runs tests: by its name, or one of the repository by its steps.
    fn action(&self, uses: &str, depth: u32) -> bool {
        let lower = uses.to_ascii_lowercase();
        if let Some(folder) = uses.strip_prefix("./") {
            let folder = folder.trim_end_matches('/');
            return ["action.yml", "action.yaml"].iter().any(|name| {
                let text = self.files.get(format!("{folder}/{name}").as_str());
                text.is_some_and(|text| self.any_line(text, "", depth))
            });
        }
        action_purpose(uses) == Some(Purpose::Test)
            || [
                "codecov",
                "coveralls",
                "tox",
                "circleci/python",
                "run-tests",
            ]
            .iter()
            .any(|part| lower.contains(part))
            || (self.hook_tests && lower.contains("pre-commit"))
            || (self.build_tests && lower.contains("docker") && lower.contains("build"))
    }

    /// Whether a command of `folder` runs tests; `depth` steps led to it.
    fn runs(&self, command: &str, folder: &str, depth: u32) -> bool {
        if purposes(command).contains(&Purpose::Test) && !is_javascript(command) {
            return true;
        }
        let left = self.left.get();
        if depth >= STEPS || left == 0 || command.len() > LONGEST {
            return false;
        }
        self.left.set(left - 1);
        let hook = ["pre-commit", "prek"]
            .iter()
            .any(|tool| command.contains(tool));
        self.container(command)
            || (self.hook_tests && hook)
            || self.task(command, folder, depth + 1)
            || self.script(command, folder, depth + 1)
    }

    fn container(&self, command: &str) -> bool {
        let lower = command.to_ascii_lowercase();
        let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
        let engine = has(&["docker", "podman", "buildah", "kaniko", "compose"]);
        let starts = has(&[" run", " up", ".run", ".inside"]);
        engine
            && ((self.build_tests && (has(&["build"]) || starts)) || (self.start_tests && starts))
    }

    fn task(&self, command: &str, folder: &str, depth: u32) -> bool {
        let called = self.tasks.called(command, folder);
        called
            .into_iter()
            .any(|(folder, lines)| lines.iter().any(|line| self.runs(line, folder, depth)))
    }

    /// Follows the words of a command that name a text file of the repository.
    fn script(&self, command: &str, folder: &str, depth: u32) -> bool {
        let words =
            command.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ';' | '&' | '|'));
        words
            .filter(|word| word.ends_with(".sh") || word.contains('/'))
            .any(|word| {
                let path = word.trim_start_matches("./");
                let inside = format!("{folder}/{path}");
                let text = self.files.get(inside.trim_start_matches('/'));
                let text = text.or_else(|| self.files.get(path));
                let is_script = |text: &&&str| path.ends_with(".sh") || text.starts_with("#!");
                text.filter(is_script)
                    .is_some_and(|text| self.any_line(text, folder, depth))
            })
    }

    fn any_line(&self, text: &str, folder: &str, depth: u32) -> bool {
        let lines = text.lines().map(str::trim).take(LINES);
        lines
            .filter(|line| !line.starts_with('#') && !line.is_empty())
            .map(|line| line.trim_start_matches("- ").trim_start_matches("run:"))
            .any(|line| self.runs(line, folder, depth))
    }
}

/// Whether a line of configuration names a program that runs tests, where it could call it.
fn names_runner(line: &str) -> bool {
    let line = line.trim().trim_start_matches("- ");
    let label = ["#", "name:", "description:", "displayName:", "title:"];
    if label.iter().any(|start| line.starts_with(start)) || line.contains("install") {
        return false;
    }
    let lower = line.to_ascii_lowercase();
    let mut words = lower.split(|c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '"' | '\'' | ';' | '&' | '|' | '(' | ')' | ',' | '[' | ']'
            )
    });
    words.any(|word| RUNNERS.contains(&word)) || lower.contains("manage.py test")
}

/// Tests of a front end: they run no Python.
fn is_javascript(command: &str) -> bool {
    let first = command.split_whitespace().next().unwrap_or_default();
    matches!(first, "npm" | "yarn" | "pnpm" | "npx" | "bun") && !names_runner(command)
}
