"""What somebody who practises does: begin a round, answer its questions."""

import json
import secrets
from random import Random

from sqlalchemy import select

from core.actor import Actor
from core.clock import now
from core.database import transaction
from core.errors import N_, Missing, Refused
from practice.models import PracticeAnswer, Round
from practice.queries import own_round, posed_at, practised, records_of
from practice.rules.rounds import NOTEBOOK, about, next_questions, option_order
from question_bank.kinds import KINDS
from question_bank.kinds.kind import Unreadable


class Unfit(Refused):
    """What was sent is no answer to the question."""


def begin(subject: str, *, actor: Actor) -> Round:
    """Lay out a round about a topic, a topic above others, or the notebook."""
    with transaction() as session:
        records = records_of(actor.id)
        questions = about(subject, practised(), records)
        if not questions and subject == NOTEBOOK:
            raise Refused(N_("Your notebook is empty: there is nothing to mend."))
        if not questions:
            raise Missing(N_("There is nothing to practise under this topic."))
        seed = secrets.token_hex(8)
        chance = Random(seed)  # noqa: S311 - practice, not a draw
        begun = Round(
            person_id=actor.id,
            about=subject,
            seed=seed,
            slots=[
                {
                    "revision": each.revision_id,
                    "question": each.code,
                    "order": option_order(each, chance),
                }
                for each in next_questions(questions, records, chance)
            ],
            at=now(),
        )
        session.add(begun)
    return begun


def answer(round_id: int, number: int, value: object, *, actor: Actor) -> PracticeAnswer:
    """Keep the first answer to a question of one's own round, and what it earned.

    `value` is JSON in the letters of the order shown; None says "I do not know".
    """
    with transaction() as session:
        session.scalars(select(Round.id).where(Round.id == round_id).with_for_update()).first()
        posed = posed_at(own_round(round_id, actor.id), number)
        if posed.answer:
            return posed.answer
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
            number=number,
            person_id=actor.id,
            revision_id=revision.id,
            question=revision.question.code,
            topic=revision.topic,
            value=json.dumps(given, ensure_ascii=False),
            share=str(share),
            at=now(),
        )
        session.add(kept)
    return kept
