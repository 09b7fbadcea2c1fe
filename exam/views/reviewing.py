"""A candidate's paper after release: what they answered, what was right, and why."""

from typing import Any

from markupsafe import Markup

from exam.models import Attempt, Result
from exam.queries.attempts import answers_on_record
from exam.rules.arrivals import Answer, given
from question_bank.kinds import KINDS
from question_bank.models import Revision
from question_bank.queries.questions import revisions
from question_bank.views.reviewing import reviewed


def reviewed_questions(attempt: Attempt, result: Result) -> list[dict[str, Any]]:
    """Each question of the form with marks, for showing; in the paper's own language."""
    slots = attempt.form.slots
    known = revisions({slot["revision"] for slot in slots})
    answers = answers_on_record(attempt.id)
    return [
        {
            "number": number,
            "kind": known[slot["revision"]].kind,
            "topic": known[slot["revision"]].topic,
            "earned": result.marks[number - 1] or "0",
            "points": slot["points"],
            "html": _reviewed(
                slot, known[slot["revision"]], attempt.registration.language, answers.get(number)
            ),
        }
        for number, slot in enumerate(slots, start=1)
    ]


def _reviewed(
    slot: dict[str, Any], revision: Revision, language: str, answer: Answer | None
) -> Markup:
    return reviewed(
        revision.kind,
        revision.asked[language],
        revision.told[language],
        revision.key,
        slot["order"],
        given(answer, KINDS[revision.kind], revision.size),
    )
