"""`soak`: simulated candidates sit an exam; no confirmed answer may be lost.

With --kills, servers and database are killed with -9 all the while: then the figures of time say
nothing, and what counts is that every confirmed answer is in the journal and was marked.
"""

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select

from app import create_app
from bench.hall import Hall, laid_out, values_of
from bench.measuring import part
from bench.running import SECRET, Server, killed_again_and_again, server
from core.config import Settings
from core.database import close_connections, db
from exam.actions import closing, sweeping
from exam.models.attempts import Arrival, Attempt
from exam.models.results import Result
from exam.rules.arrivals import COUNTED, value_text
from tests import factories

TARGET_MS = {"postgresql": 250, "sqlite": 1_000}
CANDIDATES = {"postgresql": 2_000, "sqlite": 200}
MINUTES, EVERY_S, THREADS = 10.0, 30.0, 64
FORM_TOKEN = URLSafeTimedSerializer(SECRET, salt="wtf-csrf-token").dumps("0" * 40)


def run(
    *,
    database: str,
    scale: float,
    minutes: float = MINUTES,
    every: float = EVERY_S,
    kills: bool = False,
) -> dict:
    """They start within a tenth of the time, save all along, hand in within the last tenth."""
    candidates = int(CANDIDATES[database] * scale)
    with laid_out(database, candidates, state="ready") as (environment, hall):
        servers = {**environment, "WORKER": "thread"}
        with server("app:create_app", servers, workers=2) as product:
            found = _sat(product, hall, minutes * 60, every, kills=kills)
        lost = _lost(environment, found["confirmed"])
    return _figures(found, lost, database, candidates, minutes, every)


def _sat(
    product: Server, hall: Hall, seconds: float, every: float, *, kills: bool
) -> dict[str, Any]:
    plan = {
        "address": product.url,
        "sitters": [
            {
                "token": token,
                "cookie": hall.cookies[at],
                "values": values_of(at),
                "form_token": FORM_TOKEN,
            }
            for at, token in enumerate(hall.tokens)
        ],
        "seconds": seconds * 0.9,
        "every": every,
        "threads": THREADS,
        "burst": seconds * 0.1,
    }
    over = threading.Event()
    killer = threading.Thread(target=killed_again_and_again, args=(product, over))
    if kills:
        killer.start()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "bench.sitting"],
            input=json.dumps(plan),
            capture_output=True,
            text=True,
            check=True,
        )
    finally:
        over.set()
        if kills:
            killer.join()
    return json.loads(done.stdout)


def _lost(environment: dict[str, str], confirmed: dict[str, list]) -> dict[str, int]:
    """How many confirmed answers are not in the journal, and how many were not marked."""
    app = create_app(
        Settings(
            place="testing",
            database_url=environment["DATABASE_URL"],
            secret_key=SECRET,
            receipt_key=SECRET,
            instance=Path(environment["INSTANCE"]),
        )
    )
    with app.app_context():
        factories.move_clock(db.session(), 48 * 3600 * 1000)
        sweeping.close_due()
        closing.close_ended()
        ids = dict(db.session.execute(select(Attempt.token, Attempt.id)).all())
        kept = {
            tuple(row)
            for row in db.session.execute(
                select(Arrival.attempt_id, Arrival.slot, Arrival.seq, Arrival.value).where(
                    Arrival.standing.in_(COUNTED)
                )
            )
        }
        marks = dict(db.session.execute(select(Result.attempt_id, Result.marks)).all())
        close_connections()
    answers = [
        (ids[token], slot, seq, value_text(value))
        for token, rows in confirmed.items()
        for slot, seq, value in rows
    ]
    return {
        "confirmed": len(answers),
        "not in the journal": sum(answer not in kept for answer in answers),
        "not marked": sum(marks[answer[0]][answer[1] - 1] is None for answer in answers),
    }


def _figures(
    found: dict[str, Any],
    lost: dict[str, int],
    database: str,
    candidates: int,
    minutes: float,
    every: float,
) -> dict:
    p99 = {
        f"{step} p99 ms": round(part(took, 0.99)) for step, took in found["milliseconds"].items()
    }
    target = TARGET_MS[database]
    return {
        "benchmark": "soak",
        "ratio": round(p99.get("answers p99 ms", 0) / target, 3),
        "target": 1.0,
        "measured": {
            **lost,
            **p99,
            "statuses": " ".join(f"{key}:{n}" for key, n in sorted(found["statuses"].items())),
            "refused": len(found["problems"]),
        },
        "yardstick": {"answers p99 ms": target, "not in the journal": 0, "not marked": 0},
        "scale": {
            "database": database,
            "candidates": candidates,
            "minutes": minutes,
            "a save each, s": every,
        },
    }
