"""What the worker writes down: papers closed by the clock, and the trail told of what happened."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from audit.models import Entry
from exam.actions.sweeping import Fact, close_due, digest_of, tell
from exam.models.attempts import Attempt, AttemptEvent
from tests import factories
from tests.exam import steps
from tests.factories import MINUTE

STARTED, SUBMITTED, CLOSED = "exam.started", "exam.submitted", "exam.closed_at_deadline"


def told(session, act):
    """The fields of each entry of an act, in order."""
    session.commit()
    rows = list(session.scalars(select(Entry.fields).where(Entry.act == act).order_by(Entry.id)))
    session.commit()
    return rows


def happened(session, kind):
    """The facts on record, in order."""
    session.commit()
    rows = session.execute(
        select(AttemptEvent.attempt_id, AttemptEvent.at_ms)
        .where(AttemptEvent.kind == kind)
        .order_by(AttemptEvent.id)
    )
    return [Fact(*row) for row in rows]


def sweep(app):
    with app.app_context():
        return close_due()


def test_starts_reach_the_trail_as_one_entry_that_binds_each(house, app, session, cast, running):
    for person in (cast.lin, cast.zhao):
        steps.start(house, session, running, person)

    sweep(app)

    facts = happened(session, "opened")
    [entry] = told(session, STARTED)
    assert len(facts) == 2
    assert entry["subject"] == ["sitting", str(running.id)]
    assert (entry["actor"], entry["attempts"]) == (None, 2)
    assert entry["digest"] == digest_of(facts)
    assert entry["unit_path"] == cast.units["yunxi"].path


def test_what_the_trail_knows_is_not_told_again(house, app, session, cast, running):
    steps.start(house, session, running, cast.lin)
    sweep(app)
    sweep(app)
    steps.start(house, session, running, cast.zhao)

    sweep(app)
    sweep(app)

    first, second = told(session, STARTED)
    opened = happened(session, "opened")
    assert (first["attempts"], second["attempts"]) == (1, 1)
    assert second["after"] == first["until"]
    assert [first["digest"], second["digest"]] == [digest_of(opened[:1]), digest_of(opened[1:])]


def test_papers_handed_in_and_starts_are_told_apart(house, app, session, cast, running):
    lin, attempt = steps.start(house, session, running, cast.lin)
    steps.start(house, session, running, cast.zhao)
    lin.post(f"/exam/attempts/{attempt.token}/submission")

    sweep(app)

    [started], [submitted] = told(session, STARTED), told(session, SUBMITTED)
    assert (started["attempts"], submitted["attempts"]) == (2, 1)
    assert submitted["digest"] == digest_of(happened(session, "submitted"))
    assert started["until"] == submitted["until"]


def test_of_two_workers_one_tells(house, app, session, cast, running):
    steps.start(house, session, running, cast.lin)

    def work() -> None:
        with app.app_context():
            tell(running.id)

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(work) for _ in range(8)]:
            done.result()

    assert [entry["attempts"] for entry in told(session, STARTED)] == [1]


def test_each_start_is_told_once_however_starts_and_workers_race(
    house, app, session, cast, running
):
    people = (cast.lin, cast.zhao)
    browsers = [(house.as_(each), steps.attempt_of(session, running, each)) for each in people]

    def start(pair) -> None:
        browser, attempt = pair
        browser.post(f"/exam/attempts/{attempt.token}/opening")
        browser.post(f"/exam/attempts/{attempt.token}/submission")

    with ThreadPoolExecutor(6) as pool:
        sweeps = [pool.submit(sweep, app) for _ in range(4)]
        starts = [pool.submit(start, pair) for pair in browsers]
        sweeps += [pool.submit(sweep, app) for _ in range(4)]
        for done in (*sweeps, *starts):
            done.result()
    sweep(app)

    for act, kind in ((STARTED, "opened"), (SUBMITTED, "submitted")):
        entries = told(session, act)
        assert sum(entry["attempts"] for entry in entries) == 2, act
        assert len(happened(session, kind)) == 2


def test_before_a_sitting_is_closed_the_trail_knows_every_paper(house, app, session, cast, running):
    lin, attempt = steps.start(house, session, running, cast.lin)
    lin.post(f"/exam/attempts/{attempt.token}/submission")
    factories.move_clock(session, 200 * MINUTE)

    app.test_cli_runner().invoke(args=["exam", "close-due"])

    acts = [act for act in steps.acts(session) if act in (STARTED, SUBMITTED)]
    assert acts == [STARTED, SUBMITTED]
    assert steps.acts(session).index("exam.sitting_closed") > steps.acts(session).index(SUBMITTED)


def test_papers_closed_by_the_clock_are_one_entry_of_their_sitting(
    house, app, session, cast, running
):
    for person in (cast.lin, cast.zhao):
        steps.start(house, session, running, person)
    factories.move_clock(session, 30 * 60 * MINUTE)

    assert sweep(app) == 2

    [entry] = told(session, CLOSED)
    session.commit()
    closed = session.execute(select(Attempt.id, Attempt.closed_ms).order_by(Attempt.id)).all()
    assert (entry["subject"], entry["attempts"]) == (["sitting", str(running.id)], 2)
    assert entry["digest"] == digest_of(Fact(*row) for row in closed)


def test_a_paused_attempt_is_not_closed_by_the_clock(house, app, session, cast, running):
    _, attempt = steps.start(house, session, running, cast.lin)
    row = session.get(Attempt, attempt.id)
    row.state, row.paused_ms = "paused", factories.clock(session)
    session.commit()
    factories.move_clock(session, 30 * 60 * MINUTE)

    assert sweep(app) == 0

    assert steps.attempt_of(session, running, cast.lin).state == "paused"
    assert told(session, CLOSED) == []


def test_nothing_new_writes_nothing(app, session, cast, running):
    assert sweep(app) == 0
    assert told(session, STARTED) + told(session, SUBMITTED) + told(session, CLOSED) == []
