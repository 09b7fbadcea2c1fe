"""Every try of somebody at a question, wherever it was made: in practice, courses, mock exams."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from fractions import Fraction
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select

from core.database import db
from courses.models.studying import CheckAnswer
from courses.models.testing import CourseTest, CourseTestEnd
from practice.models import MockEnd, MockExam, PracticeAnswer
from practice.rules.memory import Try
from practice.rules.mock_result import is_marked

Tries = dict[str, Sequence[Try]]
"""By the code of the question, in the order of time; one that was never tried is missing."""


class Tried(NamedTuple):
    """One try as it stands on record."""

    question: str
    share: Fraction
    is_sure: bool
    at: datetime
    is_practice: bool


def tries_of(person_id: int, zone: ZoneInfo) -> Tries:
    """The tries of somebody by question, each on its day in their zone; one query a source."""
    found = [tried for source in SOURCES for tried in source(person_id)]
    tries: dict[str, list[Try]] = defaultdict(list)
    for each in sorted(found, key=lambda each: each.at):
        on = each.at.astimezone(zone).date()
        tries[each.question].append(Try(each.share, each.is_sure, on, each.is_practice))
    return dict(tries)


def in_practice(person_id: int) -> Iterator[Tried]:
    """Answers in rounds of practice."""
    columns = (
        PracticeAnswer.question,
        PracticeAnswer.share,
        PracticeAnswer.is_sure,
        PracticeAnswer.at,
    )
    rows = db.session.execute(select(*columns).where(PracticeAnswer.person_id == person_id))
    for code, share, is_sure, at in rows:
        yield Tried(code, Fraction(share), is_sure, at, is_practice=True)


def in_checks(person_id: int) -> Iterator[Tried]:
    """Answers to self-checks of modules."""
    columns = (CheckAnswer.question, CheckAnswer.earned, CheckAnswer.full, CheckAnswer.at)
    rows = db.session.execute(select(*columns).where(CheckAnswer.person_id == person_id))
    for code, earned, full, at in rows:
        yield Tried(code, Fraction(earned, full), is_sure=True, at=at, is_practice=False)


def in_course_tests(person_id: int) -> Iterator[Tried]:
    """Module quizzes and course tests that have ended."""
    statement = (
        select(CourseTest.slots, CourseTestEnd.shares, CourseTestEnd.at)
        .join(CourseTestEnd, CourseTestEnd.test_id == CourseTest.id)
        .where(CourseTest.person_id == person_id)
    )
    for slots, shares, at in db.session.execute(statement):
        for slot, share in zip(slots, shares, strict=True):
            yield Tried(slot["question"], Fraction(share), is_sure=True, at=at, is_practice=False)


def in_mocks(person_id: int) -> Iterator[Tried]:
    """Answers on mock exams that have ended, whole questions that a machine marks."""
    statement = (
        select(MockExam.slots, MockEnd.shares, MockEnd.at)
        .join(MockEnd, MockEnd.mock_id == MockExam.id)
        .where(MockExam.person_id == person_id)
    )
    for slots, shares, at in db.session.execute(statement):
        for slot, share in zip(slots, shares, strict=True):
            if is_marked(share) and "part" not in slot:
                yield Tried(
                    slot["question"], Fraction(share), is_sure=True, at=at, is_practice=False
                )


SOURCES = (in_practice, in_checks, in_course_tests, in_mocks)
