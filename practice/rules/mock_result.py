"""What a mock exam comes to, by the rules of the real exam."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from exam.rules.blueprint import Blueprint
from exam.rules.grading import DROPPED, Mark, Outcome, rounded
from exam.rules.results import breakdown
from exam.rules.rulings import Rule
from exam.rules.scoring import outcomes

WRITTEN = "written"
"""What stands in the place of a share until the officer has marked what they wrote."""
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class MockResult:
    """The outcome so far, and the places and points that wait for the officer's own mark."""

    outcome: Outcome
    waiting: Sequence[int]
    waiting_points: Fraction
    pass_percent: Fraction

    @property
    def mark(self) -> Fraction:
        """The points from which the whole passes."""
        return self.outcome.total.full * self.pass_percent / 100


def is_marked(share: str | None) -> bool:
    """Whether a place has an answer that was marked by its key."""
    return share not in (None, WRITTEN, DROPPED)


def shares_now(
    shares: Sequence[str | None], own: Mapping[int, str], shown: Collection[int]
) -> list[str | None]:
    """The shares of an end as they stand now; `shown` are the places that may still be seen.

    A withdrawn question cannot be marked any more: without the officer's own mark it is dropped.
    """
    return [
        DROPPED if share == WRITTEN and number not in own and number not in shown else share
        for number, share in enumerate(shares, start=1)
    ]


def result_of(
    rule: Blueprint, slots: Sequence[Json], shares: Sequence[str | None], own: Mapping[int, str]
) -> MockResult:
    """The result of the marks by key and the officer's own ones, `own` by place.

    What waits for the officer's mark counts nothing so far. A withdrawn question is left out as
    the exam leaves a dropped one out, unless nothing else is there.
    """
    drops = any(share != DROPPED for share in shares)
    marks = [
        _mark(slot, own.get(number, share) if share == WRITTEN else share, drops=drops)
        for number, (slot, share) in enumerate(zip(slots, shares, strict=True), start=1)
    ]
    (outcome,) = outcomes(rule, marks, [range(len(marks))])
    waiting = [
        number
        for number, share in enumerate(shares, start=1)
        if share == WRITTEN and number not in own
    ]
    points = sum((Fraction(slots[number - 1]["points"]) for number in waiting), Fraction(0))
    return MockResult(outcome, waiting, points, Fraction(rule.pass_percent))


def breakdown_of(result: MockResult) -> dict[str, Any]:
    """The outcome as results keep it, without the sections that the paper had nothing of.

    With the total, the pass mark and the points that wait, all rounded once.
    """
    found = breakdown(result.outcome)
    found["total"] = result.outcome.total.shown
    found["mark"], found["waiting"] = rounded(result.mark), rounded(result.waiting_points)
    found["sections"] = {
        code: pair for code, pair in found["sections"].items() if Fraction(pair[1])
    }
    return found


def settled_topics(result: MockResult, slots: Sequence[Json]) -> dict[str, Any]:
    """What was earned by topic, code → [earned, full], without topics that wait for a mark."""
    waiting = {slots[number - 1]["topic"] for number in result.waiting}
    topics: dict[str, Any] = breakdown(result.outcome)["topics"]
    return {code: pair for code, pair in topics.items() if code not in waiting}


def _mark(slot: Json, share: str | None, *, drops: bool) -> Mark:
    is_counted = share is not None and share not in (WRITTEN, DROPPED)
    return Mark(
        topic=slot["topic"],
        points=Fraction(slot["points"]),
        share=Fraction(share) if is_counted and share else Fraction(0),
        answered=share is not None,
        rule=Rule.DROP if share == DROPPED and drops else None,
    )
