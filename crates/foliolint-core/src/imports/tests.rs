//! Imports are resolved as Python would, with doubt in favour of the author.

use super::*;
use crate::file::Zone;
use crate::limits::Limits;
use crate::manifest::{self, Content, ManifestInput};
use crate::purpose::Kind;

/// Modules of a little repository; manifests are those files that are no Python.
pub(crate) fn repository(files: &[(&str, &str)]) -> (Vec<Module>, Manifests, Imports) {
    let mut files = files.to_vec();
    files.sort_unstable();
    let paths: Vec<Arc<str>> = files.iter().map(|(path, _)| Arc::from(*path)).collect();
    let is_python = |path: &str| path.ends_with(".py");
    let modules: Vec<Module> = files
        .iter()
        .filter(|(path, _)| is_python(path))
        .map(|(path, text)| {
            let text = (*text).to_owned();
            let zone = if path.starts_with("tests/") {
                Zone::Test
            } else {
                Zone::Production
            };
            Module::parse(Arc::from(*path), zone, false, text, &Limits::default()).expect("parses")
        })
        .collect();
    let python: Vec<Arc<str>> = paths
        .iter()
        .filter(|path| is_python(path))
        .cloned()
        .collect();
    let inputs: Vec<ManifestInput<'_>> = paths
        .iter()
        .zip(&files)
        .map(|(path, (_, text))| {
            let parsed = modules.iter().find(|module| module.path == *path);
            let content = parsed.map_or(Content::Text(text), Content::Python);
            ManifestInput {
                path,
                content,
                encoding: None,
            }
        })
        .collect();
    let manifests = manifest::read(&inputs, &python);
    let imports = Imports::new(&modules, &manifests, &python);
    (modules, manifests, imports)
}

fn names(files: &[(&str, &str)]) -> Vec<String> {
    let (_, _, imports) = repository(files);
    imports
        .third_party
        .into_iter()
        .map(|each| each.name)
        .collect()
}

fn missing(files: &[(&str, &str)], kind: Kind) -> Vec<String> {
    let (modules, manifests, imports) = repository(files);
    let found = undeclared(&modules, &manifests, &imports, kind);
    found.into_iter().map(|each| each.distribution).collect()
}

#[test]
fn a_local_module_does_not_hide_the_package_of_that_name() {
    let files = [
        ("core/__init__.py", "from .celery import app\n"),
        (
            "core/celery.py",
            "from celery import Celery\napp = Celery()\n",
        ),
        (
            "core/tasks.py",
            "from celery import shared_task\nfrom core.celery import app\n",
        ),
        ("redis/notes.py", "x = 1\n"),
        ("run.py", "import redis\n"),
    ];
    assert_eq!(
        names(&files),
        ["celery.Celery", "celery.shared_task", "redis"]
    );
}

#[test]
fn local_modules_are_found_under_every_root() {
    let files = [
        ("src/app/__init__.py", ""),
        (
            "src/app/views.py",
            "from app.models import A\nfrom helpers_x import h\nimport app.models as m\n",
        ),
        ("src/app/models.py", "class A: pass\n"),
        ("bot/api_client.py", "def get(): pass\n"),
        ("bot/main.py", "from api_client import get\nimport config\n"),
        ("deep/er/helpers_x.py", ""),
        ("tests/test_a.py", "from app import views\n"),
    ];
    assert_eq!(names(&files), Vec::<String>::new());
    let (modules, _, imports) = repository(&files);
    let at = |path: &str| {
        modules
            .iter()
            .position(|module| &*module.path == path)
            .expect(path)
    };
    assert!(
        imports
            .local_targets(at("tests/test_a.py"))
            .contains(&at("src/app/views.py"))
    );
    assert_eq!(
        imports.local_targets(at("bot/main.py")),
        [at("bot/api_client.py")]
    );
    assert!(imports.is_imported(at("src/app/models.py")));
    assert!(!imports.is_imported(at("bot/main.py")));
}

