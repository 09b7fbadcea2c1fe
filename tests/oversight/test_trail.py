"""The trail's page: whose entries, which ones, in what words."""

import html
import re
from datetime import datetime

import pytest

from accounts.acts import AccountAct
from audit.actions import record, seal
from audit.models import Entry
from core.actor import Actor
from exam.acts import ExamAct
from oversight.queries.trail import PER_PAGE
from oversight.rules.acts import ACT_NAMES
from tests.oversight.pages import said, words
from tests.people import add_person, grant

ALL_BUT_SUPERVISORS = ["lin", "chen", "xu", "gu", "kong", "meng", "lu"]


@pytest.fixture
def note(app, cast):
    """Writes an entry about a sitting of a unit, or of the system where there is none."""

    def noted(act=ExamAct.SEALED, *, unit=None, number=1, who="kong", kind="sitting", **details):
        by = cast.people[who]
        actor = Actor(by.id, by.name, by.unit_id, "/", frozenset())
        with app.app_context():
            return record(
                act,
                actor if unit else None,
                subject=(kind, number),
                unit_path=cast.units[unit].path if unit else None,
                **details,
            ).id

    return noted


@pytest.fixture
def shen(house, cast):
    """A supervisor of the nation, who reads English."""
    return house.as_(cast.shen, "en")


@pytest.fixture
def local(house, session, cast):
    """A supervisor of Yunxi City alone."""
    person = add_person(session, "local", "云溪监督", cast.units["yunxi"])
    grant(session, person, "supervisor", cast.units["yunxi"])
    return house.as_(person, "en")


def listed(page):
    """What each line is about, from the top."""
    return [int(number) for number in re.findall(r"<td>Sitting (\d+)</td>", page)]


@pytest.mark.parametrize("login", ALL_BUT_SUPERVISORS)
def test_nobody_but_a_supervisor_reads_the_trail(house, cast, note, login):
    note(unit="songyan", number=77)

    answer = house.as_(cast.people[login], "en").get("/trail")

    assert answer.status_code == 403
    assert "77" not in said(answer.text)


def test_a_supervisor_sees_their_units_and_the_system_newest_first(shen, local, note):
    for number, unit in enumerate(("songyan", "hezhou", None, "yunxi", "qinglan"), start=1):
        note(unit=unit, number=number)

    assert listed(local.get("/trail").text) == [4, 3, 1]
    assert listed(shen.get("/trail").text) == [5, 4, 3, 2, 1]


def test_a_unit_whose_number_only_begins_alike_is_another(app, local, cast):
    with app.app_context():
        record(ExamAct.SEALED, None, subject=("sitting", 1), unit_path=cast.units["yunxi"].path)
        elsewhere = f"{cast.units['yunxi'].path.rstrip('/')}9/"
        record(ExamAct.SEALED, None, subject=("sitting", 2), unit_path=elsewhere)

    assert listed(local.get("/trail").text) == [1]


def test_the_trail_can_be_asked_for_one_act(shen, note):
    note(ExamAct.SEALED, unit="yunxi", number=1)
    note(ExamAct.RELEASED, unit="yunxi", number=2)

    page = shen.get("/trail?act=exam.released").text

    assert listed(page) == [2]
    assert '<option selected value="exam.released">Results released</option>' in page


def test_an_act_that_nobody_did_gives_an_empty_list(shen, note):
    note(ExamAct.SEALED, unit="yunxi")

    page = shen.get("/trail?act=exam.withdrawn").text

    assert listed(page) == []
    assert "Nothing on the trail fits this." in said(page)


@pytest.mark.parametrize(
    "query",
    [
        "act=exam.forged", "act=%00", "act=<script>", "act=exa", "act=EXAM.SEALED", "kind=nothing",
        "since=yesterday", "until=2026-13-01", "since=2026-05-02&until=2026-05-01", "after=-1",
        f"person={'x' * 65}",
    ],
)  # fmt: skip
def test_what_cannot_be_understood_is_said_and_nothing_is_listed(shen, note, query):
    note(unit="yunxi", number=7)

    answer = shen.get(f"/trail?{query}")

    assert (answer.status_code, listed(answer.text)) == (422, [])


