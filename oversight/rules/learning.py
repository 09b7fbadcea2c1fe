"""Where the officers of a unit are with a module, and where they stopped."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from core.errors import N_
from courses.rules.completion import ModuleProgress
from exam.rules.small_groups import SMALLEST

QUIET_DAYS = 14
"""After so many days without any work on an unfinished module somebody has stopped there."""


class Stage(StrEnum):
    """How far somebody is with a module; the stages come one after the other."""

    UNTOUCHED = "untouched"
    READING = "reading"
    CHECKING = "checking"
    QUIZ = "quiz"
    COMPLETE = "complete"


STAGE_NAMES = {
    Stage.UNTOUCHED: N_("Not yet begun"),
    Stage.READING: N_("Reading"),
    Stage.CHECKING: N_("At the self-check"),
    Stage.QUIZ: N_("At the quiz"),
    Stage.COMPLETE: N_("Complete"),
}


@dataclass(frozen=True, slots=True)
class Reader:
    """One officer's way through a module; `section` is the heading last seen, if known."""

    module: ModuleProgress
    last_at: datetime | None
    section: str | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """Where an officer is with a module; `stopped` if nothing was done there for long."""

    stage: Stage
    stopped: bool
    section: str | None


@dataclass(frozen=True, slots=True)
class Stop:
    """A place where several stopped: a stage, and for the text its section."""

    stage: Stage
    section: str | None
    people: int


@dataclass(frozen=True, slots=True)
class ModuleFigures:
    """How many came how far: those at least at each stage, and where people stopped."""

    reached: Sequence[tuple[Stage, int]]
    stopped: int
    stops: Sequence[Stop]

    @property
    def biggest_loss(self) -> Stage | None:
        """The stage after which most were lost; none while these are too few to be told of."""
        losses = [
            (before - after, stage)
            for (stage, before), (_, after) in zip(self.reached, self.reached[1:], strict=False)
            if stage is not Stage.UNTOUCHED
        ]
        most = max(losses, key=lambda each: each[0], default=(0, None))
        return most[1] if most[0] >= SMALLEST else None


@dataclass(frozen=True, slots=True)
class CheckFigures:
    """The first tries of a self-check; no share where they are too few to say."""

    question: str
    tried: int
    right: int

    @property
    def share(self) -> Fraction | None:
        """How many of those who tried had it right at once."""
        return Fraction(self.right, self.tried) if self.tried >= SMALLEST else None


def stage_of(reader: Reader) -> Stage:
    """Where somebody is with a module."""
    standing = reader.module.standing
    if standing.is_complete:
        return Stage.COMPLETE
    if standing.is_read and standing.right >= standing.needed:
        return Stage.QUIZ
    if standing.is_read:
        return Stage.CHECKING
    return Stage.READING if reader.last_at else Stage.UNTOUCHED


def point_of(reader: Reader, now: datetime) -> Point:
    """Where somebody is, and whether they stopped there; only readers stop at a section."""
    stage = stage_of(reader)
    since = now - timedelta(days=QUIET_DAYS)
    is_begun = stage not in (Stage.UNTOUCHED, Stage.COMPLETE)
    return Point(
        stage,
        stopped=is_begun and reader.last_at is not None and reader.last_at < since,
        section=reader.section if stage is Stage.READING else None,
    )


def module_figures(points: Sequence[Point]) -> ModuleFigures:
    """The figures of one module for a group that may be shown; places of fewer than five go in one.

    A place without a section gathers those too few to be named.
    """
    stages = list(Stage)
    reached = [
        (stage, sum(1 for each in points if stages.index(each.stage) >= place))
        for place, stage in enumerate(stages)
    ]
    stopped = [(each.stage, each.section) for each in points if each.stopped]
    return ModuleFigures(reached, len(stopped), _stops(stopped))


def _stops(stopped: Sequence[tuple[Stage, str | None]]) -> list[Stop]:
    by_place = Counter(stopped)
    named = {place: count for place, count in by_place.items() if count >= SMALLEST}
    rest = Counter({place: count for place, count in by_place.items() if place not in named})
    by_stage: Counter[Stage] = Counter()
    for (stage, _), count in rest.items():
        by_stage[stage] += count
    stops = [Stop(stage, section, count) for (stage, section), count in named.items()]
    stops += [Stop(stage, None, count) for stage, count in by_stage.items() if count >= SMALLEST]
    return sorted(stops, key=lambda each: (-each.people, each.stage, each.section or ""))
