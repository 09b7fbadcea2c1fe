"""How the checks of the trail that supervisors asked for came out."""

from dataclasses import dataclass

from sqlalchemy import func, select

from accounts.models import Person
from accounts.queries import demand
from accounts.rules.duties import Right
from audit.acts import AuditAct
from audit.models import Entry
from core.actor import Actor
from core.database import db
from core.jobs import Job

LAST = 10
"""So many checks are listed."""


@dataclass(frozen=True, slots=True)
class Check:
    """A check that has ended or is under way, and who asked for it."""

    job: Job
    name: str


def last_checks(actor: Actor, kind: str) -> list[Check]:
    """The last checks of the trail by anybody, newest first."""
    demand(actor, Right.READ_TRAIL)
    rows = db.session.execute(
        select(Job, Person.name)
        .join(Person, Person.id == Job.owner_id)
        .where(Job.kind == kind)
        .order_by(Job.id.desc())
        .limit(LAST)
    )
    return [Check(*row) for row in rows]


def count_of_entries() -> int:
    """How many entries are on the trail."""
    return db.session.scalar(select(func.count()).select_from(Entry)) or 0


def last_checkpoint() -> Entry | None:
    """The act by which the newest checkpoint was signed."""
    statement = select(Entry).where(Entry.act == str(AuditAct.CHECKPOINT_MADE))
    return db.session.scalars(statement.order_by(Entry.id.desc()).limit(1)).first()
