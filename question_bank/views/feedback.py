"""A question after its answer, as practice and tests show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup

from question_bank.models import Revision
from question_bank.queries.questions import spoken
from question_bank.rules.verdict import Verdict, verdict
from question_bank.views.reviewing import rests_on, reviewed

TAGS = {"zh": "zh-CN"}


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


def after(
    revision: Revision, order: Sequence[int], value: object, share: Fraction, language: str
) -> After:
    """The question with the answer given, the right one, and why."""
    tongue = spoken(revision.asked, language)
    best = max(revision.key["earns"]) if "earns" in revision.key else None
    return After(
        verdict=verdict(share, value),
        question=reviewed(
            revision.kind,
            revision.asked[tongue],
            revision.told[tongue],
            revision.key,
            order,
            value,
        ),
        citations=rests_on(revision.details["refs"], language),
        earned=None if best is None or value is None else int(share * best),
        best=best,
    )


def tag_of(revision: Revision, language: str) -> str:
    """The `lang` of a question as it is shown to a reader of this language."""
    tongue = spoken(revision.asked, language)
    return TAGS.get(tongue, tongue)
