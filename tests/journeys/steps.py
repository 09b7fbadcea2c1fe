"""What several journeys do on their way: study, sit an exam, release its results."""

import re
from functools import partial

from playwright.sync_api import Locator, Page, expect

from courses.models.testing import CourseTest
from courses.rules.sheet import PAGE
from question_bank.models import Revision
from tests.browser.answering import answer, place, right


def study(page: Page, session) -> None:
    """Read the module, answer every self-check right, pass its quiz and the course test."""
    page.get_by_role("link", name="课程").first.click()
    page.get_by_role("link", name="开始学习").click()
    page.get_by_role("button", name="读完了，继续自测").click()
    expect(page.locator(".checks .state-met")).to_be_visible()
    checks = page.locator(".check form")
    for left in range(checks.count(), 0, -1):
        expect(checks).to_have_count(left)
        answer_check(checks.first, session)
        checks.first.get_by_role("button", name="提交答案").click()
    expect(checks).to_have_count(0)
    expect(page.locator(".so-far")).to_have_text("模块测验尚未通过。")
    page.get_by_role("button", name="开始测验").click()
    take(page, session)
    page.get_by_role("link", name="返回模块").click()
    expect(page.locator(".so-far")).to_have_text("本模块已完成。")
    page.get_by_role("link", name="回到课程", exact=True).click()
    page.get_by_role("button", name="开始考试").click()
    take(page, session)


def take(page: Page, session) -> None:
    """Answer every page of a quiz or a test right, and hand it in."""
    test_id = int(re.search(r"/tests/(\d+)", page.url)[1])
    slots = session.get_one(CourseTest, test_id).slots
    for number, slot in enumerate(slots, start=1):
        revision = session.get_one(Revision, slot["revision"])
        question = page.locator(f"#q-{number}")
        give = place if revision.kind == "ordering" else partial(answer, kind=revision.kind)
        give(question, value=right(revision, slot["order"]))
        if number % PAGE == 0 and number < len(slots):
            page.get_by_role("button", name="保存，下一页").click()
            expect(page.locator(f"#q-{number + 1}")).to_be_visible()
    session.commit()
    page.get_by_role("button", name="交卷").click()
    expect(page.get_by_role("heading", name="已通过", exact=True)).to_be_visible()


def answer_check(check: Locator, session) -> None:
    revision = session.get_one(Revision, int(check.locator("[name=revision]").input_value()))
    if revision.kind == "ordering":
        for item in check.locator(".order-item").all():
            shown = revision.asked["zh"]["items"].index(item.locator("span").inner_html())
            item.locator("select").select_option(str(shown + 1))
    else:
        answer(check, revision.kind, right(revision, range(revision.size)))
    session.commit()


def release(page: Page, sitting_id: int) -> None:
    page.goto(f"/sittings/{sitting_id}")
    page.get_by_role("button", name="发布").click()
    expect(page.get_by_role("heading", name="已发布")).to_be_visible()
