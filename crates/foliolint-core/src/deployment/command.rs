//! What a shell command of a CI job or container is for.

/// What a command or action does for the project.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Purpose {
    /// Installs what the project needs.
    Install,
    /// Builds a package or an image.
    Build,
    /// Checks the code without running it.
    Lint,
    /// Runs tests.
    Test,
    /// Brings the program to where it runs.
    Deploy,
}

/// Programs that check code.
const LINTERS: [&str; 24] = [
    "flake8",
    "pylint",
    "ruff",
    "black",
    "isort",
    "mypy",
    "pyright",
    "basedpyright",
    "pytype",
    "pyre",
    "pre-commit",
    "prek",
    "bandit",
    "pyflakes",
    "pycodestyle",
    "pydocstyle",
    "yapf",
    "autopep8",
    "djlint",
    "vulture",
    "eslint",
    "semgrep",
    "sonar-scanner",
    "compileall",
];
/// Programs that run tests.
pub(super) const RUNNERS: [&str; 12] = [
    "pytest",
    "py.test",
    "unittest",
    "tox",
    "nox",
    "nosetests",
    "nose2",
    "behave",
    "robot",
    "ward",
    "trial",
    "green",
];
/// Phrases of commands that install.
const INSTALLS: [&str; 24] = [
    "pip install",
    "pip3 install",
    "pip sync",
    "pip-sync",
    "poetry install",
    "pipenv install",
    "pipenv sync",
    "uv sync",
    "uv run",
    "pdm install",
    "pdm sync",
    "hatch run",
    "hatch env",
    "rye sync",
    "conda install",
    "conda env",
    "conda create",
    "mamba install",
    "pixi install",
    "npm ci",
    "npm install",
    "yarn install",
    "setup.py install",
    "setup.py develop",
];
/// Phrases of commands that build.
const BUILDS: [&str; 26] = [
    "docker build",
    "docker.build",
    "docker buildx",
    "docker image build",
    "docker compose build",
    "docker-compose build",
    "docker compose up",
    "docker-compose up",
    "docker compose run",
    "docker-compose run",
    "podman build",
    "buildah",
    "kaniko",
    "python -m build",
    "pyproject-build",
    "setup.py sdist",
    "setup.py bdist",
    "poetry build",
    "poetry publish",
    "uv build",
    "hatch build",
    "flit build",
    "maturin build",
    "pyinstaller",
    "npm run build",
    "sphinx-build",
];
/// Phrases of commands that deploy.
const DEPLOYS: [&str; 36] = [
    "git push heroku",
    "git push dokku",
    "heroku container",
    "heroku git",
    "flyctl deploy",
    "fly deploy",
    "gcloud run",
    "gcloud app deploy",
    "gcloud functions deploy",
    "aws ecs",
    "aws lambda",
    "aws deploy",
    "aws elasticbeanstalk",
    "aws cloudformation",
    "eb deploy",
    "sam deploy",
    "cdk deploy",
    "serverless deploy",
    "sls deploy",
    "zappa deploy",
    "zappa update",
    "chalice deploy",
    "kubectl apply",
    "kubectl set image",
    "kubectl rollout",
    "helm upgrade",
    "helm install",
    "ansible-playbook",
    "terraform apply",
    "pulumi up",
    "vercel --prod",
    "vercel deploy",
    "netlify deploy",
    "railway up",
    "az webapp",
    "az containerapp",
];
/// Parts of action names, and what they do.
const ACTIONS: [(&str, Purpose); 46] = [
    ("setup-miniconda", Purpose::Install),
    ("setup-micromamba", Purpose::Install),
    ("install-poetry", Purpose::Install),
    ("setup-poetry", Purpose::Install),
    ("setup-pdm", Purpose::Install),
    ("docker/build-push-action", Purpose::Build),
    ("docker/bake-action", Purpose::Build),
    ("cibuildwheel", Purpose::Build),
    ("maturin-action", Purpose::Build),
    ("gh-action-pypi-publish", Purpose::Build),
    ("build-and-inspect-python-package", Purpose::Build),
    ("psf/black", Purpose::Lint),
    ("ruff-action", Purpose::Lint),
    ("chartboost/ruff", Purpose::Lint),
    ("pre-commit/action", Purpose::Lint),
    ("super-linter", Purpose::Lint),
    ("megalinter", Purpose::Lint),
    ("codeql-action/analyze", Purpose::Lint),
    ("sonarcloud", Purpose::Lint),
    ("sonarqube", Purpose::Lint),
    ("flake8", Purpose::Lint),
    ("pylint", Purpose::Lint),
    ("mypy", Purpose::Lint),
    ("isort", Purpose::Lint),
    ("lint-action", Purpose::Lint),
    ("pyright", Purpose::Lint),
    ("pytest", Purpose::Test),
    ("python-coverage-comment", Purpose::Test),
    ("heroku-deploy", Purpose::Deploy),
    ("ssh-action", Purpose::Deploy),
    ("scp-action", Purpose::Deploy),
    ("ssh-deploy", Purpose::Deploy),
    ("rsync-deploy", Purpose::Deploy),
    ("ftp-deploy", Purpose::Deploy),
    ("flyctl-action", Purpose::Deploy),
    ("webapps-deploy", Purpose::Deploy),
    ("functions-action", Purpose::Deploy),
    ("container-apps-deploy", Purpose::Deploy),
    ("deploy-cloudrun", Purpose::Deploy),
    ("deploy-appengine", Purpose::Deploy),
    ("amazon-ecs-deploy", Purpose::Deploy),
    ("beanstalk-deploy", Purpose::Deploy),
    ("vercel-action", Purpose::Deploy),
    ("render-deploy", Purpose::Deploy),
    ("digitalocean/app_action", Purpose::Deploy),
    ("k8s-deploy", Purpose::Deploy),
];

