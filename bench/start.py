"""`start`: open a sealed attempt of 50 questions and get the paper, against a bare page."""

import urllib.request

from itsdangerous import URLSafeTimedSerializer

from bench.hall import Hall, laid_out
from bench.measuring import Cost, measure
from bench.running import SECRET, server

TARGET = 2.0
CANDIDATES, ROUNDS = 2_000, 3


def run(*, database: str, scale: float) -> dict:
    """Every candidate starts once, in rounds; the paper is fetched right after."""
    candidates = int(CANDIDATES * scale) // (ROUNDS + 1) * (ROUNDS + 1)
    with laid_out(database, candidates, state="ready") as (environment, hall):
        return _measured(environment, hall, candidates, database)


def _measured(environment: dict[str, str], hall: Hall, candidates: int, kind: str) -> dict:
    ours, bare = Cost(), Cost()
    token = URLSafeTimedSerializer(SECRET, salt="wtf-csrf-token").dumps("0" * 40)
    share = candidates // (ROUNDS + 1)
    with server("app:create_app", environment) as product:
        size = _paper_size(product.url, hall, token)
        with server("bench.bare:create_app", {**environment, "BARE_PAGE": str(size)}) as yardstick:
            for number in range(ROUNDS + 1):
                places = range(number * share, (number + 1) * share)
                pages = [
                    ("GET", f"/page/{hall.tokens[at]}", hall.cookies[at], None) for at in places
                ]
                openings = [
                    (
                        "POST",
                        f"/exam/attempts/{hall.tokens[at]}/opening?csrf={at}",
                        hall.cookies[at],
                        None,
                    )
                    for at in places
                ]
                papers = [
                    ("GET", f"/exam/attempts/{hall.tokens[at]}", hall.cookies[at], None)
                    for at in places
                ]
                measure(yardstick, pages, bare if number else Cost())
                _both(product, openings, papers, token, ours if number else Cost(), share)
    measured, beside = ours.figures(), bare.figures()
    return {
        "benchmark": "start",
        "ratio": round(measured["CPU ms a request"] / beside["CPU ms a request"], 3),
        "target": TARGET,
        "measured": {**measured, "bytes of the paper": size},
        "yardstick": {**beside, "bytes of the paper": size},
        "scale": {
            "database": kind,
            "candidates": candidates,
            "rounds": ROUNDS,
            "a request is": "opening and paper",
        },
    }


def _both(product, openings, papers, token: str, cost: Cost, share: int) -> None:
    """Openings and papers are two requests of one start: their costs are added."""
    first, second = Cost(), Cost()
    measure(
        product,
        [(method, path, cookie, f"csrf_token={token}") for method, path, cookie, _ in openings],
        first,
    )
    measure(product, papers, second)
    cost.cpu_ms.append(first.cpu_ms[0] + second.cpu_ms[0])
    cost.a_second.append(1 / (1 / first.a_second[0] + 1 / second.a_second[0]))
    cost.p99_ms.append(max(first.p99_ms[0], second.p99_ms[0]))


def _paper_size(url: str, hall, token: str) -> int:
    path = f"{url}/exam/attempts/{hall.tokens[0]}"
    opening = urllib.request.Request(
        f"{path}/opening", method="POST", headers={"Cookie": hall.cookies[0], "X-CSRFToken": token}
    )
    return len(urllib.request.urlopen(opening).read())
