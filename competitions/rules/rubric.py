"""A rubric: weighted criteria, each marked with a grade of one scale, and where they rest."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.errors import N_

CONFIDENCES = ("A", "A*", "B", "P")
Reason = tuple[str, dict[str, object]]


@dataclass(frozen=True, slots=True)
class Fact:
    """What a criterion rests on: an entry of the list of facts and how sure it is."""

    id: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """What judges look at; a grade of 0 in an `auto_fail` one takes all points of the sheet."""

    code: str
    titles: Mapping[str, str]
    weight: Decimal
    facts: tuple[Fact, ...]
    auto_fail: bool


@dataclass(frozen=True, slots=True)
class Grade:
    """One step of the scale."""

    grade: int
    titles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Rubric:
    """One version of a rubric; the highest grade of its scale is full marks."""

    code: str
    version: int
    titles: Mapping[str, str]
    criteria: tuple[Criterion, ...]
    scale: tuple[Grade, ...]

    @property
    def highest(self) -> int:
        """The best grade."""
        return max(step.grade for step in self.scale)


def read_rubric(row: Mapping[str, Any]) -> Rubric:
    """A rubric from its file's values; a field that lacks raises KeyError."""
    return Rubric(
        code=str(row["code"]),
        version=int(row["version"]),
        titles=dict(row["title"]),
        criteria=tuple(
            Criterion(
                code=str(each["code"]),
                titles=dict(each["title"]),
                weight=Decimal(str(each["weight"])),
                facts=tuple(Fact(str(f["id"]), str(f["confidence"])) for f in each["facts"]),
                auto_fail=bool(each.get("auto_fail", False)),
            )
            for each in row["criteria"]
        ),
        scale=tuple(Grade(int(step["grade"]), dict(step["title"])) for step in row["scale"]),
    )


def wrong_rubric(rubric: Rubric) -> list[Reason]:
    """Everything that keeps a rubric from being used."""
    grades = sorted(step.grade for step in rubric.scale)
    weights = [each.weight for each in rubric.criteria]
    codes = {each.code for each in rubric.criteria}
    confidences = {fact.confidence for each in rubric.criteria for fact in each.facts}
    limits = (
        (
            sum(weights, Decimal(0)) == 100 and min(weights, default=Decimal(0)) > 0,
            N_("Rubric %(code)s: the weights must be above 0 and add up to 100."),
        ),
        (len(codes) == len(weights), N_("Rubric %(code)s: a criterion stands twice.")),
        (
            len(grades) > 1 and grades == list(range(len(grades))),
            N_("Rubric %(code)s: its grades must count from 0 without gaps."),
        ),
        (
            confidences <= set(CONFIDENCES),
            N_("Rubric %(code)s rests on a fact that is not sure enough."),
        ),
    )
    return [(message, {"code": rubric.code}) for holds, message in limits if not holds]
