"""Who was complete before a quiz or a test was asked for, by what was asked of them then.

What was completed stays completed for what it then asked. A module that is added or reworded later
is asked of everybody; it brings back no quiz and no test that somebody was once through without.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from itertools import pairwise
from operator import attrgetter

from courses.rules.completion import Record, standing
from courses.rules.past import FOREVER, Content, Past, Shape, as_of

Terms = tuple[tuple[str, ...], int]


@dataclass(frozen=True, slots=True)
class Wording:
    """All that a course asked between two moments, its quizzes and its test left aside."""

    at: datetime
    until: datetime
    percent: int
    checks: Mapping[str, Sequence[str]]

    def terms(self, module: str) -> Terms:
        """What a module asked: its self-checks, and the share that is needed."""
        return tuple(self.checks[module]), self.percent


@dataclass(frozen=True)
class History:
    """What one course asked in turn; `shown` are the self-checks that may still be shown.

    `elsewhere` is what other courses asked while one of its modules stood there.
    """

    wordings: Sequence[Wording] = ()
    shown: Collection[str] = frozenset()
    elsewhere: Sequence[Wording] = ()

    def was_through(self, module: str, record: Record, before: datetime) -> bool:
        """Whether somebody had read a module and enough checks right before, by any wording.

        A later wording counts too: who was through by it before saw the module complete under it.
        """
        return any(
            _is_before(self._completed_at(terms, record, None), until, before)
            for terms, until in self._terms.get(module, {}).items()
        )

    def quiz_since(self, module: str, record: Record, since: datetime | None) -> datetime | None:
        """Since when somebody is asked for a module's quiz; never, if it is waived for them."""
        return None if since and self.was_through(module, record, since) else since

    def was_complete(
        self, records: Mapping[str, Record], quizzes: Mapping[str, datetime], before: datetime
    ) -> bool:
        """Whether somebody had completed every module before, by any wording of the course.

        `quizzes` says since when the quiz of a module is asked for.
        """
        known = {code: records.get(code, Record()) for code in self._terms}
        since = {code: self.quiz_since(code, known[code], quizzes.get(code)) for code in known}
        ends = {
            (code, terms): self._completed_at(terms, known[code], since[code])
            for code, several in self._terms.items()
            for terms in several
        }
        return any(
            all(
                _is_before(ends[code, wording.terms(code)], wording.until, before)
                for code in wording.checks
            )
            for wording in self.wordings
            if wording.checks
        )

    @cached_property
    def _terms(self) -> Mapping[str, Mapping[Terms, datetime]]:
        """By module: all terms on which it was complete once, and how long they held."""
        found: dict[str, dict[Terms, datetime]] = {}
        for wording in sorted((*self.wordings, *self.elsewhere), key=attrgetter("until")):
            for code in wording.checks:
                found.setdefault(code, {})[wording.terms(code)] = wording.until
        return found

    def _completed_at(
        self, terms: Terms, record: Record, quiz_since: datetime | None
    ) -> datetime | None:
        checks, percent = terms
        return standing(checks, self.shown, record, percent, quiz_since=quiz_since).completed_at


def _is_before(completed_at: datetime | None, *ends: datetime) -> bool:
    return completed_at is not None and completed_at < min(ends)


NO_HISTORY = History()


def asked_in_turn(known: Past) -> dict[str, list[Wording]]:
    """By course: what it asked in turn."""
    return {code: wordings(shapes, known.modules) for code, shapes in known.courses.items()}


def history_of(
    course: str, known: Past, asked: Mapping[str, Sequence[Wording]], shown: Collection[str]
) -> History:
    """The history of one course, with what others asked in the modules that it ever had."""
    mine = {code for shape in known.courses[course] for code in shape.modules}
    elsewhere = [
        replace(wording, checks={code: wording.checks[code] for code in moved})
        for other, found in asked.items()
        if other != course
        for wording in found
        if (moved := mine & wording.checks.keys())
    ]
    return History(asked[course], shown, elsewhere)


def wordings(shapes: Sequence[Shape], checks: Mapping[str, Sequence[Content]]) -> list[Wording]:
    """What a course asked in turn, from how it and its modules were in turn.

    A moment at which one of its modules had no text yet asked nothing that could be completed; one
    at which nothing else was asked than before begins no wording of its own.
    """
    used = {code for shape in shapes for code in shape.modules}
    changes = {each.at for code in used for each in checks.get(code, ())}
    moments = sorted(changes | {shape.at for shape in shapes})
    found: list[Wording] = []
    for at, until in pairwise([*moments, FOREVER]):
        each = _wording(at, until, shapes, checks)
        if each and found and each == replace(found[-1], at=at, until=until):
            found[-1] = replace(found[-1], until=until)
        elif each:
            found.append(each)
    return found


def _wording(
    at: datetime,
    until: datetime,
    shapes: Sequence[Shape],
    checks: Mapping[str, Sequence[Content]],
) -> Wording | None:
    shape = as_of(shapes, at)
    if shape is None:
        return None
    asked = {code: as_of(checks.get(code, ()), at) for code in shape.modules}
    known = {code: each.checks for code, each in asked.items() if each}
    return Wording(at, until, shape.percent, known) if len(known) == len(asked) else None
