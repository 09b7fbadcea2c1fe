"""When the ground of a credential moves it is listed at once; people decide, never the house."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event, select

from audit.models import Entry
from competitions.events import StandingsChanged, standings_changed
from competitions.models import Score
from core.database import db, transaction
from core.errors import Missing, NotAllowed, Refused
from credentials.actions import concerns, issuing, status
from credentials.models import Concern, ConcernAnswer, Credential
from credentials.queries.concerns import concerns_of, open_concerns
from credentials.queries.register import credential_of
from credentials.queries.statuses import standing_now
from credentials.rules.status import Status
from exam.actions import voiding
from exam.events import ResultVoided, result_voided
from exam.models.attempts import Attempt
from tests.credentials import steps
from tests.credentials.steps import refused
from tests.people import grant

CONTEST = {
    "code": "contest",
    "kind": "competition",
    "title": steps.TITLE,
    "series": ["drill"],
    "months": 24,
}
RANK = {**CONTEST, "code": "rank", "kind": "competition_rank", "best": 3}
PAPERS = steps.DEFINITION["conditions"][0]


def void(app, cast, actor, attempt):
    """An examiner asks, a supervisor agrees."""
    with app.app_context():
        asked = voiding.ask(attempt.id, reason="作弊", actor=actor(cast.kong))
        voiding.decide(asked.id, agreed=True, reason="属实", actor=actor(cast.shen))


def noted(session):
    """Every concern: credential, cause, fact."""
    session.commit()
    rows = session.execute(
        select(Concern.credential_id, Concern.cause, Concern.fact_id).order_by(Concern.id)
    )
    return [tuple(row) for row in rows]


def issue(app, cast, actor, person, code="small"):
    with app.app_context():
        proposal = issuing.propose(person.id, rule_code=code, actor=actor(cast.yin))
        return issuing.confirm(proposal.id, actor=actor(cast.fu))


def test_a_voided_result_lists_the_credential_at_once_and_leaves_its_status_alone(
    app, session, cast, qualified, issued, actor
):
    void(app, cast, actor, qualified["lin"])

    assert noted(session) == [(issued.id, "result_voided", qualified["lin"].id)]
    with app.app_context():
        assert standing_now(credential_of(issued.id)).status is Status.ISSUED
        for who in (cast.yin, cast.fu, cast.shen, cast.meng):
            listed = open_concerns(actor(who))
            assert [each.credential.number for each in listed] == [issued.number]
    assert steps.entry(session, "credential.concern_noted")["cause"] == "result_voided"


def test_a_voiding_that_is_only_asked_for_or_declined_lists_nothing(
    app, session, cast, qualified, issued, actor
):
    with app.app_context():
        asked = voiding.ask(qualified["lin"].id, reason="x", actor=actor(cast.kong))
        voiding.decide(asked.id, agreed=False, reason="没有证据", actor=actor(cast.shen))

    assert noted(session) == []


def test_a_voided_result_of_somebody_else_lists_nothing(
    app, session, cast, qualified, issued, actor
):
    void(app, cast, actor, qualified["zhao"])

    assert noted(session) == []


def test_a_credential_that_was_ended_already_is_no_concern(
    app, session, cast, qualified, issued, actor
):
    with app.app_context():
        change = status.ask(
            issued.id, kind="revoke", reason_class="breach", reason="x", actor=actor(cast.yin)
        )
        status.decide(change.id, agreed=True, reason="", actor=actor(cast.fu))

    void(app, cast, actor, qualified["lin"])

    assert noted(session) == []


def test_if_the_concern_cannot_be_noted_the_voiding_does_not_stand_either(
    app, session, cast, qualified, issued, actor
):
    with app.app_context():
        asked = voiding.ask(qualified["lin"].id, reason="x", actor=actor(cast.kong))

    def fail(mapper, connection, target):
        raise OSError("the disk is full")

    event.listen(Concern, "before_insert", fail)
    try:
        with app.app_context(), pytest.raises(OSError, match="disk"):
            voiding.decide(asked.id, agreed=True, reason="", actor=actor(cast.shen))
    finally:
        event.remove(Concern, "before_insert", fail)

    session.expire_all()
    assert session.get(type(qualified["lin"]), qualified["lin"].id).state == "closed"
    assert noted(session) == []


def test_a_confirmation_holds_the_result_that_it_stands_on_until_it_is_committed(
    app, session, cast, qualified, proposed, actor
):
    """Between the gate's look and the commit nobody voids the result unseen."""
    fu, attempt_id = actor(cast.fu), qualified["lin"].id
    judged, go_on = threading.Event(), threading.Event()

    def stop(waiting) -> None:
        if any(isinstance(each, Credential) for each in waiting):
            judged.set()
            go_on.wait(20)

    def confirm():
        with app.app_context():
            return issuing.confirm(proposed.id, actor=fu).id

    def void_it():
        with app.app_context(), transaction() as own:
            own.get(Attempt, attempt_id).state = "voided"
            own.flush()
            result_voided.tell(ResultVoided(attempt_id, 0, cast.lin.id))

    event.listen(db.session, "before_commit", stop)
    try:
        with ThreadPoolExecutor(2) as pool:
            confirming = pool.submit(confirm)
            assert judged.wait(20)
            voiding_it = pool.submit(void_it)
            with pytest.raises(TimeoutError):
                voiding_it.result(timeout=0.5)
            go_on.set()
            issued_id = confirming.result(timeout=60)
            voiding_it.result(timeout=60)
    finally:
        event.remove(db.session, "before_commit", stop)

    assert noted(session) == [(issued_id, "result_voided", attempt_id)]


