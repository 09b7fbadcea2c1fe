"""`save`: one answer saved, against a bare view that upserts one row."""

import json

from bench.hall import Hall, laid_out
from bench.measuring import Cost, measure
from bench.running import server

TARGET = 1.5
CANDIDATES, REQUESTS, ROUNDS = 500, 4_000, 3


def run(*, database: str, scale: float) -> dict:
    """Rounds of saves, product and yardstick in turn."""
    candidates = int(CANDIDATES * scale)
    with laid_out(database, candidates, state="open") as (environment, hall):
        return _measured(environment, hall, candidates, database)


def _measured(environment: dict[str, str], hall: Hall, candidates: int, kind: str) -> dict:
    ours, bare = Cost(), Cost()
    with (
        server("app:create_app", environment) as product,
        server("bench.bare:create_app", environment) as yardstick,
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
