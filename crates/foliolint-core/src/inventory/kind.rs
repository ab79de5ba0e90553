//! What a file is, by its name and place alone.

use crate::file::FileKind;

/// What the file at `path` is (FLAGS.md: FOL301, FOL401, FOL701, FOL704, FOL901, FOL903).
#[must_use]
pub fn kind(path: &str) -> FileKind {
    let lower = path.to_lowercase();
    let (folder, name) = lower.rsplit_once('/').unwrap_or(("", &lower));
    let ending = ending(name);
    match ending {
        "py" | "pyw" => return FileKind::Python,
        "pyi" => return FileKind::Stub,
        "ipynb" => return FileKind::Notebook,
        _ => {}
    }
    if let Some(kind) = env(folder, name, ending) {
        return kind;
    }
    if BINARY.binary_search(&ending).is_ok() || name == ".ds_store" || name == "thumbs.db" {
        FileKind::Binary
    } else if is_lock(name) {
        FileKind::Lock
    } else if is_manifest(folder, name, ending) {
        FileKind::Manifest
    } else if is_ci(&lower, folder, name) {
        FileKind::Ci
    } else if is_deployment(folder, name, ending) {
        FileKind::Deployment
    } else if is_readme(name) {
        FileKind::Readme
    } else if is_licence(folder, name, ending) {
        FileKind::Licence
    } else {
        FileKind::Text
    }
}

/// What follows the last dot, unless the name begins with it.
fn ending(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() => ending,
        _ => "",
    }
}

fn is_yaml(ending: &str) -> bool {
    matches!(ending, "yml" | "yaml")
}

/// Words of a name that make an env-like file documentation (FOL401); `default` is the usual spelling of `defaults`.
const EXAMPLE_WORDS: &[&str] = &[
    "ci", "default", "defaults", "dist", "example", "examples", "github", "sample", "samples",
    "schema", "template", "test", "tmpl", "tpl", "workflow",
];

/// Endings of files that are code, documents or structured data even where the name begins with `.env`; encrypted
/// env files are made to be committed.
const NO_ENV: &[&str] = &[
    "age", "asc", "cfg", "css", "csv", "d", "enc", "gpg", "html", "ini", "j2", "js", "json", "jsx",
    "lock", "md", "rb", "rs", "rst", "sops", "toml", "ts", "tsx", "vault", "yaml", "yml",
];

/// FOL401: `.env`, `.env.<stage>`, `*.env`, `.envs/**`, `envs/`, `.envrc`, `.flaskenv`; and their examples, which are
/// also written without the dot (`env.example`).
fn env(folder: &str, name: &str, ending: &str) -> Option<FileKind> {
    let dotted_stage = |prefix: &str| {
        name.strip_prefix(prefix)
            .is_some_and(|rest| rest.starts_with(['.', '-', '_']) && rest.len() > 1)
    };
    let words = |text: &str| {
        text.split(['.', '-', '_', '/'])
            .any(|word| EXAMPLE_WORDS.contains(&word))
    };
    let in_envs = folder.split('/').any(|part| part == ".envs");
    let plain = ending.is_empty() && !is_readme(name) && !is_licence("", name, "");
    let like = matches!(name, ".env" | ".envrc" | ".flaskenv")
        || dotted_stage(".env")
        || name.ends_with(".env")
        || (in_envs && plain && !name.starts_with(".git"))
        || (folder.rsplit('/').next() == Some("envs")
            && plain
            && !name.starts_with(".git")
            && !matches!(name, "dockerfile" | "makefile"));
    if NO_ENV.contains(&ending) {
        return None;
    }
    if like {
        let below = folder.split_once(".envs/").map_or("", |(_, below)| below);
        let example = words(name) || (in_envs && words(below));
        return Some(if example {
            FileKind::EnvExample
        } else {
            FileKind::EnvFile
        });
    }
    let undotted = (dotted_stage("env") || dotted_stage("dotenv")) && words(name);
    let dashed = ["-env", "_env", ".env"]
        .iter()
        .any(|suffix| name.contains(suffix))
        && ["example", "sample", "template"].contains(&ending);
    (undotted || dashed || matches!(name, "env-example" | "example-env" | "env_example"))
        .then_some(FileKind::EnvExample)
}

fn is_lock(name: &str) -> bool {
    matches!(
        name,
        "poetry.lock"
            | "pipfile.lock"
            | "uv.lock"
            | "pdm.lock"
            | "pixi.lock"
            | "conda-lock.yml"
            | "conda-lock.yaml"
            | "package-lock.json"
            | "npm-shrinkwrap.json"
            | "yarn.lock"
            | "pnpm-lock.yaml"
            | "bun.lock"
            | "composer.lock"
            | "cargo.lock"
            | "gemfile.lock"
    ) || (name.starts_with("pylock") && name.ends_with(".toml"))
        || (name.contains("requirement") && name.ends_with(".lock"))
}

