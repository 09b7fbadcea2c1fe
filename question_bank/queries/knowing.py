"""Who knows questions from having worked on them."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import aliased

from core.database import db
from question_bank.models import Clearance, Move, Remark, Revision, Suspension, Upholding


def who_know(revision_ids: Collection[int]) -> set[int]:
    """Everybody who wrote, remarked on, moved, cleared or upheld a revision of these questions."""
    drawn = aliased(Revision)
    questions = select(drawn.question_id).where(drawn.id.in_(revision_ids))
    works = (
        select(Revision.author_id),
        select(Move.by_id).join(Revision, Revision.id == Move.revision_id),
        select(Remark.by_id).join(Revision, Revision.id == Remark.revision_id),
        select(Clearance.by_id).join(Revision, Revision.id == Clearance.revision_id),
        select(Upholding.by_id)
        .join(Suspension, Suspension.id == Upholding.suspension_id)
        .join(Revision, Revision.id == Suspension.revision_id),
    )
    return {
        person
        for work in works
        for person in db.session.scalars(work.where(Revision.question_id.in_(questions)).distinct())
        if person is not None
    }
