"""Pauses: the clock of everyone, a room or one candidate stands still, to the millisecond."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from accounts.queries import actor_of
from core.errors import Refused
from exam.actions import pausing, sweeping
from exam.models.attempts import AttemptEvent
from exam.models.proctoring import Pause, Resumption
from exam.models.results import Voiding
from exam.models.sittings import Room
from exam.rules.pauses import Reach
from tests import factories
from tests.exam import steps
from tests.people import grant

MINUTE = factories.MINUTE


@pytest.fixture
def kong(house, cast):
    return house.as_(cast.kong, "en")


@pytest.fixture
def writing(house, session, cast, running):
    """Lin's browser and attempt, open."""
    return steps.start(house, session, running, cast.lin)


@pytest.fixture
def registration_id(session, cast, running):
    return steps.attempt_of(session, running, cast.lin).registration_id


def pause(browser, sitting, reason="火警", **form):
    return browser.post(f"/sittings/{sitting.id}/pauses", {"reason": reason, "room": "0"} | form)


def pauses(session):
    session.commit()
    found = list(session.scalars(select(Pause.id).order_by(Pause.id)))
    session.commit()
    return found


def resume(browser, session, sitting, which=-1):
    return browser.post(f"/sittings/{sitting.id}/pauses/{pauses(session)[which]}/resumption")


def lins(session, cast, running):
    """Lin's attempt as it stands now, which later reads do not change."""
    found = steps.attempt_of(session, running, cast.lin)
    session.expunge(found)
    return found


def happened(session, attempt, *kinds):
    session.commit()
    rows = session.scalars(
        select(AttemptEvent.kind)
        .where(AttemptEvent.attempt_id == attempt.id, AttemptEvent.kind.in_(kinds))
        .order_by(AttemptEvent.id)
    ).all()
    session.commit()
    return rows


def room_with(kong, session, sitting, *people):
    """A room in which these candidates sit."""
    kong.post(f"/sittings/{sitting.id}/rooms", {"name": f"{len(people)}号", "addresses": ""})
    session.commit()
    room_id = session.scalars(select(Room.id).order_by(Room.id.desc())).first()
    registrations = [
        steps.attempt_of(session, sitting, person).registration_id for person in people
    ]
    kong.post(
        f"/sittings/{sitting.id}/rooms/seats", {"registration": registrations, "room": room_id}
    )
    return room_id


def test_the_remaining_time_is_frozen_and_given_back_to_the_millisecond(
    session, cast, running, kong, writing
):
    before = lins(session, cast, running)
    pause(kong, running)
    stopped = lins(session, cast, running)
    factories.move_clock(session, 17 * MINUTE + 321)
    resume(kong, session, running)

    after = lins(session, cast, running)

    held = session.scalars(select(Pause)).one()
    ended = session.scalars(select(Resumption)).one()
    session.commit()
    assert (stopped.state, stopped.paused_ms) == ("paused", held.from_ms)
    assert (after.state, after.paused_ms) == ("open", None)
    assert after.deadline_ms - ended.to_ms == before.deadline_ms - held.from_ms
    assert ended.to_ms - held.from_ms >= 17 * MINUTE + 321
    assert (after.news, happened(session, after, "paused", "resumed")) == (
        before.news + 2,
        ["paused", "resumed"],
    )


def test_the_trail_has_a_pair_of_entries(session, cast, running, kong, writing):
    pause(kong, running, "火警")
    resume(kong, session, running)

    begun, ended = steps.entry(session, "exam.paused"), steps.entry(session, "exam.resumed")
    assert steps.acts(session)[-2:] == ["exam.paused", "exam.resumed"]
    assert (begun["reason"], begun["attempts"], begun["actor"]) == ("火警", 1, cast.kong.id)
    assert (ended["pause"], ended["attempts"]) == (begun["pause"], 1)


def test_while_paused_saves_do_not_count_and_nothing_is_handed_in(
    session, cast, running, kong, writing
):
    browser, attempt = writing
    pause(kong, running)

    saved = steps.save(browser, attempt.token, (1, 1, "a"))
    handed_in = browser.post(f"/exam/attempts/{attempt.token}/submission")

    assert (saved.status_code, saved.json["state"]) == (409, "paused")
    assert handed_in.status_code == 409
    assert lins(session, cast, running).state == "paused"


def test_the_paper_is_hidden_while_paused(session, running, kong, writing):
    browser, attempt = writing
    shown = browser.get(f"/exam/attempts/{attempt.token}").text
    pause(kong, running, "火警演练")

    hidden = browser.get(f"/exam/attempts/{attempt.token}").text

    assert ("stem" in shown, "stem" in hidden) == (True, False)
    assert "火警演练" in hidden


