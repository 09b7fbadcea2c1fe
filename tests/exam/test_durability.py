"""What the database promises, and what happens when it cannot keep it."""

import json

import psycopg
import pytest
from sqlalchemy import select, text

from core.database import AtOnce, _idle_connection, close_connections, db
from core.jobs import BEATS
from exam.models.attempts import Attempt, AttemptEvent
from tests import factories
from tests.exam.test_taking import journal, save

FULL = 2


def test_every_connection_to_sqlite_writes_ahead_and_syncs_each_commit(app, database_name):
    if database_name != "sqlite":
        pytest.skip("SQLite alone")
    with app.app_context():
        for connection in (db.engine.raw_connection(), db.engine.raw_connection()):
            cursor = connection.cursor()
            assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)
            assert cursor.execute("PRAGMA synchronous").fetchone() == (FULL,)
            connection.close()


def test_every_connection_to_postgresql_commits_durably(app, session, database_name):
    if database_name != "postgresql":
        pytest.skip("PostgreSQL alone")
    with app.app_context():
        connection = _idle_connection(db.engine.url)
        assert connection.execute("SHOW synchronous_commit").fetchone() == ("on",)
        connection.close()
    assert session.scalar(text("SHOW synchronous_commit")) == "on"
    assert session.scalar(text("SHOW fsync")) == "on"
    unlogged = text("SELECT relname FROM pg_class WHERE relpersistence <> 'p' AND relkind = 'r'")
    assert session.scalars(unlogged).all() == []


def test_a_full_disk_is_told_as_503_and_saving_goes_on_once_there_is_room(
    app, house, session, cast, attempt, database_name
):
    if database_name != "sqlite":
        pytest.skip("SQLite can be told how large it may grow")
    lin = house.as_(cast.lin)
    save(lin, attempt, (1, 1, "a"))
    long = "字" * 10_000
    with app.app_context():
        connection = db.engine.raw_connection()
        pages = connection.cursor().execute("PRAGMA page_count").fetchone()[0]
        connection.cursor().execute(f"PRAGMA max_page_count = {pages}")
        connection.close()
        full = [save(lin, attempt, (1, seq, long)) for seq in range(2, 40)][-1]

        connection = db.engine.raw_connection()
        connection.cursor().execute("PRAGMA max_page_count = 1073741823")
        connection.close()
    again = save(lin, attempt, (1, 99, "b"))

    assert (full.status_code, full.headers["Retry-After"]) == (503, "5")
    assert full.content_type == "application/problem+json"
    assert again.status_code == 200
    assert journal(session)[-1] == (1, 99, '"b"', "counted")


def test_a_read_only_database_is_told_as_503_and_saving_goes_on_afterwards(
    app, house, session, cast, attempt
):
    lin = house.as_(cast.lin)
    session.close()

    _let_write(app, False)
    refused = save(lin, attempt, (1, 1, "a"))
    _let_write(app, True)
    saved = save(lin, attempt, (1, 1, "a"))

    assert (refused.status_code, refused.headers.get("Retry-After")) == (503, "5")
    assert saved.status_code == 200
    assert journal(session) == [(1, 1, '"a"', "counted")]


def _let_write(app, is_writable: bool) -> None:
    """Make the database writable or not for every connection that is made from now on."""
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            connection = db.engine.raw_connection()
            connection.cursor().execute(f"PRAGMA query_only = {'OFF' if is_writable else 'ON'}")
            connection.close()
            return
        connection = _idle_connection(db.engine.url)
        connection.execute("SET default_transaction_read_only = off")
        name, setting = db.engine.url.database, "off" if is_writable else "on"
        connection.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = {setting}")
        connection.close()
        close_connections()


@pytest.mark.parametrize("code", ["40001", "40P01"])
def test_a_deadlock_or_failed_serialization_is_tried_again(app, session, database_name, code):
    if database_name != "postgresql":
        pytest.skip("PostgreSQL alone")
    session.execute(text("CREATE SEQUENCE IF NOT EXISTS tries"))
    session.execute(text("ALTER SEQUENCE tries RESTART"))
    session.execute(
        text(
            "CREATE OR REPLACE FUNCTION fails_twice() RETURNS bigint LANGUAGE plpgsql AS $$ "
            "DECLARE n bigint := nextval('tries'); BEGIN IF n < 3 THEN "
            f"RAISE EXCEPTION 'again' USING ERRCODE = '{code}'; END IF; RETURN n; END $$"
        )
    )
    session.commit()

    with app.app_context():
        rows = AtOnce("SELECT fails_twice()", ()).run({})

    assert rows == [(3,)]


def test_what_fails_for_good_is_not_tried_for_ever(app, session, database_name):
    if database_name != "postgresql":
        pytest.skip("PostgreSQL alone")
    always = "DO $$ BEGIN RAISE EXCEPTION 'never' USING ERRCODE = '40001'; END $$"

    with app.app_context(), pytest.raises(Exception, match="never"):
        AtOnce(always, ()).run({})


