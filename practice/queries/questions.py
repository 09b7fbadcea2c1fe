"""What may be practised: approved questions of the practice pool, and no other."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from core.database import db
from practice.rules.rounds import Practised
from question_bank.models import Question, Revision
from question_bank.queries.practicable import OPEN


def practised() -> list[Practised]:
    """Every question that may be practised: approved, of the practice pool; without its words."""
    columns = (
        Question.code, Revision.id.label("revision_id"), Revision.topic, Revision.kind,
        Revision.size, Revision.shuffle,
    )  # fmt: skip
    statement = select(*columns).join(Revision.question).where(*OPEN).order_by(Question.code)
    return [Practised(**row._asdict()) for row in db.session.execute(statement)]


def open_ids() -> set[int]:
    """The revisions that may be practised."""
    return set(db.session.scalars(select(Revision.id).join(Revision.question).where(*OPEN)))


def shown(revision_ids: Iterable[int]) -> dict[int, Revision]:
    """Of these revisions, the ones that may be shown, with their questions."""
    statement = (
        select(Revision)
        .join(Revision.question)
        .options(contains_eager(Revision.question))
        .where(Revision.id.in_(set(revision_ids)), *OPEN)
    )
    return {each.id: each for each in db.session.scalars(statement)}
