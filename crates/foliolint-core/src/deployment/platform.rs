//! Files of hosting platforms, orchestrators and servers that show that a program runs somewhere.

use super::container::{Command, joined, procfile};
use super::yaml::{self, Node};
use crate::file::{FileKind, TextInput};

/// What a file shows, and the commands in it that start the program.
pub(super) struct Shown {
    pub(super) what: &'static str,
    pub(super) starts: Vec<Command>,
}

/// What a platform, orchestrator or server file shows; none where it is none, is empty, or is a template nobody filled in.
pub(super) fn read(input: &TextInput<'_>) -> Option<Shown> {
    let name = input.name().to_ascii_lowercase();
    if !may_show(input, &name) {
        return None;
    }
    let text = input.source.text();
    let live = lines(text);
    let shown = by_name(input, &name, &live).or_else(|| by_content(&name, text, &live));
    shown.filter(|_| !unfilled(&live))
}

/// Whether a file is worth looking at: by its name and ending, so that data is passed over.
fn may_show(input: &TextInput<'_>, name: &str) -> bool {
    const ENDINGS: [&str; 10] = [
        "yml", "yaml", "conf", "ini", "service", "sh", "tf", "bicep", "nginx", "template",
    ];
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    input.kind == FileKind::Deployment
        || ENDINGS.contains(&ending)
        || matches!(
            name,
            "app.json"
                | "vercel.json"
                | "now.json"
                | "railway.json"
                | "cdk.json"
                | "dokku.json"
                | "fly.toml"
                | "netlify.toml"
                | "railway.toml"
                | "nixpacks.toml"
                | "samconfig.toml"
                | "wrangler.toml"
                | "zappa_settings.json"
                | "zappa_settings.toml"
                | "captain-definition"
                | "caddyfile"
                | "ansible.cfg"
        )
        || input.path.contains(".ebextensions/")
}

/// The lines that are neither blank nor comments.
fn lines(text: &str) -> Vec<&str> {
    let all = text.lines().map(str::trim);
    all.filter(|line| !line.is_empty() && !line.starts_with(['#', ';']) && !line.starts_with("//"))
        .collect()
}

/// Whether what should be the author's is still the template's: `<your-app>`, `your_project.wsgi`.
fn unfilled(lines: &[&str]) -> bool {
    const MARKS: [&str; 18] = [
        "<your",
        "<app",
        "<project",
        "<name",
        "<domain",
        "<user",
        "your-app",
        "your_app",
        "yourapp",
        "your-project",
        "your_project",
        "yourproject",
        "your-domain",
        "your_domain",
        "yourdomain",
        "path/to/your",
        "path_to_your",
        "{{cookiecutter",
    ];
    lines.iter().any(|line| {
        let lower = line.to_ascii_lowercase().replace("{{ ", "{{");
        MARKS.iter().any(|mark| lower.contains(mark))
    })
}

fn shown(what: &'static str) -> Option<Shown> {
    Some(Shown {
        what,
        starts: Vec::new(),
    })
}

/// Files whose name says what they are; the content must fit.
fn by_name(input: &TextInput<'_>, name: &str, live: &[&str]) -> Option<Shown> {
    let text = input.source.text();
    let any = |marks: &[&str]| {
        live.iter()
            .any(|line| marks.iter().any(|mark| line.contains(mark)))
    };
    let stem = name.split('.').next().unwrap_or(name);
    match name {
        _ if stem == "procfile" => {
            let starts = procfile(text);
            (!starts.is_empty()).then_some(Shown {
                what: "Procfile",
                starts,
            })
        }
        // Expo and others have an app.json, too.
        "app.json"
            if any(&[
                "\"buildpacks\"",
                "\"formation\"",
                "\"addons\"",
                "\"stack\"",
                "\"repository\"",
                "\"env\"",
            ]) && !any(&["\"expo\""]) =>
        {
            shown("app.json of Heroku")
        }
        "fly.toml" if any(&["app", "[http_service]", "[[services]]"]) => shown("fly.toml"),
        "render.yaml" | "render.yml" => keyed(
            text,
            &["services", "databases", "envVarGroups"],
            "render.yaml",
        ),
        "vercel.json" | "now.json"
            if any(&["\"builds\"", "\"rewrites\"", "\"routes\"", "\"functions\""]) =>
        {
            shown("vercel.json")
        }
        "netlify.toml" if any(&["["]) => shown("netlify.toml"),
        "railway.json" | "railway.toml" | "railway.yaml" | "nixpacks.toml"
            if any(&["start", "build", "deploy", "\"$schema\""]) =>
        {
            shown("Railway configuration")
        }
        "app.yaml" | "app.yml" => keyed(
            text,
            &["runtime", "services", "spec", "handlers"],
            "app.yaml",
        ),
        "serverless.yml" | "serverless.yaml" => keyed(text, &["provider"], "serverless.yml"),
        "zappa_settings.json"
        | "zappa_settings.toml"
        | "zappa_settings.py"
        | "zappa_settings.yml" => shown("Zappa settings"),
        "azure.yaml" | "azure.yml" => keyed(text, &["services", "name"], "azure.yaml"),
        "chart.yaml" => keyed(text, &["apiVersion"], "Helm chart"),
        "kustomization.yaml" | "kustomization.yml" | "skaffold.yaml" => {
            shown("Kubernetes configuration")
        }
        "pulumi.yaml" => keyed(text, &["runtime"], "Pulumi project"),
        "cdk.json" if any(&["\"app\""]) => shown("CDK project"),
        "template.yaml" | "template.yml" if any(&["AWS::"]) => shown("CloudFormation template"),
        "captain-definition" => shown("CapRover configuration"),
        "caddyfile" => shown("Caddy configuration"),
        "ansible.cfg" => shown("Ansible configuration"),
        "dokku.json" | "koyeb.yaml" | "apprunner.yaml" | "samconfig.toml"
        | ".platform.app.yaml" | "wrangler.toml" => shown("platform configuration"),
        _ if name.ends_with(".bicep") && any(&["resource ", "module "]) => shown("Bicep"),
        _ if name.ends_with(".tf") && any(&["resource ", "module "]) => shown("Terraform"),
        _ if input.path.to_ascii_lowercase().contains(".ebextensions/") => {
            shown("Elastic Beanstalk configuration")
        }
        _ if stem == "uwsgi" || name.ends_with("uwsgi.ini") => shown("uWSGI configuration"),
        _ if name.starts_with("gunicorn") && !name.ends_with(".md") => {
            shown("Gunicorn configuration")
        }
        _ => None,
    }
}

