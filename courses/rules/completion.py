"""When a module and a course are complete, and what is missing until then."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import ceil

from core.errors import N_

NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Record:
    """What one person did in one module: when it was read, when each question was first right."""

    read_at: datetime | None = None
    right: Mapping[str, datetime] = field(default_factory=dict)
    last_at: datetime | None = None


@dataclass(frozen=True)
class Gap:
    """Something that is missing, as a message id with its values."""

    message: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Standing:
    """How far a person is with a module; complete where nothing is missing."""

    is_read: bool
    total: int
    right: int
    needed: int
    missing: tuple[Gap, ...]
    completed_at: datetime | None

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


@dataclass(frozen=True)
class ModuleProgress:
    """A module of a course and how far a person is with it."""

    code: str
    number: int
    titles: Mapping[str, str]
    minutes: int
    standing: Standing
    last_at: datetime | None = None


@dataclass(frozen=True)
class CourseProgress:
    """A course and how far a person is with it."""

    code: str
    titles: Mapping[str, str]
    descriptions: Mapping[str, str]
    required_percent: int
    modules: tuple[ModuleProgress, ...]

    @property
    def done(self) -> int:
        """How many modules are complete."""
        return sum(each.standing.is_complete for each in self.modules)

    @property
    def total(self) -> int:
        """How many modules there are."""
        return len(self.modules)

    @property
    def is_complete(self) -> bool:
        """A course is complete when all its modules are, and it has some."""
        return 0 < self.total == self.done

    @property
    def completed_at(self) -> datetime | None:
        """When the last module became complete."""
        ends = [each.standing.completed_at for each in self.modules]
        known = [end for end in ends if end]
        return max(known) if self.is_complete and known else None

    @property
    def next_module(self) -> ModuleProgress | None:
        """The unfinished module that was worked on last, else the first unfinished one."""
        return _next(self.modules)

    @property
    def last_at(self) -> datetime | None:
        """When something was last read or answered."""
        return max((each.last_at for each in self.modules if each.last_at), default=None)


def standing(
    checks: Sequence[str], shown: Collection[str], record: Record, required_percent: int
) -> Standing:
    """A module is complete once it was read and enough of its self-checks were answered right.

    The best answer to each question counts. A question that is no longer shown stands in
    nobody's way, and one that was answered right before it was withdrawn stays right.
    """
    counted = [each for each in checks if each in shown or each in record.right]
    moments = sorted(record.right[each] for each in counted if each in record.right)
    needed = ceil(len(counted) * required_percent / 100)
    missing = _missing(record, needed - len(moments))
    ends = [record.read_at, *moments[:needed]]
    return Standing(
        is_read=record.read_at is not None,
        total=len(counted),
        right=len(moments),
        needed=needed,
        missing=missing,
        completed_at=None if missing else max(filter(None, ends)),
    )


def resume(courses: Sequence[CourseProgress]) -> tuple[CourseProgress, ModuleProgress] | None:
    """Where to go on: in the unfinished course worked on last, else in the first unfinished one."""
    unfinished = [(each, each.next_module) for each in courses]
    places = [(course, module) for course, module in unfinished if module]
    return max(places, key=lambda place: place[0].last_at or NEVER, default=None)


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
