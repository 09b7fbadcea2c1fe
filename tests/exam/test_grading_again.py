"""Past runs, computed again: the same to the byte, or named as another."""

import json
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from accounts.queries import actor_of
from core.database import db
from core.errors import Refused
from exam.actions import grading, voiding
from exam.models.attempts import Attempt
from exam.models.candidates import Form
from exam.models.marking import WrittenMark
from exam.models.results import Result
from exam.models.sittings import GradingRun, Sitting
from exam.queries.computed import basis_now, computed, recomputed, repeats
from exam.queries.results import contest_results, released_result, standing_results
from exam.rules.basis import Basis
from exam.rules.rulings import Rule, Ruling
from question_bank.models import Revision
from tests import factories
from tests.exam import steps
from tests.exam.test_marking import closed, give  # noqa: F401


@pytest.fixture
def dropped(session, cast, running, both_done):
    """A question that Lin had."""
    return steps.attempt_of(session, running, cast.lin).form.slots[0]["revision"]


@pytest.fixture
def runs(app, session, running, dropped):
    """The ids of three runs: the first, one more, one with a question dropped."""
    with app.app_context():
        grading.run(running.id, actor=None)
        basis = Basis((Ruling(dropped, None, Rule.DROP),))
        grading.run(running.id, actor=None, basis=basis)
    found = session.scalars(select(GradingRun.id).order_by(GradingRun.id)).all()
    session.commit()
    return found


@pytest.fixture
def again(app, running):
    """Which runs give the same again."""

    def asked():
        with app.app_context():
            found = repeats(db.session.get_one(Sitting, running.id))
            return {run.id: same for run, same in found}

    return asked


@pytest.fixture
def flask(app):
    def run(*words):
        done = app.test_cli_runner().invoke(args=[str(word) for word in words])
        return done.exit_code, done.output

    return run


def digests(session):
    session.commit()
    found = session.scalars(select(GradingRun.digest).order_by(GradingRun.id)).all()
    session.commit()
    return found


def test_every_past_run_can_be_repeated(flask, session, running, runs, again):
    before = steps.state(session)

    said = flask("exam", "runs", running.id)

    first, second, third = digests(session)
    assert first == second != third
    assert said == (
        0,
        "".join(
            f"Run {run}: {digest} is the same\n"
            for run, digest in zip(runs, digests(session), strict=True)
        ),
    )
    assert again() == dict.fromkeys(runs, True)
    assert steps.state(session) == before