def test_the_deadline_does_not_close_what_is_paused(app, session, cast, running, kong, writing):
    pause(kong, running)
    factories.move_clock(session, 200 * MINUTE)
    with app.app_context():
        sweeping.close_due()
    state = lins(session, cast, running).state
    resume(kong, session, running)

    assert state == "paused"
    assert steps.save(writing[0], writing[1].token, (1, 1, "a")).status_code == 200


def test_an_attempt_past_its_deadline_is_not_paused(app, session, cast, running, kong, writing):
    factories.move_clock(session, 60 * MINUTE + 1_000)

    pause(kong, running)

    assert lins(session, cast, running).state == "open"
    with app.app_context():
        factories.move_clock(session, 10_000)
        sweeping.close_due()
    assert lins(session, cast, running).state == "closed"


def test_whoever_has_not_started_cannot_start_meanwhile(house, session, cast, running, kong):
    attempt = lins(session, cast, running)
    lin = house.as_(cast.lin)
    pause(kong, running)

    during = lin.post(f"/exam/attempts/{attempt.token}/opening")
    resume(kong, session, running)
    afterwards = lin.post(f"/exam/attempts/{attempt.token}/opening")

    assert (during.status_code, afterwards.status_code) == (409, 303)


def test_a_pause_of_a_room_reaches_that_room_alone(house, session, cast, running, kong):
    room_id = room_with(kong, session, running, cast.lin)
    for person in (cast.lin, cast.zhao):
        steps.start(house, session, running, person)

    pause(kong, running, room=room_id)

    states = [steps.attempt_of(session, running, p).state for p in (cast.lin, cast.zhao)]
    assert states == ["paused", "open"]


def test_a_pause_of_one_reaches_that_one_alone(
    house, session, cast, running, kong, registration_id
):
    for person in (cast.lin, cast.zhao):
        steps.start(house, session, running, person)
    url = f"/sittings/{running.id}/registrations/{registration_id}"

    answer = kong.post(f"{url}/pauses", {"reason": "设备更换"})

    states = [steps.attempt_of(session, running, p).state for p in (cast.lin, cast.zhao)]
    assert (answer.status_code, answer.location) == (303, url)
    assert states == ["paused", "open"]
    assert resume(kong, session, running).location == url
    assert lins(session, cast, running).state == "open"


def test_what_another_pause_still_covers_stays_paused_and_loses_nothing(
    session, cast, running, kong, writing, registration_id
):
    before = lins(session, cast, running)
    pause(kong, running)
    factories.move_clock(session, 3 * MINUTE)
    kong.post(f"/sittings/{running.id}/registrations/{registration_id}/pauses", {"reason": "网络"})
    factories.move_clock(session, 4 * MINUTE)
    resume(kong, session, running, 0)
    between = lins(session, cast, running)
    factories.move_clock(session, 5 * MINUTE)
    resume(kong, session, running, 1)

    after = lins(session, cast, running)

    first = session.get(Pause, pauses(session)[0])
    last = session.get(Resumption, pauses(session)[1])
    assert (between.state, between.paused_ms) == ("paused", first.from_ms)
    assert after.state == "open"
    assert after.deadline_ms - before.deadline_ms == last.to_ms - first.from_ms


def test_a_pause_is_begun_and_ended_once(session, cast, running, kong, writing):
    pause(kong, running)
    again = pause(kong, running, "又一次")
    first = resume(kong, session, running)
    deadline = lins(session, cast, running).deadline_ms

    second = resume(kong, session, running)

    assert (again.status_code, first.status_code, second.status_code) == (409, 303, 409)
    assert lins(session, cast, running).deadline_ms == deadline
    assert len(pauses(session)) == 1


def test_of_two_resumptions_at_once_one_gives_the_time_back(
    app, session, cast, running, kong, writing
):
    before = lins(session, cast, running)
    pause(kong, running)
    (pause_id,) = pauses(session)
    factories.move_clock(session, 10 * MINUTE)

    def go_on():
        with app.app_context():
            try:
                return pausing.resume(running.id, pause_id, actor=actor_of(cast.kong)).to_ms
            except Refused:
                return None

    with ThreadPoolExecutor(2) as pool:
        ended = [each.result() for each in [pool.submit(go_on), pool.submit(go_on)]]

    begun = session.get(Pause, pause_id)
    (to_ms,) = [each for each in ended if each]
    after = lins(session, cast, running)
    assert after.deadline_ms - before.deadline_ms == to_ms - begun.from_ms
    assert steps.acts(session).count("exam.resumed") == 1


