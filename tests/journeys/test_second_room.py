"""From the first sign-in to a stranger's phone that checks the credential: eight people."""

import io
import json
import re
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from sqlalchemy import select

from accounts.queries import actor_of
from audit import verify
from core.config import ROOT
from core.database import db
from credentials.actions import ruling
from credentials.models import Credential
from exam.actions import blueprints
from exam.models.attempts import Attempt
from exam.models.sittings import Sitting
from tests.browser.answering import answer, right_answers
from tests.browser.bureau import BLUEPRINT
from tests.exam import steps
from tests.factories import HOUR, move_clock
from tests.journeys.steps import release, study

pytestmark = pytest.mark.browser
CHINA = ZoneInfo("Asia/Shanghai")
PHONE = 360
CONTEST = "秋季县级技能竞赛"
TITLE = {"zh": "条件", "en": "Condition"}
RULE = {
    "code": "training",
    "version": 1,
    "title": {"zh": "培训考核证明", "en": "Proof of training and assessment"},
    "scope": {"zh": "专卖执法岗位培训", "en": "Training for enforcement posts"},
    "words": {
        "zh": "本证书为培训考核证明，不作为执法证件使用",
        "en": "Training proof, not an enforcement credential",
    },
    "validity_months": 60,
    "number_pattern": "CZ-{unit}-{year}-{serial}",
    "accepts_demonstration": True,
    "conditions": [
        {"code": "papers", "kind": "eligibility", "title": TITLE},
        {"code": "courses", "kind": "course", "title": TITLE, "courses": ["law"], "months": 24},
        {"code": "exam", "kind": "exam", "title": TITLE, "blueprints": ["small"], "months": 12},
        {
            "code": "contest",
            "kind": "competition",
            "title": TITLE,
            "series": ["county"],
            "months": 24,
            "percent": "60",
        },
        {
            "code": "service",
            "kind": "service",
            "title": TITLE,
            "series": ["county"],
            "months": 24,
            "station": "etiquette",
        },
    ],
}


@pytest.fixture
def gate(app, bureau):
    """A credential type in force, and a blueprint for the theory of a contest."""
    with app.app_context():
        ruling.keep_rule(RULE, actor=None)
        theory = BLUEPRINT | {"code": "contest-theory"}
        blueprints.keep_blueprint(theory, actor=actor_of(bureau.kong))
        db.session.remove()


def test_an_officer_learns_competes_is_credentialed_and_a_stranger_checks_it(
    app, visits, bureau, gate, session, tmp_path
):
    officer = visits.signing_in("lin")
    study(officer, session)
    examiner = visits.signing_in("kong")
    hold_sitting(examiner, "小型资格考试 (small 1)", "秋季资格考试")
    hold_sitting(examiner, "小型资格考试 (contest-theory 1)", "竞赛理论")
    contest = hold_contest(examiner)
    enter_lin(visits.signing_in("meng"), contest)

    move_clock(session, 2 * HOUR)
    for title in ("秋季资格考试", "竞赛理论"):
        sit_right(officer, session, title)
    steps.run_out(app, session)
    held = session.scalars(select(Sitting.id)).all()
    session.commit()
    for sitting_id in held:
        release(examiner, sitting_id)

    officer.goto(f"{contest}/board")
    expect(officer.locator(".board .total")).to_have_text(re.compile(r"^(49\.9|50)"))
    head = visits.signing_in("shang")
    mark(head, "3")
    mark(visits.signing_in("bao"), "4")
    expect(officer.locator(".board .total")).to_have_text(re.compile(r"^93\.7"))

    end_rounds(examiner, contest)
    move_clock(session, 25 * HOUR)
    confirm_standings(head, contest)
    supervisor = visits.signing_in("shen")
    confirm_standings(supervisor, contest)
    expect(supervisor.locator(".certified")).to_be_visible()

    file_photo(officer, tmp_path)
    propose(visits.signing_in("yin"))
    issue(visits.signing_in("fu"))
    credential = session.scalars(select(Credential)).one()
    carry_home(officer, credential, tmp_path)
    check_by_phone(visits, credential, "有效")

    revoke(visits, credential)
    check_by_phone(visits, credential, "已撤销")


