//! Where and how a project runs: CI configuration, containers, platform files, start commands.

mod ci;
mod command;
mod container;
mod follow;
mod platform;
mod tasks;
mod yaml;

pub use ci::{CiFile, Step};
pub use command::{Purpose, purposes};
pub use container::Instruction;

use crate::docs::Docs;
use crate::file::{FileKind, TextInput, Zone};
use crate::inventory::Inventory;
use crate::source::Span;
use follow::Follow;
use std::sync::Arc;

/// What a repository shows of its CI and its deployment.
#[derive(Clone, Debug, Default)]
pub struct Deployment {
    /// What shows that the program ran outside a laptop (FOL701), sorted by path. A production server among
    /// the dependencies is not here: manifests tell that.
    pub evidence: Vec<Evidence>,
    /// CI files that say something, sorted by path.
    pub ci: Vec<CiFile>,
    /// Dockerfiles, sorted by path.
    pub containers: Vec<Container>,
    /// Commands that start the program, from containers, compose files, Procfiles and platform files, sorted by path.
    pub starts: Vec<Start>,
}

/// One sign of a deployment.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Evidence {
    /// The file.
    pub path: Arc<str>,
    /// The place in its decoded text; `None` for the file as a whole.
    pub span: Option<Span>,
    /// What it is, for people: `Dockerfile`, `nginx configuration`.
    pub what: &'static str,
}

/// One Dockerfile or Containerfile.
#[derive(Clone, Debug)]
pub struct Container {
    /// Repository-relative path.
    pub path: Arc<str>,
    /// Its instructions, in order.
    pub instructions: Vec<Instruction>,
}

/// A command that starts the program.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Start {
    /// The file it stands in.
    pub path: Arc<str>,
    /// The line (from 1).
    pub line: u32,
    /// The command, as one line.
    pub command: String,
}

impl Deployment {
    /// Whether anything shows that the program ran outside a laptop.
    #[must_use]
    pub fn has_evidence(&self) -> bool {
        !self.evidence.is_empty()
    }
}

