"""Towards which day somebody practises, and how many questions a day."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import select

from accounts.models import Person, Unit
from core.clock import milliseconds, moment, now
from core.database import db
from exam.models.sittings import Sitting
from exam.queries.ahead import next_sitting
from exam.queries.sittings import rule_of
from practice.models import Goal
from practice.rules.aims import DAILY


@dataclass(frozen=True, slots=True)
class Aim:
    """What the plan is made for: the day of the exam, if one is known, and the daily number.

    `sitting` is the next exam that the person is registered for, whether or not its day is the
    one they practise towards.
    """

    today: date
    zone: ZoneInfo
    own_day: date | None
    sitting: Sitting | None
    daily: int
    is_set: bool

    @property
    def exam_on(self) -> date | None:
        """The day that the officer set, if it is not past; else that of the next exam."""
        if self.own_day and self.own_day >= self.today:
            return self.own_day
        return self.sitting_on

    @property
    def sitting_on(self) -> date | None:
        """The day of the next exam."""
        return moment(self.sitting.opens_ms).astimezone(self.zone).date() if self.sitting else None

    @property
    def follows_sitting(self) -> bool:
        """Whether the day is that of the next exam."""
        return self.sitting is not None and self.exam_on == self.sitting_on

    def asks(self, topic: str) -> bool:
        """Whether the exam asks for a topic; without an exam every topic counts."""
        if self.sitting is None or not self.follows_sitting:
            return True
        return any(group.holds(topic) for group in rule_of(self.sitting).groups)


def aim_of(person_id: int) -> Aim:
    """Somebody's aim today, by the newest goal they set; always two queries."""
    statement = (
        select(Unit.zone, Goal.on, Goal.daily)
        .join(Person, Person.unit_id == Unit.id)
        .outerjoin(Goal, Goal.person_id == Person.id)
        .where(Person.id == person_id)
        .order_by(Goal.id.desc().nulls_last())
        .limit(1)
    )
    name, own_day, daily = db.session.execute(statement).one()
    zone = ZoneInfo(name)
    today = now().astimezone(zone).date()
    midnight = datetime.combine(today, time(), zone)
    return Aim(
        today=today,
        zone=zone,
        own_day=own_day,
        sitting=next_sitting(person_id, milliseconds(midnight)),
        daily=daily or DAILY,
        is_set=daily is not None,
    )