/// What a script of the repository is for, by its name: `scripts/test`, `./ci/lint.sh`, `bash build.sh`.
fn script_purposes(line: &str) -> Vec<Purpose> {
    let interpreters = ["bash", "sh", "source", ".", "python", "python3"];
    let mut words = line
        .split(' ')
        .skip_while(|word| interpreters.contains(word));
    let Some(script) = words
        .next()
        .filter(|word| word.contains('/') || word.ends_with(".sh"))
    else {
        return Vec::new();
    };
    let name = script.rsplit('/').next().unwrap_or(script);
    let parts: Vec<&str> = name.split(['.', '-', '_']).collect();
    let says = |words: &[&str]| parts.iter().any(|part| words.contains(part));
    [
        (Purpose::Install, says(&["install", "setup", "bootstrap"])),
        (Purpose::Build, says(&["build", "compile", "package"])),
        (
            Purpose::Lint,
            says(&["lint", "check", "format", "mypy", "typecheck"]),
        ),
        (
            Purpose::Test,
            says(&["test", "tests", "pytest", "coverage"]),
        ),
    ]
    .into_iter()
    .filter_map(|(purpose, said)| said.then_some(purpose))
    .collect()
}

/// Whether Python runs a file or package of tests, or `manage.py … test`: `python run_tests.py`, `python -m tests`.
fn runs_tests_by_file(line: &str) -> bool {
    let mut words = line.split(' ');
    let python = |word: &str| {
        word.rsplit('/')
            .next()
            .is_some_and(|name| name.starts_with("python"))
    };
    if !words.any(|word| python(word) || matches!(word, "py" | "run" | "exec")) {
        return line.contains("manage.py ") && line.split(' ').any(|word| word == "test");
    }
    words
        .find(|word| !word.starts_with('-') && !python(word))
        .is_some_and(|file| {
            let name = file.rsplit('/').next().unwrap_or(file);
            let stem = name.trim_end_matches(".py");
            let mut parts = stem.split(['.', '_', '-']);
            parts.any(|part| matches!(part, "test" | "tests" | "runtests" | "testsuite"))
                || (stem == "manage" && words.any(|word| word == "test"))
        })
}

