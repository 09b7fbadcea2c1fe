"""Deeds that are done at the same moment."""

import threading
from collections.abc import Callable

from flask import Flask

from core.errors import Failure


def at_once(app: Flask, *deeds: Callable[[], object]) -> list[str]:
    """Do these at the same time, each in a thread and context of its own; why some were refused."""
    barrier = threading.Barrier(len(deeds))
    refused: list[str] = []

    def run(deed: Callable[[], object]) -> None:
        with app.app_context():
            barrier.wait()
            try:
                deed()
            except Failure as problem:
                refused.append(problem.message)

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused
