"""On how many forms revisions stand."""

from collections.abc import Iterable

from sqlalchemy import func, select

from core.database import db
from question_bank.models import Revision, Use


def forms_of(revisions: Iterable[Revision]) -> dict[int, int]:
    """How many forms each of these revisions was drawn for; those of none are left out."""
    statement = (
        select(Use.revision_id, func.sum(Use.forms))
        .where(Use.revision_id.in_({each.id for each in revisions}))
        .group_by(Use.revision_id)
    )
    return {revision_id: int(forms) for revision_id, forms in db.session.execute(statement)}