FILTERS = {
    "act=exam.released": [2, 3, 5, 7],
    "act=exam": [1, 2, 3, 5, 6, 7],
    "act=account": [4, 8],
    "person=tang": [3, 6],
    "person=守": [3, 6],
    "person=nobody": [],
    "unit=hezhou": [5, 6],
    "unit=鹤洲市": [5, 6],
    "unit=Songyan": [1, 4],
    "unit=xi": [1, 2, 3, 4, 7],
    "unit=nowhere": [],
    "kind=sitting": [1, 2, 3, 5, 6, 7],
    "kind=person": [],
    "number=5": [5],
    "kind=address&number=4": [4],
    "refusals=y": [4, 8],
    "act=exam.released&person=tang": [3],
    "act=exam&refusals=y": [],
    "unit=songyan&refusals=y": [4],
    "act=exam.released&unit=yunxi&person=kong&kind=sitting&number=2": [2],
    "": [1, 2, 3, 4, 5, 6, 7, 8],
}
"""What each filter leaves of `eight`."""


@pytest.fixture
def eight(note):
    """Eight entries that differ in act, person, unit and thing."""
    refused = {"kind": "address", "method": "POST", "why": "You may not."}
    note(ExamAct.SEALED, unit="songyan", number=1)
    note(ExamAct.RELEASED, unit="yunxi", number=2)
    note(ExamAct.RELEASED, unit="lanting", number=3, who="tang")
    note(AccountAct.REFUSED, unit="songyan", number=4, who="lin", **refused)
    note(ExamAct.RELEASED, unit="hezhou", number=5)
    note(ExamAct.GRADED, unit="shibei", number=6, who="tang")
    note(ExamAct.RELEASED, unit="yunxi", number=7)
    note(AccountAct.REFUSED, unit="qinglan", number=8, who="lin", **refused)


def all_listed(page):
    """The numbers of everything that a page lists, from the oldest."""
    return sorted(map(int, re.findall(r"(?:Sitting |POST )(\d+)<", page)))


@pytest.mark.parametrize(("query", "left"), FILTERS.items())
def test_each_filter_alone_and_together_leaves_what_fits(shen, eight, query, left):
    page = shen.get(f"/trail?{query}").text

    assert all_listed(page) == left


@pytest.mark.parametrize(
    ("days", "left"),
    [
        ("since=2026-03-01", [2, 3, 4]),
        ("until=2026-03-01", [1, 2, 3]),
        ("since=2026-03-01&until=2026-03-01", [2, 3]),
        ("since=2026-03-03", []),
    ],
)
def test_a_day_begins_and_ends_at_midnight_of_the_readers_zone(shen, session, note, days, left):
    moments = ("02-28T15:59:59", "02-28T16:00:00", "03-01T15:59:59", "03-01T16:00:00")
    for number, moment in enumerate(moments, start=1):
        entry = session.get(Entry, note(unit="yunxi", number=number))
        entry.at = datetime.fromisoformat(f"2026-{moment}+00:00")
        session.commit()

    assert all_listed(shen.get(f"/trail?{days}").text) == left


def test_a_refusal_says_who_tried_what_and_why_it_was_refused(house, cast, shen):
    house.as_(cast.lin).get("/roles/waiting")

    page = said(shen.get("/trail?refusals=y").text)

    assert "林知夏" in page
    assert "GET /roles/waiting" in page
    assert "Your duties do not include this, or not for this unit." in page


def link(page, rel):
    """Where the link to newer ("prev") or older ("next") entries leads."""
    found = re.search(rf'rel="{rel}" href="([^"]+)"', page)
    return html.unescape(found[1]) if found else None


