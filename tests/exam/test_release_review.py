"""Before the release: what is looked at, what stands in its way, and who is told afterwards."""

import pytest

from core.clock import now
from exam.models.analysis import RunAnalysis
from exam.models.attempts import Attempt
from exam.models.regrades import Regrade, RegradeDecision
from exam.models.results import Voiding, VoidingDecision
from exam.models.sittings import GradingRun, Release
from tests.exam.appealing import closed_sitting, marked, paper, told


@pytest.fixture
def held(session, cast):
    return closed_sitting(session, cast)


@pytest.fixture
def run(session, cast, held):
    both = [paper(session, cast, held, person) for person in (cast.lin, cast.zhao)]
    return marked(session, held, both)


def release(house, cast, held):
    return house.as_(cast.kong, "en").post(f"/sittings/{held.id}/release")


def page(house, cast, held):
    return house.as_(cast.kong, "en").get(f"/sittings/{held.id}").text


def releases(session):
    session.commit()
    return [(each.run_id, each.by_id) for each in session.query(Release)]


def test_every_candidate_is_told_at_once(house, session, cast, held, run):
    assert "No voiding waits" in page(house, cast, held)
    assert release(house, cast, held).status_code == 303

    text = "The results of “%(sitting)s” are released."
    assert releases(session) == [(run.id, cast.kong.id)]
    assert told(session) == [(each, text, "/exam/") for each in sorted([cast.lin.id, cast.zhao.id])]


def waiting_voiding(session, cast, held):
    attempt = session.query(Attempt).filter_by(candidate_id=cast.lin.id).one()
    voiding = Voiding(attempt_id=attempt.id, reason="r", by_id=cast.kong.id, at=now())
    session.add(voiding)
    session.commit()
    return lambda: VoidingDecision(
        voiding_id=voiding.id, agreed=False, by_id=cast.shen.id, at=now()
    )


def waiting_regrade(session, cast, held):
    regrade = Regrade(
        sitting_id=held.id,
        base_run_id=session.query(GradingRun.id).scalar(),
        rulings=[],
        appeals=[],
        reason="r",
        digest="0" * 64,
        by_id=cast.kong.id,
        at=now(),
    )
    session.add(regrade)
    session.commit()
    return lambda: RegradeDecision(
        regrade_id=regrade.id, agreed=False, by_id=cast.shen.id, at=now()
    )


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        (waiting_voiding, "A voiding waits for a supervisor."),
        (waiting_regrade, "A regrade waits for a supervisor."),
    ],
)
def test_what_waits_for_a_supervisor_is_answered_first(
    house, session, cast, held, run, wait, words
):
    answered = wait(session, cast, held)

    shown, refused = page(house, cast, held), release(house, cast, held)

    assert words in shown
    assert f'action="/sittings/{held.id}/release"' not in shown
    assert (refused.status_code, words in refused.text) == (409, True)
    assert releases(session) == []
    assert told(session) == []
    session.add(answered())
    session.commit()
    assert release(house, cast, held).status_code == 303


def test_without_a_run_nothing_is_released(house, session, cast, held):
    assert release(house, cast, held).status_code == 409
    assert releases(session) == []


def test_flagged_questions_are_counted_and_stop_nothing(house, session, cast, held, run):
    figures = {"questions": [{"revision": 1, "flags": ["hard"]}, {"revision": 2, "flags": []}]}
    session.add(RunAnalysis(run_id=run.id, figures=figures, at=now()))
    session.commit()

    assert "The analysis flags 1 question" in page(house, cast, held)
    assert release(house, cast, held).status_code == 303
