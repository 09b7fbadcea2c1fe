"""Somebody says what they think of a line, where the author will find it."""

from accounts.queries import demand
from accounts.rules.duties import Right
from core.actor import Actor
from core.clock import now
from core.database import transaction
from core.errors import N_, Missing, Refused
from question_bank.actions.moving import DECIDED, locked
from question_bank.actions.storing import note
from question_bank.acts import QuestionAct
from question_bank.models import Remark
from question_bank.queries.remarks import OPEN, may_take_part
from question_bank.rules.lines import Place, has_place


def remark(revision_id: int, place: Place, *, words: str, actor: Actor) -> Remark:
    """A reviewer or an author remarks on a line of a revision that is not decided yet."""
    said = words.strip()
    if not said:
        raise Refused(N_("Say why, in a sentence or two."))
    with transaction() as session:
        revision = locked(session, revision_id)
        if not may_take_part(actor, revision.question):
            demand(actor, Right.REVIEW_QUESTIONS, revision.question.unit.path)
        if not has_place(revision.sources, place):
            raise Missing(N_("This text has no such line."))
        if revision.state not in OPEN:
            raise Refused(DECIDED)
        found = Remark(
            revision_id=revision.id,
            language=place.language,
            line=place.line,
            words=said,
            by_id=actor.id,
            at=now(),
        )
        session.add(found)
        note(
            QuestionAct.REMARKED,
            revision,
            actor,
            language=place.language,
            line=place.line,
            words=said,
        )
    return found
