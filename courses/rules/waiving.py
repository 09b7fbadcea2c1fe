"""Who was complete before a quiz or a test was asked for, by what was asked of them then.

What was completed stays completed for what it then asked. A module that is added or reworded later
is asked of everybody; it brings back no quiz and no test that somebody was once through without.
"""

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from operator import attrgetter
from typing import TypeVar

from courses.rules.completion import Record, standing

FOREVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Shape:
    """A course as it was from a moment on: its modules, and the share of checks that is needed."""

    at: datetime
    modules: Sequence[str]
    percent: int


@dataclass(frozen=True, slots=True)
class Checks:
    """The self-checks of a module as they were from a moment on."""

    at: datetime
    questions: Sequence[str]


Dated = TypeVar("Dated", Shape, Checks)


@dataclass(frozen=True, slots=True)
class Wording:
    """All that a course asked between two moments, its quizzes and its test left aside."""

    at: datetime
    until: datetime
    percent: int
    checks: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class History:
    """What one course asked in turn; `shown` are the self-checks that may still be shown."""

    wordings: Sequence[Wording] = ()
    shown: Collection[str] = frozenset()

    def was_through(self, module: str, record: Record, before: datetime) -> bool:
        """Whether somebody had read a module and enough checks right, at any time before."""
        return any(
            self._is_through(wording, module, record, before, None)
            for wording in self.wordings
            if wording.at < before and module in wording.checks
        )

    def quiz_since(self, module: str, record: Record, since: datetime | None) -> datetime | None:
        """Since when somebody is asked for a module's quiz; never, if it is waived for them."""
        return None if since and self.was_through(module, record, since) else since

    def was_complete(
        self, records: Mapping[str, Record], quizzes: Mapping[str, datetime], before: datetime
    ) -> bool:
        """Whether somebody had completed every module that the course then had.

        `quizzes` says since when the quiz of a module is asked for.
        """
        return any(
            all(
                self._is_through(
                    wording, code, records.get(code, Record()), before, quizzes.get(code)
                )
                for code in wording.checks
            )
            for wording in self.wordings
            if wording.at < before and wording.checks
        )

    def _is_through(
        self,
        wording: Wording,
        module: str,
        record: Record,
        before: datetime,
        quiz_since: datetime | None,
    ) -> bool:
        judged = standing(
            wording.checks[module],
            self.shown,
            record,
            wording.percent,
            quiz_since=self.quiz_since(module, record, quiz_since),
        )
        return judged.completed_at is not None and judged.completed_at < min(wording.until, before)


NO_HISTORY = History()


def wordings(shapes: Sequence[Shape], checks: Mapping[str, Sequence[Checks]]) -> list[Wording]:
    """What a course asked in turn, from how it and its modules were in turn.

    A moment at which one of its modules had no text yet asked nothing that could be completed.
    """
    used = {code for shape in shapes for code in shape.modules}
    changes = {each.at for code in used for each in checks.get(code, ())}
    moments = sorted(changes | {shape.at for shape in shapes})
    found = (_wording(at, until, shapes, checks) for at, until in pairwise([*moments, FOREVER]))
    return [each for each in found if each]


def _wording(
    at: datetime,
    until: datetime,
    shapes: Sequence[Shape],
    checks: Mapping[str, Sequence[Checks]],
) -> Wording | None:
    shape = _at(shapes, at)
    if shape is None:
        return None
    asked = {code: _at(checks.get(code, ()), at) for code in shape.modules}
    known = {code: each.questions for code, each in asked.items() if each}
    return Wording(at, until, shape.percent, known) if len(known) == len(asked) else None


def _at(steps: Sequence[Dated], at: datetime) -> Dated | None:
    place = bisect_right(steps, at, key=attrgetter("at"))
    return steps[place - 1] if place else None
