"""Rounds of somebody's own, and the questions in them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from core.database import db
from core.errors import N_, Missing
from practice.models import PracticeAnswer, Round
from practice.queries.questions import shown
from practice.rules.rounds import left
from question_bank.models import Revision


@dataclass(frozen=True, slots=True)
class Posed:
    """The question at a place of a round; no revision once it may not be shown any more."""

    round: Round
    number: int
    order: Sequence[int]
    revision: Revision | None
    answer: PracticeAnswer | None

    @property
    def total(self) -> int:
        """How many questions the round has."""
        return len(self.round.slots)


def own_round(round_id: int, person_id: int) -> Round:
    """The round with its answers, if it is this person's."""
    statement = (
        select(Round)
        .options(joinedload(Round.answers))
        .where(Round.id == round_id, Round.person_id == person_id)
    )
    found = db.session.scalars(statement).unique().first()
    if found is None:
        raise Missing(N_("There is no such round of yours."))
    return found


def posed(own: Round) -> list[Posed]:
    """Every question of a round, with what was answered."""
    revisions = shown(slot["revision"] for slot in own.slots)
    answers = {answer.number: answer for answer in own.answers}
    return [
        Posed(own, number, slot["order"], revisions.get(slot["revision"]), answers.get(number))
        for number, slot in enumerate(own.slots, start=1)
    ]


def posed_at(own: Round, number: int) -> Posed:
    """The question at a place of a round, counted from 1."""
    if not 1 <= number <= len(own.slots):
        raise Missing(N_("This round has no such question."))
    return posed(own)[number - 1]


def untouched(person_id: int, subject: str, today: date, zone: ZoneInfo) -> Round | None:
    """Somebody's newest round if it is about this, of today, whole and without any answer."""
    newest = _newest(person_id)
    if newest is None or newest.about != subject or newest.answers:
        return None
    is_of_today = newest.at.astimezone(zone).date() == today
    return newest if is_of_today and all(each.revision for each in posed(newest)) else None


def unfinished(person_id: int, open_ids: Collection[int]) -> Round | None:
    """Somebody's newest round, if it is not over."""
    newest = _newest(person_id)
    return newest if newest and left_in(newest, open_ids) else None


def left_in(own: Round, open_ids: Collection[int]) -> list[int]:
    """The places of a round that are still to be answered."""
    return left(own.slots, {each.number for each in own.answers}, open_ids)


def _newest(person_id: int) -> Round | None:
    newest = (
        select(Round)
        .options(joinedload(Round.answers))
        .where(
            Round.id
            == select(func.max(Round.id)).where(Round.person_id == person_id).scalar_subquery()
        )
    )
    return db.session.scalars(newest).unique().first()
