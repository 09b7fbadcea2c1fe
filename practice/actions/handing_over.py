"""Handing over answers that were given without a network."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core.actor import Actor
from core.clock import now
from core.database import transaction
from core.errors import N_, Failure, Missing, Refused
from practice.actions.answering import marked
from practice.models import Round
from practice.queries.rounds import Posed, own_round, posed
from practice.rules.offline import OFFLINE, Brought, Fate, clamped


@dataclass(frozen=True, slots=True)
class Received:
    """What became of one answer; where it was refused, why."""

    fate: Fate
    why: Failure | None = None


def hand_over(brought: Sequence[Brought | None], *, actor: Actor) -> list[Received]:
    """Keep each answer that is the first to its question; the others are told apart, none raises.

    Handing over the same answers again changes nothing. None is an answer that nobody can read.
    """
    received_at = now()
    by_round: dict[int, list[Brought]] = {}
    for each in filter(None, brought):
        by_round.setdefault(each.round_id, []).append(each)
    kept = {
        round_id: iter(_to_round(round_id, answers, received_at, actor))
        for round_id, answers in by_round.items()
    }
    return [next(kept[each.round_id]) if each else _refused(_unreadable()) for each in brought]


def _to_round(
    round_id: int, answers: Sequence[Brought], received_at: datetime, actor: Actor
) -> list[Received]:
    with transaction() as session:
        session.scalars(select(Round.id).where(Round.id == round_id).with_for_update()).first()
        try:
            own = own_round(round_id, actor.id)
        except Missing as problem:
            return [_refused(problem) for _ in answers]
        if own.about != OFFLINE:
            return [_refused(Refused(N_("This round was not taken along."))) for _ in answers]
        return list(_to_questions(posed(own), answers, received_at))


def _to_questions(
    places: Sequence[Posed], answers: Sequence[Brought], received_at: datetime
) -> Iterator[Received]:
    answered = {here.number for here in places if here.answer}
    for each in answers:
        if each.number > len(places):
            yield _refused(Missing(N_("This round has no such question.")))
        elif each.number in answered:
            yield Received(Fate.THERE)
        else:
            received = _to_question(places[each.number - 1], each, received_at)
            answered |= {each.number} if received.fate is Fate.STORED else set()
            yield received


def _to_question(here: Posed, brought: Brought, received_at: datetime) -> Received:
    at = clamped(brought.answered_at, here.round.at, received_at)
    try:
        marked(here, brought.value, is_sure=brought.is_sure, at=at, received_at=received_at)
    except Refused as problem:
        return _refused(problem)
    return Received(Fate.STORED)


def _unreadable() -> Refused:
    return Refused(N_("We could not read that answer."))


def _refused(why: Failure) -> Received:
    return Received(Fate.REFUSED, why)
