"""From a question in Markdown to a result that its candidate can read: four people, one exam."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from exam.models.attempts import Attempt
from exam.models.sittings import Sealing
from tests.browser.answering import answer, right_answers
from tests.exam import steps
from tests.factories import HOUR, move_clock
from tests.journeys.steps import release, study

pytestmark = pytest.mark.browser

STEM = "零售户当面撕毁检查通知书，执法人员首先应当怎么做？"
ZH = f"""## {{code}}
topic: law.basics
difficulty: medium
pool: exam
confidence: A
ref: tobacco-law 5

{STEM}

- [ ] 当场扣押全部卷烟
- [{{mark}}] 说明法律依据，记录经过
- [ ] 立即离开，改日再来
- [ ] 要求其写下书面检讨

> 先讲清依据并如实记录。
"""
EN = """## {code}
topic: law.basics
difficulty: medium
pool: exam
confidence: A
ref: tobacco-law 5

A retailer tears up the inspection notice. What should the officer do first?

- [ ] Seize all cigarettes on the spot
- [x] State the legal basis and record what happened
- [ ] Leave at once and come back another day
- [ ] Demand a written self-criticism

> State the basis first and record faithfully.
"""


def test_a_new_question_is_reviewed_drawn_sat_marked_and_explained(app, visits, bureau, session):
    code = write_a_question(visits.signing_in("chen"), visits)
    approve(visits.signing_in("xu"), code)
    examiner = visits.signing_in("kong")
    sitting_id = hold_a_sitting(examiner, session, code)
    officer = visits.signing_in("lin")
    study(officer, session)
    practise(officer)

    move_clock(session, 2 * HOUR)
    rights = sit(officer, session)
    steps.run_out(app, session)
    release(examiner, sitting_id)

    read_the_result(officer, rights)


def write_a_question(page: Page, visits) -> str:
    """The editor finds a question without an answer at fault, and stores it once it is mended."""
    page.get_by_role("link", name="我的试题").first.click()
    page.get_by_role("link", name="写一道题").click()
    page.get_by_label("题型").select_option("single")
    page.get_by_label("题库").select_option("exam")
    page.get_by_role("button", name="开始").click()
    zh, en = page.locator("#source-zh"), page.locator("#source-en")
    code = zh.input_value().split("\n")[0].removeprefix("## ").strip()
    page.locator(".languages button").nth(0).click()
    zh.fill(ZH.format(code=code, mark=" "))
    faults = page.locator("[data-found=zh] .diags li").filter(has=page.locator(".state-care"))
    expect(faults).not_to_have_count(0)
    zh.fill(ZH.format(code=code, mark="x"))
    expect(faults).to_have_count(0)
    page.locator(".languages button").nth(1).click()
    en.fill(EN.format(code=code))
    expect(page.locator("[data-found=en] .preview")).to_contain_text("tears up")
    page.get_by_role("button", name="保存草稿").click()
    code = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("button", name="送审").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("我的试题")

    visits.expect("403")
    assert page.goto(f"/review/{code}/1").status == 403
    expect(page.get_by_role("heading", level=1)).to_have_text("您无权办理此事")
    return code


def approve(page: Page, code: str) -> None:
    page.get_by_role("link", name="审题").first.click()
    page.get_by_role("link", name=code).click()
    expect(page.locator("main")).to_contain_text(STEM)
    page.get_by_role("button", name="通过").click()
    page.goto(f"/bank/{code}")
    expect(page.locator(".edit-head")).to_contain_text("已通过")


def hold_a_sitting(page: Page, session, code: str) -> int:
    """Planned for an hour from now, Lin registered, sealed; the new question lies in the bank."""
    opens = datetime.now(ZoneInfo("Asia/Shanghai")) + timedelta(hours=1)
    page.get_by_role("link", name="考试场次").first.click()
    page.get_by_role("link", name="安排考试").click()
    page.get_by_label("单位").select_option(label="云溪市")
    page.get_by_label("中文名称").fill("秋季资格考试")
    page.get_by_label("开始时间", exact=True).fill(opens.strftime("%Y-%m-%dT%H:%M"))
    closing = opens + timedelta(hours=2)
    page.get_by_label("最晚开始时间").fill(closing.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_role("button", name="确定安排").click()
    page.get_by_role("checkbox", name="林知夏").check()
    page.get_by_role("button", name="登记，中文试卷").click()
    page.get_by_role("button", name="现在封卷").click()
    page.get_by_role("link", name="继续").click()
    expect(page.get_by_role("link", name="进入考场动态")).to_be_visible()

    sealing = session.scalars(select(Sealing)).one()
    assert code in [question["code"] for question in sealing.bank["zh"]]
    return sealing.sitting_id


def practise(page: Page) -> None:
    """One question shown because it is not known: the answer and the reasons come at once."""
    page.get_by_role("link", name="练习").first.click()
    page.locator(".topics").get_by_role("button", name="练习").first.click()
    page.get_by_role("button", name="不会，看答案").click()
    expect(page.locator(".rationale")).to_be_visible()
    page.get_by_role("link", name="本组结果").click()
    expect(page.locator(".figure")).to_have_text("答对 0 题，共 1 题")


def sit(page: Page, session) -> dict[int, tuple[str, object]]:
    """Every kind answered, one of them wrong; one flagged, found on the last check, handed in."""
    page.get_by_role("link", name="考试").first.click()
    page.get_by_role("link", name="秋季资格考试").click()
    page.get_by_role("button", name="开始考试").click()
    expect(page.locator("[data-saved]")).to_contain_text("全部已保存")
    attempt = session.scalars(select(Attempt)).one()
    rights = right_answers(session, attempt)
    for number, (kind, value) in rights.items():
        question = page.locator(f"#s{number}")
        expect(question).to_be_visible()
        if kind == "multiple":
            question.get_by_role("button", name="标记").click()
        answer(question, kind, not value if kind == "true_false" else value)
        if number < len(rights):
            question.get_by_role("button", name="下一题").click()
    expect(page.locator("[data-answered]")).to_have_text("6")
    page.locator("[data-end]").click()
    expect(page.locator(".page-head")).to_contain_text("6")
    expect(page.locator("main .cell.flagged")).to_have_count(1)
    page.locator("main .cell.flagged").click()
    expect(page.locator(".question.is-here .flag")).to_have_attribute("aria-pressed", "true")
    page.locator("[data-end]").click()
    page.get_by_role("button", name="交卷").click()
    expect(page.get_by_role("heading", name="试卷已收")).to_be_visible()
    return rights


def read_the_result(page: Page, rights: dict[int, tuple[str, object]]) -> None:
    """Eleven of twelve, by section and topic, and each question with its key and rationale."""
    page.reload()
    expect(page.locator(".outcome")).to_contain_text("合格")
    expect(page.locator(".outcome .figure")).to_have_text("11 / 12")
    expect(page.locator(".section-row")).to_have_count(2)
    page.get_by_role("link", name="查看答卷与答案").click()
    expect(page.locator(".question")).to_have_count(len(rights))
    expect(page.locator(".question .rationale")).to_have_count(len(rights))
    wrong = next(number for number, (kind, _) in rights.items() if kind == "true_false")
    expect(page.locator(".question").nth(wrong - 1).locator(".q-head")).to_contain_text("0 / 1")
