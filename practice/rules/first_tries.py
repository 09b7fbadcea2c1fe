"""First tries at questions, and what each weighs as evidence of what somebody can do.

Only the first answer to a question counts: who meets it again may know it by heart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from exam.rules.blueprint import Blueprint

HALF_LIFE = 90
"""After so many days a try counts half."""


class Source(StrEnum):
    """Where a question was first met."""

    MOCK = "mock"
    PRACTICE = "practice"
    COURSE_TEST = "course_test"
    SELF_CHECK = "self_check"
    OWN_MARK = "own_mark"
    BLANK = "blank"
    GIVEN_UP = "given_up"


WEIGHTS = {
    Source.MOCK: 1.0,
    Source.PRACTICE: 0.8,
    Source.COURSE_TEST: 0.8,
    Source.SELF_CHECK: 0.5,
    Source.OWN_MARK: 0.5,
    Source.BLANK: 1.0,
    Source.GIVEN_UP: 1.0,
}
"""A mock exam is nearest to the real one; a self-check stands right below what was just read.

`BLANK` was left without an answer on a mock exam that was sat, `GIVEN_UP` answered on one of which
less than half was answered."""


@dataclass(frozen=True, slots=True)
class FirstTry:
    """The first answer to a question: what it earned, when, and where."""

    topic: str
    difficulty: str
    kind: str
    share: Fraction
    on: date
    source: Source = Source.PRACTICE

    @property
    def is_mock(self) -> bool:
        """Whether it stood on a mock exam that was sat, and not given up."""
        return self.source in (Source.MOCK, Source.BLANK)

    def weight(self, today: date) -> float:
        """What it counts today."""
        age = max(0, (today - self.on).days)
        return float(WEIGHTS[self.source] * 0.5 ** (age / HALF_LIFE))


def evidence_by_section(
    rule: Blueprint, tries: Sequence[FirstTry], today: date
) -> dict[str, float]:
    """What the first tries weigh in each section that the blueprint draws from."""
    found = {section.code: 0.0 for section in rule.sections}
    for each in tries:
        code = rule.section_of(each.topic)
        if code in found:
            found[code] += each.weight(today)
    return found
