"""Results are corrected by a regrade: credentials, gates, retakes and rates follow at once."""

import pytest
from sqlalchemy import select

from accounts.queries import actor_of
from core.clock import exam_ms
from credentials.actions import issuing
from credentials.actions.concerns import note_corrected
from credentials.models import Concern
from credentials.queries.concerns import open_concerns
from credentials.queries.gate import verdict
from credentials.queries.register import credential_of
from credentials.queries.statuses import standing_now
from credentials.rules.status import Status
from exam.actions import grading
from exam.events import ResultsCorrected, Standing, StandingAsked, standing_asked
from exam.models.sittings import GradingRun, Release
from exam.queries.results import standing_results
from exam.queries.retakes import standings
from exam.rules.retakes import Bar
from oversight.queries.officer import officers_way
from oversight.queries.pass_rates import pass_rates
from tests import factories
from tests.credentials import steps
from tests.exam import regrades
from tests.exam import steps as exams

OTHER = {"right": 0, "size": 4}
HALF = factories.DEFINITION | {
    "pass_percent": "50",
    "sections": [factories.DEFINITION["sections"][0] | {"course": "law"}],
    "retakes": {"number": 2, "cycle_days": 100, "cooling_days": 7, "repeat_after": 3},
}


@pytest.fixture
def sat(house, app, session, cast):
    """Lin has all right and passed, Zhao nothing; half of the points pass; both know."""
    exams.bank(session, cast.chen)
    held = factories.sitting(session, unit=cast.units["yunxi"], examiner=cast.kong, definition=HALF)
    exams.registered(session, held, cast.lin, cast.zhao)
    exams.sealed(app, held, cast.kong)
    for person in (cast.lin, cast.zhao):
        browser, attempt = exams.start(house, session, held, person)
        rights = ["abcd"[slot["order"].index(1)] for slot in attempt.form.slots]
        answers = [(place, place, right) for place, right in enumerate(rights, start=1)]
        if person is cast.lin:
            assert exams.save(browser, attempt.token, *answers).status_code == 200
        browser.post(f"/exam/attempts/{attempt.token}/submission")
    exams.run_out(app, session)
    assert house.as_(cast.kong).post(f"/sittings/{held.id}/release").status_code == 303
    return held


@pytest.fixture
def rule(session, cast, sat):
    """A credential type that stands on this exam; Lin's and Zhao's papers were looked at."""
    conditions = [dict(each) for each in steps.DEFINITION["conditions"]]
    conditions[1]["blueprints"] = [sat.blueprint.code]
    for person in (cast.lin, cast.zhao):
        steps.eligible(session, person, cast.yin)
    return steps.rule(session, conditions=conditions)


@pytest.fixture
def lins(app, session, cast, rule):
    """Lin's credential."""
    with app.app_context():
        proposed = issuing.propose(cast.lin.id, rule_code="small", actor=actor_of(cast.yin))
        return issuing.confirm(proposed.id, actor=actor_of(cast.fu))


def regrade(house, session, cast, sitting, choices):
    """Proposed by Kong, confirmed by Shen; the id of the run."""
    assert regrades.propose(house.as_(cast.kong), sitting, choices).status_code == 303
    assert regrades.answer(house.as_(cast.shen), regrades.newest(session)).status_code == 303
    newest = session.scalars(select(GradingRun.id).order_by(GradingRun.id.desc())).first()
    session.commit()
    return newest


def by_other_keys(session, cast, sitting, count):
    """So many questions of Lin's paper get another key, by which Lin was wrong."""
    attempt = exams.attempt_of(session, sitting, cast.lin)
    rulings = [
        (each, "key", regrades.corrected(session, each, OTHER, by=cast.xu))
        for each in regrades.asked(session, attempt)[:count]
    ]
    return regrades.choice(*rulings)


def everybody_right(session, cast, sitting):
    attempt = exams.attempt_of(session, sitting, cast.zhao)
    return regrades.choice(*((each, "credit") for each in regrades.asked(session, attempt)))


def noted(session):
    session.commit()
    rows = session.execute(select(Concern.credential_id, Concern.cause, Concern.fact_id)).all()
    session.commit()
    return [tuple(row) for row in rows]


