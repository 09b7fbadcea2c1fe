"""The live board: counts, rows, filters and pages; who is ready, and who may look."""

import re
from decimal import Decimal

import pytest
from sqlalchemy import insert

from accounts.models import Person
from core.clock import now
from exam.models.attempts import Attempt, AttemptEvent, SignOfLife
from exam.models.candidates import Form, Registration
from exam.models.sittings import Room
from tests import factories
from tests.exam import steps

MINUTE = factories.MINUTE


@pytest.fixture
def kong(house, cast):
    return house.as_(cast.kong, "en")


def board(browser, sitting, **asked):
    answer = browser.get(f"/sittings/{sitting.id}/board", query_string=asked)
    assert answer.status_code == 200
    return answer.text


def counts(page):
    found = re.findall(r"<dt>([^<]+)</dt><dd><a [^>]*>(\d+)</a></dd>", page)
    return {name: int(count) for name, count in found}


def names(page):
    return re.findall(r'<a class="row-link"[^>]*>([^<]+)</a>', page)


def cells(page, name):
    """What stands in the row of this name after it, tags taken out."""
    row = page.split(f">{name}</a>")[1].split("</tr>")[0]
    return [
        " ".join(re.sub(r"<[^>]+>", " ", cell).split())
        for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)
    ]


def sign(session, attempt, ago):
    """The page of this attempt was last heard of so many ms ago."""
    at_ms = factories.clock(session) - ago
    session.merge(SignOfLife(attempt_id=attempt.id, at_ms=at_ms))
    session.commit()


def event(session, attempt, kind):
    session.add(AttemptEvent(attempt_id=attempt.id, kind=kind, at_ms=factories.clock(session)))
    session.commit()


def of(session, sitting, person):
    return steps.attempt_of(session, sitting, person)


def test_ready_is_who_was_heard_of_on_the_ready_page_within_the_last_minute(
    house, session, cast, running, kong
):
    house.as_(cast.lin).get(f"/exam/sittings/{running.id}/readiness")
    here = counts(board(kong, running))
    sign(session, of(session, running, cast.lin), 61_000)
    gone = counts(board(kong, running))

    assert here == {"Absent": 1, "Ready now": 1, "Writing": 0, "Handed in": 0}
    assert gone == {"Absent": 2, "Ready now": 0, "Writing": 0, "Handed in": 0}


def test_each_state_is_counted_and_found(house, session, cast, running, kong):
    steps.start(house, session, running, cast.lin)
    browser, attempt = steps.start(house, session, running, cast.zhao)
    browser.post(f"/exam/attempts/{attempt.token}/submission")
    lin = of(session, running, cast.lin)
    kong.post(f"/sittings/{running.id}/registrations/{lin.registration_id}/pauses", {"reason": "r"})

    page = board(kong, running)

    assert counts(page) == {"Absent": 0, "Ready now": 0, "Writing": 0, "Paused": 1, "Handed in": 1}
    assert names(board(kong, running, state="paused")) == ["林知夏"]
    assert names(board(kong, running, state="handed_in")) == ["赵一帆"]
    assert names(board(kong, running, state="writing")) == []
    assert "Nobody fits that." in board(kong, running, state="writing")


def test_answered_counts_slots_whose_last_answer_was_not_cleared(
    house, session, cast, running, kong
):
    browser, attempt = steps.start(house, session, running, cast.lin)
    steps.save(browser, attempt.token, (1, 1, "a"), (2, 2, "b"), (2, 3, None), (1, 4, "c"))

    assert cells(board(kong, running), "林知夏")[1] == "1 / 2"


def test_the_row_says_what_there_is_to_ask_about(house, session, cast, running, kong):
    browser, attempt = steps.start(house, session, running, cast.lin)
    browser.post(f"/exam/attempts/{attempt.token}/lease")
    for kind in ("blurred", "left_screen", "pasted", "focused"):
        event(session, attempt, kind)

    assert cells(board(kong, running), "林知夏")[3] == "opened again 1× focus lost 2× others 1×"


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (0, "connected"),
        (61_000, "no sign for over a minute"),
        (121_000, "no sign for over two minutes"),
    ],
)
def test_when_somebody_who_writes_was_last_heard_of(
    house, session, cast, running, kong, ago, words
):
    steps.start(house, session, running, cast.lin)
    factories.move_clock(session, 5 * MINUTE)
    sign(session, of(session, running, cast.lin), ago)

    assert cells(board(kong, running), "林知夏")[0] == f"writing {words}"


def test_an_answer_is_a_sign_as_good_as_a_beat(house, session, cast, running, kong):
    browser, attempt = steps.start(house, session, running, cast.lin)
    factories.move_clock(session, 5 * MINUTE)
    sign(session, attempt, 4 * MINUTE)
    quiet = names(board(kong, running, quiet="1"))
    steps.save(browser, attempt.token, (1, 1, "a"))

    assert quiet == ["林知夏"]
    assert cells(board(kong, running), "林知夏")[0] == "writing connected"
    assert names(board(kong, running, quiet="1")) == []


