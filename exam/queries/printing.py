"""Forms with everything that is printed of them, and the files that were made of many."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import joinedload, undefer

from accounts.models import Person
from core.actor import Actor
from core.clock import now
from core.database import db
from core.errors import N_, Missing
from exam.models.attempts import Attempt
from exam.models.candidates import Form, Registration
from exam.models.printing import Printing
from exam.models.sittings import Sitting
from exam.queries.on_paper import on_paper
from exam.rules.slots import SlotQuestion, question_of, shared_text
from exam.rules.transcribing import sheet_code
from exam.rules.voiding import VOIDED
from question_bank.models import Picture, Revision, RevisionPicture
from question_bank.queries.questions import revisions

KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PrintedSlot:
    """One slot: its question, the text that a case shares above its first part, the order."""

    number: int
    revision_id: int
    points: str
    order: list[int]
    question: SlotQuestion
    shared: str | None


@dataclass(frozen=True, slots=True)
class PrintedForm:
    """One form with whose it is, or nobody's: then it is a reserve."""

    form_id: int
    attempt_id: int | None
    code: str
    language: str
    candidate: Person | None
    minutes: int
    slots: list[PrintedSlot]


def forms_to_print(sitting: Sitting, form_ids: Collection[int]) -> list[PrintedForm]:
    """These forms of a sitting, by language and number."""
    rows = db.session.execute(
        select(Form, Attempt, Registration)
        .outerjoin(Attempt, Attempt.form_id == Form.id)
        .outerjoin(Registration, Registration.id == Attempt.registration_id)
        .options(joinedload(Registration.person).joinedload(Person.unit))
        .where(Form.sitting_id == sitting.id, Form.id.in_(form_ids))
        .order_by(Form.language, Form.number)
    ).all()
    asked = revisions({slot["revision"] for form, *_ in rows for slot in form.slots})
    return [_printed(sitting, *row, asked) for row in rows]


def _printed(
    sitting: Sitting,
    form: Form,
    attempt: Attempt | None,
    registration: Registration | None,
    asked: Mapping[int, Revision],
) -> PrintedForm:
    return PrintedForm(
        form_id=form.id,
        attempt_id=attempt.id if attempt else None,
        code=sheet_code(sitting.id, form.language, form.number, form.slots),
        language=form.language,
        candidate=registration.person if registration else None,
        minutes=sitting.minutes + (registration.extra_minutes if registration else 0),
        slots=[
            PrintedSlot(
                number=number,
                revision_id=slot["revision"],
                points=slot["points"],
                order=slot["order"],
                question=question_of(slot, asked[slot["revision"]]),
                shared=shared_text(slot, asked[slot["revision"]], form.language),
            )
            for number, slot in enumerate(form.slots, start=1)
        ],
    )


def pictures_on(forms: Iterable[PrintedForm]) -> dict[str, Picture]:
    """The pictures that these forms show, by the end of the address they are shown from."""
    revision_ids = {slot.revision_id for form in forms for slot in form.slots}
    statement = (
        select(Picture)
        .join(RevisionPicture, RevisionPicture.picture_id == Picture.id)
        .options(undefer(Picture.data))
        .where(RevisionPicture.revision_id.in_(revision_ids))
    )
    return {picture.token: picture for picture in db.session.scalars(statement).unique()}


def form_ids(sitting_id: int, what: str, registration_id: int | None = None) -> list[int]:
    """The forms to print: papers or keys of those on paper, or reserves; or one candidate's."""
    if what == "reserves":
        free = select(Form.id).where(
            Form.sitting_id == sitting_id, ~exists().where(Attempt.form_id == Form.id)
        )
        return list(db.session.scalars(free.order_by(Form.id)))
    chosen = on_paper(sitting_id).with_only_columns(Form.id).where(Attempt.state != VOIDED)
    if registration_id is not None:
        chosen = chosen.where(Registration.id == registration_id)
    return list(db.session.scalars(chosen.order_by(Form.id)))


def printings_of(sitting_id: int, actor: Actor) -> list[Printing]:
    """The actor's own files of this sitting that are still kept, newest first."""
    return list(db.session.scalars(_kept(sitting_id, actor).order_by(Printing.id.desc())))


def printing_of(sitting_id: int, printing_id: int, actor: Actor) -> Printing:
    """One of the actor's own files, with its content."""
    statement = (
        _kept(sitting_id, actor).where(Printing.id == printing_id).options(undefer(Printing.file))
    )
    found = db.session.scalars(statement).first()
    if found is None:
        raise Missing(N_("This file is not there any more. Make it again."))
    return found


def _kept(sitting_id: int, actor: Actor) -> Select[Printing]:
    return select(Printing).where(
        Printing.sitting_id == sitting_id,
        Printing.by_id == actor.id,
        Printing.is_kept,
        Printing.at > now() - KEPT,
    )
