"""Rounds of load, product and yardstick in turn, and what each request cost."""

import json
import statistics
import subprocess
import sys
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bench.running import Server, cpu_seconds

CONNECTIONS = 8
Request = tuple[str, str, str, str | None]


@dataclass
class Cost:
    """What rounds of the same requests cost, by round."""

    cpu_ms: list[float] = field(default_factory=list)
    a_second: list[float] = field(default_factory=list)
    p99_ms: list[float] = field(default_factory=list)

    def cpu(self) -> float:
        """The median of CPU time in ms."""
        return statistics.median(self.cpu_ms)

    def figures(self) -> dict[str, float]:
        """Medians over the rounds."""
        return {
            "CPU ms a request": round(statistics.median(self.cpu_ms), 3),
            "requests a second": round(statistics.median(self.a_second)),
            "p99 ms": round(statistics.median(self.p99_ms), 1),
        }


def measure(
    server: Server, requests: list[Request], cost: Cost, *, units: int | None = None
) -> None:
    """One round; every answer must be a success. `units` counts what one request is a part of."""
    address = urlsplit(server.url)
    plan = {
        "host": address.hostname,
        "port": address.port,
        "connections": CONNECTIONS,
        "requests": requests,
    }
    roots = [server.pid, *server.database]
    before = cpu_seconds(*roots)
    done = subprocess.run(
        [sys.executable, "-m", "bench.load"],
        input=json.dumps(plan),
        capture_output=True,
        text=True,
        check=True,
    )
    used = cpu_seconds(*roots) - before
    found = json.loads(done.stdout)
    if any(not 200 <= int(status) < 400 for status in found["statuses"]):
        raise RuntimeError(f"not every request succeeded: {found['statuses']}")
    counted = units or len(requests)
    cost.cpu_ms.append(used * 1000 / counted)
    cost.a_second.append(counted / found["seconds"])
    cost.p99_ms.append(part(found["milliseconds"], 0.99))


def part(ordered: list[float], share: float) -> float:
    """The value below which this share of ordered values lies."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
