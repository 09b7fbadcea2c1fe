"""The access code and the addresses of a sitting: typed, guessed, changed on the way."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from core.clock import now
from exam.models.sittings import WrongCode
from tests import factories
from tests.exam import guarding, steps

CODE = "K7QX4M"
INSIDE, OUTSIDE = "10.20.0.9", "10.99.0.9"


@pytest.fixture
def ready(session, cast, held, bank):
    """Lin's attempt, not opened."""
    return factories.attempt(session, held, cast.lin, bank, state="ready")


@pytest.fixture
def coded(app, cast, held):
    """The sitting asks for a code."""
    guarding.access(app, held, cast.kong, code=CODE)
    return held


@pytest.fixture
def placed(app, cast, held):
    """The sitting is written at certain addresses."""
    guarding.access(app, held, cast.kong, addresses=["10.20.0.0/16", "2001:db8::/32"])
    return held


def start(browser, attempt, code=None, **kwargs):
    form = {} if code is None else {"access_code": code}
    return browser.post(f"/exam/attempts/{attempt.token}/opening", form, **kwargs)


def state(session, attempt):
    session.refresh(attempt)
    found = (attempt.state, attempt.lease)
    session.commit()
    return found


def wrong_codes(session):
    session.commit()
    found = session.scalars(select(func.count()).select_from(WrongCode)).one()
    session.commit()
    return found


def has_failed(session, held, person, times, ago=0.0):
    at = now() - timedelta(seconds=ago)
    session.add_all(
        WrongCode(sitting_id=held.id, person_id=person.id, address="10.0.0.1", at=at)
        for _ in range(times)
    )
    session.commit()


@pytest.mark.parametrize("typed", [CODE, " k7q-x4m "])
def test_the_code_starts_the_exam_however_it_is_typed(house, session, cast, coded, ready, typed):
    answer = start(house.as_(cast.lin), ready, typed)

    assert answer.location == f"/exam/attempts/{ready.token}"
    assert state(session, ready) == ("open", 0)
    assert wrong_codes(session) == 0


@pytest.mark.parametrize("typed", [None, "", "AAAAAA", CODE + "M", "x" * 5000, "考试", "\x00"])
def test_another_code_starts_nothing_and_is_counted(house, session, cast, coded, ready, typed):
    browser = house.as_(cast.lin)
    answer = start(browser, ready, typed)

    assert (answer.status_code, answer.location) == (303, f"/exam/sittings/{coded.id}")
    assert "验证码不对" not in answer.text
    assert state(session, ready) == ("ready", 0)
    assert wrong_codes(session) == 1
    assert "开考码" in browser.get(answer.location).text


def test_a_script_is_told_that_the_code_is_wrong(house, session, cast, coded, ready):
    answer = start(house.as_(cast.lin), ready, "AAAAAA", headers={"Accept": "application/json"})

    assert (answer.status_code, answer.json["state"]) == (422, "code")
    assert state(session, ready) == ("ready", 0)


def test_after_five_wrong_codes_even_the_right_one_waits_and_the_trail_is_told(
    house, session, cast, coded, ready
):
    browser, json = house.as_(cast.lin), {"Accept": "application/json"}
    for _ in range(5):
        assert start(browser, ready, "AAAAAA", headers=json).status_code == 422

    answers = [start(browser, ready, code, headers=json) for code in (CODE, "AAAAAA")]

    assert [each.status_code for each in answers] == [429, 429]
    assert 0 < int(answers[0].headers["Retry-After"]) <= 5
    assert state(session, ready) == ("ready", 0)
    assert wrong_codes(session) == 5
    assert steps.acts(session, "exam.codes") == ["exam.codes_guessed"]
    told = steps.entry(session, "exam.codes_guessed")
    assert (told["actor"], told["of_candidate"], told["of_all"]) == (cast.lin.id, 5, 5)
    assert CODE not in str(told)


def test_guessing_is_throttled_whatever_the_number_of_browsers(house, session, cast, coded, ready):
    browsers = [house.as_(cast.lin) for _ in range(3)]

    answers = [start(browsers[at % 3], ready, f"AAAA{at:02d}").status_code for at in range(30)]

    assert set(answers) == {303}
    assert wrong_codes(session) == 5


