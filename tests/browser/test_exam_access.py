"""The exam for everybody: by keyboard, by ear, without a script, with axe in every state."""

from contextlib import suppress

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Error, Page, expect
from sqlalchemy import update

from accounts.models import SignIn
from core.clock import now
from exam.models.attempts import Attempt
from tests import factories
from tests.browser.answering import answer, place
from tests.browser.sitting import (
    ANSWERS,
    NO_NETWORK,
    expect_saved,
    expect_waiting,
    notice,
    take_over,
    turn_to,
    values,
)
from tests.browser.test_pages import faults_of
from tests.factories import MINUTE

pytestmark = pytest.mark.browser
LOOKS = (("zh-CN", 360, "dark"), ("en", 1280, "light"))


def offline(visits, exam, session, page: Page) -> None:
    page.context.set_offline(True)
    exam.give(page, 2)
    expect(notice(page, "offline")).to_be_visible()
    page.evaluate("document.querySelector('[data-notice=offline] [data-keep]').hidden = false")


def moved(visits, exam, session, page: Page) -> None:
    other = visits.person("lin")
    other.goto(exam.path)
    take_over(other)
    exam.give(page, 2)
    expect(notice(page, "elsewhere")).to_be_visible()


def closed(visits, exam, session, page: Page) -> None:
    session.execute(update(Attempt).values(state="closed", closed_ms=1, closed_by="deadline"))
    session.commit()
    exam.give(page, 4)
    expect(notice(page, "closed")).to_be_visible()


def over(visits, exam, session, page: Page) -> None:
    closed(visits, exam, session, page)
    page.goto(f"{exam.path}/result")
    expect(page.locator("[data-over] [data-keep]")).to_be_visible()


def signed_out(visits, exam, session, page: Page) -> None:
    session.execute(update(SignIn).values(ended_at=now()))
    session.commit()
    exam.give(page, 2)
    expect(page.locator("[data-sign-in]")).to_be_visible()


def told(visits, exam, session, page: Page) -> None:
    factories.message(session, exam.attempt, "请注意：还有十分钟。")
    exam.give(page, 2)
    expect(page.locator("[data-fresh] .notice")).to_be_visible()
    page.locator("[data-messages] summary").click()


def paused(visits, exam, session, page: Page) -> None:
    factories.pause(session, exam.attempt, "消防警报")
    with suppress(Error):  # the page may hear of it by itself, and take the question away
        exam.give(page, 2)
    expect(page.locator("[data-pause]")).to_be_visible()


def paused_anew(visits, exam, session, page: Page) -> None:
    factories.pause(session, exam.attempt, "消防警报")
    page.reload()
    expect(page.locator("main h2")).to_be_visible()


def in_a_case(visits, exam, session, page: Page) -> None:
    turn_to(page, 10)
    page.locator("#s10 summary").click()
    expect(page.locator("#s10 .case-text")).to_be_visible()


@pytest.mark.parametrize(
    "state", [offline, moved, closed, over, signed_out, told, paused, paused_anew, in_a_case]
)
@pytest.mark.parametrize("look", LOOKS)
def test_every_state_of_the_exam_is_accessible(visits, exam, session, look, state):
    visits.expect(NO_NETWORK, "409", "401")
    language, width, scheme = look
    page = visits.person("lin", language=language, width=width, scheme=scheme)
    page.context.add_init_script(path=AXE_FILE_PATH)
    page.goto(exam.door)
    page.locator("form[action$=opening] button").click()
    expect(page.locator("[data-saved]:not(:has(*))")).to_be_visible()

    state(visits, exam, session, page)

    assert faults_of(page) == []


@pytest.mark.parametrize("look", LOOKS)
def test_the_examiners_page_for_a_file_is_accessible(visits, exam, look):
    language, width, scheme = look
    page = visits.person("kong", language=language, width=width, scheme=scheme)
    page.context.add_init_script(path=AXE_FILE_PATH)
    attempt = exam.attempt
    page.goto(f"/sittings/{attempt.sitting_id}/registrations/{attempt.registration_id}/recovery")

    assert faults_of(page) == []


def press_through(page: Page, slot: int) -> None:
    """Give the answer of this question by keyboard and go on with the button below it."""
    question = page.locator(f"#s{slot}")
    kind, value = ANSWERS[slot]
    if kind in ("single", "judgement"):
        question.locator("input").first.press("Space")
        for _ in "abcd"[: "abcd".index(value)]:
            page.keyboard.press("ArrowDown")
    elif kind == "matching":
        for row, letter in enumerate(value):
            if letter:
                question.locator("select").nth(row).focus()
                page.keyboard.press(letter.upper())
    else:
        answer(question, kind, value)
    question.locator("[data-on]").press("Enter")


def test_a_whole_exam_by_keyboard_alone(visits, exam):
    page = visits.person("lin")
    page.goto(exam.door)
    page.get_by_role("button", name="开始考试").press("Enter")
    expect_saved(page)

    for slot in range(1, len(ANSWERS) + 1):
        expect(page.locator(f"#s{slot}")).to_be_visible()
        press_through(page, slot)
        if slot < len(ANSWERS):
            expect(page.locator(f"#h{slot + 1}")).to_be_focused()
    page.get_by_role("button", name="交卷", exact=True).press("Enter")

    expect(page.get_by_role("heading", name="试卷已收")).to_be_visible()
    assert exam.recorded() == values(*ANSWERS)


