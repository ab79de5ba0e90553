//! Each kind from the smallest repository that shows it.

use super::*;
use crate::imports::tests::repository;

fn kind_of(files: &[(&str, &str)]) -> Kind {
    let (modules, manifests, imports) = repository(files);
    kind(&modules, &imports, &manifests)
}

const PACKAGE: &str = "[build-system]\nrequires=['hatchling']\n[project]\nname='p'\n";

#[test]
fn web_applications() {
    let app = "from flask import Flask\napp = Flask(__name__)\n";
    assert_eq!(kind_of(&[("app.py", app)]), Kind::WebApp);
    let packaged = [
        ("pyproject.toml", PACKAGE),
        ("p/__init__.py", ""),
        ("p/main.py", app),
    ];
    assert_eq!(kind_of(&packaged), Kind::WebApp);
    assert_eq!(
        kind_of(&[("ui.py", "import streamlit as st\nst.title('x')\n")]),
        Kind::WebApp
    );
    let django = "from django.db import models\n";
    assert_eq!(
        kind_of(&[("manage.py", "import django\n"), ("a/models.py", django)]),
        Kind::WebApp
    );
    let reusable = [
        ("pyproject.toml", PACKAGE),
        ("p/__init__.py", ""),
        ("p/models.py", django),
    ];
    assert_eq!(kind_of(&reusable), Kind::Library);
}

#[test]
fn what_is_published_for_others_is_a_library() {
    let classified = format!("{PACKAGE}classifiers=['Framework :: Django']\n");
    let private = format!("{PACKAGE}classifiers=['Private :: Do Not Upload']\n");
    let django = |manifest| {
        kind_of(&[
            ("pyproject.toml", manifest),
            ("p/__init__.py", ""),
            ("p/urls.py", "import django\nurlpatterns = []\n"),
            ("sandbox/settings.py", "INSTALLED_APPS = ['p']\n"),
        ])
    };
    assert_eq!(django(&classified), Kind::Library);
    assert_eq!(django(PACKAGE), Kind::WebApp);
    assert_eq!(django(&private), Kind::WebApp);
    let fastapi = |name: &str| {
        let routes = format!("import fastapi\ndef routes():\n    return fastapi.{name}()\n");
        kind_of(&[
            ("pyproject.toml", &classified),
            ("p/__init__.py", ""),
            ("p/routes.py", &routes),
        ])
    };
    assert_eq!(fastapi("APIRouter"), Kind::Library);
    assert_eq!(fastapi("FastAPI"), Kind::WebApp);
}

#[test]
fn an_application_that_an_object_keeps_makes_no_program_of_a_published_package() {
    let classified = format!("{PACKAGE}classifiers=['Topic :: Internet']\n");
    let listener = |manifest: &str, body: &str| {
        let text = format!("from fastapi import FastAPI\n{body}\n");
        kind_of(&[
            ("pyproject.toml", manifest),
            ("p/__init__.py", ""),
            ("p/ext/listener.py", &text),
        ])
    };
    let kept = "class Listener:\n    def __init__(self):\n        self.app = FastAPI()";
    let made = "def create():\n    app = FastAPI()\n    app.x = 1\n    return app";
    assert_eq!(listener(&classified, kept), Kind::Library);
    assert_eq!(listener(PACKAGE, kept), Kind::WebApp);
    assert_eq!(listener(&classified, made), Kind::WebApp);
    assert_eq!(listener(&classified, "app = FastAPI()"), Kind::WebApp);
}

#[test]
fn a_notification_makes_no_bot() {
    let bot = "import telebot\nbot = telebot.TeleBot('')\n@bot.message_handler()\ndef f(m): pass\nbot.polling()\n";
    assert_eq!(kind_of(&[("bot.py", bot)]), Kind::Bot);
    let sender = "import telegram\ntelegram.Bot('').send_message(1, 'done')\n";
    assert_eq!(kind_of(&[("a.py", sender)]), Kind::Script);
}

#[test]
fn desktop_game_service_data() {
    assert_eq!(
        kind_of(&[("a.py", "import tkinter as tk\ntk.Tk()\n")]),
        Kind::Desktop
    );
    assert_eq!(
        kind_of(&[("a.py", "import pygame\npygame.init()\n")]),
        Kind::Game
    );
    let asks = "def ask():\n    return input('? ')\nwhile True:\n    ask()\n";
    assert_eq!(kind_of(&[("a.py", asks)]), Kind::Game);
    assert_eq!(kind_of(&[("a.py", "x = input('? ')\n")]), Kind::Script);
    assert_eq!(
        kind_of(&[("a.py", "import grpc\ns = grpc.server(None)\n")]),
        Kind::Service
    );
    let data = "import argparse\nimport pandas as pd\npd.read_csv('x')\n";
    assert_eq!(kind_of(&[("a.py", data)]), Kind::Data);
}

#[test]
fn packages_and_command_lines() {
    let code = "def double(x):\n    return 2 * x\n";
    let cli = "import argparse\nargparse.ArgumentParser()\nif __name__ == '__main__':\n    pass\n";
    let package = [
        ("pyproject.toml", PACKAGE),
        ("p/__init__.py", ""),
        ("p/a.py", code),
    ];
    assert_eq!(kind_of(&package), Kind::Library);
    let tool = [
        ("pyproject.toml", PACKAGE),
        ("src/p/__init__.py", ""),
        ("src/p/a.py", cli),
    ];
    assert_eq!(kind_of(&tool), Kind::Cli);
    assert_eq!(kind_of(&[("a.py", cli)]), Kind::Cli);
}

#[test]
fn collections_are_modules_that_stand_alone() {
    let alone: Vec<String> = (0..5).map(|at| format!("day{at}.py")).collect();
    let files: Vec<(&str, &str)> = alone
        .iter()
        .map(|path| (path.as_str(), "print(1)\n"))
        .collect();
    assert_eq!(kind_of(&files), Kind::Collection);
    assert_eq!(kind_of(&files[..4]), Kind::Script);
    let linked: Vec<(&str, &str)> = alone
        .iter()
        .map(|path| (path.as_str(), "import day0\n"))
        .collect();
    assert_eq!(kind_of(&linked), Kind::Script);
}
