"""How many questions there are of what: the map of the bank."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import case, func, select

from core.database import db
from question_bank.models import Question, Revision
from question_bank.queries.drawing import is_sure
from question_bank.queries.questions import is_newest
from question_bank.rules.lifecycle import State


@dataclass(frozen=True, slots=True)
class Count:
    """Questions of one kind, topic and difficulty in one pool, in one language.

    `ready` may be drawn or practised; `unsure` are approved and wait for a legal reviewer, or are
    suspended; `coming` are drafts and in review.
    """

    pool: str
    topic: str
    difficulty: str
    kind: str
    ready: int
    unsure: int
    coming: int


def counts(language: str) -> list[Count]:
    """The whole bank in one language, by pool, topic, difficulty and kind, in that order."""
    columns = (Question.pool, Revision.topic, Revision.difficulty, Revision.kind)
    approved = Revision.state == State.APPROVED
    ready = func.sum(case((approved & is_sure(), 1), else_=0))
    unsure = func.sum(
        case(((approved & ~is_sure()) | (Revision.state == State.SUSPENDED), 1), else_=0)
    )
    coming = func.sum(
        case((Revision.state.in_((State.DRAFT, State.IN_REVIEW)) & is_newest(), 1), else_=0)
    )
    statement = (
        select(*columns, ready, unsure, coming)
        .join(Revision.question)
        .where(
            Revision.state != State.RETIRED,
            Revision.asked[language].as_string().is_not(None),
        )
        .group_by(*columns)
        .order_by(*columns)
    )
    return [Count(*row) for row in db.session.execute(statement)]


def by_topic(rows: list[Count], pool: str) -> Mapping[str, Mapping[str, list[Count]]]:
    """The rows of one pool by topic and kind."""
    found: dict[str, dict[str, list[Count]]] = {}
    for row in rows:
        if row.pool == pool:
            found.setdefault(row.topic, {}).setdefault(row.kind, []).append(row)
    return found
