"""The yardstick: a bare Flask application whose view upserts one row with the plain driver."""

import os
import sqlite3
import threading

import psycopg
from flask import Flask, Response, request

local = threading.local()
PAGE = b"x" * int(os.environ.get("BARE_PAGE", "0"))
PLACE = {"postgresql": "%s", "sqlite": "?"}


def connection():
    """This thread's connection, which commits each statement."""
    if not hasattr(local, "connection"):
        url = os.environ["BARE_DATABASE"]
        if url.startswith("sqlite"):
            local.connection = sqlite3.connect(
                url.removeprefix("sqlite:///"), isolation_level=None, timeout=15
            )
            local.connection.execute("PRAGMA journal_mode = WAL")
            local.connection.execute("PRAGMA synchronous = FULL")
        else:
            local.connection = psycopg.connect(url.replace("+psycopg", ""), autocommit=True)
    return local.connection


def upsert(attempt: str, slot: int, value: str) -> None:
    mark = "?" if os.environ["BARE_DATABASE"].startswith("sqlite") else "%s"
    connection().execute(
        f"INSERT INTO bare (attempt, slot, value) VALUES ({mark}, {mark}, {mark}) "
        "ON CONFLICT (attempt, slot) DO UPDATE SET value = excluded.value",
        (attempt, slot, value),
    )


def create_app() -> Flask:
    app = Flask(__name__)

    @app.put("/save/<attempt>")
    def save(attempt: str):
        answer = request.get_json()["answers"][0]
        upsert(attempt, answer["slot"], str(answer["value"]))
        return {"saved": [answer["seq"]]}

    @app.get("/page/<attempt>")
    def page(attempt: str):
        upsert(attempt, 0, "opened")
        return Response(PAGE, content_type="text/html; charset=utf-8")

    return app
