"""Databases and servers of a benchmark, and the CPU time they used."""

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from threading import Event

from sqlalchemy import make_url

from tests.postgresql import running_server

TICKS = os.sysconf("SC_CLK_TCK")
SECRET = "a secret for benchmarks alone, longer than thirty-two"


class Server:
    """A running server: its address, and the processes at its root and at its database's."""

    def __init__(
        self, url: str, database: list[int], start: Callable[[], subprocess.Popen[bytes]]
    ) -> None:
        """Start it."""
        self.url, self.database, self._start = url, database, start
        self._process = start()

    @property
    def pid(self) -> int:
        """The process at its root."""
        return self._process.pid

    def stop(self) -> None:
        """End it as an operator does: with SIGTERM; what is under way is finished."""
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self.pid, signal.SIGKILL)
            self._process.wait(20)

    def kill(self) -> None:
        """Kill -9 it, workers and all, and start it anew."""
        os.killpg(self.pid, signal.SIGKILL)
        self._process.wait(20)
        self._process = self._start()
        await_answer(f"{self.url}/sign-in")

    def restart(self) -> None:
        """Stop it gracefully and start it anew."""
        self.stop()
        self._process = self._start()
        await_answer(f"{self.url}/sign-in")


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """The URL of an empty database with default durability."""
    with (
        running_server()
        if kind == "postgresql"
        else nullcontext(f"sqlite:///{folder / 'bench.db'}") as url
    ):
        yield url


@contextmanager
def server(factory: str, environment: dict[str, str], *, workers: int = 1) -> Iterator[Server]:
    """Granian workers of an application, as in production, on a port that nobody has."""
    port = _free_port()
    command = [
        str(Path(sys.executable).parent / "granian"),
        *("--interface", "wsgi", "--factory", factory, "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", "8"),
        *("--no-access-log", "--log-level", "error"),
    ]
    running = Server(
        f"http://127.0.0.1:{port}",
        postmasters(environment["DATABASE_URL"]),
        lambda: subprocess.Popen(command, env={**os.environ, **environment}, process_group=0),
    )
    try:
        await_answer(f"{running.url}/sign-in")
        yield running
    finally:
        running.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def await_answer(url: str) -> None:
    for _ in range(1200):
        try:
            urllib.request.urlopen(url, timeout=2)
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"{url} does not answer")


def cpu_seconds(*roots: int) -> float:
    """User and system time of these processes and all below them, the ended ones included."""
    parents: dict[int, list[int]] = {}
    times: dict[int, tuple[int, int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            pid = int(entry.name)
            parents.setdefault(int(fields[1]), []).append(pid)
            times[pid] = (int(fields[11]) + int(fields[12]), int(fields[13]) + int(fields[14]))
    waiting, total = list(roots), 0
    while waiting:
        pid = waiting.pop()
        if pid in times:
            total += sum(times[pid])
        waiting += parents.get(pid, [])
    return total / TICKS


def below(root: int) -> list[int]:
    """The processes right below this one."""
    children = Path(f"/proc/{root}/task/{root}/children")
    return [int(pid) for pid in children.read_text().split()] if children.exists() else []


def killed_again_and_again(product: Server, over: Event, *, every: float = 6.0) -> int:
    """Kill -9 the server or a process of PostgreSQL in turn, until it is over; how often."""
    chance, kills = random.Random(), 0
    while not over.wait(every * (0.5 + chance.random())):
        backends = [pid for root in product.database for pid in below(root)]
        if backends and kills % 2:
            with contextlib.suppress(ProcessLookupError):
                os.kill(chance.choice(backends), signal.SIGKILL)
        else:
            product.kill()
        kills += 1
    return kills


def postmasters(url: str) -> list[int]:
    """The root process of the PostgreSQL server behind this address, if it is one of this machine.

    Its data folder tells it from other servers.
    """
    folder = make_url(url).query.get("host")
    found = []
    for entry in Path("/proc").iterdir():
        if folder and entry.name.isdigit():
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if words[0].endswith(b"postgres") and str(folder).encode() in words:
                found.append(int(entry.name))
    return found
