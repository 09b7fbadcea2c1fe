"""How the points of several markers become one mark."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from hashlib import sha256

from core.errors import N_

MARKERS = 2
QUARTER = Decimal("0.25")


@dataclass(frozen=True, slots=True)
class Given:
    """What one marker gave for a script, under the id of the mark: ids grow with time."""

    id: int
    marker: int
    points: Decimal


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


def counting(marks: Iterable[Given], until: int, ended: Collection[int]) -> list[Given]:
    """The marks up to one, without those of markers who were set aside, in order."""
    kept = [mark for mark in marks if mark.id <= until and mark.marker not in ended]
    return sorted(kept, key=lambda mark: mark.id)


def standing(
    marks: Sequence[Given], gap: Decimal, remarked_after: Sequence[int] = ()
) -> Fraction | None:
    """The points that stand, from the marks that count.

    `remarked_after` is, for each remarking in order, the last mark there was when it was ordered:
    the first mark after it decides, and of several remarkings the latest that has one. Without any
    the markers' points stand as they are `settled`.
    """
    for after in reversed(remarked_after):
        if fresh := [mark.points for mark in marks if mark.id > after]:
            return Fraction(fresh[0])
    return settled([mark.points for mark in marks], gap)


def waits_again(marks: Iterable[Given], remarked_after: Iterable[int]) -> bool:
    """Whether a remarking still waits for its mark."""
    last = max((mark.id for mark in marks), default=0)
    return any(after >= last for after in remarked_after)


def shuffled(script_id: int, marker_id: int) -> bytes:
    """A place for a script in one marker's own order, the same every time."""
    return sha256(f"{marker_id} {script_id}".encode()).digest()


def steps(most: Decimal) -> list[Decimal]:
    """Nothing, ¼, ½, ¾ and all of a line's points; those that are allowed."""
    shares = [most * quarter / 4 for quarter in range(5)]
    return [each for each in shares if not each % QUARTER]


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
    if not points.is_finite() or not 0 <= points <= most or points % QUARTER:
        raise BadMark(message, values)
    return points