fn is_manifest(folder: &str, name: &str, ending: &str) -> bool {
    let listed = matches!(ending, "txt" | "in")
        && (name.contains("requirement") || folder.rsplit('/').next() == Some("requirements"));
    let conda = is_yaml(ending)
        && ["environment", "conda"].iter().any(|stem| {
            name.strip_prefix(stem)
                .is_some_and(|rest| rest.starts_with(['.', '-', '_']))
        });
    listed || conda || matches!(name, "pyproject.toml" | "setup.cfg" | "pipfile")
}

/// Providers read their configuration at the repository's root only, but for those whose path is configured.
fn is_ci(path: &str, folder: &str, name: &str) -> bool {
    let yaml = is_yaml(ending(name)) || name.ends_with(".yml") || name.ends_with(".yaml");
    let stem = name.trim_end_matches(".yaml").trim_end_matches(".yml");
    let fixed_place = yaml
        && (matches!(
            folder,
            ".github/workflows"
                | ".gitea/workflows"
                | ".forgejo/workflows"
                | ".circleci"
                | ".buildkite"
                | ".semaphore"
                | ".woodpecker"
                | ".harness"
                | ".builds"
        ) || folder.is_empty()
            && (matches!(
                stem,
                ".travis"
                    | ".drone"
                    | ".cirrus"
                    | "appveyor"
                    | ".appveyor"
                    | "bitbucket-pipelines"
                    | "codemagic"
                    | "buddy"
                    | "wercker"
                    | "shippable"
                    | "codeship-steps"
                    | ".build"
                    | "buildkite"
                    | "semaphore"
                    | "circle"
                    | "circleci"
                    | ".scrutinizer"
                    | "bitrise"
                    | ".vela"
            ) || stem.starts_with(".woodpecker")));
    let any_place = yaml
        && (stem.ends_with(".gitlab-ci")
            || stem.starts_with("azure-pipeline")
            || stem.starts_with(".azure-pipeline")
            || stem.starts_with("buildspec")
            || stem.starts_with("cloudbuild")
            || path.starts_with(".gitlab/ci/")
            || folder
                .split('/')
                .any(|part| matches!(part, ".azure-pipelines" | "azure-pipelines")));
    fixed_place
        || any_place
        || word_of(name, "jenkinsfile")
        || path.starts_with(".teamcity/")
        || (folder.is_empty() && matches!(name, ".cirrus.star" | "dagger.json" | "earthfile"))
}

/// Whether a name is `word`, or `word` before or after a dot, dash or underscore (`Dockerfile.app`, `prod.Dockerfile`).
fn word_of(name: &str, word: &str) -> bool {
    let boundary = ['.', '-', '_'];
    name.strip_prefix(word)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(boundary))
        || name
            .strip_suffix(word)
            .is_some_and(|rest| rest.ends_with(boundary))
}

