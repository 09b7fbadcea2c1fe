"""What an examiner does first: planning a sitting."""

from accounts.queries import demand, unit_of
from accounts.rules.duties import Right
from audit.actions import record
from core.actor import Actor
from core.clock import exam_ms, now
from core.database import transaction
from core.errors import N_, Refused
from exam.acts import ExamAct
from exam.models.sittings import Blueprint, Sitting
from exam.rules.blueprint import read_blueprint
from question_bank.kinds import KINDS

LONGEST_WINDOW_MS = 366 * 24 * 3600 * 1000


def plan_sitting(
    *,
    blueprint_id: int,
    unit_id: int,
    title: str,
    title_en: str,
    place: str,
    opens_ms: int,
    closes_ms: int,
    actor: Actor,
) -> Sitting:
    """Plan a sitting of a unit under the examiner's duty; its time limit is the blueprint's."""
    if closes_ms <= opens_ms:
        raise Refused(N_("A sitting must close after it opens."))
    if closes_ms - opens_ms > LONGEST_WINDOW_MS:
        raise Refused(N_("The window of a sitting is a year at most."))
    with transaction() as session:
        if closes_ms <= exam_ms():
            raise Refused(N_("This time is over already. Choose one to come."))
        unit = unit_of(unit_id)
        demand(actor, Right.HOLD_SITTINGS, unit.path)
        blueprint = session.get(Blueprint, blueprint_id)
        if blueprint is None:
            raise Refused(N_("Choose a blueprint."))
        sitting = Sitting(
            blueprint=blueprint,
            unit=unit,
            title=title,
            title_en=title_en or title,
            place=place,
            opens_ms=opens_ms,
            closes_ms=closes_ms,
            minutes=read_blueprint(blueprint.definition, frozenset(KINDS)).minutes,
            by_id=actor.id,
            at=now(),
        )
        session.add(sitting)
        session.flush()
        record(
            ExamAct.SITTING_CREATED,
            actor,
            subject=("sitting", sitting.id),
            unit_path=unit.path,
            opens_ms=opens_ms,
            closes_ms=closes_ms,
        )
    return sitting
