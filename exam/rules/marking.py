"""How the points of several markers become one mark."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from core.errors import N_

MARKERS = 2


class BadMark(ValueError):
    """Points that a rubric does not allow: a message and its values."""

    def __init__(self, message: str, values: dict[str, object]) -> None:
        """Keep what to say."""
        super().__init__(message % values)
        self.message = message
        self.values = values


def settled(given: Sequence[Decimal], gap: Decimal) -> Fraction | None:
    """The points that stand, from the markers' points in the order in which they were given.

    Two markers who differ by no more than the gap give their mean; otherwise a third decides.
    None: another marker is needed.
    """
    if len(given) < MARKERS:
        return None
    first, second = given[:MARKERS]
    if abs(first - second) <= gap:
        return (Fraction(first) + Fraction(second)) / 2
    return Fraction(given[MARKERS]) if len(given) > MARKERS else None


def wanted(given: Sequence[Decimal], gap: Decimal) -> bool:
    """Whether one more marker is to see a script."""
    return settled(given, gap) is None


def read_points(texts: Sequence[str], rubric: Sequence[str]) -> list[Decimal]:
    """The points by line of the rubric, each from 0 to what the line is worth, in quarters.

    Raises BadMark.
    """
    if len(texts) != len(rubric):
        raise BadMark(N_("Give points for each line of the rubric."), {})
    return [
        _line(number, text, Decimal(most))
        for number, (text, most) in enumerate(zip(texts, rubric, strict=True), start=1)
    ]


def _line(number: int, text: str, most: Decimal) -> Decimal:
    message = N_("Line %(number)s: give 0 to %(most)s points, in steps of 0.25.")
    values: dict[str, object] = {"number": number, "most": f"{most.normalize():f}"}
    try:
        points = Decimal(text.strip())
    except InvalidOperation as problem:
        raise BadMark(message, values) from problem
    if not points.is_finite() or not 0 <= points <= most or points % Decimal("0.25"):
        raise BadMark(message, values)
    return points
