"""Candidates who sit: they save, keep what was not confirmed, try again, and hand in.

From another process: reads a plan from standard input as JSON, {"address", "sitters": [{"token",
"cookie", "values"}, …], "seconds", "every", "threads", "burst"}, and writes what was confirmed.
"""

import heapq
import http.client
import itertools
import json
import random
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

FORM = "application/x-www-form-urlencoded"
PATIENCE_S = 0.2


class Away(Exception):
    """The server did not answer, or said that it cannot store anything now."""


@dataclass
class Sitter:
    """One candidate: `values` are for each slot the answers to choose from.

    `confirmed` is every answer that the server acknowledged: (slot, seq, value).
    """

    token: str
    cookie: str
    values: list[list[Any]]
    form_token: str
    lease: int = 0
    seq: int = 0
    waiting: list[dict[str, Any]] = field(default_factory=list)
    confirmed: list[tuple[int, int, Any]] = field(default_factory=list)
    is_done: bool = False

    def answer(self, chance: random.Random) -> None:
        """Write an answer: it waits until it is confirmed."""
        self.seq += 1
        slot = chance.randrange(len(self.values)) + 1
        value = chance.choice(self.values[slot - 1])
        self.waiting.append(
            {"slot": slot, "seq": self.seq, "typed_under": self.lease, "value": value}
        )

    def send(self, line: "Line") -> None:
        """Send what waits; what is confirmed waits no more."""
        body = json.dumps({"lease": self.lease, "answers": self.waiting})
        answer = line.ask("PUT", self, "/answers", body, "application/json")
        confirmed = {each["seq"] for each in json.loads(answer)["saved"]}
        for each in self.waiting:
            if each["seq"] in confirmed:
                self.confirmed.append((each["slot"], each["seq"], each["value"]))
        self.waiting = [each for each in self.waiting if each["seq"] not in confirmed]

    def start(self, line: "Line") -> None:
        """Open, get the paper, take the lease."""
        form = f"csrf_token={self.form_token}"
        line.ask("POST", self, "/opening", form, FORM)
        line.ask("GET", self, "")
        self.lease = json.loads(line.ask("POST", self, "/lease", form, FORM))["lease"]

    def hand_in(self, line: "Line") -> None:
        """Send what still waits, then close."""
        if self.waiting:
            self.send(line)
        line.ask("POST", self, "/submission", f"csrf_token={self.form_token}", FORM)
        self.is_done = True


class Line:
    """One kept connection of one thread."""

    def __init__(self, address: str, hall: "Hall") -> None:
        """Connect when first asked."""
        self.where, self.hall = urlsplit(address), hall
        self.connection: http.client.HTTPConnection | None = None

    def ask(
        self,
        method: str,
        sitter: Sitter,
        path: str,
        body: str | None = None,
        kind: str | None = None,
    ) -> bytes:
        """One request; Away for a lost connection, 503 and 5xx of any kind."""
        headers = {"Cookie": sitter.cookie, "Accept": "application/json" if path else "text/html"}
        if kind:
            headers["Content-Type"] = kind
        begun = time.perf_counter()
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection(
                    self.where.hostname or "", self.where.port, timeout=30
                )
            self.connection.request(method, f"/exam/attempts/{sitter.token}{path}", body, headers)
            answer = self.connection.getresponse()
            read = answer.read()
        except (OSError, http.client.HTTPException) as problem:
            self.close()
            self.hall.note(type(problem).__name__)
            raise Away from problem
        took = (time.perf_counter() - begun) * 1000
        self.hall.note(answer.status, path or "paper", took)
        if answer.status >= 500:
            raise Away
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status} {read[:200]!r}")
        return read

    def close(self) -> None:
        """Hang up."""
        if self.connection is not None:
            self.connection.close()
        self.connection = None


class Hall:
    """Everyone who sits, and what they met."""

    def __init__(self, address: str, sitters: list[Sitter], *, every: float, threads: int) -> None:
        """`every` so many seconds each of them writes an answer."""
        self.address, self.sitters, self.every = address, sitters, every
        self.threads = threads
        self.statuses: Counter[str] = Counter()
        self.milliseconds: dict[str, list[float]] = {}
        self.problems: list[str] = []
        self._lock, self._order, self._last = threading.Lock(), itertools.count(), 0.0
        self._due: list[tuple[float, int, str, Sitter]] = []

    def note(self, status: int | str, path: str = "", took: float | None = None) -> None:
        """Count an answer."""
        with self._lock:
            self.statuses[str(status)] += 1
            if took is not None and status in (200, 303):
                self.milliseconds.setdefault(path.lstrip("/"), []).append(took)

    def sit(self, seconds: float, *, burst: float = 0.0) -> None:
        """Start within the burst, write until the time is over, hand in within a burst again."""
        begun = time.monotonic()
        self._last = begun + seconds
        for sitter in self.sitters:
            self._plan(begun + random.random() * burst, "start", sitter)
        workers = [threading.Thread(target=self._work, args=(burst,)) for _ in range(self.threads)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()

    def end(self) -> None:
        """Let everyone hand in now."""
        self._last = time.monotonic()

    def _plan(self, due: float, what: str, sitter: Sitter) -> None:
        with self._lock:
            heapq.heappush(self._due, (due, next(self._order), what, sitter))

    def _next(self) -> tuple[float, str, Sitter] | None:
        with self._lock:
            if not self._due:
                return None
            due, _, what, sitter = heapq.heappop(self._due)
            return due, what, sitter

    def _work(self, burst: float) -> None:
        line, chance = Line(self.address, self), random.Random()
        while not all(sitter.is_done for sitter in self.sitters):
            found = self._next()
            if found is None:
                time.sleep(0.02)
                continue
            due, what, sitter = found
            time.sleep(max(0.0, due - time.monotonic()))
            try:
                self._do(what, sitter, line, chance, burst)
            except Away:
                wait = PATIENCE_S * (0.5 + chance.random())
                self._plan(time.monotonic() + wait, "again" if what == "answer" else what, sitter)
            except RuntimeError as problem:
                self.problems.append(str(problem))
                sitter.is_done = True
        line.close()

    def _do(
        self, what: str, sitter: Sitter, line: Line, chance: random.Random, burst: float
    ) -> None:
        if what == "hand in":
            sitter.hand_in(line)
            return
        if what == "start":
            sitter.start(line)
        else:
            if what == "answer":
                sitter.answer(chance)
            sitter.send(line)
        due = time.monotonic() + self.every * (0.5 + chance.random())
        if due < self._last:
            self._plan(due, "answer", sitter)
        else:
            self._plan(self._last + chance.random() * burst, "hand in", sitter)


def main() -> None:
    plan = json.load(sys.stdin)
    sitters = [Sitter(**sitter) for sitter in plan["sitters"]]
    hall = Hall(plan["address"], sitters, every=plan["every"], threads=plan["threads"])
    hall.sit(plan["seconds"], burst=plan["burst"])
    found = {
        "confirmed": {sitter.token: sitter.confirmed for sitter in sitters},
        "statuses": hall.statuses,
        "milliseconds": {path: sorted(took) for path, took in hall.milliseconds.items()},
        "problems": hall.problems,
    }
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
