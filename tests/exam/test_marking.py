"""Written answers: two markers blind, a third on disagreement, nobody of their own unit."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from exam.models.marking import Script, WrittenMark
from exam.models.results import Result
from exam.models.sittings import GradingRun
from exam.queries.dossier import records_of
from question_bank.models import Revision
from tests import factories
from tests.exam import steps
from tests.exam.test_pictures import ADDRESS, pictured
from tests.people import grant

DEFINITION = {
    "code": "written",
    "version": 1,
    "title": {"zh": "书面", "en": "Written"},
    "minutes": 60,
    "pass_percent": "60",
    "exposure": "1",
    "gap": "1",
    "kinds": [
        {"kind": "single", "count": 1, "points": "2"},
        {"kind": "short_answer", "count": 1, "points": "8"},
    ],
    "groups": [{"topics": ["law.*"], "easy": 2}],
    "sections": [{"code": "law", "zh": "法律", "en": "Law", "topics": ["law.*"]}],
}


@pytest.fixture
def closed(house, app, session, cast):
    """Lin wrote something, Zhao nothing; the sitting of Yunxi is closed and waits for markers."""
    factories.question(session, "law-single", author=cast.chen)
    steps.written(session, cast.chen)
    sitting = factories.sitting(
        session, unit=cast.units["yunxi"], examiner=cast.kong, definition=DEFINITION
    )
    steps.registered(session, sitting, cast.lin, cast.zhao)
    steps.sealed(app, sitting, cast.kong)
    for person, answers in ((cast.lin, ((2, 1, "内容和权利"),)), (cast.zhao, ((2, 1, "  "),))):
        browser, attempt = steps.start(house, session, sitting, person)
        assert steps.save(browser, attempt.token, *answers).status_code == 200
        browser.post(f"/exam/attempts/{attempt.token}/submission")
    steps.run_out(app, session)
    return sitting


def script_of(session):
    session.commit()
    found = session.scalars(select(Script)).one()
    session.commit()
    return found


def give(house, session, sitting, person, *points, remark=""):
    script = script_of(session)
    return house.as_(person, "en").post(
        f"/marking/{sitting.id}/scripts/{script.id}/marks",
        {"points": list(points), "remark": remark},
    )


def marks(session):
    session.commit()
    found = session.execute(
        select(WrittenMark.marker_id, WrittenMark.lines, WrittenMark.points).order_by(
            WrittenMark.id
        )
    ).all()
    session.commit()
    return [tuple(row) for row in found]


def results(session):
    session.commit()
    found = session.execute(select(Result.score, Result.marks).order_by(Result.attempt_id)).all()
    session.commit()
    return [tuple(row) for row in found]


def test_an_answer_that_says_something_becomes_a_script_and_nothing_is_marked_yet(session, closed):
    assert script_of(session).slot == 2
    assert results(session) == []


def test_two_markers_within_the_gap_settle_it_and_the_sitting_is_marked(
    house, app, session, cast, closed
):
    assert give(house, session, closed, cast.cun, "2", "1").status_code == 303
    steps.beat(app)
    assert results(session) == []
    give(house, session, closed, cast.yan, "2", "2")
    steps.beat(app)

    assert marks(session) == [
        (cast.cun.id, ["2", "1"], Decimal(3)),
        (cast.yan.id, ["2", "2"], Decimal(4)),
    ]
    assert results(session) == [
        (Decimal("7.000"), [None, "7.000"]),
        (Decimal("0.000"), [None, None]),
    ]
    assert steps.acts(session).count("exam.answer_marked") == 2


def test_a_third_decides_where_two_differ_by_more_than_the_gap(house, app, session, cast, closed):
    third = cast.people["shang"]
    grant(session, third, "marker", cast.units["qinglan"])
    session.commit()
    give(house, session, closed, cast.cun, "0", "0")
    give(house, session, closed, cast.yan, "2", "2")
    steps.beat(app)
    assert results(session) == []

    assert give(house, session, closed, third, "1", "0.5").status_code == 303
    steps.beat(app)

    assert results(session)[0] == (Decimal("3.000"), [None, "3.000"])


def test_nobody_marks_twice_nor_what_enough_people_have_marked(house, session, cast, closed):
    grant(session, cast.people["shang"], "marker", cast.units["qinglan"])
    session.commit()
    give(house, session, closed, cast.cun, "2", "1")
    twice = give(house, session, closed, cast.cun, "0", "0")
    give(house, session, closed, cast.yan, "2", "1")
    before = marks(session)

    late = give(house, session, closed, cast.people["shang"], "0", "0")

    assert "You have marked this script already." in twice.text
    assert "Enough people have marked this script." in late.text
    assert (twice.status_code, late.status_code) == (409, 409)
    assert marks(session) == before
    assert [row[2] for row in before] == [Decimal(3), Decimal(3)]


def test_a_marker_of_the_candidates_own_unit_finds_no_script(house, session, cast, closed):
    script = script_of(session)
    rong = house.as_(cast.rong, "en")

    answers = [
        rong.get(f"/marking/{closed.id}/scripts/{script.id}"),
        give(house, session, closed, cast.rong, "2", "2"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert marks(session) == []
    assert rong.get(f"/marking/{closed.id}").headers["Location"].endswith("/marking/")


@pytest.mark.parametrize("login", ["kong", "chen", "shen", "lin", "lu"])
def test_who_is_no_marker_may_neither_look_nor_mark(house, session, cast, closed, login):
    script = script_of(session)
    browser = house.as_(cast.people[login], "en")

    answers = [
        browser.get("/marking/"),
        browser.get(f"/marking/{closed.id}/scripts/{script.id}"),
        give(house, session, closed, cast.people[login], "2", "2"),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert marks(session) == []


@pytest.mark.parametrize("points", [("3", "0"), ("1",), ("x", "1"), ()])
def test_bad_points_are_refused_and_what_was_typed_stands(house, session, cast, closed, points):
    answer = give(house, session, closed, cast.cun, *points, remark="see line 2")

    assert answer.status_code == 409
    assert "see line 2" in answer.text
    assert marks(session) == []


def test_a_script_names_nobody(house, session, cast, closed):
    script = script_of(session)

    page = house.as_(cast.cun, "en").get(f"/marking/{closed.id}/scripts/{script.id}").text

    assert "内容和权利" in page
    assert "<p>rights</p>" in page
    assert [word for word in (cast.lin.name, "松岩", "Songyan") if word in page] == []


def test_a_sitting_that_waits_for_markers_cannot_be_marked_by_hand(app, session, closed):
    answer = app.test_cli_runner().invoke(args=["exam", "grade", str(closed.id)])

    assert "still wait for markers" in answer.output
    session.commit()
    assert session.scalars(select(GradingRun)).all() == []


def test_the_examiner_is_told_how_many_written_answers_wait(house, app, session, cast, closed):
    waiting = house.as_(cast.kong, "en").get(f"/sittings/{closed.id}").text
    give(house, session, closed, cast.cun, "2", "2")
    give(house, session, closed, cast.yan, "2", "2")
    steps.beat(app)
    marked = house.as_(cast.kong, "en").get(f"/sittings/{closed.id}").text

    assert "1 written answer waits for a marker." in waiting
    assert "waits for a marker" not in marked


def test_the_list_of_a_marker_costs_the_same_for_one_sitting_and_for_three(
    house, session, cast, closed, statements
):
    browser, script = house.as_(cast.cun), script_of(session)
    revision = session.get(Revision, script.revision_id)

    def asked():
        with statements() as found:
            page = browser.get("/marking/")
        return page.text.count("/marking/"), len(found)

    one = asked()
    for _ in range(2):
        other = factories.sitting(session, unit=cast.units["yunxi"], examiner=cast.kong)
        attempt = factories.attempt(session, other, cast.he, [revision])
        attempt.state = "closed"
        session.add(
            Script(sitting_id=other.id, attempt_id=attempt.id, slot=1, revision_id=revision.id)
        )
        session.commit()
    three = asked()

    assert (three[0] - one[0], three[1]) == (2, one[1])
    assert script.slot == 2


def test_a_picture_of_a_script_is_shown_to_its_markers_alone(house, session, cast, closed):
    revision = session.get(Revision, script_of(session).revision_id)
    pictured(session, cast.chen, revision)

    found = [
        house.as_(cast.people[login]).get(ADDRESS).status_code for login in ("cun", "tang", "he")
    ]

    assert found == [200, 404, 404]


def test_the_dossier_tells_what_each_marker_gave_without_a_name(
    house, app, session, cast, closed, tmp_path
):
    give(house, session, closed, cast.cun, "2", "1", remark="生动")
    give(house, session, closed, cast.yan, "2", "2")
    steps.beat(app)
    house.as_(cast.kong).post(f"/sittings/{closed.id}/release")
    attempt = steps.attempt_of(session, closed, cast.lin)

    with app.app_context():
        records = records_of(attempt.id)

    told = [each.fields for each in records if each.kind == "written_mark"]
    assert [(each["slot"], each["lines"], each["points"], each["remark"]) for each in told] == [
        (2, ["2", "1"], "3.000", "生动"),
        (2, ["2", "2"], "4.000", ""),
    ]
    assert [name for name in (cast.cun.name, cast.yan.name) if name in str(told)] == []
    assert [each.fields["kind"] for each in records if each.kind == "question"] == [
        "single",
        "short_answer",
    ]


@pytest.mark.parametrize("login", ["kong", "shen"])
def test_who_may_read_a_sitting_does_not_mark_it(house, session, cast, closed, login):
    who = cast.people[login]
    grant(session, who, "marker", cast.units["qinglan"])
    session.commit()
    browser = house.as_(who)

    assert f"/marking/{closed.id}" not in browser.get("/marking/").text
    assert browser.get(f"/marking/{closed.id}/scripts/{script_of(session).id}").status_code == 404
    assert give(house, session, closed, who, "2", "2").status_code == 404
    assert marks(session) == []


def test_a_sitting_that_waits_costs_the_worker_the_same_for_one_script_and_for_three(
    app, session, cast, closed, statements
):
    revision = session.get(Revision, script_of(session).revision_id)

    def asked():
        session.commit()
        with statements() as found:
            steps.beat(app)
        return len(found)

    one = asked()
    for person in (cast.yin, cast.fu):
        done = factories.attempt(session, closed, person, [revision], state="closed")
        session.add(
            Script(sitting_id=closed.id, attempt_id=done.id, slot=1, revision_id=revision.id)
        )

    assert asked() == one
    assert results(session) == []
