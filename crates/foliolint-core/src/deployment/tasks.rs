//! Named commands of a project: targets of Makefiles, recipes of justfiles, tasks of `pyproject.toml` and the like.

use super::yaml;
use crate::manifest::toml::{table, too_deep};
use std::collections::{BTreeMap, BTreeSet};
use toml_edit::{Document, TableLike};

/// What reads a file of named commands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Tool {
    Make,
    Just,
    Task,
    /// poe, hatch, pdm, rye, taskipy, pipenv: all read by name.
    Project,
    Npm,
}

/// Named commands by tool, folder and name.
#[derive(Debug, Default)]
pub(super) struct Tasks {
    commands: BTreeMap<(Tool, String), BTreeMap<String, Vec<String>>>,
    /// The first target of each Makefile and justfile, which runs where none is named.
    first: BTreeMap<(Tool, String), String>,
}

/// Tables of `pyproject.toml` and `Pipfile` that name commands.
const TABLES: [&[&str]; 6] = [
    &["tool", "poe", "tasks"],
    &["tool", "taskipy", "tasks"],
    &["tool", "pdm", "scripts"],
    &["tool", "rye", "scripts"],
    &["tool", "pixi", "tasks"],
    &["scripts"],
];
/// Programs that run a task of the project by its name.
const RUNNERS: [&str; 14] = [
    "poe",
    "poethepoet",
    "hatch",
    "pdm",
    "rye",
    "pipenv",
    "task",
    "taskipy",
    "uv",
    "uvx",
    "poetry",
    "pixi",
    "run",
    "python",
];

impl Tasks {
    /// Reads every file of named commands among `files`, which are texts by path.
    pub(super) fn read(files: &BTreeMap<&str, &str>) -> Self {
        let mut tasks = Self::default();
        for (path, text) in files {
            let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
            match name.to_ascii_lowercase().as_str() {
                "makefile" | "gnumakefile" => tasks.recipes(Tool::Make, folder, text),
                "justfile" | ".justfile" => tasks.recipes(Tool::Just, folder, text),
                "taskfile.yml" | "taskfile.yaml" => tasks.taskfile(folder, text),
                "pyproject.toml" | "pipfile" => tasks.project(folder, text),
                "package.json" => tasks.package(folder, text),
                _ => {}
            }
        }
        tasks
    }

    fn add(&mut self, tool: Tool, folder: &str, name: &str, commands: Vec<String>) {
        let key = (tool, folder.to_owned());
        self.first
            .entry(key.clone())
            .or_insert_with(|| name.to_owned());
        let named = self.commands.entry(key).or_default();
        named.entry(name.to_owned()).or_default().extend(commands);
    }

    /// Makefiles and justfiles: `name: dependencies`, then indented commands.
    fn recipes(&mut self, tool: Tool, folder: &str, text: &str) {
        let word = match tool {
            Tool::Just => "just",
            _ => "make",
        };
        let mut current: Vec<String> = Vec::new();
        for line in text.lines() {
            let body = line.trim_start().trim_start_matches(['@', '-']).trim();
            if line.starts_with(['\t', ' ']) {
                for name in &current {
                    self.add(tool, folder, name, vec![body.to_owned()]);
                }
                continue;
            }
            let Some((head, rest)) = body.split_once(':') else {
                continue;
            };
            // `NAME := value` is a variable, and `.PHONY: test` a declaration.
            let variable = rest.starts_with('=') || (tool == Tool::Make && head.contains('='));
            if variable || head.starts_with(['.', '#']) {
                continue;
            }
            let names = head.split_whitespace();
            let count = if tool == Tool::Just { 1 } else { usize::MAX };
            current = names.take(count).map(str::to_owned).collect();
            let (needs, inline) = rest.split_once(';').unwrap_or((rest, ""));
            let mut commands: Vec<String> = needs
                .trim_start_matches(':')
                .split('#')
                .next()
                .unwrap_or_default()
                .split_whitespace()
                .map(|need| format!("{word} {need}"))
                .collect();
            commands.push(inline.to_owned());
            for name in &current {
                self.add(tool, folder, name, commands.clone());
            }
        }
    }

