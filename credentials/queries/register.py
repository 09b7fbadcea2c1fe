"""One credential: by address, by number, by holder; the changes of status that wait."""

from hmac import compare_digest

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from accounts.models import Unit
from accounts.queries import covered_by, demand
from accounts.rules.duties import Right
from core.actor import Actor
from core.database import db
from core.errors import N_, Missing
from credentials.models import Credential, StatusChange, StatusDecision
from credentials.queries.rules import rule_of
from credentials.queries.statuses import LOADED, standing_now
from credentials.rules.numbers import read_code
from credentials.rules.public import PublicFacts, masked
from credentials.rules.status import Status

NOT_THERE = N_("There is no such credential.")


def credential_with_uid(uid: str) -> Credential:
    """The credential whose QR code holds this."""
    return _one(Credential.uid == uid)


def credential_with_number(number: str, check_code: str) -> Credential:
    """The credential with this number, for whoever knows the check code beside it too."""
    found = _one(Credential.number == number.strip())
    if not compare_digest(found.check_code.encode(), read_code(check_code).encode()):
        raise Missing(NOT_THERE)
    return found


def numbered(number: str) -> Credential:
    """The credential with this number, for whoever runs the machine."""
    return _one(Credential.number == number)


def credential_of(credential_id: int) -> Credential:
    """The credential with this id, as it is now, whoever asks."""
    return _one(Credential.id == credential_id)


def credential_for(actor: Actor, credential_id: int, right: Right = Right.READ_GATE) -> Credential:
    """A credential of a unit under the actor's duty; else there is none."""
    return _one(Credential.id == credential_id, Credential.unit.has(covered_by(actor, right)))


def own_credential(actor: Actor, uid: str) -> Credential:
    """A credential that the actor holds; else there is none."""
    return _one(Credential.uid == uid, Credential.person_id == actor.id)


def _one(*conditions: object) -> Credential:
    statement = select(Credential).options(*LOADED).where(*conditions)  # type: ignore[arg-type]
    found = db.session.scalars(statement.execution_options(populate_existing=True)).first()
    if found is None:
        raise Missing(NOT_THERE)
    return found


def of_holder(person_id: int) -> list[Credential]:
    """Every credential of one person, newest first."""
    statement = select(Credential).options(*LOADED).where(Credential.person_id == person_id)
    return list(db.session.scalars(statement.order_by(Credential.id.desc())))


def all_credentials() -> list[Credential]:
    """The whole register, by id."""
    return list(db.session.scalars(select(Credential).options(*LOADED).order_by(Credential.id)))


def waiting_changes(actor: Actor) -> list[StatusChange]:
    """Changes of status that wait for a second issuer of the units under the actor."""
    demand(actor, Right.READ_GATE)
    statement = (
        select(StatusChange)
        .join(StatusChange.credential)
        .join(Unit, Unit.id == Credential.unit_id)
        .options(
            joinedload(StatusChange.credential).joinedload(Credential.unit),
            joinedload(StatusChange.credential).joinedload(Credential.person),
            joinedload(StatusChange.by),
        )
        .where(
            covered_by(actor, Right.READ_GATE),
            ~exists().where(StatusDecision.change_id == StatusChange.id),
        )
        .order_by(StatusChange.id)
    )
    return list(db.session.scalars(statement))


def change_of(change_id: int) -> StatusChange:
    """The change of status with this id."""
    found = db.session.get(
        StatusChange,
        change_id,
        options=[joinedload(StatusChange.credential).joinedload(Credential.unit)],
        populate_existing=True,
    )
    if found is None:
        raise Missing(N_("There is no such change of status."))
    return found


def public_facts(credential: Credential) -> PublicFacts:
    """What anyone may read of a loaded credential."""
    rule = rule_of(credential.rule)
    return PublicFacts(
        uid=credential.uid,
        number=credential.number,
        name=masked(credential.name),
        unit=credential.unit.name,
        unit_en=credential.unit.name_en,
        titles=rule.titles,
        scope=rule.scope,
        words=rule.words,
        valid_from=credential.valid_from,
        valid_until=credential.valid_until,
        standing=standing_now(credential),
        is_demonstration=credential.is_demonstration,
    )


def holds_standing(person_id: int, rule_code: str) -> Credential | None:
    """The person's credential of this type that is valid or suspended."""
    of_type = [each for each in of_holder(person_id) if each.rule.code == rule_code]
    standing = (Status.ISSUED, Status.SUSPENDED)
    return next((each for each in of_type if standing_now(each).status in standing), None)
