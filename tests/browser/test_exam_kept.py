"""What Lin's browser keeps: through a lost network, in two tabs, for her alone, and as a file."""

import json

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select, update

from accounts.models import SignIn
from core.clock import now
from exam.actions.key_pairs import new_key_pair
from exam.models.attempts import Arrival, Attempt
from exam.models.sittings import Sealing
from tests import factories
from tests.browser.answering import answer
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
from tests.factories import MINUTE

pytestmark = pytest.mark.browser
KEPT = """() => new Promise((resolve, reject) => {
  const asked = indexedDB.open("chizheng-exam", 1);
  asked.onerror = () => reject(asked.error);
  asked.onsuccess = () => {
    const all = asked.result.transaction("answers").objectStore("answers").getAll();
    all.onsuccess = () => { asked.result.close(); resolve(all.result); };
  };
})"""


def kept(page: Page) -> list[tuple[int, object, bool]]:
    """What the browser keeps, in order: slot, value, whether there is a receipt."""
    rows = sorted(page.evaluate(KEPT), key=lambda row: row["seq"])
    return [(row["slot"], row["value"], bool(row.get("receipt"))) for row in rows]


def test_many_answers_changed_without_a_network_arrive_once_and_in_order(
    visits, session, exam, lin
):
    visits.expect(NO_NETWORK)
    lin.context.set_offline(True)
    exam.give(lin, *range(2, 12))
    for letter in "acda":
        turn_to(lin, 9)
        answer(lin.locator("#s9"), "single", letter)
        turn_to(lin, 1)
        answer(lin.locator("#s1"), "single", letter)
    expect_waiting(lin, 11)

    lin.context.set_offline(False)
    expect_saved(lin)

    assert exam.recorded() == values(*range(2, 12)) | {1: "a", 9: "a"}
    session.commit()
    rows = session.scalars(select(Arrival).order_by(Arrival.id)).all()
    sent = [row.seq for row in rows]
    assert sent == sorted(set(sent))
    assert [row.slot for row in rows][-2:] == [9, 1]
    assert all(row.noted_at and row.at_ms for row in rows)


def test_every_confirmed_answer_is_kept_with_its_receipt_until_the_exam_is_over(exam, lin):
    exam.give(lin, 2)
    expect_saved(lin)

    assert [row for row in kept(lin) if row[0] == 1] == [(1, "b", True)]
    assert (2, ["a", "c"], True) in kept(lin)

    lin.locator("[data-end]").click()
    lin.get_by_role("button", name="交卷", exact=True).click()
    expect(lin.get_by_role("heading", name="试卷已收")).to_be_visible()
    expect(lin.locator("[data-over]")).to_be_hidden()
    lin.wait_for_function(f"({KEPT})().then((rows) => rows.length === 0)")


def test_what_one_tab_typed_without_a_network_the_other_sends(visits, exam, lin):
    visits.expect(NO_NETWORK, "409")
    second = lin.context.new_page()
    second.goto(exam.path)
    expect(notice(second, "elsewhere")).to_be_visible()
    lin.context.set_offline(True)
    exam.give(lin, 2, 4)
    expect_waiting(lin, 2)
    lin.close()

    second.context.set_offline(False)
    take_over(second)

    assert exam.recorded() == values(1, 2, 4)
    expect(second.locator("#s2 input:checked")).to_have_count(2)


def test_two_devices_take_the_exam_from_each_other_and_nothing_is_lost(visits, exam, lin):
    visits.expect(NO_NETWORK, "409")
    other = visits.person("lin")
    lin.context.set_offline(True)
    exam.give(lin, 2)
    expect_waiting(lin, 1)
    other.goto(exam.path)
    take_over(other)
    exam.give(other, 3)
    expect_saved(other)

    lin.context.set_offline(False)
    take_over(lin)
    exam.give(lin, 4)
    expect_saved(lin)
    exam.give(other, 6)
    take_over(other)

    assert exam.recorded() == values(1, 2, 3, 4, 6)
    expect(other.locator("#s4 input")).to_have_value("七")


def test_somebody_else_at_the_same_machine_never_sends_what_is_kept(visits, exam, session, lin):
    visits.expect(NO_NETWORK, "404", "401")
    lin.context.set_offline(True)
    exam.give(lin, 2)
    expect_waiting(lin, 1)
    session.execute(update(SignIn).values(ended_at=now()))
    session.commit()
    lin.context.set_offline(False)
    expect(lin.locator("[data-sign-in]")).to_be_visible()
    bodies = []
    lin.on("request", lambda request: bodies.append((request.method, request.post_data)))

    sign_in(lin.locator("[data-sign-in]"), "zhao")
    expect(notice(lin, "other")).to_be_visible()
    lin.wait_for_timeout(1_200)

    assert [body for method, body in bodies if method == "PUT"] == []
    assert exam.recorded() == values(1)
    assert (2, ["a", "c"], False) in kept(lin)


@pytest.mark.parametrize("what", ["flags", "news"])
def test_a_sign_in_that_ended_is_noticed_by_whatever_is_asked(visits, exam, session, lin, what):
    visits.expect("401")
    session.execute(update(SignIn).values(ended_at=now()))
    session.commit()
    if what == "flags":
        lin.locator("#s1 .flag").click()
    else:
        lin.route(
            "**/answers",
            lambda route: route.fulfill(
                json={"saved": [], "remaining_ms": 60_000, "news": 9, "state": "open"}
            ),
        )
        exam.give(lin, 2)

    expect(lin.locator("[data-sign-in]")).to_be_visible()


