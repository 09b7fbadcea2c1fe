"""A practice pool with one question of every kind, and one question of the exam pool."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from question_bank.models import Revision
from tests.factories import question

KINDS = {
    "single": ("law.basics", {"right": 1, "size": 4}, 4),
    "multiple": ("law.basics", {"right": [0, 2], "size": 4}, 4),
    "true_false": ("law.minor", {"right": True}, 2),
    "fill_blank": ("law.minor", {"blanks": [["七", "7"]]}, 1),
    "ordering": ("proc.notice", {"length": 3}, 3),
    "judgement": ("serv.phone", {"earns": [0, 3, 2, -1]}, 4),
}
SENTINEL = "law-secret-0001"
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def pool(session, cast) -> dict[str, Revision]:
    """One approved practice question of each kind, by kind; its code is q-<kind>."""
    return {kind: ask(session, cast, kind) for kind in KINDS}


@pytest.fixture
def sentinel(session, cast) -> Revision:
    """An approved question of the exam pool, in a topic of its own; every word of it says so."""
    return question(session, SENTINEL, author=cast.chen, topic="law.crime")


def ask(session, cast, kind, code="", **changes) -> Revision:
    """A practice question of a kind, with words that show where they stand."""
    topic, key, size = KINDS[kind]
    code = code or f"q-{kind.replace('_', '-')}"
    values = {"pool": "practice", "topic": topic, "key": key, "size": size} | changes
    made = question(session, code, author=cast.chen, kind=kind, **values)
    texts = [f"{code}-{at}" for at in range(size)]
    lists = {"ordering": {"items": texts}, "true_false": {}, "fill_blank": {}}
    stem = f"<p>{code} stem{' {{1}} 日' if kind == 'fill_blank' else ''}</p>"
    shown = {"stem": stem} | lists.get(kind, {"options": texts})
    feedback = [f"{code}-why-{at}" for at in range(size)] if len(shown) > 1 else []
    made.asked = {"zh": shown, "en": shown}
    told = {"rationale": f"<p>{code} rationale</p>", "feedback": feedback}
    made.told = {"zh": told, "en": told}
    made.details = made.details | {"refs": ["penalty-law 42(1)"]}
    session.commit()
    return made


@dataclass
class Practising:
    """Somebody who practises in a browser."""

    browser: object

    def begin(self, about: str) -> str:
        """The address of the first question of a new round."""
        begun = self.browser.post("/practice/rounds", {"about": about})
        assert begun.status_code == 303
        return begun.headers["Location"]

    def answer(self, address: str, fields: dict) -> str:
        """The page after an answer."""
        sent = self.browser.post(f"{address}/answer", fields)
        assert (sent.status_code, sent.headers["Location"]) == (303, address)
        return self.browser.get(address).text

    def letter(self, address: str, text: str) -> str:
        """The letter under which an option stands on the page."""
        page = self.browser.get(address).text
        found = re.search(rf'value="([a-j])"[^>]*><kbd>.</kbd><span>{re.escape(text)}</span>', page)
        return found[1]


@pytest.fixture
def lin(house, cast) -> Practising:
    """Lin, an officer, at practice in English words without a catalogue."""
    return Practising(house.as_(cast.lin, "en"))


PLACES_OF_NOW = (
    "practice.queries.goals.now",
    "practice.actions.answering.now",
    "practice.actions.rounds.now",
    "practice.actions.goals.now",
)


class Calendar:
    """The day on which practice takes place; it stands still until it is moved."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 2, 9, tzinfo=SHANGHAI)

    @property
    def today(self) -> date:
        return self.at.date()

    def now(self) -> datetime:
        return self.at.astimezone(UTC)

    def turn(self, days: int = 1) -> date:
        """Let so many days pass; the day that it is then."""
        self.at += timedelta(days=days)
        return self.today


@pytest.fixture
def calendar(monkeypatch) -> Calendar:
    calendar = Calendar()
    for place in PLACES_OF_NOW:
        monkeypatch.setattr(place, calendar.now)
    return calendar
