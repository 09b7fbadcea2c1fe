"""Voiding an attempt: asked by an examiner, decided by a supervisor."""

from sqlalchemy import case, select, update

from accounts.actions import notices
from accounts.queries import demand
from accounts.rules.duties import Right
from audit.actions import record
from core.actor import Actor
from core.clock import now
from core.database import db, transaction
from core.errors import N_, Missing, NotAllowed, Refused
from exam.actions.correcting import titles_of
from exam.acts import ExamAct
from exam.events import ResultVoided, result_voided
from exam.models.attempts import Attempt
from exam.models.results import Voiding, VoidingDecision
from exam.queries.attempts import READING, WRITING
from exam.queries.sittings import lock_sitting, sitting_to_hold
from exam.queries.voidings import voiding_of, voidings_of
from exam.rules.voiding import VOIDED, answer_problem


def ask(attempt_id: int, *, reason: str, actor: Actor) -> Voiding:
    """Ask, as an examiner of its sitting, that an attempt count for nothing; nothing changes yet.

    In whatever state the attempt is; one request waits at a time.
    """
    with transaction() as session:
        demand(actor, Right.HOLD_SITTINGS)
        attempt = _locked(attempt_id)
        sitting = sitting_to_hold(actor, attempt.sitting_id)
        if attempt.candidate_id == actor.id:
            raise NotAllowed(N_("Nobody decides about their own paper. Ask another examiner."))
        if attempt.state == VOIDED:
            raise Refused(N_("This paper was voided already."))
        if any(each.decision is None for each in voidings_of(attempt.id)):
            raise Refused(N_("This was asked for already and waits for a supervisor."))
        if not reason:
            raise Refused(N_("Say why."))
        asked = Voiding(attempt=attempt, reason=reason, by_id=actor.id, at=now())
        session.add(asked)
        session.flush()
        record(
            ExamAct.VOIDING_ASKED,
            actor,
            subject=("attempt", attempt.id),
            unit_path=sitting.unit.path,
            sitting=sitting.id,
            person=attempt.candidate_id,
            voiding=asked.id,
            reason=reason,
        )
    return asked


def decide(voiding_id: int, *, agreed: bool, reason: str, actor: Actor) -> None:
    """Answer as a supervisor of the unit who did not ask; agreed, the attempt is void for good."""
    with transaction() as session:
        demand(actor, Right.CONFIRM_VOIDING)
        attempt = _locked(voiding_of(voiding_id).attempt_id)
        voiding = voiding_of(voiding_id)
        demand(actor, Right.CONFIRM_VOIDING, attempt.sitting.unit.path)
        problem = answer_problem(
            actor.id, asker_id=voiding.by_id, candidate_id=attempt.candidate_id
        )
        if problem:
            raise NotAllowed(problem)
        if voiding.decision:
            raise Refused(N_("This has been answered already."))
        if not agreed and not reason:
            raise Refused(N_("Say why, so that the examiner knows."))
        session.add(
            VoidingDecision(voiding=voiding, agreed=agreed, reason=reason, by_id=actor.id, at=now())
        )
        if agreed:
            _void(attempt)
        record(
            ExamAct.VOIDED if agreed else ExamAct.VOIDING_DECLINED,
            actor,
            subject=("attempt", attempt.id),
            unit_path=attempt.sitting.unit.path,
            sitting=attempt.sitting_id,
            person=attempt.candidate_id,
            voiding=voiding.id,
            reason=reason or voiding.reason,
        )
        session.flush()
        if agreed:
            result_voided.tell(
                ResultVoided(
                    attempt_id=attempt.id,
                    sitting_id=attempt.sitting_id,
                    person_id=attempt.candidate_id,
                )
            )
            notices.tell(
                [attempt.candidate_id],
                N_("Your paper of “%(sitting)s” was voided."),
                {"sitting": titles_of(attempt.sitting)},
                f"/exam/attempts/{attempt.token}/result",
            )


def _void(attempt: Attempt) -> None:
    """From here on the attempt counts for nothing; one that was being written ends now."""
    is_open = Attempt.state.in_(WRITING)
    ended_ms = case((Attempt.deadline_ms > READING, READING), else_=Attempt.deadline_ms)
    db.session.execute(
        update(Attempt)
        .where(Attempt.id == attempt.id, Attempt.state != VOIDED)
        .values(
            state=VOIDED,
            closed_ms=case((is_open, ended_ms), else_=Attempt.closed_ms),
            closed_by=case((is_open, VOIDED), else_=Attempt.closed_by),
        )
    )
    db.session.refresh(attempt)


def _locked(attempt_id: int) -> Attempt:
    """The attempt, read after its sitting was locked: acts on one sitting come in turn."""
    sitting_id = db.session.scalar(select(Attempt.sitting_id).where(Attempt.id == attempt_id))
    if sitting_id is None:
        raise Missing(N_("There is no such paper."))
    lock_sitting(sitting_id)
    return db.session.get_one(Attempt, attempt_id, populate_existing=True)
