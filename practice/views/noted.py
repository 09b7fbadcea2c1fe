"""What the notebook shows of a question: where it was missed, what was answered, and why not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from courses.queries.outline import Place
from practice.queries.notebook import Noted
from practice.rules.records import Spot, Where
from practice.views.saying import said
from practice.views.showing import first_words
from question_bank.queries.questions import spoken
from question_bank.views.feedback import After, after, tag_of


@dataclass(frozen=True, slots=True)
class Entry:
    """A question of the notebook by its first words, and in whole with reasons.

    `said` is what was answered when it was missed, in words; "" for nothing. `href` leads there,
    and is "" where the place is no more.
    """

    topic: str
    words: str
    tag: str
    is_right: bool
    where: Where
    at: datetime
    href: str
    said: str
    is_revised: bool
    after: After


def entries_of(noted: Iterable[Noted], language: str) -> list[Entry]:
    """The questions of a notebook."""
    return [_entry(each, language) for each in noted]


def _entry(noted: Noted, language: str) -> Entry:
    revision, spot = noted.revision, noted.tried.spot
    value = noted.missed.value if noted.missed else None
    order = noted.missed.order if noted.missed else range(revision.size)
    asked_as = revision.asked[spoken(revision.asked, language)]
    return Entry(
        topic=revision.topic,
        words=first_words(revision, language),
        tag=tag_of(revision, language),
        is_right=noted.is_right,
        where=spot.where,
        at=noted.tried.at,
        href=_address(spot, noted.module, revision.question.code),
        said=said(revision.kind, asked_as, order, value),
        is_revised=noted.missed is None,
        after=after(revision, order, value, noted.tried.share, language),
    )


def _address(spot: Spot, module: Place | None, code: str) -> str:
    """Where a missed question stands with its reasons."""
    if spot.where is Where.PRACTICE:
        return url_for("practice.show_question", round_id=spot.row, number=spot.number)
    if spot.where is Where.MOCK:
        return url_for("mock_exams.show_result", mock_id=spot.row, _anchor=f"q-{spot.number}")
    if spot.where in (Where.QUIZ, Where.COURSE_TEST):
        return url_for("course_tests.show_result", test_id=spot.row, _anchor=f"q-{spot.number}")
    if module is None:
        return ""
    return url_for(
        "courses.show_module",
        course=module.course.course.code,
        module=module.code,
        _anchor=f"check-{code}",
    )
