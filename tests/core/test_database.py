"""The traps of two databases, cured."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from accounts.models import Person, Unit
from core.clock import clock_correction, exam_ms, now
from core.database import db, transaction


def unit(code: str) -> Unit:
    return Unit(code=code, name=code, name_en=code, level="county", path=f"/{code}/")


def test_times_come_back_aware_and_in_utc(in_app, cast):
    at = db.session.get_one(Person, cast.lin.id).created_at

    assert at.tzinfo is UTC


def test_a_naive_time_is_refused(in_app, cast):
    with pytest.raises(StatementError, match="without its zone"), transaction() as session:
        session.get_one(Person, cast.lin.id).closed_at = datetime(2026, 1, 1)


def test_an_inner_transaction_joins_the_outer_one(in_app):
    with pytest.raises(RuntimeError, match="half way"), transaction() as session:
        with transaction() as inner:
            inner.add(unit("a"))
        session.add(unit("b"))
        raise RuntimeError("half way")

    assert db.session.scalars(select(Unit)).all() == []


def test_a_rolled_back_savepoint_takes_only_its_own_rows(in_app):
    with transaction() as session:
        session.add(unit("kept"))
        session.flush()
        with session.begin_nested() as inner:
            session.add(unit("gone"))
            session.flush()
            inner.rollback()

    assert [found.code for found in db.session.scalars(select(Unit))] == ["kept"]


def test_changes_outside_a_transaction_are_found_out(in_app, cast):
    db.session.get_one(Person, cast.lin.id).name = "someone else"

    with pytest.raises(RuntimeError, match="outside"), transaction():
        pass
    db.session.rollback()


def test_foreign_keys_hold(in_app, cast):
    with pytest.raises(IntegrityError), transaction() as session:
        session.add(Person(login="x", name="x", unit_id=10**6, created_at=now()))


def test_sqlite_is_durable(in_app, database_name):
    if database_name != "sqlite":
        assert db.session.execute(text("SHOW synchronous_commit")).scalar_one() == "on"
        return
    found = {
        name: db.session.execute(text(f"PRAGMA {name}")).scalar_one()
        for name in ("journal_mode", "synchronous", "foreign_keys")
    }

    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_the_exam_clock_moves_with_its_correction_alone(in_app):
    before = exam_ms()
    with transaction() as session:
        session.execute(insert(clock_correction).values(ms=3_600_000, reason="a test"))

    after = exam_ms()

    assert 3_600_000 <= after - before < 3_605_000
    assert abs(now() - datetime.now(UTC)) < timedelta(seconds=5)