def test_guesses_at_the_same_moment_are_counted_one_after_the_other(
    house, session, cast, coded, ready
):
    browsers = [house.as_(cast.lin) for _ in range(8)]

    def guess(at):
        return start(browsers[at % 8], ready, f"AAAA{at:02d}").status_code

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(guess, range(24)))

    assert answers == {303}
    assert wrong_codes(session) == 5
    assert steps.acts(session, "exam.codes") == ["exam.codes_guessed"]


@pytest.mark.parametrize(("ago", "status"), [(4.0, 429), (6.0, 303), (901.0, 303)])
def test_after_the_wait_the_right_code_opens(house, session, cast, coded, ready, ago, status):
    has_failed(session, coded, cast.lin, 5, ago)

    answer = start(house.as_(cast.lin), ready, CODE, headers={"Accept": "application/json"})

    assert answer.status_code == status


def test_while_many_guess_in_a_sitting_each_waits_after_one_failure_and_others_do_not(
    house, session, cast, coded, ready, bank
):
    other = factories.attempt(session, coded, cast.zhao, bank, state="ready")
    has_failed(session, coded, cast.he, 49)
    lin, zhao, json = house.as_(cast.lin), house.as_(cast.zhao), {"Accept": "application/json"}

    answers = (
        start(lin, ready, "AAAAAA", headers=json),
        start(lin, ready, CODE, headers=json),
        start(zhao, other, CODE, headers=json),
    )

    assert [each.status_code for each in answers] == [422, 429, 303]
    assert steps.entry(session, "exam.codes_guessed")["of_all"] == 50
    assert (state(session, ready)[0], state(session, other)[0]) == ("ready", "open")


def test_wrong_codes_elsewhere_are_nothing_to_this_sitting(
    app, house, session, cast, coded, ready, bank
):
    other = factories.sitting(session, unit=cast.units["yunxi"], examiner=cast.kong)
    has_failed(session, other, cast.lin, 60)

    assert start(house.as_(cast.lin), ready, CODE).location == f"/exam/attempts/{ready.token}"


def test_nobody_tries_codes_at_anothers_attempt(house, session, cast, coded, ready):
    answers = (
        start(house.as_(cast.zhao), ready, CODE),
        start(house.stranger(), ready, CODE),
        start(house.as_(cast.lin), ready, CODE, token=False),
    )

    assert [each.status_code for each in answers] == [404, 401, 400]
    assert state(session, ready) == ("ready", 0)
    assert wrong_codes(session) == 0


def test_who_passed_the_entrance_still_waits_for_the_sitting(app, house, session, cast, bank):
    planned = factories.sitting(
        session, unit=cast.units["yunxi"], examiner=cast.kong, opens_in=factories.HOUR
    )
    attempt = factories.attempt(session, planned, cast.lin, bank, state="ready")
    guarding.access(app, planned, cast.kong, code=CODE)

    answer = start(house.as_(cast.lin, "en"), attempt, CODE)

    assert (answer.status_code, "has not opened yet" in answer.text) == (409, True)


def test_the_ready_page_asks_for_the_code_and_does_not_show_it(house, cast, coded, ready):
    page = house.as_(cast.lin).get(f"/exam/sittings/{coded.id}").text

    assert 'name="access_code"' in page
    assert CODE not in page


@pytest.mark.parametrize("address", [INSIDE, "2001:db8::7", "::ffff:10.20.1.1"])
def test_at_an_address_of_the_sitting_it_starts_and_the_address_is_noted(
    house, session, cast, placed, ready, address
):
    browser = guarding.from_address(house.as_(cast.lin), address)

    assert start(browser, ready).location == f"/exam/attempts/{ready.token}"
    assert state(session, ready) == ("open", 0)
    assert (guarding.events(session, "opened"), guarding.events(session)) == ([address], [])


