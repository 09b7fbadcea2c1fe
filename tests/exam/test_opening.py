"""Starting the clock: one statement decides who may, when, and until when."""

import pytest
from sqlalchemy import func, select

from accounts.models import GrantEnd, Person, RoleGrant, SignIn
from core.clock import now
from exam.models.attempts import Attempt, AttemptEvent
from exam.models.candidates import Registration, Seat, Withdrawal
from exam.models.proctoring import Pause, Resumption, RoomStart
from exam.models.sittings import Entrance, Room, Sitting
from tests import factories
from tests.factories import MINUTE
from tests.people import grant


@pytest.fixture
def ready(session, cast, held, bank):
    """Lin's attempt on a sitting of 60 minutes that is open now, not yet started."""
    return factories.attempt(session, held, cast.lin, bank, state="ready")


@pytest.fixture
def room(session, held, ready):
    """A room of a sitting that starts by room, with Lin in it."""
    session.get(Sitting, held.id).starts_by_room = True
    made = Room(sitting_id=held.id, name="101", addresses=[], by_id=held.by_id, at=now())
    session.add(made)
    session.flush()
    seat = Seat(registration_id=ready.registration_id, room_id=made.id, by_id=held.by_id, at=now())
    session.add(seat)
    session.commit()
    return made


def open_it(browser, attempt):
    return browser.post(f"/exam/attempts/{attempt.token}/opening")


def found(session, attempt):
    """The guard columns of the attempt, and what is noted of it."""
    session.commit()
    row = session.execute(
        select(Attempt.state, Attempt.opened_ms, Attempt.deadline_ms).where(
            Attempt.id == attempt.id
        )
    ).one()
    events = session.execute(
        select(AttemptEvent.kind, AttemptEvent.at_ms).where(AttemptEvent.attempt_id == attempt.id)
    ).all()
    session.commit()
    return row.state, row.opened_ms, row.deadline_ms, events


def pause(session, sitting, from_ms, to_ms=None, **reach):
    made = Pause(
        sitting_id=sitting.id, from_ms=from_ms, reason="alarm", by_id=sitting.by_id, at=now()
    )
    for name, value in reach.items():
        setattr(made, name, value)
    session.add(made)
    session.flush()
    if to_ms is not None:
        ended = Resumption(pause_id=made.id, to_ms=to_ms, by_id=sitting.by_id, at=now())
        session.add(ended)
    session.commit()


def start_room(session, room, at_ms):
    session.add(RoomStart(room_id=room.id, at_ms=at_ms, by_id=room.by_id, at=now()))
    session.commit()


def test_it_opens_with_the_full_time_and_notes_it(house, session, cast, ready):
    before = factories.clock(session)

    answer = open_it(house.as_(cast.lin), ready)

    state, opened_ms, deadline_ms, events = found(session, ready)
    assert (answer.status_code, answer.location) == (303, f"/exam/attempts/{ready.token}")
    assert before <= opened_ms <= factories.clock(session)
    assert (state, deadline_ms) == ("open", opened_ms + 60 * MINUTE)
    assert events == [("opened", opened_ms)]


def test_opening_again_changes_nothing(house, session, cast, ready):
    lin = house.as_(cast.lin)
    open_it(lin, ready)
    first = found(session, ready)
    factories.move_clock(session, MINUTE)

    again = open_it(lin, ready)

    assert again.status_code == 303
    assert found(session, ready) == first


def test_a_start_takes_no_statement_of_the_framework(house, cast, ready, statements):
    with statements() as heard:
        open_it(house.as_(cast.lin), ready)

    assert [each for each in heard if "attempt" in each] == []


def test_a_form_that_is_not_ours_opens_nothing(house, session, cast, ready):
    lin = house.as_(cast.lin)
    path = f"/exam/attempts/{ready.token}/opening"

    without = lin.post(path, token=False)
    forged = lin.post(path, token=False, headers={"X-CSRFToken": "forged"})

    assert (without.status_code, forged.status_code) == (400, 400)
    assert found(session, ready) == ("ready", None, None, [])


