"""A pool on a small blueprint, and somebody who sits mock exams in a browser."""

import re
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.clock import now
from exam.models.sittings import Blueprint
from exam.models.sittings import Sitting as Held
from practice.models import MockEnd, MockExam
from question_bank.kinds import KINDS
from question_bank.models import Revision
from tests.practice.conftest import ask

DEFINITION = {
    "code": "small",
    "version": 1,
    "title": {"zh": "小考", "en": "Small exam"},
    "minutes": 30,
    "pass_percent": "60",
    "sections": [
        {"code": "law", "zh": "法律", "en": "Law", "topics": ["law.*"], "floor_percent": "50"},
        {"code": "rest", "zh": "其他", "en": "The rest", "topics": ["proc.*", "serv.*"]},
    ],
    "kinds": [
        {"kind": "single", "count": 2, "points": "2"},
        {"kind": "multiple", "count": 1, "points": "2"},
        {"kind": "true_false", "count": 1, "points": "1"},
        {"kind": "ordering", "count": 1, "points": "3"},
    ],
    "groups": [
        {"topics": ["law.basics"], "easy": 3},
        {"topics": ["law.minor"], "easy": 1},
        {"topics": ["proc.*", "serv.*"], "easy": 1},
    ],
}


def plan_for(session: Session, cast, **changes) -> Blueprint:
    """A blueprint of a sitting held long ago, that the pool of these tests can meet."""
    kept = kept_for(session, cast, **changes)
    held = Held(
        blueprint_id=kept.id, unit_id=cast.kong.unit_id, title="往届考试", title_en="A past exam",
        opens_ms=0, closes_ms=1, minutes=30, by_id=cast.kong.id, at=now(),
    )  # fmt: skip
    session.add(held)
    session.commit()
    return kept


def kept_for(session: Session, cast, **changes) -> Blueprint:
    """The same, as an examiner keeps it before any sitting has it."""
    definition = DEFINITION | changes
    kept = Blueprint(
        code=definition["code"], version=definition["version"], definition=definition,
        by_id=cast.kong.id, at=now(),
    )  # fmt: skip
    session.add(kept)
    session.commit()
    return kept


def pool_for(session: Session, cast, each: int = 1) -> None:
    """So many times the questions that the blueprint asks for."""
    for at in range(each):
        for kind in ("multiple", "true_false", "ordering"):
            ask(session, cast, kind, f"q-{kind.replace('_', '-')}-{at}")
        for second in "ab":
            ask(session, cast, "single", f"q-single-{at}{second}")


@dataclass
class Sitting:
    """Somebody at mock exams in a browser of their own."""

    browser: object
    session: Session

    def begin(self, exam: Blueprint | None = None) -> str:
        """The address of a mock exam that was begun or is gone on with."""
        begun = self.browser.post("/practice/mocks", {"exam": exam.id} if exam else {})
        assert begun.status_code == 303, begun.text
        return begun.headers["Location"]

    def row(self, address: str) -> MockExam:
        self.session.rollback()
        mock_id = int(re.search(r"\d+", address)[0])
        return self.session.get_one(MockExam, mock_id, populate_existing=True)

    def fields(self, address: str, *, right: bool = True, only=None) -> dict:
        """The fields of all questions or of some, as a browser would send them from a page."""
        slots = self.row(address).slots
        sent: dict = {"q": []}
        for number, slot in enumerate(slots, start=1):
            if only is None or number in only:
                sent["q"].append(str(number))
                sent |= self._answer(number, slot, right=right)
        return sent

    def _answer(self, number: int, slot: dict, *, right: bool) -> dict:
        revision = self.session.get_one(Revision, slot["revision"])
        if KINDS[revision.kind].marked_by_people:
            return {f"a{number}": "What I know of it."}
        best = KINDS[revision.kind].right(revision.key, slot["order"])
        if revision.kind == "true_false":
            return {f"a{number}": str(best is right).lower()}
        if revision.kind == "ordering":
            letters = best if right else best[::-1]
            return {f"a{number}.{letter}": str(at) for at, letter in enumerate(letters, start=1)}
        if revision.kind == "multiple":
            return {f"a{number}": best if right else best[:1]}
        return {f"a{number}": best if right else "abcd"[("abcd".index(best) + 1) % 4]}

    def keep(self, address: str, **more):
        return self.browser.post(f"{address}/answers", self.fields(address, **more))

    def hand_in(self, address: str):
        return self.browser.post(f"{address}/submission")

    def sit(self, *, right: bool = True, exam: Blueprint | None = None) -> str:
        """A whole mock exam, answered and handed in."""
        address = self.begin(exam)
        assert self.keep(address, right=right).status_code == 204
        assert self.hand_in(address).status_code == 303
        return address

    def kept(self, address: str) -> dict[int, str]:
        """The newest answers by place, as JSON."""
        return {each.number: each.value for each in self.row(address).answers}

    def ends(self) -> list[MockEnd]:
        self.session.rollback()
        return list(self.session.scalars(select(MockEnd).order_by(MockEnd.mock_id)))

    def let_time_pass(self, address: str) -> None:
        """Its time ran out a minute ago."""
        mock = self.row(address)
        mock.at, mock.due_at = now() - timedelta(hours=1), now() - timedelta(minutes=1)
        self.session.commit()
