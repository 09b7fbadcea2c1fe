"""How sure a prediction is, and what would make it surer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil

LEAST = 30.0
"""The evidence below which it is too early to say anything: some forty first tries of late."""
FAIR, GOOD = 70.0, 150.0
IN_SECTION = 8.0
"""What a section needs, or nothing is more than roughly known."""
MOCK_DAYS = 30
"""A mock exam is recent for so many days."""
STEP, MOST = 5, 20


class Sureness(StrEnum):
    """Three words for a prediction."""

    ROUGH = "rough"
    FAIR = "fair"
    GOOD = "good"


def is_too_early(evidence: float) -> bool:
    """Whether nothing can be said yet."""
    return evidence < LEAST


def how_sure(
    evidence: float, by_section: Sequence[float], newest_mock_days: int | None
) -> Sureness:
    """By the weight of the evidence, which age lessens; good needs a mock exam of late."""
    if evidence < FAIR or min(by_section, default=evidence) < IN_SECTION:
        return Sureness.ROUGH
    has_mock = newest_mock_days is not None and newest_mock_days <= MOCK_DAYS
    return Sureness.GOOD if evidence >= GOOD and has_mock else Sureness.FAIR


@dataclass(frozen=True, slots=True)
class Surer:
    """What would make a prediction surer: questions on sections, and a mock exam."""

    sections: Sequence[tuple[str, int]]
    questions: int
    mock: bool


def surer(
    by_section: Mapping[str, float],
    untried: Mapping[str, int],
    newest_mock_days: int | None,
) -> Surer:
    """Up to two sections of which least is known, and how many new questions each; a mock exam.

    `untried` says how many questions of a section somebody never met: no more can be asked for.
    """
    total = sum(by_section.values())
    wanted = [
        (known, code, min(MOST, untried.get(code, 0), _rounded(2.5 * IN_SECTION - known)))
        for code, known in by_section.items()
        if known < 2.5 * IN_SECTION
    ]
    sections = [(code, count) for _known, code, count in sorted(wanted) if count > 0][:2]
    left = sum(untried.values())
    needed = next((goal for goal in (LEAST, FAIR, GOOD) if total < goal), None)
    questions = 0 if needed is None else min(left, _rounded(needed - total))
    is_due = newest_mock_days is None or newest_mock_days > MOCK_DAYS
    return Surer(sections, questions, mock=is_due and left >= MOST)


def _rounded(count: float) -> int:
    return STEP * ceil(max(0.0, count) / STEP)
