"""The trail: no act without its entry, no entry without its act, and every tampering is found."""

import json
import secrets
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from enum import StrEnum
from threading import Barrier

import pytest
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from accounts.models import Unit
from accounts.queries import actor_of
from audit import actions
from audit.actions import record, seal
from audit.models import Block, Entry, Sealed
from audit.queries import Verification, verify
from audit.rules.entry import block_hash, entry_hash, field_digest
from audit.rules.merkle import root_hash
from core.actor import Actor
from core.clock import now
from core.database import transaction
from exam.actions import registering
from exam.models.candidates import Registration
from tests import factories


class TestAct(StrEnum):
    """Acts of these tests."""

    __test__ = False

    DONE = "test.done"


ACTOR = Actor(1, "孔令仪", 1, "/1/2/", frozenset())


def noted(app, count=1, **details):
    """So many entries, each in a transaction of its own."""
    with app.app_context():
        for number in range(count):
            record(TestAct.DONE, ACTOR, subject=("thing", number), why="为什么", **details)


def sealed_now(app) -> int:
    with app.app_context():
        return seal()


def verified(app) -> Verification:
    with app.app_context():
        return verify()


def told(app) -> list[tuple[str, str]]:
    return [(fault.place, fault.what) for fault in verified(app).faults]


def count(session, table) -> int:
    session.commit()
    found = session.scalar(select(func.count()).select_from(table))
    session.commit()
    return found


def add_unit(code):
    return Unit(code=code, name=code, name_en=code, level="nation", path=f"/{code}/", zone="UTC")


def test_an_entry_says_who_when_what_and_on_what(app, session):
    with app.app_context():
        entry = record(TestAct.DONE, ACTOR, subject=("sitting", 7), unit_path="/9/", reason="火警")

    assert entry.fields == {
        "act": "test.done",
        "actor": 1,
        "actor_name": "孔令仪",
        "at": entry.at.isoformat(),
        "subject": ["sitting", "7"],
        "unit_path": "/9/",
        "reason": "火警",
    }
    assert (entry.act, entry.actor_id, entry.subject_kind, entry.subject_id, entry.unit_path) == (
        "test.done",
        1,
        "sitting",
        "7",
        "/9/",
    )
    assert len(set(entry.salts.values())) == len(entry.fields)
    assert told(app) == []


def test_an_act_that_fails_leaves_no_entry(app, session):
    with app.app_context(), pytest.raises(ZeroDivisionError), transaction() as own:
        own.add(add_unit("x"))
        record(TestAct.DONE, ACTOR)
        raise ZeroDivisionError

    assert (count(session, Entry), count(session, Unit)) == (0, 0)


@contextmanager
def no_trail(engine):
    """A time in which nothing can be written on the trail."""
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE trail_entry RENAME TO trail_entry_away"))
    try:
        yield
    finally:
        with engine.begin() as connection:
            connection.execute(text("ALTER TABLE trail_entry_away RENAME TO trail_entry"))


def test_an_act_whose_entry_cannot_be_written_does_not_stand(app, session, cast, engine):
    sitting = factories.sitting(session, unit=cast.units["yunxi"], examiner=cast.kong)

    with app.app_context():
        kong = actor_of(cast.kong)
        with no_trail(engine), pytest.raises(DBAPIError):
            registering.register(sitting.id, [cast.lin.id], language="zh", actor=kong)

    assert count(session, Registration) == 0
    assert count(session, Entry) == 0


def test_an_entry_that_cannot_be_hashed_takes_the_act_with_it(app, session):
    with app.app_context(), pytest.raises(TypeError), transaction() as own:
        own.add(add_unit("x"))
        record(TestAct.DONE, ACTOR, thing=object())

    assert (count(session, Entry), count(session, Unit)) == (0, 0)


def test_sealing_leaves_nothing_behind_and_continues_the_chain(app, session):
    noted(app, 3)
    first = sealed_now(app)
    noted(app, 2)
    second, nothing = sealed_now(app), sealed_now(app)

    assert (first, second, nothing) == (3, 2, 0)
    blocks = session.scalars(select(Block).order_by(Block.height)).all()
    places = session.execute(
        select(Sealed.height, Sealed.position).order_by(Sealed.height, Sealed.position)
    ).all()
    session.commit()
    assert [(block.height, block.previous, block.count) for block in blocks] == [
        (1, "", 3),
        (2, blocks[0].hash, 2),
    ]
    assert [tuple(place) for place in places] == [(1, 0), (1, 1), (1, 2), (2, 0), (2, 1)]
    assert verified(app) == Verification(5, 2, 0, 5, blocks[1].hash, [])


