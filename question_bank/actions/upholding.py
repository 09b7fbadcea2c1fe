"""A suspended question comes back: a trainer says it is still right, a reviewer confirms."""

from sqlalchemy.orm import Session

from accounts.queries import demand
from accounts.rules.duties import Right
from core.actor import Actor
from core.clock import now
from core.database import transaction
from core.errors import NotAllowed, Refused
from question_bank.actions.moving import DECIDED, demand_words, locked, move
from question_bank.actions.storing import note
from question_bank.acts import QuestionAct
from question_bank.models import Revision, Upholding, UpholdingAnswer
from question_bank.queries.questions import authors_of
from question_bank.rules.lifecycle import State
from question_bank.rules.suspension import Doubt, barred, doubt, doubt_of_all


def uphold(revision_id: int, *, reason: str, actor: Actor) -> None:
    """A trainer vouches that a suspended revision is right under every new version it waits for."""
    demand_words(reason)
    with transaction() as session:
        revision = locked(session, revision_id)
        demand(actor, Right.WRITE_QUESTIONS, revision.question.unit.path)
        _demand_doubt(revision, Doubt.OPEN)
        session.add_all(
            Upholding(suspension_id=each.id, note=reason.strip(), by_id=actor.id, at=now())
            for each in revision.suspensions
            if doubt(each) is Doubt.OPEN
        )
        note(QuestionAct.UPHELD, revision, actor, note=reason.strip())


def confirm(revision_id: int, *, actor: Actor) -> None:
    """A reviewer who neither wrote nor upheld it lets it be used again."""
    with transaction() as session:
        revision = locked(session, revision_id)
        _demand_other(revision, actor)
        _demand_doubt(revision, Doubt.UPHELD)
        _answer(session, revision, actor, agreed=True)
        move(session, revision, State.APPROVED, actor)
        note(QuestionAct.CONFIRMED, revision, actor, fingerprint=revision.fingerprint)


def send_back(revision_id: int, *, comment: str, actor: Actor) -> None:
    """A reviewer is not convinced and says why; it waits for a trainer again."""
    demand_words(comment)
    with transaction() as session:
        revision = locked(session, revision_id)
        _demand_other(revision, actor)
        _demand_doubt(revision, Doubt.UPHELD)
        _answer(session, revision, actor, agreed=False, comment=comment.strip())
        note(QuestionAct.DOUBTED, revision, actor, comment=comment.strip())


def _answer(
    session: Session, revision: Revision, actor: Actor, *, agreed: bool, comment: str = ""
) -> None:
    session.add_all(
        UpholdingAnswer(
            upholding_id=each.upholdings[-1].id,
            agreed=agreed,
            comment=comment,
            by_id=actor.id,
            at=now(),
        )
        for each in revision.suspensions
        if doubt(each) is Doubt.UPHELD
    )


def _demand_doubt(revision: Revision, wanted: Doubt) -> None:
    if revision.state != State.SUSPENDED or doubt_of_all(revision.suspensions) is not wanted:
        raise Refused(DECIDED)


def _demand_other(revision: Revision, actor: Actor) -> None:
    demand(actor, Right.REVIEW_QUESTIONS, revision.question.unit.path)
    reason = barred(actor.id, authors_of(revision.question_id), revision.suspensions)
    if reason:
        raise NotAllowed(reason)