@pytest.mark.parametrize("address", [OUTSIDE, "2001:db9::7", ""])
@pytest.mark.parametrize("forged", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
def test_elsewhere_nothing_starts_whatever_the_headers_say(
    house, session, cast, placed, ready, address, forged
):
    browser = guarding.from_address(house.as_(cast.lin, "en"), address)
    answer = start(browser, ready, headers={forged: INSIDE})

    assert (answer.status_code, "written in its rooms" in answer.text) == (403, True)
    assert address in answer.text
    assert INSIDE not in answer.text
    assert state(session, ready) == ("ready", 0)
    assert guarding.events(session) == []


def test_elsewhere_there_is_no_lease_and_no_paper_and_what_was_saved_stays(
    house, session, cast, placed, bank
):
    attempt = factories.attempt(session, placed, cast.lin, bank)
    browser = guarding.from_address(house.as_(cast.lin), OUTSIDE)

    lease = browser.post(
        f"/exam/attempts/{attempt.token}/lease", headers={"Accept": "application/json"}
    )
    page = browser.get(f"/exam/attempts/{attempt.token}")

    assert (lease.status_code, lease.json["state"]) == (403, "address")
    assert (page.status_code, "law-" in page.text) == (403, False)
    assert state(session, attempt) == ("open", 1)


def test_a_change_of_address_is_noted_once_and_fails_nobody(house, session, cast, placed, bank):
    attempt = factories.attempt(session, placed, cast.lin, bank)
    browser, path = house.as_(cast.lin), f"/exam/attempts/{attempt.token}"

    for address in ("10.20.0.9", "10.20.0.9", "10.20.7.7", "10.20.0.9"):
        assert guarding.from_address(browser, address).post(f"{path}/lease").status_code == 200
    away = guarding.from_address(browser, OUTSIDE)
    turned = away.post(f"{path}/pages", {"lease": "5", "a1": "b", "go": "2"})
    saved = steps.save(away, attempt.token, (2, 1, ["a"]), lease=5)

    assert (turned.status_code, saved.status_code) == (303, 200)
    assert guarding.events(session) == ["10.20.7.7", "10.20.0.9", OUTSIDE]
    assert state(session, attempt) == ("open", 5)


def test_a_room_has_its_own_addresses_in_place_of_the_sittings(
    house, session, cast, placed, ready, bank
):
    other = factories.attempt(session, placed, cast.zhao, bank, state="ready")
    session.refresh(ready, ["registration"])
    guarding.room(session, placed, "一号", ready.registration, addresses=["192.168.3.0/24"])
    guarding.room(session, placed, "二号", other.registration)
    lin, zhao = house.as_(cast.lin), house.as_(cast.zhao)

    answers = (
        start(guarding.from_address(lin, INSIDE), ready),
        start(guarding.from_address(lin, "192.168.3.4"), ready),
        start(guarding.from_address(zhao, "192.168.3.4"), other),
        start(guarding.from_address(zhao, INSIDE), other),
    )

    assert [each.status_code for each in answers] == [403, 303, 403, 303]
    assert (state(session, ready)[0], state(session, other)[0]) == ("open", "open")


def test_a_room_has_addresses_where_the_sitting_asks_for_nothing(house, session, cast, held, ready):
    session.refresh(ready, ["registration"])
    guarding.room(session, held, "一号", ready.registration, addresses=["192.168.3.0/24"])
    browser = house.as_(cast.lin)

    refused = start(guarding.from_address(browser, INSIDE), ready)
    assert (refused.status_code, state(session, ready)) == (403, ("ready", 0))

    opened = start(guarding.from_address(browser, "192.168.3.4"), ready)
    assert (opened.status_code, state(session, ready)) == (303, ("open", 0))


def test_where_nothing_is_asked_a_change_is_noted_too_and_refused_nowhere(
    house, session, cast, ready
):
    browser, path = house.as_(cast.lin), f"/exam/attempts/{ready.token}"

    start(guarding.from_address(browser, INSIDE), ready)
    browser.post(f"{path}/lease")
    moved = guarding.from_address(browser, OUTSIDE).post(f"{path}/lease")

    assert (moved.status_code, state(session, ready)) == (200, ("open", 2))
    assert guarding.events(session, "opened") == [INSIDE]
    assert guarding.events(session, "leased") == [INSIDE, OUTSIDE]
    assert guarding.events(session) == [OUTSIDE]


def test_who_writes_without_a_script_is_noted_by_the_turn_of_a_page(house, session, cast, ready):
    browser, path = house.as_(cast.lin), f"/exam/attempts/{ready.token}"
    start(guarding.from_address(browser, INSIDE), ready)

    for _ in range(2):
        guarding.from_address(browser, OUTSIDE).post(f"{path}/pages", {"lease": "0", "go": "2"})

    assert guarding.events(session) == [OUTSIDE]
