"""Every page, in both languages, on a phone and a desk, light and dark: for everyone, and quiet."""

import sys
from collections import defaultdict

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Page, expect
from werkzeug.exceptions import HTTPException

from tests.browser.sitting import SAVED
from tests.browser.whole_house import NO_PAGES, PAGES, stock

pytestmark = pytest.mark.browser
STANDARD = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
    "preload": False,
}
PHONE, DESK = 360, 1280
# Each page is met in the two looks of one row: both languages, both widths, both schemes.
LOOKS = (
    (("zh-CN", PHONE, "dark"), ("en", DESK, "light")),
    (("zh-CN", DESK, "dark"), ("en", PHONE, "light")),
)
HEAVIEST, MOST_REQUESTS = 400_000, 20


@pytest.fixture
def places(app, session, bureau, house) -> dict[str, object]:
    return stock(app, session, bureau, house)


def paths_of(login: str, places, turn: int) -> list[str]:
    """Every other page of a person, with its numbers filled in."""
    return [path.format(**places) for path in PAGES[login][turn::2]]


@pytest.mark.parametrize(("turn", "look"), [(at, each) for at in (0, 1) for each in LOOKS[at]])
def test_every_page_is_accessible_fits_its_window_and_stays_at_home(visits, places, turn, look):
    visits.expect("403", "404")

    faults = [
        f"{login or 'a stranger'} at {path}: {fault}"
        for login in PAGES
        for page in [looked_at(visits, login, look)]
        for path in paths_of(login, places, turn)
        for fault in arrive(page, path) or faults_of(page)
    ]

    assert faults == []


@pytest.mark.parametrize("look", [LOOKS[0][0], LOOKS[1][0]])
def test_every_question_and_every_notice_of_the_exam_is_accessible(visits, exam, look):
    page = looked_at(visits, "lin", look)
    exam.begin(page)

    page.locator("[data-view]").click()
    for notice in page.locator("[data-notice]").all():
        notice.evaluate("(box) => (box.hidden = false)")

    assert faults_of(page) == []


def looked_at(visits, login: str, look: tuple[str, int, str]) -> Page:
    """A page in the browser of this person, with axe in it."""
    language, width, scheme = look
    page = visits.anybody(login, language=language, width=width, scheme=scheme)
    page.context.add_init_script(path=AXE_FILE_PATH)
    return page


def arrive(page: Page, path: str) -> list[str]:
    answer = page.goto(path)
    is_there = answer.status in (200, 403, 404) and page.url.endswith(path)
    return [] if is_there else [f"answered {answer.status} and led to {page.url}"]


def faults_of(page: Page) -> list[str]:
    """What axe finds, and by how much the page is too wide."""
    found = page.evaluate("(options) => axe.run(options)", STANDARD)["violations"]
    faults = [
        f"{fault['id']}: {node['target']} {node['html'][:160]}"
        for fault in found
        for node in fault["nodes"]
    ]
    beyond = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return faults + ([f"scrolls {beyond} px sideways"] if beyond > 0 else [])


def test_every_address_with_a_page_is_in_the_list(app):
    adapter = app.url_map.bind("localhost")
    words = ("open", "past_attempt", "draft", "waiting", "uid", "key")
    places = defaultdict(lambda: 1, dict.fromkeys(words, "x"))
    listed = set()
    for path in (each.format_map(places) for paths in PAGES.values() for each in paths):
        try:
            listed.add(adapter.match(path.partition("?")[0])[0])
        except HTTPException:
            assert path == "/nowhere"
    answering = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in rule.methods}

    assert answering - listed - NO_PAGES == set()


FOCUSED = """() => {
  const here = document.activeElement;
  if (here === document.body) return "";
  const boxes = [here, here.closest(".choice")].filter(Boolean);
  const looks = boxes.map((each) => getComputedStyle(each));
  const ringed = looks.filter((look) => look.outlineStyle !== "none");
  const isRinged = ringed.some((look) => parseFloat(look.outlineWidth) > 0);
  const box = here.getBoundingClientRect();
  const isInSight = box.width > 0 && box.bottom > 0 && box.top < innerHeight;
  return `${here.tagName} ${here.className} ${isRinged && isInSight}`;
}"""


@pytest.mark.parametrize("path", ["/", "/practice/", "/exam/attempts/{open}"])
def test_by_keyboard_the_way_to_the_text_comes_first_and_the_focus_is_seen(visits, places, path):
    page = visits.person("lin")
    page.goto(path.format(**places))

    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    stops = [page.evaluate(FOCUSED)]
    for _ in range(25):
        page.keyboard.press("Tab")
        stops.append(page.evaluate(FOCUSED))

    assert [stop for stop in stops if stop and not stop.endswith("true")] == []
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_exam_page_is_light(visits, places, capsys):
    page = visits.person("lin")
    sizes, parts = [], []
    page.on("requestfinished", lambda request: sizes.append(request.sizes()))
    page.on("request", lambda request: parts.append(request.resource_type))
    page.goto(f"/exam/attempts/{places['open']}")
    expect(page.locator("[data-saved]")).to_contain_text(SAVED)
    page.wait_for_load_state("networkidle")

    weight = sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes)
    with capsys.disabled():
        sys.stdout.write(f"\nThe exam page: {len(parts)} requests, {weight:,} bytes in all\n")
    loaded = [each for each in parts if each != "fetch"]
    assert (weight <= HEAVIEST, len(loaded) <= MOST_REQUESTS) == (True, True)
