"""The reviewer's pages in a browser: remarks in place, wordings side by side, scripts or none."""

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import expect

from tests.browser.test_pages import faults_of
from tests.question_bank.writing import BOTH, CODE, EN, ZH

pytestmark = pytest.mark.browser
PLACE = f"/review/{CODE}/2"
SECOND = {
    "zh": ZH.replace("员不得", "员应当不").replace(
        "- [ ] 一人\n- [x] 两人", "- [x] 两人\n- [ ] 一人"
    ),
    "en": EN.replace("needed", "required").replace("- [ ] one\n- [x] two", "- [x] two\n- [ ] one"),
}


@pytest.fixture
def waiting(house, bureau):
    """A question with an approved revision and a newer one in review."""
    trainer, reviewer = house.as_(bureau.chen), house.as_(bureau.xu)
    trainer.post("/questions/", BOTH | {"save": "1", "base": "0"})
    trainer.post(f"/questions/{CODE}/revisions/1/submission")
    reviewer.post(f"/review/{CODE}/1/approval")
    trainer.post(f"/questions/{CODE}/text", SECOND | {"save": "1", "base": "1"})
    trainer.post(f"/questions/{CODE}/revisions/2/submission")


def test_a_remark_is_written_in_place_and_by_keyboard(visits, waiting):
    page = visits.person("xu", language="en")
    page.goto(PLACE)
    number = page.locator("[data-line='zh:9']")
    number.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#zh-9 textarea")).to_be_focused()
    assert page.url.endswith(PLACE)

    page.get_by_role("link", name="Cancel").click()
    expect(page.locator("[data-remark]")).to_have_count(0)
    expect(number).to_be_focused()

    page.locator("[data-line='en:9']").click()
    page.locator("[data-line='zh:9']").click()
    expect(page.locator("[data-remark]")).to_have_count(1)
    page.keyboard.type("Two at least.")
    page.get_by_role("button", name="Remark on this line").click()
    expect(page.locator("#zh-9 .remark")).to_contain_text("Two at least.")
    assert page.url.endswith(f"{PLACE}#zh-9")


def test_a_remark_is_written_without_scripts(visits, waiting):
    page = visits.person("xu", language="en", scripts=False)
    page.goto(PLACE)

    page.locator("[data-line='en:9']").click()
    page.locator("#en-9 textarea").fill("Which officers?")
    page.get_by_role("button", name="Remark on this line").click()

    expect(page.locator("#en-9 .remark")).to_contain_text("Which officers?")


@pytest.mark.parametrize(("width", "is_beside"), [(1280, True), (900, True), (360, False)])
def test_wordings_stand_side_by_side_where_there_is_room(visits, waiting, width, is_beside):
    page = visits.person("xu", language="en", width=width)
    page.context.add_init_script(path=AXE_FILE_PATH)
    page.goto(PLACE)

    row = page.locator(".wordings-row.is-changed").first
    old, new = (row.locator(half).bounding_box() for half in (".was", ".now"))

    assert (old["y"] == new["y"], old["x"] == new["x"]) == (is_beside, not is_beside)
    assert faults_of(page) == []


LOOKS = """(sort) => {
  const piece = document.querySelector(`.wordings-row :not(.is-moved) > span ${sort}`);
  return getComputedStyle(piece).textDecorationLine;
}"""


@pytest.mark.parametrize("media", ["screen", "print"])
def test_what_went_and_came_is_seen_without_colour(visits, waiting, media):
    page = visits.person("xu", language="en")
    page.goto(PLACE)
    page.emulate_media(media=media)

    assert [page.evaluate(LOOKS, sort) for sort in ("del", "ins")] == ["line-through", "underline"]
    signs = page.locator(".wordings-row b").all_inner_texts()
    assert {"−", "+", "⇅"} == set(signs)


def test_the_form_of_a_line_is_accessible(visits, waiting):
    page = visits.person("xu", width=360, scheme="dark")
    page.context.add_init_script(path=AXE_FILE_PATH)
    page.goto(PLACE)

    page.locator("[data-line='zh:9']").click()

    assert faults_of(page) == []
