"""Somebody's predicted range, from all that they answered for the first time."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
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
from practice.rules.outlook_paper import area_of, barely_tried, weighty
from practice.rules.prediction import Outlook, predict
from practice.rules.sureness import Surer, surer
from question_bank.models import Question, Revision


@dataclass(frozen=True, slots=True)
class OutlookNow:
    """The outlook, None while it is too early; how many first tries there are, what helps.

    `barely` are sections with few first tries or none, each with their number. Of the tries
    `blanks` are places left without an answer on mock exams; of `given_up` mock exams they say
    nothing. `areas` are what rounds are about that ask a section's new questions.
    """

    outlook: Outlook | None
    tries: int
    surer: Surer
    barely: Sequence[tuple[str, int]]
    blanks: int
    given_up: int
    areas: Mapping[str, Sequence[str]]


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
    mocks = list(mocks)
    tries = first_tries(person_id, mocks, zone)
    found = [each for each in tries.values() if _is_asked(rule, each.topic)]
    evidence = evidence_by_section(rule, found, today)
    new = _untried(rule, {code for code, _part in tries})
    days = min(((today - each.on).days for each in found if each.is_mock), default=None)
    untried = {code: len(topics) for code, topics in new.items()}
    return OutlookNow(
        outlook=predict(rule, found, today),
        tries=len(found),
        surer=surer({code: evidence[code] for code in new}, untried, days),
        barely=barely_tried(rule, (each.topic for each in found)),
        blanks=sum(each.source is Source.BLANK for each in found),
        given_up=sum(mock.end is not None and not _is_sat(mock.end.shares) for mock in mocks),
        areas=_areas(rule, new),
    )


def _untried(rule: Blueprint, tried: Collection[str]) -> dict[str, list[str]]:
    """By weighty section the topics of its questions that were never met, one for each."""
    found: dict[str, list[str]] = {code: [] for code in weighty(rule)}
    for each in practised():
        section = rule.section_of(each.topic)
        if each.code not in tried and section in found and _is_asked(rule, each.topic):
            found[section].append(each.topic)
    return found


def _areas(rule: Blueprint, new: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """What rounds are about that ask these topics, by section, in the order of the topics."""
    return {
        section.code: list(dict.fromkeys(area_of(section, topic) for topic in new[section.code]))
        for section in rule.sections
        if section.code in new
    }


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
    is_sat = _is_sat(shares)
    for number, (slot, share) in enumerate(zip(mock.slots, shares, strict=True), start=1):
        earned = own.get(number) if share == WRITTEN else share
        if share is None and is_sat:
            earned = "0"
        if earned is not None and earned != DROPPED:
            part = slot.get("part")
            source = _source(share, is_sat=is_sat)
            yield _Met(slot["question"], part, Fraction(earned), mock.end.at, source)


def _is_sat(shares: Sequence[str | None]) -> bool:
    """Whether at least half of a mock exam was answered; else it was given up."""
    return 2 * sum(share is not None for share in shares) >= len(shares)


def _source(share: str | None, *, is_sat: bool) -> Source:
    if share is None:
        return Source.BLANK
    if share == WRITTEN:
        return Source.OWN_MARK
    return Source.MOCK if is_sat else Source.GIVEN_UP


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
