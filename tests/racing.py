"""Deeds that are done at the same moment."""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

from flask import Flask

from core.errors import Failure


def at_once(app: Flask, *deeds: Callable[[], object]) -> list[Failure | None]:
    """Do these at the same time, each in a thread and context of its own; what refused each."""
    barrier = threading.Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> Failure | None:
        with app.app_context():
            barrier.wait()
            try:
                deed()
            except Failure as problem:
                return problem
            return None

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def refusals(came: Iterable[Failure | None]) -> list[str]:
    """Why some were refused."""
    return [each.message for each in came if each]
