"""Remarkings: a script of an upheld appeal is marked once more by somebody new, after the run."""

from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy import select

from core.clock import now
from exam.models.appeals import Appeal
from exam.models.marking import MarkerEnd, Remarking, Script, WrittenMark
from exam.models.results import Result
from exam.queries.results import newest_run
from exam.queries.scripts import marks_now, remarkings_left, settled_points
from tests.browsing import without_token
from tests.exam import steps
from tests.exam.scripts import Pile, third_marker
from tests.people import grant


@pytest.fixture
def pile(house, app, session, cast):
    """Two scripts that Fang and Yan gave 3 points each; the sitting is marked."""
    pile = Pile(session, cast, 2)
    for person in (cast.cun, cast.yan):
        for script in pile.scripts:
            pile.give(house.as_(person), script, "2", "1")
    steps.beat(app)
    return pile


def order(session, cast, pile, script):
    """What the appeals room does for an upheld appeal whose remedy is a fresh mark."""
    session.commit()
    attempt = pile.attempts[pile.scripts.index(script)]
    result = session.scalars(select(Result).where(Result.attempt_id == attempt.id)).one()
    appeal = Appeal(
        attempt_id=attempt.id,
        result_id=result.id,
        slots=[1],
        grounds="请重评",
        due_at=now() + timedelta(days=15),
        at=now(),
    )
    session.add(appeal)
    session.flush()
    ordered = Remarking(
        script_id=script,
        appeal_id=appeal.id,
        after_id=last(pile, session),
        by_id=cast.shen.id,
        at=now(),
    )
    session.add(ordered)
    session.commit()


def last(pile, session):
    found = session.scalars(
        select(WrittenMark.id)
        .join(Script, Script.id == WrittenMark.script_id)
        .where(Script.sitting_id == pile.id)
        .order_by(WrittenMark.id.desc())
    ).first()
    return found or 0


def test_a_marked_sitting_waits_for_nobody(house, session, cast, pile):
    browser = house.as_(third_marker(session, cast), "en")

    answer = pile.give(browser, pile.scripts[0], "1", "1")

    assert f"/marking/{pile.id}" not in browser.get("/marking/").text
    assert pile.next(browser) is None
    assert answer.status_code == 409
    assert "This sitting is marked already." in answer.text


def test_a_remarking_waits_for_a_marker_who_has_not_marked_the_script(house, session, cast, pile):
    script, other = pile.scripts
    third = third_marker(session, cast)
    order(session, cast, pile, script)

    found = {
        login: f"/marking/{pile.id}" in house.as_(cast.people[login]).get("/marking/").text
        for login in ("shang", "cun", "rong")
    }

    assert pile.next(house.as_(third)) == script
    assert found["shang"]
    assert pile.next(house.as_(cast.cun)) is None
    assert pile.next(house.as_(cast.rong)) is None
    assert pile.give(house.as_(cast.cun), script, "1", "1").status_code == 409
    assert pile.give(house.as_(cast.rong), script, "1", "1").status_code == 404
    assert pile.give(house.as_(third), other, "1", "1").status_code == 409


def test_who_was_set_aside_gets_no_remarking(house, session, cast, pile):
    third = third_marker(session, cast)
    order(session, cast, pile, pile.scripts[0])
    session.add(
        MarkerEnd(sitting_id=pile.id, marker_id=third.id, reason="x", by_id=cast.kong.id, at=now())
    )
    session.commit()

    assert house.as_(third).get(f"/marking/{pile.id}").status_code == 404
    assert pile.give(house.as_(third), pile.scripts[0], "1", "1").status_code == 404


def test_it_looks_like_any_other_script(house, session, cast, pile):
    script = pile.scripts[0]
    browser = house.as_(third_marker(session, cast), "en")
    order(session, cast, pile, script)

    again = browser.get(f"/marking/{pile.id}/scripts/{script}").text
    fresh = Pile(session, cast, 1, revision=pile.revision)
    first = browser.get(f"/marking/{fresh.id}/scripts/{fresh.scripts[0]}").text

    words = ("appeal", "again", "remark ordered", "once more")
    assert [word for word in words if word in without_token(again).lower()] == []
    assert again.count("<form") == first.count("<form")


def test_one_fresh_mark_decides_on_the_new_basis_and_the_old_basis_gives_the_old_points(
    app, house, session, cast, pile
):
    """The whole: remarking, a mark, the points before and after; the stored run stays the same."""
    script = pile.scripts[0]
    attempt, untouched = (attempt.id for attempt in pile.attempts)
    third = third_marker(session, cast)
    with app.app_context():
        before = marks_now(pile.sitting)
    order(session, cast, pile, script)
    with app.app_context():
        waiting = (
            remarkings_left(pile.sitting),
            settled_points(pile.sitting, marks_now(pile.sitting)),
        )

    assert pile.give(house.as_(third), script, "0.5", "0").status_code == 303

    with app.app_context():
        after = marks_now(pile.sitting)
        new, old = settled_points(pile.sitting, after), settled_points(pile.sitting, before)
        left, run = remarkings_left(pile.sitting), newest_run(pile.id)
    assert waiting == (1, {attempt: {1: Fraction(3)}, untouched: {1: Fraction(3)}})
    assert new == {attempt: {1: Fraction(1, 2)}, untouched: {1: Fraction(3)}}
    assert old == {attempt: {1: Fraction(3)}, untouched: {1: Fraction(3)}}
    assert left == 0
    assert run.basis["until"] == before.until
    assert pile.give(house.as_(third), script, "1", "1").status_code == 409
    assert pile.next(house.as_(third)) is None


def test_only_one_fresh_mark_is_taken(house, session, cast, pile):
    script = pile.scripts[0]
    third, fourth = third_marker(session, cast), cast.bao
    grant(session, fourth, "marker", cast.units["qinglan"])
    session.commit()
    order(session, cast, pile, script)

    pile.give(house.as_(third), script, "1", "1")
    late = pile.give(house.as_(fourth), script, "2", "2")

    assert late.status_code == 409
    assert len(pile.marks()) == 5


def test_the_examiners_page_says_how_many_are_marked_again(house, session, cast, pile):
    order(session, cast, pile, pile.scripts[0])

    text = house.as_(cast.kong, "en").get(f"/sittings/{pile.id}/marking").text

    assert "1 script waits to be marked once more" in text
