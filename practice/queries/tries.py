"""Every try of somebody at a question, wherever it was made: in practice, courses, mock exams."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from zoneinfo import ZoneInfo

from sqlalchemy import select

from core.database import db
from courses.models.studying import CheckAnswer
from courses.models.testing import CourseTest, CourseTestAnswer, CourseTestEnd
from practice.models import MockEnd, MockExam, PracticeAnswer
from practice.rules.memory import Try
from practice.rules.mock_result import is_marked
from practice.rules.records import Record, Spot, Tried, Where, records_in

Tries = dict[str, Sequence[Try]]
"""By the code of the question, in the order of time; one that was never tried is missing."""
NO_ANSWER = "null"


def tried_by(person_id: int) -> list[Tried]:
    """Everything that somebody tried, in the order of time; always five queries."""
    found = [tried for source in SOURCES for tried in source(person_id)]
    return sorted(found, key=lambda each: each.at)


def tries_of(person_id: int, zone: ZoneInfo) -> Tries:
    """The tries of somebody by question, each on its day in their zone."""
    return tries_in(tried_by(person_id), zone)


def records_of(person_id: int) -> dict[str, Record]:
    """The last tries of somebody at each question they ever tried."""
    return records_in(tried_by(person_id))


def tries_in(tried: Iterable[Tried], zone: ZoneInfo) -> Tries:
    """These tries by question, each on its day in a zone."""
    tries: dict[str, list[Try]] = defaultdict(list)
    for each in tried:
        on, is_practice = each.at.astimezone(zone).date(), each.spot.where is Where.PRACTICE
        tries[each.question].append(Try(each.share, each.is_sure, on, is_practice))
    return dict(tries)


def in_practice(person_id: int) -> Iterator[Tried]:
    """Answers in rounds of practice."""
    columns = (
        PracticeAnswer.question, PracticeAnswer.share, PracticeAnswer.is_sure, PracticeAnswer.at,
        PracticeAnswer.round_id, PracticeAnswer.number,
    )  # fmt: skip
    statement = (
        select(*columns).where(PracticeAnswer.person_id == person_id).order_by(PracticeAnswer.id)
    )
    for code, share, is_sure, at, round_id, number in db.session.execute(statement):
        yield Tried(code, Fraction(share), is_sure, at, Spot(Where.PRACTICE, round_id, number))


def in_checks(person_id: int) -> Iterator[Tried]:
    """Answers to self-checks of modules."""
    columns = (
        CheckAnswer.question, CheckAnswer.earned, CheckAnswer.full, CheckAnswer.at, CheckAnswer.id,
    )  # fmt: skip
    statement = select(*columns).where(CheckAnswer.person_id == person_id).order_by(CheckAnswer.id)
    for code, earned, full, at, row in db.session.execute(statement):
        spot = Spot(Where.SELF_CHECK, row, 1)
        yield Tried(code, Fraction(earned, full), is_sure=True, at=at, spot=spot)


def in_course_tests(person_id: int) -> Iterator[Tried]:
    """Answers in module quizzes and course tests that have ended."""
    answered = _answered_in_tests(person_id)
    columns = (
        CourseTest.id, CourseTest.module_id, CourseTest.slots, CourseTestEnd.shares,
        CourseTestEnd.at,
    )  # fmt: skip
    statement = (
        select(*columns)
        .join(CourseTestEnd, CourseTestEnd.test_id == CourseTest.id)
        .where(CourseTest.person_id == person_id)
        .order_by(CourseTest.id)
    )
    for row, module_id, slots, shares, at in db.session.execute(statement):
        where = Where.COURSE_TEST if module_id is None else Where.QUIZ
        for number, (slot, share) in enumerate(zip(slots, shares, strict=True), start=1):
            if (row, number) in answered:
                spot = Spot(where, row, number)
                yield Tried(slot["question"], Fraction(share), is_sure=True, at=at, spot=spot)


def _answered_in_tests(person_id: int) -> set[tuple[int, int]]:
    """The tests and places that have an answer; one that was taken back is none."""
    columns = (CourseTestAnswer.test_id, CourseTestAnswer.number, CourseTestAnswer.value)
    statement = (
        select(*columns)
        .join(CourseTest, CourseTest.id == CourseTestAnswer.test_id)
        .where(CourseTest.person_id == person_id)
        .order_by(CourseTestAnswer.id)
    )
    newest = {(row, number): value for row, number, value in db.session.execute(statement)}
    return {place for place, value in newest.items() if value != NO_ANSWER}


def in_mocks(person_id: int) -> Iterator[Tried]:
    """Answers on mock exams that have ended, whole questions that a machine marks."""
    statement = (
        select(MockExam.id, MockExam.slots, MockEnd.shares, MockEnd.at)
        .join(MockEnd, MockEnd.mock_id == MockExam.id)
        .where(MockExam.person_id == person_id)
        .order_by(MockExam.id)
    )
    for row, slots, shares, at in db.session.execute(statement):
        for number, (slot, share) in enumerate(zip(slots, shares, strict=True), start=1):
            if is_marked(share) and "part" not in slot:
                spot = Spot(Where.MOCK, row, number)
                yield Tried(slot["question"], Fraction(share), is_sure=True, at=at, spot=spot)


SOURCES = (in_practice, in_checks, in_course_tests, in_mocks)
