"""The house on a phone: installed, read and practised without a network, nothing lost."""

import io
import re
from itertools import combinations, permutations, product

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from PIL import Image
from playwright.sync_api import Error, expect
from sqlalchemy import update

from accounts.models import SignIn
from core.clock import now
from practice.views.packing import marking_of
from question_bank.kinds import KINDS as KINDS_OF_QUESTION
from tests.browser.carried import (
    OFFLINE,
    arrived,
    give,
    give_and_go_on,
    kept,
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
    wake_worker,
)
from tests.browser.chromium import sign_in
from tests.browser.sitting import NO_NETWORK
from tests.browser.test_pages import faults_of
from tests.practice.conftest import KINDS, ask

pytestmark = pytest.mark.browser
ORDER = [2, 0, 3, 1]
TWO_RIGHT = {"right": [0, 2], "size": 4}
BLANKS = {"blanks": [["七", "7"], ["Tobacco Law", "烟草 专卖法"], ["ſtraße"]]}
TYPED = ("", "７", " 七 ", "tobacco  law", "TOBACCO LAW", "烟草专卖法", "STRASSE", "strase")
NUMBER = {"number": "1000.5", "tolerance": "0.5", "units": ["元", "kg"]}
NUMBERS = (
    "1000", "1000.5 元", "１，００１kg", "1,001.0", "999.9", "1001.1", "1e3", "-1000.5", "1,00",
    "千元", "1000.5元kg", "+1000.5", "1000.50000000001", "\u22121000.5",
)  # fmt: skip
PARTS = ("none", "proportional", "subset")
CASES = [
    *(("single", {"right": 1, "size": 4}, ORDER, "none", letter) for letter in "abcd"),
    *(("judgement", {"earns": [0, 3, 2, -1]}, ORDER, "none", letter) for letter in "abcd"),
    *(("true_false", {"right": True}, [0, 1], "none", value) for value in (True, False)),
    *(
        ("multiple", TWO_RIGHT, ORDER, how, list(letters))
        for how in PARTS
        for size in (1, 2, 3, 4)
        for letters in combinations("abcd", size)
    ),
    *(
        ("ordering", {"length": 4}, ORDER, how, list(letters))
        for how in ("none", "adjacent")
        for letters in permutations("abcd")
    ),
    *(
        ("matching", {"length": 4}, ORDER, how, list(letters))
        for how in ("none", "proportional")
        for letters in [*permutations("abcd"), ("b", "b", None, "a")]
    ),
    *(("fill_blank", BLANKS, [0, 1, 2], how, list(texts)) for how in PARTS
      for texts in product(TYPED, repeat=3) if any(texts)),
    *(("numeric", NUMBER, [0], "none", text) for text in NUMBERS),
]  # fmt: skip
"""Kind, key, order shown, rule for parts, answer."""
MODULE = "/courses/law/a1/"


@pytest.fixture
def questions(session, people) -> int:
    """Two practice questions of each of six kinds; how many they are."""
    for kind in KINDS:
        for number in (1, 2):
            ask(session, people, kind, f"q-{kind.replace('_', '-')}-{number}")
    return 2 * len(KINDS)


def test_the_house_can_be_installed(visits, people):
    lin = phone(visits)
    manifest = lin.evaluate("fetch('/manifest.webmanifest').then(answer => answer.json())")
    device = lin.context.new_cdp_session(lin)
    device.send("Page.enable")
    found = device.send("Page.getInstallabilityErrors")["installabilityErrors"]

    assert {each["errorId"] for each in found} <= {"in-incognito"}
    assert device.send("Page.getAppManifest")["errors"] == []
    assert manifest["start_url"] == manifest["scope"] == "/"
    for icon in manifest["icons"]:
        image = Image.open(io.BytesIO(lin.request.get(icon["src"]).body()))
        assert f"{image.width}x{image.height}" == icon["sizes"]
    assert lin.evaluate("navigator.serviceWorker.ready.then(each => each.active.scriptURL)") == (
        f"{visits.address}/sw.js"
    )


def test_answers_given_without_a_network_arrive_once_whatever_happens_to_the_page(
    visits, session, people, questions
):
    visits.expect(NO_NETWORK)
    lin = phone(visits)
    take_along(lin)
    lin.context.set_offline(True)
    give_and_go_on(lin, 4)
    give(lin)
    expect(standing(lin, "waiting")).to_contain_text("5")

    context = lin.context
    lin.close()
    lin = context.new_page()
    lin.goto(OFFLINE)
    expect(part(lin, "asked").locator("[data-count]")).to_contain_text("第 6 题")
    give_and_go_on(lin, 2)
    assert arrived(session) == []
    given = {each["number"]: each["value"] for each in waiting(lin)}

    context.set_offline(False)
    wait_until_handed_over(lin)
    lin.goto(OFFLINE)
    give_and_go_on(lin, questions - 7)
    expect(part(lin, "end")).to_be_visible()
    expect(standing(lin, "handed")).to_contain_text(str(questions))

    on_record = arrived(session)
    assert [number for _, number, _ in on_record] == list(range(1, questions + 1))
    assert {number: value for _, number, value in on_record if number in given} == given
    assert waiting(lin) == []
    lin.goto("/practice/notebook")
    assert lin.locator(".line-words").count() > 0


