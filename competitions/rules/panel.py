"""What judges' grades are worth: a sheet's points, and what a panel of sheets gives."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from competitions.rules.rubric import Rubric
from core.errors import N_

FULL = Decimal(100)
THOUSANDTH = Decimal("0.001")
DROPS_FROM = 5


def wrong_marks(rubric: Rubric, marks: Mapping[str, object]) -> str | None:
    """Why these grades do not fit the rubric; None if they do."""
    if set(marks) != {each.code for each in rubric.criteria}:
        return N_("Mark every criterion, and no other.")
    grades = {step.grade for step in rubric.scale}
    if not all(type(grade) is int and grade in grades for grade in marks.values()):
        return N_("A mark is none of the rubric's grades.")
    return None


def has_failed(rubric: Rubric, marks: Mapping[str, int]) -> bool:
    """Whether a sheet gives 0 in a criterion that takes everything."""
    return any(each.auto_fail and marks[each.code] == 0 for each in rubric.criteria)


def points_of(rubric: Rubric, marks: Mapping[str, int]) -> Decimal:
    """A sheet's points out of 100: each criterion's weight by its share of the best grade."""
    if has_failed(rubric, marks):
        return Decimal("0.000")
    earned = sum((each.weight * marks[each.code] for each in rubric.criteria), Decimal(0))
    return _rounded(earned / rubric.highest)


def panel_points(sheets: Sequence[Decimal], *, failing: int) -> Decimal:
    """The mean of the sheets; from five up without the highest and the lowest.

    Where more than half of the judges found a failure that takes everything, nothing is left.
    """
    if failing * 2 > len(sheets):
        return Decimal("0.000")
    counted = sorted(sheets)[1:-1] if len(sheets) >= DROPS_FROM else list(sheets)
    return _rounded(sum(counted, Decimal(0)) / len(counted))


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(THOUSANDTH, ROUND_HALF_UP)
