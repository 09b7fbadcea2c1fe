"""The ready page waits for its room, and opens the paper by itself when the room starts."""

import pytest
from playwright.sync_api import expect

from core.clock import now
from exam.models.candidates import Seat
from exam.models.proctoring import RoomStart
from exam.models.sittings import Entrance, Room, Sitting
from tests import factories

pytestmark = pytest.mark.browser


@pytest.fixture
def room(session, exam) -> Room:
    """Lin's seat in a room of a sitting that is started by the room."""
    sitting = session.get(Sitting, exam.attempt.sitting_id)
    sitting.starts_by_room = True
    made = Room(sitting_id=sitting.id, name="一号机房", addresses=[], by_id=sitting.by_id, at=now())
    session.add(made)
    session.flush()
    session.add(
        Seat(
            registration_id=exam.attempt.registration_id,
            room_id=made.id,
            by_id=sitting.by_id,
            at=now(),
        )
    )
    session.commit()
    return made


def start(session, room) -> None:
    at_ms = factories.clock(session)
    session.add(RoomStart(room_id=room.id, at_ms=at_ms, by_id=room.by_id, at=now()))
    session.commit()


def test_the_paper_opens_by_itself_when_the_room_starts(visits, session, exam, room):
    page = visits.person("lin")
    page.goto(exam.door)
    expect(page.get_by_role("heading", name="您已在一号机房就位")).to_be_visible()
    expect(page.get_by_role("button", name="打开试卷")).to_be_hidden()

    start(session, room)

    page.wait_for_url(f"**{exam.path}", timeout=15_000)
    expect(page.locator("[data-saved]").first).to_be_visible()


def test_a_code_that_is_still_to_be_typed_is_asked_for_first(visits, session, exam, room):
    session.add(
        Entrance(
            sitting_id=exam.attempt.sitting_id,
            access_code="HALL42",
            addresses=[],
            watches_focus=False,
            asks_full_screen=False,
            browser_keys=[],
            by_id=room.by_id,
            at=now(),
        )
    )
    session.commit()
    page = visits.person("lin")
    page.goto(exam.door)
    start(session, room)

    button = page.get_by_role("button", name="打开试卷")
    expect(button).to_be_visible(timeout=15_000)
    page.locator("[name=access_code]").fill("hall42")
    button.click()

    page.wait_for_url(f"**{exam.path}", timeout=15_000)
