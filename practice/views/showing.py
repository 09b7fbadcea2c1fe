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
from practice.queries.rounds import Posed
from question_bank.models import Revision
from question_bank.queries.questions import spoken
from question_bank.rules.verdict import Verdict, verdict
from question_bank.views.asking import Given, ask_marked
from question_bank.views.feedback import After, after, tag_of

_GAP = re.compile(r"\{\{[0-9]+\}\}")


@dataclass(frozen=True, slots=True)
class Line:
    """A question in a list, by its first words."""

    number: int
    words: str
    tag: str
    verdict: Verdict


def asked(posed: Posed, revision: Revision, language: str, sent: Sent | None = None) -> Markup:
    """The question with empty fields, or with what was sent in them."""
    return ask_marked(
        revision.kind,
        revision.asked[spoken(revision.asked, language)],
        posed.order,
        slot=str(posed.number),
        marks=sent or Given(None),
    )


def after_answer(posed: Posed, revision: Revision, answer: PracticeAnswer, language: str) -> After:
    """The question with the answer given, the right one, and why."""
    value, share = json.loads(answer.value), Fraction(answer.share)
    return after(revision, posed.order, value, share, language)


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


def fate(answer: PracticeAnswer) -> Verdict:
    """How an answer fared."""
    return verdict(Fraction(answer.share), json.loads(answer.value))


def first_words(revision: Revision, language: str) -> str:
    """A question's stem as plain words, with lines for its gaps."""
    stem = revision.asked[spoken(revision.asked, language)]["stem"]
    return plain(_GAP.sub("____", stem))
