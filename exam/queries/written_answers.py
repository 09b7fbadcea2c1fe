"""One written answer as whoever marks it sees it: without a name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, select

from accounts.models import Person
from core.actor import Actor
from core.database import db
from core.errors import N_, Missing
from exam.models.attempts import Arrival, Attempt
from exam.models.candidates import Form, Registration
from exam.models.marking import Script
from exam.models.sittings import Sitting
from exam.queries.attempts import ANSWER_COLUMNS
from exam.rules.arrivals import Answer, given, standing_answers
from exam.rules.slots import SlotQuestion, question_of
from question_bank.kinds import KINDS
from question_bank.models import Revision
from question_bank.queries.questions import revisions


@dataclass(frozen=True, slots=True)
class ToMark:
    """One script as a marker sees it; `shared` is the text of its case, `answer` what was written.

    `rubric` are what each line is worth and its words in the paper's language, `model` the
    rationale of the question, if it has one.
    """

    script: Script
    sitting: Sitting
    language: str
    question: SlotQuestion
    shared: str | None
    answer: str
    rubric: list[tuple[str, str]]
    model: str | None

    @property
    def stem(self) -> str:
        """What was asked, in the paper's language."""
        words = self.question.asked.get(self.language) or self.question.asked["zh"]
        return str(words["stem"])

    @property
    def full(self) -> Decimal:
        """What the whole rubric is worth."""
        return sum((Decimal(points) for points, _ in self.rubric), Decimal(0))


def script_to_mark(sitting: Sitting, script_id: int, actor: Actor) -> ToMark:
    """One script of the sitting, if the actor may mark it: not of their own unit."""
    chosen = _scripts(sitting, [script_id]).where(
        Attempt.state == "closed", Person.unit_id != actor.unit_id
    )
    found = _shown(sitting, db.session.execute(chosen).all())
    if not found:
        raise Missing(N_("There is no such script for you."))
    return found[script_id]


def texts_of(sitting: Sitting, script_ids: Iterable[int]) -> dict[int, ToMark]:
    """What stands in these scripts of a sitting, by id."""
    return _shown(sitting, db.session.execute(_scripts(sitting, script_ids)).all())


def _scripts(sitting: Sitting, script_ids: Iterable[int]) -> Select[Any]:
    return (
        select(Script, Form.slots, Registration.language)
        .join(Attempt, Attempt.id == Script.attempt_id)
        .join(Form, Form.id == Attempt.form_id)
        .join(Registration, Registration.id == Attempt.registration_id)
        .join(Person, Person.id == Attempt.candidate_id)
        .where(Script.id.in_(list(script_ids)), Script.sitting_id == sitting.id)
    )


def _shown(sitting: Sitting, rows: Sequence[Any]) -> dict[int, ToMark]:
    asked = revisions({script.revision_id for script, _, _ in rows})
    answers = _answers({script.attempt_id for script, _, _ in rows})
    return {
        script.id: _to_mark(
            script,
            _Paper(sitting, slots[script.slot - 1], language),
            asked[script.revision_id],
            answers[script.attempt_id].get(script.slot),
        )
        for script, slots, language in rows
    }


def _answers(attempt_ids: Iterable[int]) -> dict[int, dict[int, Answer]]:
    arrived: dict[int, list[Answer]] = {each: [] for each in attempt_ids}
    rows = db.session.execute(
        select(Arrival.attempt_id, *ANSWER_COLUMNS)
        .where(Arrival.attempt_id.in_(list(arrived)))
        .order_by(Arrival.id)
    )
    for attempt_id, slot, typed_under, seq, value, standing in rows:
        arrived[attempt_id].append(Answer(slot, typed_under, seq, value, standing))
    return {each: standing_answers(found) for each, found in arrived.items()}


@dataclass(frozen=True, slots=True)
class _Paper:
    """Where a script stood: its sitting, the slot of its form, the language of the paper."""

    sitting: Sitting
    slot: Mapping[str, Any]
    language: str


def _to_mark(script: Script, paper: _Paper, revision: Revision, answer: Answer | None) -> ToMark:
    question = question_of(paper.slot, revision)
    words = revision.asked.get(paper.language) or revision.asked["zh"]
    told = question.told.get(paper.language) or question.told["zh"]
    return ToMark(
        script=script,
        sitting=paper.sitting,
        language=paper.language,
        question=question,
        shared=words["stem"] if question.part is not None else None,
        answer=str(given(answer, KINDS[question.kind], question.size) or ""),
        rubric=list(zip(question.key["rubric"], told["rubric"], strict=True)),
        model=told["rationale"] or None,
    )
