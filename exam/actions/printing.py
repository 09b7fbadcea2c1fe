"""Having papers, answer sheets and keys printed, each time noted on the trail."""

from collections.abc import Collection
from enum import StrEnum

from sqlalchemy import update

from accounts.queries import may
from accounts.rules.duties import Right
from audit.actions import record
from core.actor import Actor
from core.clock import exam_ms, now
from core.database import transaction
from core.errors import N_, Missing, NotAllowed, Refused
from exam.actions.on_paper import refuse_candidate
from exam.acts import ExamAct
from exam.models.attempts import AttemptEvent
from exam.models.printing import Printing
from exam.models.sittings import Sitting
from exam.queries.on_paper import PRINTED
from exam.queries.printing import KEPT, PrintedForm, form_ids, forms_to_print
from exam.queries.sittings import locked_sitting, phase, rule_of
from exam.rules.dossier import key_problem
from exam.rules.phases import Phase


class What(StrEnum):
    """What is printed: papers with answer sheets, those of nobody yet, or keys."""

    PAPERS = "papers"
    RESERVES = "reserves"
    KEYS = "keys"


def print_one(
    sitting_id: int, registration_id: int, *, what: What, actor: Actor
) -> tuple[Sitting, PrintedForm]:
    """The form of one candidate on paper, to be printed at once; noted on the trail."""
    with transaction():
        sitting = locked_sitting(actor, sitting_id)
        ids = form_ids(sitting.id, what, registration_id)
        if not ids or what is What.RESERVES:
            raise Missing(N_("There is no such candidate on paper in this sitting."))
        return sitting, _noted(sitting, ids, what, actor)[0]


def ask_for_printing(sitting_id: int, *, what: What, actor: Actor) -> Printing:
    """Note that all papers, reserves or keys are to be made as a file; files a day old go."""
    with transaction() as session:
        sitting = locked_sitting(actor, sitting_id)
        ids = form_ids(sitting.id, what)
        forms = _noted(sitting, ids, what, actor)
        session.execute(
            update(Printing)
            .where(Printing.at < now() - KEPT, Printing.is_kept)
            .values(file=None, is_kept=False)
        )
        asked = Printing(
            sitting_id=sitting.id,
            what=what,
            forms=[form.form_id for form in forms],
            by_id=actor.id,
            at=now(),
        )
        session.add(asked)
    return asked


def keep_printed(printing_id: int, *, file: bytes, suffix: str) -> None:
    """Keep a file that was made, for the one who asked for it."""
    with transaction() as session:
        session.execute(
            update(Printing)
            .where(Printing.id == printing_id)
            .values(file=file, suffix=suffix, is_kept=True)
        )


def _noted(
    sitting: Sitting, form_ids: Collection[int], what: What, actor: Actor
) -> list[PrintedForm]:
    """The forms, once it is sure that the actor may have them and the trail says so."""
    refuse_candidate(sitting, actor)
    _refuse_out_of_time(sitting, what, actor)
    forms = forms_to_print(sitting, form_ids)
    if not forms:
        raise Refused(N_("There is nothing to print: nobody is on paper, or no form is left."))
    at_ms = exam_ms()
    with transaction() as session:
        session.add_all(
            AttemptEvent(attempt_id=form.attempt_id, kind=PRINTED, at_ms=at_ms)
            for form in forms
            if form.attempt_id and what is What.PAPERS
        )
        record(
            ExamAct.FORMS_PRINTED,
            actor,
            subject=("sitting", sitting.id),
            unit_path=sitting.unit.path,
            what=str(what),
            count=len(forms),
            forms=[form.code for form in forms],
        )
    return forms


def _refuse_out_of_time(sitting: Sitting, what: What, actor: Actor) -> None:
    """Papers from the sealing until the closing, keys from the closing on: nobody sees one early.

    Who may still sit an exam prints no papers and, where papers stay closed, no keys.
    """
    stands = phase(sitting, exam_ms())
    if what is not What.KEYS:
        if stands not in (Phase.SEALED, Phase.OPEN, Phase.ENDING):
            raise Refused(N_("Papers are printed between the sealing and the closing."))
        if may(actor, Right.SIT_EXAMS):
            raise NotAllowed(
                N_("You may still sit an exam with these questions: their papers are not for you.")
            )
        return
    if stands not in (Phase.CLOSED, Phase.RELEASED):
        raise Refused(N_("Keys are printed once the sitting is closed: nobody sees one before."))
    if key_problem(
        shows_paper=rule_of(sitting).show_paper,
        may_sit=may(actor, Right.SIT_EXAMS),
        reads_bank=may(actor, Right.READ_BANK),
    ):
        raise NotAllowed(
            N_("You may still sit an exam with these questions: their keys are not for you.")
        )
