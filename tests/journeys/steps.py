"""What several journeys do on their way: study, sit an exam, release its results."""

from playwright.sync_api import Locator, Page, expect

from question_bank.models import Revision
from tests.browser.answering import answer, right


def study(page: Page, session) -> None:
    """Read the module and answer every self-check right."""
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
    expect(page.locator(".so-far")).to_have_text("本模块已完成。")


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