def test_a_browser_that_keeps_nothing_says_so_and_still_saves(visits, exam):
    page = visits.person("lin")
    page.add_init_script(
        """const refuse = () => { throw new DOMException("refused", "SecurityError"); };
           indexedDB.open = refuse;
           Object.defineProperty(window, "localStorage", { get: refuse });"""
    )
    exam.begin(page)
    exam.give(page, 1, 2)
    expect_saved(page)

    expect(page.locator("[data-unkept]")).to_be_visible()
    assert exam.recorded() == values(1, 2)


def test_a_browser_without_a_database_keeps_answers_in_its_local_storage(visits, exam):
    visits.expect(NO_NETWORK)
    page = visits.person("lin")
    page.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
    exam.begin(page)
    page.context.set_offline(True)
    exam.give(page, 2)
    expect_waiting(page, 1)
    expect(page.locator("[data-unkept]")).to_be_hidden()

    page.goto("about:blank")
    page.context.set_offline(False)
    page.goto(exam.path)
    expect_saved(page)

    assert exam.recorded() == values(2)


def test_what_local_storage_kept_is_sent_once_the_database_answers_again(visits, exam):
    visits.expect(NO_NETWORK)
    page = visits.person("lin")
    page.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
    exam.begin(page)
    page.context.set_offline(True)
    exam.give(page, 2)
    expect_waiting(page, 1)
    again = page.context.new_page()
    page.close()

    again.context.set_offline(False)
    again.goto(exam.path)
    take_over(again)

    assert exam.recorded() == values(2)
    assert kept(again) == [(2, values(2)[2], True)]
    assert again.evaluate("localStorage.getItem('chizheng-exam')") is None


def a_file(page: Page, button) -> bytes:
    with page.expect_download() as kept_file:
        button.click()
    return kept_file.value.path().read_bytes()


def hand_in(visits, exam, content: bytes) -> Page:
    """Kong takes the file."""
    page = visits.person("kong")
    attempt = exam.attempt
    page.goto(f"/sittings/{attempt.sitting_id}/registrations/{attempt.registration_id}/recovery")
    page.locator("[name=file]").set_input_files(
        {"name": "exam.json", "mimeType": "application/json", "buffer": content}
    )
    page.locator("[name=reason]").fill("服务器硬盘损坏")
    page.get_by_role("button", name="提交").click()
    return page


@pytest.fixture
def lock(session, exam) -> None:
    pair = new_key_pair()
    session.execute(
        update(Sealing).values(recovery_public=pair.public, recovery_private=pair.private)
    )
    session.commit()


@pytest.mark.usefixtures("lock")
def test_when_time_is_up_without_a_network_the_answers_go_into_a_file_that_the_server_takes(
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
    expect(lin.locator("[data-notice=offline] [data-keep]")).to_be_hidden()
    lin.clock.fast_forward(2 * MINUTE)
    expect(lin.locator("[data-notice=offline] [data-keep]")).to_be_visible()

    factories.move_clock(session, 61 * MINUTE)
    lin.clock.fast_forward(61 * MINUTE)
    closed = notice(lin, "closed")
    expect(closed.locator("[data-unsent]")).to_be_visible()
    content = a_file(lin, closed.get_by_role("button"))

    file = json.loads(content)
    assert set(file) == {"format", "attempt", "locked"}
    assert "七" not in content.decode()
    session.execute(Arrival.__table__.delete())
    session.commit()
    kong = hand_in(visits, exam, content)
    expect(kong.locator("main")).to_contain_text("补入 1 条")
    expect(kong.locator("main")).to_contain_text("记为主张 1 条")
    assert exam.recorded() == values(1)

    lin.context.set_offline(False)
    lin.goto(f"{exam.path}/result")
    expect(lin.locator("[data-over]")).to_be_visible()
    assert json.loads(a_file(lin, lin.locator("[data-keep-file]")))["attempt"]


def test_without_a_key_the_file_is_open_and_the_page_says_so(visits, exam, session, lin):
    visits.expect("409")
    session.execute(update(Attempt).values(state="closed", closed_ms=1, closed_by="deadline"))
    session.commit()
    exam.give(lin, 4)
    closed = notice(lin, "closed")

    expect(closed.locator("[data-keep-open]")).to_be_visible()
    file = json.loads(a_file(lin, closed.get_by_role("button")))

    assert [(each["slot"], each["value"]) for each in file["answers"]] == [
        (1, ANSWERS[1][1]),
        (4, ANSWERS[4][1]),
    ]
    assert ["receipt" in each for each in file["answers"]] == [True, False]


def test_what_a_server_that_came_back_from_a_copy_lacks_is_sent_again(visits, exam, session, lin):
    visits.expect("409")
    exam.give(lin, 2, 3)
    expect_saved(lin)
    other = visits.person("lin")
    other.goto(exam.path)
    take_over(other)
    session.execute(Arrival.__table__.delete().where(Arrival.slot != 1))
    session.execute(update(Attempt).values(lease=0))
    session.commit()

    exam.give(lin, 4)
    take_over(lin)

    assert exam.recorded() == values(1, 2, 3, 4)
