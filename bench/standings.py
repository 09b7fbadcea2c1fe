"""`standings`: top 100 and one's own rank, and a new score's way there, against Redis.

Redis is a real redis-server, started for this run on a socket of its own: Debian's package
redis-server, or REDIS_SERVER names the program. What is compared is what each answers with: the
board its rows with name, unit and points by round, Redis members and scores.
"""

import os
import random
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from threading import RLock

import redis

from competitions.board import BoardView
from competitions.queries.entries import Label
from competitions.queries.ladder import Ladder
from competitions.rules.definition import read_definition
from competitions.rules.phases import BoardPhase
from competitions.rules.standings import CORRECTION, SCORE, ScoreLine

TARGET = 2.0
SIZES = (10_000, 100_000, 1_000_000)
TRIES = 400
SHOWN = ("entries", "read ratio", "move ratio", "measured", "yardstick")
KEY = "board"
DEFINITION = {
    "series": "bench",
    "version": 1,
    "title": {"zh": "竞赛", "en": "Contest"},
    "tie_breaks": ["time"],
    "rounds": [
        {"code": "theory", "kind": "quiz", "weight": 100, "title": {"zh": "理论", "en": "Theory"}}
    ],
}


def run(*, database: str, scale: float) -> dict:
    """Three sizes; the ratio is the worst of reading and moving at the largest."""
    del database
    with redis_server() as client:
        sizes = [_at(client, int(size * scale)) for size in SIZES]
    largest = sizes[-1]
    return {
        "benchmark": "standings",
        "ratio": max(largest["read ratio"], largest["move ratio"]),
        "target": TARGET,
        "measured": largest["measured"],
        "yardstick": largest["yardstick"],
        "scale": {
            "entries": largest["entries"],
            "smaller": [{name: each[name] for name in SHOWN} for each in sizes[:-1]],
        },
    }


@contextmanager
def redis_server() -> Iterator[redis.Redis]:
    program = os.environ.get("REDIS_SERVER") or shutil.which("redis-server")
    if program is None:
        raise SystemExit(
            "standings needs redis-server as its yardstick: apt-get install redis-server, or "
            "REDIS_SERVER=/path/to/redis-server"
        )
    with tempfile.TemporaryDirectory(prefix="bench-redis-") as folder:
        socket = str(Path(folder) / "redis.sock")
        options = ("--port", "0", "--unixsocket", socket, "--save", "", "--dir", folder)
        server = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL)
        try:
            client = redis.Redis(unix_socket_path=socket)
            _await(client)
            yield client
        finally:
            server.terminate()
            server.wait(20)


def _await(client: redis.Redis) -> None:
    for _ in range(100):
        try:
            client.ping()
        except redis.ConnectionError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("redis-server does not answer")


class Shelf:
    """Stands where a process keeps its board: filled from memory, read as pages read it."""

    def __init__(self, entries: int, chance: random.Random) -> None:
        self.lock, self.competition_id = RLock(), 1
        self.tag, self.phase = "", BoardPhase.LIVE
        self.definition = read_definition(DEFINITION)
        self.ladder = Ladder(self.definition)
        self.labels = {
            entry: Label(entry, entry, "", f"name {entry}", "unit", "unit")
            for entry in range(1, entries + 1)
        }
        self.lines = [_line(entry, entry, chance) for entry in range(1, entries + 1)]
        self.ladder.fill(range(1, entries + 1), self.lines)


def _line(number: int, entry: int, chance: random.Random, replaces: int | None = None) -> ScoreLine:
    return ScoreLine(
        number=number,
        kind=CORRECTION if replaces else SCORE,
        entry_id=entry,
        round="theory",
        points=Decimal(chance.randrange(100_001)).scaleb(-3),
        full=Decimal(100),
        used_ms=chance.randrange(3_600_000),
        replaces=replaces,
    )


def _at(client: redis.Redis, entries: int) -> dict:
    chance = random.Random(entries)
    began = time.process_time()
    shelf = Shelf(entries, chance)
    loading = time.process_time() - began
    _fill(client, shelf.lines)
    view = BoardView(shelf)
    own = [chance.randrange(1, entries + 1) for _ in range(TRIES)]
    moves = [
        _line(entries + place, entry, chance, replaces=entry)
        for place, entry in enumerate(chance.sample(range(1, entries + 1), TRIES), start=1)
    ]
    read, beside = _in_turn(
        [lambda entry=entry: _read(view, entry) for entry in own],
        [lambda entry=entry: _redis_read(client, entry) for entry in own],
    )
    move, beside_move = _in_turn(
        [lambda line=line: _move(shelf, view, line) for line in moves],
        [lambda line=line: _redis_move(client, line) for line in moves],
    )
    return {
        "entries": entries,
        "read ratio": round(read / beside, 3),
        "move ratio": round(move / beside_move, 3),
        "measured": {
            "top 100 and own rank, us": round(read),
            "a new score, then both, us": round(move),
            "loading, CPU s": round(loading, 1),
        },
        "yardstick": {
            "top 100 and own rank, us": round(beside),
            "a new score, then both, us": round(beside_move),
        },
    }


def _fill(client: redis.Redis, lines: list[ScoreLine]) -> None:
    client.delete(KEY)
    for start in range(0, len(lines), 10_000):
        chunk = lines[start : start + 10_000]
        client.zadd(KEY, {str(line.entry_id): float(line.points) for line in chunk})


def _read(view: BoardView, entry: int) -> None:
    rows, own = view.rows(0, 100), view.row_of(entry)
    if len(rows) != 100 or own.place.rank is None:
        raise RuntimeError("the board does not answer")


def _redis_read(client: redis.Redis, entry: int) -> None:
    rows, own = client.zrevrange(KEY, 0, 99, withscores=True), client.zrevrank(KEY, str(entry))
    if len(rows) != 100 or own is None:
        raise RuntimeError("Redis does not answer")


def _move(shelf: Shelf, view: BoardView, line: ScoreLine) -> None:
    with shelf.lock:
        shelf.ladder.show(line)
    _read(view, line.entry_id)


def _redis_move(client: redis.Redis, line: ScoreLine) -> None:
    client.zadd(KEY, {str(line.entry_id): float(line.points)})
    _redis_read(client, line.entry_id)


def _in_turn(ours: list[Callable[[], None]], theirs: list[Callable[[], None]]) -> tuple:
    """Lower quartiles in microseconds; both are asked in turn, to meet the same machine."""
    spent: tuple[list[float], list[float]] = ([], [])
    for pair in zip(ours, theirs, strict=True):
        for act, held in zip(pair, spent, strict=True):
            began = time.perf_counter()
            act()
            held.append((time.perf_counter() - began) * 1e6)
    return tuple(statistics.quantiles(held, n=4)[0] for held in spent)
