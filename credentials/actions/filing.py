"""What is kept on file before anybody is judged: the photo, and an issuer's look at the papers."""

from hashlib import sha256

from accounts.models import Person
from accounts.queries import demand
from accounts.rules.duties import Right
from audit.actions import record
from core.actor import Actor
from core.clock import now
from core.database import transaction
from core.errors import N_, NotAllowed, Refused
from credentials.acts import CredentialAct
from credentials.models import Eligibility, Photo
from credentials.queries.holders import locked_person, newest_photo
from credentials.rules.conditions import EDUCATION_NAMES


def keep_photo(person_id: int, *, image: bytes, actor: Actor) -> Photo:
    """Keep a photo, already cleaned, of oneself or, as an issuer, of somebody of one's units.

    What an issuer saw before is then to be looked at again.
    """
    with transaction() as session:
        person = locked_person(person_id)
        if actor.id != person.id:
            demand(actor, Right.ISSUE_CREDENTIALS, person.unit.path)
        photo = Photo(
            person_id=person.id,
            image=image,
            digest=sha256(image).hexdigest(),
            by_id=actor.id,
            at=now(),
        )
        session.add(photo)
        session.flush()
        _note(CredentialAct.PHOTO_KEPT, person, actor, photo=photo.id, digest=photo.digest)
    return photo


def check_eligibility(person_id: int, *, education: str, actor: Actor) -> Eligibility:
    """Say, as an issuer over the unit, that unit, education and photo were looked at and fit."""
    demand(actor, Right.ISSUE_CREDENTIALS)
    with transaction() as session:
        person = locked_person(person_id)
        demand(actor, Right.ISSUE_CREDENTIALS, person.unit.path)
        if actor.id == person.id:
            raise NotAllowed(N_("Nobody looks at their own papers. Ask another issuer."))
        if education not in EDUCATION_NAMES:
            raise Refused(N_("Choose the education that the papers show."))
        photo = newest_photo(person.id)
        if photo is None:
            raise Refused(N_("There is no photo yet. It is looked at together with the papers."))
        papers = Eligibility(
            person_id=person.id,
            unit_id=person.unit_id,
            photo_id=photo.id,
            education=education,
            by_id=actor.id,
            at=now(),
        )
        session.add(papers)
        session.flush()
        _note(
            CredentialAct.ELIGIBILITY_CHECKED,
            person,
            actor,
            eligibility=papers.id,
            photo=photo.id,
            education=education,
        )
    return papers


def _note(act: CredentialAct, person: Person, actor: Actor, **details: object) -> None:
    record(act, actor, subject=("person", person.id), unit_path=person.unit.path, **details)
