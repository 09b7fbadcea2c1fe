"""Servers die while candidates save: what was confirmed is in the journal, and is marked."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import select

from bench.running import Server, below, postmasters, server
from bench.sitting import Hall, Sitter
from core.database import close_connections
from exam.models.attempts import Arrival, Attempt
from exam.models.results import Result
from exam.rules.arrivals import value_text
from tests.conftest import SECRET
from tests.exam import steps

LETTERS = list("abcd")


@pytest.fixture
def running(app, session, cast):
    """A sitting that is open now, sealed with Lin and Zhao in it."""
    from tests import factories  # noqa: PLC0415 - only here

    steps.bank(session, cast.chen)
    sitting = factories.sitting(session, unit=cast.units["yunxi"], examiner=cast.kong)
    steps.registered(session, sitting, cast.lin, cast.zhao)
    steps.sealed(app, sitting, cast.kong)
    return sitting


@pytest.fixture
def sitters(house, session, cast, running) -> list[Sitter]:
    """Lin and Zhao, ready to start."""
    made = []
    for person in (cast.lin, cast.zhao):
        attempt, browser = steps.attempt_of(session, running, person), house.as_(person)
        cookie = browser.client.get_cookie("session")
        values = [LETTERS] * attempt.slot_count
        made.append(Sitter(attempt.token, f"session={cookie.value}", values, browser.token))
    return made


@pytest.fixture
def served(settings) -> Callable[[], Iterator[Server]]:
    """A real server on the database of this test."""
    environment = {
        "DATABASE_URL": settings.database_url,
        "SECRET_KEY": SECRET,
        "RECEIPT_KEY": SECRET,
        "INSTANCE": str(settings.instance),
    }
    return lambda: server("app:create_app", environment)


@contextmanager
def while_they_sit(product: Server, sitters: list[Sitter]) -> Iterator[None]:
    """They save many times a second, long before and after; at the end both have handed in."""
    hall = Hall(product.url, sitters, every=0.1, threads=4)
    sitting = threading.Thread(target=hall.sit, args=(600.0,))
    sitting.start()
    _await_answers(sitters, 20)
    yield
    _await_answers(sitters, max(len(sitter.confirmed) for sitter in sitters) + 20)
    hall.end()
    sitting.join(60)
    assert hall.problems == []
    assert [sitter.is_done for sitter in sitters] == [True, True]


def _await_answers(sitters: list[Sitter], count: int) -> None:
    for _ in range(1200):
        if all(len(sitter.confirmed) >= count for sitter in sitters):
            return
        time.sleep(0.05)
    raise AssertionError(f"no {count} answers were confirmed")


def nothing_confirmed_was_lost(app, session, sitters) -> None:
    """Every confirmed answer is in the journal as it was, and its slot was marked."""
    steps.run_out(app, session)
    session.commit()
    for sitter in sitters:
        attempt = session.scalars(select(Attempt).where(Attempt.token == sitter.token)).one()
        journal = session.execute(
            select(Arrival.slot, Arrival.seq, Arrival.value).where(
                Arrival.attempt_id == attempt.id, Arrival.standing == "counted"
            )
        )
        kept = {tuple(row) for row in journal}
        marks = session.scalars(select(Result.marks).where(Result.attempt_id == attempt.id)).one()
        assert [
            answer
            for answer in sitter.confirmed
            if (answer[0], answer[1], value_text(answer[2])) not in kept
        ] == []
        answered = {slot for slot, _, _ in sitter.confirmed}
        assert [slot for slot in answered if marks[slot - 1] is None] == []
    session.commit()


def test_a_server_killed_again_and_again_loses_nothing_confirmed(app, session, served, sitters):
    with served() as product, while_they_sit(product, sitters):
        for _ in range(2):
            product.kill()
            time.sleep(0.5)

    nothing_confirmed_was_lost(app, session, sitters)


def test_a_graceful_restart_loses_nothing_confirmed(app, session, served, sitters):
    with served() as product, while_they_sit(product, sitters):
        product.restart()

    nothing_confirmed_was_lost(app, session, sitters)


def test_a_database_process_killed_again_and_again_loses_nothing_confirmed(
    app, session, settings, served, sitters, database_name
):
    if database_name != "postgresql" or os.environ.get("TEST_POSTGRESQL_URL"):
        pytest.skip("needs a PostgreSQL server of its own")
    session.close()
    [root] = postmasters(settings.database_url)
    with served() as product, while_they_sit(product, sitters):
        for _ in range(3):
            os.kill(below(root)[-1], signal.SIGKILL)
            time.sleep(2)
    with app.app_context():
        close_connections()

    nothing_confirmed_was_lost(app, session, sitters)
