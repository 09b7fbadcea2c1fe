"""What came since a supervisor last looked."""

import html
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from audit.actions import record, seal
from audit.models import Entry, Sealed
from core.actor import Actor
from core.clock import now
from exam.acts import ExamAct
from oversight.models import Look
from tests.oversight.pages import said
from tests.people import add_person, grant


@pytest.fixture
def note(app, cast):
    """Writes an entry of a unit, and seals it if nothing else is said."""

    def noted(act=ExamAct.SEALED, *, unit="songyan", sealed=True):
        actor = Actor(cast.kong.id, "孔令仪", cast.kong.unit_id, "/", frozenset())
        with app.app_context():
            path = cast.units[unit].path
            entry = record(act, actor, subject=("sitting", 1), unit_path=path)
            if sealed:
                seal()
            return entry.id

    return noted


@pytest.fixture
def shen(house, cast):
    return house.as_(cast.shen, "en")


def news(page):
    """Each kind of act with its count and its door."""
    found = re.search(r'<ul class="links news">(.*?)</ul>', page, re.DOTALL)
    rows = re.findall(r'<a href="(.*?)"><span>(.*?)</span><b>(\d+)</b>', found[1] if found else "")
    return {name: (int(count), html.unescape(door)) for door, name, count in rows}


def mark(browser, page):
    """Press the button."""
    upto = re.search(r'name="upto" value="(\d+)"', page)[1]
    return browser.post("/trail/looks", {"upto": upto})


def test_who_never_looked_sees_the_last_seven_days(session, shen, note):
    old = session.get(Entry, note(ExamAct.GRADED))
    old.at = now() - timedelta(days=8)
    session.commit()
    note(ExamAct.SEALED)
    note(ExamAct.SEALED)

    page = shen.get("/").text

    assert news(page) == {
        "Papers drawn and sealed": (2, f"/trail?act=exam.sealed&after={old.id}"),
    }
    assert "In the last seven days" in said(page)


def test_a_look_moves_the_counts(session, cast, shen, note):
    note(ExamAct.SEALED)
    last = note(ExamAct.RELEASED)

    answer = mark(shen, shen.get("/").text)

    looks = session.scalars(select(Look)).all()
    assert [(look.person_id, look.entry_id) for look in looks] == [(cast.shen.id, last)]
    assert (answer.status_code, answer.location) == (303, "/")
    page = shen.get("/").text
    assert news(page) == {}
    assert "Nothing new is on the trail." in said(page)
    note(ExamAct.GRADED)
    assert news(shen.get("/").text) == {
        "Papers marked": (1, f"/trail?act=exam.graded&after={last}"),
    }


def test_a_count_leads_to_as_many_entries(shen, note):
    note(ExamAct.SEALED)
    mark(shen, shen.get("/").text)
    note(ExamAct.RELEASED)
    note(ExamAct.RELEASED)
    note(ExamAct.SEALED, sealed=False)

    counted = news(shen.get("/").text)

    listed = {
        name: shen.get(door).text.count("<td>Sitting 1</td>") for name, (_, door) in counted.items()
    }
    assert listed == {name: count for name, (count, _) in counted.items()}
    assert listed == {"Results released": 2, "Papers drawn and sealed": 1}


def test_what_was_not_sealed_when_looked_at_is_new_again(session, shen, note):
    first = note(ExamAct.SEALED)
    note(ExamAct.RELEASED, sealed=False)

    mark(shen, shen.get("/").text)

    assert session.scalars(select(Look.entry_id)).all() == [first]
    assert set(news(shen.get("/").text)) == {"Results released"}


def test_a_smaller_number_that_appears_late_is_new(session, shen, note):
    """An act that takes long has its number early and appears when it ends."""
    late, early = note(ExamAct.GRADED, sealed=False), note(ExamAct.SEALED, sealed=False)
    kept = hide(session, late)
    note(ExamAct.SEALED)
    mark(shen, shen.get("/").text)
    session.add(Entry(**kept))
    session.commit()
    note(ExamAct.RELEASED)

    counted = news(shen.get("/").text)

    assert early > late
    assert {name: count for name, (count, _) in counted.items()} == {
        "Papers marked": 1,
        "Results released": 1,
    }
    assert shen.get(counted["Papers marked"][1]).text.count("<td>Sitting 1</td>") == 1


def hide(session, entry_id):
    """Take an entry away as long as its act has not ended."""
    entry = session.get(Entry, entry_id)
    kept = {column.name: getattr(entry, column.name) for column in Entry.__table__.columns}
    session.delete(entry)
    session.commit()
    session.expunge_all()
    return kept


def test_pressing_twice_or_in_an_old_window_takes_nothing_back(session, shen, note):
    note()
    old = shen.get("/").text
    note()
    mark(shen, shen.get("/").text)

    answers = [mark(shen, old).status_code, mark(shen, old).status_code]

    assert answers == [303, 303]
    assert len(session.scalars(select(Look)).all()) == 1


@pytest.mark.parametrize("upto", ["0", "x", "", "999", "-1"])
def test_only_a_sealed_entry_can_be_marked(session, shen, note, upto):
    note()
    note(sealed=False)

    answer = shen.post("/trail/looks", {"upto": upto})

    assert (answer.status_code, session.scalars(select(Look)).all()) == (404, [])


def test_everybody_has_looks_of_their_own(house, session, cast, shen, note):
    other = add_person(session, "local", "云溪监督", cast.units["yunxi"])
    grant(session, other, "supervisor", cast.units["yunxi"])
    note(unit="songyan")
    note(unit="hezhou")
    mark(shen, shen.get("/").text)

    assert news(house.as_(other, "en").get("/").text)["Papers drawn and sealed"][0] == 1


@pytest.mark.parametrize("login", ["lin", "kong", "meng", "yin", "lu"])
def test_nobody_but_a_supervisor_looks(house, session, cast, note, login):
    sealed = note()
    browser = house.as_(cast.people[login])

    answer = browser.post("/trail/looks", {"upto": sealed})

    assert (answer.status_code, session.scalars(select(Look)).all()) == (403, [])
    assert news(browser.get("/").text) == {}


def test_the_newest_sealed_entry_ends_the_newest_block(in_app, session, note):
    last = note()

    assert session.scalars(select(Sealed.entry_id)).all() == [last]