def test_pages_follow_each_other_by_number(shen, note):
    for number in range(1, 2 * PER_PAGE + 2):
        note(unit="yunxi", number=number)

    first = shen.get("/trail").text
    second = shen.get(link(first, "next")).text
    third = shen.get(link(second, "next")).text
    back = shen.get(link(third, "prev")).text
    top = shen.get(link(back, "prev")).text

    assert listed(first) == listed(top) == list(range(2 * PER_PAGE + 1, PER_PAGE + 1, -1))
    assert listed(second) == listed(back) == list(range(PER_PAGE + 1, 1, -1))
    assert listed(third) == [1]
    assert (link(first, "prev"), link(third, "next")) == (None, None)


def test_what_narrows_the_list_stays_in_the_form_and_on_the_next_page(shen, note):
    for number in range(1, 2 * PER_PAGE + 2):
        note(ExamAct.SEALED if number % 2 else ExamAct.RELEASED, unit="yunxi", number=number)

    page = shen.get("/trail?act=exam.sealed&unit=yunxi&person=kong").text
    older = shen.get(link(page, "next")).text

    assert listed(page) == list(range(2 * PER_PAGE + 1, 1, -2))
    assert listed(older) == [1]
    for text in (page, older):
        assert '<option selected value="exam.sealed">Papers drawn and sealed</option>' in text
        assert 'value="yunxi"' in text
        assert 'value="kong"' in text


def test_what_comes_meanwhile_moves_no_page(shen, note):
    for number in range(1, PER_PAGE + 3):
        note(unit="yunxi", number=number)
    older = link(shen.get("/trail").text, "next")
    note(unit="yunxi", number=99)

    assert listed(shen.get(older).text) == [2, 1]


@pytest.mark.parametrize("place", ["older=0", "older=x", "newer=-1", f"older={'9' * 30}"])
def test_a_place_that_is_none_is_the_beginning(shen, note, place):
    note(unit="yunxi", number=1)

    assert listed(shen.get(f"/trail?{place}").text) == [1]


@pytest.mark.parametrize("language", ["zh_Hans", "en"])
@pytest.mark.parametrize("act", [ExamAct.SEALED, ExamAct.CLOSED_AT_DEADLINE])
def test_an_act_is_told_in_the_readers_words(app, house, cast, note, act, language):
    note(act, unit="yunxi")

    page = house.as_(cast.shen, language).get("/trail").text

    name = words(app, language, ACT_NAMES[act])
    assert f">{name}</a>" in page


def test_a_line_says_who_did_it_and_in_which_block_it_is(app, shen, note):
    note(unit="yunxi", number=1)
    note(number=2)
    with app.app_context():
        seal()
    note(unit="yunxi", number=3)

    table = shen.get("/trail").text.split("</tbody>")[0]
    rows = [said(f"<main>{row}") for row in table.split("<tr>")[2:5]]

    assert [row.split()[-1] for row in rows] == ["yet", "1", "1"]
    assert ["孔令仪" in row for row in rows] == [True, False, True]
    assert "the system" in rows[1]


def test_what_people_are_called_cannot_run(app, shen, cast):
    actor = Actor(cast.kong.id, "<script>x</script>", cast.kong.unit_id, "/", frozenset())
    with app.app_context():
        record(ExamAct.SEALED, actor, subject=("<b>", "<i>"), unit_path=cast.units["yunxi"].path)

    page = shen.get("/trail").text

    assert "&lt;script&gt;x" in page
    assert "&lt;b&gt; &lt;i&gt;" in page


def test_the_trail_asks_the_database_as_often_for_three_entries_as_for_one(shen, note, statements):
    def asked():
        with statements() as heard:
            assert shen.get("/trail").status_code == 200
        return len(heard)

    note(unit="yunxi")
    few = asked()
    note(unit="songyan")
    note()

    assert asked() == few
