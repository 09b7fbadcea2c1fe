"""The next exam that somebody is registered for."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from core.database import db
from exam.models.candidates import Registration
from exam.models.sittings import Sitting
from exam.queries.sittings import standing_registration


def next_sitting(person_id: int, from_ms: int) -> Sitting | None:
    """Of the sittings for which somebody stands registered, the first that opens from then on."""
    statement = (
        select(Sitting)
        .join(Registration, Registration.sitting_id == Sitting.id)
        .options(joinedload(Sitting.blueprint))
        .where(
            Registration.person_id == person_id,
            standing_registration(),
            Sitting.opens_ms >= from_ms,
        )
        .order_by(Sitting.opens_ms, Sitting.id)
        .limit(1)
    )
    return db.session.scalars(statement).first()