def test_of_a_pause_and_a_paper_handed_in_at_once_one_comes_first(
    app, session, cast, running, writing
):
    browser, attempt = writing

    def stop():
        with app.app_context():
            try:
                pausing.pause(running.id, Reach(), reason="火警", actor=actor_of(cast.kong))
            except Refused:
                return

    with ThreadPoolExecutor(2) as pool:
        stopping = pool.submit(stop)
        handed_in = browser.post(f"/exam/attempts/{attempt.token}/submission")
        stopping.result()

    after = lins(session, cast, running)
    assert (after.state, handed_in.status_code) in {("closed", 303), ("paused", 409)}
    assert (after.paused_ms is None) == (after.state == "closed")
    assert (after.closed_ms is None) == (after.state == "paused")


@pytest.mark.parametrize("what", ["closed", "nobody", "no reason", "long", "no room"])
def test_a_pause_that_cannot_be_is_refused(app, house, session, cast, running, kong, writing, what):
    form = {}
    if what == "closed":
        steps.run_out(app, session)
    elif what == "nobody":
        form = {"room": room_with(kong, session, running, cast.zhao)}
        browser, attempt = steps.start(house, session, running, cast.zhao)
        browser.post(f"/exam/attempts/{attempt.token}/submission")
    else:
        form = {
            "no reason": {"reason": " \u200b "},
            "long": {"reason": "长" * 501},
            "no room": {"room": 10**6},
        }[what]

    answer = pause(kong, running, **form)

    assert answer.status_code in (409, 422)
    assert pauses(session) == []
    assert "exam.paused" not in steps.acts(session)


@pytest.mark.parametrize("who", ["tang", "shen", "lin", "zhao", "chen", "meng", "lu"])
def test_nobody_but_an_examiner_of_the_unit_stops_or_starts_the_clock(
    house, session, cast, running, kong, writing, registration_id, who
):
    pause(kong, running)
    before = steps.state(session)
    browser = house.as_(getattr(cast, who))
    alone = f"/sittings/{running.id}/registrations/{registration_id}/pauses"

    answers = [
        pause(browser, running, room="0"),
        browser.post(alone, {"reason": "r"}),
        resume(browser, session, running),
    ]

    assert [answer.status_code for answer in answers] == [403] * 3
    assert steps.state(session) == before
    assert len(pauses(session)) == 1


def test_nobody_stops_or_starts_their_own_clock(
    house, session, cast, running, kong, writing, registration_id
):
    grant(session, cast.lin, "examiner", cast.units["yunxi"])
    lin = house.as_(cast.lin)
    own = f"/sittings/{running.id}/registrations/{registration_id}/pauses"

    stopped = [pause(lin, running).status_code, lin.post(own, {"reason": "r"}).status_code]
    pause(kong, running)
    before = steps.state(session)
    going_on = resume(lin, session, running).status_code

    assert (stopped, going_on) == ([403, 403], 403)
    assert steps.state(session) == before
    assert steps.entry(session, "account.refused")["actor"] == cast.lin.id


def test_a_pause_of_another_sitting_is_not_ended_here(session, cast, running, kong, writing):
    pause(kong, running)
    other = factories.sitting(session, unit=cast.units["yunxi"], examiner=cast.kong)

    answer = resume(kong, session, other)

    assert answer.status_code == 404
    assert lins(session, cast, running).state == "paused"


def test_a_paper_voided_while_paused_ended_at_the_pause(
    house, session, cast, running, kong, writing, registration_id
):
    pause(kong, running)
    paused_ms = lins(session, cast, running).paused_ms
    factories.move_clock(session, 5 * MINUTE)
    url = f"/sittings/{running.id}/registrations/{registration_id}/voidings"
    kong.post(url, {"reason": "替考"})
    asked = session.scalars(select(Voiding.id)).one()
    session.commit()
    house.as_(cast.shen).post(f"/sittings/voidings/{asked}/decision", {"agreed": "yes"})

    row = lins(session, cast, running)
    assert (row.state, row.closed_ms) == ("voided", paused_ms)


def test_the_board_says_that_the_clock_stands(running, kong, writing):
    pause(kong, running, "火警演练")

    page = kong.get(f"/sittings/{running.id}/board").text

    assert "The clock stands still for everyone." in page
    assert "火警演练" in page


def test_the_list_says_who_stopped_what_and_until_when(session, cast, running, kong, writing):
    pause(kong, running, "火警演练")
    standing = kong.get(f"/sittings/{running.id}/messages").text
    resume(kong, session, running)
    over = kong.get(f"/sittings/{running.id}/messages").text

    assert all(words in standing for words in ("火警演练", "孔令仪", "the clock stands"))
    assert "the clock stands" not in over
    assert "火警演练" in over