def test_the_token_may_stand_in_the_form(house, session, cast, ready):
    lin = house.as_(cast.lin)

    lin.post(f"/exam/attempts/{ready.token}/opening", {"csrf_token": lin.token}, token=False)

    assert found(session, ready)[0] == "open"


def a_stranger(session, cast, ready):
    session.query(SignIn).update({"ended_at": now()})


def a_closed_account(session, cast, ready):
    session.get(Person, cast.lin.id).closed_at = now()


def no_officer_any_more(session, cast, ready):
    for given in session.scalars(select(RoleGrant).where(RoleGrant.person_id == cast.lin.id)):
        session.add(GrantEnd(grant_id=given.id, reason="left", at=now()))


def an_examiner_over_it(session, cast, ready):
    grant(session, cast.lin, "examiner", cast.units["qinglan"])


def who_planned_it(session, cast, ready):
    session.get(Sitting, ready.sitting_id).by_id = cast.lin.id


def one_who_sits_on_paper(session, cast, ready):
    session.get(Registration, ready.registration_id).on_paper = True


def one_who_was_withdrawn(session, cast, ready):
    session.add(Withdrawal(registration_id=ready.registration_id, by_id=cast.kong.id, at=now()))


def one_whose_paper_was_voided(session, cast, ready):
    session.get(Attempt, ready.id).state = "voided"


def one_who_comes_early(session, cast, ready):
    factories.move_clock(session, -2 * MINUTE)


def one_who_comes_late(session, cast, ready):
    factories.move_clock(session, 61 * MINUTE)


def one_in_a_paused_sitting(session, cast, ready):
    pause(session, session.get(Sitting, ready.sitting_id), factories.clock(session))


def one_whose_attempt_is_paused(session, cast, ready):
    sitting = session.get(Sitting, ready.sitting_id)
    pause(session, sitting, factories.clock(session), attempt_id=ready.id)


def one_without_a_room(session, cast, ready):
    session.get(Sitting, ready.sitting_id).starts_by_room = True


def one_without_the_code(session, cast, ready):
    session.add(
        Entrance(
            sitting_id=ready.sitting_id,
            access_code="K7X2PQ",
            watches_focus=False,
            asks_full_screen=False,
            by_id=cast.kong.id,
            at=now(),
        )
    )


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (a_stranger, 401),
        (a_closed_account, 401),
        (no_officer_any_more, 403),
        (an_examiner_over_it, 403),
        (who_planned_it, 403),
        (one_who_sits_on_paper, 409),
        (one_who_was_withdrawn, 409),
        (one_whose_paper_was_voided, 409),
        (one_who_comes_early, 409),
        (one_who_comes_late, 409),
        (one_in_a_paused_sitting, 409),
        (one_whose_attempt_is_paused, 409),
        (one_without_a_room, 409),
        (one_without_the_code, 303),
    ],
)
def test_who_may_not_start_is_told_why_and_nothing_is_opened(
    house, session, cast, ready, who, status
):
    lin = house.as_(cast.lin)
    who(session, cast, ready)
    session.commit()

    answer = open_it(lin, ready)

    assert answer.status_code == status
    assert found(session, ready)[1:] == (None, None, [])
    assert found(session, ready)[0] in ("ready", "voided")


def test_nobody_opens_the_attempt_of_another(house, session, cast, ready):
    answer = open_it(house.as_(cast.zhao), ready)

    assert answer.status_code == 404
    assert found(session, ready) == ("ready", None, None, [])


def test_an_examiner_of_another_province_may_sit(house, session, cast, ready):
    grant(session, cast.lin, "examiner", cast.units["hezhou"])

    open_it(house.as_(cast.lin), ready)

    assert found(session, ready)[0] == "open"


def test_an_entrance_that_only_watches_keeps_nobody_out(house, session, cast, ready):
    one_without_the_code(session, cast, ready)
    session.flush()
    session.scalars(select(Entrance)).one().access_code = None
    session.commit()

    open_it(house.as_(cast.lin), ready)

    assert found(session, ready)[0] == "open"


