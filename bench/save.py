"""`save`: one answer saved, against a bare view that upserts one row."""

import json
import tempfile
from pathlib import Path

from sqlalchemy import create_engine, text

from app import create_app
from bench import running
from bench.hall import filled
from bench.measuring import Cost, measure
from bench.running import SECRET, server
from core.config import Settings
from core.database import close_connections

TARGET = 1.5
CANDIDATES, REQUESTS, ROUNDS = 500, 4_000, 3
BARE_TABLE = "CREATE TABLE bare (attempt text, slot int, value text, PRIMARY KEY (attempt, slot))"


def run(*, database: str, scale: float) -> dict:
    """Rounds of saves, product and yardstick in turn."""
    candidates = int(CANDIDATES * scale)
    with tempfile.TemporaryDirectory() as folder, running.database(database, Path(folder)) as url:
        app = create_app(
            Settings(
                place="testing",
                database_url=url,
                secret_key=SECRET,
                receipt_key=SECRET,
                instance=Path(folder),
            )
        )
        hall = filled(app, candidates, state="open")
        with app.app_context():
            close_connections()
        prepare_bare(url)
        return _measured(url, Path(folder), hall, candidates, database)


def prepare_bare(url: str) -> None:
    """The yardstick's own table."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(BARE_TABLE))
    engine.dispose()


def _measured(url: str, folder: Path, hall, candidates: int, kind: str) -> dict:
    ours, bare = Cost(), Cost()
    environment = {
        "DATABASE_URL": url,
        "SECRET_KEY": SECRET,
        "RECEIPT_KEY": SECRET,
        "INSTANCE": str(folder),
    }
    with (
        server("app:create_app", 8123, environment) as product,
        server("bench.bare:create_app", 8124, {"BARE_DATABASE": url}) as yardstick,
    ):
        for round_number in range(ROUNDS + 1):
            saves = [_save(hall, at, round_number) for at in range(REQUESTS)]
            upserts = [
                (
                    "PUT",
                    f"/save/{hall.tokens[at % candidates]}",
                    hall.cookies[at % candidates],
                    saves[at][3],
                )
                for at in range(REQUESTS)
            ]
            measure(yardstick, upserts, bare if round_number else Cost())
            measure(product, saves, ours if round_number else Cost())
    measured, beside = ours.figures(), bare.figures()
    return {
        "benchmark": "save",
        "ratio": round(measured["CPU ms a request"] / beside["CPU ms a request"], 3),
        "target": TARGET,
        "measured": measured,
        "yardstick": beside,
        "scale": {
            "database": kind,
            "candidates": candidates,
            "requests": REQUESTS,
            "rounds": ROUNDS,
        },
    }


def _save(hall, at: int, round_number: int):
    place = at % len(hall.tokens)
    answer = {
        "slot": at % 50 + 1,
        "seq": round_number * REQUESTS + at,
        "typed_under": 1,
        "value": "b",
        "at": "2026-11-23T10:00:00.000Z",
    }
    body = json.dumps({"lease": 1, "answers": [answer]})
    return ("PUT", f"/exam/attempts/{hall.tokens[place]}/answers", hall.cookies[place], body)
