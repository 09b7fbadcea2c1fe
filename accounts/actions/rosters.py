"""Keeping a roster for its dry run, and importing it whole or not at all."""

import hashlib
from collections.abc import Sequence
from dataclasses import astuple
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select

from accounts.actions.roles import note
from accounts.acts import AccountAct
from accounts.importing.known import known_to
from accounts.importing.roster import read_roster
from accounts.models import Person, RoleGrant, Roster, Unit
from accounts.queries import actor_of, demand, person_of
from accounts.rules.duties import Right, Role, needs_countersign
from accounts.rules.names import tidy_remark
from accounts.rules.roster import Fate, Line, Planned, counts, plan
from audit.actions import record
from core.actor import Actor
from core.clock import now
from core.database import db, transaction
from core.errors import N_, Missing, Refused
from core.jobs import Progress, job

IMPORT = "accounts.import_roster"
KEPT = timedelta(days=2)


def keep_roster(data: bytes, *, file_name: str, actor: Actor) -> Roster:
    """Read a file and keep its lines for the dry run; no person, unit or role is touched."""
    demand(actor, Right.MANAGE_PEOPLE)
    found = read_roster(data)
    with transaction() as session:
        is_old = Roster.at < now() - KEPT
        session.execute(delete(Roster).where(Roster.imported_at.is_(None), is_old))
        roster = Roster(
            by_id=actor.id,
            at=now(),
            file_name=tidy_remark(file_name)[-120:],
            digest=hashlib.sha256(data).hexdigest(),
            rows=[list(astuple(line)) for line in found.lines],
            notes=list(found.remarks),
        )
        session.add(roster)
    return roster


def own_roster(roster_id: int, *, actor: Actor) -> Roster:
    """The roster with this id, if the actor brought it and still manages people."""
    demand(actor, Right.MANAGE_PEOPLE)
    roster = db.session.get(Roster, roster_id)
    if roster is None or roster.by_id != actor.id:
        raise Missing(N_("There is no such roster of yours. Send the file again."))
    return roster


def planned(roster: Roster, *, actor: Actor) -> list[Planned]:
    """What importing a kept roster would do now, row by row."""
    lines = [Line(*row) for row in roster.rows]
    return plan(lines, known_to(actor, lines))


def import_kept(roster_id: int, *, actor: Actor) -> dict[str, int]:
    """Import a kept roster once, whole or not at all; then only its counts are kept."""
    with transaction():
        roster = own_roster(roster_id, actor=actor)
        if roster.imported_at:
            raise Refused(N_("This roster has been imported already."))
        lines = [Line(*row) for row in roster.rows]
        outcome = import_lines(lines, digest=roster.digest, actor=actor)
        roster.imported_at, roster.outcome, roster.rows = now(), outcome, []
    return outcome


def import_lines(lines: Sequence[Line], *, digest: str, actor: Actor | None) -> dict[str, int]:
    """Import every line or, if one is wrong, none. The same lines again change nothing."""
    with transaction():
        if actor is not None:
            demand(actor, Right.MANAGE_PEOPLE)
        rows = plan(lines, known_to(actor, lines))
        outcome = counts(rows)
        if outcome[Fate.ERROR]:
            raise Refused(
                N_("Wrong rows: %(count)s. Nothing was imported."), count=outcome[Fate.ERROR]
            )
        _store([row for row in rows if row.fate is not Fate.UNCHANGED], actor)
        record(AccountAct.ROSTER_IMPORTED, actor, digest=digest, counts=outcome)
    return outcome


def _store(rows: Sequence[Planned], actor: Actor | None) -> None:
    units = {unit.id: unit for unit in db.session.scalars(select(Unit))}
    found = select(Person).join(Person.unit).where(Person.login.in_([row.login for row in rows]))
    people = {person.login: person for person in db.session.scalars(found)}
    added = [_added(row, units) for row in rows if row.fate is Fate.NEW]
    people |= {person.login: person for person in added}
    db.session.add_all(added)
    db.session.flush()
    for row in rows:
        _note_row(row, people[row.login], units, actor)
    grants = [
        RoleGrant(
            person=people[row.login],
            role=str(role),
            unit=units[_home(row)],
            by_id=actor.id if actor else None,
            at=now(),
        )
        for row in rows
        for role in row.roles
    ]
    db.session.add_all(grants)
    db.session.flush()
    for given in grants:
        waits = needs_countersign(Role(given.role))
        note(AccountAct.ROLE_PROPOSED if waits else AccountAct.ROLE_GRANTED, given, actor)


def _home(row: Planned) -> int:
    if row.unit is None:
        raise ValueError(f"Row {row.number} has no unit.")
    return row.unit.id


def _added(row: Planned, units: dict[int, Unit]) -> Person:
    return Person(login=row.login, name=row.name, unit=units[_home(row)], created_at=now())


def _note_row(row: Planned, person: Person, units: dict[int, Unit], actor: Actor | None) -> None:
    """Write the row on the trail and, where the person was there before, change them."""
    unit = units[_home(row)]
    subject = ("person", person.id)
    after = {"name": row.name, "unit": unit.code}
    if row.fate is Fate.NEW:
        details: dict[str, object] = {"login": row.login, **after}
        record(AccountAct.PERSON_ADDED, actor, subject=subject, unit_path=unit.path, **details)
    elif row.old_name or row.old_unit:
        before = {"name": person.name, "unit": units[person.unit_id].code}
        person.name, person.unit = row.name, unit
        details = {"before": before, "after": after}
        record(AccountAct.PERSON_CHANGED, actor, subject=subject, unit_path=unit.path, **details)


@job(IMPORT)
def _work(progress: Progress, arguments: dict[str, Any]) -> dict[str, Any]:
    """Import a kept roster for whoever asked, with the duties that they hold by then."""
    actor = actor_of(person_of(arguments["actor_id"]))
    total = len(own_roster(arguments["roster_id"], actor=actor).rows)
    progress.told(0, total)
    outcome = import_kept(arguments["roster_id"], actor=actor)
    progress.told(total, total)
    return dict(outcome)