def test_the_overview_is_one_stop_and_the_arrows_move_within_it(exam, lin):
    here = lin.locator("[data-cell='1']")
    here.focus()
    for key, wanted in (("ArrowRight", 2), ("End", 11), ("ArrowLeft", 10), ("Home", 1)):
        lin.keyboard.press(key)
        expect(lin.locator(f"[data-cell='{wanted}']")).to_be_focused()
    stops = lin.locator("[data-cell]").evaluate_all("(all) => all.filter((c) => c.tabIndex === 0)")
    lin.keyboard.press("ArrowDown")
    lin.keyboard.press("Enter")

    assert len(stops) == 1
    expect(lin.locator("#h2")).to_be_focused()


def test_enter_in_a_field_saves_and_raises_no_flag(exam, lin):
    turn_to(lin, 4)
    lin.locator("#s4 input").press_sequentially("七")
    lin.locator("#s4 input").press("Enter")
    expect_saved(lin)

    expect(lin.locator(".flag[aria-pressed=true]")).to_have_count(0)
    expect(lin.locator("#s4 input")).to_be_focused()
    assert exam.recorded() == values(1, 4)


def test_the_time_left_is_said_when_asked_and_at_ten_five_and_one_minutes(visits, exam):
    page = visits.person("lin")
    page.clock.install()
    exam.begin(page)
    spoken = page.locator("[data-spoken]")

    page.locator("[data-clock]").press("Enter")
    expect(spoken).to_have_text("还剩 60 分钟")
    page.route("**/answers", lambda route: None)
    for gone, said in ((50, 10), (5, 5), (4, 1)):
        page.clock.fast_forward(gone * MINUTE)
        expect(spoken).to_have_text(f"还剩 {said} 分钟")


def test_a_written_answer_says_calmly_what_is_left(exam, lin):
    turn_to(lin, 11)
    field, left = lin.locator("#s11 textarea"), lin.locator("#s11 .letters")
    expect(left).to_have_text("还可写 4000 字")

    field.fill("字" * 3_750)
    expect(left).to_have_text("还可写 250 字")
    expect(lin.locator("[data-spoken]")).not_to_contain_text("还可写")
    field.fill("字" * 3_850)
    expect(left).to_have_class("letters letters-few")
    expect(lin.locator("[data-spoken]")).to_have_text("还可写 150 字")

    expect_saved(lin)
    assert exam.recorded()[11] == "字" * 3_850


def test_the_case_is_at_hand_at_each_of_its_parts(exam, lin):
    turn_to(lin, 9)
    expect(lin.locator("#s9 .case-text")).to_have_text("law-case shared text")
    turn_to(lin, 10)
    text = lin.locator("#s10 .case-text")
    expect(text).to_be_hidden()
    lin.locator("#s10").get_by_text("再看案例材料").click()
    expect(text).to_have_text("law-case shared text")

    exam.give(lin, 9, 10)
    expect_saved(lin)
    assert exam.recorded() == values(1, 9, 10)


def test_how_much_is_shown_is_remembered(exam, lin):
    lin.locator("[data-view]").click()
    expect(lin.locator("[data-slot]:visible")).to_have_count(11)

    lin.reload()
    expect_saved(lin)
    expect(lin.locator("[data-slot]:visible")).to_have_count(11)
    lin.locator("[data-view]").click()
    expect(lin.locator("[data-slot]:visible")).to_have_count(1)


def test_without_a_script_one_question_a_page_from_the_first_to_the_last(visits, exam):
    page = visits.person("lin", scripts=False)
    page.goto(exam.door)
    page.get_by_role("button", name="开始考试").click()
    page.get_by_role("button", name="保存，并改为每页一题").click()
    for slot, (kind, value) in ANSWERS.items():
        question = page.locator(f"#s{slot}")
        expect(page.locator("[data-slot]")).to_have_count(1)
        expect(page.locator(".clock")).to_contain_text("截止")
        place(question, value) if kind == "ordering" else answer(question, kind, value)
        question.locator("[data-on]").click()
    expect(page.locator(".page-head")).to_contain_text("11 题")
    page.get_by_role("link", name="返回题目").click()
    expect(page.locator("[data-slot]")).to_have_count(1)
    expect(page.locator("[data-saved]")).to_contain_text("最近一次保存")
    page.locator("[data-cell='6']").click()
    expect(page.locator("#s6 input:checked")).to_have_value("a")
    page.get_by_role("button", name="保存，并在一页显示全部题目").click()
    expect(page.locator("[data-slot]")).to_have_count(11)

    written = ANSWERS[11][1].replace("\n", "\r\n")
    assert exam.recorded() == values(*ANSWERS) | {11: written}


def test_a_page_made_for_no_script_becomes_the_whole_paper_with_one(visits, exam, lin):
    lin.goto(f"{exam.path}?question=3")

    expect(lin.locator("#s3")).to_be_visible()
    expect(lin.locator("[data-slot]")).to_have_count(11)
    expect_saved(lin)


def test_without_a_script_a_pause_leads_back_by_itself(visits, exam, session):
    page = visits.person("lin", scripts=False)
    page.goto(exam.door)
    page.get_by_role("button", name="开始考试").click()
    begun = factories.pause(session, exam.attempt, "停电")
    answer(page.locator("#s1"), *ANSWERS[1])
    page.locator("#s1 [data-on]").click()

    expect(page.locator("main")).to_contain_text("停电")
    assert "stem" not in page.content()
    factories.resume(session, exam.attempt, begun)
    page.get_by_role("link", name="查看是否恢复").click()
    expect(page.locator("#s1")).to_be_visible()


def test_a_lost_network_is_said_and_the_way_back_too(visits, exam, lin):
    visits.expect(NO_NETWORK)
    lin.context.set_offline(True)
    exam.give(lin, 2)
    expect_waiting(lin, 1)

    expect(notice(lin, "offline")).to_have_attribute("role", "status")
    lin.context.set_offline(False)
    expect_saved(lin)
    expect(notice(lin, "offline")).to_be_hidden()
