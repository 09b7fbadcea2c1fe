"""A sitting in the Safe Exam Browser: its script interface, its headers, and any other browser."""

import json

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.sitting import SAVED, values
from tests.exam import guarding

pytestmark = pytest.mark.browser
FORBIDDEN = "403 (FORBIDDEN)"
SPEAKS = """
const hashes = %s;
window.SafeExamBrowser = { security: { updateKeys(told) {
  setTimeout(() => {
    window.SafeExamBrowser.security.configKey = hashes[location.pathname] ?? "0".repeat(64);
    told();
  }, 50);
} } };
"""


@pytest.fixture
def guarded(app, people, exam):
    """Lin's exam asks for the browser and for a code."""
    sitting = exam.attempt.sitting
    guarding.asks_for_browser(app, sitting, people.kong)
    guarding.access(app, sitting, people.kong, code="K7QX4M")
    return exam


def with_script(page: Page, exam) -> Page:
    """As SEB for macOS: what it sends has no headers, what its pages ask is answered."""
    proof = exam.path + "/proof"
    hashes = {proof: guarding.proof(proof)[guarding.CONFIG]}
    page.context.add_init_script(SPEAKS % json.dumps(hashes))
    return page


def with_headers(page: Page) -> Page:
    """As SEB for Windows before it had a script interface."""

    def send(route: Route) -> None:
        address = route.request.url.partition("#")[0]
        path = "/" + address.split("/", 3)[3]
        route.continue_(headers={**route.request.headers, **guarding.proof(path)})

    page.context.route("**/*", send)
    return page


def begin(page: Page, exam) -> Page:
    page.goto(exam.door)
    expect(page.get_by_label("开考码")).to_be_visible()
    page.get_by_label("开考码").fill("k7q x4m")
    page.get_by_role("button", name="开始考试").click()
    expect(page.locator("[data-saved]")).to_contain_text(SAVED)
    return page


def test_a_browser_that_answers_its_pages_proves_itself_before_the_start(visits, guarded):
    page = with_script(visits.person("lin"), guarded)

    begin(page, guarded)
    guarded.give(page, 1)
    expect(page.locator("[data-saved]")).to_contain_text(SAVED)

    assert guarded.recorded() == values(1)


def test_another_browser_sees_how_to_open_the_right_one_and_no_question(visits, guarded):
    visits.expect(FORBIDDEN)
    begin(with_script(visits.person("lin"), guarded), guarded)

    page = visits.person("lin")
    page.goto(guarded.path)

    expect(page.get_by_role("heading", level=1)).to_have_text("请用 Safe Exam Browser 打开本考试")
    expect(page.locator(".question")).to_have_count(0)
    page.get_by_role("button", name="验证此浏览器").click()
    expect(page.get_by_role("alert")).to_contain_text("未能识别此浏览器")


def test_who_goes_on_in_a_second_one_stops_the_first_which_can_prove_itself_again(visits, guarded):
    visits.expect(FORBIDDEN)
    first = begin(with_script(visits.person("lin"), guarded), guarded)
    guarded.give(first, 1)
    expect(first.locator("[data-saved]")).to_contain_text(SAVED)

    second = with_headers(visits.person("lin"))
    second.goto(guarded.path)
    second.locator("[data-notice=elsewhere]").get_by_role("button", name="在此继续").click()
    expect(second.locator("[data-saved]")).to_contain_text(SAVED)
    guarded.give(second, 2)
    expect(second.locator("[data-saved]")).to_contain_text(SAVED)
    guarded.give(first, 3)
    stopped = first.locator("[data-notice=browser]")
    expect(stopped).to_be_visible()
    assert guarded.recorded() == values(1, 2)

    stopped.get_by_role("link", name="验证此浏览器").click()
    first.wait_for_url(f"**{guarded.path}")
    first.locator("[data-notice=elsewhere]").get_by_role("button", name="在此继续").click()
    expect(first.locator("[data-saved]")).to_contain_text(SAVED)

    assert guarded.recorded() == values(1, 2, 3)
