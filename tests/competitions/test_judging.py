"""Judges mark alone, nobody of their own unit; the last sheet makes the score, once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from accounts.actions import waivers
from accounts.models import ConflictWaiverUse
from accounts.rules.conflicts import Conflict
from competitions.actions import holding, judging
from competitions.models import Competition, Score, Sheet
from core.clock import now
from core.errors import Missing, NotAllowed, Refused
from tests import factories
from tests.competitions import steps

GOOD = {"law": 4, "tone": 2}


def hand_in(app, session, contest, judge, person, marks=GOOD, **where):
    entry = steps.entry_of(session, contest, person)
    place = {"round_code": "service", "station": "etiquette"} | where
    return steps.do(
        app,
        judge,
        judging.hand_in,
        contest.id,
        place["round_code"],
        place["station"],
        entry.id,
        marks=marks,
        remark="稳",
    )


def test_a_sheet_alone_makes_no_score(app, session, cast, contest):
    sheet = hand_in(app, session, contest, cast.shang, cast.lin)

    assert (sheet.points, sheet.marks, sheet.remark) == (Decimal("80.000"), GOOD, "稳")
    assert steps.lines(session, contest) == []
    assert steps.acts(session) == ["competition.marked"]


def test_the_last_sheet_that_a_panel_waits_for_makes_the_score(app, session, cast, contest):
    hand_in(app, session, contest, cast.shang, cast.lin)
    hand_in(app, session, contest, cast.bao, cast.lin, {"law": 4, "tone": 4})

    assert steps.lines(session, contest) == [(1, "score", 1, "service", Decimal("90.000"))]
    line = session.scalars(select(Score)).one()
    sheets = session.scalars(select(Sheet.id).order_by(Sheet.id)).all()
    assert line.source == {"sheets": sheets}
    assert steps.acts(session) == [
        "competition.marked",
        "competition.marked",
        "competition.scored",
    ]


def test_most_judges_who_see_a_failure_take_everything(app, session, cast, contest):
    for judge in (cast.shang, cast.bao):
        hand_in(app, session, contest, judge, cast.lin, {"law": 0, "tone": 4})

    assert steps.lines(session, contest) == [(1, "score", 1, "service", Decimal("0.000"))]


def test_a_judge_of_the_entrys_unit_is_refused(app, session, cast, contest):
    steps.seat(session, contest, cast.ning)
    before = steps.state(session)

    with pytest.raises(NotAllowed, match="own unit"):
        hand_in(app, session, contest, cast.ning, cast.lin)

    assert steps.state(session) == before


def test_a_panel_does_not_wait_for_a_judge_of_the_entrys_unit(app, session, cast, contest):
    steps.seat(session, contest, cast.ning)

    hand_in(app, session, contest, cast.shang, cast.lin)
    hand_in(app, session, contest, cast.bao, cast.lin)

    assert steps.lines(session, contest) == [(1, "score", 1, "service", Decimal("80.000"))]


def test_a_supervisors_waiver_lets_one_sheet_through(app, session, cast, contest):
    steps.seat(session, contest, cast.ning)
    steps.do(
        app,
        cast.shen,
        waivers.waive,
        cast.ning.id,
        Conflict.JUDGE_OWN_UNIT,
        reason="县里裁判不足",
        until=now() + timedelta(days=1),
    )

    hand_in(app, session, contest, cast.ning, cast.lin)

    with pytest.raises(NotAllowed, match="own unit"):
        hand_in(app, session, contest, cast.ning, cast.zhao)
    assert [use.act for use in session.scalars(select(ConflictWaiverUse))] == ["competition.marked"]


def test_a_refused_sheet_uses_no_waiver_up(app, session, cast, contest):
    steps.seat(session, contest, cast.ning)
    steps.do(
        app,
        cast.shen,
        waivers.waive,
        cast.ning.id,
        Conflict.JUDGE_OWN_UNIT,
        reason="县里裁判不足",
        until=now() + timedelta(days=1),
    )

    with pytest.raises(Refused):
        hand_in(app, session, contest, cast.ning, cast.lin, {"law": 9, "tone": 9})

    assert session.scalars(select(ConflictWaiverUse)).all() == []


@pytest.mark.parametrize(
    ("marks", "where", "failure"),
    [
        ({"law": 4}, {}, Refused),
        ({"law": 5, "tone": 0}, {}, Refused),
        (GOOD, {"station": "nowhere"}, Missing),
        (GOOD, {"round_code": "theory"}, Missing),
    ],
)
def test_bad_marks_and_wrong_stations_change_nothing(
    app, session, cast, contest, marks, where, failure
):
    before = steps.state(session)

    with pytest.raises(failure):
        hand_in(app, session, contest, cast.shang, cast.lin, marks, **where)

    assert steps.state(session) == before


def test_who_has_no_seat_marks_nobody(app, session, cast, contest):
    for person, failure in ((cast.ning, Missing), (cast.lin, NotAllowed), (cast.kong, NotAllowed)):
        with pytest.raises(failure):
            hand_in(app, session, contest, person, cast.he)


def test_a_sheet_is_handed_in_once(app, session, cast, contest):
    hand_in(app, session, contest, cast.shang, cast.lin)
    before = steps.state(session)

    with pytest.raises(Refused, match="already"):
        hand_in(app, session, contest, cast.shang, cast.lin, {"law": 1, "tone": 1})

    assert steps.state(session) == before


def test_nothing_is_marked_before_the_start_after_the_end_or_once_scored(
    app, session, cast, contest
):
    hand_in(app, session, contest, cast.shang, cast.lin)
    hand_in(app, session, contest, cast.bao, cast.lin)
    steps.seat(session, contest, cast.ning)
    late = steps.entry_of(session, contest, cast.he)
    with pytest.raises(Refused, match="score at this station already"):
        hand_in(app, session, contest, cast.ning, cast.lin)
    steps.do(app, cast.kong, holding.end_round, contest.id, "service")
    with pytest.raises(Refused, match="ended"):
        hand_in(app, session, contest, cast.shang, cast.he)
    early = steps.competition(session, cast.units["qinglan"], cast.kong, starts_in=factories.HOUR)
    steps.entry(session, early, cast.he)
    steps.seat(session, early, cast.shang)
    with pytest.raises(Refused, match="not begun"):
        hand_in(app, session, early, cast.shang, cast.he)

    assert late.number == 3


def test_a_disqualified_entry_is_not_marked(app, session, cast, contest):
    steps.score(session, contest, cast.lin, 0, kind="out")

    with pytest.raises(Refused, match="disqualified"):
        hand_in(app, session, contest, cast.shang, cast.lin)


def test_a_judge_who_leaves_is_no_longer_waited_for(app, session, cast, contest):
    third = steps.seat(session, contest, cast.ning)
    hand_in(app, session, contest, cast.shang, cast.he)
    hand_in(app, session, contest, cast.bao, cast.he)
    assert steps.lines(session, contest) == []

    steps.do(app, cast.kong, holding.end_seat, third.id, reason="病假")

    assert steps.lines(session, contest) == [(1, "score", 3, "service", Decimal("80.000"))]


def test_the_last_two_judges_at_once_make_one_score(app, session, cast, contest):
    people = (cast.lin, cast.zhao, cast.he)

    with ThreadPoolExecutor(6) as pool:
        handed = [
            pool.submit(hand_in_alone, app, contest.id, judge.id, person.id)
            for person in people
            for judge in (cast.shang, cast.bao)
        ]
        for each in handed:
            each.result(timeout=60)

    found = steps.lines(session, contest)
    assert [line[0] for line in found] == [1, 2, 3]
    assert sorted(line[2:] for line in found) == [
        (number, "service", Decimal("80.000")) for number in (1, 2, 3)
    ]
    assert session.get_one(Competition, contest.id, populate_existing=True).last_score == 3


def hand_in_alone(app, competition_id, judge_id, person_id):
    from accounts.queries import actor_of, person_of  # noqa: PLC0415
    from competitions.models import Entry  # noqa: PLC0415
    from core.database import db  # noqa: PLC0415

    with app.app_context():
        entry = db.session.scalars(select(Entry.id).where(Entry.person_id == person_id)).one()
        judging.hand_in(
            competition_id,
            "service",
            "etiquette",
            entry,
            marks=GOOD,
            actor=actor_of(person_of(judge_id)),
        )
