"""Numbers are unique and without gaps, however many confirm at once and whoever dies meanwhile."""

import os
import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError

from core.clock import now
from core.database import db, transaction
from core.errors import Refused
from credentials.actions import issuing, numbering
from credentials.models import Credential, Decision, Series
from credentials.queries.genuine import faults_of
from credentials.queries.register import all_credentials
from tests.credentials import steps

ROOT = Path(__file__).parent.parent.parent
CONFIRMATIONS = 200
DEATHS = 40
AT_ONCE = 12


class Died(Exception):
    """A process that dies between the number and the commit, as its thread sees it."""


@contextmanager
def dying_at_commit(victims):
    """Let whoever confirms one of these proposals die once the number was taken, each once."""
    left, turn = set(victims), threading.Lock()

    def die(session) -> None:
        for each in list(session):
            if isinstance(each, Credential):
                with turn:
                    dies = each.proposal_id in left
                    left.discard(each.proposal_id)
                if dies:
                    raise Died(each.number)

    event.listen(db.session, "before_commit", die)
    try:
        yield
    finally:
        event.remove(db.session, "before_commit", die)


@pytest.fixture
def proposals(app, session, cast, row, actor):
    """Two hundred proposals of Yin's for officers of one unit."""
    people = steps.many_qualified(session, cast, CONFIRMATIONS)
    yin = actor(cast.yin)
    with app.app_context():
        return [issuing.propose(each.id, rule_code="small", actor=yin).id for each in people]


def serials(session):
    session.commit()
    return list(session.scalars(select(Credential.serial).order_by(Credential.serial)))


def test_two_hundred_confirmations_at_once_with_deaths_between_leave_no_gap(
    app, session, cast, proposals, actor
):
    fu = actor(cast.fu)
    victims = random.Random(3).sample(proposals, DEATHS)

    def confirm(proposal_id: int) -> str:
        with app.app_context():
            while True:
                try:
                    return issuing.confirm(proposal_id, actor=fu).number
                except Died:
                    return "died"
                except OperationalError:
                    continue  # SQLite was busy for too long: nothing happened, one tries again

    with dying_at_commit(victims), ThreadPoolExecutor(AT_ONCE) as pool:
        first = dict(zip(proposals, pool.map(confirm, proposals), strict=True))
        survived = serials(session)
        second = dict(zip(victims, pool.map(confirm, victims), strict=True))

    assert {each for each in proposals if first[each] == "died"} == set(victims)
    assert survived == list(range(1, CONFIRMATIONS - DEATHS + 1))
    assert serials(session) == list(range(1, CONFIRMATIONS + 1))
    given = {**first, **second}
    assert Counter(given.values()).most_common(1)[0][1] == 1
    assert session.scalars(select(Series.last_serial)).all() == [CONFIRMATIONS]
    assert session.scalar(select(func.count(Credential.status_index.distinct()))) == CONFIRMATIONS
    assert session.scalar(select(func.count(Decision.id))) == 2 * CONFIRMATIONS
    assert steps.acts(session).count("credential.issued") == CONFIRMATIONS
    with app.app_context():
        assert faults_of(all_credentials()) == {}


def test_a_process_killed_in_the_middle_uses_no_number_and_keeps_nobody_waiting(
    app, session, cast, proposals, actor, settings
):
    first, second, third = proposals[:3]
    with app.app_context():
        issuing.confirm(first, actor=actor(cast.fu))
    child = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.credentials.dying",
            settings.database_url,
            str(settings.instance),
            str(second),
            str(cast.fu.id),
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        said = child.stdout.readline().split()
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(confirmed, app, third, actor(cast.fu))
            with pytest.raises(TimeoutError):
                waiting.result(timeout=1)
            before = serials(session)
            os.kill(child.pid, signal.SIGKILL)
            child.wait(timeout=60)
            after = waiting.result(timeout=60)
    finally:
        child.kill()
        child.stdout.close()

    assert said == ["taken", "2"]
    assert before == [1]
    assert child.returncode == -signal.SIGKILL
    assert after == 2
    assert confirmed(app, second, actor(cast.fu)) == 3
    assert serials(session) == [1, 2, 3]


def confirmed(app, proposal_id, issuer):
    with app.app_context():
        return issuing.confirm(proposal_id, actor=issuer).serial


def test_a_series_begun_by_many_at_once_is_one(app, session, cast):
    unit = cast.units["songyan"]

    def take() -> int:
        with app.app_context(), transaction():
            return numbering.next_serial(unit, "small").last_serial

    with ThreadPoolExecutor(8) as pool:
        taken = sorted(pool.map(lambda _: take(), range(24)))

    assert taken == list(range(1, 25))
    assert session.scalars(select(Series.last_serial)).all() == [24]


def test_each_unit_year_and_type_counts_for_itself(app, session, cast):
    songyan, shibei = cast.units["songyan"], cast.units["shibei"]
    last = Series(unit_id=songyan.id, year=now().year - 1, rule_code="small", last_serial=70)
    session.add(last)
    session.commit()

    with app.app_context(), transaction():
        taken = [
            numbering.next_serial(unit, code).last_serial
            for unit, code in (
                (songyan, "small"),
                (songyan, "other"),
                (shibei, "small"),
                (songyan, "small"),
            )
        ]

    assert taken == [1, 1, 1, 2]


def test_a_place_on_the_status_list_is_never_given_twice(app, session, cast, monkeypatch, issued):
    monkeypatch.setattr(numbering, "STATUS_PLACES", 2)
    session.get(Credential, issued.id).status_index = 1
    session.commit()

    with app.app_context(), transaction():
        found = {numbering.free_status_index() for _ in range(20)}

    assert found == {0}


def test_a_full_status_list_refuses(app, session, cast, monkeypatch, issued, actor):
    monkeypatch.setattr(numbering, "STATUS_PLACES", 1)
    session.get(Credential, issued.id).status_index = 0
    session.commit()
    with app.app_context():
        proposal_id = issuing.propose(cast.zhao.id, rule_code="small", actor=actor(cast.yin)).id
    before = steps.state(session)

    with app.app_context(), pytest.raises(Refused):
        issuing.confirm(proposal_id, actor=actor(cast.fu))

    assert steps.state(session) == before
