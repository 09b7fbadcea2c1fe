"""What pages of practice show of a question: asked, answered, or as one line of a list."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup

from core.markdown import plain
from practice.forms import Sent
from practice.models import PracticeAnswer
from practice.queries import Posed
from practice.rules.records import Record
from practice.rules.verdict import Verdict, verdict
from question_bank.models import Revision
from question_bank.queries.questions import spoken
from question_bank.views.asking import Given, ask_marked
from question_bank.views.reviewing import rests_on, reviewed

TAGS = {"zh": "zh-CN"}
_GAP = re.compile(r"\{\{[0-9]+\}\}")


@dataclass(frozen=True, slots=True)
class After:
    """A question after its answer, as `practice/_feedback.html` shows it.

    `earned` of `best` is what a judgement earned; both are missing for other kinds.
    """

    verdict: Verdict
    question: Markup
    citations: list[str]
    earned: int | None
    best: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """A question in a list, by its first words."""

    number: int
    words: str
    tag: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Entry:
    """A question of the notebook, and its last try."""

    topic: str
    words: str
    tag: str
    record: Record


def tag_of(revision: Revision, language: str) -> str:
    """The `lang` of a question as it is shown to a reader of this language."""
    tongue = spoken(revision.asked, language)
    return TAGS.get(tongue, tongue)


def asked(posed: Posed, revision: Revision, language: str, sent: Sent | None = None) -> Markup:
    """The question with empty fields, or with what was sent in them."""
    return ask_marked(
        revision.kind,
        revision.asked[spoken(revision.asked, language)],
        posed.order,
        slot=str(posed.number),
        marks=sent or Given(None),
    )


def after(posed: Posed, revision: Revision, answer: PracticeAnswer, language: str) -> After:
    """The question with the answer given, the right one, and why."""
    tongue = spoken(revision.asked, language)
    value, share = json.loads(answer.value), Fraction(answer.share)
    best = max(revision.key["earns"]) if "earns" in revision.key else None
    return After(
        verdict=verdict(share, value),
        question=reviewed(
            revision.kind,
            revision.asked[tongue],
            revision.told[tongue],
            revision.key,
            posed.order,
            value,
        ),
        citations=rests_on(revision.details["refs"], language),
        earned=None if best is None or value is None else int(share * best),
        best=best,
    )


def lines(round_: Iterable[Posed], language: str) -> list[Line]:
    """The answered questions of a round that were not fully right and may still be shown."""
    return [
        Line(
            number=each.number,
            words=first_words(each.revision, language),
            tag=tag_of(each.revision, language),
            verdict=fared,
        )
        for each in round_
        if each.revision and each.answer and (fared := fate(each.answer)) is not Verdict.RIGHT
    ]


def entries_of(noted: Iterable[tuple[Revision, Record]], language: str) -> list[Entry]:
    """The questions of a notebook, each by its first words."""
    return [
        Entry(
            topic=revision.topic,
            words=first_words(revision, language),
            tag=tag_of(revision, language),
            record=record,
        )
        for revision, record in noted
    ]


def fate(answer: PracticeAnswer) -> Verdict:
    """How an answer fared."""
    return verdict(Fraction(answer.share), json.loads(answer.value))


def first_words(revision: Revision, language: str) -> str:
    """A question's stem as plain words, with lines for its gaps."""
    stem = revision.asked[spoken(revision.asked, language)]["stem"]
    return plain(_GAP.sub("____", stem))
