"""Adding units to the bureau tree."""

from sqlalchemy import select

from accounts.acts import AccountAct
from accounts.models import Unit
from accounts.queries import demand_people, unit_of
from accounts.rules.names import code_problem, name_problem, tidy_code, tidy_name
from accounts.rules.units import UNIT_LEVELS, level_below
from audit.actions import record
from core.actor import Actor
from core.database import db, transaction
from core.errors import N_, Refused


def add_unit(
    *, code: str, name: str, name_en: str, parent_id: int | None, actor: Actor | None
) -> Unit:
    """Add a unit below one under the actor; whoever runs the machine may add a nation."""
    code, name = tidy_code(code), tidy_name(name)
    name_en = tidy_name(name_en) or name
    with transaction() as session:
        parent = unit_of(parent_id) if parent_id else None
        demand_people(actor, parent.path if parent else "/")
        level = level_below(parent.level) if parent else UNIT_LEVELS[0]
        if level is None:
            raise Refused(N_("There are no units below a county."))
        problem = code_problem(code) or name_problem(name) or name_problem(name_en)
        if problem:
            raise Refused(problem)
        if db.session.scalar(select(Unit.id).where(Unit.code == code)):
            raise Refused(N_("Another unit has the code %(code)s."), code=code)
        unit = Unit(code=code, name=name, name_en=name_en, level=level, path=code)
        unit.parent_id = parent.id if parent else None
        unit.zone = parent.zone if parent else "Asia/Shanghai"
        session.add(unit)
        session.flush()
        unit.path = f"{parent.path if parent else '/'}{unit.id}/"
        session.flush()
        details = {"code": code, "name": name, "parent": parent.code if parent else None}
        record(
            AccountAct.UNIT_ADDED, actor, subject=("unit", unit.id), unit_path=unit.path, **details
        )
    return unit
