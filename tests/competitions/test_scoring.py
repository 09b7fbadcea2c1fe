"""Released results become lines of the list; what was voided counts for nothing."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from competitions.actions import holding, rulings, scoring
from competitions.models import Score
from core.errors import NotAllowed, Refused
from exam.actions import releasing, voiding
from exam.events import ResultsReleased
from tests import factories
from tests.competitions import steps
from tests.exam import regrades
from tests.exam import steps as exam_steps


@pytest.fixture
def sat(house, app, session, cast, contest):
    """Lin and Zhao sat the theory round: Lin all right, Zhao nothing; marked, not released."""
    exam_steps.bank(session, cast.chen)
    sitting = factories.sitting(session, unit=cast.units["yunxi"], examiner=cast.kong)
    exam_steps.registered(session, sitting, cast.lin, cast.zhao)
    steps.do(app, cast.kong, holding.attach_sitting, contest.id, "theory", sitting.id)
    exam_steps.sealed(app, sitting, cast.kong)
    for person in (cast.lin, cast.zhao):
        browser, attempt = exam_steps.start(house, session, sitting, person)
        if person is cast.lin:
            rights = ["abcd"[slot["order"].index(1)] for slot in attempt.form.slots]
            answers = [(place, place, right) for place, right in enumerate(rights, start=1)]
            assert exam_steps.save(browser, attempt.token, *answers).status_code == 200
        browser.post(f"/exam/attempts/{attempt.token}/submission")
    exam_steps.run_out(app, session)
    return sitting


RELEASED = [
    (1, "score", 1, "theory", Decimal("2.000")),
    (2, "score", 2, "theory", Decimal("0.000")),
]


def test_a_release_gives_each_entry_that_sat_its_line(app, session, cast, contest, sat):
    assert steps.lines(session, contest) == []

    steps.do(app, cast.kong, releasing.release, sat.id)

    assert steps.lines(session, contest) == RELEASED


def test_the_same_news_twice_gives_no_second_line(app, session, cast, contest, sat):
    steps.do(app, cast.kong, releasing.release, sat.id)

    with app.app_context():
        assert scoring.note_results(ResultsReleased(sat.id, 1)) == []
        assert scoring.note_results(ResultsReleased(sat.id + 1, 1)) == []

    assert steps.lines(session, contest) == RELEASED


def test_a_voided_paper_is_corrected_to_nothing(app, session, cast, contest, sat):
    steps.do(app, cast.kong, releasing.release, sat.id)
    attempt = exam_steps.attempt_of(session, sat, cast.lin)
    asked = steps.do(app, cast.kong, voiding.ask, attempt.id, reason="替考")

    steps.do(app, cast.shen, voiding.decide, asked.id, agreed=True, reason="")

    assert steps.lines(session, contest) == [
        *RELEASED,
        (3, "correction", 1, "theory", Decimal("0.000")),
    ]


def test_a_corrected_result_corrects_its_line_and_no_other(house, app, session, cast, contest, sat):
    steps.do(app, cast.kong, releasing.release, sat.id)
    attempt = exam_steps.attempt_of(session, sat, cast.zhao)
    choices = regrades.choice(*((each, "credit") for each in regrades.asked(session, attempt)))
    looked = regrades.preview(house.as_(cast.kong, "en"), sat, choices).text
    regrades.propose(house.as_(cast.kong), sat, choices)

    regrades.answer(house.as_(cast.shen), regrades.newest(session))

    assert contest.title_en in looked
    assert "counts in a contest" in looked
    assert steps.lines(session, contest) == [
        *RELEASED,
        (3, "correction", 2, "theory", Decimal("2.000")),
    ]


def test_a_result_that_is_corrected_twice_is_corrected_where_it_stands(
    house, app, session, cast, contest, sat
):
    steps.do(app, cast.kong, releasing.release, sat.id)
    attempt = exam_steps.attempt_of(session, sat, cast.zhao)

    for each in regrades.asked(session, attempt):
        regrades.propose(house.as_(cast.kong), sat, regrades.choice((each, "credit")))
        regrades.answer(house.as_(cast.shen), regrades.newest(session))

    replaced = session.execute(select(Score.number, Score.replaces).order_by(Score.number)).all()
    assert steps.lines(session, contest)[2:] == [
        (3, "correction", 2, "theory", Decimal("1.000")),
        (4, "correction", 2, "theory", Decimal("2.000")),
    ]
    assert [tuple(row) for row in replaced[2:]] == [(3, 2), (4, 3)]


def test_a_line_on_which_two_people_ruled_stays_as_they_ruled(
    house, app, session, cast, contest, sat
):
    steps.do(app, cast.kong, releasing.release, sat.id)
    ruling = {"points": Decimal("0.500"), "reason": "作弊扣分"}
    asked = steps.do(app, cast.kong, rulings.ask_correction, contest.id, 1, **ruling)
    steps.do(app, cast.bao, rulings.decide, asked.id, agreed=True, reason="")
    ruled = [*RELEASED, (3, "correction", 1, "theory", Decimal("0.500"))]
    assert steps.lines(session, contest) == ruled
    first, _ = regrades.asked(session, exam_steps.attempt_of(session, sat, cast.lin))
    other = regrades.corrected(session, first, {"right": 0, "size": 4}, by=cast.xu)

    regrades.propose(house.as_(cast.kong), sat, regrades.choice((first, "key", other)))
    assert regrades.answer(house.as_(cast.shen), regrades.newest(session)).status_code == 303

    assert steps.lines(session, contest) == ruled


def test_a_sitting_is_held_for_one_round_only(app, session, cast, contest, sat):
    with pytest.raises(Refused, match="already"):
        steps.do(app, cast.kong, holding.attach_sitting, contest.id, "theory", sat.id)
    other = factories.sitting(session, unit=cast.units["yunxi"], examiner=cast.kong)
    with pytest.raises(Refused, match="one sitting"):
        steps.do(app, cast.kong, holding.attach_sitting, contest.id, "theory", other.id)
    with pytest.raises(Refused, match="judges"):
        steps.do(app, cast.kong, holding.attach_sitting, contest.id, "service", other.id)
    with pytest.raises(NotAllowed):
        steps.do(app, cast.lin, holding.attach_sitting, contest.id, "theory", other.id)
