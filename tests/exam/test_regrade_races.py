"""Acts at once on one sitting come in turn, and the outcome is one of the serial ones."""

from collections import Counter
from functools import partial

import pytest
from sqlalchemy import select

from accounts.queries import actor_of
from core.database import db
from exam.actions import grading, regrading, releasing, voiding
from exam.models.sittings import GradingRun
from exam.rules.rulings import Rule, Ruling
from tests.exam import regrades, steps
from tests.people import add_person, grant
from tests.racing import at_once


@pytest.fixture
def second(session, cast):
    """Another supervisor."""
    person = add_person(session, "second", "钟再看", cast.units["qinglan"])
    grant(session, person, "supervisor", cast.units["nation"])
    return person


@pytest.fixture
def proposed(house, session, cast, running, both_done):
    """Zhao would get everything; nothing is released yet."""
    attempt = steps.attempt_of(session, running, cast.zhao)
    choices = regrades.choice(*((each, "credit") for each in regrades.asked(session, attempt)))
    regrades.propose(house.as_(cast.kong), running, choices)
    return regrades.newest(session)


def done_at_once(app, *deeds):
    """Let people do these at the same moment; what each came to: "done" or its refusal."""

    def deed(person, act):
        actor = actor_of(db.session.merge(person))
        db.session.commit()
        act(actor)

    came = at_once(app, *(partial(deed, *each) for each in deeds))
    return [type(each).__name__ if each else "done" for each in came]


def test_of_two_supervisors_at_once_one_confirms(app, session, cast, running, proposed, second):
    def confirm(actor):
        regrading.confirm(proposed.id, actor=actor)

    came = done_at_once(app, (cast.shen, confirm), (second, confirm))

    assert Counter(came) == {"done": 1, "Refused": 1}
    assert Counter(steps.acts(session))["exam.regraded"] == 1
    assert Counter(steps.acts(session))["exam.graded"] == 2


def test_confirming_and_declining_at_once_come_to_one_answer(
    app, session, cast, running, proposed, second
):
    came = done_at_once(
        app,
        (cast.shen, lambda actor: regrading.confirm(proposed.id, actor=actor)),
        (second, lambda actor: regrading.decline(proposed.id, reason="再看", actor=actor)),
    )

    assert Counter(came) == {"done": 1, "Refused": 1}
    acts = Counter(steps.acts(session))
    assert acts["exam.regraded"] + acts["exam.regrade_declined"] == 1


def test_a_release_beside_a_regrade_shows_the_regrade_at_last(
    app, session, cast, running, proposed
):
    came = done_at_once(
        app,
        (cast.shen, lambda actor: regrading.confirm(proposed.id, actor=actor)),
        (cast.kong, lambda actor: releasing.release(running.id, actor=actor)),
    )

    zhao = steps.attempt_of(session, running, cast.zhao)
    runs = [run_id for run_id, *_ in regrades.releases(session)]
    assert came[0] == "done"
    assert regrades.results(session)[zhao.id][1] is True
    assert came[1] == ("done" if runs else "Refused")
    if runs:
        assert regrades.results(session, runs[-1])[zhao.id][1] is True


def test_a_voiding_beside_a_regrade_is_before_it_or_after_it(
    app, session, cast, running, proposed, second
):
    lin = steps.attempt_of(session, running, cast.lin)
    with app.app_context():
        asked = voiding.ask(lin.id, reason="替考", actor=actor_of(cast.kong))

    came = done_at_once(
        app,
        (cast.shen, lambda actor: regrading.confirm(proposed.id, actor=actor)),
        (
            second,
            lambda actor: voiding.decide(asked.id, agreed=True, reason="", actor=actor),
        ),
    )

    acts = steps.acts(session)
    assert came[1] == "done"
    if came[0] == "done":
        assert acts.index("exam.regraded") < acts.index("exam.voided")
        assert lin.id in regrades.results(session)
    else:
        assert came[0] == "Refused"
        assert "exam.regraded" not in acts


def test_a_run_by_command_beside_a_release_is_released_or_refused(
    app, session, cast, running, both_done
):
    came = done_at_once(
        app,
        (cast.kong, lambda actor: releasing.release(running.id, actor=actor)),
        (cast.shen, lambda actor: grading.run_again(running.id)),
    )

    ((released, *_),) = regrades.releases(session)
    runs = session.scalars(select(GradingRun.id).order_by(GradingRun.id)).all()
    session.commit()
    assert came[0] == "done"
    assert (came[1], len(runs)) in {("done", 2), ("Refused", 1)}
    assert released == runs[-1]


def test_two_proposals_at_once_leave_one_that_waits(app, house, session, cast, running, both_done):
    zhao = steps.attempt_of(session, running, cast.zhao)
    choices = regrades.choice(*((each, "credit") for each in regrades.asked(session, zhao)))
    digest = regrades.digest_on(regrades.preview(house.as_(cast.kong), running, choices))
    rulings = tuple(Ruling(each.id, None, Rule.CREDIT) for each in regrades.asked(session, zhao))
    session.commit()

    def propose(actor):
        wanted = regrading.Wanted(rulings=rulings)
        regrading.propose(running.id, wanted, digest=digest, reason="错", actor=actor)

    came = done_at_once(app, (cast.kong, propose), (cast.kong, propose))

    assert Counter(came) == {"done": 1, "Refused": 1}
    assert Counter(steps.acts(session))["exam.regrade_proposed"] == 1
