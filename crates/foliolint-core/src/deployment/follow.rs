//! Whether CI runs the tests: itself, or through make targets, tasks, scripts, hooks, actions and containers.

use super::ci::CiFile;
use super::command::{Purpose, RUNNERS, action_purpose, purposes};
use super::tasks::Tasks;
use super::{Container, Start};
use crate::file::TextInput;
use std::collections::BTreeMap;

/// How many steps a command is followed: CI, make target, script, container.
const STEPS: u32 = 6;
/// Commands that are followed for one CI file; nobody writes as many.
const COMMANDS: u32 = 2_000;
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
        };
        found.build_tests = instructions
            .any(|one| one.word == "RUN" && found.runs(&one.text, "", &mut Budget::new()));
        found.start_tests = starts
            .iter()
            .any(|start| found.runs(&start.command, "", &mut Budget::new()));
        found
    }

    /// The line (from 1) of a CI file that runs the tests.
    pub(super) fn tests(&self, file: &CiFile) -> Option<u32> {
        let mut budget = Budget::new();
        let steps = file.steps.iter();
        let step = steps
            .into_iter()
            .find(|step| self.runs(&step.text, "", &mut budget));
        let action = || {
            let mut uses = file.uses.iter();
            uses.find(|step| self.action(&step.text, &mut budget))
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
    fn action(&self, uses: &str, budget: &mut Budget) -> bool {
        let lower = uses.to_ascii_lowercase();
        if let Some(folder) = uses.strip_prefix("./") {
            let folder = folder.trim_end_matches('/');
            return ["action.yml", "action.yaml"].iter().any(|name| {
                let text = self.files.get(format!("{folder}/{name}").as_str());
                text.is_some_and(|text| self.any_line(text, "", budget))
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

    /// Whether a command of `folder` runs tests.
    fn runs(&self, command: &str, folder: &str, budget: &mut Budget) -> bool {
        if !budget.spend() {
            return false;
        }
        if purposes(command).contains(&Purpose::Test) && !is_javascript(command) {
            return true;
        }
        budget.depth += 1;
        let found = budget.depth <= STEPS
            && (self.container(command)
                || (self.hook_tests
                    && (command.contains("pre-commit") || command.contains("prek")))
                || self.task(command, folder, budget)
                || self.script(command, folder, budget));
        budget.depth -= 1;
        found
    }

    fn container(&self, command: &str) -> bool {
        let lower = command.to_ascii_lowercase();
        let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
        let engine = has(&["docker", "podman", "buildah", "kaniko", "compose"]);
        let starts = has(&[" run", " up", ".run", ".inside"]);
        engine
            && ((self.build_tests && (has(&["build"]) || starts)) || (self.start_tests && starts))
    }

    fn task(&self, command: &str, folder: &str, budget: &mut Budget) -> bool {
        let called = self.tasks.called(command, folder);
        called
            .into_iter()
            .any(|(folder, lines)| lines.iter().any(|line| self.runs(line, folder, budget)))
    }

    /// Follows the words of a command that name a text file of the repository.
    fn script(&self, command: &str, folder: &str, budget: &mut Budget) -> bool {
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
                    .is_some_and(|text| self.any_line(text, folder, budget))
            })
    }

    fn any_line(&self, text: &str, folder: &str, budget: &mut Budget) -> bool {
        let lines = text.lines().map(str::trim).take(LINES);
        lines
            .filter(|line| !line.starts_with('#') && !line.is_empty())
            .map(|line| line.trim_start_matches("- ").trim_start_matches("run:"))
            .any(|line| self.runs(line, folder, budget))
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

/// What following may still cost.
struct Budget {
    depth: u32,
    commands: u32,
}

impl Budget {
    const fn new() -> Self {
        Self {
            depth: 0,
            commands: COMMANDS,
        }
    }

    const fn spend(&mut self) -> bool {
        self.commands = self.commands.saturating_sub(1);
        self.commands > 0
    }
}
