//! CI configuration of any provider: which commands run, and what they are for.

use super::command::{Purpose, action_purpose, purposes};
use super::yaml::{self, Node, Value};
use crate::file::{FileKind, TextInput};
use std::collections::BTreeSet;
use std::sync::Arc;

/// One command line, action or job of a CI file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// The line (from 1) of the file it stands on, or of the block it stands in.
    pub line: u32,
    /// The command line, or what `uses:`, `task:` or an orb names.
    pub text: String,
}

/// One CI configuration file.
#[derive(Clone, Debug)]
pub struct CiFile {
    /// Repository-relative path.
    pub path: Arc<str>,
    /// The provider's name for people.
    pub provider: &'static str,
    /// Command lines, in the order of the file.
    pub steps: Vec<Step>,
    /// Actions, tasks and orbs, in the order of the file.
    pub uses: Vec<Step>,
    /// What its commands and actions do.
    pub purposes: BTreeSet<Purpose>,
    /// Whether a job is a workflow of another repository, which nobody sees from here.
    pub elsewhere: bool,
    /// Whether a job's name says that it deploys and does something.
    pub deploy_job: bool,
    /// The line (from 1) that runs the tests, itself or through what it names (FOL103).
    pub tests: Option<u32>,
}

impl CiFile {
    /// Whether it installs, builds, lints or tests (FOL704); a workflow of another repository is trusted to.
    #[must_use]
    pub fn checks(&self) -> bool {
        self.elsewhere
            || self
                .purposes
                .iter()
                .any(|&purpose| purpose != Purpose::Deploy)
    }

    /// Whether it deploys the program (FOL701).
    #[must_use]
    pub fn deploys(&self) -> bool {
        self.deploy_job || self.purposes.contains(&Purpose::Deploy)
    }
}

/// Keys whose values are commands, with all providers.
const COMMAND_KEYS: [&str; 20] = [
    "run",
    "script",
    "before_script",
    "after_script",
    "after_success",
    "deploy_script",
    "before_install",
    "install",
    "command",
    "commands",
    "bash",
    "powershell",
    "pwsh",
    "build_script",
    "test_script",
    "before_build",
    "on_success",
    "args",
    "entrypoint",
    "inlineScript",
];
/// Keys whose values name actions.
const ACTION_KEYS: [&str; 5] = ["uses", "task", "plugin", "plugins", "orbs"];

/// Reads a CI file; none where it is no CI file or says nothing.
pub(super) fn read(input: &TextInput<'_>) -> Option<CiFile> {
    if input.kind != FileKind::Ci {
        return None;
    }
    let mut file = CiFile {
        path: Arc::clone(input.path),
        provider: provider(input.path),
        steps: Vec::new(),
        uses: Vec::new(),
        purposes: BTreeSet::new(),
        elsewhere: false,
        deploy_job: false,
        tests: None,
    };
    let text = input.source.text();
    let yaml = (!input.name().starts_with("Jenkinsfile"))
        .then(|| yaml::documents(text))
        .flatten();
    match yaml {
        Some(documents) => {
            for document in &documents {
                walk(document, &mut file);
                // Only at the top: a walk for every nested `jobs` would be exponential in the depth.
                let jobs = ["jobs", "stages"]
                    .into_iter()
                    .filter_map(|key| document.get(key));
                file.deploy_job |= jobs
                    .flat_map(Node::entries)
                    .any(|(name, job)| deploys(name, job));
                file.elsewhere |= document.get("include").is_some_and(includes_foreign);
            }
        }
        None => scan(text, &mut file),
    }
    if file.provider == "Travis CI" && text.contains("language: python") {
        // Travis installs the requirements of a Python project by itself.
        file.purposes.insert(Purpose::Install);
    }
    for step in &file.steps {
        file.purposes.extend(purposes(&step.text));
    }
    for step in &file.uses {
        file.purposes.extend(action_purpose(&step.text));
        file.elsewhere |= step.text.contains("/.github/workflows/") && !step.text.starts_with('.');
    }
    let empty = file.steps.is_empty() && file.uses.is_empty() && file.purposes.is_empty();
    (!empty).then_some(file)
}

/// Collects commands and actions of a tree; its depth is bounded by the reader.
fn walk(node: &Node, file: &mut CiFile) {
    for item in node.items() {
        walk(item, file);
    }
    for (key, value) in node.entries() {
        if COMMAND_KEYS.contains(&key.as_str()) {
            for (line, text) in value.scalars() {
                file.steps.extend(lines(line, text));
            }
        } else if ACTION_KEYS.contains(&key.as_str()) {
            let named = value
                .entries()
                .iter()
                .filter_map(|(_, node)| node.text().map(|text| (node.line, text)));
            for (line, text) in value.scalars().into_iter().chain(named) {
                file.uses.push(Step {
                    line,
                    text: text.to_owned(),
                });
            }
        }
        if !matches!(value.value, Value::Scalar(_)) {
            walk(value, file);
        }
    }
}

/// The commands of a block, without blank lines and comments, joined where a line goes on.
fn lines(first: u32, text: &str) -> Vec<Step> {
    let mut out: Vec<Step> = Vec::new();
    let mut goes_on = false;
    for (line, text) in (first..).zip(text.lines()) {
        let text = text.trim();
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        let body = text.trim_end_matches('\\').trim_end();
        match out.last_mut() {
            Some(step) if goes_on => {
                step.text.push(' ');
                step.text.push_str(body);
            }
            _ => out.push(Step {
                line,
                text: body.to_owned(),
            }),
        }
        goes_on = text.ends_with('\\');
    }
    out
}

