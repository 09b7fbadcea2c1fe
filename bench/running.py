"""Databases and servers of a benchmark, and the CPU time they used."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from tests.postgresql import running_server

TICKS = os.sysconf("SC_CLK_TCK")
SECRET = "a secret for benchmarks alone, longer than thirty-two"


@dataclass
class Server:
    """A running server: its address and the process at its root."""

    url: str
    pid: int


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
def server(factory: str, port: int, environment: dict[str, str]) -> Iterator[Server]:
    """One granian worker of an application, as in production."""
    command = [
        str(Path(sys.executable).parent / "granian"),
        *("--interface", "wsgi", "--factory", factory, "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", "1", "--blocking-threads", "8", "--no-access-log", "--log-level", "error"),
    ]
    process = subprocess.Popen(command, env={**os.environ, **environment})
    try:
        await_answer(f"http://127.0.0.1:{port}/sign-in")
        yield Server(f"http://127.0.0.1:{port}", process.pid)
    finally:
        process.terminate()
        process.wait(20)


def await_answer(url: str) -> None:
    for _ in range(300):
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


def postmaster() -> list[int]:
    """The root processes of PostgreSQL servers of this run."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if words and words[0].endswith(b"postgres") and b"-D" in words:
                found.append(int(entry.name))
    return found
