"""The predicted range as a band, and the mock exams so far as bars."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from exam.queries.blueprints import blueprint_of
from exam.rules.grading import rounded
from practice.models import MockExam
from practice.queries.mocks import own_marks
from practice.rules.mock_result import result_of
from practice.rules.prediction import Outlook

HEIGHT, FEWEST = 40.0, 5


@dataclass(frozen=True, slots=True)
class Band:
    """The range on a line of 100: where it begins, how wide it is, its middle, the pass mark."""

    low: float
    width: float
    middle: float
    mark: float


@dataclass(frozen=True, slots=True)
class Past:
    """A mock exam that has ended: what it reached in points and percent, and whether it passes."""

    id: int
    titles: dict[str, str]
    at: datetime
    earned: Decimal
    full: Decimal
    percent: float
    mark: float
    passed: bool
    waiting: int


@dataclass(frozen=True, slots=True)
class Bar:
    """A mock exam as a bar in a box of 100 by `HEIGHT`, with its pass mark."""

    x: float
    width: float
    height: float
    mark: float


@dataclass(frozen=True, slots=True)
class History:
    """The mock exams that have ended, newest first, and their bars, oldest first."""

    past: Sequence[Past]
    bars: Sequence[Bar]


def range_of(outlook: Outlook) -> Band:
    """The band of an outlook."""
    unit = 100 / outlook.full
    return Band(
        low=round(outlook.low * unit, 2),
        width=round(max(0.5, outlook.width * unit), 2),
        middle=round(outlook.middle * unit, 2),
        mark=round(outlook.mark * unit, 2),
    )


def history_of(mocks: Sequence[MockExam], shares: Mapping[int, Sequence[str | None]]) -> History:
    """How the mock exams of somebody, newest first, went; `shares` by the id of each that ended."""
    past = [_past(each, shares[each.id]) for each in mocks if each.id in shares]
    step = 100 / max(FEWEST, len(past))
    bars = [
        Bar(
            x=round(at * step + step * 0.15, 2),
            width=round(step * 0.7, 2),
            height=round(each.percent * HEIGHT / 100, 2),
            mark=round(HEIGHT - each.mark * HEIGHT / 100, 2),
        )
        for at, each in enumerate(reversed(past))
    ]
    return History(past, bars)


def _past(mock: MockExam, shares: Sequence[str | None]) -> Past:
    result = result_of(blueprint_of(mock.blueprint), mock.slots, shares, own_marks(mock))
    total = result.outcome.total
    return Past(
        id=mock.id,
        titles=mock.blueprint.definition["title"],
        at=mock.end.at if mock.end else mock.due_at,
        earned=rounded(total.earned).quantize(Decimal("0.1")),
        full=rounded(total.full).quantize(Decimal("0.1")),
        percent=float(total.percent),
        mark=float(result.pass_percent),
        passed=result.outcome.passed,
        waiting=len(result.waiting),
    )
