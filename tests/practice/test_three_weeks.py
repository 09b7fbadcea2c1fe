"""Three weeks of practice on a phone: what is due, not sure, why, the module, the notebook."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from courses.importing import load
from tests.courses import files
from tests.practice.conftest import ask

pytestmark = pytest.mark.browser
PHONE, HIGH = 360, 800


@pytest.fixture
def shelf(app, session, people, tmp_path) -> None:
    """Twelve questions of two topics, and the module that teaches them."""
    for at in range(6):
        for kind in ("multiple", "fill_blank"):
            asked = ask(session, people, kind, f"q-{kind.replace('_', '-')}-{at}")
            asked.details = asked.details | {"facts": ["F-APL-55"]}
    session.commit()
    law = {
        "law/course.toml": files.course(
            code='"law"', order="1", modules='["a1"]', title='{ zh = "法律基础", en = "Law" }'
        ),
        "law/zh/01-system.md": files.module(module="a1", title="专卖制度", checks="q-multiple-0"),
        "law/en/01-system.md": files.module(
            module="a1", title="The monopoly", checks="q-multiple-0"
        ),
    }
    with app.app_context():
        load(files.write(tmp_path / "shelf", law), actor=None)


@pytest.fixture
def phone(visits, shelf, calendar) -> Page:
    return visits.person("lin", language="en", width=PHONE)


def answer_with_keys(page: Page) -> None:
    """The first choice, not sure, by keys alone; where there is no choice, not known."""
    expect(page.locator("form.practised")).to_be_focused()
    if page.locator(".choices input").count():
        page.keyboard.press("1")
        page.get_by_label("I am not sure").check()
        page.locator("form.practised").focus()
        page.keyboard.press("Enter")
    else:
        page.get_by_role("button", name="I do not know, show me").click()
    expect(page.locator(".fared")).to_be_visible()
    expect(page.locator(".again")).to_contain_text(re.compile("comes again|still know it"))


def go_through(page: Page) -> list[str]:
    """Answer to the end of the round; the places in modules that were linked to."""
    links: list[str] = []
    while page.locator("form.practised").count():
        answer_with_keys(page)
        links += [each.get_attribute("href") for each in page.locator(".read-in a").all()]
        with page.expect_navigation():
            page.keyboard.press("Enter")
    return links


def due(page: Page) -> int:
    page.goto("/practice/")
    found = re.match(r"\d+", page.locator("#due").inner_text())
    return int(found[0]) if found else 0


def practise_what_is_due(page: Page) -> tuple[int, list[str]]:
    """Round after round; how many it was, and the links into modules."""
    begun, links = due(page), []
    while due(page):
        page.locator("button[value=due]").click()
        links += go_through(page)
    return begun, links


def test_three_weeks_of_practice_on_a_phone(phone, calendar):
    phone.goto("/practice/goal")
    phone.get_by_label("Day of the exam").fill((calendar.today + timedelta(21)).isoformat())
    phone.get_by_text("10", exact=True).click()
    phone.get_by_role("button", name="Keep the goal").click()
    expect(phone.get_by_text("in 21 days.")).to_be_visible()

    counts, links = [], []
    for _ in range(3):
        count, found = practise_what_is_due(phone)
        counts.append(count)
        links += found
        calendar.turn(7)

    assert all(0 < count <= 10 for count in counts)
    phone.goto(next(link for link in links if "#" in link))
    expect(phone.locator("h1")).to_be_visible()
    assert re.search(r"/courses/law/a1/#F-APL-55", phone.url)

    phone.goto("/practice/notebook")
    expect(phone.locator(".line-said").first).to_be_visible()
    topic = phone.locator("button[value^='notebook:']").first
    topic.click()
    go_through(phone)
    expect(phone.locator(".figure")).to_contain_text("right")
    phone.goto("/practice/notebook")
    phone.get_by_role("link", name="To print, with the answers").click()
    expect(phone.locator(".noted-whole .is-right").first).to_be_visible()


def test_the_main_action_stays_at_the_lower_edge_of_a_phone(phone):
    phone.goto("/practice/")
    phone.locator("button[value=due]").click()

    button = phone.get_by_role("button", name="Check my answer")
    for place in (0, 300):
        phone.evaluate("(y) => scrollTo(0, y)", place)
        box = button.bounding_box()
        assert box["y"] > 0
        assert box["y"] + box["height"] <= HIGH


def test_without_scripts_a_question_is_answered_all_the_same(visits, shelf, calendar):
    page = visits.person("lin", language="en", width=PHONE, scripts=False)
    page.goto("/practice/")
    page.locator("button[value=drill]").click()
    for _ in range(5):
        page.get_by_role("button", name="I do not know, show me").click()
        page.locator(".answer-acts .btn-primary").click()

    expect(page.get_by_text("That was today's drill.")).to_be_visible()
    page.goto("/practice/")
    expect(page.locator("section", has=page.locator("#drill"))).to_contain_text("Done for today")
