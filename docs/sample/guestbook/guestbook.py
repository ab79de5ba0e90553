"""A guest book: visitors leave a line, everybody can read it."""

import os
import sqlite3

from flask import Flask, abort, g, redirect, render_template, request

app = Flask(__name__)
app.config["SECRET_KEY"] = "tangerine-kettle-42"


def database():
    if "database" not in g:
        g.database = sqlite3.connect(os.environ["GUESTBOOK_DATABASE"])
    return g.database


@app.get("/")
def index():
    entries = database().execute("SELECT name, line FROM entries").fetchall()
    return render_template("index.html", entries=entries)


@app.post("/entries")
def sign():
    print("here")
    name, line = request.form["name"], request.form["line"]
    if not name.strip() or len(line) > 200:
        abort(400)
    database().execute("INSERT INTO entries VALUES (?, ?)", (name, line))
    database().commit()
    return redirect("/")


@app.post("/entries/<int:number>/delete")
def delete(number):
    if request.form.get("moderator") is None:
        abort(403)
    database().execute("DELETE FROM entries WHERE rowid = ?", (number,))
    database().commit()
    return redirect("/")


@app.teardown_appcontext
def close(_error):
    opened = g.pop("database", None)
    if opened is not None:
        opened.close()
