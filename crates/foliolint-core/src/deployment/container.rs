//! Dockerfiles, compose files and Procfiles: what is built, and which commands start the program.

use super::yaml::{self, Node};
use crate::source::Source;

/// Images and folders that are no program of the author's: databases, brokers, proxies' and admin tools.
const SERVICES: [&str; 42] = [
    "postgres",
    "postgis",
    "timescaledb",
    "pgvector",
    "pgbouncer",
    "mysql",
    "mariadb",
    "percona",
    "mongo",
    "redis",
    "valkey",
    "keydb",
    "memcached",
    "rabbitmq",
    "kafka",
    "zookeeper",
    "redpanda",
    "nats",
    "elasticsearch",
    "opensearch",
    "kibana",
    "logstash",
    "solr",
    "neo4j",
    "cassandra",
    "clickhouse",
    "influxdb",
    "couchdb",
    "minio",
    "localstack",
    "mailhog",
    "mailpit",
    "maildev",
    "pgadmin",
    "pgadmin4",
    "adminer",
    "phpmyadmin",
    "mongo-express",
    "redis-commander",
    "redisinsight",
    "cockroach",
    "mssql",
];

/// One instruction of a Dockerfile.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Instruction {
    /// The line (from 1) it starts on.
    pub line: u32,
    /// Its word, upper case: `RUN`, `CMD` ...
    pub word: String,
    /// The rest, continuation lines joined by a blank; the JSON form of commands as words.
    pub text: String,
}

/// The instructions of a Dockerfile, in order.
#[must_use]
pub(super) fn instructions(text: &str) -> Vec<Instruction> {
    let mut out: Vec<Instruction> = Vec::new();
    let mut goes_on = false;
    for (line, raw) in (1..).zip(text.lines()) {
        let trimmed = raw.trim();
        if trimmed.is_empty() || trimmed.starts_with('#') {
            continue;
        }
        let body = trimmed.trim_end_matches('\\').trim_end();
        if goes_on {
            if let Some(last) = out.last_mut() {
                last.text.push(' ');
                last.text.push_str(body);
            }
        } else {
            let (word, rest) = body.split_once(char::is_whitespace).unwrap_or((body, ""));
            out.push(Instruction {
                line,
                word: word.to_ascii_uppercase(),
                text: rest.trim().to_owned(),
            });
        }
        goes_on = trimmed.ends_with('\\');
    }
    for instruction in &mut out {
        if matches!(instruction.word.as_str(), "CMD" | "ENTRYPOINT" | "RUN") {
            instruction.text = words(&instruction.text);
        }
    }
    out
}

/// `["python", "app.py"]` as `python app.py`; other text as it is.
fn words(text: &str) -> String {
    match text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    {
        Some(list) => list
            .split(',')
            .map(|word| word.trim().trim_matches(['"', '\'']))
            .collect::<Vec<_>>()
            .join(" "),
        None => text.to_owned(),
    }
}

/// Whether a Dockerfile at `path` builds something of the author's: it starts from an image that is filled in and no
/// mere database, nor one of its author's own making in a folder for it.
pub(super) fn builds_program(path: &str, instructions: &[Instruction]) -> bool {
    let folder = path.rsplit('/').nth(1).unwrap_or_default();
    let is_beside = is_service(folder) || matches!(folder, "db" | "database" | "sql" | "cache");
    let is_own_service =
        |image: &str| is_beside && image.split(['/', ':', '-', '_']).any(is_service);
    let images = instructions
        .iter()
        .filter(|instruction| instruction.word == "FROM");
    images.clone().next_back().is_some_and(|from| {
        let image = from
            .text
            .split_whitespace()
            .find(|word| !word.starts_with("--"))
            .unwrap_or_default();
        !image.is_empty() && !image.starts_with('<') && !is_service(image) && !is_own_service(image)
    }) && images.count() < instructions.len()
}

/// Whether an image is a database, broker or admin tool.
fn is_service(image: &str) -> bool {
    let name = image.split(['@']).next().unwrap_or(image);
    let name = name.rsplit('/').next().unwrap_or(name);
    let name = name.split(':').next().unwrap_or(name).to_ascii_lowercase();
    let first = name.split(['-', '_']).next().unwrap_or(&name);
    SERVICES.contains(&name.as_str()) || SERVICES.contains(&first)
}

/// A command that starts a program, and the line (from 1) it stands on.
pub(super) type Command = (u32, String);

