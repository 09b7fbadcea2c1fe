"""Closed sittings with written answers, and what their markers do."""

from sqlalchemy import insert, select

from core.clock import now
from exam.models.attempts import Arrival
from exam.models.marking import Script, WrittenMark
from exam.models.sittings import Closing
from exam.rules.arrivals import value_text
from tests import factories
from tests.exam import steps
from tests.people import add_person, grant

DEFINITION = {
    "code": "written",
    "version": 1,
    "title": {"zh": "书面", "en": "Written"},
    "minutes": 60,
    "pass_percent": "60",
    "exposure": "1",
    "gap": "1",
    "kinds": [{"kind": "short_answer", "count": 1, "points": "4"}],
    "groups": [{"topics": ["law.*"], "easy": 1}],
    "sections": [{"code": "law", "zh": "法律", "en": "Law", "topics": ["law.*"]}],
}
ANSWER = "一是告知内容，\n二是告知权利。"


class Pile:
    """A closed sitting of Yunxi with so many scripts by candidates of Songyan."""

    def __init__(self, session, cast, count, *, revision=None, slots=(1,)):
        self.session = session
        self.revision = revision or steps.written(session, cast.chen)
        self.sitting = factories.sitting(
            session, unit=cast.units["yunxi"], examiner=cast.kong, definition=DEFINITION
        )
        self.id = self.sitting.id
        session.add(Closing(sitting_id=self.id, journal_hash="0" * 64, arrivals=count, at=now()))
        names = [f"written-{self.id}-{number}" for number in range(count)]
        people = [add_person(session, name, name, cast.units["songyan"]) for name in names]
        self.attempts = [
            factories.attempt(session, self.sitting, person, [self.revision], state="closed")
            for person in people
        ]
        session.execute(
            insert(Arrival),
            [_arrival(attempt, slot) for attempt in self.attempts for slot in slots],
        )
        scripts = [self._script(attempt, slot) for attempt in self.attempts for slot in slots]
        session.execute(insert(Script), scripts)
        session.commit()

    def _script(self, attempt, slot):
        return {
            "sitting_id": self.id,
            "attempt_id": attempt.id,
            "slot": slot,
            "revision_id": self.revision.id,
        }

    @property
    def scripts(self):
        """The ids of the scripts, in order."""
        self.session.commit()
        statement = select(Script.id).where(Script.sitting_id == self.id).order_by(Script.id)
        found = list(self.session.scalars(statement))
        self.session.commit()
        return found

    def give(self, browser, script_id, *points, remark=""):
        """What a marker's browser sends for one script."""
        return browser.post(
            f"/marking/{self.id}/scripts/{script_id}/marks",
            {"points": list(points), "remark": remark},
        )

    def next(self, browser):
        """The script to which a marker is led, or None."""
        where = browser.get(f"/marking/{self.id}").headers["Location"]
        return int(where.rpartition("/")[2]) if "/scripts/" in where else None

    def marks(self):
        """All marks as (script, marker, points), in order."""
        self.session.commit()
        columns = (WrittenMark.script_id, WrittenMark.marker_id, WrittenMark.points)
        rows = self.session.execute(
            select(*columns)
            .join(Script, Script.id == WrittenMark.script_id)
            .where(Script.sitting_id == self.id)
            .order_by(WrittenMark.id)
        )
        found = [(script, marker, f"{points.normalize():f}") for script, marker, points in rows]
        self.session.commit()
        return found


def _arrival(attempt, slot):
    return {
        "attempt_id": attempt.id,
        "slot": slot,
        "seq": 1,
        "typed_under": 1,
        "lease": 1,
        "value": value_text(ANSWER),
        "at_ms": attempt.opened_ms,
        "standing": "counted",
    }


def third_marker(session, cast):
    """One more marker: nobody of Songyan."""
    grant(session, cast.shang, "marker", cast.units["qinglan"])
    session.commit()
    return cast.shang
