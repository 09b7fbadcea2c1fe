"""How the units under a manager did in one sitting whose results are out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select

from accounts.models import Person, Unit
from core.actor import Actor
from core.database import db
from core.errors import N_, Missing
from exam.models.attempts import Attempt
from exam.models.results import Result
from exam.models.sittings import Release, Sitting
from exam.queries.sitting_results import sections_of
from exam.queries.sittings import LOADED, rule_of
from exam.rules.blueprint import Blueprint
from exam.rules.unit_figures import Sat, UnitLine, by_unit
from exam.rules.voiding import VOIDED
from oversight.queries.officers import in_and_below, unit_to_follow, units_above_to_follow


@dataclass(frozen=True, slots=True)
class UnitResults:
    """A sitting as its results came out in a unit and those below it."""

    unit: Unit
    above: Sequence[Unit]
    sitting: Sitting
    released_at: datetime
    rule: Blueprint
    lines: Sequence[UnitLine]
    names: Mapping[str, Unit]


def unit_results(actor: Actor, unit_id: int, sitting_id: int) -> UnitResults:
    """The released results of a unit's people by unit; five queries whatever their number.

    Where nobody of the unit has a released result that counts, there is nothing to be seen.
    """
    unit = unit_to_follow(actor, unit_id)
    sitting = db.session.get(Sitting, sitting_id, options=LOADED)
    sats = _sats(sitting_id, unit)
    if sitting is None or sitting.release is None or not sats:
        raise Missing(N_("There are no results of this unit in such a sitting."))
    return UnitResults(
        unit=unit,
        above=units_above_to_follow(actor, unit),
        sitting=sitting,
        released_at=sitting.release.at,
        rule=rule_of(sitting),
        lines=by_unit(_counts(sitting_id), sats, unit.path),
        names={
            each.path: each for each in db.session.scalars(select(Unit).where(in_and_below(unit)))
        },
    )


def _released(sitting_id: int) -> Select[int]:
    """The released results of a sitting that count, joined with the units of their people."""
    return (
        select(Result.id)
        .select_from(Result)
        .join(Attempt, Attempt.id == Result.attempt_id)
        .join(Release, (Release.run_id == Result.run_id) & Release.is_newest)
        .join(Person, Person.id == Attempt.candidate_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(Attempt.sitting_id == sitting_id, Attempt.state != VOIDED)
    )


def _counts(sitting_id: int) -> dict[str, int]:
    """How many results that count each unit itself has, in the whole sitting."""
    statement = _released(sitting_id).with_only_columns(Unit.path, func.count()).group_by(Unit.path)
    return dict(db.session.execute(statement).all())


def _sats(sitting_id: int, unit: Unit) -> list[Sat]:
    statement = (
        _released(sitting_id)
        .with_only_columns(Unit.path, Result.score, Result.full, Result.passed, Result.breakdown)
        .where(in_and_below(unit))
    )
    return [
        Sat(path, score, full, passed, sections_of(breakdown))
        for path, score, full, passed, breakdown in db.session.execute(statement)
    ]
