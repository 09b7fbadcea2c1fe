"""Pictures on papers: seen while the paper is open, by its markers, or when it is shown again."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from accounts.queries import covered_by, may
from accounts.rules.duties import Right
from core.actor import Actor
from core.clock import ClockMs
from core.database import db
from exam.models.attempts import Attempt
from exam.models.candidates import Form
from exam.models.marking import Script
from exam.models.results import Result
from exam.models.sittings import Release, Sitting
from exam.queries.sittings import rule_of
from exam.rules.entrance import pass_in
from exam.rules.voiding import VOIDED
from question_bank.events import PictureAsked

Slots = Iterable[Mapping[str, Any]]


def grant_to_candidates(asked: PictureAsked) -> None:
    """Say yes to whoever has such a picture on an open paper, or on one that is shown again."""
    revision_ids = asked.revision_ids
    if revision_ids and (
        _is_being_written(asked.actor, revision_ids, pass_in(asked.carried))
        or _is_shown_again(asked.actor, revision_ids)
    ):
        asked.grant()


def grant_to_markers(asked: PictureAsked) -> None:
    """Say yes to whoever may mark a written answer to a question with such a picture."""
    if asked.revision_ids and may(asked.actor, Right.MARK_ANSWERS):
        statement = (
            select(Script.id)
            .join(Sitting, Sitting.id == Script.sitting_id)
            .join(Sitting.unit)
            .where(
                Script.revision_id.in_(asked.revision_ids),
                covered_by(asked.actor, Right.MARK_ANSWERS),
            )
        )
        if db.session.scalars(statement.limit(1)).first() is not None:
            asked.grant()


def _is_being_written(actor: Actor, revision_ids: Collection[int], browser_pass: str) -> bool:
    """From the opening of the paper until its time is over or it is handed in, in its browser."""
    statement = (
        select(Form.slots)
        .join(Attempt, Attempt.form_id == Form.id)
        .where(
            Attempt.candidate_id == actor.id,
            Attempt.state == "open",
            or_(Attempt.browser_pass.is_(None), Attempt.browser_pass == browser_pass),
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
        .join(Release, (Release.sitting_id == Sitting.id) & Release.is_newest)
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