/// What a command line is for, sorted; a line may do several things.
#[must_use]
pub fn purposes(command: &str) -> Vec<Purpose> {
    let line = command
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_ascii_lowercase();
    let words: Vec<&str> = line
        .split(|c: char| {
            c.is_whitespace() || matches!(c, '"' | '\'' | ';' | '&' | '|' | '(' | ')' | '=' | '`')
        })
        .map(|word| word.rsplit('/').next().unwrap_or(word))
        .collect();
    let has = |list: &[&str]| list.iter().any(|phrase| line.contains(phrase));
    let installs = has(&INSTALLS);
    // `pip install pytest` runs no test.
    let is_only_install =
        installs && !line.contains("&&") && !line.contains(';') && !line.contains(" run ");
    let names = |list: &[&str]| !is_only_install && words.iter().any(|word| list.contains(word));
    let runs = |pairs: &[&str]| has(pairs);
    let mut found = Vec::new();
    if installs || runs(&["make install", "just install"]) {
        found.push(Purpose::Install);
    }
    if has(&BUILDS)
        || words
            .first()
            .is_some_and(|&word| matches!(word, "make" | "just" | "cmake" | "task"))
    {
        found.push(Purpose::Build);
    }
    if names(&LINTERS)
        || runs(&[
            "make lint",
            "make format",
            "just lint",
            "run lint",
            "manage.py check",
            "make check",
        ])
    {
        found.push(Purpose::Lint);
    }
    if names(&RUNNERS)
        || runs(&[
            "manage.py test",
            "flask test",
            "setup.py test",
            "make test",
            "just test",
            "task test",
            "npm test",
            "run test",
            "poe test",
            "hatch test",
            "make coverage",
            "make tests",
            "inv test",
            "invoke test",
            "bazel test",
            "pants test",
        ])
        || runs_tests_by_file(&line)
    {
        found.push(Purpose::Test);
    }
    found.extend(script_purposes(&line));
    if has(&DEPLOYS)
        || (line.contains("git push")
            && ["heroku", "huggingface.co/spaces", "dokku"]
                .iter()
                .any(|host| line.contains(host)))
        || (line.contains("curl")
            && (line.contains("deploy_hook") || line.contains("api.render.com/deploy")))
        || (words
            .first()
            .is_some_and(|&word| matches!(word, "ssh" | "scp" | "rsync"))
            && line.contains('@'))
    {
        found.push(Purpose::Deploy);
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// What an action, orb or task is for, by its name.
#[must_use]
pub(super) fn action_purpose(uses: &str) -> Option<Purpose> {
    let name = uses.to_ascii_lowercase();
    ACTIONS
        .iter()
        .find(|(part, _)| name.contains(part))
        .map(|&(_, purpose)| purpose)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_have_purposes() {
        assert_eq!(
            purposes("python -m pip install -r requirements.txt"),
            [Purpose::Install]
        );
        assert_eq!(purposes("pip install pytest flake8"), [Purpose::Install]);
        assert_eq!(purposes("scripts/test"), [Purpose::Test]);
        assert_eq!(purposes("bash ./ci/lint.sh --all"), [Purpose::Lint]);
        assert_eq!(
            purposes("pip install . && pytest"),
            [Purpose::Install, Purpose::Test]
        );
        assert_eq!(
            purposes("uv run python manage.py test"),
            [Purpose::Install, Purpose::Test]
        );
        assert_eq!(
            purposes("git push --force https://x:$T@huggingface.co/spaces/a/b main"),
            [Purpose::Deploy]
        );
        assert_eq!(purposes("make lint"), [Purpose::Build, Purpose::Lint]);
        assert!(purposes("echo hello from pytest.ini").is_empty());
    }

    #[test]
    fn actions_have_purposes() {
        assert_eq!(action_purpose("psf/black@stable"), Some(Purpose::Lint));
        assert_eq!(action_purpose("actions/stale@v9"), None);
    }
}
