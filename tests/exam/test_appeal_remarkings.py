"""The remedy of a fresh mark: only where somebody is left who can give it, and no dead end."""

import pytest

from core.clock import now
from exam.models.marking import MarkerEnd
from exam.rules.appeals import Remedy
from tests.exam import regrades, steps
from tests.exam.appealing import REASONS, lodged, rows, told, upheld
from tests.exam.scripts import Pile, third_marker

WAITING = "Written answers of “%(sitting)s” wait for you to mark them."


@pytest.fixture
def pile(house, app, session, cast):
    """Two scripts of people of Songyan that Cun and Yan marked; the results are out."""
    pile = Pile(session, cast, 2)
    for person in (cast.cun, cast.yan):
        for script in pile.scripts:
            pile.give(house.as_(person), script, "1", "1")
    steps.beat(app)
    assert house.as_(cast.kong).post(f"/sittings/{pile.id}/release").status_code == 303
    session.commit()
    return pile


def appeal_about(app, session, pile, number):
    attempt = pile.attempts[number]
    return lodged(app, session, attempt.candidate, attempt, slots=[1])


def remark(house, cast, number):
    browser = house.as_(cast.shen, "en")
    return browser.post(f"/appeals/{number}/decision", {"choice": "remark", "reasons": REASONS})


def test_where_nobody_is_left_to_mark_once_more_it_is_refused_with_what_to_do(
    house, app, session, cast, pile
):
    """Cun and Yan have marked it; Rong is of the candidate's unit."""
    number = appeal_about(app, session, pile, 0)
    before, notices = rows(session), told(session)

    refused = remark(house, cast, number)

    assert refused.status_code == 409
    assert "Have somebody else made a marker first" in refused.text
    assert (rows(session), told(session)) == (before, notices)
    third_marker(session, cast)
    assert remark(house, cast, number).status_code == 303


def test_who_was_set_aside_is_not_left(house, app, session, cast, pile):
    third = third_marker(session, cast)
    session.add(
        MarkerEnd(sitting_id=pile.id, marker_id=third.id, reason="x", by_id=cast.kong.id, at=now())
    )
    session.commit()

    assert remark(house, cast, appeal_about(app, session, pile, 0)).status_code == 409
    assert rows(session)[2:] == [[], [], []]


def test_those_who_can_mark_once_more_are_told_that_answers_wait_and_not_why(
    house, app, session, cast, pile
):
    third = third_marker(session, cast)

    remark(house, cast, appeal_about(app, session, pile, 0))

    found = [each for each in told(session) if each[1] == WAITING]
    assert found == [(third.id, WAITING, f"/marking/{pile.id}")]
    assert pile.next(house.as_(third)) == pile.scripts[0]


def test_what_was_ordered_for_a_settled_appeal_waits_no_longer_and_blocks_no_regrade(
    house, app, session, cast, pile
):
    """Of two upheld appeals one is settled without its fresh mark; the other is carried out."""
    third = third_marker(session, cast)
    one, two = (appeal_about(app, session, pile, number) for number in (0, 1))
    upheld(app, session, cast.shen, one, Remedy.REMARK)
    upheld(app, session, cast.shen, two)
    kong = house.as_(cast.kong, "en")
    choices = regrades.choice((pile.revision, "credit"), appeal=[str(two)])
    blocked = regrades.propose(kong, pile.sitting, choices, digest="0" * 64)
    house.as_(cast.shen).post(f"/appeals/{one}/settlement", {"note": "无人可以另行评阅"})

    found = regrades.propose(kong, pile.sitting, choices)

    assert "still being marked once more" in blocked.text
    assert (blocked.status_code, found.status_code) == (409, 303)
    assert pile.next(house.as_(third)) is None
    assert f"/marking/{pile.id}" not in house.as_(third).get("/marking/").text
    assert pile.give(house.as_(third), pile.scripts[0], "2", "2").status_code == 409
    assert "waits to be marked once more" not in kong.get(f"/sittings/{pile.id}/marking").text
