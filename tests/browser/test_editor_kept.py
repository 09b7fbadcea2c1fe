"""Nothing typed is lost: a closed or crashed tab, two of them, an ended sign-in, somebody else."""

from contextlib import suppress

import pytest
from playwright.sync_api import Error, expect
from sqlalchemy import select, update

from accounts.models import SignIn
from core.clock import now
from question_bank.models import Revision
from tests.browser.test_editor import TEXT, kept_texts, opened, select_words, text_of
from tests.question_bank.writing import BOTH, CODE, ZH, reworded

pytestmark = pytest.mark.browser
TYPED = "三人以上才行"
OFFER = "[data-kept]"


@pytest.fixture
def stored(house, people):
    house.as_(people.chen, "en").post("/questions/", BOTH | {"save": "1", "base": "0"})


@pytest.fixture
def tab(visits, stored):
    return opened(visits.person("chen", language="en"))


def another(page):
    """One more tab of the same browser."""
    return opened(page.context.new_page())


def write(page, words=TYPED, after="一人"):
    """Type, and see it shown: by then the browser has kept it."""
    select_words(page, after, caret=True)
    page.keyboard.type(words)
    expect(page.locator(".preview:visible")).to_contain_text(words)


def test_what_a_closed_tab_held_is_offered_and_taken_back(tab):
    write(tab)
    context = tab.context
    tab.close()

    later = opened(context.new_page())

    expect(later.locator(OFFER)).to_be_visible()
    assert TYPED not in text_of(later)
    later.locator("[data-restore]").click()
    expect(later.locator(OFFER)).to_be_hidden()
    assert f"一人{TYPED}" in text_of(later)
    expect(later.locator(".preview:visible")).to_contain_text(TYPED)
    assert len(kept_texts(later)) == 1


def test_when_it_was_typed_is_said_by_the_clock_that_the_page_names(visits, stored):
    page = visits.person("chen", language="en", zone="America/New_York")
    page.clock.set_fixed_time("2026-09-05T23:05:00Z")
    write(opened(page))

    page.reload()

    expect(page.locator("[data-kept-at]")).to_have_text("6 Sep 2026, 07:05")


def test_what_a_crashed_tab_held_is_offered(tab):
    write(tab)
    context = tab.context
    with tab.expect_event("crash"), suppress(Error):
        tab.goto("chrome://crash", timeout=2_000)

    later = opened(context.new_page())

    later.locator("[data-restore]").click()
    assert f"一人{TYPED}" in text_of(later)


def test_a_reload_offers_it_in_the_same_tab(tab):
    write(tab)

    tab.reload()

    expect(tab.locator(OFFER)).to_be_visible()
    tab.locator("[data-restore]").click()
    assert TYPED in text_of(tab)


def test_what_is_forgotten_is_offered_no_more(tab):
    write(tab)
    tab.reload()

    tab.locator("[data-forget]").click()
    tab.reload()
    opened(tab)

    expect(tab.locator(OFFER)).to_be_hidden()
    assert kept_texts(tab) == []


def test_two_tabs_keep_each_their_own_and_offer_nothing_that_is_being_written(tab):
    write(tab)
    second = another(tab)

    expect(second.locator(OFFER)).to_be_hidden()
    write(second, "另一处", after="两人")
    assert len(kept_texts(tab)) == 2
    select_words(second, "另一处")
    second.keyboard.press("Delete")
    expect(second.locator(".preview:visible")).not_to_contain_text("另一处")

    assert len(kept_texts(tab)) == 1
    tab.reload()
    tab.locator("[data-restore]").click()
    assert TYPED in text_of(tab)