CHANGES = {
    "a score": {"score": Decimal("0.999")},
    "a mark": {"marks": ["0.999", "1.000"]},
    "passed": {"passed": False},
    "a breakdown": {"breakdown": {"missed": [], "sections": {}, "topics": {}}},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_row_that_was_changed_afterwards_is_named(
    flask, session, cast, running, runs, again, change
):
    attempt = steps.attempt_of(session, running, cast.lin)
    row = update(Result).where(Result.run_id == runs[1], Result.attempt_id == attempt.id)
    session.execute(row.values(**change))
    session.commit()

    status, said = flask("exam", "runs", running.id, "--json")

    assert (status, again()) == (1, {runs[0]: True, runs[1]: False, runs[2]: True})
    assert [(each["run"], each["same"]) for each in json.loads(said)] == list(again().items())


def test_a_row_that_was_taken_away_is_named(session, running, runs, again):
    session.execute(Result.__table__.delete().where(Result.run_id == runs[0]).where(Result.passed))
    session.commit()

    assert again() == {runs[0]: False, runs[1]: True, runs[2]: True}


def test_a_digest_that_was_changed_is_named(session, running, runs, again):
    session.execute(update(GradingRun).where(GradingRun.id == runs[2]).values(digest="0" * 64))
    session.commit()

    assert again() == {runs[0]: True, runs[1]: True, runs[2]: False}


def test_a_key_that_was_changed_is_seen_wherever_it_counts(
    flask, session, running, dropped, runs, again
):
    session.execute(
        update(Revision).where(Revision.id == dropped).values(key={"right": 0, "size": 4})
    )
    session.commit()

    status, said = flask("exam", "runs", running.id)

    assert again() == {runs[0]: False, runs[1]: False, runs[2]: True}
    assert (status, said.count("IS ANOTHER"), said.count("is the same")) == (1, 2, 1)


def test_a_basis_that_cannot_be_is_another_run(session, running, dropped, runs, again):
    basis = {"rulings": [], "panel": None, "until": 0, "ended": []}
    nobody = {"revision": dropped, "part": None, "rule": "key", "by": None}
    session.execute(
        update(GradingRun)
        .where(GradingRun.id == runs[2])
        .values(basis={**basis, "rulings": [nobody]})
    )
    session.commit()

    assert again()[runs[2]] is False


def test_who_is_voided_is_in_no_later_run_and_in_every_earlier_one(
    app, session, cast, running, runs, again
):
    lins = steps.attempt_of(session, running, cast.lin)
    zhaos = steps.attempt_of(session, running, cast.zhao)
    with app.app_context():
        asked = voiding.ask(lins.id, reason="两人答卷雷同", actor=actor_of(cast.kong)).id
        voiding.decide(asked, agreed=True, reason="", actor=actor_of(cast.shen))

    with app.app_context():
        newest = grading.run(running.id, actor=None).id
        past = recomputed(db.session.get_one(GradingRun, runs[0])).rows

    marked = session.scalars(select(Result.attempt_id).where(Result.run_id == newest)).all()
    session.commit()
    assert marked == [zhaos.id]
    assert [row["attempt_id"] for row in past] == sorted([lins.id, zhaos.id])
    assert again() == dict.fromkeys([*runs, newest], True)


def test_a_run_from_before_there_was_a_basis_is_repeated_as_a_plain_one(
    session, running, runs, again
):
    session.execute(
        update(GradingRun).where(GradingRun.id == runs[0]).values(basis=None, rules_version=1)
    )
    session.commit()

    assert again() == dict.fromkeys(runs, True)


def test_there_are_no_runs_of_a_sitting_that_is_not_there(flask, app):
    status, said = flask("exam", "runs", 10**6)

    assert (status, "no sitting" in said) == (1, True)


def test_written_marks_count_up_to_the_last_that_a_run_knew_and_none_of_an_ended_marker(
    house,
    app,
    session,
    cast,
    closed,  # noqa: F811
):
    give(house, session, closed, cast.cun, "1", "1")
    give(house, session, closed, cast.yan, "2", "1")
    steps.beat(app)
    first, last = session.scalars(select(WrittenMark.id).order_by(WrittenMark.id)).all()
    session.commit()

    with app.app_context():
        sitting = db.session.get_one(Sitting, closed.id)
        stood_on = basis_now(sitting)
        marks = [row["marks"][1] for row in computed(sitting, stood_on).rows]
        for fewer in (Basis(until=first), Basis(until=last, ended=frozenset({cast.yan.id}))):
            with pytest.raises(Refused, match="still wait for markers"):
                computed(sitting, fewer)

    assert stood_on == Basis(until=last)
    assert marks == ["5.000", None]


@pytest.mark.parametrize(
    ("points", "score", "full", "passed"),
    [
        (("59.5", "40.5"), "59.500", "100.000", False),
        (("59.995", "40.005"), "59.995", "100.000", False),
        (("59.9995", "40.0005"), "60.000", "100.000", False),
        (("60", "40"), "60.000", "100.000", True),
        (("33.33333", "33.33333"), "33.333", "66.667", False),
    ],
)
def test_one_score_stands_in_the_run_the_report_a_contest_and_for_credentials(
    house, app, session, cast, held, bank, flask, points, score, full, passed
):
    attempt = factories.attempt(session, held, cast.lin, [bank[0], bank[2]])
    form = session.get(Form, attempt.form_id)
    form.slots = [{**slot, "points": worth} for slot, worth in zip(form.slots, points, strict=True)]
    session.commit()
    steps.save(house.as_(cast.lin), attempt.token, (1, 1, "b"))
    steps.run_out(app, session)
    assert house.as_(cast.kong).post(f"/sittings/{held.id}/release").status_code == 303

    code = session.get(Sitting, held.id).blueprint.code
    session.commit()
    with app.app_context():
        on_record = standing_results([cast.lin.id], [code])[0]
        in_contest = contest_results(held.id)[0]
        stored = released_result(db.session.get_one(Attempt, attempt.id))
        found = (stored.score, stored.full, stored.passed)
    reported = flask("exam", "report", held.id)[1]

    assert found == (Decimal(score), Decimal(full), passed)
    assert (on_record.score, on_record.full, on_record.passed) == found
    assert (in_contest.score, in_contest.full) == found[:2]
    assert reported.split()[:4] == [score, "/", full, "pass" if passed else "fail"]
