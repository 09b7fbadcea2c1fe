"""What Lin answered is never lost: no network, no server, a second page, no sign-in, no script."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from accounts.models import SignIn
from core.clock import now
from tests.browser.answering import answer, place
from tests.browser.chromium import sign_in
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
from tests.factories import MINUTE, move_clock

pytestmark = pytest.mark.browser
ALL = values(*ANSWERS)


def test_what_is_answered_without_a_network_waits_and_goes_by_itself(visits, exam, lin):
    visits.expect(NO_NETWORK)

    lin.context.set_offline(True)
    exam.give(lin, 2, 3)
    expect_waiting(lin, 2)
    exam.give(lin, *range(4, 12))
    expect_waiting(lin, 10)

    assert exam.recorded() == values(1)

    lin.context.set_offline(False)
    expect_saved(lin)
    expect(notice(lin, "offline")).to_be_hidden()

    assert exam.recorded() == ALL


def test_after_a_crash_the_page_shows_every_answer_and_sends_what_was_not_sent(visits, exam, lin):
    visits.expect(NO_NETWORK)
    lin.context.set_offline(True)
    exam.give(lin, 2, 4)
    expect_waiting(lin, 2)

    lin.goto("about:blank")
    lin.context.set_offline(False)
    lin.goto(exam.path)
    expect_saved(lin)

    assert exam.recorded() == values(1, 2, 4)
    expect(lin.locator("[data-answered]")).to_have_text("3")
    checked = lin.locator("#s2 input:checked").all()
    assert [each.input_value() for each in checked] == ["a", "c"]
    assert lin.locator("#s4 input").input_value() == "七"


def test_a_server_that_is_away_is_asked_again_until_it_answers(visits, exam, lin, door):
    visits.expect("503")
    door.is_shut = True
    exam.give(lin, 2)
    expect_waiting(lin, 1)

    door.is_shut = False
    expect_saved(lin)

    assert exam.recorded() == values(1, 2)


def test_a_network_that_swallows_what_is_sent_is_noticed(visits, exam):
    lin = visits.person("lin")
    lin.clock.install()
    exam.begin(lin)
    visits.expect("ERR_FAILED")
    lin.route("**/answers", lambda route: None)
    exam.give(lin, 2)
    lin.clock.run_for(12_000)
    expect_waiting(lin, 1)

    lin.unroute("**/answers")
    lin.clock.run_for(30_000)
    expect_saved(lin)

    assert exam.recorded() == values(2)


def test_an_answer_changed_after_the_clock_of_the_device_was_set_back_counts(visits, exam):
    lin = visits.person("lin")
    lin.clock.install()
    exam.begin(lin)
    exam.give(lin, 1)
    expect_saved(lin)

    lin.clock.set_system_time(now() - timedelta(minutes=10))
    answer(lin.locator("#s1"), "single", "d")
    expect_saved(lin)

    assert exam.recorded() == {1: "d"}


def test_one_answer_that_the_server_cannot_read_takes_no_other_with_it(visits, exam, lin):
    visits.expect(NO_NETWORK, "422")
    lin.context.set_offline(True)
    exam.give(lin, 2)
    turn_to(lin, 4)
    lin.locator("#s4 input.gap").evaluate(
        "box => { box.value = '七'.repeat(2000);"
        " box.dispatchEvent(new Event('input', { bubbles: true })); }"
    )
    exam.give(lin, 3)
    expect_waiting(lin, 3)

    lin.context.set_offline(False)

    expect(lin.locator(".cell.pending[data-cell]")).to_have_count(0)
    expect(lin.locator("[data-cell='4']")).not_to_have_class("cell answered")
    assert exam.recorded() == values(1, 2, 3)


def test_a_flag_raised_without_a_network_is_sent_with_the_next_save(visits, exam, lin):
    visits.expect(NO_NETWORK)
    lin.context.set_offline(True)
    lin.locator("#s1 .flag").click()
    exam.give(lin, 2)
    expect_waiting(lin, 1)

    with lin.expect_response("**/flags") as flagged:
        lin.context.set_offline(False)
    expect_saved(lin)
    lin.locator("[data-end]").click()

    assert flagged.value.status == 204
    expect(lin.locator("main .cell.flagged")).to_have_text("1")


def test_handing_in_waits_for_what_is_not_saved(visits, exam, lin):
    visits.expect(NO_NETWORK)
    lin.context.set_offline(True)
    exam.give(lin, 2)
    lin.locator("[data-end]").click()

    expect_waiting(lin, 1)
    assert lin.url.endswith(f"{exam.path}#s2")


def test_a_second_page_asks_before_it_takes_the_exam_over(exam, lin):
    second = lin.context.new_page()
    second.goto(exam.path)

    expect(notice(second, "elsewhere")).to_be_visible()
    exam.give(lin, 2)
    expect_saved(lin)

    take_over(second)
    exam.give(second, 3)
    expect_saved(second)

    assert exam.recorded() == values(1, 2, 3)


def test_the_page_that_lost_the_exam_is_told_keeps_its_words_and_can_take_it_back(
    visits, exam, lin
):
    visits.expect("409")
    second = visits.person("lin")
    second.goto(exam.path)
    take_over(second)
    exam.give(second, 3)
    expect_saved(second)

    exam.give(lin, 4)
    expect(notice(lin, "elsewhere")).to_be_visible()
    assert lin.locator("#s4 input").input_value() == "七"
    assert exam.recorded() == values(1, 3)

    take_over(lin)
    expect_saved(lin)

    assert exam.recorded() == values(1, 3, 4)
    expect(lin.locator("#s3 input:checked")).to_have_value("true")


def test_what_was_queued_before_the_exam_moved_undoes_nothing_newer(visits, exam, lin):
    visits.expect(NO_NETWORK, "409")
    lin.context.set_offline(True)
    exam.give(lin, 2, 4)
    expect_waiting(lin, 2)
    second = visits.person("lin")
    second.goto(exam.path)
    take_over(second)
    turn_to(second, 2)
    answer(second.locator("#s2"), "multiple", ["d"])
    expect_saved(second)

    lin.context.set_offline(False)
    take_over(lin)
    expect_saved(lin)

    assert exam.recorded() == values(1, 4) | {2: ["d"]}
    expect(lin.locator("#s2 input:checked")).to_have_value("d")


def end_every_sign_in(session) -> None:
    session.execute(update(SignIn).values(ended_at=now()))
    session.commit()


def test_whose_sign_in_was_ended_signs_in_again_in_place_and_goes_on(visits, exam, lin, session):
    visits.expect("401", "422")
    end_every_sign_in(session)
    exam.give(lin, 2)
    again = lin.locator("[data-sign-in]")
    expect(again).to_be_visible()

    sign_in(again, "lin", "not the password")
    expect(again.locator("[data-refused]")).to_contain_text("密码")
    sign_in(again, "lin")
    expect_saved(lin)
    expect(again).to_be_hidden()
    with lin.expect_response("**/flags") as flagged:
        lin.locator("#s2 .flag").click()
    exam.give(lin, 3)
    expect_saved(lin)

    assert flagged.value.status == 204
    assert exam.recorded() == values(1, 2, 3)


def test_somebody_else_who_signs_in_on_the_paper_is_told_whose_it_is(visits, exam, lin, session):
    visits.expect("401", "404")
    end_every_sign_in(session)
    exam.give(lin, 2)

    sign_in(lin.locator("[data-sign-in]"), "zhao")
    expect(notice(lin, "other")).to_be_visible()
    expect(notice(lin, "other")).to_contain_text("林知夏")
    assert exam.recorded() == values(1)

    sign_in(lin.locator("[data-sign-in]"), "lin")
    expect_saved(lin)
    assert exam.recorded() == values(1, 2)


def test_when_time_is_up_without_a_network_the_page_says_so_and_what_was_saved_counts(
    visits, exam, session
):
    visits.expect(NO_NETWORK, "409")
    lin = visits.person("lin")
    lin.clock.install()
    exam.begin(lin)
    exam.give(lin, 1)
    expect_saved(lin)
    lin.context.set_offline(True)
    exam.give(lin, 2)
    expect_waiting(lin, 1)

    move_clock(session, 61 * MINUTE)
    lin.clock.fast_forward(61 * MINUTE)
    expect(notice(lin, "closed")).to_be_visible()
    lin.clock.fast_forward(MINUTE)
    expect(notice(lin, "closed")).to_be_visible()
    expect(lin.locator("#s2")).to_have_attribute("inert", "")

    lin.context.set_offline(False)
    notice(lin, "closed").get_by_role("link").click()
    expect(lin.locator("main")).to_contain_text("共 11 题，已答 1 题")
    assert exam.recorded() == values(1)


def test_without_a_script_the_whole_exam_is_sat_and_handed_in(visits, exam):
    page = visits.person("lin", scripts=False)
    page.goto(exam.door)
    page.get_by_role("button", name="开始考试").click()
    for slot, (kind, value) in ANSWERS.items():
        question = page.locator(f"#s{slot}")
        if kind == "ordering":
            place(question, value)
        else:
            answer(question, kind, value)
        if slot == 3:
            question.locator(".flag").click()
            expect(question.locator(".flag")).to_have_attribute("aria-pressed", "true")
        question.locator("[data-on]").click()
    expect(page.locator(".page-head")).to_contain_text("11")
    expect(page.locator("main .cell.flagged")).to_have_text("3")
    page.get_by_role("button", name="交卷").click()

    expect(page.get_by_role("heading", name="试卷已收")).to_be_visible()
    with_line_ends_of_a_form = {11: ALL[11].replace("\n", "\r\n")}
    assert exam.recorded() == ALL | with_line_ends_of_a_form


def test_without_a_script_a_page_that_lost_the_exam_is_told_and_finds_back(visits, exam):
    visits.expect("409")
    page = visits.person("lin", scripts=False)
    page.goto(exam.door)
    page.get_by_role("button", name="开始考试").click()
    second = visits.person("lin")
    second.goto(exam.path)
    expect_saved(second)

    answer(page.locator("#s1"), *ANSWERS[1])
    page.locator("#s1 [data-on]").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("其他页面或设备")
    page.get_by_role("link", name="在此继续").click()
    answer(page.locator("#s1"), *ANSWERS[1])
    page.locator("#s1 [data-on]").click()

    expect(page.locator("#s1 input:checked")).to_have_value("b")
    assert exam.recorded() == values(1)
