//! Tests of secrets in texts.

use super::super::pairs::pairs_of;
use super::*;
use crate::source::Source;

fn pairs(line: &str) -> Vec<(&str, &str)> {
    pairs_of(line, true)
        .into_iter()
        .map(|pair| (pair.name, pair.value))
        .collect()
}

fn lines(path: &str, kind: FileKind, text: &str) -> Vec<u32> {
    let path: Arc<str> = path.into();
    let source = Source::new(text.to_owned());
    let sheet = detect(&TextInput {
        path: &path,
        kind,
        zone: Zone::Production,
        source: &source,
    });
    sheet
        .places
        .iter()
        .map(|place| source.line(place.span.start))
        .collect()
}

#[test]
fn lines_fall_into_pairs() {
    assert_eq!(
        pairs("  - DB_PASSWORD=37x75 # why"),
        [("DB_PASSWORD", "37x75")]
    );
    assert_eq!(
        pairs("  - \"DB_PASSWORD=37x75\""),
        [("DB_PASSWORD", "37x75")]
    );
    assert_eq!(
        pairs("{\"a\":\"b\",\"pw\" : \"c,d\"}"),
        [("a", "b"), ("pw", "c,d")]
    );
    assert_eq!(pairs("password: s3cret"), [("password", "s3cret")]);
    assert!(pairs("password:s3cret").is_empty());
    assert_eq!(
        pairs("sqlalchemy.url = x://y"),
        [("sqlalchemy.url", "x://y")]
    );
    assert!(pairs("if a == 'b' and c != 'd': é='x'").is_empty());
    assert!(pairs("password: *anchor").is_empty());
}

#[test]
fn settings_are_judged_by_pairs() {
    assert_eq!(
        lines(
            "config.json",
            FileKind::Text,
            "{\n\"user\": \"x\",\n\"admin_pass\":\"123@W\"\n}"
        ),
        [3]
    );
    assert_eq!(
        lines(
            "alembic.ini",
            FileKind::Text,
            "sqlalchemy.url = postgresql://shop:k7Lq2@localhost/x"
        ),
        [1]
    );
    assert_eq!(
        lines(
            "docker-compose.yml",
            FileKind::Deployment,
            "- DB_PASSWORD=3775\n- PG_PASSWORD=swordfish\n- X_PASSWORD=${PW}"
        ),
        [1]
    );
    assert_eq!(
        lines(
            "notes.md",
            FileKind::Text,
            "password: 37x75\nDB=postgres://u:k7Lq2@localhost/x"
        ),
        [0_u32; 0]
    );
    assert_eq!(
        lines("pytest.ini", FileKind::Text, "SECRET_KEY=abcdef19k3s56789"),
        [0_u32; 0]
    );
}

#[test]
fn env_files_and_examples() {
    assert_eq!(
        lines(".env", FileKind::EnvFile, "DB_PASSWORD=k7Lq2\nDEBUG=1"),
        [1]
    );
    assert_eq!(
        lines(
            ".env.example",
            FileKind::EnvExample,
            "DB_PASSWORD=password\nAPI_KEY=kT9xQ2mVb7LsZ4nR\nSECRET_KEY=changeme"
        ),
        [2]
    );
    assert_eq!(
        lines(".env.test", FileKind::EnvExample, "DB_PASSWORD=k7Lq2"),
        [0_u32; 0]
    );
}
