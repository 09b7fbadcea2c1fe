"""Time that somebody has a module in front of them."""

from sqlalchemy import func, select

from accounts.actions.turns import in_turn
from core.actor import Actor
from core.database import transaction
from courses.models.studying import Stretch
from courses.queries.outline import place_of
from courses.queries.prerequisites import demand_open
from courses.rules.study_time import counted


def note_stretch(
    course_code: str, module_code: str, *, seconds: int, anchor: str, actor: Actor
) -> None:
    """Keep what counts of a reported stretch in an open module, and the section it ended at."""
    with transaction() as session:
        at = in_turn(session, actor.id)
        place = place_of(course_code, module_code)
        demand_open(place, actor)
        last_at = session.scalars(
            select(func.max(Stretch.at)).where(Stretch.person_id == actor.id)
        ).one()
        kept = counted(seconds, last_at, at)
        if kept:
            session.add(
                Stretch(
                    person_id=actor.id,
                    module_id=place.module.module_id,
                    anchor=anchor,
                    seconds=kept,
                    at=at,
                )
            )
