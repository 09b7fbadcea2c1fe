"""A phone that two people use: what waits is its owner's, said to wait, and forgotten in time."""

from datetime import timedelta

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import expect

from core.clock import now
from tests.browser.carried import (
    OFFLINE,
    arrived,
    give,
    give_and_go_on,
    part,
    phone,
    settle,
    sign_in_as,
    standing,
    stored,
    take_along,
    wait_until,
    wait_until_handed_over,
    waiting,
)
from tests.browser.sitting import NO_NETWORK
from tests.browser.test_pages import faults_of
from tests.practice.conftest import KINDS, ask

pytestmark = pytest.mark.browser


@pytest.fixture
def questions(session, people) -> int:
    """A practice question of each of six kinds; how many they are."""
    for kind in KINDS:
        ask(session, people, kind)
    return len(KINDS)


@pytest.fixture
def left(visits, people, questions):
    """The phone on which Lin answered two questions without a network, and left.

    It is still offline: with a network the browser may hand over by itself at any moment.
    """
    visits.expect(NO_NETWORK)
    page = phone(visits)
    take_along(page)
    page.context.set_offline(True)
    give_and_go_on(page, 2)
    page.goto("about:blank")
    return page


def use_as(page, visits, login: str, *, days: int = 0) -> None:
    """This person signs in on the phone so many days later, and it knows whose it is now."""
    sign_in_as(page.context, visits, login)
    page.context.set_offline(False)
    page.clock.set_fixed_time(now() + timedelta(days=days))
    settle(page)


def others(page):
    return page.locator("[data-others]")


def test_that_somebody_elses_answers_wait_is_said_and_nothing_of_them(visits, people, left):
    use_as(left, visits, "zhao")
    for path in ("/practice/", OFFLINE):
        left.goto(path)
        expect(others(left)).to_be_visible()
        expect(others(left)).to_contain_text("30")
        expect(left.get_by_role("status").filter(has=others(left))).to_have_count(1)
        for secret in (people.lin.name, people.lin.login, "q-", "2"):
            assert secret not in others(left).text_content()
        expect(left.locator("[data-discard]")).to_have_count(int(path == OFFLINE))
        if path == OFFLINE:
            expect(left.locator("[data-discard]")).to_be_hidden()
    assert [each["person"] for each in waiting(left)] == [str(people.lin.id)] * 2


def test_once_they_are_handed_over_nothing_is_said_any_more(visits, session, people, left):
    use_as(left, visits, "zhao")
    use_as(left, visits, "lin")
    wait_until_handed_over(left)
    left.goto(OFFLINE)
    expect(part(left, "asked")).to_be_hidden()
    expect(others(left)).to_be_hidden()
    use_as(left, visits, "zhao")
    left.goto(OFFLINE)
    expect(part(left, "none")).to_be_visible()
    expect(others(left)).to_be_hidden()

    assert [person for person, _, _ in arrived(session)] == [people.lin.id] * 2
    assert stored(left) == []


def test_who_comes_back_within_thirty_days_loses_nothing(visits, session, people, left):
    use_as(left, visits, "zhao")
    use_as(left, visits, "zhao", days=29)
    assert len(waiting(left)) == 2

    use_as(left, visits, "lin", days=29)
    wait_until_handed_over(left)

    assert [number for _, number, _ in arrived(session)] == [1, 2]


def test_after_thirty_days_they_are_forgotten(visits, session, left):
    use_as(left, visits, "zhao")
    use_as(left, visits, "zhao", days=31)

    wait_until(left, lambda: stored(left) == [])
    left.goto(OFFLINE)
    expect(part(left, "none")).to_be_visible()
    expect(others(left)).to_be_hidden()
    assert arrived(session) == []


def test_the_thirty_days_begin_when_somebody_else_is_there_however_old_the_answers_are(
    visits, left
):
    use_as(left, visits, "zhao", days=200)

    assert len(waiting(left)) == 2


def test_the_thirty_days_begin_anew_once_the_owner_was_back(visits, session, left):
    use_as(left, visits, "zhao")
    left.route("**/practice/offline/token", lambda route: route.fulfill(status=503, body=""))
    visits.expect("503")
    with left.expect_response("**/practice/offline/token"):
        use_as(left, visits, "lin", days=29)
    assert not any("leftAt" in each for each in stored(left))
    left.unroute("**/practice/offline/token")
    use_as(left, visits, "zhao", days=31)

    assert len(waiting(left)) == 2
    assert arrived(session) == []


def test_a_clock_that_was_ahead_for_a_while_takes_nothing_away(visits, left):
    use_as(left, visits, "zhao", days=400)
    use_as(left, visits, "zhao")
    use_as(left, visits, "zhao", days=29)

    assert len(waiting(left)) == 2


def test_ones_own_waiting_answers_can_be_thrown_away_and_given_again(visits, session, left):
    left.context.add_init_script(path=AXE_FILE_PATH)
    left.goto(OFFLINE)
    expect(part(left, "asked").locator("[data-count]")).to_contain_text("第 3 题")
    left.locator("[data-discard] summary").click()
    faults = faults_of(left)
    left.locator("[data-discard-go]").click()
    expect(standing(left, "discarded")).to_be_visible()
    expect(part(left, "asked").locator("[data-count]")).to_contain_text("第 1 题")
    expect(left.locator("[data-discard]")).to_be_hidden()
    faults += faults_of(left)
    assert waiting(left) == []

    give_and_go_on(left, 1)
    expect(standing(left, "waiting")).to_contain_text("1")
    left.context.set_offline(False)
    wait_until_handed_over(left)

    assert [number for _, number, _ in arrived(session)] == [1]
    assert faults == []


def test_what_is_just_being_handed_over_is_not_said_to_be_thrown_away(
    visits, session, people, questions
):
    visits.expect("503")
    page, token, held = phone(visits), "**/practice/offline/token", []

    def hold(route):
        held.append(route)

    take_along(page)
    page.route(token, lambda route: route.fulfill(status=503, body=""))
    with page.expect_response(token):
        give(page)
    page.locator("[data-next]").click()
    page.unroute(token)
    page.route("**/practice/offline/answers", hold)
    page.evaluate("dispatchEvent(new Event('online'))")
    wait_until(page, lambda: held)
    page.locator("[data-discard] summary").click()
    page.locator("[data-discard-go]").click()
    page.wait_for_timeout(300)
    expect(standing(page, "discarded")).to_be_hidden()
    held[0].continue_()

    expect(standing(page, "handed")).to_be_visible()
    expect(standing(page, "handed")).to_contain_text("1")
    expect(standing(page, "discarded")).to_be_hidden()
    expect(part(page, "asked").locator("[data-count]")).to_contain_text("第 2 题")
    assert [(person, number) for person, number, _ in arrived(session)] == [(people.lin.id, 1)]
    assert [each["state"] for each in stored(page)] == ["stored"]


def test_who_throws_answers_away_without_a_round_is_led_to_the_heading(visits, left):
    left.goto(OFFLINE)
    left.evaluate(
        """async () => {
          for (const name of await caches.keys())
            await (await caches.open(name)).delete("/practice/offline/pack");
        }"""
    )
    left.reload()
    left.locator("[data-discard] summary").click()
    left.locator("[data-discard-go]").click()

    expect(part(left, "none").get_by_role("heading", level=1)).to_be_focused()
    expect(standing(left, "discarded")).to_be_visible()
    assert stored(left) == []
