"""What the pages of a mock exam show of its questions."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from markupsafe import Markup

from courses.queries.places import PlaceInModule, Places
from exam.rules.blueprint import Blueprint
from exam.rules.grading import DROPPED
from exam.rules.slots import SlotQuestion, shared_text
from practice.models import MockExam, MockMark
from practice.queries.mocks import MockSlot
from practice.rules.mock_result import WRITTEN
from question_bank.models import Revision
from question_bank.queries.questions import spoken
from question_bank.rules.verdict import Verdict, verdict
from question_bank.views.asking import ask
from question_bank.views.feedback import TAGS, After
from question_bank.views.reviewing import rests_on, reviewed


class Fields(NamedTuple):
    """What reading a sheet has to know of a question."""

    number: int
    kind: str
    size: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its fields; `was` is the answer that stands in them, as JSON.

    A withdrawn one has no question; `case` is the text above the first part of a case.
    """

    number: int
    kind: str
    points: Decimal
    tag: str
    question: Markup | None
    case: Markup | None
    was: str
    is_flagged: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """A place in the overview."""

    number: int
    is_answered: bool
    is_flagged: bool
    is_here: bool


@dataclass(frozen=True, slots=True)
class OwnMark:
    """The lines that earn points, and those that the officer says they met; None before."""

    lines: Sequence[tuple[str, Markup]]
    met: Collection[int] | None


@dataclass(frozen=True, slots=True)
class Judged:
    """A question after the end: what it earned, what is right, and where that is taught."""

    number: int
    kind: str
    points: Decimal
    earned: Decimal | None
    tag: str
    after: After | None
    case: Markup | None
    places: Sequence[PlaceInModule]
    own: OwnMark | None

    @property
    def is_right(self) -> bool:
        """Whether it earned everything."""
        return self.after is not None and self.after.verdict is Verdict.RIGHT


class Relaxed(NamedTuple):
    """What differs from the real exam: counts, for the page to say plainly, and all of it."""

    easier: int
    elsewhere: int
    moves: Sequence[dict[str, object]]
    missing: Sequence[dict[str, object]]
    points: Decimal
    full: Decimal


def fields_of(slots: Iterable[MockSlot]) -> list[Fields]:
    """The questions that have fields on a sheet."""
    return [
        Fields(each.number, each.question.kind, each.question.size)
        for each in slots
        if each.question
    ]


def cells_of(slots: Iterable[MockSlot], here: Collection[int]) -> list[Cell]:
    """The overview of the whole paper."""
    return [
        Cell(each.number, each.value is not None, each.is_flagged, each.number in here)
        for each in slots
    ]


def asked(slots: Iterable[MockSlot], language: str) -> list[Asked]:
    """The questions of a page, with the answers kept so far."""
    return [_asked(each, language) for each in slots]


def _asked(slot: MockSlot, language: str) -> Asked:
    html, tag, case = None, "", None
    if slot.question and slot.revision:
        tongue = spoken(slot.question.asked, language)
        words = slot.question.asked[tongue]
        html = ask(slot.question.kind, words, slot.order, slot=str(slot.number), value=slot.value)
        tag, case = TAGS.get(tongue, tongue), _case(slot, slot.revision, tongue)
    return Asked(
        number=slot.number,
        kind=slot.question.kind if slot.question else slot.kept["kind"],
        points=Decimal(slot.kept["points"]),
        tag=tag,
        question=html,
        case=case,
        was=json.dumps(slot.value, ensure_ascii=False),
        is_flagged=slot.is_flagged,
    )


def _case(slot: MockSlot, revision: Revision, tongue: str) -> Markup | None:
    text = shared_text(slot.kept, revision, tongue)
    return Markup(text) if text else None  # noqa: S704 - cleaned when it was stored


def judged(
    mock: MockExam, slots: Iterable[MockSlot], places: Places, language: str
) -> list[Judged]:
    """Every question of a mock exam that has ended."""
    shares = mock.end.shares if mock.end else []
    newest = {mark.number: mark for mark in mock.marks}
    return [
        _judged(slot, share, newest.get(slot.number), places, language)
        for slot, share in zip(slots, shares, strict=True)
    ]


def _judged(
    slot: MockSlot, share: str | None, own: MockMark | None, places: Places, language: str
) -> Judged:
    points = Decimal(slot.kept["points"])
    question, revision = slot.question, slot.revision
    if question is None or revision is None:
        return Judged(slot.number, slot.kept["kind"], points, None, "", None, None, (), None)
    tongue = spoken(question.asked, language)
    settled = own.share if own and share == WRITTEN else share
    is_waiting = settled in (WRITTEN, DROPPED)
    part = Fraction(0) if is_waiting or settled is None else Fraction(settled)
    return Judged(
        number=slot.number,
        kind=question.kind,
        points=points,
        earned=None if is_waiting else _points(part, points),
        tag=TAGS.get(tongue, tongue),
        after=_after(slot, question, revision, part, tongue, language),
        case=_case(slot, revision, tongue),
        places=places.of(revision.details["facts"], revision.topic),
        own=_own(question, own, tongue) if share == WRITTEN else None,
    )


def _after(
    slot: MockSlot,
    question: SlotQuestion,
    revision: Revision,
    share: Fraction,
    tongue: str,
    language: str,
) -> After:
    html = reviewed(
        question.kind, question.asked[tongue], question.told[tongue], question.key,
        slot.order, slot.value,
    )  # fmt: skip
    cited = rests_on(revision.details["refs"], language)
    return After(verdict(share, slot.value), html, cited, earned=None, best=None)


def _own(question: SlotQuestion, own: MockMark | None, tongue: str) -> OwnMark:
    lines = zip(question.key["rubric"], map(Markup, question.told[tongue]["rubric"]), strict=True)
    return OwnMark(list(lines), own.lines if own else None)


def _points(share: Fraction, points: Decimal) -> Decimal:
    exact = share * Fraction(points)
    return (Decimal(exact.numerator) / exact.denominator).quantize(Decimal("0.01"))


def relaxed_in_words(mock: MockExam, rule: Blueprint) -> Relaxed:
    """What of the paper differs from the real exam."""
    moves, missing = mock.relaxed["moves"], mock.relaxed["missing"]
    elsewhere = [each for each in moves if each["asked"]["group"] != each["taken"]["group"]]
    return Relaxed(
        easier=sum(each["count"] for each in moves) - sum(each["count"] for each in elsewhere),
        elsewhere=sum(each["count"] for each in elsewhere),
        moves=moves,
        missing=missing,
        points=sum((Decimal(slot["points"]) for slot in mock.slots), Decimal(0)),
        full=rule.full_marks,
    )
