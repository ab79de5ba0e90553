//! Names of packages and calls that tell what a repository is for.

/// Packages whose import alone makes a web application.
pub(super) const WEB_PROGRAMS: &[&str] = &[
    "chainlit",
    "dash",
    "django",
    "gradio",
    "nicegui",
    "streamlit",
];

/// Resolved names whose call makes an application object or routes.
pub(super) const WEB_CALLS: &[&str] = &[
    "aiohttp.web.Application",
    "bottle.Bottle",
    "bottle.run",
    "dash.Dash",
    "falcon.API",
    "falcon.App",
    "falcon.asgi.App",
    "fastapi.APIRouter",
    "fastapi.FastAPI",
    "flask.Blueprint",
    "flask.Flask",
    "gradio.Blocks",
    "gradio.Interface",
    "litestar.Litestar",
    "quart.Quart",
    "robyn.Robyn",
    "sanic.Sanic",
    "starlette.applications.Starlette",
    "tornado.web.Application",
];

/// Those of [`WEB_CALLS`] that make a part which any application can take up.
pub(super) const PARTS_OF_WEB: &[&str] = &["fastapi.APIRouter", "flask.Blueprint"];

/// Packages for bots; sending one message with them makes none.
pub(super) const BOTS: &[&str] = &[
    "aiogram",
    "discord",
    "disnake",
    "hikari",
    "nextcord",
    "pyrogram",
    "slack_bolt",
    "telebot",
    "telegram",
    "telethon",
    "twitchio",
    "vk_api",
    "vkbottle",
];

/// Last segments of calls and decorators that make a bot listen.
pub(super) const BOT_LISTENS: &[&str] = &[
    "ApplicationBuilder",
    "AsyncTeleBot",
    "Dispatcher",
    "SocketModeHandler",
    "Updater",
    "VkBotLongPoll",
    "VkLongPoll",
    "add_event_handler",
    "add_handler",
    "callback_query",
    "callback_query_handler",
    "command",
    "event",
    "include_router",
    "infinity_polling",
    "message",
    "message_handler",
    "on_message",
    "polling",
    "register_message_handler",
    "run_polling",
    "run_until_disconnected",
    "slash_command",
    "start_polling",
];

/// Packages whose import makes a desktop program.
pub const DESKTOP: &[&str] = &[
    "PyQt4",
    "PyQt5",
    "PyQt6",
    "PySide2",
    "PySide6",
    "PySimpleGUI",
    "Tkinter",
    "customtkinter",
    "dearpygui",
    "eel",
    "flet",
    "kivy",
    "kivymd",
    "tkinter",
    "toga",
    "ttkbootstrap",
    "webview",
    "wx",
];

/// Packages whose import makes a game.
pub const GAMES: &[&str] = &[
    "arcade", "cocos", "panda3d", "pgzero", "pgzrun", "pygame", "pyglet", "pyxel", "raylib",
    "turtle", "ursina",
];

/// Packages of command lines.
pub const COMMAND_LINES: &[&str] = &[
    "InquirerPy",
    "PyInquirer",
    "argparse",
    "cleo",
    "click",
    "docopt",
    "fire",
    "inquirer",
    "optparse",
    "prompt_toolkit",
    "questionary",
    "textual",
    "typer",
];

/// Packages of data work.
pub(super) const DATA: &[&str] = &[
    "keras",
    "lightgbm",
    "matplotlib",
    "numpy",
    "pandas",
    "polars",
    "pyspark",
    "scipy",
    "seaborn",
    "sklearn",
    "statsmodels",
    "tensorflow",
    "torch",
    "transformers",
    "xgboost",
];

/// Queues whose workers are services.
pub(super) const QUEUES: &[&str] = &["arq", "celery", "dramatiq", "faust", "huey", "nameko", "rq"];

/// Names whose call makes something that serves or consumes, by their end.
pub(super) const SERVES: &[&str] = &[
    "basic_consume",
    "grpc.aio.server",
    "grpc.server",
    "serve_forever",
    "start_consuming",
    "start_server",
];

/// Frameworks by the top-level name of their import, with their distribution.
pub(super) const FRAMEWORKS: &[(&str, &str)] = &[
    ("aiogram", "aiogram"),
    ("aiohttp", "aiohttp"),
    ("arcade", "arcade"),
    ("bottle", "bottle"),
    ("celery", "celery"),
    ("channels", "channels"),
    ("click", "click"),
    ("dash", "dash"),
    ("discord", "discord-py"),
    ("django", "django"),
    ("dramatiq", "dramatiq"),
    ("falcon", "falcon"),
    ("fastapi", "fastapi"),
    ("flask", "flask"),
    ("flask_restful", "flask-restful"),
    ("flask_restx", "flask-restx"),
    ("flask_sqlalchemy", "flask-sqlalchemy"),
    ("gradio", "gradio"),
    ("grpc", "grpcio"),
    ("huey", "huey"),
    ("kivy", "kivy"),
    ("litestar", "litestar"),
    ("peewee", "peewee"),
    ("pygame", "pygame"),
    ("pyrogram", "pyrogram"),
    ("quart", "quart"),
    ("rest_framework", "djangorestframework"),
    ("rq", "rq"),
    ("sanic", "sanic"),
    ("scrapy", "scrapy"),
    ("selenium", "selenium"),
    ("slack_bolt", "slack-bolt"),
    ("sqlalchemy", "sqlalchemy"),
    ("sqlmodel", "sqlmodel"),
    ("starlette", "starlette"),
    ("streamlit", "streamlit"),
    ("telebot", "pytelegrambotapi"),
    ("telegram", "python-telegram-bot"),
    ("telethon", "telethon"),
    ("tornado", "tornado"),
    ("typer", "typer"),
];
