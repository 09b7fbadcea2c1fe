"""Who knows questions from having judged or marked them, and who may not see them."""

from collections.abc import Collection

from sqlalchemy import select

from core.database import db
from exam.models.candidates import Registration
from exam.models.marking import Script, WrittenMark
from exam.models.sittings import Sitting
from exam.models.standards import (
    Panel,
    PanelSeat,
)
from exam.queries.bank import bank_ids
from exam.queries.sittings import LOADED, rule_of, standing_registration
from exam.queries.standards import items_on_forms
from question_bank.models import Revision


def sat_on(person_id: int, revision_ids: Collection[int]) -> bool:
    """Whether a person was ever seated on a panel that rated one of these questions."""
    statement = (
        select(Panel.items)
        .join(PanelSeat, PanelSeat.panel_id == Panel.id)
        .where(PanelSeat.judge_id == person_id)
    )
    rated = {row[0] for items in db.session.scalars(statement) for row in items}
    return bool(rated) and bool(_questions(rated) & _questions(revision_ids))


def has_marked(person_id: int, revision_ids: Collection[int]) -> bool:
    """Whether a person ever marked an answer to one of these questions, by rubric and model."""
    statement = (
        select(Script.revision_id)
        .join(WrittenMark, WrittenMark.script_id == Script.id)
        .where(WrittenMark.marker_id == person_id)
        .distinct()
    )
    marked = db.session.scalars(statement).all()
    return bool(marked) and bool(_questions(marked) & _questions(revision_ids))


def waits_to_sit(person_id: int, panel: Panel) -> bool:
    """Whether a person is registered for a sitting, not yet released, that shares questions.

    Of the same blueprint, whatever its version, or drawing from what the panel rates.
    """
    statement = (
        select(Sitting)
        .join(Registration, Registration.sitting_id == Sitting.id)
        .options(*LOADED)
        .where(Registration.person_id == person_id, standing_registration())
    )
    waiting = [each for each in db.session.scalars(statement) if each.release is None]
    rated = {revision_id for revision_id, _ in panel.items}
    return any(
        each.blueprint.code == panel.blueprint.code or _draws_from(each, rated) for each in waiting
    )


def _draws_from(sitting: Sitting, rated: set[int]) -> bool:
    on_forms = items_on_forms(sitting.id) if sitting.sealing else set()
    drawn = {revision_id for revision_id, _ in on_forms} or bank_ids(rule_of(sitting))
    return bool(_questions(rated) & _questions(drawn))


def _questions(revision_ids: Collection[int]) -> set[int]:
    statement = select(Revision.question_id).where(Revision.id.in_(set(revision_ids)))
    return set(db.session.scalars(statement))