#[test]
fn a_sibling_counts_for_a_known_name_where_it_defines_what_is_imported() {
    let files = [
        ("pkg/__init__.py", ""),
        ("pkg/markdown.py", "def render(): pass\n"),
        ("pkg/a.py", "from markdown import render\n"),
        ("pkg/b.py", "from markdown import Markdown\n"),
    ];
    assert_eq!(names(&files), ["markdown.Markdown"]);
}

#[test]
fn what_is_declared_in_any_costume_is_not_missing() {
    let files = [
        (
            "requirements.txt",
            "PyYAML\nopencv-python-headless==4\nFlask-WTF\n",
        ),
        (
            "a.py",
            "import yaml, cv2, imghdr\nfrom wtforms import Form\nimport requests\nimport Tkinter\n",
        ),
    ];
    assert_eq!(missing(&files, Kind::Script), ["requests"]);
}

#[test]
fn guarded_imports_are_not_missing() {
    let guards = "try:\n    import ujson\nexcept ImportError:\n    import simplejson\nfrom typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import pandas\nimport sys\nif sys.version_info < (3, 11):\n    import tomli\n";
    let files = [
        ("requirements.txt", "flask\n"),
        ("a.py", guards),
        ("b.py", "import ujson\nif x:\n    import requests\n"),
        (
            "manage.py",
            "try:\n    import django\nexcept ImportError as exc:\n    raise ImportError('no') from exc\n",
        ),
        ("locustfile.py", "from locust import task\n"),
    ];
    assert_eq!(missing(&files, Kind::Script), ["django", "requests"]);
}

#[test]
fn a_published_package_declares_by_itself() {
    let project = "[build-system]\nrequires=['hatchling']\n[project]\nname='p'\ndependencies=[]\n[dependency-groups]\ndev=['numpy']\n";
    let files = [
        ("pyproject.toml", project),
        ("requirements.txt", "requests\n"),
        (
            "p/__init__.py",
            "import requests\ndef f():\n    import numpy\n",
        ),
    ];
    assert_eq!(missing(&files, Kind::Library), ["requests"]);
    assert_eq!(missing(&files, Kind::WebApp), Vec::<String>::new());
}

#[test]
fn a_computed_list_accuses_nobody() {
    let script = "from setuptools import setup\nsetup(name='p', install_requires=read())\n";
    let files = [("setup.py", script), ("p/__init__.py", "import requests\n")];
    assert_eq!(missing(&files, Kind::Library), Vec::<String>::new());
    let listed = "from setuptools import setup\nREQ = ['flask>=1']\nsetup(name='p', install_requires=REQ, extras_require={'x': ['requests']})\n";
    let files = [
        ("setup.py", listed),
        ("p/__init__.py", "import requests, flask, numpy\n"),
    ];
    assert_eq!(missing(&files, Kind::Library), ["numpy"]);
}

#[test]
fn two_projects_declare_for_themselves() {
    let files = [
        ("bot/requirements.txt", "aiogram\n"),
        ("bot/main.py", "import aiogram, aiohttp\n"),
        ("web/requirements.txt", "django\n"),
        ("web/app.py", "import django\nimport aiogram\n"),
    ];
    assert_eq!(missing(&files, Kind::WebApp), ["aiogram"]);
}

#[test]
fn a_file_beside_every_project_is_declared_by_any() {
    let files = [
        ("web/src/requirements/base.txt", "Django==4.2\n"),
        ("web/src/settings.py", "import os\n"),
        ("web/blog/models.py", "import django, requests\n"),
    ];
    assert_eq!(missing(&files, Kind::WebApp), ["requests"]);
}

#[test]
fn an_import_that_no_table_knows_may_share_a_word_with_a_distribution() {
    let files = [
        ("requirements.txt", "drf-nightjar\nfastapi-owl2\n"),
        (
            "app.py",
            "import rest_framework_nightjar, fastapi_owl, fastapi_fox\n",
        ),
    ];
    assert_eq!(missing(&files, Kind::WebApp), ["fastapi-fox"]);
}

#[test]
fn a_script_declares_in_its_own_header() {
    let script = "# /// script\n# dependencies = [\"requests\"]\n# ///\nimport requests\n";
    assert_eq!(
        missing(
            &[("a.py", script), ("b.py", "import requests\n")],
            Kind::Script
        ),
        ["requests"]
    );
}
