"""How the people of a unit did in each sitting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from accounts.models import Person, Unit
from core.database import db
from exam.models.attempts import Attempt
from exam.models.results import Result
from exam.models.sittings import Release, Sealing, Sitting
from oversight.queries.officers import in_and_below


@dataclass(frozen=True, slots=True)
class PassRate:
    """A sitting whose results are out: how many of the unit's people sat it, and how many passed.

    What was voided counts for nothing, here as everywhere.
    """

    sitting_id: int
    title: str
    title_en: str
    released_at: datetime
    is_demonstration: bool
    sat: int
    passed: int

    @property
    def percent(self) -> int:
        """How many of a hundred passed."""
        return round(100 * self.passed / self.sat)


def pass_rates(unit: Unit, since: datetime | None) -> Sequence[PassRate]:
    """The sittings with results of people of a unit and below, newest first; one query."""
    statement = (
        select(
            Sitting.id,
            Sitting.title,
            Sitting.title_en,
            Release.at,
            Sealing.is_demonstration,
            func.count(),
            func.count().filter(Result.passed),
        )
        .join(Release, Release.sitting_id == Sitting.id)
        .join(Sealing, Sealing.sitting_id == Sitting.id)
        .join(Result, Result.run_id == Release.run_id)
        .join(Attempt, Attempt.id == Result.attempt_id)
        .join(Person, Person.id == Attempt.candidate_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(in_and_below(unit), Attempt.state != "voided")
        .group_by(Sitting.id, Release.at, Sealing.is_demonstration)
        .order_by(Release.at.desc(), Sitting.id.desc())
    )
    if since:
        statement = statement.where(Release.at >= since)
    return [PassRate(*row) for row in db.session.execute(statement)]
