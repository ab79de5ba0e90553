//! Tests of kinds, as lists of paths.

use super::*;

fn all(kind_wanted: FileKind, paths: &[&str]) {
    for path in paths {
        assert_eq!(kind(path), kind_wanted, "{path}");
    }
}

#[test]
fn env_files_and_their_examples() {
    all(
        FileKind::EnvFile,
        &[
            ".env",
            "a/.env",
            ".env.local",
            ".env.production",
            ".env_prod",
            "prod.env",
            ".envrc",
            ".flaskenv",
            ".envs/.local/.django",
            ".envs/.production/.postgres",
            "envs/prod",
            "envs/.dev",
            "envs/dev.env",
            ".env.bak",
            "docker/web.env",
            "latest.env",
            "contest.env",
        ],
    );
    all(
        FileKind::EnvExample,
        &[
            ".env.example",
            ".env.local.example",
            ".env-template",
            ".env.sample",
            ".env.dist",
            ".env.test",
            "example.env",
            "env.example",
            "env.sample",
            ".env_example",
            ".env.ci",
            ".envs/.example/.django",
            ".env.default",
            "ci.env",
        ],
    );
    for path in [
        "env.py",
        "env.ts",
        ".env.d.ts",
        ".env.json",
        "envs/__init__.py",
        "envs/environment.yml",
        ".envs/README.md",
        "environment.txt",
        "envs/.gitkeep",
        "env",
        ".env.vault",
    ] {
        assert!(
            !matches!(kind(path), FileKind::EnvFile | FileKind::EnvExample),
            "{path}"
        );
    }
}

#[test]
fn manifests_and_locks() {
    all(
        FileKind::Manifest,
        &[
            "requirements.txt",
            "Requirements.txt",
            "dev-requirements.txt",
            "requirements/base.txt",
            "requirements.in",
            "requirement.txt",
            "x/pyproject.toml",
            "setup.cfg",
            "Pipfile",
            "environment.yml",
            "conda.yaml",
            "environment-dev.yaml",
        ],
    );
    all(
        FileKind::Lock,
        &[
            "poetry.lock",
            "Pipfile.lock",
            "uv.lock",
            "pylock.dev.toml",
            "web/package-lock.json",
            "conda-lock.yml",
        ],
    );
    all(
        FileKind::Python,
        &["setup.py", "gunicorn.conf.py", "requirements.py"],
    );
    all(
        FileKind::Text,
        &["constraints.txt", "environment.json", "tox.ini"],
    );
}

#[test]
fn ci_and_deployment() {
    all(
        FileKind::Ci,
        &[
            ".github/workflows/ci.yml",
            ".gitlab-ci.yml",
            ".circleci/config.yml",
            ".travis.yml",
            "azure-pipelines.yml",
            "Jenkinsfile",
            "ci/Jenkinsfile.deploy",
            "bitbucket-pipelines.yml",
            ".drone.yml",
            ".woodpecker.yml",
            "appveyor.yml",
            "buildspec.yml",
            "cloudbuild.yaml",
            ".cirrus.yml",
            ".buildkite/pipeline.yml",
            ".semaphore/semaphore.yml",
        ],
    );
    all(
        FileKind::Deployment,
        &[
            "Dockerfile",
            "Dockerfile.app",
            "prod.Dockerfile",
            "Containerfile",
            "dockerfile",
            "docker-compose.yml",
            "docker-compose.prod.yaml",
            "compose.yaml",
            "Procfile",
            "app.json",
            "fly.toml",
            "render.yaml",
            "vercel.json",
            "railway.json",
            "netlify.toml",
            "app.yaml",
            "serverless.yml",
            "zappa_settings.json",
            "k8s/web.yaml",
            "helm/values.yaml",
            "main.tf",
            "ansible/site.yml",
            "web.service",
            "supervisord.conf",
            "nginx.conf",
            "nginx/default.conf",
            "uwsgi.ini",
            "azure.yaml",
            "main.bicep",
            "deploy/app_nginx.conf",
            "compose.prod.yml",
        ],
    );
    for path in [
        ".dockerignore",
        "src/.github/workflows/ci.yml",
        ".github/dependabot.yml",
        "app.yaml.md",
        "service.py",
        "nginx.md",
        "compose.md",
        "customer.service.ts",
    ] {
        assert!(
            !matches!(kind(path), FileKind::Ci | FileKind::Deployment),
            "{path}"
        );
    }
}

#[test]
fn readmes_licences_and_binaries() {
    all(
        FileKind::Readme,
        &[
            "README",
            "readme.md",
            "README.rst",
            "READ.ME",
            "Readme.en.md",
            "README-ja.md",
            "docs/README.txt",
            "read_me.txt",
        ],
    );
    all(
        FileKind::Licence,
        &[
            "LICENSE",
            "LICENCE.md",
            "LICENSE-MIT",
            "COPYING",
            "UNLICENSE",
            "LICENSES/MIT.txt",
            "MIT-LICENSE.txt",
            "license.txt",
        ],
    );
    all(
        FileKind::Binary,
        &["db.sqlite3", "a.PNG", ".DS_Store", "x/y.pyc"],
    );
    all(
        FileKind::Text,
        &[
            "license.js",
            "readme.json",
            "readmes.md",
            "a.svg",
            ".gitignore",
            "...",
        ],
    );
    assert!(BINARY.is_sorted());
}
