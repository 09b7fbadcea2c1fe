"""Candidates on paper: who moves them, who did not come, what the sitting waits for."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from exam.models.attempts import Attempt
from exam.models.candidates import Registration, Seat
from exam.models.sittings import Closing, Room
from tests import factories
from tests.exam import steps
from tests.exam.papers import code_of, events, everything, home, noted, ready, type_in
from tests.people import add_person, grant


@pytest.fixture
def second(session, cast):
    """Another examiner of the city."""
    person = add_person(session, "mo", "莫二", cast.units["yunxi"])
    grant(session, person, "examiner", cast.units["yunxi"])
    return person


def on_paper(session, sitting):
    """The people on paper."""
    session.commit()
    rows = session.scalars(
        select(Registration.person_id)
        .where(Registration.sitting_id == sitting.id, Registration.on_paper)
        .order_by(Registration.id)
    )
    found = list(rows)
    session.commit()
    return found


def move(browser, sitting, *attempts):
    ticked = [str(attempt.registration_id) for attempt in attempts]
    return browser.post(home(sitting, "/registrations"), {"registration": ticked})


def act(browser, attempt, what):
    address = f"/sittings/{attempt.sitting_id}/on-paper/registrations/{attempt.registration_id}"
    return browser.post(f"{address}/{what}")


def closed(session, sitting):
    session.commit()
    found = session.get(Closing, sitting.id) is not None
    session.commit()
    return found


def test_who_is_on_paper_cannot_start_on_a_screen(house, session, cast, running):
    attempt = steps.attempt_of(session, running, cast.lin)

    answer = move(house.as_(cast.kong), running, attempt)

    assert answer.status_code == 303
    assert on_paper(session, running) == [cast.lin.id]
    assert noted(session, "exam.put_on_paper", "registrations") == {
        "registrations": [attempt.registration_id],
    }
    lin = house.as_(cast.lin)
    assert lin.post(f"/exam/attempts/{attempt.token}/opening").status_code == 409
    assert steps.attempt_of(session, running, cast.lin).state == "ready"
    assert "您的考试使用纸质试卷" in lin.get(f"/exam/sittings/{running.id}").text


def test_who_starts_at_the_moment_of_the_move_is_on_the_screen_or_on_paper_never_both(
    app, house, session, cast, held, bank
):
    people = [cast.lin, cast.zhao]
    attempts = [ready(session, held, person, bank, on_paper=False) for person in people]
    kong, candidates = house.as_(cast.kong), [house.as_(person) for person in people]
    together = Barrier(3)

    def start(at):
        together.wait()
        return candidates[at].post(f"/exam/attempts/{attempts[at].token}/opening").status_code

    def move_both():
        together.wait()
        return [move(kong, held, attempt).status_code for attempt in attempts]

    with ThreadPoolExecutor(3) as pool:
        starts = [pool.submit(start, at) for at in (0, 1)]
        moves = pool.submit(move_both).result()

    for at, person in enumerate(people):
        attempt = steps.attempt_of(session, held, person)
        is_moved = moves[at] == 303
        assert attempt.registration.on_paper is is_moved
        assert attempt.state == ("ready" if is_moved else "open")
        assert starts[at].result() == (409 if is_moved else 303)


def test_a_whole_room_moves_to_paper(house, session, cast, running):
    room = Room(sitting_id=running.id, name="B", addresses=[], by_id=cast.kong.id, at=running.at)
    session.add(room)
    session.flush()
    attempt = steps.attempt_of(session, running, cast.zhao)
    session.add(
        Seat(
            registration_id=attempt.registration_id,
            room_id=room.id,
            by_id=cast.kong.id,
            at=running.at,
        )
    )
    session.commit()

    answer = house.as_(cast.kong).post(home(running, f"/rooms/{room.id}/registrations"))

    assert answer.status_code == 303
    assert on_paper(session, running) == [cast.zhao.id]


def test_whoever_has_started_stays_on_the_screen(house, session, cast, running):
    _, attempt = steps.start(house, session, running, cast.lin)
    before = everything(session)

    answer = move(house.as_(cast.kong), running, attempt)

    assert answer.status_code == 409
    assert everything(session) == before


def test_before_the_sealing_nobody_moves_to_paper(house, session, cast, planned):
    registration = steps.registered(session, planned, cast.lin)[0]
    before = everything(session)

    answer = house.as_(cast.kong).post(
        home(planned, "/registrations"), {"registration": [str(registration.id)]}
    )

    assert answer.status_code == 409
    assert everything(session) == before
    page = house.as_(cast.kong).get(home(planned))
    assert page.status_code == 200


@pytest.mark.parametrize("ticked", [[], ["x"], ["999999"], ["9999999999999"]])
def test_who_is_not_in_the_sitting_is_not_moved(house, session, cast, running, ticked):
    before = everything(session)

    answer = house.as_(cast.kong).post(home(running, "/registrations"), {"registration": ticked})

    assert answer.status_code == (404 if ticked else 409)
    assert everything(session) == before


@pytest.mark.parametrize(
    ("who", "status"), [("tang", 403), ("shen", 403), ("meng", 403), ("zhao", 403)]
)
def test_only_examiners_over_the_sitting_move_anybody(
    house, session, cast, held, bank, who, status
):
    attempt = ready(session, held, cast.lin, bank, on_paper=False)
    before = everything(session)

    answer = move(house.as_(cast.people[who]), held, attempt)

    assert answer.status_code == status
    assert everything(session)["registration"] == before["registration"]


def test_an_examiner_who_sits_the_sitting_touches_none_of_its_papers(
    house, session, cast, held, bank
):
    mine = ready(session, held, cast.lin, bank)
    other = ready(session, held, cast.zhao, bank, on_paper=False)
    grant(session, cast.lin, "examiner", cast.units["yunxi"])
    lin = house.as_(cast.lin)
    before = everything(session)

    answers = [
        move(lin, held, other),
        act(lin, mine, "printings"),
        lin.post(home(held, "/printings"), {"what": "reserves"}),
        act(lin, mine, "absence"),
        type_in(lin, session, mine, **{f"s{slot}": "" for slot in range(1, 7)}),
    ]

    assert [answer.status_code for answer in answers] == [403] * 5
    after = everything(session)
    assert {**after, "acts": []} == {**before, "acts": []}


def test_a_candidate_moves_back_while_nothing_was_typed_in(
    house, session, cast, second, held, bank
):
    attempt = ready(session, held, cast.lin, bank)
    kong = house.as_(cast.kong)

    assert act(kong, attempt, "withdrawal").status_code == 303
    assert on_paper(session, held) == []
    assert steps.acts(session)[-1] == "exam.taken_off_paper"

    move(kong, held, attempt)
    type_in(kong, session, attempt, **{f"s{slot}": "" for slot in range(1, 7)})
    before = everything(session)
    assert act(kong, attempt, "withdrawal").status_code == 409
    assert act(kong, attempt, "absence").status_code == 409
    assert everything(session) == before


def test_a_sitting_waits_for_its_papers_and_not_for_who_is_absent(
    app, house, session, cast, held, bank
):
    lin = ready(session, held, cast.lin, bank)
    zhao = ready(session, held, cast.zhao, bank)
    kong = house.as_(cast.kong)
    factories.move_clock(session, 2 * factories.HOUR)
    steps.beat(app)
    assert not closed(session, held)

    assert act(kong, lin, "absence").status_code == 303
    steps.beat(app)
    assert not closed(session, held)

    assert act(kong, zhao, "absence").status_code == 303
    assert act(kong, zhao, "presence").status_code == 303
    steps.beat(app)
    assert not closed(session, held)

    assert act(kong, zhao, "absence").status_code == 303
    factories.move_clock(session, 29 * factories.MINUTE)
    steps.beat(app)
    assert not closed(session, held)

    factories.move_clock(session, factories.MINUTE)
    steps.beat(app)
    assert closed(session, held)
    assert [event[0] for event in events(session, zhao)] == ["absent", "present", "absent"]
    assert noted(session, "exam.attendance_noted", "sitting", "came") == {
        "sitting": held.id,
        "came": False,
    }
    assert steps.attempt_of(session, held, cast.zhao).state == "ready"


def test_who_came_is_noted_from_the_opening_to_the_closing(app, house, session, cast, bank):
    sitting = factories.sitting(
        session, unit=cast.units["yunxi"], examiner=cast.kong, opens_in=factories.HOUR
    )
    factories.sealing(session, sitting)
    attempt = ready(session, sitting, cast.lin, bank)
    kong = house.as_(cast.kong)
    before = everything(session)

    assert act(kong, attempt, "absence").status_code == 409
    assert everything(session) == before


@pytest.mark.parametrize(
    ("is_on_paper", "state", "status"), [(False, "ready", 404), (True, "closed", 409)]
)
def test_nobody_notes_who_is_on_a_screen_or_done_as_absent(
    house, session, cast, held, bank, is_on_paper, state, status
):
    attempt = ready(session, held, cast.lin, bank, on_paper=is_on_paper)
    attempt.state = state
    session.commit()
    before = everything(session)

    assert act(house.as_(cast.kong), attempt, "absence").status_code == status
    assert everything(session) == before


def test_somebody_who_is_not_on_paper_is_no_paper_to_wait_for(app, session, cast, held, bank):
    ready(session, held, cast.lin, bank, on_paper=False)
    factories.move_clock(session, 2 * factories.HOUR)

    steps.beat(app)

    assert closed(session, held)


def test_a_sheet_of_an_absent_candidate_is_not_typed_in(house, session, cast, held, bank):
    attempt = ready(session, held, cast.lin, bank)
    kong = house.as_(cast.kong)
    act(kong, attempt, "absence")
    before = everything(session)

    answer = type_in(kong, session, attempt, **{f"s{slot}": "" for slot in range(1, 7)})

    assert answer.status_code == 409
    assert everything(session) == before


def test_the_overview_says_where_each_paper_stands(house, session, cast, second, held, bank):
    attempt = ready(session, held, cast.lin, bank)
    ready(session, held, cast.zhao, bank)
    kong, mo, shen = house.as_(cast.kong), house.as_(second), house.as_(cast.shen)
    blank = {f"s{slot}": "" for slot in range(1, 7)}

    assert "尚未录入" in kong.get(home(held)).text
    type_in(kong, session, attempt, **blank)
    assert "已录入一遍" in kong.get(home(held)).text
    type_in(mo, session, attempt, **blank | {"s1": "a"})
    assert "两遍不一致" in kong.get(home(held)).text
    type_in(mo, session, attempt, s1="")
    page = shen.get(home(held))
    assert page.status_code == 200
    assert "两遍一致" in page.text
    assert "<button" not in page.text.split("<main")[1].split("</main")[0]


def test_the_overview_takes_as_many_queries_for_three_as_for_one(
    house, session, cast, held, bank, statements
):
    ready(session, held, cast.lin, bank)
    kong = house.as_(cast.kong)
    kong.get(home(held))
    with statements() as one:
        kong.get(home(held))
    ready(session, held, cast.zhao, bank)
    ready(session, held, cast.meng, bank)

    with statements() as three:
        page = kong.get(home(held))

    assert cast.zhao.name in page.text
    assert len(three) == len(one)


def test_the_overview_is_for_those_who_hold_or_watch_the_sitting(house, session, cast, held, bank):
    ready(session, held, cast.lin, bank)
    code = code_of(session, session.scalars(select(Attempt)).one())
    session.commit()

    assert house.as_(cast.tang).get(home(held)).status_code == 404
    assert house.as_(cast.lin).get(home(held)).status_code == 403
    assert house.as_(cast.shen).get(home(held)).status_code == 200
    for who in ("tang", "lin", "shen"):
        found = house.as_(cast.people[who]).get(home(held, f"/sheets/{code}"))
        assert found.status_code == 403
