"""The trail's page: whose entries, which ones, in what words."""

import re

import pytest

from audit.actions import record, seal
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

    def noted(act=ExamAct.SEALED, *, unit=None, number=1):
        actor = Actor(cast.kong.id, "孔令仪", cast.kong.unit_id, "/", frozenset())
        with app.app_context():
            record(
                act,
                actor if unit else None,
                subject=("sitting", number),
                unit_path=cast.units[unit].path if unit else None,
            )

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
    assert '<option value="exam.released" selected>Results released</option>' in page


def test_an_act_that_nobody_did_gives_an_empty_list(shen, note):
    note(ExamAct.SEALED, unit="yunxi")

    page = shen.get("/trail?act=exam.withdrawn").text

    assert listed(page) == []
    assert "Nothing yet." in said(page)


@pytest.mark.parametrize("act", ["exam.forged", "%00", "<script>", "exam", "EXAM.SEALED"])
def test_an_act_that_there_is_not_is_not_found(shen, act):
    answer = shen.get(f"/trail?act={act}")

    assert (answer.status_code, "There is no such act." in answer.text) == (404, True)


def test_pages_follow_each_other_and_keep_the_act(shen, note):
    for number in range(1, 2 * PER_PAGE + 2):
        note(ExamAct.SEALED if number % 2 else ExamAct.RELEASED, unit="yunxi", number=number)

    first, last = shen.get("/trail").text, shen.get("/trail?page=3").text

    assert listed(first) == list(range(2 * PER_PAGE + 1, PER_PAGE + 1, -1))
    assert listed(last) == [1]
    assert ("page=2" in first, ">Newer<" in first) == (True, False)
    assert ("page=2" in last, ">Older<" in last) == (True, False)
    one_act = shen.get("/trail?act=exam.sealed").text
    assert 'href="/trail?act=exam.sealed&amp;page=2"' in one_act


@pytest.mark.parametrize(
    ("page", "shown"), [("2", [1]), ("3", [1]), ("9" * 30, [1]), ("0", 2), ("-1", 2), ("x", 2)]
)
def test_a_page_beyond_the_end_is_the_last_and_one_before_the_beginning_the_first(
    shen, note, page, shown
):
    for number in range(1, PER_PAGE + 2):
        note(unit="yunxi", number=number)
    expected = shown if isinstance(shown, list) else list(range(PER_PAGE + 1, 1, -1))

    assert listed(shen.get(f"/trail?page={page}").text) == expected


@pytest.mark.parametrize("language", ["zh_Hans", "en"])
@pytest.mark.parametrize("act", [ExamAct.SEALED, ExamAct.CLOSED_AT_DEADLINE])
def test_an_act_is_told_in_the_readers_words_with_its_code(app, house, cast, note, act, language):
    note(act, unit="yunxi")

    page = house.as_(cast.shen, language).get("/trail").text

    name = words(app, language, ACT_NAMES[act])
    assert f'<td>{name}<br><code class="small-print">{act}</code></td>' in page


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
