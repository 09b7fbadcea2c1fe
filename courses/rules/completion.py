"""When a module and a course are complete, and what is missing until then."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import ceil

from core.errors import N_

NEVER = datetime.min.replace(tzinfo=UTC)
LEAST = 5
"""How many questions there must be before a quiz or a test is asked for."""


@dataclass(frozen=True)
class Record:
    """What one person did in one module: when it was read, when each question was first right.

    `passed_at` is when its quiz was first passed.
    """

    read_at: datetime | None = None
    right: Mapping[str, datetime] = field(default_factory=dict)
    passed_at: datetime | None = None
    last_at: datetime | None = None


@dataclass(frozen=True)
class Gap:
    """Something that is missing, as a message id with its values."""

    message: str
    values: Mapping[str, object] = field(default_factory=dict)


QUIZ_MISSING = Gap(N_("The module quiz is still to be passed."))


@dataclass(frozen=True)
class Standing:
    """How far a person is with a module; complete where nothing is missing."""

    is_read: bool
    total: int
    right: int
    needed: int
    missing: tuple[Gap, ...]
    completed_at: datetime | None
    asks_quiz: bool = False
    passed_at: datetime | None = None

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing

    @property
    def is_studied(self) -> bool:
        """Whether at most the quiz is missing."""
        return self.is_read and self.right >= self.needed


@dataclass(frozen=True)
class CourseTestStanding:
    """How far a person is with a course's test: since when it is asked for, when it was passed.

    `last_at` is when one was last handed in; no `since` where the course asks for none. Waived is
    it for whoever was complete before, by what the course then asked.
    """

    since: datetime | None = None
    passed_at: datetime | None = None
    last_at: datetime | None = None
    is_waived: bool = False


NO_TEST = CourseTestStanding()


@dataclass(frozen=True)
class ModuleProgress:
    """A module of a course and how far a person is with it; not every quiz is asked for."""

    code: str
    number: int
    titles: Mapping[str, str]
    minutes: int
    standing: Standing
    last_at: datetime | None = None
    has_quiz: bool = False


@dataclass(frozen=True)
class CourseProgress:
    """A course and how far a person is with it."""

    code: str
    titles: Mapping[str, str]
    descriptions: Mapping[str, str]
    required_percent: int
    modules: tuple[ModuleProgress, ...]
    test: CourseTestStanding = NO_TEST

    @property
    def done(self) -> int:
        """How many modules are complete."""
        return sum(each.standing.is_complete for each in self.modules)

    @property
    def total(self) -> int:
        """How many modules there are."""
        return len(self.modules)

    @property
    def is_studied(self) -> bool:
        """Whether it has modules and all are complete: then its test is open."""
        return 0 < self.total == self.done

    @property
    def awaits_test(self) -> bool:
        """Whether nothing but the course test is missing."""
        return self.is_studied and not self.is_complete

    @property
    def is_complete(self) -> bool:
        """A course is complete when all its modules are and its test, where it asks one, is passed.

        Who had completed the modules before the test was first asked for needs none, whatever
        modules came later.
        """
        return self.is_studied and (self.test.passed_at is not None or not self.asks_test)

    @property
    def asks_test(self) -> bool:
        """Whether the test is asked of this person."""
        return not self.test.is_waived and _is_asked(self.test.since, self._studied_at)

    @property
    def completed_at(self) -> datetime | None:
        """When the last module became complete, or the test was passed where one was asked for."""
        if not self.is_complete:
            return None
        if not self.asks_test:
            return self._studied_at
        return max(filter(None, (self._studied_at, self.test.passed_at)), default=None)

    def next_module(self, closed: Collection[str] = ()) -> ModuleProgress | None:
        """The unfinished open module that was worked on last, else the first of them."""
        return _next([each for each in self.modules if each.code not in closed])

    @property
    def last_at(self) -> datetime | None:
        """When something was last read or answered."""
        worked = [*(each.last_at for each in self.modules), self.test.last_at]
        return max(filter(None, worked), default=None)

    @property
    def _studied_at(self) -> datetime | None:
        ends = [each.standing.completed_at for each in self.modules]
        return max(filter(None, ends), default=None) if self.is_studied else None


def standing(
    checks: Sequence[str],
    shown: Collection[str],
    record: Record,
    required_percent: int,
    *,
    quiz_since: datetime | None = None,
) -> Standing:
    """A module is complete once it was read, enough self-checks are right and its quiz is passed.

    The best answer to each question counts. A question that is no longer shown stands in
    nobody's way, and one that was answered right before it was withdrawn stays right. A quiz is
    asked for since a moment: who was through with all else by then needs none.
    """
    counted = [each for each in checks if each in shown or each in record.right]
    moments = sorted(record.right[each] for each in counted if each in record.right)
    needed = ceil(len(counted) * required_percent / 100)
    missing = _missing(record, needed - len(moments))
    studied_at = None if missing else max(filter(None, [record.read_at, *moments[:needed]]))
    asks_quiz = _is_asked(quiz_since, studied_at)
    if asks_quiz and not record.passed_at:
        missing = (*missing, QUIZ_MISSING)
    quiz_at = record.passed_at if asks_quiz else None
    return Standing(
        is_read=record.read_at is not None,
        total=len(counted),
        right=len(moments),
        needed=needed,
        missing=missing,
        completed_at=None if missing else max(filter(None, [studied_at, quiz_at])),
        asks_quiz=asks_quiz,
        passed_at=record.passed_at,
    )


def resume(
    courses: Sequence[CourseProgress], closed: Collection[str] = ()
) -> tuple[CourseProgress, ModuleProgress | None] | None:
    """Where to go on: in the unfinished course worked on last, else in the first unfinished one.

    No module where all of them are complete and the course's test is to be passed. A `closed`
    module, one that waits for others, is named only where nothing else is left.
    """
    return _going_on(courses, closed) or _going_on(courses, ())


def _going_on(
    courses: Sequence[CourseProgress], closed: Collection[str]
) -> tuple[CourseProgress, ModuleProgress | None] | None:
    unfinished = [each for each in courses if each.next_module(closed) or each.awaits_test]
    course = max(unfinished, key=lambda each: each.last_at or NEVER, default=None)
    return (course, course.next_module(closed)) if course else None


def _is_asked(since: datetime | None, done_at: datetime | None) -> bool:
    """Whether something is asked of who was done with all else at a moment, or is not yet."""
    return since is not None and (done_at is None or done_at >= since)


def _missing(record: Record, short: int) -> tuple[Gap, ...]:
    gaps = [] if record.read_at else [Gap(N_("The text is still to be read."))]
    if short > 0:
        gaps.append(
            Gap(N_("Self-check questions still to be answered right: %(count)s."), {"count": short})
        )
    return tuple(gaps)


def _next(modules: Sequence[ModuleProgress]) -> ModuleProgress | None:
    unfinished = [each for each in modules if not each.standing.is_complete]
    return max(unfinished, key=lambda each: each.last_at or NEVER, default=None)
