"""Who marks a sitting."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, exists, select

from accounts.models import Person, RoleGrant
from accounts.queries import grant_holds, may
from accounts.rules.duties import RIGHTS, Right
from core.actor import Actor
from core.database import db
from exam.models.attempts import Attempt
from exam.models.candidates import Registration
from exam.models.marking import MarkerEnd, Script, WrittenMark
from exam.models.sittings import Sitting
from exam.queries.results import newest_run


def markers_of(sitting: Sitting) -> list[int]:
    """Who may mark a sitting unnamed: not who holds, watches or sits it."""
    sits = exists().where(
        Registration.sitting_id == sitting.id, Registration.person_id == Person.id
    )
    statement = select(Person.id).where(
        _has(Right.MARK_ANSWERS, sitting),
        ~_has(Right.READ_SITTINGS, sitting),
        ~sits,
        Person.id != sitting.by_id,
        Person.closed_at.is_(None),
    )
    return list(db.session.scalars(statement.order_by(Person.id)))


def _has(right: Right, sitting: Sitting) -> ColumnElement[bool]:
    above = [int(step) for step in sitting.unit.path.strip("/").split("/") if step]
    return exists().where(
        RoleGrant.person_id == Person.id,
        RoleGrant.role.in_([str(role) for role in RIGHTS[right]]),
        RoleGrant.unit_id.in_(above),
        grant_holds(),
    )


def fresh_markers(attempt: Attempt, script_ids: Collection[int]) -> dict[int, set[int]]:
    """Who could mark each of these scripts of a paper once more: who has not marked it.

    Nor was set aside, nor is of the candidate's unit.
    """
    sitting = attempt.sitting
    is_ended = exists().where(MarkerEnd.sitting_id == sitting.id, MarkerEnd.marker_id == Person.id)
    statement = select(Person.id).where(
        Person.id.in_(markers_of(sitting)),
        Person.unit_id != attempt.candidate.unit_id,
        ~is_ended,
    )
    markers = set(db.session.scalars(statement))
    fresh = {script_id: set(markers) for script_id in script_ids}
    given = select(WrittenMark.script_id, WrittenMark.marker_id).where(
        WrittenMark.script_id.in_(script_ids)
    )
    for script_id, marker_id in db.session.execute(given):
        fresh[script_id].discard(marker_id)
    return fresh


def has_marked(sitting: Sitting, person_id: int) -> bool:
    """Whether somebody gave a mark in a sitting."""
    given = exists().where(
        WrittenMark.marker_id == person_id,
        WrittenMark.script_id == Script.id,
        Script.sitting_id == sitting.id,
    )
    return bool(db.session.scalar(select(given)))


def may_end(sitting: Sitting, actor: Actor) -> bool:
    """Whether the actor may set markers aside now: an examiner, before the first run."""
    holds = may(actor, Right.HOLD_SITTINGS, sitting.unit.path)
    return holds and sitting.closing is not None and newest_run(sitting.id) is None


def may_seed(sitting: Sitting, actor: Actor) -> bool:
    """Whether the actor may make seeds now: an examiner who marks nothing here."""
    return may_end(sitting, actor) and not has_marked(sitting, actor.id)