/// What a compose file shows: the line of the first service that is the author's program, and the commands that start services.
pub(super) fn compose(source: &Source) -> (Option<u32>, Vec<Command>) {
    let Some(documents) = yaml::documents(source.text()) else {
        let built = (1..)
            .zip(source.text().lines())
            .find(|(_, line)| line.trim_start().starts_with("build:"));
        return (built.map(|(line, _)| line), Vec::new());
    };
    let mut program = None;
    let mut commands = Vec::new();
    for document in &documents {
        // Version 1 of the format has the services at the top.
        let services = document.get("services").unwrap_or(document);
        for (name, service) in services.entries() {
            if is_program(name, service) {
                program = program.or(Some(service.line));
            }
            for key in ["entrypoint", "command"] {
                commands.extend(service.get(key).and_then(joined));
            }
        }
    }
    (program, commands)
}

/// What the services of a compose file name as `env_file`, with the lines.
pub(super) fn env_files(source: &Source) -> Vec<(u32, String)> {
    let documents = yaml::documents(source.text()).unwrap_or_default();
    let services = documents
        .iter()
        .filter_map(|document| document.get("services"))
        .flat_map(|services| services.entries());
    let named = services.filter_map(|(_, service)| service.get("env_file"));
    named
        .flat_map(|node| {
            // The long form: a list of `path:` and `required:`.
            let paths = node.items().iter().filter_map(|item| item.get("path"));
            let long: Vec<_> = paths
                .filter_map(|path| Some((path.line, path.text()?)))
                .collect();
            node.scalars().into_iter().chain(long)
        })
        .map(|(line, text)| (line, text.to_owned()))
        .collect()
}

fn is_program(name: &str, service: &Node) -> bool {
    if service.get("<<").is_some() || service.get("extends").is_some() {
        return true;
    }
    if let Some(build) = service.get("build") {
        // `docker/db` with a Dockerfile of a database is a database all the same.
        let place = build
            .text()
            .or_else(|| build.get("dockerfile").and_then(Node::text))
            .unwrap_or_default();
        return !is_service(name) || !place.split(['/', '.']).any(is_service);
    }
    service
        .get("image")
        .and_then(Node::text)
        .is_some_and(|image| {
            let proxy = [
                "nginx",
                "traefik",
                "caddy",
                "certbot",
                "haproxy",
                "prometheus",
                "grafana",
                "node",
                "flower",
            ];
            let base = image.split([':', '@']).next().unwrap_or(image);
            !is_service(image) && !proxy.contains(&base.rsplit('/').next().unwrap_or(base))
        })
}

/// A command given as text or as a list of words.
pub(super) fn joined(node: &Node) -> Option<Command> {
    let parts = node.scalars();
    let text = parts
        .iter()
        .map(|&(_, part)| part)
        .collect::<Vec<_>>()
        .join(" ");
    (!text.trim().is_empty()).then_some((node.line, text))
}

/// The processes of a Procfile: `web: gunicorn app:app`.
pub(super) fn procfile(text: &str) -> Vec<Command> {
    let lines = (1..).zip(text.lines());
    lines
        .filter_map(|(line, text)| {
            let (name, command) = text.trim().split_once(':')?;
            let plain = name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
            (plain && !name.is_empty() && !command.trim().is_empty())
                .then(|| (line, command.trim().to_owned()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dockerfile_is_read_with_continuations() {
        let all = instructions(
            "# x\nFROM python:3.12 AS base\nRUN pip install \\\n  # why\n  flask\nCMD [\"python\", \"app.py\"]\n",
        );
        let short: Vec<_> = all
            .iter()
            .map(|one| (one.line, one.word.as_str(), one.text.as_str()))
            .collect();
        assert_eq!(
            short,
            [
                (2, "FROM", "python:3.12 AS base"),
                (3, "RUN", "pip install flask"),
                (6, "CMD", "python app.py")
            ]
        );
        assert!(builds_program("db/Dockerfile", &all));
        let database = instructions("FROM postgres:14\nCOPY a /docker-entrypoint-initdb.d/\n");
        assert!(!builds_program("Dockerfile", &database));
        assert!(!builds_program("Dockerfile", &instructions("")));
        let own = instructions("FROM acme/testdb_postgres:16\nCMD postgres\n");
        assert!(!builds_program("config/postgres/dockerfile", &own));
        assert!(builds_program("app/Dockerfile", &own));
    }

    #[test]
    fn compose_with_a_database_alone_is_no_program() {
        let read = |text: &str| compose(&Source::new(text.to_owned()));
        assert_eq!(
            read("services:\n  db:\n    image: postgres:16\n  cache:\n    image: bitnami/redis\n")
                .0,
            None
        );
        let (program, commands) =
            read("services:\n  web:\n    build: .\n    command: python app.py\n");
        assert_eq!(
            (program, commands),
            (Some(3), vec![(4, "python app.py".to_owned())])
        );
    }

    #[test]
    fn a_procfile_names_processes() {
        assert_eq!(
            procfile("web: gunicorn shop.wsgi\n# x\n\n"),
            [(1, "gunicorn shop.wsgi".to_owned())]
        );
    }
}
