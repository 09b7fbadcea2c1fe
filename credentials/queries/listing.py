"""The register: credentials of the units under somebody, chosen, counted, and what ends soon."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, exists, func, or_, select

from accounts.models import Unit
from accounts.queries import PAGE_SIZE, Page, covered_by, demand
from accounts.rules.duties import RIGHTS, Right
from core.actor import Actor
from core.clock import now
from core.database import db
from core.errors import N_, Missing
from credentials.models import Credential
from credentials.queries.statuses import LOADED, has_status, standing_now
from credentials.rules.periods import local_day
from credentials.rules.status import Standing, Status


@dataclass(frozen=True, slots=True)
class Listed:
    """A credential in a list, with its standing now."""

    credential: Credential
    standing: Standing


@dataclass(frozen=True, slots=True)
class Filters:
    """Which credentials a list holds; what is left empty leaves none out.

    `words` is part of a number or of a holder's name, `unit_id` a unit with those below it,
    `within_days` how soon a valid one ends.
    """

    words: str = ""
    status: str = ""
    unit_id: int | None = None
    within_days: int | None = None


EVERYTHING = Filters()


def under(actor: Actor, filters: Filters = EVERYTHING, *, page: int = 1) -> Page[Listed]:
    """Credentials of units under the actor's duty, newest first."""
    chosen = _chosen(actor, filters)
    total = db.session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    count = max(1, -(-total // PAGE_SIZE))
    number = min(max(page, 1), count)
    shown = chosen.offset((number - 1) * PAGE_SIZE).limit(PAGE_SIZE)
    return Page(_listed(shown), number, count, total)


def every_under(actor: Actor, filters: Filters = EVERYTHING) -> list[Listed]:
    """Every such credential, newest first, for a file."""
    return _listed(_chosen(actor, filters))


def _listed(chosen: Select[Credential]) -> list[Listed]:
    found = db.session.scalars(chosen.options(*LOADED))
    return [Listed(each, standing_now(each)) for each in found]


def _chosen(actor: Actor, filters: Filters) -> Select[Credential]:
    demand(actor, Right.READ_GATE)
    on = local_day(now(), actor.zone)
    conditions = [covered_by(actor, Right.READ_GATE)]
    if filters.words:
        columns = (Credential.number, Credential.name)
        conditions.append(or_(*(c.icontains(filters.words, autoescape=True) for c in columns)))
    if filters.status:
        if filters.status not in {str(each) for each in Status}:
            raise Missing(N_("There is no such status."))
        conditions.append(has_status(Status(filters.status), on))
    if filters.unit_id is not None:
        top = select(Unit.path).where(Unit.id == filters.unit_id).scalar_subquery()
        conditions.append(Unit.path.startswith(top))
    if filters.within_days is not None:
        last = on + timedelta(days=filters.within_days)
        conditions += [has_status(Status.ISSUED, on), Credential.valid_until <= last]
    statement = select(Credential).join(Credential.unit).where(*conditions)
    return statement.order_by(Credential.id.desc())


def units_with_credentials(actor: Actor) -> list[Unit]:
    """Units under the actor's duty in which a credential was issued, in the order of the tree."""
    has_one = exists().where(Credential.unit_id == Unit.id)
    statement = select(Unit).where(covered_by(actor, Right.READ_GATE), has_one)
    return list(db.session.scalars(statement.order_by(Unit.path)))


def expiring_under(actor: Actor, within_days: int) -> list[Credential]:
    """Valid credentials of units under the actor's duty that end within so many days."""
    paths = [duty.path for duty in actor.duties if duty.role in RIGHTS[Right.READ_GATE]]
    return expiring(paths, within_days, on=local_day(now(), actor.zone))


def last_held(person_ids: Collection[int]) -> dict[int, Listed]:
    """The newest credential of each of these people, by person, in one query."""
    newest = (
        select(func.max(Credential.id))
        .where(Credential.person_id.in_(person_ids))
        .group_by(Credential.person_id)
    )
    found = _listed(select(Credential).where(Credential.id.in_(newest)))
    return {each.credential.person_id: each for each in found}


def counts_by_status(actor: Actor) -> dict[str, int]:
    """How many credentials of the actor's units have each status now, in one query."""
    demand(actor, Right.READ_GATE)
    on = local_day(now(), actor.zone)
    counts = [func.count().filter(has_status(status, on)) for status in Status]
    row = db.session.execute(
        select(*counts)
        .select_from(Credential)
        .join(Unit, Unit.id == Credential.unit_id)
        .where(covered_by(actor, Right.READ_GATE))
    ).one()
    return {str(status): count for status, count in zip(Status, row, strict=True)}


def expiring(paths: Sequence[str], within_days: int, *, on: date) -> list[Credential]:
    """Credentials in and below these units, valid on a day, that end within so many days of it."""
    if not paths:
        return []
    statement = (
        select(Credential)
        .join(Credential.unit)
        .options(*LOADED)
        .where(
            or_(*(Unit.path.startswith(path, autoescape=True) for path in paths)),
            has_status(Status.ISSUED, on),
            Credential.valid_until <= on + timedelta(days=within_days),
        )
        .order_by(Credential.valid_until, Credential.id)
    )
    return list(db.session.scalars(statement))