def test_a_long_queue_is_sealed_in_several_blocks(app, session, monkeypatch):
    monkeypatch.setattr(actions, "BLOCK_SIZE", 2)
    noted(app, 5)

    assert [sealed_now(app) for _ in range(4)] == [2, 2, 1, 0]
    assert told(app) == []


def test_what_is_not_yet_sealed_is_said(app):
    noted(app, 2)
    sealed_now(app)
    noted(app, 3)

    found = verified(app)

    assert (found.entries, found.blocks, found.unsealed, found.faults) == (5, 1, 3, [])


def test_an_empty_trail_holds(app):
    assert verified(app) == Verification(0, 0, 0, 0, "", [])


def test_sealers_at_once_make_no_gap_and_no_double(app, session):
    begin = Barrier(4)

    def work(number):
        begin.wait()
        return sum((noted(app), sealed_now(app))[1] for _ in range(6))

    with ThreadPoolExecutor(4) as pool:
        sealed = sum(future.result() for future in [pool.submit(work, n) for n in range(4)])
    sealed += sealed_now(app)

    session.commit()
    heights = session.scalars(select(Block.height).order_by(Block.height)).all()
    assert sealed == count(session, Sealed) == count(session, Entry) == 24
    assert heights == list(range(1, len(heights) + 1))
    assert told(app) == []


@pytest.fixture
def trail(app, session):
    """Three blocks of two entries, and their entries in order."""
    for _ in range(3):
        noted(app, 2, reason="火警")
        sealed_now(app)
    entries = session.scalars(select(Entry).order_by(Entry.id)).all()
    session.commit()
    assert told(app) == []
    return entries


def rewritten(entry, **changes):
    """The entry's fields, salts and digests as a careful forger would write them."""
    fields = {**entry.fields, **changes}
    digests = {name: field_digest(name, fields[name], entry.salts[name]) for name in fields}
    return {"fields": fields, "digests": digests}


def put(session, entry, **columns):
    session.execute(update(Entry).where(Entry.id == entry.id).values(**columns))
    session.commit()


def test_a_changed_field_is_found(app, session, trail):
    put(session, trail[2], fields={**trail[2].fields, "reason": "没有"})

    assert told(app) == [
        (f"entry {trail[2].id}", "field 'reason' was changed after it was written")
    ]


def test_a_field_changed_with_its_digest_is_found_by_the_block(app, session, trail):
    put(session, trail[2], **rewritten(trail[2], reason="没有"))

    assert told(app) == [("block 2", "its entries do not give its root")]


@pytest.mark.parametrize(
    ("column", "name", "value"),
    [
        ("act", "act", "test.undone"),
        ("actor_id", "actor", 2),
        ("actor_id", "actor", None),
        ("subject_kind", "subject", "other"),
        ("subject_kind", "subject", None),
        ("subject_id", "subject", "99"),
        ("unit_path", "unit_path", "/1/"),
    ],
)
def test_a_changed_column_is_found(app, session, trail, column, name, value):
    put(session, trail[1], **{column: value})

    assert told(app) == [
        (f"entry {trail[1].id}", f"column {name!r} differs from what was recorded")
    ]


def test_a_date_that_was_put_back_is_found(app, session, trail):
    put(session, trail[3], at=trail[3].at - timedelta(minutes=1))

    assert told(app) == [(f"entry {trail[3].id}", "column 'at' differs from what was recorded")]


def test_a_date_put_back_in_all_its_places_is_found_by_the_block(app, session, trail):
    earlier = trail[3].at - timedelta(days=3)
    put(session, trail[3], at=earlier, **rewritten(trail[3], at=earlier.isoformat()))

    assert ("block 2", "its entries do not give its root") in told(app)