def hold_sitting(page: Page, blueprint: str, title: str) -> None:
    """A sitting in an hour with Lin in it, sealed."""
    opens = datetime.now(CHINA) + timedelta(hours=1)
    page.goto("/sittings/new")
    page.get_by_label("组卷方案").select_option(label=blueprint)
    page.get_by_label("单位").select_option(label="云溪市")
    page.get_by_label("中文名称").fill(title)
    page.get_by_label("开始时间", exact=True).fill(opens.strftime("%Y-%m-%dT%H:%M"))
    closing = opens + timedelta(hours=2)
    page.get_by_label("最晚开始时间").fill(closing.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_role("button", name="确定安排").click()
    page.get_by_role("checkbox", name="林知夏").check()
    page.get_by_role("button", name="登记，中文试卷").click()
    page.get_by_role("button", name="现在封卷").click()
    page.get_by_role("link", name="继续").click()


def hold_contest(page: Page) -> str:
    """A county contest of the city: its theory is the sitting, two judges have seats."""
    now = datetime.now(CHINA)
    page.get_by_role("link", name="技能竞赛").first.click()
    page.get_by_role("link", name="筹办竞赛").click()
    page.get_by_label("竞赛种类").select_option("county")
    page.locator("#unit").select_option(label="\u3000\u3000云溪市")
    page.get_by_label("中文名称").fill(CONTEST)
    for name, at in (
        ("starts", now - timedelta(minutes=5)),
        ("ends", now + timedelta(days=9)),
        ("entries_close", now + timedelta(days=8)),
    ):
        page.locator(f"#{name}").fill(at.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_role("button", name="确定安排").click()
    page.get_by_role("link", name="轮次与裁判").click()
    page.get_by_label("场次").select_option(label="竞赛理论")
    page.get_by_role("button", name="关联").click()
    for judge in ("尚公 (shang)", "包仲裁 (bao)"):
        page.locator("#person").select_option(label=judge)
        page.get_by_role("checkbox", name="裁判长").set_checked("尚公" in judge)
        page.get_by_role("button", name="安排", exact=True).click()
    return page.url.removesuffix("/rounds")


def enter_lin(page: Page, contest: str) -> None:
    """The manager of Lin's county enters her."""
    page.goto(f"{contest}/desk")
    page.get_by_role("checkbox", name="林知夏").check()
    page.get_by_role("button", name="报名").click()
    expect(page.locator("main tbody tr")).to_have_count(1)


def sit_right(page: Page, session, title: str) -> None:
    """Every question answered right, and handed in."""
    page.goto("/exam/")
    page.get_by_role("link", name=title).click()
    page.get_by_role("button", name="开始考试").click()
    expect(page.locator("[data-saved]")).to_contain_text("全部已保存")
    token = page.url.rstrip("/").rpartition("/")[2]
    attempt = session.scalars(select(Attempt).where(Attempt.token == token)).one()
    rights = right_answers(session, attempt)
    for number, (kind, value) in rights.items():
        question = page.locator(f"#s{number}")
        expect(question).to_be_visible()
        answer(question, kind, value)
        if number < len(rights):
            question.get_by_role("button", name="下一题").click()
    expect(page.locator("[data-answered]")).to_have_text(str(len(rights)))
    expect(page.locator("[data-saved]")).to_contain_text("全部已保存")
    page.locator("[data-end]").click()
    page.get_by_role("button", name="交卷", exact=True).click()
    expect(page.get_by_role("heading", name="试卷已收")).to_be_visible()


def mark(page: Page, grade: str) -> None:
    """One judge's sheet for Lin, by the number keys alone."""
    page.get_by_role("link", name="评分").first.click()
    page.locator("main a.row-link").first.click()
    page.get_by_role("link", name="林知夏").click()
    criteria = page.locator(".criterion")
    expect(criteria.first).to_be_visible()
    page.wait_for_load_state()
    criteria.first.locator("input").first.focus()
    for _ in range(criteria.count()):
        page.keyboard.press(grade)
    expect(page.locator(".criterion input:checked")).to_have_count(criteria.count())
    page.get_by_role("button", name="提交评分表").click()
    expect(page.locator("main")).to_contain_text("评分表已提交")


def end_rounds(page: Page, contest: str) -> None:
    page.goto(f"{contest}/rounds")
    for left in (2, 1):
        ends = page.get_by_role("button", name="结束本轮")
        expect(ends).to_have_count(left)
        ends.first.click()
    expect(page.get_by_role("button", name="结束本轮")).to_have_count(0)


def confirm_standings(page: Page, contest: str) -> None:
    page.goto(f"{contest}/final")
    page.get_by_role("button", name="确认此名次").click()
    expect(page.locator(".state-met")).not_to_have_count(0)


def file_photo(page: Page, folder: Path) -> None:
    """The gate says that the photo is missing; Lin files it."""
    page.goto("/")
    page.get_by_role("link", name="我的证书").first.click()
    expect(page.locator(".way .is-met")).to_have_count(4)
    kept = io.BytesIO()
    Image.new("RGB", (480, 640), "#cdd8d2").save(kept, "PNG")
    picture = folder / "lin.png"
    picture.write_bytes(kept.getvalue())
    page.get_by_label("证件照片").set_input_files(picture)
    page.get_by_role("button", name="提交照片").click()
    expect(page.locator("img.portrait")).to_be_visible()


def propose(page: Page) -> None:
    """The first issuer looks at the papers and proposes; they cannot confirm it themselves."""
    page.get_by_role("link", name="发证").first.click()
    page.get_by_role("link", name="林知夏").first.click()
    page.get_by_label("资料载明的学历").select_option("bachelor")
    page.get_by_role("button", name="确认已核对资料").click()
    expect(page.locator(".way .is-met")).to_have_count(5)
    page.get_by_role("button", name="提请发证").click()
    expect(page.get_by_role("button", name="核定并发证")).to_have_count(0)


def issue(page: Page) -> None:
    page.get_by_role("link", name="发证").first.click()
    page.get_by_role("link", name="林知夏").first.click()
    page.get_by_role("button", name="核定并发证").click()
    expect(page.locator("main")).to_contain_text("相符，与操作记录一致")


def carry_home(page: Page, credential: Credential, folder: Path) -> None:
    """The card is a PDF; the evidence file holds before the program that anyone can run."""
    page.goto("/credential/")
    expect(page.locator("main")).to_contain_text(credential.number)
    card = page.request.get(f"/credential/{credential.uid}/card.pdf")
    assert card.body()[:5] == b"%PDF-"
    with page.expect_download() as kept:
        page.get_by_role("button", name="签名证据文件").click()
    evidence = folder / "evidence.json"
    kept.value.save_as(evidence)
    found = subprocess.run(
        [sys.executable, "-I", verify.__file__, str(evidence), "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stdout + found.stderr
    assert json.loads(evidence.read_text("utf-8"))["head"]["kind"] == "credential"


def check_by_phone(visits, credential: Credential, verdict: str) -> None:
    """A stranger scans the code: no sign-in, the name covered in part."""
    page = visits.stranger(width=PHONE, scripts=False)
    page.goto(f"/c/{credential.uid}")
    expect(page.locator(".verdict strong")).to_have_text(verdict)
    expect(page.locator("main")).to_contain_text(credential.number)
    expect(page.locator("main")).not_to_contain_text("林知夏")


def revoke(visits, credential: Credential) -> None:
    """One issuer asks, the other agrees."""
    asking = visits.person("fu")
    asking.goto(f"/credentials/{credential.id}")
    asking.get_by_label("变更事项").select_option("revoke/issued_in_error")
    asking.locator("#reason").fill("材料有误")
    asking.get_by_role("button", name="申请变更").click()
    expect(asking.get_by_role("button", name="同意", exact=True)).to_have_count(0)
    deciding = visits.person("yin")
    deciding.goto(f"/credentials/{credential.id}")
    deciding.get_by_role("button", name="同意", exact=True).click()
    expect(deciding.locator(".page-head")).to_contain_text("已撤销")