/// Reads CI files, containers, platform and server configuration; other texts are passed over.
#[must_use]
pub fn read(inventory: &Inventory, inputs: &[TextInput<'_>], docs: &Docs) -> Deployment {
    let mut found = Deployment::default();
    for input in inputs
        .iter()
        .filter(|input| input.is_own() && !is_for_development(input.path))
    {
        if let Some(file) = ci::read(input) {
            if file.deploys() {
                found.add(input, None, "deploy job in CI");
            }
            found.ci.push(file);
        } else if is_dockerfile(input.name()) {
            found.container(input);
        } else if is_compose(input.name()) {
            let (program, commands) = container::compose(input.source);
            if let Some(line) = program {
                found.add(
                    input,
                    Some(input.source.line_span(line)),
                    "compose file with the program in it",
                );
            }
            found.start(input, commands);
        } else if matches!(
            input.kind,
            FileKind::Deployment | FileKind::Text | FileKind::Manifest
        ) && let Some(shown) = platform::read(input)
        {
            found.add(input, None, shown.what);
            found.start(input, shown.starts);
        }
    }
    for readme in &docs.readmes {
        found
            .evidence
            .extend(readme.live_urls.iter().map(|&span| Evidence {
                path: Arc::clone(&readme.path),
                span: Some(span),
                what: "live address in the README",
            }));
    }
    found.python_configuration(inventory);
    found.follow_scripts(inputs);
    let follow = Follow::new(inputs, &found.containers, &found.starts);
    for file in &mut found.ci {
        file.tests = follow.tests(file);
    }
    found.evidence.sort();
    found.evidence.dedup();
    found.ci.sort_by(|a, b| a.path.cmp(&b.path));
    found.containers.sort_by(|a, b| a.path.cmp(&b.path));
    found.starts.sort();
    found
}

impl Deployment {
    fn add(&mut self, input: &TextInput<'_>, span: Option<Span>, what: &'static str) {
        self.evidence.push(Evidence {
            path: Arc::clone(input.path),
            span,
            what,
        });
    }

    fn start(&mut self, input: &TextInput<'_>, commands: Vec<container::Command>) {
        self.starts
            .extend(commands.into_iter().map(|(line, command)| Start {
                path: Arc::clone(input.path),
                line,
                command,
            }));
    }

    fn container(&mut self, input: &TextInput<'_>) {
        let instructions = container::instructions(input.source.text());
        if container::builds_program(input.path, &instructions) {
            self.add(input, None, "Dockerfile");
        }
        let starts = instructions
            .iter()
            .filter(|one| matches!(one.word.as_str(), "CMD" | "ENTRYPOINT"));
        let starts = starts.map(|one| (one.line, one.text.clone())).collect();
        self.start(input, starts);
        self.containers.push(Container {
            path: Arc::clone(input.path),
            instructions,
        });
    }

    /// Server configuration that is written in Python, told by its name.
    fn python_configuration(&mut self, inventory: &Inventory) {
        for file in &inventory.files {
            let own = matches!(file.zone, Zone::Production | Zone::Tooling);
            let name = file.name().to_ascii_lowercase();
            let what = match name.as_str() {
                "passenger_wsgi.py" => "Passenger start file",
                "zappa_settings.py" => "Zappa settings",
                _ if name.starts_with("gunicorn") && name.ends_with(".py") => {
                    "Gunicorn configuration"
                }
                _ => continue,
            };
            if own && file.size > 0 {
                self.evidence.push(Evidence {
                    path: Arc::clone(&file.path),
                    span: None,
                    what,
                });
            }
        }
    }

    /// Adds the lines of shell scripts that a start command names, as those do the starting.
    fn follow_scripts(&mut self, inputs: &[TextInput<'_>]) {
        /// Lines of a script that are looked at.
        const LINES: usize = 200;
        let scripts: Vec<_> = inputs
            .iter()
            .filter(|input| input.is_own() && input.name().ends_with(".sh"))
            .collect();
        let mut named: Vec<_> = scripts
            .into_iter()
            .filter(|script| {
                self.starts
                    .iter()
                    .any(|start| start.command.contains(script.name()))
            })
            .collect();
        named.sort_by_key(|script| script.path);
        for script in named {
            let lines = (1..).zip(script.source.text().lines()).take(LINES);
            let lines =
                lines.filter(|(_, line)| !line.trim().is_empty() && !line.trim().starts_with('#'));
            let commands = lines
                .map(|(line, text)| (line, text.trim().to_owned()))
                .collect();
            self.start(script, commands);
        }
    }
}

/// Containers that editors develop in show no deployment.
fn is_for_development(path: &str) -> bool {
    path.split('/')
        .any(|part| matches!(part, ".devcontainer" | ".vscode" | ".idea" | ".gitpod"))
}

/// `Dockerfile`, `Containerfile`, `Dockerfile.app`, `prod.Dockerfile`, in any case.
/// The env files that the services of a compose file load, as written, each with its line; none where it is no compose
/// file.
pub(crate) fn compose_env_files(input: &TextInput<'_>) -> Vec<(u32, String)> {
    if is_compose(input.name()) {
        container::env_files(input.source)
    } else {
        Vec::new()
    }
}

fn is_dockerfile(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    ["dockerfile", "containerfile"].iter().any(|word| {
        lower
            .strip_prefix(word)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-', '_']))
            || lower
                .strip_suffix(word)
                .is_some_and(|rest| rest.ends_with(['.', '-', '_']))
    }) && !lower.ends_with(".dockerignore")
        && !lower.ends_with(".md")
}

/// `docker-compose.yml`, `compose.prod.yaml`, `local.yml` of compose apart.
fn is_compose(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    lower.contains("compose") && (lower.ends_with(".yml") || lower.ends_with(".yaml"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    fn deployment(files: &[(&str, FileKind, &str)]) -> Deployment {
        let texts: Vec<(Arc<str>, FileKind, Source)> = files
            .iter()
            .map(|&(path, kind, text)| (Arc::from(path), kind, Source::new(text.to_owned())))
            .collect();
        let inputs: Vec<_> = texts
            .iter()
            .map(|(path, kind, source)| TextInput {
                path,
                kind: *kind,
                zone: Zone::Production,
                source,
            })
            .collect();
        read(&Inventory::default(), &inputs, &crate::docs::read(&inputs))
    }

    #[test]
    fn containers_give_evidence_and_starts() {
        let found = deployment(&[
            (
                "Dockerfile.app",
                FileKind::Deployment,
                "FROM python:3\nCOPY . .\nENTRYPOINT [\"/start.sh\"]\n",
            ),
            (
                "docker/start.sh",
                FileKind::Text,
                "#!/bin/sh\npython app.py\n",
            ),
            (
                "README.md",
                FileKind::Readme,
                "https://shop-w.onrender.com\n",
            ),
        ]);
        let what: Vec<_> = found.evidence.iter().map(|one| one.what).collect();
        assert_eq!(what, ["Dockerfile", "live address in the README"]);
        assert_eq!(
            found
                .starts
                .iter()
                .map(|start| start.command.as_str())
                .collect::<Vec<_>>(),
            ["/start.sh", "python app.py"]
        );
    }

    #[test]
    fn a_development_container_or_an_empty_file_is_no_evidence() {
        let found = deployment(&[
            (
                ".devcontainer/Dockerfile",
                FileKind::Deployment,
                "FROM python:3\nRUN true\n",
            ),
            ("Dockerfile", FileKind::Deployment, "\n"),
            (
                "docker-compose.yml",
                FileKind::Deployment,
                "services:\n  db:\n    image: postgres\n",
            ),
        ]);
        assert!(!found.has_evidence());
    }
}
