//! Which files configure CI and deployment, by name and place (FOL701, FOL704).

use super::{ending, is_yaml};

/// Providers read their configuration at the repository's root only, but for those whose path is configured.
pub(super) fn is_ci(path: &str, folder: &str, name: &str) -> bool {
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
pub(super) fn is_deployment(folder: &str, name: &str, ending: &str) -> bool {
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
