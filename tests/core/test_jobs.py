"""Long work: how far it is, how it ends, and who may see it."""

from dataclasses import replace
from decimal import Decimal
from threading import Event, Thread
from time import sleep

import pytest
from sqlalchemy import select

from accounts.models import Unit
from core.clock import now
from core.database import transaction
from core.errors import N_, Refused
from core.jobs import KINDS, Job, Jobs, Progress, job
from tests.oversight.pages import said, words

BROKEN = "Something went wrong on our side. Nothing half done was kept."
FAULTY = N_("The courses have %(count)s errors; nothing was stored.")
JSON = {"Accept": "application/json"}


@pytest.fixture
def kinds():
    """Kinds of work for these tests alone; what they did is noted in the list."""
    done = []

    @job("test.add")
    def add(progress, arguments):
        progress.told(1, 2)
        done.append(arguments)
        progress.told(2, 2)
        return {"sum": sum(arguments["numbers"])}

    @job("test.refuse")
    def refuse(progress, arguments):
        progress.told(1, 3)
        raise Refused(FAULTY, count=3)

    @job("test.refuse_with_a_decimal")
    def refuse_with_a_decimal(progress, arguments):
        raise Refused(FAULTY, count=Decimal("2.5"))

    @job("test.break")
    def break_down(progress, arguments):
        with transaction() as session:
            session.add(Unit(code="half", name="半", name_en="Half", level="county", path="/half/"))
            session.flush()
            raise ZeroDivisionError("a secret of the machine")

    @job("test.nonsense")
    def nonsense(progress, arguments):
        return {"what": object()}

    yield done
    for name in [name for name in KINDS if name.startswith("test.")]:
        del KINDS[name]


@pytest.fixture
def start(app, cast, kinds, session):
    """Has Lin start a piece of work, which in tests is done at once; the row as it then is."""

    def started(kind, **arguments):
        with app.app_context():
            noted = app.extensions["jobs"].start(
                kind, arguments, owner_id=cast.lin.id, back="/courses/"
            )
        session.rollback()
        return session.get(Job, noted.id)

    return started


def told(browser, job_id):
    return browser.get(f"/jobs/{job_id}", headers=JSON).json


def test_work_that_is_done_says_what_came_of_it(house, cast, start, kinds):
    noted = start("test.add", numbers=[1, 2])

    lin = house.as_(cast.lin, "en")
    assert kinds == [{"numbers": [1, 2]}]
    assert (noted.outcome, noted.problem, noted.done, noted.total) == ({"sum": 3}, None, 2, 2)
    assert told(lin, noted.id) == {
        "done": 2,
        "total": 2,
        "ended": True,
        "problem": None,
        "back": "/courses/",
    }
    assert 'href="/courses/">Go on</a>' in lin.get(f"/jobs/{noted.id}").text


def test_how_far_work_is_survives_a_reload(app, house, cast, session):
    noted = Job(kind="x", arguments={}, owner_id=cast.lin.id, back="/", at=now(), started_at=now())
    session.add(noted)
    session.commit()
    with app.app_context():
        Progress(noted.id).told(2, 5)
    lin = house.as_(cast.lin, "en")

    pages = [lin.get(f"/jobs/{noted.id}").text for _ in range(2)]

    assert ['<progress class="w-100" max="5" value="2"' in page for page in pages] == [True] * 2
    assert told(lin, noted.id)["ended"] is False


@pytest.mark.parametrize("language", ["zh_Hans", "en"])
def test_work_that_is_refused_tells_the_person_why_in_words(app, house, cast, start, language):
    noted = start("test.refuse")

    lin = house.as_(cast.lin, language)
    why = words(app, language, FAULTY, count=3)
    assert told(lin, noted.id)["problem"] == why
    assert why in said(lin.get(f"/jobs/{noted.id}").text)


def test_a_reason_with_any_value_in_it_can_be_told(house, cast, start):
    noted = start("test.refuse_with_a_decimal")

    assert told(house.as_(cast.lin, "en"), noted.id)["problem"] == FAULTY % {"count": "2.5"}


@pytest.mark.parametrize("kind", ["test.break", "test.nonsense", "test.unknown"])
@pytest.mark.parametrize("language", ["zh_Hans", "en"])
def test_work_that_breaks_down_is_told_without_the_machines_secrets(
    app, house, cast, session, start, kind, language
):
    noted = start(kind)

    lin = house.as_(cast.lin, language)
    page = lin.get(f"/jobs/{noted.id}").text
    assert told(lin, noted.id)["problem"] == words(app, language, BROKEN)
    assert words(app, language, BROKEN) in said(page)
    assert "secret of the machine" not in page
    assert session.scalars(select(Unit).where(Unit.code == "half")).all() == []


def test_after_work_that_broke_down_the_next_is_done(start):
    start("test.break")

    assert start("test.add", numbers=[1]).outcome == {"sum": 1}


@pytest.mark.parametrize("headers", [{}, JSON], ids=["page", "data"])
@pytest.mark.parametrize("login", ["zhao", "lu", "shen"])
def test_the_work_of_another_is_not_found(house, cast, start, login, headers):
    noted = start("test.add", numbers=[])

    answer = house.as_(cast.people[login], "en").get(f"/jobs/{noted.id}", headers=headers)

    assert answer.status_code == 404
    assert "There is no such work of yours." in answer.text


@pytest.mark.parametrize("number", ["0", "999", str(2**31 - 1), str(2**31), "x"])
def test_work_that_there_is_not_is_not_found(house, cast, number):
    assert house.as_(cast.lin).get(f"/jobs/{number}").status_code == 404


def test_work_is_done_once_however_often_it_is_handed_out(app, start, kinds):
    noted = start("test.add", numbers=[1])

    app.extensions["jobs"]._work(noted.id)

    assert kinds == [{"numbers": [1]}]


def test_work_that_was_noted_while_nobody_worked_is_done_by_the_next_who_does(
    app, settings, cast, session, kinds, tmp_path
):
    apart = replace(settings, place="development", instance=tmp_path, redis_url="")
    with app.app_context():
        noted = Jobs(app, apart).start("test.add", {"numbers": [4]}, owner_id=None, back="/")
    assert kinds == []
    stop = Event()
    worker = Thread(target=Jobs(app, apart).work, args=(stop,))

    worker.start()
    for _ in range(100):
        session.rollback()
        if session.get(Job, noted.id).ended_at:
            break
        sleep(0.05)
    stop.set()
    worker.join()

    assert session.get(Job, noted.id).outcome == {"sum": 4}