@pytest.mark.parametrize("salt", ["00" * 16, "not hex", "", None, 5])
def test_a_changed_salt_is_found_whatever_it_is(app, session, trail, salt):
    put(session, trail[0], salts={**trail[0].salts, "reason": salt})

    assert told(app) == [
        (f"entry {trail[0].id}", "field 'reason' was changed after it was written")
    ]


def test_a_field_that_was_added_is_found(app, session, trail):
    put(session, trail[0], fields={**trail[0].fields, "excuse": "x"})

    assert told(app) == [(f"entry {trail[0].id}", "has fields without a digest or salt")]


def without(mapping, *names):
    return {name: value for name, value in mapping.items() if name not in names}


def test_a_field_that_was_redacted_with_its_salt_leaves_the_rest_to_be_verified(
    app, session, trail
):
    for entry in trail[:3]:
        gone = ("actor_name", "reason")
        put(session, entry, fields=without(entry.fields, *gone), salts=without(entry.salts, *gone))

    assert told(app) == []
    put(session, trail[0], digests=without(trail[0].digests, "reason"))
    assert told(app) == [("block 1", "its entries do not give its root")]


@pytest.mark.parametrize("name", ["act", "actor", "at", "subject", "unit_path"])
def test_what_the_columns_copy_cannot_be_redacted_to_change_them(app, session, trail, name):
    put(
        session,
        trail[4],
        fields=without(trail[4].fields, name),
        salts=without(trail[4].salts, name),
        act="test.undone" if name == "act" else "test.done",
    )

    assert told(app) == [
        (f"entry {trail[4].id}", f"column {name!r} differs from what was recorded")
    ]


def test_exchanged_entries_are_found(app, session, trail):
    first, second = trail[2].id, trail[3].id
    for entry_id, position in ((first, 9), (second, 0), (first, 1)):
        session.execute(update(Sealed).where(Sealed.entry_id == entry_id).values(position=position))
    session.commit()

    assert told(app) == [("block 2", "its entries do not give its root")]


def test_an_entry_moved_to_another_block_is_found(app, session, trail):
    session.execute(
        update(Sealed).where(Sealed.entry_id == trail[1].id).values(height=2, position=2)
    )
    session.commit()

    assert {place for place, _ in told(app)} == {"block 1", "block 2"}


def test_a_removed_entry_is_found(app, session, trail):
    session.execute(delete(Sealed).where(Sealed.entry_id == trail[2].id))
    session.execute(delete(Entry).where(Entry.id == trail[2].id))
    session.commit()

    assert told(app) == [
        ("block 2", "says 2 entries and holds 1"),
        ("block 2", "its entries do not give its root"),
    ]


def forged(session, at, **more):
    """A whole, well-made entry that nobody recorded."""
    fields = {
        "act": "test.forged",
        "actor": 1,
        "actor_name": "孔令仪",
        "at": at.isoformat(),
        "subject": None,
        "unit_path": "/",
    }
    salts = {name: secrets.token_hex(16) for name in fields}
    columns = {
        "uid": secrets.token_hex(16),
        "at": at,
        "act": "test.forged",
        "actor_id": 1,
        "unit_path": "/",
        "fields": fields,
        "salts": salts,
        "digests": {name: field_digest(name, fields[name], salts[name]) for name in fields},
        **more,
    }
    found = session.execute(insert(Entry).values(**columns).returning(Entry.id)).scalar_one()
    session.commit()
    return found


def test_an_entry_put_into_a_block_is_found(app, session, trail):
    entry_id = forged(session, trail[2].at)
    session.add(Sealed(entry_id=entry_id, height=2, position=2))
    session.commit()

    assert told(app) == [
        ("block 2", "says 2 entries and holds 3"),
        ("block 2", "its entries do not give its root"),
    ]


def test_a_back_dated_entry_is_found_before_and_after_it_is_sealed(app, session, trail):
    entry_id = forged(session, trail[5].at - timedelta(days=3))

    unsealed = told(app)
    sealed_now(app)

    assert (
        unsealed
        == told(app)
        == [(f"entry {entry_id}", "is dated long before entries that were sealed before it")]
    )


