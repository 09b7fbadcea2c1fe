"""A candidate's paper after release: what they answered, what was right, and why."""

from typing import Any

from markupsafe import Markup

from exam.models.attempts import Attempt
from exam.models.results import Result
from exam.queries.attempts import answers_on_record
from exam.rules.arrivals import Answer, given
from exam.rules.slots import question_of, shared_text
from question_bank.kinds import KINDS
from question_bank.models import Revision
from question_bank.queries.questions import revisions
from question_bank.views.reviewing import reviewed


def reviewed_questions(attempt: Attempt, result: Result) -> list[dict[str, Any]]:
    """Each question of the form with marks, for showing; in the paper's own language."""
    slots = attempt.form.slots
    known = revisions({slot["revision"] for slot in slots})
    answers, language = answers_on_record(attempt.id), attempt.registration.language
    return [
        _reviewed(
            number,
            slot,
            known[slot["revision"]],
            language,
            answers.get(number),
            result.marks[number - 1] or "0",
        )
        for number, slot in enumerate(slots, start=1)
    ]


def _reviewed(
    number: int,
    slot: dict[str, Any],
    revision: Revision,
    language: str,
    answer: Answer | None,
    earned: str,
) -> dict[str, Any]:
    question = question_of(slot, revision)
    text = shared_text(slot, revision, language)
    return {
        "number": number,
        "kind": question.kind,
        "topic": revision.topic,
        "earned": earned,
        "points": slot["points"],
        "case": Markup(text) if text else None,  # noqa: S704 - cleaned when it was stored
        "part": question.part,
        "parts": revision.size,
        "html": reviewed(
            question.kind,
            question.asked[language],
            question.told[language],
            question.key,
            slot["order"],
            given(answer, KINDS[question.kind], question.size),
        ),
    }
