"""A mock exam in Chromium: kept as it is given, flagged, gone on with, ended by its time."""

import json
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from core.clock import now
from practice.models import MockAnswer, MockEnd, MockExam, MockFlag
from tests.browser.test_pages import AXE_FILE_PATH, faults_of
from tests.practice.mocking import plan_for, pool_for

pytestmark = pytest.mark.browser


@pytest.fixture
def pool(session, people):
    pool_for(session, people, 1)
    return plan_for(session, people)


@pytest.fixture
def lin(visits, pool):
    """Lin, on the first page of a mock exam."""
    page = visits.person("lin", language="en")
    page.goto("/practice/mocks")
    page.get_by_role("button", name="Begin the mock exam").click()
    return page


def kept(session) -> dict[int, object]:
    session.rollback()
    rows = session.scalars(select(MockAnswer).order_by(MockAnswer.id))
    return {each.number: json.loads(each.value) for each in rows}


def choose(page, number: int) -> None:
    with page.expect_response(lambda reply: reply.url.endswith("/answers")):
        page.locator(f"[data-question='{number}'] label").first.click()


def test_an_answer_is_kept_as_it_is_given_and_the_overview_follows(lin, session):
    choose(lin, 1)

    expect(lin.locator("[data-cell='1']")).to_have_class("cell answered")
    expect(lin.locator("[data-answered]")).to_have_text("1")
    assert kept(session) == {1: "a"}
    lin.reload()
    expect(lin.locator("[data-question='1'] :checked")).to_have_count(1)


def test_an_answer_changed_back_just_before_the_page_is_sent_is_the_one_that_counts(lin, session):
    choose(lin, 1)
    lin.reload()
    with lin.expect_response(lambda reply: reply.url.endswith("/answers")):
        lin.locator("[data-question='1'] label").nth(1).click()
    with lin.expect_navigation():
        lin.evaluate(
            """() => {
              const first = document.querySelector("[data-question='1'] input[type=radio]");
              first.click();
              first.form.requestSubmit();
            }"""
        )

    assert kept(session) == {1: "a"}


def test_a_flag_stays_on_the_page_and_is_kept(lin, session):
    with lin.expect_response(lambda reply: reply.url.endswith("/answers")):
        lin.get_by_role("button", name="Flag question 2").click()

    expect(lin.locator("[data-cell='2']")).to_have_class("cell flagged")
    expect(lin.get_by_role("button", name="Flag question 2")).to_have_attribute(
        "aria-pressed", "true"
    )
    session.rollback()
    assert [(each.number, each.is_up) for each in session.scalars(select(MockFlag))] == [(2, True)]


def test_one_goes_on_with_it_on_another_device(lin, visits, session):
    choose(lin, 1)
    phone = visits.person("lin", language="en", width=360)

    phone.goto("/practice/mocks")
    phone.get_by_role("link", name="Go on with it").click()

    expect(phone.locator("[data-question='1'] :checked")).to_have_count(1)


def test_by_keyboard_alone_through_the_whole_paper(lin, session):
    lin.locator("[data-question='1'] input[type=radio]").first.focus()
    with lin.expect_response(lambda reply: reply.url.endswith("/answers")):
        lin.keyboard.press("Space")
    for _ in range(3):
        lin.get_by_role("button", name="Keep and go on").focus()
        lin.keyboard.press("Enter")
        lin.wait_for_load_state()
    lin.locator(".test-acts").get_by_role("button", name="Check and hand in").press("Enter")
    expect(lin.get_by_role("heading", name="Not answered")).to_be_visible()
    lin.get_by_role("button", name="Hand in").press("Enter")

    expect(lin.locator("#outcome")).to_be_visible()
    session.rollback()
    assert len(session.scalars(select(MockEnd)).all()) == 1


def test_when_time_is_up_the_page_leads_to_the_result(lin, session):
    choose(lin, 1)
    session.rollback()
    mock = session.scalars(select(MockExam)).one()
    mock.due_at = now() + timedelta(seconds=4)
    session.commit()

    lin.reload()

    expect(lin.locator("#outcome")).to_be_visible(timeout=15_000)
    session.rollback()
    end = session.scalars(select(MockEnd)).one()
    assert end.by_time
    assert end.shares[1:] == [None] * 4


def test_without_javascript_it_is_sat_with_buttons(visits, pool, session):
    page = visits.person("lin", language="en", scripts=False)
    page.goto("/practice/mocks")
    page.get_by_role("button", name="Begin the mock exam").click()

    page.locator("[data-question='2'] label").first.click()
    page.get_by_role("button", name="Flag question 1").click()
    page.get_by_role("button", name="Question 4, not answered").click()

    assert kept(session) == {2: "a"}
    expect(page.locator("[data-cell='1']")).to_have_class("cell flagged")
    expect(page.locator("#q-4")).to_be_visible()
    page.locator(".mock-overview").get_by_role("button", name="Check and hand in").click()
    page.get_by_role("button", name="Hand in").click()
    expect(page.locator("#outcome")).to_be_visible()


@pytest.mark.parametrize(
    ("language", "width", "scheme"), [("zh-CN", 360, "dark"), ("en", 1280, "light")]
)
def test_every_page_of_it_is_accessible(visits, pool, session, language, width, scheme):
    page = visits.person("lin", language=language, width=width, scheme=scheme)
    page.context.add_init_script(path=AXE_FILE_PATH)
    page.goto("/practice/mocks")
    faults = faults_of(page)
    page.locator("form[method=post] .btn-big").click()
    faults += faults_of(page)
    page.locator(".mock-overview").get_by_role("button").last.click()
    faults += faults_of(page)
    page.locator("main form .btn-primary").click()
    page.locator("details").evaluate_all("(all) => all.forEach((each) => (each.open = true))")
    faults += faults_of(page)

    assert faults == []
