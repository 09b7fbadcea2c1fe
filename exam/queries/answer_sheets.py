"""Answer sheets of papers, found by the number that is printed on them."""

from dataclasses import dataclass

from sqlalchemy import select

from core.database import db
from core.errors import N_, Missing
from exam.models.attempts import Attempt
from exam.models.candidates import Form, PaperEntry, Registration
from exam.models.sittings import Sitting
from exam.rules.agreeing import Comparison, compared
from exam.rules.slots import question_of
from exam.rules.transcribing import Asked, sheet_code, typed_code
from question_bank.queries.questions import revisions


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """The answer sheet of one attempt on paper: what each slot asks for, and who typed what."""

    attempt: Attempt
    code: str
    asked: list[Asked]
    entries: list[tuple[int, dict[int, object]]]

    @property
    def comparison(self) -> Comparison:
        """Where those who typed it in agree."""
        return compared(self.asked, self.entries)


def sheet_of(sitting: Sitting, code: str) -> AnswerSheet:
    """The sheet with this printed number, if it is of a paper of this sitting."""
    wanted = typed_code(code)
    number = "".join(filter(str.isdigit, wanted.partition("-")[0]))
    rows = db.session.execute(
        select(Attempt, Form)
        .join(Form, Form.id == Attempt.form_id)
        .join(Registration, Registration.id == Attempt.registration_id)
        .where(
            Attempt.sitting_id == sitting.id,
            Registration.on_paper,
            Form.number == int(number[:9] or 0),
        )
        .execution_options(populate_existing=True)
    ).all()
    for attempt, form in rows:
        if sheet_code(sitting.id, form.language, form.number, form.slots) == wanted:
            return AnswerSheet(attempt, wanted, _asked(form), _entries(attempt))
    raise Missing(N_("No answer sheet of this sitting has that number. Compare it once more."))


def _asked(form: Form) -> list[Asked]:
    found = revisions({slot["revision"] for slot in form.slots})
    questions = (question_of(slot, found[slot["revision"]]) for slot in form.slots)
    return [Asked(question.kind, question.size) for question in questions]


def _entries(attempt: Attempt) -> list[tuple[int, dict[int, object]]]:
    statement = (
        select(PaperEntry.by_id, PaperEntry.answers)
        .where(PaperEntry.attempt_id == attempt.id)
        .order_by(PaperEntry.id)
    )
    return [
        (by_id, {int(slot): value for slot, value in answers.items()})
        for by_id, answers in db.session.execute(statement)
    ]