def test_a_kept_module_is_read_without_a_network_and_says_how_old_it_is(visits, bureau):
    visits.expect(NO_NETWORK)
    lin = phone(visits)
    lin.goto("/courses/law/")
    lin.locator("[data-keep-go]").click()
    expect(lin.locator("[data-keep-state]")).to_contain_text("已保存在这台设备上：2 页")

    lin.context.set_offline(True)
    lin.goto(MODULE)
    expect(lin.locator(".kept-line")).to_contain_text("当前没有网络")
    expect(lin.locator(".kept-line")).to_contain_text(re.compile(r"截至 \d{4}年\d+月\d+日"))
    expect(lin.locator(".prose")).to_be_visible()
    assert [each.is_visible() for each in lin.locator("form[method=post]").all()].count(True) == 0
    assert lin.locator(".prose").evaluate("each => getComputedStyle(each).maxWidth") != "none"
    assert [each.is_visible() for each in lin.locator(".own-way").all()].count(True) == 0

    lin.goto("/practice/")
    expect(lin.get_by_role("heading", level=1)).to_have_text("本页没有保存在这台设备上")
    assert [each.get_attribute("href") for each in lin.locator("[data-pages] a").all()] == [
        "/courses/law/",
        MODULE,
    ]

    lin.context.set_offline(False)
    lin.goto(MODULE)
    expect(lin.locator(".own-way").first).to_be_visible()
    expect(lin.locator(".kept-line")).to_be_hidden()
    expect(lin.locator("[data-keep-state]")).to_contain_text("已保存在这台设备上：1 页")
    lin.locator("[data-keep-drop]").click()
    expect(lin.locator("[data-keep-state]")).to_contain_text("把本模块保存在这台设备上")


@pytest.mark.parametrize(
    ("language", "written"), [("zh-CN", "2026年9月6日 07:05"), ("en", "6 Sep 2026, 07:05")]
)
def test_when_a_page_was_kept_is_said_by_the_clock_that_the_page_names_as_the_house_writes_it(
    visits, bureau, language, written
):
    visits.expect(NO_NETWORK)
    lin = visits.person(
        "lin", language=language, width=360, worker="allow", zone="America/New_York"
    )
    lin.clock.set_fixed_time("2026-09-05T23:05:00Z")
    settle(lin)
    lin.goto("/courses/law/")
    lin.locator("[data-keep-go]").click()

    expect(lin.locator("[data-keep-state]")).to_contain_text(written)
    lin.context.set_offline(True)
    lin.goto(MODULE)
    expect(lin.locator(".kept-line")).to_contain_text(written)
    lin.goto("/practice/")
    expect(lin.locator("[data-pages] .small-print").first).to_have_text(written)


def test_signing_out_hands_over_what_waits_and_leaves_nothing(visits, session, people, questions):
    visits.expect(NO_NETWORK)
    lin = phone(visits)
    take_along(lin)
    lin.context.set_offline(True)
    give(lin)
    lin.goto("/offline")
    lin.context.set_offline(False)
    lin.goto("/me/")
    lin.get_by_role("button", name="退出登录").click()
    lin.wait_for_url("**/sign-in")

    assert lin.evaluate("caches.keys()") == []
    assert stored(lin) == []
    assert len(arrived(session)) == 1
    lin.context.set_offline(True)
    with pytest.raises(Error, match="ERR_"):
        lin.goto(OFFLINE)


def test_another_person_on_the_same_device_sees_nothing_and_sends_nothing(
    visits, session, people, questions
):
    visits.expect(NO_NETWORK)
    lin = phone(visits)
    take_along(lin)
    lin.context.set_offline(True)
    give_and_go_on(lin, 2)
    lin.goto("about:blank")

    sign_in_as(lin.context, visits, "zhao")
    lin.context.set_offline(False)
    settle(lin)
    lin.goto(OFFLINE)
    expect(part(lin, "none")).to_be_visible()
    assert lin.evaluate("caches.keys()") == [f"chizheng-kept-{people.zhao.id}"]
    assert arrived(session) == []
    assert [each["person"] for each in waiting(lin)] == [str(people.lin.id)] * 2

    sign_in_as(lin.context, visits, "lin")
    settle(lin)
    wait_until_handed_over(lin)
    assert [person for person, _, _ in arrived(session)] == [people.lin.id] * 2


def test_whose_sign_in_ended_is_asked_to_sign_in_and_then_hands_over(
    visits, session, people, questions
):
    visits.expect(NO_NETWORK, "401")
    lin = phone(visits)
    take_along(lin)
    lin.context.set_offline(True)
    give_and_go_on(lin, 2)
    session.execute(update(SignIn).values(ended_at=now()))
    session.commit()

    lin.context.set_offline(False)
    expect(standing(lin, "signed-out")).to_contain_text("2")
    assert arrived(session) == []
    standing(lin, "signed-out").get_by_role("link").click()
    sign_in(lin, "lin")
    lin.wait_for_url(f"**{OFFLINE}")
    wait_until_handed_over(lin)

    assert [number for _, number, _ in arrived(session)] == [1, 2]


