"""Moving a revision from one state to another: the lock, the rule, and the trace it leaves."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.actor import Actor
from core.clock import now
from core.errors import N_, Missing, Refused
from question_bank.actions.storing import held
from question_bank.models import Move, Question, Revision
from question_bank.rules.lifecycle import State, may_move

DECIDED = N_("This has been decided meanwhile. Look at the question again.")


def locked(session: Session, revision_id: int) -> Revision:
    """The revision, its question locked: one decision about a question at a time."""
    code = session.scalars(
        select(Question.code).join(Question.revisions).where(Revision.id == revision_id)
    ).first()
    if code is None or held(session, code) is None:
        raise Missing(N_("There is no such question."))
    return session.get_one(Revision, revision_id)


def demand_words(text: str) -> None:
    """Refuse a decision that nobody gave a reason for."""
    if not text.strip():
        raise Refused(N_("Say why, in a sentence or two."))


def move(
    session: Session, revision: Revision, after: State, actor: Actor, comment: str = ""
) -> None:
    """Take the revision on to a state that may follow, unless somebody was faster."""
    before = State(revision.state)
    if not may_move(before, after):
        raise Refused(DECIDED)
    guarded = update(Revision).where(Revision.id == revision.id, Revision.state == before)
    if not session.scalars(guarded.values(state=after).returning(Revision.id)).first():
        raise Refused(DECIDED)
    session.add(
        Move(
            revision_id=revision.id,
            before=before,
            after=after,
            comment=comment.strip(),
            by_id=actor.id,
            at=now(),
        )
    )