def test_the_board_is_narrowed_by_room_unit_name_signals_and_time(
    house, session, cast, running, kong
):
    _browser, attempt = steps.start(house, session, running, cast.lin)
    kong.post(f"/sittings/{running.id}/rooms", {"name": "一号", "addresses": ""})
    session.commit()
    room_id = session.query(Room.id).scalar()
    zhao = of(session, running, cast.zhao)
    one = f"/sittings/{running.id}/registrations/{zhao.registration_id}"
    kong.post(f"{one}/seat", {"room": room_id})
    kong.post(f"{one}/extra-time", {"minutes": "10", "reason": "r"})
    event(session, attempt, "blurred")
    asked = [
        ({"room": room_id}, ["赵一帆"]),
        ({"extra": "1"}, ["赵一帆"]),
        ({"signals": "1"}, ["林知夏"]),
        ({"find": "知夏"}, ["林知夏"]),
        ({"find": "zha"}, ["赵一帆"]),
        ({"unit": cast.units["songyan"].id}, ["林知夏", "赵一帆"]),
        ({"unit": cast.units["lanting"].id}, []),
        ({"state": "nonsense", "room": "x"}, ["林知夏", "赵一帆"]),
        ({"extra": "1", "signals": "1"}, []),
    ]

    assert [names(board(kong, running, **how)) for how, _ in asked] == [who for _, who in asked]
    assert counts(board(kong, running, room=room_id))["Absent"] == 1


def many(session, sitting, cast, count):
    """So many more candidates of Lanting, with papers and nothing done."""
    start = 10_000
    unit_id = cast.units["lanting"].id
    ids = range(start, start + count)
    rows = {
        Person: [
            {"id": n, "login": f"m{n}", "name": f"员{n}", "unit_id": unit_id, "created_at": now()}
            for n in ids
        ],
        Registration: [
            {
                "id": n,
                "sitting_id": sitting.id,
                "person_id": n,
                "language": "zh",
                "by_id": sitting.by_id,
                "at": now(),
            }
            for n in ids
        ],
        Form: [
            {
                "id": n,
                "sitting_id": sitting.id,
                "language": "zh",
                "number": n,
                "slots": [],
                "expected": Decimal(0),
            }
            for n in ids
        ],
        Attempt: [
            {
                "id": n,
                "token": f"{n:032}",
                "sitting_id": sitting.id,
                "registration_id": n,
                "candidate_id": n,
                "form_id": n,
                "slot_count": 2,
                "state": "ready",
                "lease": 0,
                "grace_ms": 5_000,
            }
            for n in ids
        ],
    }
    for table, values in rows.items():
        session.execute(insert(table), values)
    session.commit()


def test_fifty_stand_on_a_page_in_the_order_of_units_and_names(session, cast, running, kong):
    many(session, running, cast, 60)

    pages = [names(board(kong, running, page=number)) for number in (1, 2, 99)]

    assert [len(page) for page in pages] == [50, 12, 12]
    assert pages[0][:3] == ["林知夏", "赵一帆", "员10000"]
    assert pages[1] == pages[2] == [f"员{n}" for n in range(10048, 10060)]


def test_a_page_takes_as_many_statements_for_fifty_as_for_two(
    session, cast, running, kong, statements
):
    url = f"/sittings/{running.id}/board?part=1"
    kong.get(url)
    with statements() as few:
        kong.get(url)
    many(session, running, cast, 60)

    with statements() as most:
        kong.get(url)

    assert len(most) == len(few)


@pytest.mark.parametrize("odd", ["sitting_id=2", "endpoint=x", "_method=POST", "_anchor=x"])
def test_what_the_board_does_not_ask_for_is_passed_over(running, kong, odd):
    board = f"/sittings/{running.id}/board?part=1&state=absent"

    assert kong.get(f"{board}&{odd}").text == kong.get(board).text


def test_what_did_not_change_is_not_sent_again(house, session, cast, running, kong):
    url = f"/sittings/{running.id}/board?part=1"
    tag = kong.get(url).headers["ETag"]

    same = kong.get(url, headers={"If-None-Match": tag})
    house.as_(cast.lin).get(f"/exam/sittings/{running.id}/readiness")
    other = kong.get(url, headers={"If-None-Match": tag})

    assert (same.status_code, same.data) == (304, b"")
    assert other.status_code == 200


@pytest.mark.parametrize("path", ["/board", "/board?part=1", "/messages", "/registrations/{}"])
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("kong", 200),
        ("shen", 200),
        ("tang", 404),
        ("lin", 403),
        ("chen", 403),
        ("meng", 403),
        ("lu", 403),
    ],
)
def test_only_those_who_hold_or_watch_the_sitting_look(
    house, session, cast, running, path, who, status
):
    registration_id = of(session, running, cast.lin).registration_id
    url = f"/sittings/{running.id}{path.format(registration_id)}"

    assert house.as_(getattr(cast, who)).get(url).status_code == status


def test_a_duty_that_ends_ends_the_board_at_the_next_refresh(house, session, cast, running, kong):
    url = f"/sittings/{running.id}/board?part=1"
    before = kong.get(url).status_code
    cast.kong.closed_at = now()
    session.merge(cast.kong)
    session.commit()

    assert (before, kong.get(url).status_code) == (200, 303)
