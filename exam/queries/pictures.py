"""Pictures on papers: seen while the paper is open, or once it may be looked at again."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from core.actor import Actor
from core.clock import ClockMs
from core.database import db
from exam.models import Attempt, Form, Release, Result, Sitting
from exam.queries.sittings import rule_of
from exam.rules.voiding import VOIDED
from question_bank.events import PictureAsked

Slots = Iterable[Mapping[str, Any]]


def grant_to_candidates(asked: PictureAsked) -> None:
    """Say yes to whoever has such a picture on an open paper, or on one that is shown again."""
    revision_ids = asked.revision_ids
    if revision_ids and (
        _is_being_written(asked.actor, revision_ids) or _is_shown_again(asked.actor, revision_ids)
    ):
        asked.grant()


def _is_being_written(actor: Actor, revision_ids: Collection[int]) -> bool:
    """From the opening of the paper until its time and grace are over or it is handed in."""
    statement = (
        select(Form.slots)
        .join(Attempt, Attempt.form_id == Form.id)
        .where(
            Attempt.candidate_id == actor.id,
            Attempt.state == "open",
            Attempt.deadline_ms + Attempt.grace_ms >= ClockMs(),
        )
    )
    return any(_has(slots, revision_ids) for slots in db.session.scalars(statement))


def _is_shown_again(actor: Actor, revision_ids: Collection[int]) -> bool:
    """With the released result, where the blueprint shows papers, and not what was voided."""
    statement = (
        select(Sitting, Form.slots)
        .join(Attempt, Attempt.sitting_id == Sitting.id)
        .join(Form, Form.id == Attempt.form_id)
        .join(Release, Release.sitting_id == Sitting.id)
        .join(Result, (Result.run_id == Release.run_id) & (Result.attempt_id == Attempt.id))
        .options(joinedload(Sitting.blueprint))
        .where(Attempt.candidate_id == actor.id, Attempt.state != VOIDED)
    )
    return any(
        _has(slots, revision_ids) and rule_of(sitting).show_paper
        for sitting, slots in db.session.execute(statement)
    )


def _has(slots: Slots, revision_ids: Collection[int]) -> bool:
    return any(slot["revision"] in revision_ids for slot in slots)