/// Whether GitLab's `include` takes jobs from another project, the provider or a server.
fn includes_foreign(include: &Node) -> bool {
    let one = |node: &Node| {
        ["project", "remote", "template", "component"]
            .iter()
            .any(|key| node.get(key).is_some())
    };
    one(include) || include.items().iter().any(one)
}

/// Whether a job's name says that it deploys the program, not its documentation or package.
fn deploys(name: &str, job: &Node) -> bool {
    let title = job.get("name").and_then(Node::text).unwrap_or_default();
    let label = format!("{name} {title}").to_ascii_lowercase();
    let other = [
        "page", "doc", "pypi", "package", "release", "publish", "preview",
    ];
    let mut inner = CiFile {
        path: Arc::from(""),
        provider: "",
        steps: Vec::new(),
        uses: Vec::new(),
        purposes: BTreeSet::new(),
        elsewhere: false,
        deploy_job: false,
        tests: None,
    };
    if !label.contains("deploy") || other.iter().any(|word| label.contains(word)) {
        return false;
    }
    walk(job, &mut inner);
    let all = || inner.steps.iter().chain(&inner.uses);
    let elsewhere = all().any(|step| {
        ["pages", "mkdocs", "pypi", "twine"]
            .iter()
            .any(|word| step.text.to_ascii_lowercase().contains(word))
    });
    !elsewhere
        && all().any(|step| !step.text.starts_with("actions/") && !step.text.starts_with("echo"))
}

/// Takes every line as a command, for files that are no YAML or don't parse.
fn scan(text: &str, file: &mut CiFile) {
    for (line, text) in (1..).zip(text.lines()) {
        let body = text.trim().trim_start_matches("- ");
        if body.is_empty()
            || body.starts_with('#')
            || body.starts_with("//")
            || body.starts_with('*')
        {
            continue;
        }
        if let Some(action) = body.strip_prefix("uses:") {
            file.uses.push(Step {
                line,
                text: action.trim().to_owned(),
            });
            continue;
        }
        let body = COMMAND_KEYS
            .iter()
            .find_map(|key| body.strip_prefix(key)?.strip_prefix(':'))
            .or_else(|| {
                ["sh ", "bat "]
                    .iter()
                    .find_map(|call| body.strip_prefix(call))
            })
            .unwrap_or(body);
        let body = body.trim().trim_matches(['"', '\'', '|']);
        if !body.is_empty() {
            file.steps.push(Step {
                line,
                text: body.to_owned(),
            });
        }
    }
}

/// The provider a CI file's path belongs to.
fn provider(path: &str) -> &'static str {
    let lower = path.to_ascii_lowercase();
    let known = [
        (".github/", "GitHub Actions"),
        (".gitea/", "Gitea Actions"),
        (".forgejo/", "Forgejo Actions"),
        ("gitlab-ci", "GitLab CI"),
        (".circleci/", "CircleCI"),
        ("travis", "Travis CI"),
        ("azure-pipelines", "Azure Pipelines"),
        ("jenkinsfile", "Jenkins"),
        ("bitbucket-pipelines", "Bitbucket Pipelines"),
        (".drone", "Drone"),
        ("woodpecker", "Woodpecker"),
        ("appveyor", "AppVeyor"),
        ("buildspec", "AWS CodeBuild"),
        ("cloudbuild", "Google Cloud Build"),
        (".cirrus", "Cirrus CI"),
        (".buildkite", "Buildkite"),
        (".semaphore", "Semaphore"),
    ];
    known
        .iter()
        .find(|(part, _)| lower.contains(part))
        .map_or("CI", |&(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file::Zone;
    use crate::source::Source;

    fn ci(path: &str, text: &str) -> Option<CiFile> {
        let path: Arc<str> = Arc::from(path);
        let source = Source::new(text.to_owned());
        read(&TextInput {
            path: &path,
            kind: FileKind::Ci,
            zone: Zone::Tooling,
            source: &source,
        })
    }

    const STALE: &str = "on: push\njobs:\n  stale:\n    steps:\n      - uses: actions/stale@v9\n";

    #[test]
    fn a_stale_job_checks_nothing() {
        assert!(!ci(".github/workflows/stale.yml", STALE).unwrap().checks());
        assert!(ci(".github/workflows/empty.yml", "# on: push\n").is_none());
    }

    #[test]
    fn commands_of_each_provider_are_read() {
        let github = "jobs:\n  test:\n    steps:\n      - run: |\n          # first\n          pip install \\\n            -r r.txt\n          pytest\n";
        let file = ci(".github/workflows/ci.yml", github).unwrap();
        let texts: Vec<_> = file.steps.iter().map(|step| step.text.as_str()).collect();
        assert_eq!(texts, ["pip install -r r.txt", "pytest"]);
        assert!(file.checks() && !file.deploys());
        assert!(
            ci(".gitlab-ci.yml", "lint:\n  script:\n    - ruff check .\n")
                .unwrap()
                .checks()
        );
        assert!(
            ci("Jenkinsfile", "stage('x') {\n  sh 'docker build .'\n}\n")
                .unwrap()
                .checks()
        );
        assert!(
            ci(".github/workflows/x.yml", "jobs:\n\tx: {\n  run: pytest\n")
                .unwrap()
                .checks()
        );
    }

    #[test]
    fn deploy_jobs_are_told_from_pages() {
        let job =
            |name: &str, step: &str| format!("jobs:\n  {name}:\n    steps:\n      - {step}\n");
        assert!(
            ci(".github/workflows/a.yml", &job("deploy", "run: ./ship.sh"))
                .unwrap()
                .deploys()
        );
        assert!(
            !ci(
                ".github/workflows/a.yml",
                &job("deploy", "uses: actions/deploy-pages@v4")
            )
            .unwrap()
            .deploys()
        );
    }
}
