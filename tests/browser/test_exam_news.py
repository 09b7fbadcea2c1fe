"""What the examiner does reaches Lin's open page: messages, other time, pauses; and signals."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select, update

from core.clock import now
from exam.models.attempts import Attempt, AttemptEvent
from exam.models.sittings import Entrance
from tests import factories
from tests.browser.sitting import expect_saved, turn_to, values
from tests.factories import MINUTE

pytestmark = pytest.mark.browser
WORDS = "第 5 题题干中“五日”应为“七日”。"


def fresh(page: Page):
    return page.locator("[data-fresh] .notice, [data-unread] .notice")


@pytest.fixture
def spoken(lin) -> list[str]:
    """Everything that the page says aloud, as it says it."""
    said: list[str] = []

    def note(words: str) -> None:
        said.append(words)

    lin.expose_function("note_spoken", note)
    lin.evaluate(
        """() => new MutationObserver((changes) => changes.forEach((change) =>
             change.addedNodes.forEach((node) => window.note_spoken(node.textContent.trim()))))
           .observe(document.querySelector("[data-spoken]"), { childList: true })"""
    )
    return said


def test_a_message_is_shown_until_it_is_read_and_stays_in_the_list(session, exam, lin):
    factories.message(session, exam.attempt, WORDS)
    exam.give(lin, 2)

    expect(fresh(lin)).to_contain_text(WORDS)
    expect(lin.locator("[data-fresh]")).to_have_attribute("role", "status")
    lin.reload()
    expect(lin.locator("[data-unread] .notice")).to_contain_text(WORDS)
    expect(lin.locator("[data-fresh] .notice")).to_have_count(0)

    fresh(lin).get_by_role("button").click()
    expect(fresh(lin)).to_have_count(0)
    lin.reload()
    expect_saved(lin)
    expect(fresh(lin)).to_have_count(0)
    lin.locator("[data-messages] summary").click()
    expect(lin.locator("[data-messages] li")).to_contain_text(WORDS)


def test_an_idle_page_hears_of_news_within_its_beat(visits, session, exam):
    page = visits.person("lin")
    page.clock.install()
    exam.begin(page)
    page.clock.run_for(2_000)
    expect_saved(page)
    factories.message(session, exam.attempt, WORDS)

    page.clock.run_for(30_000)

    expect(fresh(page)).to_contain_text(WORDS)


def test_other_time_is_shown_and_said_without_a_reload(session, exam, lin):
    later = Attempt.deadline_ms + 10 * MINUTE
    factories.tell(session, exam.attempt, deadline_ms=later)
    exam.give(lin, 2)

    expect(fresh(lin)).to_contain_text("剩余 70 分钟")
    expect(lin.locator("[data-clock]")).to_contain_text("69:")

    factories.tell(session, exam.attempt, deadline_ms=Attempt.deadline_ms - 65 * MINUTE)
    exam.give(lin, 3)
    expect(lin.locator("[data-clock]")).to_contain_text("4:")


def test_a_pause_hides_the_paper_at_once_and_the_exam_goes_on_by_itself(
    visits, session, exam, lin, spoken
):
    visits.expect("409")
    begun = factories.pause(session, exam.attempt, "消防警报")
    exam.give(lin, 2)

    box = lin.locator("[data-pause]")
    expect(box).to_contain_text("消防警报")
    expect(box.get_by_role("heading")).to_be_focused()
    expect(lin.locator("[data-slot]")).to_have_count(0)
    stood = lin.locator("[data-clock]").text_content()
    lin.wait_for_timeout(1_500)
    assert lin.locator("[data-clock]").text_content() == stood
    assert exam.recorded() == values(1)

    factories.move_clock(session, 20 * MINUTE)
    factories.resume(session, exam.attempt, begun)
    expect(box).to_be_hidden()
    expect_saved(lin)

    assert exam.recorded() == values(1, 2)
    expect(lin.locator("#s2 input:checked")).to_have_count(2)
    expect(lin.locator("[data-clock]")).to_contain_text("59:")
    assert next(words for words in spoken if words.startswith("考试")).startswith("考试暂停")
    assert "考试恢复，剩余 60 分钟。" in spoken


def test_a_reload_while_paused_shows_the_pause_and_never_a_question(visits, session, exam, lin):
    begun = factories.pause(session, exam.attempt, "停电")
    lin.reload()

    expect(lin.locator("main")).to_contain_text("停电")
    assert "stem" not in lin.content()

    factories.resume(session, exam.attempt, begun)
    expect_saved(lin)
    assert exam.recorded() == values(1)


def test_answers_typed_without_a_network_before_a_pause_are_sent_after_it(
    visits, session, exam, lin
):
    visits.expect("ERR_INTERNET_DISCONNECTED", "409")
    lin.context.set_offline(True)
    exam.give(lin, 2, 3)
    begun = factories.pause(session, exam.attempt, "断网处理")
    lin.context.set_offline(False)
    expect(lin.locator("[data-pause]")).to_be_visible()
    factories.resume(session, exam.attempt, begun)

    expect(lin.locator("[data-pause]")).to_be_hidden()
    expect_saved(lin)

    assert exam.recorded() == values(1, 2, 3)


def noted(session) -> list[tuple[str, int | None]]:
    session.commit()
    session.expire_all()
    kinds = ("blurred", "focused", "pasted", "left_screen")
    rows = session.scalars(
        select(AttemptEvent).where(AttemptEvent.kind.in_(kinds)).order_by(AttemptEvent.id)
    )
    return [(row.kind, row.slot) for row in rows]


def test_where_the_sitting_asks_leaving_and_pasting_are_noted_and_the_page_says_so(
    visits, session, exam
):
    held = exam.attempt.sitting
    session.add(
        Entrance(
            sitting_id=held.id,
            watches_focus=True,
            asks_full_screen=True,
            by_id=held.by_id,
            at=now(),
        )
    )
    session.commit()
    page = exam.begin(visits.person("lin"))
    expect(page.locator("[data-watched]")).to_contain_text("本场次要求全屏作答")

    turn_to(page, 4)
    with page.expect_response("**/signals"):
        page.locator("#s4 input").evaluate(
            "box => box.dispatchEvent(new ClipboardEvent('paste', { bubbles: true }))"
        )
    for _ in range(2):
        with page.expect_response("**/signals") as answered:
            page.evaluate(
                """() => {
                  const away = !window.isAway;
                  Object.defineProperty(document, "hidden", { value: away, configurable: true });
                  window.isAway = away;
                  document.dispatchEvent(new Event("visibilitychange"));
                }"""
            )
        assert answered.value.status == 204

    assert noted(session) == [("pasted", 4), ("blurred", None), ("focused", None)]


def test_an_exam_that_was_voided_is_closed_on_the_page(visits, session, exam, lin):
    visits.expect("409")
    session.execute(update(Attempt).values(state="voided"))
    session.commit()
    exam.give(lin, 2)

    expect(lin.locator("div[data-notice=closed]")).to_be_visible()
    assert exam.recorded() == values(1)


def test_a_tab_that_is_shown_again_asks_at_once_how_things_stand(visits, session, exam):
    page = visits.person("lin")
    page.clock.install()
    exam.begin(page)
    exam.give(page, 1)
    expect(page.locator(".cell.pending[data-cell]")).to_have_count(0)
    page.clock.fast_forward(16_000)
    factories.message(session, exam.attempt, WORDS)

    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(fresh(page)).to_contain_text(WORDS)