/// A YAML file one of whose top-level keys holds something.
fn keyed(text: &str, keys: &[&str], what: &'static str) -> Option<Shown> {
    let Some(documents) = yaml::documents(text) else {
        let starts = |line: &str| {
            keys.iter().any(|key| {
                line.strip_prefix(key)
                    .is_some_and(|rest| rest.starts_with(':'))
            })
        };
        return text.lines().any(starts).then_some(Shown {
            what,
            starts: Vec::new(),
        });
    };
    let filled = |node: &Node| {
        keys.iter()
            .any(|key| node.get(key).is_some_and(|value| !value.is_empty()))
    };
    documents.iter().any(filled).then(|| {
        let services = documents
            .iter()
            .filter_map(|node| node.get("services"))
            .flat_map(Node::items);
        let commands = services.filter_map(|service| service.get("startCommand").and_then(joined));
        Shown {
            what,
            starts: commands.collect(),
        }
    })
}

/// Files that their content tells: units, server configuration, manifests of Kubernetes, playbooks, start scripts.
fn by_content(name: &str, text: &str, live: &[&str]) -> Option<Shown> {
    let has = |mark: &str| live.iter().any(|line| line.starts_with(mark));
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    match ending {
        "service" if has("ExecStart") => {
            let starts = (1..).zip(text.lines());
            let starts = starts.filter_map(|(line, text)| {
                Some((line, text.trim().strip_prefix("ExecStart=")?.to_owned()))
            });
            Some(Shown {
                what: "systemd unit",
                starts: starts.collect(),
            })
        }
        "ini" if has("[uwsgi]") => shown("uWSGI configuration"),
        "conf" | "ini" if has("[program:") => shown("supervisor configuration"),
        "conf" | "nginx" | "template" | ""
            if has("server {") || has("server{") || has("upstream ") || has("proxy_pass ") =>
        {
            shown("nginx configuration")
        }
        "conf" if has("WSGIScriptAlias") || has("<VirtualHost") => shown("Apache configuration"),
        "yml" | "yaml" if has("apiVersion:") && has("kind:") => kubernetes(live),
        "yml" | "yaml" if has("- hosts:") || (has("hosts:") && has("tasks:")) => {
            shown("Ansible playbook")
        }
        "sh" if has("gunicorn ")
            || has("exec gunicorn ")
            || has("uwsgi ")
            || has("exec uwsgi ")
            || has("hypercorn ") =>
        {
            shown("script that starts a production server")
        }
        _ => None,
    }
}

fn kubernetes(live: &[&str]) -> Option<Shown> {
    const KINDS: [&str; 10] = [
        "Deployment",
        "StatefulSet",
        "DaemonSet",
        "Pod",
        "CronJob",
        "Job",
        "Service",
        "Ingress",
        "Application",
        "Kustomization",
    ];
    let kinds = live.iter().filter_map(|line| line.strip_prefix("kind:"));
    let known = kinds
        .map(|kind| kind.trim().trim_matches(['"', '\'']))
        .any(|kind| KINDS.contains(&kind));
    if known {
        shown("Kubernetes manifest")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file::Zone;
    use crate::source::Source;
    use std::sync::Arc;

    fn what(path: &str, text: &str) -> Option<&'static str> {
        let path: Arc<str> = Arc::from(path);
        let source = Source::new(text.to_owned());
        read(&TextInput {
            path: &path,
            kind: FileKind::Deployment,
            zone: Zone::Production,
            source: &source,
        })
        .map(|shown| shown.what)
    }

    #[test]
    fn platform_files_are_known_by_name_and_content() {
        assert_eq!(
            what("Procfile", "web: gunicorn shop.wsgi\n"),
            Some("Procfile")
        );
        assert_eq!(
            what("deploy/shop.service", "[Service]\nExecStart=/opt/x\n"),
            Some("systemd unit")
        );
        assert_eq!(
            what("k8s/app.yml", "apiVersion: apps/v1\nkind: Deployment\n"),
            Some("Kubernetes manifest")
        );
        assert_eq!(what("app.json", "{\"expo\": {\"env\": 1}}"), None);
        assert_eq!(
            what("conf/shop.conf", "server {\n  listen 80;\n}\n"),
            Some("nginx configuration")
        );
    }

    #[test]
    fn empty_and_unfilled_files_show_nothing() {
        assert_eq!(what("Procfile", "# web: x\n\n"), None);
        assert_eq!(
            what("Procfile", "web: gunicorn <your-project>.wsgi\n"),
            None
        );
        assert_eq!(what("render.yaml", "services: []\n"), None);
        assert_eq!(what("fly.toml", "app = \"your-app-name\"\n"), None);
    }
}
