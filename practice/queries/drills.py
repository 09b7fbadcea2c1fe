"""The daily drill: whether it is done, and on how many days in a row."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import String, cast, func, select

from core.database import db
from practice.models import PracticeAnswer, Round
from practice.rules.drills import days_in_row
from practice.rules.rounds import DRILL, left

LOOKED_AT = 400


@dataclass(frozen=True, slots=True)
class Drill:
    """Somebody's daily drill: `open_round` is the one begun today and not finished."""

    is_done: bool
    days_in_row: int
    open_round: int | None


def drill_of(person_id: int, today: date, zone: ZoneInfo, open_ids: Collection[int]) -> Drill:
    """How the drill stands today, while these revisions are open; one query.

    One of which nothing is left before any answer was given is not done: another may be begun.
    """
    numbers = (
        select(func.aggregate_strings(cast(PracticeAnswer.number, String), ","))
        .where(PracticeAnswer.round_id == Round.id)
        .correlate(Round)
        .scalar_subquery()
    )
    statement = (
        select(Round.id, Round.at, Round.slots, numbers)
        .where(Round.person_id == person_id, Round.about == DRILL)
        .order_by(Round.id.desc())
        .limit(LOOKED_AT)
    )
    done, open_round = set(), None
    for round_id, at, slots, listed in db.session.execute(statement):
        on = at.astimezone(zone).date()
        answered = {int(number) for number in listed.split(",")} if listed else set()
        is_over = not left(slots, answered, open_ids)
        if is_over and answered:
            done.add(on)
        elif not is_over and on == today and open_round is None:
            open_round = round_id
    return Drill(today in done, days_in_row(done, today), open_round)