def is_met(app, rule, person):
    with app.app_context():
        return verdict(rule, person.id).answer.is_met


def test_a_credential_on_a_result_that_no_longer_passes_is_a_concern(
    house, app, session, cast, sat, rule, lins
):
    choices = by_other_keys(session, cast, sat, 2)
    looked = regrades.preview(house.as_(cast.kong, "en"), sat, choices).text

    run = regrade(house, session, cast, sat, choices)

    assert lins.number in looked
    assert "loses its ground" in looked
    assert noted(session) == [(lins.id, "result_corrected", run)]
    with app.app_context():
        assert standing_now(credential_of(lins.id)).status is Status.ISSUED
        listed = open_concerns(actor_of(cast.fu))
        assert [each.credential.number for each in listed] == [lins.number]
    assert not is_met(app, rule, cast.lin)
    page = house.as_(cast.fu, "en").get("/issuing/").text
    assert "was corrected and no longer passes" in page


def test_a_score_that_changes_and_still_passes_is_no_concern(
    house, app, session, cast, sat, rule, lins
):
    choices = by_other_keys(session, cast, sat, 1)
    looked = regrades.preview(house.as_(cast.kong, "en"), sat, choices).text

    regrade(house, session, cast, sat, choices)

    assert "still stands: the result passes" in looked
    assert noted(session) == []
    assert is_met(app, rule, cast.lin)


def test_a_result_that_had_failed_already_is_no_second_concern(
    house, app, session, cast, sat, rule, lins
):
    run = regrade(house, session, cast, sat, by_other_keys(session, cast, sat, 2))
    attempt = exams.attempt_of(session, sat, cast.lin)
    with app.app_context():
        again = grading.run(sat.id, actor=None).id
        news = ResultsCorrected(
            sat.id, run_id=again, before_id=run, changed=frozenset({attempt.id})
        )

        note_corrected(news)

    assert noted(session) == [(lins.id, "result_corrected", run)]


def test_what_stands_on_attempts_is_told_to_who_asks(app, session, cast, sat, lins):
    lin = exams.attempt_of(session, sat, cast.lin)
    zhao = exams.attempt_of(session, sat, cast.zhao)
    asked = StandingAsked(frozenset({lin.id, zhao.id}))

    with app.app_context():
        standing_asked.tell(asked)

    assert asked.found == [Standing(lin.id, lins.number, lins.number, "Valid", ends=True)]


def test_the_gate_and_the_retake_rules_follow_the_corrected_result(
    house, app, session, cast, sat, rule
):
    again = factories.sitting(
        session, unit=cast.units["yunxi"], examiner=cast.kong, opens_in=factories.HOUR
    )
    again.blueprint_id = sat.blueprint_id
    session.commit()
    session.refresh(again, ["blueprint"])
    session.commit()

    def bars():
        with app.app_context():
            return standings(again, [cast.zhao.id], exam_ms())[cast.zhao.id].bars

    before = is_met(app, rule, cast.zhao), bars()

    regrade(house, session, cast, sat, everybody_right(session, cast, sat))

    assert before == (False, {Bar.COOLING})
    assert (is_met(app, rule, cast.zhao), bars()) == (True, set())


def test_everywhere_one_row_an_attempt_and_the_newest_release(house, app, session, cast, sat, rule):
    people, code = [cast.lin.id, cast.zhao.id], sat.blueprint.code
    first = session.scalars(select(Release.first_at)).one()
    session.commit()

    regrade(house, session, cast, sat, everybody_right(session, cast, sat))

    with app.app_context():
        found = standing_results(people, [code])
        assert [(each.person_id, each.passed) for each in found] == [
            (cast.lin.id, True),
            (cast.zhao.id, True),
        ]
        assert {each.released_at for each in found} == {first}
        assert len(pass_rates(cast.units["songyan"], None)) == 1
        assert officers_way(actor_of(cast.zhao)) is not None
    zhao = house.as_(cast.zhao, "en")
    assert zhao.get("/exam/").text.count("2 / 2") == 1
    for path in ("/", "/me/", "/exam/"):
        assert zhao.get(path).status_code == 200
