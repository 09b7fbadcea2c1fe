"""How the people of a unit did in each sitting."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from accounts.models import Person, Unit
from accounts.queries import covered_by
from accounts.rules.duties import Right
from core.actor import Actor
from core.database import db
from exam.models.attempts import Attempt
from exam.models.results import Result
from exam.models.sittings import Release, Sealing, Sitting
from exam.rules.small_groups import shown_units
from exam.rules.voiding import VOIDED
from oversight.queries.officers import in_and_below


@dataclass(frozen=True, slots=True)
class PassRate:
    """A sitting whose results are out: how many of the unit's people sat it, and how many passed.

    What was voided counts for nothing, here as everywhere. Of a group too small to be shown, or
    that would tell one, neither number is known.
    """

    sitting_id: int
    title: str
    title_en: str
    released_at: datetime
    is_demonstration: bool
    sat: int | None = None
    passed: int | None = None

    @property
    def percent(self) -> int | None:
        """How many of a hundred passed."""
        if self.sat is None or self.passed is None:
            return None
        return round(100 * self.passed / self.sat)


def pass_rates(unit: Unit, since: datetime | None) -> Sequence[PassRate]:
    """The sittings with results of people of a unit and below, newest first; one query."""
    own = (
        select(Attempt.sitting_id)
        .join(Person, Person.id == Attempt.candidate_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(in_and_below(unit))
    )
    statement = (
        select(
            Sitting.id,
            Sitting.title,
            Sitting.title_en,
            Release.first_at,
            Sealing.is_demonstration,
            Unit.path,
            func.count(),
            func.count().filter(Result.passed),
        )
        .select_from(Sitting)
        .join(Release, (Release.sitting_id == Sitting.id) & Release.is_newest)
        .join(Sealing, Sealing.sitting_id == Sitting.id)
        .join(Result, Result.run_id == Release.run_id)
        .join(Attempt, Attempt.id == Result.attempt_id)
        .join(Person, Person.id == Attempt.candidate_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(Sitting.id.in_(own), Attempt.state != VOIDED)
        .group_by(Sitting.id, Release.first_at, Sealing.is_demonstration, Unit.path)
        .order_by(Release.first_at.desc(), Sitting.id.desc())
    )
    if since:
        statement = statement.where(Release.first_at >= since)
    held: dict[PassRate, dict[str, tuple[int, int]]] = defaultdict(dict)
    for row in db.session.execute(statement):
        sitting: tuple[Any, ...] = tuple(row[:5])
        held[PassRate(*sitting)][row[5]] = (row[6], row[7])
    return [
        _rate(sitting, counts, unit)
        for sitting, counts in held.items()
        if any(path.startswith(unit.path) for path in counts)
    ]


def sittings_with_results(actor: Actor) -> Select[int]:
    """The sittings in which somebody whom the actor follows has a released result that counts."""
    return (
        select(Attempt.sitting_id)
        .join(Release, (Release.sitting_id == Attempt.sitting_id) & Release.is_newest)
        .join(Result, (Result.run_id == Release.run_id) & (Result.attempt_id == Attempt.id))
        .join(Person, Person.id == Attempt.candidate_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(covered_by(actor, Right.READ_PROGRESS), Attempt.state != VOIDED)
        .distinct()
    )


def _rate(sitting: PassRate, counts: dict[str, tuple[int, int]], unit: Unit) -> PassRate:
    if unit.path not in shown_units({path: sat for path, (sat, _) in counts.items()}):
        return sitting
    own = [numbers for path, numbers in counts.items() if path.startswith(unit.path)]
    sat, passed = (sum(numbers) for numbers in zip(*own, strict=True))
    return replace(sitting, sat=sat, passed=passed)