/// FOL701's list. Python files of deployments (`gunicorn.conf.py`) are [`FileKind::Python`].
fn is_deployment(folder: &str, name: &str, ending: &str) -> bool {
    if matches!(ending, "md" | "rst" | "dockerignore") {
        return false;
    }
    let yaml = is_yaml(ending);
    let data = yaml || matches!(ending, "json" | "toml");
    let starts = |words: &[&str]| words.iter().any(|word| name.starts_with(word));
    let under = |words: &[&str]| folder.split('/').any(|part| words.contains(&part));
    let container = ["dockerfile", "containerfile"]
        .iter()
        .any(|word| word_of(name, word));
    let compose = yaml
        && (word_of(
            name.trim_end_matches(".yml").trim_end_matches(".yaml"),
            "compose",
        ) || name.contains("docker-compose")
            || name.contains("docker_compose"));
    let start = word_of(name, "procfile")
        || matches!(
            name,
            "app.json"
                | "now.json"
                | "vercel.json"
                | "heroku.yml"
                | "captain-definition"
                | "dokku_scale"
                | "caddyfile"
                | "dockerrun.aws.json"
                | "cdk.json"
                | "firebase.json"
                | "ansible.cfg"
                | "nixpacks.toml"
                | "wrangler.toml"
                | "samconfig.toml"
                | "apprunner.yaml"
                | "chart.yaml"
                | ".platform.app.yaml"
                | "koyeb.yaml"
                | "supervisord.ini"
        );
    let platform =
        data && starts(&[
            "fly.",
            "render.",
            "railway.",
            "netlify.",
            "serverless.",
            "zappa_settings.",
            "pulumi.",
            "skaffold.",
            "kustomization.",
            "helmfile.",
        ]) || (yaml && starts(&["app.", "azure.", "playbook", "k8s", "kubernetes"]))
            || name == "serverless.ts"
            || (name.starts_with("zappa_settings")
                && matches!(ending, "json" | "yml" | "yaml" | "toml"));
    let infrastructure = matches!(
        ending,
        "tf" | "tfvars" | "bicep" | "service" | "socket" | "timer"
    ) || (data
        && under(&[
            "k8s",
            "kubernetes",
            "helm",
            "charts",
            "ansible",
            "pulumi",
            ".do",
        ]))
        || under(&[".ebextensions", ".elasticbeanstalk"]);
    let server = (matches!(
        ending,
        "conf" | "ini" | "cfg" | "template" | "j2" | "yml" | "yaml" | ""
    ) && (starts(&[
        "nginx",
        "uwsgi",
        "supervisor",
        "gunicorn",
        "apache",
        "httpd",
    ]) || under(&[
        "nginx",
        "uwsgi",
        "supervisor",
        "supervisord",
        "sites-available",
    ]) || [".uwsgi", "_uwsgi", "-uwsgi", "nginx", "supervisor"]
        .iter()
        .any(|word| name.contains(word))))
        && (!ending.is_empty()
            || under(&["sites-available"])
            || starts(&["nginx.", "supervisor."]))
        || matches!(ending, "nginx" | "uwsgi");
    container || compose || start || platform || infrastructure || server
}

/// `readme`, `README.rst`, `READ.ME`, `Readme.en.md`, `read_me.txt`.
fn is_readme(name: &str) -> bool {
    let spelt = ["readme", "read.me", "read_me", "read-me", "read me"];
    spelt
        .iter()
        .filter_map(|word| name.strip_prefix(word))
        .any(|rest| {
            let boundary = rest.is_empty() || rest.starts_with(['.', '-', '_', ' ', '(']);
            let ending = rest.rsplit_once('.').map_or("", |(_, ending)| ending);
            boundary
                && matches!(
                    ending,
                    "" | "md"
                        | "markdown"
                        | "mdown"
                        | "mkd"
                        | "rst"
                        | "txt"
                        | "text"
                        | "adoc"
                        | "asciidoc"
                        | "org"
                        | "html"
                        | "textile"
                        | "mdx"
                )
        })
}

/// LICENSE, LICENCE, COPYING, UNLICENSE with any suffix, `MIT-LICENSE.txt`, `LICENSES/*`.
fn is_licence(folder: &str, name: &str, ending: &str) -> bool {
    const WORDS: [&str; 5] = ["license", "licence", "copying", "unlicense", "unlicence"];
    let document = !matches!(
        ending,
        "js" | "ts"
            | "json"
            | "yml"
            | "yaml"
            | "toml"
            | "css"
            | "csv"
            | "lock"
            | "sh"
            | "jsx"
            | "tsx"
            | "cfg"
            | "ini"
    );
    let mut words = name.split(['.', '-', '_', ' ']);
    let first = words.next().unwrap_or("");
    let last = name
        .strip_suffix(ending)
        .unwrap_or(name)
        .trim_end_matches('.')
        .rsplit(['-', '_', ' '])
        .next()
        .unwrap_or("");
    document && (folder == "licenses" || WORDS.contains(&first) || WORDS.contains(&last))
}

/// Endings of files that are no text. Sorted.
const BINARY: &[&str] = &[
    "7z", "a", "accdb", "avi", "bin", "bmp", "bz2", "class", "db", "db3", "der", "dll", "doc",
    "docx", "dylib", "egg", "eot", "exe", "feather", "flac", "gif", "gz", "h5", "hdf5", "icns",
    "ico", "jar", "jks", "joblib", "jpeg", "jpg", "keystore", "m4a", "mdb", "mkv", "mo", "mov",
    "mp3", "mp4", "npy", "npz", "o", "odt", "ogg", "onnx", "otf", "p12", "parquet", "pdf", "pfx",
    "pickle", "pkl", "png", "ppt", "pptx", "psd", "pt", "pth", "pyc", "pyd", "pyo", "rar", "rdb",
    "so", "sqlite", "sqlite3", "swp", "tar", "tgz", "tif", "tiff", "ttf", "wasm", "wav", "webm",
    "webp", "whl", "woff", "woff2", "xls", "xlsx", "xz", "zip",
];

#[cfg(test)]
mod tests {
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
}
