"""An acknowledged save is always among the answers that are graded, whatever races it."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from core.database import _idle_connection, _psycopg_style, db
from exam.actions import opening, saving, sweeping, taking
from exam.models.attempts import Arrival, Attempt, AttemptEvent
from exam.queries.attempts import answers_on_record
from exam.rules.arrivals import read_batch
from tests import factories


@pytest.fixture
def open_attempt(session, cast):
    held = factories.sitting(session, unit=cast.units["songyan"], examiner=cast.kong)
    revisions = [
        factories.question(session, f"law-{index}", author=cast.chen) for index in range(1, 5)
    ]
    return factories.attempt(session, held, cast.lin, revisions)


@pytest.fixture
def lins_sign_in(session, cast):
    return factories.sign_in(session, cast.lin)


def batch(slot: int, seq: int, value: object = "a", lease: int = 1) -> str:
    body = {
        "lease": lease,
        "answers": [{"slot": slot, "seq": seq, "typed_under": lease, "value": value}],
    }
    return read_batch(body)[1]


def submit_and_read(app, attempt, sign_in):
    """Hand in, then read as a grading run would."""
    with app.app_context():
        taking.submit(attempt.token, sign_in=sign_in)
        return {slot: answer.seq for slot, answer in answers_on_record(attempt.id).items()}


def test_handing_in_waits_for_a_save_that_is_under_way(
    app, session, cast, open_attempt, lins_sign_in, database_name
):
    values = {
        "token": open_attempt.token,
        "lease": 1,
        "answers": batch(2, 7),
        "sign_in": lins_sign_in,
        "browser_pass": "",
    }
    with app.app_context(), ThreadPoolExecutor(1) as pool:
        if database_name == "postgresql":
            driver = connection = _idle_connection(db.engine.url)
            driver.execute("BEGIN")
            driver.execute(_psycopg_style(saving.SAVE.postgresql), values)
        else:
            connection = db.engine.raw_connection()
            driver = connection.driver_connection
            driver.execute("BEGIN IMMEDIATE")
            driver.execute(saving.SAVE.sqlite[0], values)
        graded = pool.submit(submit_and_read, app, open_attempt, lins_sign_in)
        time.sleep(0.3)
        waited = not graded.done()
        driver.execute("COMMIT")
        connection.close()

        assert waited
        assert graded.result(timeout=60) == {2: 7}


def test_every_acknowledged_save_is_graded_when_saves_and_handing_in_race(
    app, session, cast, open_attempt, lins_sign_in
):
    acknowledged: set[int] = set()
    refused: set[int] = set()
    begin = threading.Barrier(5)

    def save_many(worker: int) -> None:
        begin.wait()
        with app.app_context():
            for step in range(40):
                seq = worker * 1_000 + step
                saved = saving.save(
                    open_attempt.token, lease=1, answers=batch(worker, seq), sign_in=lins_sign_in
                )
                (acknowledged if saved.standing == "counted" else refused).add(seq)

    def hand_in() -> dict[int, int]:
        begin.wait()
        time.sleep(0.03)
        return submit_and_read(app, open_attempt, lins_sign_in)

    with ThreadPoolExecutor(5) as pool:
        savers = [pool.submit(save_many, worker) for worker in range(1, 5)]
        graded = pool.submit(hand_in).result(timeout=60)
        for saver in savers:
            saver.result(timeout=60)

    last = {
        worker: max(seq for seq in acknowledged if seq // 1_000 == worker)
        for worker in {seq // 1_000 for seq in acknowledged}
    }
    assert graded == last
    assert len(acknowledged) + len(refused) == 160
    kept = session.scalars(select(Arrival.seq)).all()
    assert sorted(kept) == sorted(acknowledged | refused)


def test_fifty_parallel_starts_give_one_start(app, session, cast, lins_sign_in):
    held = factories.sitting(session, unit=cast.units["songyan"], examiner=cast.kong)
    revision = factories.question(session, "law-1", author=cast.chen)
    ready = factories.attempt(session, held, cast.lin, [revision], state="ready")

    def start() -> bool:
        with app.app_context():
            return opening.open_attempt(ready.token, sign_in=lins_sign_in)

    with ThreadPoolExecutor(10) as pool:
        starts = [future.result() for future in [pool.submit(start) for _ in range(50)]]

    session.expire_all()
    row = session.get(Attempt, ready.id)
    events = session.execute(select(AttemptEvent.kind, AttemptEvent.at_ms)).all()
    assert sorted(starts) == [False] * 49 + [True]
    assert (row.state, row.deadline_ms) == ("open", row.opened_ms + 60 * factories.MINUTE)
    assert events == [("opened", row.opened_ms)]


def test_the_sweep_and_handing_in_close_an_attempt_once(app, session, open_attempt, lins_sign_in):
    factories.move_clock(session, 61 * factories.MINUTE)

    def sweep() -> int:
        with app.app_context():
            return sweeping.close_due()

    with ThreadPoolExecutor(6) as pool:
        sweeps = [pool.submit(sweep) for _ in range(3)]
        submits = [pool.submit(submit_and_read, app, open_attempt, lins_sign_in) for _ in range(3)]
        closed = sum(future.result() for future in sweeps)
        for future in submits:
            future.result()

    session.expire_all()
    row = session.get(Attempt, open_attempt.id)
    assert (row.state, row.closed_ms) == ("closed", row.deadline_ms)
    assert closed + (row.closed_by == "candidate") == 1