def test_an_entry_that_took_its_time_to_be_committed_is_none(app, session, trail):
    forged(session, trail[5].at - timedelta(minutes=10))
    sealed_now(app)

    assert told(app) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"root": "00" * 32},
        {"count": 3},
        {"previous": "00" * 32},
        {"hash": "00" * 32},
        {"at": now() - timedelta(days=9)},
    ],
)
def test_a_changed_head_is_found(app, session, trail, changes):
    session.execute(update(Block).where(Block.height == 2).values(**changes))
    session.commit()

    assert {place for place, _ in told(app)} >= {"block 2"}


def test_a_block_written_anew_breaks_the_chain(app, session, trail):
    put(session, trail[2], **rewritten(trail[2], reason="没有"))
    session.expire_all()
    rewritten_block = select(Entry).where(Entry.id.in_([trail[2].id, trail[3].id]))
    entries = session.scalars(rewritten_block.order_by(Entry.id)).all()
    block = session.get(Block, 2)
    block.root = root_hash([entry_hash(entry.digests) for entry in entries]).hex()
    block.hash = block_hash(
        height=2,
        previous=block.previous,
        root=block.root,
        count=2,
        at=block.at.isoformat(),
    )
    session.commit()

    assert told(app) == [("block 3", "does not continue the block before it")]


def test_a_block_that_was_taken_out_of_the_middle_is_found(app, session, trail):
    session.execute(delete(Sealed).where(Sealed.height == 2))
    session.execute(delete(Block).where(Block.height == 2))
    session.commit()

    found = verified(app)

    assert [(fault.place, fault.what) for fault in found.faults] == [
        ("block 3", "does not follow; block 2 was expected"),
        ("block 3", "does not continue the block before it"),
    ]
    assert found.unsealed == 2


def test_a_block_that_was_taken_out_with_its_entries_is_found(app, session, trail):
    session.execute(delete(Sealed).where(Sealed.height == 1))
    session.execute(delete(Block).where(Block.height == 1))
    session.execute(delete(Entry).where(Entry.id.in_([trail[0].id, trail[1].id])))
    session.commit()

    assert ("block 2", "does not follow; block 1 was expected") in told(app)


def test_entries_whose_block_alone_is_gone_are_named(app, session, engine, trail):
    """Such a row can only be left by somebody who turned the foreign keys off."""
    off, on = {
        "sqlite": ("PRAGMA foreign_keys = OFF", "PRAGMA foreign_keys = ON"),
        "postgresql": ("SET session_replication_role = replica", "RESET session_replication_role"),
    }[engine.dialect.name]
    connection = engine.raw_connection()
    for statement in (off, "DELETE FROM trail_block WHERE height = 3", on):
        connection.driver_connection.execute(statement)
    connection.driver_connection.commit()
    connection.close()

    assert told(app) == [
        (f"entry {entry.id}", "was sealed in a block that is gone") for entry in trail[4:]
    ]


def test_the_command_says_it_holds_with_status_0(app, trail):
    noted(app)

    plain = app.test_cli_runner().invoke(args=["audit", "verify"])
    answer = app.test_cli_runner().invoke(args=["audit", "verify", "--json"])

    found = json.loads(answer.output)
    assert (plain.exit_code, answer.exit_code) == (0, 0)
    assert "7 entries in 3 blocks, 1 not yet sealed, 7 not witnessed." in plain.output
    assert found == {
        "entries": 7,
        "blocks": 3,
        "unsealed": 1,
        "unwitnessed": 7,
        "head": verified(app).head,
        "faults": [],
    }


def test_the_command_names_what_does_not_fit_with_status_1(app, session, trail):
    put(session, trail[2], fields={**trail[2].fields, "reason": "没有"})

    plain = app.test_cli_runner().invoke(args=["audit", "verify"])
    answer = app.test_cli_runner().invoke(args=["audit", "verify", "--json"])

    assert (plain.exit_code, answer.exit_code) == (1, 1)
    assert f"entry {trail[2].id}: field 'reason' was changed" in plain.stderr
    assert json.loads(answer.output)["faults"] == [
        {
            "place": f"entry {trail[2].id}",
            "what": "field 'reason' was changed after it was written",
        }
    ]


def test_the_command_seals(app):
    noted(app, 2)

    answer = app.test_cli_runner().invoke(args=["audit", "seal"])

    assert (answer.exit_code, answer.output) == (0, "2 entries sealed.\n")
    assert verified(app).unsealed == 0
