"""Seeds of a sitting, and the settled scripts from which an examiner picks them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import select

from accounts.queries import Page, paged
from core.database import db
from exam.models.marking import Script, Seed
from exam.models.sittings import Sitting
from exam.queries.scripts import MarkedScript, marked_scripts
from exam.queries.sittings import rule_of
from exam.rules.grading import rounded


def seeds_of(sitting_ids: Iterable[int]) -> defaultdict[int, dict[int, datetime]]:
    """When which script became a seed, by sitting."""
    rows = db.session.execute(
        select(Script.sitting_id, Script.id, Seed.at)
        .join(Seed, Seed.script_id == Script.id)
        .where(Script.sitting_id.in_(list(sitting_ids)))
        .order_by(Script.id)
    )
    seeds: defaultdict[int, dict[int, datetime]] = defaultdict(dict)
    for sitting_id, script_id, at in rows:
        seeds[sitting_id][script_id] = at
    return seeds


@dataclass(frozen=True, slots=True)
class Settled:
    """A settled script that is a seed or could become one: what was given for it, what stands.

    `agreed` are those on which the first two gave the same.
    """

    script: MarkedScript
    points: Fraction
    is_seed: bool

    @property
    def worth(self) -> Decimal:
        """The points that stand, as they would be kept."""
        return rounded(self.points)

    @property
    def given(self) -> list[Decimal]:
        """What the markers who settled it gave, in order."""
        return [mark.points for mark in self.script.marks[:3]]

    @property
    def agreed(self) -> bool:
        """Whether the first two markers gave exactly the same."""
        return self.given[0] == self.given[1]


def settled_scripts(sitting: Sitting, page: int) -> Page[Settled]:
    """Settled scripts: the seeds, then those on which two agreed exactly, then the others."""
    gap, seeds = rule_of(sitting).gap, seeds_of([sitting.id])[sitting.id]
    found = [
        Settled(script, points, script.id in seeds)
        for script in marked_scripts([sitting.id])
        if (points := script.points(gap)) is not None
    ]
    found.sort(key=_order)
    return paged(found, page)


def _order(each: Settled) -> tuple[bool, bool, int, Fraction, int]:
    return (
        not each.is_seed,
        not each.agreed,
        each.script.revision_id,
        each.points,
        each.script.id,
    )
