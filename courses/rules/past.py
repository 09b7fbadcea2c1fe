"""What courses and modules were in turn, and since when they ask for a quiz or a test."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from operator import attrgetter
from typing import TypeVar

from courses.rules.completion import LEAST

FOREVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Shape:
    """A course as it was from a moment on: its modules, and the share of checks that is needed.

    Also whether it asked for quizzes, and for a test.
    """

    at: datetime
    modules: Sequence[str]
    percent: int
    quiz: bool = False
    test: bool = False


@dataclass(frozen=True, slots=True)
class Content:
    """What a module held from a moment on: its self-checks and its topics."""

    at: datetime
    checks: Sequence[str]
    topics: Sequence[str] = ()


Dated = TypeVar("Dated", Shape, Content)
Opened = Mapping[str, Sequence[datetime]]
"""By topic: when each question on it was first approved."""


@dataclass(frozen=True, slots=True)
class Step:
    """The topics on which something was asked for from a moment on; none where it was not."""

    at: datetime
    topics: frozenset[str]


@dataclass(frozen=True, slots=True)
class Past:
    """By their codes: all that the courses and the modules were, oldest first."""

    courses: Mapping[str, Sequence[Shape]] = field(default_factory=dict)
    modules: Mapping[str, Sequence[Content]] = field(default_factory=dict)

    def quiz_steps(self, module: str) -> list[Step]:
        """On what the quiz of a module was asked for in turn, in whatever course it stood."""
        courses = [
            shapes
            for shapes in self.courses.values()
            if any(module in each.modules for each in shapes)
        ]
        contents = self.modules.get(module, ())
        moments = _moments([contents, *courses])
        return [
            Step(at, self._topics([module], at if _asks_quiz(courses, module, at) else None))
            for at in moments
        ]

    def test_steps(self, course: str) -> list[Step]:
        """On what the test of a course was asked for in turn."""
        shapes = self.courses.get(course, ())
        taught = {code for each in shapes for code in each.modules}
        moments = _moments([shapes, *(self.modules.get(code, ()) for code in taught)])
        return [Step(at, self._test_topics(shapes, at)) for at in moments]

    def _test_topics(self, shapes: Sequence[Shape], at: datetime) -> frozenset[str]:
        shape = as_of(shapes, at)
        return self._topics(shape.modules, at) if shape and shape.test else frozenset()

    def _topics(self, modules: Iterable[str], at: datetime | None) -> frozenset[str]:
        contents = [as_of(self.modules.get(code, ()), at) for code in modules] if at else []
        return frozenset(topic for each in contents if each for topic in each.topics)


def since(steps: Sequence[Step], opened: Opened) -> datetime | None:
    """Since when something is asked for without a break: it was to be, and questions were there.

    A question counts from its first approval on, for the topics of that time. So a wording or a
    place that comes later never asks for anything in the time before it.
    """
    found: datetime | None = None
    enough: dict[frozenset[str], datetime] = {}
    for step, until in pairwise([*steps, Step(FOREVER, frozenset())]):
        there = enough.setdefault(step.topics, _enough(step.topics, opened))
        if there >= until.at:
            found = None
        elif found is None or there > step.at:
            found = max(there, step.at)
    return found


def topics_of(steps: Iterable[Step]) -> set[str]:
    """All topics that were ever asked for."""
    return {topic for step in steps for topic in step.topics}


def as_of(steps: Sequence[Dated], at: datetime) -> Dated | None:
    """How something was at a moment; None before its beginning."""
    place = bisect_right(steps, at, key=attrgetter("at"))
    return steps[place - 1] if place else None


def _enough(topics: Collection[str], opened: Opened) -> datetime:
    """When the least number of questions on these topics was there."""
    there = sorted(at for topic in topics for at in opened.get(topic, ()))
    return there[LEAST - 1] if len(there) >= LEAST else FOREVER


def _asks_quiz(courses: Iterable[Sequence[Shape]], module: str, at: datetime) -> bool:
    shapes = (as_of(shapes, at) for shapes in courses)
    return any(each.quiz and module in each.modules for each in shapes if each)


def _moments(steps: Iterable[Sequence[Shape] | Sequence[Content]]) -> list[datetime]:
    return sorted({each.at for several in steps for each in several})