    fn taskfile(&mut self, folder: &str, text: &str) {
        for document in yaml::documents(text).unwrap_or_default() {
            let Some(tasks) = document.get("tasks") else {
                continue;
            };
            for (name, task) in tasks.entries() {
                let mut commands: Vec<String> = Vec::new();
                for key in ["cmds", "cmd"] {
                    let given = task.get(key).map(yaml::Node::scalars).unwrap_or_default();
                    commands.extend(given.into_iter().map(|(_, text)| text.to_owned()));
                }
                let called = task.get("cmds").map(yaml::Node::items).unwrap_or_default();
                let called = called.iter().filter_map(|item| item.get("task")?.text());
                let needed = task
                    .get("deps")
                    .map(yaml::Node::scalars)
                    .unwrap_or_default();
                let needed = needed.into_iter().map(|(_, text)| text);
                commands.extend(called.chain(needed).map(|name| format!("task {name}")));
                commands.extend(task.text().map(str::to_owned));
                self.add(Tool::Task, folder, name, commands);
            }
        }
    }

    fn project(&mut self, folder: &str, text: &str) {
        if too_deep(text) {
            return;
        }
        let Ok(document) = Document::parse(text) else {
            return;
        };
        let root = document.as_table();
        for path in TABLES {
            if let Some(table) = table(root, path) {
                self.scripts(folder, table);
            }
        }
        let environments = table(root, &["tool", "hatch", "envs"]);
        for (_, environment) in environments.into_iter().flat_map(TableLike::iter) {
            let environment = environment.as_table_like();
            if let Some(scripts) = environment.and_then(|one| table(one, &["scripts"])) {
                self.scripts(folder, scripts);
            }
        }
    }

    fn scripts(&mut self, folder: &str, table: &dyn TableLike) {
        for (name, item) in table.iter() {
            // A task may be a text, a list, or a table of either; its strings are commands or names of tasks.
            let text = item.to_string();
            let strings = text.split(['"', '\'']).skip(1).step_by(2);
            let commands = strings
                .filter(|command| !command.trim().is_empty())
                .flat_map(|command| [command.to_owned(), format!("poe {command}")]);
            self.add(Tool::Project, folder, name, commands.collect());
        }
    }

    fn package(&mut self, folder: &str, text: &str) {
        let Ok(value) = serde_json::from_str::<serde_json::Value>(text) else {
            return;
        };
        let scripts = value.get("scripts").and_then(serde_json::Value::as_object);
        for (name, command) in scripts.into_iter().flatten() {
            let command = command.as_str().unwrap_or_default().to_owned();
            self.add(Tool::Npm, folder, name, vec![command]);
        }
    }

    /// The folders and commands of the tasks that a command line calls.
    pub(super) fn called<'a>(
        &'a self,
        command: &str,
        folder: &'a str,
    ) -> Vec<(&'a str, &'a [String])> {
        let mut found = Vec::new();
        let parts = command.split([';', '&', '|', '(', ')']);
        for part in parts {
            let words: Vec<&str> = part.split_whitespace().collect();
            for (at, word) in words.iter().enumerate() {
                let tool = match *word {
                    "make" | "gmake" | "$(MAKE)" | "${MAKE}" => Tool::Make,
                    "just" => Tool::Just,
                    "npm" | "yarn" | "pnpm" | "bun" => Tool::Npm,
                    "task" | "go-task" if self.has(Tool::Task) => Tool::Task,
                    word if RUNNERS.contains(&word) => Tool::Project,
                    _ => continue,
                };
                let rest = words.get(at + 1..).unwrap_or_default();
                found.extend(self.named(tool, rest, folder));
                break;
            }
        }
        found
    }

    fn has(&self, tool: Tool) -> bool {
        self.commands.keys().any(|(one, _)| *one == tool)
    }

    /// The commands of the tasks that `words` name, from the folder of `-C`, the caller's, or any other.
    fn named<'a>(
        &'a self,
        tool: Tool,
        words: &[&str],
        folder: &'a str,
    ) -> Vec<(&'a str, &'a [String])> {
        let names: BTreeSet<&str> = words
            .iter()
            .map(|word| word.rsplit_once(':').map_or(*word, |(_, name)| name))
            .map(|word| word.trim_matches(['"', '\'']))
            .filter(|word| !word.starts_with('-') && !word.contains('='))
            .collect();
        let mut keys: Vec<_> = self
            .commands
            .iter()
            .filter(|((one, _), _)| *one == tool)
            .collect();
        keys.sort_by_key(|((_, place), _)| place != folder);
        let mut found: Vec<(&str, &[String])> = Vec::new();
        for (key, named) in keys {
            let default = self.first.get(key).filter(|_| names.is_empty());
            let wanted = names.iter().copied().chain(default.map(String::as_str));
            let commands = wanted.filter_map(|name| named.get(name));
            found.extend(commands.map(|commands| (key.1.as_str(), commands.as_slice())));
        }
        found
    }
}