def test_saving_in_one_tab_takes_nothing_from_the_other(tab, session):
    write(tab)
    second = another(tab)
    write(second, "另一处", after="两人")

    with second.expect_navigation():
        second.keyboard.press("Control+s")

    assert (
        "另一处"
        in session.scalars(select(Revision.sources).where(Revision.number == 2)).one()["zh"]
    )
    assert TYPED in text_of(tab)
    tab.reload()
    tab.locator("[data-restore]").click()
    assert (TYPED in text_of(tab), "另一处" in text_of(tab)) == (True, False)


def test_what_is_taken_back_over_a_newer_revision_is_shown_against_it(
    tab, house, people, visits, session
):
    visits.expect("409")
    write(tab)
    house.as_(people.wu, "en").post(
        f"/questions/{CODE}/text", reworded() | {"save": "1", "base": "1"}
    )
    tab.reload()
    tab.locator("[data-restore]").click()

    with tab.expect_navigation():
        tab.keyboard.press("Control+s")

    expect(tab.locator("[data-refused]")).to_contain_text("吴问渠 has saved revision 2 meanwhile")
    assert TYPED in text_of(tab)
    assert session.scalars(select(Revision.number).order_by(Revision.number)).all() == [1, 2]


def test_when_the_sign_in_has_ended_the_text_is_there_after_the_next(
    tab, people, house, visits, session
):
    visits.expect("401")
    write(tab)
    session.execute(update(SignIn).values(ended_at=now()))
    session.commit()
    with tab.expect_navigation():
        tab.keyboard.press("Control+s")

    cookie = house.as_(people.chen, "").client.get_cookie("session").value
    tab.context.add_cookies([{"name": "session", "value": cookie, "url": visits.address}])
    opened(tab)

    tab.locator("[data-restore]").click()
    assert TYPED in text_of(tab)


def signed_in(context, house, visits, person):
    """Let somebody else take the seat at the same browser."""
    cookie = house.as_(person, "").client.get_cookie("session").value
    context.add_cookies([{"name": "session", "value": cookie, "url": visits.address}])
    return opened(context.new_page())


def test_another_person_at_the_same_machine_can_read_nothing_and_takes_nothing_away(
    tab, people, house, visits
):
    write(tab)
    context = tab.context
    tab.close()

    theirs = signed_in(context, house, visits, people.wu)

    expect(theirs.locator(OFFER)).to_be_hidden()
    left = theirs.evaluate("JSON.stringify(localStorage)")
    assert (TYPED in left, "一人" in left, len(kept_texts(theirs))) == (False, False, 1)
    write(theirs, "别人写的")
    theirs.close()
    back = signed_in(context, house, visits, people.chen)
    back.locator("[data-restore]").click()
    assert (TYPED in text_of(back), "别人写的" in text_of(back)) == (True, False)


def test_a_new_question_is_kept_until_it_has_arrived(visits, people, session):
    page = visits.person("chen", language="en")
    new = "/questions/new?kind=single&topic=law.penalty&pool=practice"
    opened(page, new)
    write(page, after="正确的做法")
    page.reload()
    page.locator("[data-restore]").click()
    assert TYPED in text_of(page)

    with page.expect_navigation():
        page.keyboard.press("Control+s")

    expect(page.locator("h1")).to_have_text("law-penalty-0001")
    page.wait_for_function(
        "Object.keys(localStorage).every((each) => !each.startsWith('question:'))"
    )
    assert len(session.scalars(select(Revision)).all()) == 1
    assert ZH not in text_of(page)


def test_a_text_a_week_old_is_forgotten(tab):
    write(tab)
    tab.evaluate(
        """() => {
          for (const [name, value] of Object.entries({ ...localStorage })) {
            if (!name.startsWith("question:")) continue;
            const old = { ...JSON.parse(value), at: Date.now() - 8 * 86400e3 };
            localStorage.setItem(name, JSON.stringify(old));
          }
        }"""
    )

    tab.reload()
    opened(tab)

    expect(tab.locator(OFFER)).to_be_hidden()
    assert kept_texts(tab) == []
    expect(tab.locator(TEXT)).to_have_value(ZH)
