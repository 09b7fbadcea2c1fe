"""Setting a goal for one's own practice."""

from datetime import date

from core.actor import Actor
from core.clock import now
from core.database import transaction
from core.errors import N_, Refused
from practice.models import Goal
from practice.queries.goals import aim_of
from practice.rules.aims import fits


def set_goal(on: date | None, daily: int, *, actor: Actor) -> Goal:
    """Choose the day to practise towards, or leave it to the next exam, and the daily number."""
    with transaction() as session:
        if not fits(on, daily, aim_of(actor.id).today):
            raise Refused(N_("Choose a day from tomorrow on, within a year."))
        goal = Goal(person_id=actor.id, on=on, daily=daily, at=now())
        session.add(goal)
    return goal
