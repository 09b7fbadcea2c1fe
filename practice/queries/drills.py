"""The daily drill: whether it is done, and on how many days in a row."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from core.database import db
from practice.models import PracticeAnswer, Round
from practice.rules.drills import days_in_row
from practice.rules.rounds import DRILL

LOOKED_AT = 400


@dataclass(frozen=True, slots=True)
class Drill:
    """Somebody's daily drill: `open_round` is the one begun today and not finished."""

    is_done: bool
    days_in_row: int
    open_round: int | None


def drill_of(person_id: int, today: date, zone: ZoneInfo) -> Drill:
    """How the drill stands today; one query."""
    answered = (
        select(func.count())
        .where(PracticeAnswer.round_id == Round.id)
        .correlate(Round)
        .scalar_subquery()
    )
    statement = (
        select(Round.id, Round.at, Round.slots, answered)
        .where(Round.person_id == person_id, Round.about == DRILL)
        .order_by(Round.id.desc())
        .limit(LOOKED_AT)
    )
    done, open_round = set(), None
    for round_id, at, slots, count in db.session.execute(statement):
        on = at.astimezone(zone).date()
        if count == len(slots):
            done.add(on)
        elif on == today and open_round is None:
            open_round = round_id
    return Drill(today in done, days_in_row(done, today), open_round)
