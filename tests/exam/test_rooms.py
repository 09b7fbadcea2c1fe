"""Rooms: adding and changing them, seats, and the start of a room."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from accounts.queries import actor_of
from exam.actions import rooms
from exam.models.candidates import Seat
from exam.models.proctoring import RoomStart
from exam.models.sittings import Room
from tests import factories
from tests.exam import steps
from tests.people import grant

MINUTE = factories.MINUTE


def held_rooms(session):
    session.commit()
    found = [
        (room.name, room.addresses)
        for room in session.scalars(
            select(Room).order_by(Room.id).execution_options(populate_existing=True)
        )
    ]
    session.commit()
    return found


def seats(session):
    session.commit()
    rows = session.execute(
        select(Seat.registration_id, Seat.room_id).order_by(Seat.registration_id)
    ).all()
    session.commit()
    return [tuple(row) for row in rows]


def starts(session):
    session.commit()
    found = list(session.scalars(select(RoomStart.at_ms)))
    session.commit()
    return found


def add(browser, sitting, name="一号机房", addresses=""):
    form = {"name": name, "addresses": addresses}
    return browser.post(f"/sittings/{sitting.id}/rooms", form)


@pytest.fixture
def kong(house, cast):
    return house.as_(cast.kong, "en")


@pytest.fixture
def lins(session, cast, running):
    return steps.attempt_of(session, running, cast.lin)


@pytest.fixture
def zhaos(session, cast, running):
    return steps.attempt_of(session, running, cast.zhao)


@pytest.fixture
def unsealed(session, cast):
    """Another sitting of the same unit, open by the clock, without papers."""
    return factories.sitting(session, unit=cast.units["yunxi"], examiner=cast.kong)


@pytest.fixture
def room(session, cast, running, kong):
    """A room of the running sitting, which starts by the room, with Lin in it."""
    kong.post(f"/sittings/{running.id}/rooms/start-rule", {"by_room": "1"})
    add(kong, running)
    session.commit()
    made = session.scalars(select(Room)).one()
    registration = steps.attempt_of(session, running, cast.lin).registration_id
    kong.post(f"/sittings/{running.id}/registrations/{registration}/seat", {"room": made.id})
    return made


def test_a_room_is_added_with_its_address_ranges(session, running, kong):
    answer = add(kong, running, " 一号 机房 ", "10.20.3.7/24, 10.20.4.9\n2001:db8::/64")

    assert (answer.status_code, answer.location) == (303, f"/sittings/{running.id}/rooms")
    assert held_rooms(session) == [("一号 机房", ["10.20.3.0/24", "10.20.4.9/32", "2001:db8::/64"])]
    assert steps.entry(session, "exam.room_added")["sitting"] == running.id


@pytest.mark.parametrize(
    ("name", "addresses", "status"),
    [
        ("", "", 422),
        ("房" * 61, "", 422),
        ("二号", "10.20.3.0/33", 409),
        ("二号", "here", 409),
        ("二号", "\n".join(f"10.0.{n}.0/24" for n in range(101)), 409),
        ("一号", "", 409),
    ],
)
def test_a_room_of_the_wrong_form_is_refused_and_the_form_keeps_what_was_typed(
    session, running, kong, name, addresses, status
):
    add(kong, running, "一号")

    answer = add(kong, running, name, addresses)

    assert answer.status_code == status
    assert held_rooms(session) == [("一号", [])]
    assert addresses.split("\n")[0] in answer.text


def test_a_room_is_renamed_and_the_trail_keeps_what_it_was(session, running, kong, room):
    form = {"name": "二号机房", "addresses": "10.1.0.0/16"}
    answer = kong.post(f"/sittings/{running.id}/rooms/{room.id}", form)

    assert answer.status_code == 303
    assert held_rooms(session) == [("二号机房", ["10.1.0.0/16"])]
    fields = steps.entry(session, "exam.room_changed")
    assert fields["before"] == {"name": "一号机房", "addresses": []}


def test_a_room_in_which_somebody_sits_stays(session, running, kong, room):
    answer = kong.post(f"/sittings/{running.id}/rooms/{room.id}/removal")

    assert answer.status_code == 409
    assert held_rooms(session) == [("一号机房", [])]


def test_an_empty_room_is_removed(session, running, kong, room):
    add(kong, running, "空的")
    other = session.scalars(select(Room).where(Room.name == "空的")).one()

    answer = kong.post(f"/sittings/{running.id}/rooms/{other.id}/removal")

    assert answer.status_code == 303
    assert held_rooms(session) == [("一号机房", [])]
    assert steps.acts(session)[-1] == "exam.room_removed"


def test_candidates_are_spread_evenly_over_the_rooms(session, running, kong, lins, zhaos):
    add(kong, running, "一")
    add(kong, running, "二")
    first, second = session.scalars(select(Room.id).order_by(Room.name)).all()

    answer = kong.post(f"/sittings/{running.id}/rooms/seats/even")

    assert answer.status_code == 303
    assert sorted(room for _, room in seats(session)) == sorted([first, second])
    assert steps.entry(session, "exam.seated")["rooms"] == {str(first): 1, str(second): 1}


def test_a_unit_is_kept_together(session, running, kong, lins, zhaos):
    add(kong, running, "一")
    add(kong, running, "二")

    kong.post(f"/sittings/{running.id}/rooms/seats/by-unit")

    assert len({room for _, room in seats(session)}) == 1
    assert len(seats(session)) == 2


def test_many_are_seated_by_hand_and_moved_until_they_open(
    house, session, cast, running, kong, lins, zhaos
):
    add(kong, running, "一")
    add(kong, running, "二")
    first, second = session.scalars(select(Room.id).order_by(Room.id)).all()
    both = {"registration": [lins.registration_id, zhaos.registration_id]}
    kong.post(f"/sittings/{running.id}/rooms/seats", both | {"room": first})
    steps.start(house, session, running, cast.lin)

    moved = kong.post(f"/sittings/{running.id}/rooms/seats", both | {"room": second})
    alone = kong.post(
        f"/sittings/{running.id}/registrations/{zhaos.registration_id}/seat", {"room": second}
    )

    assert (moved.status_code, alone.status_code) == (409, 303)
    assert seats(session) == [(lins.registration_id, first), (zhaos.registration_id, second)]


@pytest.mark.parametrize("what", ["nobody", "stranger", "no room", "garbage"])
def test_seats_of_the_wrong_form_change_nothing(session, cast, running, kong, lins, what):
    add(kong, running)
    room_id = session.scalars(select(Room.id)).one()
    form = {"registration": [lins.registration_id], "room": room_id} | {
        "nobody": {"registration": []},
        "stranger": {"registration": [lins.registration_id, 10**6]},
        "no room": {"room": 10**6},
        "garbage": {"room": "x", "registration": ["y"]},
    }[what]

    answer = kong.post(f"/sittings/{running.id}/rooms/seats", form)

    assert answer.status_code in (404, 409)
    assert seats(session) == []


def test_the_way_of_starting_is_set_while_nobody_has_opened(house, session, cast, running, kong):
    url = f"/sittings/{running.id}/rooms/start-rule"
    kong.post(url, {"by_room": "1"})
    kong.post(url, {"by_room": "0"})
    steps.start(house, session, running, cast.lin)

    late = kong.post(url, {"by_room": "1"})

    session.refresh(running)
    assert (late.status_code, running.starts_by_room) == (409, False)
    assert steps.acts(session).count("exam.start_rule_set") == 2


def test_whoever_has_no_started_room_cannot_open(house, session, cast, running, room, lins, zhaos):
    before = steps.state(session)

    answers = [
        house.as_(person).post(f"/exam/attempts/{attempt.token}/opening")
        for person, attempt in ((cast.lin, lins), (cast.zhao, zhaos))
    ]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert steps.state(session) == before


def test_the_clock_runs_from_the_start_of_the_room(house, session, cast, running, kong, room, lins):
    kong.post(f"/sittings/{running.id}/rooms/{room.id}/start")
    (at_ms,) = starts(session)
    factories.move_clock(session, 5 * MINUTE)

    steps.start(house, session, running, cast.lin)

    assert steps.attempt_of(session, running, cast.lin).deadline_ms == at_ms + 60 * MINUTE


def test_starting_twice_is_starting_once(session, running, kong, room):
    url = f"/sittings/{running.id}/rooms/{room.id}/start"
    kong.post(url)
    before = starts(session)
    factories.move_clock(session, MINUTE)

    assert kong.post(url).status_code == 303
    assert starts(session) == before
    assert steps.acts(session).count("exam.room_started") == 1


def test_of_two_who_start_at_once_one_starts(app, session, cast, running, room):
    def start():
        with app.app_context():
            return rooms.start_room(running.id, room.id, actor=actor_of(cast.kong)).at_ms

    with ThreadPoolExecutor(2) as pool:
        found = {each.result() for each in [pool.submit(start), pool.submit(start)]}

    assert list(found) == starts(session)
    assert steps.acts(session).count("exam.room_started") == 1


@pytest.mark.parametrize("when", ["before", "after", "own start", "paused", "not sealed"])
def test_a_room_starts_only_when_it_can(house, session, cast, running, kong, room, unsealed, when):
    sitting, here = running, room
    if when == "before":
        factories.move_clock(session, -5 * MINUTE)
    elif when == "after":
        factories.move_clock(session, 70 * MINUTE)
    elif when == "own start":
        kong.post(f"/sittings/{running.id}/rooms/start-rule", {"by_room": "0"})
    elif when == "paused":
        kong.post(f"/sittings/{running.id}/pauses", {"reason": "火警", "room": room.id})
    else:
        sitting = unsealed
        kong.post(f"/sittings/{unsealed.id}/rooms/start-rule", {"by_room": "1"})
        add(kong, unsealed)
        here = session.scalars(select(Room).where(Room.sitting_id == unsealed.id)).one()

    answer = kong.post(f"/sittings/{sitting.id}/rooms/{here.id}/start")

    assert answer.status_code == 409
    assert starts(session) == []


def acts_on_rooms(sitting, room, registration_id):
    base = f"/sittings/{sitting.id}"
    return [
        (f"{base}/rooms", {"name": "x", "addresses": ""}),
        (f"{base}/rooms/{room.id}", {"name": "x", "addresses": ""}),
        (f"{base}/rooms/{room.id}/removal", {}),
        (f"{base}/rooms/{room.id}/start", {}),
        (f"{base}/rooms/start-rule", {"by_room": "0"}),
        (f"{base}/rooms/seats", {"registration": [registration_id], "room": room.id}),
        (f"{base}/rooms/seats/even", {}),
        (f"{base}/rooms/seats/by-unit", {}),
        (f"{base}/registrations/{registration_id}/seat", {"room": room.id}),
    ]


@pytest.mark.parametrize("who", ["tang", "shen", "lin", "zhao", "chen", "meng", "lu"])
def test_nobody_but_an_examiner_of_the_unit_arranges_rooms(
    house, session, cast, running, room, zhaos, who
):
    before = (held_rooms(session), seats(session), starts(session), steps.state(session))
    browser = house.as_(getattr(cast, who))

    answers = [
        browser.post(url, form).status_code
        for url, form in acts_on_rooms(running, room, zhaos.registration_id)
    ]

    assert answers == [403] * 9
    after = (held_rooms(session), seats(session), starts(session), steps.state(session))
    assert after == before


@pytest.mark.parametrize(
    ("who", "status"),
    [("kong", 200), ("shen", 200), ("tang", 404), ("lin", 403), ("chen", 403), ("lu", 403)],
)
def test_rooms_are_read_by_those_who_hold_or_watch(house, cast, running, room, who, status):
    browser = house.as_(getattr(cast, who))
    base = f"/sittings/{running.id}/rooms"

    pages = [browser.get(base), browser.get(f"{base}/{room.id}")]

    assert [page.status_code for page in pages] == [status] * 2
    assert [("一号机房" in page.text) for page in pages] == [status == 200] * 2


def test_a_room_of_another_sitting_is_not_found(session, cast, running, unsealed, kong, room):
    answers = [
        kong.get(f"/sittings/{unsealed.id}/rooms/{room.id}"),
        kong.post(f"/sittings/{unsealed.id}/rooms/{room.id}/start"),
        kong.post(f"/sittings/{unsealed.id}/rooms/{room.id}/removal"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 3
    assert (starts(session), held_rooms(session)) == ([], [("一号机房", [])])


def test_a_late_entry_gets_a_seat_and_then_starts(house, session, cast, running, kong, room):
    grant(session, cast.he, "officer", cast.units["songyan"])
    cast.he.unit_id = cast.units["songyan"].id
    session.merge(cast.he)
    session.commit()
    kong.post(
        f"/sittings/{running.id}/late-entries",
        {"person": cast.he.id, "language": "zh", "reason": "误车"},
    )
    attempt = steps.attempt_of(session, running, cast.he)
    kong.post(f"/sittings/{running.id}/rooms/{room.id}/start")
    browser = house.as_(cast.he)
    without = browser.post(f"/exam/attempts/{attempt.token}/opening")
    kong.post(
        f"/sittings/{running.id}/registrations/{attempt.registration_id}/seat", {"room": room.id}
    )

    with_seat = browser.post(f"/exam/attempts/{attempt.token}/opening")

    assert (without.status_code, with_seat.status_code) == (409, 303)


def test_rooms_take_as_many_statements_for_three_candidates_as_for_one(
    session, running, kong, lins, zhaos, statements
):
    add(kong, running, "一")
    add(kong, running, "二")
    kong.get(f"/sittings/{running.id}/rooms")
    with statements() as none_seated:
        kong.get(f"/sittings/{running.id}/rooms")
    kong.post(f"/sittings/{running.id}/rooms/seats/even")
    add(kong, running, "三")

    with statements() as all_seated:
        kong.get(f"/sittings/{running.id}/rooms")

    assert len(all_seated) == len(none_seated)