def test_the_browser_hands_over_by_itself_where_no_page_is_open(visits, session, people, questions):
    visits.expect(NO_NETWORK)
    lin = phone(visits)
    take_along(lin)
    lin.context.set_offline(True)
    give_and_go_on(lin, 2)
    lin.goto("about:blank")
    assert arrived(session) == []

    lin.context.set_offline(False)
    wake_worker(lin, visits.address)
    wait_until(lin, lambda: len(arrived(session)) == 2)

    assert [person for person, _, _ in arrived(session)] == [people.lin.id] * 2


def test_of_two_pages_that_answer_the_same_question_the_first_counts(
    visits, session, people, questions
):
    visits.expect(NO_NETWORK)
    lin = phone(visits)
    take_along(lin)
    lin.context.set_offline(True)
    second = lin.context.new_page()
    second.goto(OFFLINE)
    expect(part(second, "asked")).to_be_visible()

    give(lin)
    expect(part(second, "asked").locator("[data-count]")).to_contain_text("第 2 题")
    give(second)

    assert [each["number"] for each in waiting(lin)] == [1, 2]


def test_a_page_that_was_not_told_of_the_first_answer_shows_it_and_keeps_no_second(
    visits, questions
):
    visits.expect(NO_NETWORK)
    lin = phone(visits)
    take_along(lin)
    lin.context.set_offline(True)
    second = lin.context.new_page()
    second.add_init_script("window.BroadcastChannel = class { postMessage() {} }")
    second.goto(OFFLINE)
    expect(part(second, "asked")).to_be_visible()
    give(lin)
    (first,) = waiting(lin)

    part(second, "asked").locator("[data-unknown]").click()

    expect(part(second, "told")).to_be_visible()
    expect(part(second, "told").locator("[data-fared=unknown]")).to_be_hidden()
    expect(second.locator("[data-failed]")).to_be_hidden()
    assert waiting(lin) == [first]


def test_where_there_is_nothing_to_take_along_the_page_says_so(visits, people):
    visits.expect("409")
    lin = phone(visits, language="en")
    lin.goto(OFFLINE)
    part(lin, "none").locator("[data-take]").click()

    expect(lin.locator("[data-failed]")).to_contain_text("no questions to take along yet")
    expect(part(lin, "none").locator("[data-take]")).to_be_enabled()


def test_a_browser_that_keeps_nothing_says_so(visits, people, questions):
    page = visits.person("lin", width=360, worker="allow")
    page.add_init_script("Object.defineProperty(self, 'indexedDB', { value: undefined });")
    page.goto(OFFLINE)

    expect(page.locator("[data-nowhere]")).to_be_visible()
    expect(part(page, "none")).to_be_hidden()


def test_the_exam_and_its_results_are_neither_kept_nor_stood_in_for(visits, people, exam):
    visits.expect(NO_NETWORK, "ERR_")
    lin = phone(visits)
    exam.begin(lin)
    lin.goto("/exam/")
    pages = [each for each in kept(lin) if not re.match(r"/(bootstrap/)?static/", each)]

    whose = people.lin.id
    assert sorted(pages) == [
        f"/offline of {whose}",
        f"/offline/version of {whose}",
        f"/practice/offline of {whose}",
    ]
    lin.context.set_offline(True)
    for path in ("/exam/", exam.path, "/sign-in"):
        with pytest.raises(Error, match="ERR_"):
            lin.goto(path)


@pytest.mark.parametrize(("language", "scheme"), [("zh-CN", "dark"), ("en", "light")])
def test_practice_without_a_network_is_accessible_in_every_state(
    visits, people, questions, language, scheme
):
    visits.expect(NO_NETWORK)
    lin = phone(visits, language=language, scheme=scheme)
    lin.context.add_init_script(path=AXE_FILE_PATH)
    take_along(lin)
    lin.context.set_offline(True)
    faults = []
    for _ in range(questions):
        faults += faults_of(lin)
        give(lin)
        faults += faults_of(lin)
        lin.locator("[data-next]").click()
    faults += faults_of(lin)
    lin.goto("/practice/notebook")
    faults += faults_of(lin)

    assert faults == []


def test_a_device_marks_as_the_server_does(visits, people):
    page = visits.person("lin")
    page.goto("/")

    told = page.evaluate(
        "async cases => { const { share } = await import('/static/js/practice-marking.js');"
        " return cases.map(([kind, value, marking]) => share(kind, value, marking)); }",
        [
            [kind, value, marking_of(kind, key, order, how)]
            for kind, key, order, how, value in CASES
        ],
    )
    by_server = [
        float(KINDS_OF_QUESTION[kind].share(value, key, order, how))
        for kind, key, order, how, value in CASES
    ]

    assert len(set(by_server)) > 6
    assert told == pytest.approx(by_server)