def test_after_a_pause_one_may_start_with_the_full_time(house, session, cast, held, ready):
    at_ms = factories.clock(session)
    pause(session, held, at_ms, at_ms + 1)
    factories.move_clock(session, MINUTE)

    open_it(house.as_(cast.lin), ready)

    state, opened_ms, deadline_ms, _ = found(session, ready)
    assert (state, deadline_ms - opened_ms) == ("open", 60 * MINUTE)


def test_where_rooms_start_nobody_starts_before_their_room(house, session, cast, ready, room):
    lin = house.as_(cast.lin)
    refused = open_it(lin, ready)
    start_room(session, room, factories.clock(session))

    opened = open_it(lin, ready)

    assert (refused.status_code, opened.status_code) == (409, 303)
    assert found(session, ready)[0] == "open"


def test_where_rooms_start_the_clock_runs_from_the_rooms_start(house, session, cast, ready, room):
    started = factories.clock(session)
    start_room(session, room, started)
    session.get(Registration, ready.registration_id).extra_minutes = 30
    session.commit()
    factories.move_clock(session, 10 * MINUTE)

    open_it(house.as_(cast.lin), ready)

    assert found(session, ready)[2] == started + 90 * MINUTE


def test_pauses_since_the_rooms_start_are_given_back_each_moment_once(
    house, session, cast, held, ready, room
):
    started = factories.clock(session)
    other = Room(sitting_id=held.id, name="102", addresses=[], by_id=held.by_id, at=now())
    session.add(other)
    session.commit()
    start_room(session, room, started)
    pause(session, held, started - 9 * MINUTE, started - 5 * MINUTE)
    pause(session, held, started - 2 * MINUTE, started + 1 * MINUTE)
    pause(session, held, started + 4 * MINUTE, started + 8 * MINUTE)
    pause(session, held, started + 5 * MINUTE, started + 6 * MINUTE, room_id=room.id)
    pause(session, held, started + 7 * MINUTE, started + 10 * MINUTE, room_id=room.id)
    pause(session, held, started + 12 * MINUTE, started + 13 * MINUTE, room_id=other.id)
    factories.move_clock(session, 15 * MINUTE)

    open_it(house.as_(cast.lin), ready)

    assert found(session, ready)[2] == started + (60 + 1 + 6) * MINUTE


def test_a_candidates_own_pause_before_their_start_is_given_back_too(
    house, session, cast, held, ready, room
):
    started = factories.clock(session)
    start_room(session, room, started)
    pause(session, held, started + 1 * MINUTE, started + 6 * MINUTE, attempt_id=ready.id)
    pause(session, held, started + 5 * MINUTE, started + 8 * MINUTE)
    factories.move_clock(session, 10 * MINUTE)

    open_it(house.as_(cast.lin), ready)

    assert found(session, ready)[2] == started + (60 + 7) * MINUTE


def test_another_rooms_pause_keeps_nobody_here(house, session, cast, held, ready, room):
    other = Room(sitting_id=held.id, name="102", addresses=[], by_id=held.by_id, at=now())
    session.add(other)
    session.commit()
    start_room(session, room, factories.clock(session))
    pause(session, held, factories.clock(session), room_id=other.id)

    open_it(house.as_(cast.lin), ready)

    assert found(session, ready)[0] == "open"


def test_once_the_rooms_time_is_over_nobody_starts(house, session, cast, held, ready, room):
    session.get(Sitting, held.id).closes_ms += 600 * MINUTE
    start_room(session, room, factories.clock(session))
    factories.move_clock(session, 61 * MINUTE)

    answer = open_it(house.as_(cast.lin), ready)

    assert answer.status_code == 409
    assert found(session, ready) == ("ready", None, None, [])


def test_a_start_that_is_refused_leaves_no_event(house, session, cast, ready):
    one_who_comes_early(session, cast, ready)

    open_it(house.as_(cast.lin), ready)

    assert session.scalar(select(func.count()).select_from(AttemptEvent)) == 0