def test_a_save_goes_on_over_a_new_connection_when_its_own_was_cut(
    app, house, session, cast, attempt, database_name
):
    if database_name != "postgresql":
        pytest.skip("PostgreSQL alone")
    lin = house.as_(cast.lin)
    save(lin, attempt, (1, 1, "a"))
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    with (
        app.app_context(),
        psycopg.connect(
            db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        ) as other,
    ):
        session.close()
        db.engine.dispose()
        other.execute(cut)

    answer = save(lin, attempt, (1, 2, "b"))

    assert answer.status_code == 200
    assert [row[1] for row in journal(session)] == [1, 2]


def test_a_closed_browser_loses_nothing_its_paper_closes_with_the_last_answers(
    app, house, session, cast, attempt
):
    save(house.as_(cast.lin), attempt, (1, 1, "b"))
    factories.move_clock(session, 600 * factories.MINUTE)

    with app.app_context():
        for beat in BEATS[:1]:
            beat()

    session.commit()
    row = session.get(Attempt, attempt.id, populate_existing=True)
    assert (row.state, row.closed_ms) == ("closed", row.deadline_ms)
    assert journal(session) == [(1, 1, '"b"', "counted")]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"lease":1,"answers":' + b"[" * 100_000 + b"]" * 100_000 + b"}", 422),
        (b'{"lease":1,"answers":[' + b" " * (3 * 1024 * 1024) + b"]}", 413),
        (b"\xff\xfe not json", 422),
        (b"", 422),
    ],
    ids=["deep", "large", "no text", "nothing"],
)
def test_a_body_that_is_too_deep_too_large_or_no_json_is_refused_and_changes_nothing(
    house, session, cast, attempt, body, status
):
    answer = house.as_(cast.lin).put(
        f"/exam/attempts/{attempt.token}/answers",
        data=body,
        headers={"Content-Type": "application/json"},
    )

    assert answer.status_code == status
    assert journal(session) == []


def test_a_form_of_ten_thousand_fields_is_bounded(house, session, cast, attempt):
    fields = {f"a{number}.x": "b" for number in range(10_000)}

    answer = house.as_(cast.lin).post(f"/exam/attempts/{attempt.token}/pages", fields)

    assert answer.status_code < 500
    assert journal(session) == []


def test_a_beat_tells_the_board_who_is_there_and_a_save_does_not(
    app, house, session, cast, attempt
):
    lin = house.as_(cast.lin)

    def last_heard():
        session.commit()
        return session.execute(text("SELECT attempt_id, at_ms, address FROM sign_of_life")).all()

    save(lin, attempt, (1, 1, "a"))
    assert last_heard() == []
    first = lin.put(
        f"/exam/attempts/{attempt.token}/answers",
        data=json.dumps({"lease": 1, "answers": []}),
        headers={"Content-Type": "application/json"},
    )
    [(attempt_id, at_ms, address)] = last_heard()
    factories.move_clock(session, 30_000)
    save(lin, attempt)

    assert first.json["saved"] == []
    assert (attempt_id, address) == (attempt.id, "127.0.0.1")
    assert at_ms + 30_000 <= last_heard()[0].at_ms < at_ms + 60_000


def test_a_beat_under_an_old_lease_or_of_somebody_else_is_no_sign_of_life(
    house, session, cast, attempt
):
    lin = house.as_(cast.lin)
    lin.post(f"/exam/attempts/{attempt.token}/lease")

    moved, strange = save(lin, attempt, lease=1), save(house.as_(cast.zhao), attempt, lease=2)

    session.commit()
    assert (moved.status_code, strange.status_code) == (409, 404)
    assert session.execute(text("SELECT * FROM sign_of_life")).all() == []


def test_a_browser_without_the_pass_neither_saves_nor_takes_the_lease_nor_hands_in(
    house, session, cast, attempt
):
    session.get(Attempt, attempt.id).browser_pass = "5" * 32
    session.commit()
    lin = house.as_(cast.lin)
    base = f"/exam/attempts/{attempt.token}"

    saved = save(lin, attempt, (1, 1, "a"))
    handed_in = lin.post(f"{base}/submission", headers={"Accept": "application/json"})
    lin.client.set_cookie("exam_pass", "5" * 32, path=base)
    with_pass = save(lin, attempt, (1, 2, "b"))

    session.commit()
    row = session.get(Attempt, attempt.id, populate_existing=True)
    assert (saved.status_code, saved.json["state"]) == (403, "browser")
    assert handed_in.status_code == 403
    assert (with_pass.status_code, row.state) == (200, "open")
    assert journal(session) == [(1, 2, '"b"', "counted")]


def test_a_paused_paper_takes_no_answer_and_is_not_handed_in(house, session, cast, attempt):
    row = session.get(Attempt, attempt.id)
    row.state, row.paused_ms = "paused", factories.clock(session)
    session.commit()
    lin = house.as_(cast.lin)

    saved = save(lin, attempt, (1, 1, "a"))
    handed_in = lin.post(f"/exam/attempts/{attempt.token}/submission")

    session.commit()
    assert (saved.status_code, saved.json["state"]) == (409, "paused")
    assert handed_in.status_code == 409
    assert journal(session) == [(1, 1, '"a"', "paused")]
    assert session.get(Attempt, attempt.id, populate_existing=True).state == "paused"
    assert session.scalars(select(AttemptEvent)).all() == []
