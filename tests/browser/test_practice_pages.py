"""Pages of practice in Chromium: what is kept, what is wrong, what has arrived is seen there."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.carried import (
    give,
    part,
    phone,
    shown_kind,
    standing,
    take_along,
    wait_until_handed_over,
)
from tests.browser.sitting import NO_NETWORK
from tests.practice.conftest import ask
from tests.practice.mocking import plan_for, pool_for

pytestmark = pytest.mark.browser
SPOKEN = """() => {
  window.spoken = [];
  const line = document.querySelector("[data-spoken]");
  const note = () => window.spoken.push(line.textContent);
  new MutationObserver(note).observe(line, { childList: true });
}"""


@pytest.fixture
def mock(visits, session, people) -> Page:
    """Lin's phone on the first page of a mock exam."""
    pool_for(session, people, 1)
    plan_for(session, people)
    page = visits.person("lin", language="en", width=360)
    page.goto("/practice/mocks")
    page.get_by_role("button", name="Begin the mock exam").click()
    return page


def choose(page: Page, number: int) -> None:
    page.locator(f"[data-question='{number}'] label").first.click()


def test_what_is_kept_of_a_mock_exam_stands_by_the_clock_and_stays_in_view(visits, mock):
    visits.expect(NO_NETWORK)
    saved = mock.locator(".test-clock [data-saved]")
    expect(saved).to_have_text("")
    mock.evaluate(SPOKEN)

    choose(mock, 1)
    expect(saved).to_have_text(re.compile(r"^All saved \d\d:\d\d$"))

    mock.context.set_offline(True)
    choose(mock, 2)
    expect(saved).to_have_text("Not saved yet: check your connection")
    expect(saved).to_be_in_viewport()
    expect(saved).to_have_class("saved saved-wait")
    mock.locator("[data-question='1'] label").nth(1).click()
    mock.wait_for_timeout(500)

    mock.context.set_offline(False)
    expect(saved).to_have_text(re.compile("^All saved"))
    expect(saved).to_have_class("saved")
    assert mock.evaluate("window.spoken") == [
        "Not kept yet. Check your connection; we go on trying.",
        "All saved",
    ]
    mock.reload()
    expect(saved).to_have_text("All saved")


def test_a_goal_that_is_refused_opens_where_it_is_wrong(visits, session, people):
    visits.expect("422")
    ask(session, people, "single")
    page = visits.person("lin", language="en", width=360)
    page.goto("/practice/goal")
    page.locator("[name=on]").fill("2020-01-01")
    page.get_by_role("button", name="Keep the goal").click()

    expect(page.locator("[name=on]")).to_be_focused()
    expect(page.locator("#on-error")).to_be_in_viewport()
    expect(page.locator("[name=on]")).to_have_attribute("aria-describedby", "on-help on-error")


@pytest.mark.parametrize("kind", ["single", "true_false"])
def test_a_wrong_choice_is_crossed_by_the_device_as_by_the_server(visits, session, people, kind):
    visits.expect(NO_NETWORK)
    ask(session, people, kind, key={"single": {"right": 1}, "true_false": {"right": False}}[kind])
    lin = phone(visits)
    take_along(lin)
    lin.context.set_offline(True)
    fields = part(lin, "asked").locator("[data-question]")
    wrong = "true" if kind == "true_false" else letter_of(fields, "q-single-0")
    fields.locator(f"input[value={wrong}]").check()
    part(lin, "asked").locator(".btn-primary").click()

    told = part(lin, "told").locator("[data-told]")
    mine = told.locator(".is-mine:not(.is-right)")
    expect(mine).to_have_count(1)
    expect(mine.locator(".reviewed-mark svg")).to_be_visible()
    cross = part(lin, "told").locator("[data-fared=wrong] svg").inner_html()
    assert mine.locator(".reviewed-mark svg").inner_html() == cross
    assert told.locator(".reviewed-mark svg").count() == 2


def letter_of(fields, text: str) -> str:
    return fields.locator("label", has_text=text).locator("input").get_attribute("value")


def test_what_waited_is_said_to_have_arrived_and_how_many_they_were(visits, session, people):
    visits.expect(NO_NETWORK)
    for number in range(4):
        ask(session, people, "single", f"q-{number}")
    lin = phone(visits)
    take_along(lin)
    lin.context.set_offline(True)
    for _ in range(2):
        give(lin)
        lin.locator("[data-next]").click()
    expect(standing(lin, "waiting")).to_contain_text("2")

    lin.context.set_offline(False)
    wait_until_handed_over(lin)

    expect(part(lin, "asked")).to_be_visible()
    expect(standing(lin, "waiting")).to_be_hidden()
    expect(standing(lin, "handed")).to_be_visible()
    expect(standing(lin, "handed")).to_contain_text("已提交 2 道题")
    give(lin)
    expect(standing(lin, "handed")).to_be_hidden()
    assert shown_kind(lin) == "single"


def test_keys_are_named_only_where_there_is_a_fine_pointer(visits, session, people):
    ask(session, people, "single")
    page = visits.person("lin", language="en")
    page.goto("/practice/")
    page.get_by_role("button", name="Practise", exact=True).first.click()
    note = page.locator("[data-keys-note]")
    expect(note).to_be_visible()

    touch = page.context.new_cdp_session(page)
    touch.send("Emulation.setTouchEmulationEnabled", {"enabled": True})

    expect(note).to_be_hidden()
    shown = page.evaluate(
        """() => [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
          .filter((rule) => rule.conditionText && rule.cssText.includes(".keys-note"))
          .map((rule) => rule.conditionText)"""
    )
    assert shown == ["(hover: hover) and (pointer: fine)"]
