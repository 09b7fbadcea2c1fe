"""Whether somebody may sit an exam again: how often in a cycle, how soon, and what comes first.

Judged from released results that count, in the order in which the papers were closed. A pass ends
the series: whoever passed may sit again at any time, as when a credential is to be renewed, and
begins anew with the next failure. Days are days of the calendar.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from core.errors import N_
from exam.rules.blueprint import Blueprint
from exam.rules.blueprint_parts import Retakes, Section


class Bar(StrEnum):
    """What keeps somebody from sitting again."""

    WAITING = "waiting"
    CYCLE = "cycle"
    COOLING = "cooling"
    COURSE = "course"


@dataclass(frozen=True, slots=True)
class Sat:
    """A released result: the day of the paper, and its points and full marks by section."""

    day: date
    released_at: datetime
    passed: bool
    sections: Mapping[str, tuple[Decimal, Decimal]]


@dataclass(frozen=True, slots=True)
class Errand:
    """A course that is to be done once more, and since when that counts."""

    course: str
    section: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One reason why somebody may not sit again; from `free_on` on it is none any more."""

    bar: Bar
    free_on: date | None = None
    course: str | None = None

    @property
    def message(self) -> str:
        """The reason in words, about %(name)s."""
        return MESSAGES[self.bar]

    @property
    def values(self) -> dict[str, object]:
        """The values of the message, but for the name."""
        return {"day": self.free_on, "course": self.course}


MESSAGES = {
    Bar.WAITING: N_(
        "%(name)s is in another sitting of this exam whose results are not released. Whether it "
        "is to be sat again is known after that."
    ),
    Bar.CYCLE: N_(
        "%(name)s has used up the retakes of this cycle and may sit again from %(day)s; this "
        "sitting is before that."
    ),
    Bar.COOLING: N_(
        "%(name)s sat this exam a short while ago and may sit again from %(day)s; this sitting "
        "is before that."
    ),
    Bar.COURSE: N_("%(name)s is to repeat the course %(course)s before sitting this exam again."),
}


def obstacles(
    blueprint: Blueprint, results: Sequence[Sat], *, on: date, is_waiting: bool, has_repeated: bool
) -> list[Obstacle]:
    """Everything that keeps somebody from sitting on this day; empty means they may.

    `is_waiting`: they are in another sitting of this exam that is not released; `has_repeated`:
    the course that `errand` names was done once more.
    """
    rule = blueprint.retakes
    if not rule.is_limited:
        return []
    found = [Obstacle(Bar.WAITING)] if is_waiting else []
    failures = _series(results)
    if failures:
        found += _too_many(rule, failures, on) + _too_soon(rule, failures, on)
    due = errand(blueprint, results)
    if due and not has_repeated:
        found.append(Obstacle(Bar.COURSE, course=due.course))
    return found


def errand(blueprint: Blueprint, results: Sequence[Sat]) -> Errand | None:
    """The course to be repeated after every so many failures in a row, if any.

    It is that of the weakest section of the last of them, among the sections that have a course.
    """
    failures = _series(results)
    every = blueprint.retakes.repeat_after
    if not every or len(failures) < every:
        return None
    last = failures[len(failures) // every * every - 1]
    section = _weakest(blueprint.sections, last)
    if section is None or section.course is None:
        return None
    return Errand(section.course, section.code, last.released_at)


@dataclass(frozen=True, slots=True)
class NextChance:
    """When somebody may sit again: from a day on (None: at once), after a course (None: none)."""

    day: date | None
    course: str | None


def next_chance(blueprint: Blueprint, results: Sequence[Sat], *, on: date) -> NextChance | None:
    """From when, as of this day, who failed last may sit again; None where the last one passed.

    A course that is due is named whether or not it was done since: the entry to a sitting knows.
    """
    if not _series(results):
        return None
    found = obstacles(blueprint, results, on=on, is_waiting=False, has_repeated=True)
    due = errand(blueprint, results)
    return NextChance(free_on(found), due.course if due else None)


def _series(results: Sequence[Sat]) -> list[Sat]:
    """The failures since the last pass, oldest first."""
    ordered = sorted(results, key=lambda sat: sat.day)
    passes = [place for place, sat in enumerate(ordered) if sat.passed]
    return ordered[passes[-1] + 1 :] if passes else ordered


def _too_many(rule: Retakes, failures: Sequence[Sat], on: date) -> list[Obstacle]:
    """A cycle begins with the first paper that is in no earlier one; in it are 1 + `number`."""
    if rule.number is None:
        return []
    begun, sat = failures[0].day, 0
    for failure in failures:
        if failure.day >= begun + timedelta(days=rule.cycle_days):
            begun, sat = failure.day, 0
        sat += 1
    ends = begun + timedelta(days=rule.cycle_days)
    return [Obstacle(Bar.CYCLE, free_on=ends)] if sat > rule.number and on < ends else []


def _too_soon(rule: Retakes, failures: Sequence[Sat], on: date) -> list[Obstacle]:
    free_on = failures[-1].day + timedelta(days=rule.cooling_days)
    return [Obstacle(Bar.COOLING, free_on=free_on)] if on < free_on else []


def _weakest(sections: Sequence[Section], sat: Sat) -> Section | None:
    """The section with the least share of its points; of equal ones the first."""
    shares = [
        (earned / full, place)
        for place, section in enumerate(sections)
        if section.course
        for earned, full in [sat.sections.get(section.code, (Decimal(0), Decimal(0)))]
        if full
    ]
    return sections[min(shares)[1]] if shares else None


def free_on(found: Sequence[Obstacle]) -> date | None:
    """The day from which nothing that passes with time stands in the way; None where none does."""
    return max((each.free_on for each in found if each.free_on), default=None)
