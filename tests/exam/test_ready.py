"""The ready page: who waits there, when a paper may be opened, and that it tells no question."""

import pytest
from sqlalchemy import select

from exam.models.attempts import SignOfLife
from exam.models.sittings import Room
from tests import factories
from tests.exam import steps

MINUTE = factories.MINUTE


@pytest.fixture
def kong(house, cast):
    return house.as_(cast.kong, "en")


@pytest.fixture
def room(session, cast, running, kong):
    """Lin sits in a room of a sitting that is started by the room."""
    kong.post(f"/sittings/{running.id}/rooms/start-rule", {"by_room": "1"})
    kong.post(f"/sittings/{running.id}/rooms", {"name": "一号机房", "addresses": ""})
    session.commit()
    made = session.scalars(select(Room)).one()
    registration_id = steps.attempt_of(session, running, cast.lin).registration_id
    kong.post(f"/sittings/{running.id}/registrations/{registration_id}/seat", {"room": made.id})
    return made


def ask(browser, sitting):
    return browser.get(f"/exam/sittings/{sitting.id}/readiness")


def signs(session):
    session.commit()
    found = list(session.scalars(select(SignOfLife.attempt_id)))
    session.commit()
    return found


def test_the_page_waits_until_the_room_starts(house, session, cast, running, kong, room):
    lin, zhao = house.as_(cast.lin, "en"), house.as_(cast.zhao)
    said = [ask(lin, running).json["state"], ask(zhao, running).json["state"]]
    kong.post(f"/sittings/{running.id}/rooms/{room.id}/start")
    said += [ask(lin, running).json["state"], ask(zhao, running).json["state"]]
    steps.start(house, session, running, cast.lin)
    said.append(ask(lin, running).json["state"])

    assert said == ["waiting", "no_room", "started", "no_room", "open"]


def test_asking_is_a_sign_of_life_while_one_waits_and_only_then(
    house, session, cast, running, room
):
    browser, attempt = house.as_(cast.lin), steps.attempt_of(session, running, cast.lin)
    ask(browser, running)
    first = session.scalars(select(SignOfLife.at_ms)).one()
    factories.move_clock(session, MINUTE)
    ask(browser, running)

    session.expire_all()
    second = session.scalars(select(SignOfLife.at_ms)).one()
    assert signs(session) == [attempt.id]
    assert second - first >= MINUTE


def test_it_takes_two_statements_and_the_sign_of_life(
    house, session, cast, running, room, statements
):
    browser = house.as_(cast.lin)
    ask(browser, running)

    with statements() as heard:
        ask(browser, running)

    assert len([each for each in heard if each.startswith("SELECT")]) <= 2


def test_a_pause_is_told_and_holds(house, session, cast, running, kong, room):
    lin = house.as_(cast.lin, "en")
    kong.post(f"/sittings/{running.id}/rooms/{room.id}/start")
    kong.post(f"/sittings/{running.id}/pauses", {"reason": "火警演练", "room": "0"})

    assert ask(lin, running).json["state"] == "paused"
    assert "火警演练" in lin.get(f"/exam/sittings/{running.id}").text


def test_without_a_script_the_page_has_a_way_to_look_again_and_a_button_once_started(
    house, session, cast, running, kong, room
):
    lin = house.as_(cast.lin, "en")
    url = f"/exam/sittings/{running.id}"
    button = '<button class="btn btn-primary" hidden>Open my paper</button>'
    waiting = lin.get(url).text
    kong.post(f"/sittings/{running.id}/rooms/{room.id}/start")
    started = lin.get(url).text

    assert (button in waiting, "Look again" in waiting) == (True, True)
    assert '<button class="btn btn-primary">Open my paper</button>' in started


@pytest.mark.parametrize("by_room", [True, False])
def test_before_the_start_nothing_of_the_paper_is_told(
    house, session, cast, running, kong, by_room
):
    if by_room:
        kong.post(f"/sittings/{running.id}/rooms/start-rule", {"by_room": "1"})
    else:
        factories.move_clock(session, -5 * MINUTE)
    attempt = steps.attempt_of(session, running, cast.lin)
    lin = house.as_(cast.lin, "en")
    base = f"/exam/attempts/{attempt.token}"

    answers = [
        lin.get(f"/exam/sittings/{running.id}"),
        ask(lin, running),
        lin.post(f"{base}/opening"),
        lin.get(base),
        lin.get(f"{base}/news"),
        lin.get(f"{base}/result"),
        lin.get(f"{base}/noted"),
        lin.get(f"{base}/submission"),
        lin.post(f"{base}/lease"),
        lin.get("/exam/"),
        lin.get("/"),
    ]

    for answer in answers:
        told = answer.text + str(answer.headers)
        assert not any(words in told for words in ("stem", "option", "law-", "rationale"))
    assert steps.attempt_of(session, running, cast.lin).state == "ready"


def test_nobody_else_learns_where_somebody_stands(house, session, cast, running, room):
    assert ask(house.stranger(), running).status_code == 401
    assert ask(house.as_(cast.he), running).status_code == 404
    assert ask(house.as_(cast.kong), running).status_code == 404
    assert signs(session) == []


def test_whoever_was_signed_out_is_told_so_in_json(house, session, cast, running, room):
    lin = house.as_(cast.lin)
    lin.post("/sign-out")

    answer = lin.get(
        f"/exam/sittings/{running.id}/readiness", headers={"Accept": "application/json"}
    )

    assert (answer.status_code, answer.json["status"]) == (401, 401)


def test_fields_of_the_clock_that_a_candidate_sends_have_no_effect(
    house, session, cast, running, kong, room
):
    lin = house.as_(cast.lin)
    attempt = steps.attempt_of(session, running, cast.lin)
    before = steps.state(session)
    form = {"started_at": "1", "deadline": "9" * 13, "extra_minutes": "60", "state": "open"}

    opened = lin.post(f"/exam/attempts/{attempt.token}/opening", form)
    asked = lin.get(f"/exam/sittings/{running.id}/readiness", query_string=form)

    assert (opened.status_code, asked.json["state"]) == (409, "waiting")
    assert steps.state(session) == before
