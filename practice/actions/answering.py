"""Answering a question of a round."""

import json
from datetime import datetime

from sqlalchemy import select

from core.actor import Actor
from core.clock import now
from core.database import db, transaction
from core.errors import N_, Refused
from practice.models import PracticeAnswer, Round
from practice.queries.rounds import Posed, own_round, posed_at
from question_bank.kinds import KINDS
from question_bank.kinds.kind import Unreadable


class Unfit(Refused):
    """What was sent is no answer to the question."""


def answer(
    round_id: int, number: int, value: object, *, is_sure: bool, actor: Actor
) -> PracticeAnswer:
    """Keep the first answer to a question of one's own round, and what it earned.

    `value` is JSON in the letters of the order shown; None says "I do not know".
    """
    with transaction() as session:
        session.scalars(select(Round.id).where(Round.id == round_id).with_for_update()).first()
        posed = posed_at(own_round(round_id, actor.id), number)
        if posed.answer:
            return posed.answer
        return marked(posed, value, is_sure=is_sure, at=now())


def marked(
    posed: Posed,
    value: object,
    *,
    is_sure: bool,
    at: datetime,
    received_at: datetime | None = None,
) -> PracticeAnswer:
    """The first answer to a question of a round, with what it earned; in a transaction."""
    revision = posed.revision
    if revision is None:
        raise Refused(N_("This question has been withdrawn. Go on with the next one."))
    kind = KINDS[revision.kind]
    try:
        given = kind.read(value, revision.size)
    except Unreadable as problem:
        raise Unfit(N_("We could not read that answer. Please choose again.")) from problem
    share = kind.share(given, revision.key, posed.order, revision.partial)
    kept = PracticeAnswer(
        round=posed.round,
        number=posed.number,
        person_id=posed.round.person_id,
        revision_id=revision.id,
        question=revision.question.code,
        topic=revision.topic,
        value=json.dumps(given, ensure_ascii=False),
        share=str(share),
        is_sure=is_sure,
        at=at,
        received_at=received_at,
    )
    db.session.add(kept)
    return kept
