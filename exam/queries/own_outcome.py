"""What comes after an exam: what to study again, and when it can be sat again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from core.clock import moment
from courses.queries.teaching import Lesson, lessons_on
from exam.queries.own_papers import OwnPaper, OwnPapers
from exam.rules.retakes import NextChance, Sat, next_chance
from exam.rules.studying import WeakTopic, weak_topics


@dataclass(frozen=True, slots=True)
class ToStudy:
    """A weak topic and the modules that teach it."""

    weak: WeakTopic
    lessons: Sequence[Lesson]


def to_study(own: OwnPaper, person_id: int) -> list[ToStudy]:
    """Where to study again after a result that counts; two statements, none if nothing is weak."""
    if not own.counts or own.breakdown is None:
        return []
    return studies(own.breakdown["topics"], own.rule.pass_percent, person_id)


def studies(
    topics: Mapping[str, Sequence[str]], pass_percent: Decimal, person_id: int
) -> list[ToStudy]:
    """Where to study again, by code → [earned, full] of the topics."""
    weak = weak_topics(topics, pass_percent)
    if not weak:
        return []
    lessons = lessons_on({each.topic for each in weak}, person_id)
    return [
        ToStudy(each, [lesson for lesson in lessons if each.topic in lesson.topics])
        for each in weak
    ]


def chance_after(papers: OwnPapers, at: datetime) -> NextChance | None:
    """When the exam can be sat again, if this was the last paper of it and it failed."""
    series, own = papers.series, papers.asked
    if not series or series[-1] is not own or own.passed:
        return None
    on = at.astimezone(ZoneInfo(own.zone)).date()
    return next_chance(own.rule, [_sat(each) for each in series], on=on)


def _sat(own: OwnPaper) -> Sat:
    sections = own.breakdown["sections"] if own.breakdown else {}
    closed = moment(own.closed_ms or 0).astimezone(ZoneInfo(own.zone))
    return Sat(
        day=closed.date(),
        released_at=own.first_at or closed,
        passed=bool(own.passed),
        sections={code: (Decimal(pair[0]), Decimal(pair[1])) for code, pair in sections.items()},
    )
