"""The scripts of a sitting and the points that stand for them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import ColumnElement, Select, exists, func, select

from core.database import db
from exam.models.appeals import AppealSettlement
from exam.models.attempts import Attempt
from exam.models.marking import MarkerEnd, Remarking, Script, WrittenMark
from exam.models.sittings import GradingRun, Sitting
from exam.queries.sittings import rule_of
from exam.rules.basis import Basis
from exam.rules.marking import MARKERS, Given, counting, standing, waits_again
from exam.rules.voiding import VOIDED

ALL_MARKS = 2**62


@dataclass(frozen=True, slots=True)
class MarkedScript:
    """A script with the marks that count; `remarked` are its remarkings' last marks before them.

    `due` are those of them whose appeal is not settled.
    """

    id: int
    sitting_id: int
    attempt_id: int
    slot: int
    revision_id: int
    marks: list[Given]
    remarked: list[int]
    due: list[int]

    def points(self, gap: Decimal) -> Fraction | None:
        """The points that stand; None where another marker is needed."""
        return standing(self.marks, gap, self.remarked)

    @property
    def waits_again(self) -> bool:
        """Whether an appeal that is still open has it marked once more and nobody has."""
        return waits_again(self.marks, self.due)


def settled_points(sitting: Sitting, basis: Basis) -> defaultdict[int, dict[int, Fraction | None]]:
    """The points that stand on this basis, by attempt and slot; None where a marker is needed.

    Of voided papers too: a run from before is computed again with them.
    """
    gap = rule_of(sitting).gap
    found: defaultdict[int, dict[int, Fraction | None]] = defaultdict(dict)
    for script in _read(_scripts("closed", VOIDED), {sitting.id: basis}):
        found[script.attempt_id][script.slot] = script.points(gap)
    return found


def marked_scripts(sitting_ids: Iterable[int]) -> list[MarkedScript]:
    """The scripts of closed attempts with every mark that counts by now, by id."""
    bases = {
        each: Basis(until=ALL_MARKS, ended=ended)
        for each, ended in ended_markers(sitting_ids).items()
    }
    return _read(_scripts("closed"), bases)


def marked_script(sitting_id: int, script_id: int) -> MarkedScript | None:
    """One script of a closed attempt of a sitting with every mark that counts by now."""
    bases = {sitting_id: Basis(until=ALL_MARKS, ended=ended_markers([sitting_id])[sitting_id])}
    found = _read(_scripts("closed"), bases, Script.id == script_id)
    return found[0] if found else None


def _scripts(*states: str) -> Select[int, int, int, int, int]:
    return (
        select(Script.id, Script.sitting_id, Script.attempt_id, Script.slot, Script.revision_id)
        .join(Attempt, Attempt.id == Script.attempt_id)
        .where(Attempt.state.in_(states))
        .order_by(Script.id)
    )


def _read(
    chosen: Select[int, int, int, int, int],
    bases: Mapping[int, Basis],
    *narrower: ColumnElement[bool],
) -> list[MarkedScript]:
    """Scripts of these sittings, each with the marks that count on its sitting's basis."""
    within = (Script.sitting_id.in_(bases), *narrower)
    marks, orders = _marks_of(*within), _orders(*within)
    found = []
    for row in db.session.execute(chosen.where(*within)):
        basis = bases[row.sitting_id]
        given = counting(marks[row.id], basis.until, basis.ended)
        remarked = [each.after for each in orders[row.id]]
        due = [each.after for each in orders[row.id] if each.is_due]
        found.append(MarkedScript(*row, given, remarked, due))
    return found


def _marks_of(*within: ColumnElement[bool]) -> defaultdict[int, list[Given]]:
    rows = db.session.execute(
        select(WrittenMark.script_id, WrittenMark.id, WrittenMark.marker_id, WrittenMark.points)
        .join(Script, Script.id == WrittenMark.script_id)
        .where(*within)
        .order_by(WrittenMark.id)
    )
    marks: defaultdict[int, list[Given]] = defaultdict(list)
    for script_id, mark_id, marker_id, points in rows:
        marks[script_id].append(Given(mark_id, marker_id, points))
    return marks


@dataclass(frozen=True, slots=True)
class _Order:
    """An order to mark a script once more: after which mark, and whether its appeal is open."""

    after: int
    is_due: bool


def _orders(*within: ColumnElement[bool]) -> defaultdict[int, list[_Order]]:
    rows = db.session.execute(
        select(Remarking.script_id, Remarking.after_id, AppealSettlement.appeal_id)
        .join(Script, Script.id == Remarking.script_id)
        .outerjoin(AppealSettlement, AppealSettlement.appeal_id == Remarking.appeal_id)
        .where(*within)
        .order_by(Remarking.id)
    )
    orders: defaultdict[int, list[_Order]] = defaultdict(list)
    for script_id, after, settled_id in rows:
        orders[script_id].append(_Order(after, settled_id is None))
    return orders


def ended_markers(sitting_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """The markers whose marks were set aside, by sitting."""
    ids = list(sitting_ids)
    rows = db.session.execute(
        select(MarkerEnd.sitting_id, MarkerEnd.marker_id).where(MarkerEnd.sitting_id.in_(ids))
    ).all()
    return {each: frozenset(who for where, who in rows if where == each) for each in ids}


def last_mark(sitting: Sitting) -> int:
    """The id of the last mark that was given in a sitting; 0 without any."""
    statement = (
        select(func.max(WrittenMark.id))
        .join(Script, Script.id == WrittenMark.script_id)
        .where(Script.sitting_id == sitting.id)
    )
    return db.session.scalar(statement) or 0


def marks_now(sitting: Sitting) -> Basis:
    """What of a basis the markers decide, as it is now."""
    return Basis(until=last_mark(sitting), ended=ended_markers([sitting.id])[sitting.id])


def is_marked() -> ColumnElement[bool]:
    """The condition that a sitting had its first run: from then on marks come by remarkings."""
    return exists().where(GradingRun.sitting_id == Sitting.id)


def scripts_left(sitting: Sitting) -> int:
    """How many scripts of a sitting are not settled yet."""
    gap = rule_of(sitting).gap
    return sum(script.points(gap) is None for script in marked_scripts([sitting.id]))


def remarkings_left(sitting: Sitting) -> int:
    """How many scripts are to be marked once more for an open appeal and were not yet."""
    return sum(script.waits_again for script in marked_scripts([sitting.id]))


def waits_for_markers(sitting: Sitting) -> bool:
    """Whether a script is not settled; asked every second, so first what one statement tells."""
    is_ended = exists().where(
        MarkerEnd.sitting_id == Script.sitting_id, MarkerEnd.marker_id == WrittenMark.marker_id
    )
    marks = (
        select(func.count())
        .where(WrittenMark.script_id == Script.id, ~is_ended)
        .correlate(Script)
        .scalar_subquery()
    )
    too_few = (
        select(Script.id)
        .join(Attempt, Attempt.id == Script.attempt_id)
        .where(Script.sitting_id == sitting.id, Attempt.state == "closed", marks < MARKERS)
        .limit(1)
    )
    return db.session.scalars(too_few).first() is not None or scripts_left(sitting) > 0
