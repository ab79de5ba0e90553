//! Which project each manifest speaks for.

use super::*;

fn manifests(files: &[(&str, &str)], production: &[&str]) -> Manifests {
    let paths: Vec<Arc<str>> = files.iter().map(|(path, _)| Arc::from(*path)).collect();
    let inputs: Vec<_> = paths
        .iter()
        .zip(files)
        .map(|(path, (_, text))| ManifestInput {
            path,
            content: Content::Text(text),
            encoding: None,
        })
        .collect();
    let production: Vec<Arc<str>> = production.iter().map(|path| Arc::from(*path)).collect();
    read(&inputs, &production)
}

#[test]
fn a_file_belongs_to_the_nearest_project() {
    let found = manifests(
        &[
            ("bot/requirements.txt", "aiogram==3\n"),
            ("web/requirements/base.txt", "django==4\n"),
            ("requirements.txt", "six\n"),
        ],
        &["bot/main.py", "web/app/views.py"],
    );
    assert_eq!(found.root_of("bot/handlers/x.py"), "bot");
    assert_eq!(found.root_of("web/app/views.py"), "web");
    assert_eq!(found.root_of("tools/x.py"), "");
    assert!(found.declares("web", "django") && found.declares("web", "six"));
    assert!(!found.declares("web", "aiogram") && !found.declares("", "django"));
}

#[test]
fn an_included_file_speaks_for_the_one_that_includes_it() {
    let found = manifests(
        &[
            ("Dockerfile", "RUN pip install -r /deps.txt\n"),
            ("deps.txt", "-r app/more.txt\nflask\n"),
            ("app/requirements.txt", "-r requirements.txt\nredis\n"),
        ],
        &["app/main.py"],
    );
    assert!(found.declares("", "flask") && found.declares("app", "redis"));
    assert!(!found.declares("", "redis"));
}

#[test]
fn a_lock_declares_only_where_nothing_else_does() {
    let lock = "[[package]]\nname = \"idna\"\n";
    let both = [
        ("uv.lock", lock),
        (
            "pyproject.toml",
            "[project]\nname='a'\ndependencies=['httpx']\n",
        ),
    ];
    assert!(!manifests(&both, &[]).declares("", "idna"));
    assert!(manifests(&both[..1], &[]).declares("", "idna"));
}

#[test]
fn requested_files_are_named_for_the_loader() {
    let path: Arc<str> = Arc::from("README.md");
    let text = "pip install -r install/pip.txt\n";
    let input = ManifestInput {
        path: &path,
        content: Content::Text(text),
        encoding: None,
    };
    assert_eq!(requested_files(&[input]), ["install/pip.txt", "pip.txt"]);
}
