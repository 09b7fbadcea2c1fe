"""`exam`: a whole exam of 50 questions and 60 saves, against as many requests to a bare view."""

import json

from itsdangerous import URLSafeTimedSerializer

from bench.hall import Hall, laid_out
from bench.measuring import Cost, Request, measure
from bench.running import SECRET, server

TARGET, TARGET_CPU_S = 1.5, 0.08
CANDIDATES, ROUNDS, SAVES = 40, 3, 60
REQUESTS = SAVES + 5
FORM_TOKEN = URLSafeTimedSerializer(SECRET, salt="wtf-csrf-token").dumps("0" * 40)


def run(*, database: str, scale: float) -> dict:
    """Each candidate sits once: opening, paper, lease, saves, handing in, result."""
    share = int(CANDIDATES * scale)
    with laid_out(database, share * (ROUNDS + 1), state="ready") as (environment, hall):
        return _measured(environment, hall, share, database)


def _measured(environment: dict[str, str], hall: Hall, share: int, kind: str) -> dict:
    ours, bare, by_step = Cost(), Cost(), {}
    with (
        server("app:create_app", environment) as product,
        server("bench.bare:create_app", environment) as yardstick,
    ):
        for number in range(ROUNDS + 1):
            places = range(number * share, (number + 1) * share)
            upserts = [request for at in places for request in _upserts(hall, at)]
            measure(yardstick, upserts, bare if number else Cost(), units=share)
            spent = {}
            for step, requests in _steps(hall, places).items():
                spent[step] = Cost()
                measure(product, requests, spent[step], units=share)
            if number:
                ours.cpu_ms.append(sum(cost.cpu_ms[0] for cost in spent.values()))
                by_step = {step: cost.cpu_ms[0] for step, cost in spent.items()}
    measured, beside = ours.cpu(), bare.cpu()
    return {
        "benchmark": "exam",
        "ratio": round(measured / beside, 3),
        "target": TARGET,
        "measured": {
            "CPU s an exam": round(measured / 1000, 4),
            **{f"  {step}, ms": round(spent, 2) for step, spent in by_step.items()},
        },
        "yardstick": {"CPU s an exam": round(beside / 1000, 4)},
        "scale": {
            "database": kind,
            "candidates": share,
            "rounds": ROUNDS,
            "requests an exam": REQUESTS,
            "target CPU s": TARGET_CPU_S,
        },
    }


def _upserts(hall: Hall, at: int) -> list[Request]:
    path = f"/save/{hall.tokens[at]}"
    return [("PUT", path, hall.cookies[at], answer(number)) for number in range(REQUESTS)]


def answer(number: int, lease: int = 1) -> str:
    """One answer as the page sends it."""
    given = {
        "slot": number % 50 + 1,
        "seq": number,
        "typed_under": lease,
        "value": "b",
        "at": "2026-11-23T10:00:00.000Z",
    }
    return json.dumps({"lease": lease, "answers": [given]})


def _steps(hall: Hall, places: range) -> dict[str, list[Request]]:
    """The requests of all candidates, step by step: within a step their order does not matter."""

    def each(method: str, path: str, body: str | None) -> list[Request]:
        return [
            (method, f"/exam/attempts/{hall.tokens[at]}{path}", hall.cookies[at], body)
            for at in places
        ]

    form = f"csrf_token={FORM_TOKEN}"
    return {
        "opening": each("POST", "/opening", form),
        "paper": each("GET", "", None),
        "lease": each("POST", "/lease", form),
        "saves": [
            request
            for number in range(SAVES)
            for request in each("PUT", "/answers", answer(number))
        ],
        "submission": each("POST", "/submission", form),
        "result": each("GET", "/result", None),
    }
