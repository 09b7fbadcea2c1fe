"""One candidate of a sitting, as those who hold or watch it see them."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from accounts.models import Person
from core.database import db
from core.errors import N_, Missing
from exam.models.attempts import Attempt
from exam.models.candidates import Registration
from exam.queries.rooms import Place, place_of
from exam.queries.sittings import standing_registration


@dataclass(frozen=True, slots=True)
class Candidate:
    """A registration with its person, its attempt once there is one, and its room."""

    registration: Registration
    attempt: Attempt | None
    place: Place | None


def registration_in(sitting_id: int, registration_id: int) -> Registration | None:
    """The standing registration of this sitting with this id, with its person and their unit."""
    statement = (
        select(Registration)
        .options(joinedload(Registration.person).joinedload(Person.unit))
        .where(
            Registration.id == registration_id,
            Registration.sitting_id == sitting_id,
            standing_registration(),
        )
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(statement).first()


def candidate_in(sitting_id: int, registration_id: int) -> Candidate:
    """The candidate of this sitting with this registration."""
    registration = registration_in(sitting_id, registration_id)
    if registration is None:
        raise Missing(N_("There is no such candidate in this sitting."))
    attempt = db.session.scalars(
        select(Attempt)
        .options(joinedload(Attempt.candidate))
        .where(Attempt.registration_id == registration_id)
        .execution_options(populate_existing=True)
    ).first()
    return Candidate(registration, attempt, place_of(registration_id))
