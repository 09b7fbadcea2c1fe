"""A marker's journey through a pile: without the mouse, with it, and without scripts."""

import pytest
from playwright.sync_api import expect

from exam.models.marking import WrittenMark
from tests.exam.scripts import ANSWER, Pile

pytestmark = pytest.mark.browser


@pytest.fixture
def pile(session, bureau):
    """Three scripts of two lines with two points each."""
    return Pile(session, bureau, 3)


def lines(session):
    session.commit()
    found = [(mark.lines, mark.remark) for mark in session.query(WrittenMark).order_by("id")]
    session.commit()
    return found


def test_a_marker_marks_a_whole_pile_without_touching_the_mouse(session, visits, pile):
    page = visits.person("cun", language="en")
    page.goto("/marking/")
    page.get_by_role("link", name="Autumn certification exam").focus()
    page.keyboard.press("Enter")
    first, second = page.locator("#line-1"), page.locator("#line-2")
    total = page.locator("[data-total]")
    expect(first).to_be_focused()

    page.keyboard.press("1")
    page.keyboard.press("ArrowUp")
    expect(total).to_have_text("1.25")
    page.keyboard.press("Enter")
    expect(second).to_be_focused()
    page.keyboard.press("f")
    expect(second).to_have_value("2")
    expect(total).to_have_text("3.25")
    page.keyboard.press("Enter")

    expect(page.get_by_text("1 of 3 marked, 2 left for you")).to_be_visible()
    expect(first).to_be_focused()
    expect(first).to_have_value("")
    page.keyboard.press("h")
    page.keyboard.press("Enter")
    page.keyboard.press("0")
    page.keyboard.press("r")
    expect(page.get_by_label("Remark")).to_be_focused()
    page.keyboard.type("relies on rumour")
    page.keyboard.press("Escape")
    expect(first).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.get_by_text("2 of 3 marked, 1 left for you")).to_be_visible()
    page.keyboard.type("0.5")
    page.keyboard.press("Tab")
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing of this sitting waits for you any more.")).to_be_visible()
    assert lines(session) == [
        (["1.25", "2"], ""),
        (["1", "0"], "relies on rumour"),
        (["0.5", "2"], ""),
    ]


def test_more_than_a_line_is_worth_is_stopped_before_it_is_sent(session, visits, pile):
    page = visits.person("cun", language="en")
    page.goto(f"/marking/{pile.id}")

    page.keyboard.press("9")
    page.keyboard.press("Enter")

    expect(page.locator("#line-1")).to_be_focused()
    assert lines(session) == []


def test_quick_steps_give_points_by_mouse_or_finger(session, visits, pile):
    page = visits.person("cun", language="en", width=360)
    page.goto(f"/marking/{pile.id}")
    expect(page.locator("blockquote")).to_have_text(ANSWER)

    page.get_by_role("group", name="Quick steps of line 1").get_by_text("1.5", exact=True).click()
    page.get_by_role("group", name="Quick steps of line 2").get_by_text("0", exact=True).click()
    pressed = page.locator(".step[aria-pressed=true]")
    expect(pressed).to_have_text(["1.5", "0"])
    expect(page.locator("[data-total]")).to_have_text("1.5")
    assert min(box["height"] for box in (each.bounding_box() for each in pressed.all())) >= 44
    page.get_by_role("button", name="Give these points").click()

    expect(page.get_by_text("1 of 3 marked")).to_be_visible()
    assert lines(session) == [(["1.5", "0"], "")]


def test_a_script_is_marked_without_scripts(session, visits, pile):
    page = visits.person("cun", language="en", scripts=False)
    page.goto(f"/marking/{pile.id}")
    expect(page.locator(".step").first).to_be_hidden()

    page.locator("#line-1").fill("1.75")
    page.locator("#line-2").fill("0")
    page.get_by_role("button", name="Give these points").click()

    expect(page.get_by_text("1 of 3 marked")).to_be_visible()
    assert lines(session) == [(["1.75", "0"], "")]


def test_back_in_the_browser_shows_what_was_given_and_asks_for_nothing(session, visits, pile):
    page = visits.person("cun", language="en")
    page.goto(f"/marking/{pile.id}")
    script = page.url
    page.keyboard.press("f")
    page.keyboard.press("Enter")
    page.keyboard.press("f")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 of 3 marked")).to_be_visible()

    page.goto(script)

    expect(page.get_by_text("You marked this script on")).to_be_visible()
    expect(page.locator("[name=points]")).to_have_count(0)
    page.get_by_role("link", name="On to the next script").click()
    expect(page.get_by_text("1 of 3 marked")).to_be_visible()
    assert len(lines(session)) == 1
