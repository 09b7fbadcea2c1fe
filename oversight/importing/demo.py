"""Loading the demonstration: the starter content and a bureau with officers at every stage.

Everything is done by the same acts as in earnest, by the people whose duty it is.
"""

from collections.abc import Callable
from random import Random

from sqlalchemy import func, select, update

from accounts.actions import people, roles, units
from accounts.actions.signing_in import HASHER
from accounts.models import Person
from accounts.rules.duties import Role
from core.clock import exam_ms
from core.database import db, transaction
from core.errors import N_, Refused
from oversight.importing import (
    contests,
    issuing,
    sittings,
    standards,
    studying,
    writing,
    written,
)
from oversight.importing.bureau import OFFICERS, STAFF, UNITS

SHORTEST_SITTING_MS = 3_000
Tell = Callable[[str], None]


def load(*, password: str, tell: Tell) -> None:
    """Fill an empty database; refused if anybody is in it."""
    if db.session.scalar(select(func.count()).select_from(Person)):
        raise Refused(
            N_("There are people in this database already; the demonstration needs an empty one.")
        )
    chance = Random(2026)  # noqa: S311 - an invented bureau, the same each time
    tell("people")
    _load_people(password)
    tell("courses and questions")
    studying.load_content()
    tell("officers at work")
    studying.study()
    writing.write_notes()
    writing.propose_texts()
    blueprint_id = sittings.kept_blueprint("certification")
    qualification_id = sittings.kept_blueprint("qualification")
    tell("a sitting open now")
    begun_ms = exam_ms()
    sittings.hold_present(blueprint_id, chance)
    lasts_ms = max(SHORTEST_SITTING_MS, 20 * (exam_ms() - begun_ms))
    tell("a sitting that is over, contests, and a sitting to come")
    in_writing = written.hold_written(lasts_ms)
    held = contests.hold(chance, lasts_ms)
    past = sittings.hold_past(blueprint_id, chance, lasts_ms)
    sittings.release_when_over([past, *held.sittings])
    written.mark_written(in_writing)
    contests.judge(held, chance)
    sittings.plan(
        blueprint_id,
        "yunxi",
        ("冬季资格考试（报名中）", "Winter qualification exam (registration)"),
        opens=7 * sittings.DAY,
        closes=8 * sittings.DAY,
    )
    tell("standards")
    standards.set_standards(blueprint_id, qualification_id, chance)
    tell("credentials in every state")
    issuing.issue()


def _load_people(password: str) -> None:
    ids: dict[str, int] = {}
    for code, parent, name, name_en in UNITS:
        unit = units.add_unit(
            code=code, name=name, name_en=name_en, parent_id=ids.get(parent or ""), actor=None
        )
        ids[code] = unit.id
    for staff in STAFF:
        person = people.add_person(
            login=staff.login, name=staff.name, unit_id=ids[staff.home], actor=None
        )
        roles.grant(person.id, role=staff.role, unit_id=ids[staff.over])
    for officer in OFFICERS:
        person = people.add_person(
            login=officer.login, name=officer.name, unit_id=ids[officer.home], actor=None
        )
        roles.grant(person.id, role=Role.OFFICER, unit_id=ids[officer.home])
    with transaction() as session:
        session.execute(update(Person).values(is_demo=True, password_hash=HASHER.hash(password)))
