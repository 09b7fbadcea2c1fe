"""What the pages of quizzes and tests show of a question: asked, or after it was handed in."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup

from courses.models.testing import CourseTestEnd
from courses.queries.places import PlaceInModule, Places
from courses.queries.taking import Slot
from courses.rules.sheet import in_percent
from question_bank.queries.questions import spoken
from question_bank.rules.verdict import Verdict
from question_bank.views.asking import ask
from question_bank.views.feedback import After, after, tag_of


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its fields; `was` is the answer that stands in them, as JSON."""

    number: int
    kind: str
    tag: str
    question: Markup
    was: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A question after the test: how it fared, what is right, and where that is taught."""

    number: int
    tag: str
    after: After
    places: Sequence[PlaceInModule]

    @property
    def is_right(self) -> bool:
        """Whether it earned everything."""
        return self.after.verdict is Verdict.RIGHT


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came out of a test, in whole percent and in questions fully right."""

    percent: int
    right: int
    total: int


def asked(slots: Iterable[Slot], language: str) -> list[Asked]:
    """The questions of a page of the sheet, with the answers kept so far."""
    return [
        Asked(
            number=each.number,
            kind=each.revision.kind,
            tag=tag_of(each.revision, language),
            question=ask(
                each.revision.kind,
                each.revision.asked[spoken(each.revision.asked, language)],
                each.order,
                slot=str(each.number),
                value=each.value,
            ),
            was=json.dumps(each.value, ensure_ascii=False),
        )
        for each in slots
    ]


def judged(
    slots: Iterable[Slot], end: CourseTestEnd, places: Places, language: str
) -> list[Judged]:
    """Every question of a test that is over."""
    return [
        Judged(
            number=each.number,
            tag=tag_of(each.revision, language),
            after=after(each.revision, each.order, each.value, Fraction(share), language),
            places=places.of(each.revision.details["facts"], each.revision.topic),
        )
        for each, share in zip(slots, end.shares, strict=True)
    ]


def outcome_of(end: CourseTestEnd) -> Outcome:
    """What a page says first."""
    return Outcome(
        percent=in_percent(Fraction(end.share)),
        right=sum(Fraction(each) >= 1 for each in end.shares),
        total=len(end.shares),
    )
