"""What is on file about people: photos, papers, waivers; always for several people at once."""

from collections.abc import Collection

from sqlalchemy import exists, func, select
from sqlalchemy.orm import joinedload

from accounts.models import Person, Unit
from accounts.queries import covered_by, demand
from accounts.rules.duties import Right
from core.actor import Actor
from core.clock import now
from core.database import db
from core.errors import N_, Missing
from credentials.models import Eligibility, Photo, Waiver, WaiverEnd


def person_for(actor: Actor, person_id: int, right: Right = Right.READ_GATE) -> Person:
    """Somebody of a unit under the actor's duty; else there is nobody."""
    statement = (
        select(Person)
        .join(Person.unit)
        .options(joinedload(Person.unit))
        .where(Person.id == person_id, covered_by(actor, right))
    )
    found = db.session.scalars(statement).first()
    if found is None:
        raise Missing(N_("There is no such person under your duties."))
    return found


def locked_person(person_id: int) -> Person:
    """The holder, for an act: acts about one holder come in turn until the transaction ends."""
    statement = (
        select(Person)
        .where(Person.id == person_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    found = db.session.scalars(statement).first()
    if found is None:
        raise Missing(N_("There is no such person."))
    return found


def photos_of(person_ids: Collection[int]) -> dict[int, Photo]:
    """The newest photo of each, without its image."""
    newest = (
        select(func.max(Photo.id)).where(Photo.person_id.in_(person_ids)).group_by(Photo.person_id)
    )
    found = db.session.scalars(select(Photo).where(Photo.id.in_(newest)))
    return {photo.person_id: photo for photo in found}


def newest_photo(person_id: int) -> Photo | None:
    """The newest photo of one person."""
    return photos_of([person_id]).get(person_id)


def eligibilities_of(person_ids: Collection[int]) -> dict[int, Eligibility]:
    """The last look at each one's papers."""
    newest = (
        select(func.max(Eligibility.id))
        .where(Eligibility.person_id.in_(person_ids))
        .group_by(Eligibility.person_id)
    )
    found = db.session.scalars(select(Eligibility).where(Eligibility.id.in_(newest)))
    return {papers.person_id: papers for papers in found}


def standing_waivers(rule_code: str, person_ids: Collection[int]) -> list[Waiver]:
    """Waivers of a credential type's conditions that stand now."""
    statement = (
        select(Waiver)
        .options(joinedload(Waiver.by))
        .where(
            Waiver.person_id.in_(person_ids),
            Waiver.rule_code == rule_code,
            Waiver.until > now(),
            ~exists().where(WaiverEnd.waiver_id == Waiver.id),
        )
        .order_by(Waiver.id)
    )
    return list(db.session.scalars(statement))


WITH_PEOPLE = (
    joinedload(Waiver.person).joinedload(Person.unit),
    joinedload(Waiver.by),
    joinedload(Waiver.end),
)


def waivers_under(actor: Actor) -> list[Waiver]:
    """Every waiver of people under the actor's duty, newest first, with its end if it has one."""
    demand(actor, Right.READ_GATE)
    statement = (
        select(Waiver)
        .join(Waiver.person)
        .join(Person.unit)
        .options(*WITH_PEOPLE)
        .where(covered_by(actor, Right.READ_GATE))
        .order_by(Waiver.id.desc())
    )
    return list(db.session.scalars(statement))


def waiver_for(actor: Actor, waiver_id: int, right: Right = Right.READ_GATE) -> Waiver:
    """A waiver of somebody under the actor's duty; else there is none."""
    statement = (
        select(Waiver)
        .join(Waiver.person)
        .join(Person.unit)
        .options(*WITH_PEOPLE)
        .where(Waiver.id == waiver_id, covered_by(actor, right))
    )
    found = db.session.scalars(statement).first()
    if found is None:
        raise Missing(N_("There is no such waiver."))
    return found


def waivers_of(person_id: int) -> list[Waiver]:
    """Every waiver of one person, newest first."""
    statement = select(Waiver).options(*WITH_PEOPLE).where(Waiver.person_id == person_id)
    return list(db.session.scalars(statement.order_by(Waiver.id.desc())))


def zones_of(person_ids: Collection[int]) -> dict[int, tuple[int, str]]:
    """The unit and the time zone of each."""
    rows = db.session.execute(
        select(Person.id, Unit.id, Unit.zone)
        .join(Unit, Unit.id == Person.unit_id)
        .where(Person.id.in_(person_ids))
    )
    return {person_id: (unit_id, zone) for person_id, unit_id, zone in rows}


def image_of(photo: Photo) -> bytes:
    """The image of a photo, which lists do not load."""
    found = db.session.scalar(select(Photo.image).where(Photo.id == photo.id))
    return bytes(found or b"")


def papers_to_see(actor: Actor) -> list[Person]:
    """People under the issuer whose newest photo nobody has looked at, the longest wait first."""
    demand(actor, Right.ISSUE_CREDENTIALS)
    newest = select(func.max(Photo.id)).group_by(Photo.person_id)
    statement = (
        select(Person)
        .join(Photo, Photo.person_id == Person.id)
        .join(Person.unit)
        .options(joinedload(Person.unit))
        .where(
            Photo.id.in_(newest),
            Person.id != actor.id,
            Person.closed_at.is_(None),
            ~exists().where(Eligibility.photo_id == Photo.id),
            covered_by(actor, Right.ISSUE_CREDENTIALS),
        )
        .order_by(Photo.id)
    )
    return list(db.session.scalars(statement))