@pytest.fixture
def contest(app, session, cast, actor):
    """Lin and Zhao hold a credential that stands on a final total; Lin was first, Zhao second."""
    steps.rule(session, conditions=[PAPERS, CONTEST])
    for person in (cast.lin, cast.zhao):
        steps.eligible(session, person, cast.yin)
    held, confirmed = steps.final(session, cast, {cast.lin: "80.000", cast.zhao: "70.000"})
    issued = {each.login: issue(app, cast, actor, each) for each in (cast.lin, cast.zhao)}
    return held, confirmed, issued


def line(session, held, person, number, **details):
    """One more line of the list of scores, about this person's entry."""
    entry_id = steps.contest_entry(session, held, person).id
    session.add(
        Score(
            competition_id=held.id,
            number=number,
            kind="correction",
            entry_id=entry_id,
            source=details,
            at_ms=0,
        )
    )
    session.commit()


def told(app, held, number):
    with app.app_context(), transaction():
        standings_changed.tell(StandingsChanged(held.id, number))


def test_a_corrected_line_lists_the_credential_of_whose_line_it_is(app, session, cast, contest):
    held, confirmed, issued = contest
    line(session, held, cast.zhao, 2)

    told(app, held, 2)
    told(app, held, 2)

    assert noted(session) == [(issued["zhao"].id, "standings_changed", confirmed.id)]


def test_standings_confirmed_with_the_line_in_them_are_not_touched_by_it(
    app, session, cast, contest
):
    held, _, _ = contest
    line(session, held, cast.zhao, 1)

    told(app, held, 1)

    assert noted(session) == []


def test_a_rank_is_touched_by_anybodys_line(app, session, cast, actor):
    steps.rule(session, conditions=[PAPERS, RANK])
    steps.eligible(session, cast.lin, cast.yin)
    held, confirmed = steps.final(session, cast, {cast.lin: "80.000", cast.zhao: "70.000"})
    made = issue(app, cast, actor, cast.lin)
    line(session, held, cast.zhao, 2)

    told(app, held, 2)

    assert noted(session) == [(made.id, "standings_changed", confirmed.id)]


def test_a_voided_paper_that_counted_in_standings_lists_what_stands_on_them(
    app, session, cast, contest, actor
):
    held, _, issued = contest
    attempts = steps.released(session, cast, cast.lin, cast.zhao, code="drill")
    line(session, held, cast.lin, 2, attempt=attempts["lin"].id)

    void(app, cast, actor, attempts["lin"])

    assert noted(session) == [(issued["lin"].id, "result_voided", attempts["lin"].id)]


@pytest.fixture
def concern(app, session, cast, qualified, issued, actor):
    """The concern about Lin's credential after the paper was voided."""
    void(app, cast, actor, qualified["lin"])
    return session.scalars(select(Concern)).one()


def test_an_issuer_keeps_it_with_a_reason_once(app, session, cast, issued, concern, actor):
    fu = actor(cast.fu)
    refused(app, session, Refused, concerns.answer, concern.id, kept=True, reason="", actor=fu)
    with app.app_context():
        concerns.answer(concern.id, kept=True, reason="补考已通过", actor=fu)
        left = open_concerns(fu)
        answers = [each.answer.kept for each in concerns_of(issued.id)]

    assert (left, answers) == ([], [True])
    refused(app, session, Refused, concerns.answer, concern.id, kept=True, reason="x", actor=fu)


def test_acted_on_means_that_a_change_of_status_was_asked_for(
    app, session, cast, issued, concern, actor
):
    fu = actor(cast.fu)
    said = {"kept": False, "reason": "撤销", "actor": fu}

    refused(app, session, Refused, concerns.answer, concern.id, **said)
    with app.app_context():
        status.ask(
            issued.id,
            kind="revoke",
            reason_class="basis_gone",
            reason="成绩作废",
            actor=actor(cast.yin),
        )
        concerns.answer(concern.id, **said)

    assert session.scalars(select(ConcernAnswer.kept)).all() == [False]
    assert steps.acts(session)[-1] == "credential.concern_answered"


def test_nobody_answers_about_themselves_or_without_the_duty_or_what_is_not_there(
    app, session, cast, concern, actor
):
    grant(session, cast.lin, "issuer", cast.units["qinglan"])
    said = {"kept": True, "reason": "x"}

    for who in (cast.lin, cast.meng, cast.shen, cast.kong):
        refused(app, session, NotAllowed, concerns.answer, concern.id, **said, actor=actor(who))
    refused(app, session, Missing, concerns.answer, 10**6, **said, actor=actor(cast.fu))


def test_each_concern_is_on_the_trail(app, session, cast, concern):
    act = Entry.act == "credential.concern_noted"

    assert session.scalars(select(Entry.actor_id).where(act)).all() == [None]
