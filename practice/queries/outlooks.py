"""Somebody's predicted range, from all that they answered for the first time."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select

from core.database import db
from exam.rules.blueprint import Blueprint
from exam.rules.grading import DROPPED
from practice.models import MockExam
from practice.queries.mocks import own_marks
from practice.queries.questions import practised
from practice.queries.tries import in_checks, in_course_tests, in_practice
from practice.rules.first_tries import FirstTry, Source, evidence_by_section
from practice.rules.mock_result import WRITTEN
from practice.rules.outlook_paper import weighty
from practice.rules.prediction import Outlook, predict
from practice.rules.sureness import Surer, surer
from question_bank.models import Question, Revision


@dataclass(frozen=True, slots=True)
class OutlookNow:
    """The outlook, None while it is too early; how many first tries there are, what helps."""

    outlook: Outlook | None
    tries: int
    surer: Surer


class _Met(NamedTuple):
    code: str
    part: int | None
    share: Fraction
    at: datetime
    source: Source


class _Asked(NamedTuple):
    topic: str
    difficulty: str
    kind: str


def outlook_for(
    person_id: int, rule: Blueprint, mocks: Iterable[MockExam], zone: ZoneInfo, today: date
) -> OutlookNow:
    """The outlook of somebody on a blueprint; `mocks` are theirs. Always six queries."""
    tries = first_tries(person_id, mocks, zone)
    found = [each for each in tries.values() if _is_asked(rule, each.topic)]
    evidence = evidence_by_section(rule, found, today)
    codes = {code for code, _part in tries}
    untried = dict.fromkeys(weighty(rule), 0)
    for each in practised():
        section = rule.section_of(each.topic)
        if each.code not in codes and section in untried and _is_asked(rule, each.topic):
            untried[section] += 1
    days = min(((today - each.on).days for each in found if each.is_mock), default=None)
    by_section = {code: evidence[code] for code in untried}
    return OutlookNow(predict(rule, found, today), len(found), surer(by_section, untried, days))


def first_tries(
    person_id: int, mocks: Iterable[MockExam], zone: ZoneInfo
) -> dict[tuple[str, int | None], FirstTry]:
    """The first answer of somebody to each question, and to each part of a case."""
    met: dict[tuple[str, int | None], _Met] = {}
    for each in sorted(_met(person_id, mocks), key=lambda each: each.at):
        met.setdefault((each.code, each.part), each)
    asked = _asked(code for code, _part in met)
    return {
        place: FirstTry(*asked[each.code], each.share, each.at.astimezone(zone).date(), each.source)
        for place, each in met.items()
        if each.code in asked
    }


def _met(person_id: int, mocks: Iterable[MockExam]) -> Iterator[_Met]:
    sources = (
        (in_practice, Source.PRACTICE),
        (in_checks, Source.SELF_CHECK),
        (in_course_tests, Source.COURSE_TEST),
    )
    for tried, source in sources:
        for each in tried(person_id):
            yield _Met(each.question, None, each.share, each.at, source)
    for mock in mocks:
        yield from _on_mock(mock)


def _on_mock(mock: MockExam) -> Iterator[_Met]:
    """What an ended mock exam says. Nothing said counts as wrong where half of it was answered."""
    if mock.end is None:
        return
    own, shares = own_marks(mock), mock.end.shares
    counts_blanks = 2 * sum(share is not None for share in shares) >= len(shares)
    for number, (slot, share) in enumerate(zip(mock.slots, shares, strict=True), start=1):
        source = Source.OWN_MARK if share == WRITTEN else Source.MOCK
        earned = own.get(number) if share == WRITTEN else share
        if share is None and counts_blanks:
            earned = "0"
        if earned is not None and earned != DROPPED:
            part = slot.get("part")
            yield _Met(slot["question"], part, Fraction(earned), mock.end.at, source)


def _asked(codes: Iterable[str]) -> Mapping[str, _Asked]:
    """Topic, difficulty and kind of practice questions, as their newest revisions say."""
    statement = (
        select(Question.code, Revision.topic, Revision.difficulty, Revision.kind)
        .join(Revision.question)
        .where(Question.code.in_(set(codes)), Question.pool == "practice")
        .order_by(Revision.number)
    )
    return {row.code: _Asked(*row[1:]) for row in db.session.execute(statement)}


def _is_asked(rule: Blueprint, topic: str) -> bool:
    return any(group.holds(topic) for group in rule.groups)
