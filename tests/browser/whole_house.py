"""A house in which every page has something to show, and the list of all its pages by person."""

import html
import io
import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select

from accounts.actions import roles, waivers
from accounts.models import RoleGrant
from accounts.queries import actor_of
from accounts.rules.conflicts import Conflict
from accounts.rules.duties import Role
from core.clock import exam_ms, now
from core.database import db, transaction
from courses import importing as course_importing
from courses.queries import outline
from exam.actions import (
    appealing,
    closing,
    entrance,
    holding,
    messaging,
    on_paper,
    opening,
    pausing,
    registering,
    regrading,
    releasing,
    remarking,
    rooms,
    saving,
    sealing,
    seating,
    sweeping,
    taking,
    voiding,
)
from exam.models.attempts import Arrival, Attempt, AttemptEvent
from exam.models.candidates import Form
from exam.models.marking import Script, Seed, WrittenMark
from exam.models.sittings import Blueprint, Closing, Sitting
from exam.queries.regrade_previews import basis_with, preview
from exam.queries.regrades import shown_run
from exam.rules.arrivals import read_batch, value_text
from exam.rules.pauses import Reach
from exam.rules.rulings import Rule, Ruling
from exam.rules.safe_browser import configuration
from exam.rules.transcribing import sheet_code
from question_bank.actions import suspending, upholding
from question_bank.actions.using import Figures, note_figures
from question_bank.models import Question, Revision, Statistic
from question_bank.rules.statutes import Version
from tests.browser.answering import right_answers
from tests.browser.contested import contested
from tests.browser.panelled import panelled
from tests.exam.steps import written
from tests.factories import HOUR, move_clock, sign_in, sitting
from tests.factories import attempt as attempt_on
from tests.people import add_person
from tests.question_bank.bringing import DEFAULTS, PAPER
from tests.question_bank.faring import ODD
from tests.question_bank.writing import BOTH, CODE, reworded

DRAFT = "law-penalty-0902"
ROSTER = """登录名,姓名,单位代码,角色
new1,新一,songyan,学员
lin,林知秋,songyan,
new2,,nowhere,学员
"""

PAGES = {
    "": ("/sign-in", "/password/nothing", "/check", "/c/nothing", "/c/{uid}", "/boards/{key}"),
    "lin": (
        "/",
        "/courses/",
        "/courses/law/",
        "/courses/law/a1/",
        "/courses/law/a1/sections/s1",
        "/courses/tests/{sheet}",
        "/courses/tests/{sheet}/submission",
        "/courses/tests/{quiz}/result",
        "/courses/search?q=%E7%83%9F%E8%8D%89",
        "/courses/glossary",
        "/courses/notes",
        "/courses/notes/{note}",
        "/practice/",
        "/practice/notebook",
        "/practice/offline",
        "/offline",
        "/practice/notebook/print",
        "/practice/goal",
        "/practice/rounds/{round}",
        "/practice/rounds/{round}/1",
        "/practice/rounds/{round}/2",
        "/practice/mocks",
        "/practice/mocks/{mock}",
        "/practice/mocks/{mock}/submission",
        "/practice/mocks/{past_mock}/result",
        "/exam/",
        "/exam/sittings/{present}",
        "/exam/sittings/{planned}",
        "/exam/attempts/{open}",
        "/exam/attempts/{open}/submission",
        "/exam/attempts/{open}/proof",
        "/exam/attempts/{past_attempt}/result",
        "/exam/results",
        "/exam/attempts/{past_attempt}/noted",
        "/exam/attempts/{past_attempt}/appeal",
        "/exam/attempts/{past_attempt}/result/paper",
        "/competitions/",
        "/competitions/{contest}",
        "/competitions/{contest}/board",
        "/competitions/{over}/board",
        "/credential/",
        "/notices/",
        "/me/",
        "/nowhere",
        "/people/",
    ),
    "zhao": ("/courses/law/a1/changes",),
    "chen": (
        "/progress/learning",
        "/coverage/",
        "/coverage/exposure",
        "/coverage/exposure/{draft}",
        "/",
        "/questions/",
        "/questions/flagged",
        "/bank/{fared}",
        "/questions/new",
        "/questions/new?kind=ordering&topic=law.basics&pool=exam",
        "/questions/{draft}/text",
        "/bank/{draft}",
        "/questions/imports/",
        "/questions/imports/{upload}",
        "/questions/imports/{spoilt_upload}",
        "/questions/export?format=gift&lang=zh&topic=&pool=&state=",
        "/courses/workshop/",
        "/courses/workshop/new",
        "/courses/workshop/proposals/{proposed}/text",
        "/courses/workshop/proposals/{begun}/text",
        "/courses/workshop/law/a1/history",
    ),
    "xu": (
        "/",
        "/review/",
        "/review/{waiting}/1",
        "/review/{waiting}/1?line=zh:9",
        "/bank/{waiting}/1",
        "/bank/{draft}/compare",
        "/bank/{waiting}/compare",
        "/courses/workshop/",
        "/courses/workshop/proposals/{proposed}",
    ),
    "gu": (
        "/review/sources",
        "/statutes/",
        "/statutes/penalty-law",
        "/statutes/discipline-law/versions/new",
        "/statutes/worklist/?for=reviewer",
    ),
    "wu": ("/statutes/worklist/",),
    "kong": (
        "/",
        "/sittings/",
        "/sittings/new",
        "/standards/",
        "/standards/new",
        "/standards/{panel}",
        "/standards/{signing}",
        "/standards/{standard}",
        "/blueprints/",
        "/blueprints/small/1",
        "/blueprints/small/1?with=1",
        "/blueprints/new",
        "/blueprints/new?code=small&version=1",
        "/sittings/{planned}",
        "/sittings/{planned}/entrance",
        "/sittings/{present}/entrance",
        "/sittings/{present}",
        "/sittings/{present}/board",
        "/sittings/{present}/on-paper",
        "/sittings/{present}/on-paper/sheets/{sheet}",
        "/sittings/{past}",
        "/sittings/{marked}/marking",
        "/sittings/{marked}/marking/seeds",
        "/sittings/{past}/results",
        "/sittings/{past}/dossiers",
        "/sittings/{past}/results?outcome=voided&q=x",
        "/sittings/{planned}/results",
        "/sittings/{past}/analysis",
        "/sittings/{past}/analysis?sort=share",
        "/sittings/{past}/analysis/{fared}",
        "/sittings/{present}/analysis",
        "/sittings/{past}/regrades",
        "/sittings/{past}/regrades/new?item={ruled}",
        "/sittings/{past}/regrades/preview?item={ruled}",
        "/sittings/{past}/regrades/{regrade}",
        "/sittings/{past}/runs",
        "/sittings/{past}/replay",
        "/sittings/{past}/papers",
        "/sittings/{past}/papers/questions",
        "/sittings/{planned}/papers",
        "/sittings/{present}/registrations/{candidate}/recovery",
        "/sittings/{past}/registrations/{registration}",
        "/sittings/{present}/registrations/{candidate}",
        "/sittings/{present}/rooms",
        "/sittings/{present}/rooms/{room}",
        "/sittings/{present}/messages",
        "/competitions/new",
        "/competitions/{contest}/desk",
        "/competitions/{contest}/rounds",
        "/competitions/{contest}/scores",
    ),
    "cun": ("/", "/marking/", "/marking/{marked}/scripts/{script}"),
    "shang": (
        "/",
        "/standards/",
        "/standards/{panel}/estimates",
        "/standards/{panel}/estimates/1",
        "/standards/{signing}/estimates",
        "/standards/{signing}/estimates/2",
        "/standards/{standard}/estimates",
        "/judging/",
        "/judging/{contest}/service/etiquette",
        "/judging/{contest}/service/etiquette/entries/{entry}",
        "/competitions/{over}/final",
    ),
    "meng": (
        "/",
        "/competitions/{contest}/desk",
        "/progress/",
        "/progress/units/{home}",
        "/progress/units/{home}/learning",
        "/progress/units/{home}/sittings/{past}",
        "/progress/units/{home}/people",
        "/progress/units/{home}/competitions/{over}",
        "/progress/people/{lin}",
        "/credentials/",
        "/issuing/people/{lin}",
    ),
    "fu": (
        "/",
        "/issuing/",
        "/issuing/people/{lin}",
        "/issuing/proposals/{proposal}",
        "/issuing/rules",
        "/credentials/",
        "/credentials/{credential}",
    ),
    "shen": (
        "/appeals/",
        "/appeals/{appeal}",
        "/sittings/voidings",
        "/regrades/",
        "/sittings/{past}/regrades/{regrade}",
        "/waivers/",
        "/waivers/new",
        "/waivers/{waiver}/end",
        "/",
        "/bank/",
        "/bank/export",
        "/roles/waiting",
        "/trail",
        "/trail/{trail}",
        "/trail/verification",
        "/issuing/",
        "/issuing/waivers",
        "/issuing/people/{lin}/waivers/new",
        "/issuing/proposals/{proposal}",
        "/credentials/{credential}",
        "/people/",
        "/people/{lin}",
    ),
    "lu": (
        "/",
        "/people/",
        "/people/new",
        "/people/{lin}",
        "/people/{lin}/particulars",
        "/people/{lin}/closure",
        "/people/{lin}/roles/new",
        "/roles/{grant}/end",
        "/units/new",
        "/rosters/new",
        "/rosters/{roster}",
        "/jobs/{job}",
    ),
}
# Addresses of programs and files, and those that only lead back to a page.
NO_PAGES = {
    "static",
    "bootstrap.static",
    "course_notes.export",
    "marking.show_next",
    "standards.show_minutes",
    "health.show",
    "news.show",
    "on_paper.show_printing",
    "transcribing.find",
    "blueprints.download",
    "coverage.export_map",
    "progress.export_sitting",
    "sitting_results.export",
    "analysis.export",
    "draws.export_papers",
    "draws.export_questions",
    "draws.show_draw",
    "entrance.download",
    "proving.download",
    "imports.template",
    "pictures.show",
    "public.show_json",
    "public.show_badge",
    "public.show_status_list",
    "public.show_did",
    "public.show_keys",
    "public.show_verifier",
    "boards.show_standings",
    "finals.download",
    "gate.show_badge",
    "gate.show_card",
    "gate.show_certificate",
    "gate.show_data",
    "gate.show_photo",
    "issuing.show_photo",
    "progress.export_people",
    "progress.export_table",
    "register.download",
    "register.show_card",
    "register.show_certificate",
    "rosters.template",
    "phone.show_manifest",
    "phone.show_worker",
    "practice_offline.show_token",
    "sittings.show_readiness",
    "rosters.leave_import",
    "roles.leave_decision",
    "password_links.leave",
    "profile.leave_password",
}


def stock(app, session, cast, house) -> dict[str, object]:
    """Fill the house; what stands in the braces of PAGES."""
    with app.app_context():
        found = _exams(session, cast) | contested(cast) | {"home": cast.units["songyan"].id}
        roles.propose(
            cast.he.id, role=Role.TRAINER, unit_id=cast.units["hezhou"].id, actor=actor_of(cast.lu)
        )
        waiver = waivers.waive(
            cast.ning.id,
            Conflict.JUDGE_OWN_UNIT,
            reason="全县只有一名裁判",
            until=now() + timedelta(days=7),
            actor=actor_of(cast.shen),
        )
        found["waiver"] = waiver.id
        _changed_statutes(cast)
        found["fared"] = _fared(session, cast, found["past"])
        found |= _script(session, cast)
        found |= panelled(session, cast, found["past"])
        db.session.remove()
    found |= _workshop(house, cast)
    return found | _questions(house, cast) | _practice(house, cast) | _people(session, cast, house)


def _fared(session, cast, sitting_id) -> str:
    """A question of Chen's on a paper of this sitting whose figures are odd."""
    held = (
        select(Revision)
        .join(Statistic, Statistic.revision_id == Revision.id)
        .where(Statistic.place == f"sitting:{sitting_id}")
        .where(Revision.kind == "single", Revision.size == len(ODD["options"]))
        .limit(1)
    )
    revision = session.scalars(held).one()
    revision.author_id = cast.chen.id
    session.commit()
    figures = ODD | {"revision": revision.id}
    share, apart = Decimal("0.4"), Decimal("-0.8")
    note_figures("sitting:0", {revision.id: Figures(60, 58, share, apart, apart, figures)})
    return revision.question.code


def _script(session, cast) -> dict[str, object]:
    """One written answer of a closed sitting, which waits for a marker."""
    revision = written(session, cast.chen)
    held = sitting(session, unit=cast.units["yunxi"], examiner=cast.kong)
    done = attempt_on(session, held, cast.lin, [revision], state="closed")
    told = "应当告知拟作出处罚的内容、事实、理由、依据，\n以及陈述、申辩、要求听证的权利。"
    session.add_all(
        [
            Arrival(
                attempt_id=done.id,
                slot=1,
                seq=1,
                typed_under=1,
                lease=1,
                value=value_text(told),
                at_ms=done.opened_ms,
                standing="counted",
            ),
            Closing(sitting_id=held.id, journal_hash="0" * 64, arrivals=1, at=now()),
        ]
    )
    script = Script(sitting_id=held.id, attempt_id=done.id, slot=1, revision_id=revision.id)
    session.add(script)
    session.commit()
    _settled(session, cast, held, revision)
    return {"marked": held.id, "script": script.id}


def _settled(session, cast, held, revision) -> None:
    """Twelve more written answers that two markers settled, one of them a seed."""
    for number in range(12):
        person = add_person(session, f"wrote-{number}", f"应考{number}", cast.units["songyan"])
        done = attempt_on(session, held, person, [revision], state="closed")
        script = Script(sitting_id=held.id, attempt_id=done.id, slot=1, revision_id=revision.id)
        session.add(script)
        session.flush()
        for marker, points in ((cast.cun, number % 4), (cast.yan, number % 3 + 1)):
            session.add(
                WrittenMark(
                    script_id=script.id,
                    marker_id=marker.id,
                    lines=[str(points), "0"],
                    points=Decimal(points),
                    at=now(),
                )
            )
    session.add(Seed(script_id=script.id, points=Decimal(3), by_id=cast.kong.id, at=now()))
    session.commit()


def _changed_statutes(cast) -> None:
    """Two invented versions: one question waits for a trainer, one for a reviewer."""
    for code, article in (("tobacco-law", "43"), ("legislation-law", "102")):
        new = Version("2027", in_force=date(2027, 1, 1), changed=(article,))
        suspending.enter(code, new, actor=actor_of(cast.gu))
    waiting = select(Revision.id).join(Question).where(Question.code == "law-basics-0003")
    upholding.uphold(
        db.session.scalars(waiting).one(), reason="逐字对照，没有变化。", actor=actor_of(cast.chen)
    )


def _exams(session, cast) -> dict[str, object]:
    """One sitting over and released, one open with Lin at half of her paper, one planned."""
    past = _sitting(cast, "夏季资格考试", -1_000, HOUR)
    attempt = _seal(past, cast)
    _write(session, attempt, cast.lin, range(1, 5))
    taking.submit(attempt.token, sign_in=sign_in(session, cast.lin))
    move_clock(session, 3 * HOUR)
    sweeping.close_due()
    closing.close_ended()
    releasing.release(past.id, actor=actor_of(cast.kong))
    appeal = appealing.lodge(
        attempt.token, grounds="第一题两个选项都对。", slots=[1], actor=actor_of(cast.lin)
    )
    regraded = _regraded(past, attempt, cast)
    voiding.ask(attempt.id, reason="两人答卷雷同", actor=actor_of(cast.kong))

    present = _sitting(cast, "秋季资格考试", -1_000, HOUR)
    opened = _seal(present, cast)
    _write(session, opened, cast.lin, range(1, 4))
    taking.flag(opened.token, 2, raised="flagged", sign_in=sign_in(session, cast.lin))
    planned = _sitting(cast, "冬季资格考试", HOUR, 2 * HOUR)
    registering.register(planned.id, [cast.lin.id], language="en", actor=actor_of(cast.kong))
    _ask_at_entrance(planned, actor_of(cast.kong))
    return regraded | {
        "past": past.id,
        "past_attempt": attempt.token,
        "appeal": appeal.id,
        "registration": attempt.registration_id,
        "present": present.id,
        "candidate": opened.registration_id,
        "room": _proctored(present, opened, cast),
        "open": opened.token,
        "planned": planned.id,
        "sheet": _on_paper(present, cast),
    }


def _regraded(past: Sitting, attempt: Attempt, cast) -> dict[str, object]:
    """One regrade was confirmed and corrected Lin's result, another waits."""
    for slot in (5, 6):
        revision = attempt.form.slots[slot - 1]["revision"]
        wanted = regrading.Wanted((Ruling(revision, None, Rule.CREDIT),))
        with transaction():
            holds = shown_run(past)
            found = preview(past, holds, basis_with(past, wanted.rulings, None))
        proposed = regrading.propose(
            past.id, wanted, digest=found.digest, reason="答案有误", actor=actor_of(cast.kong)
        )
        if slot == 5:
            regrading.confirm(proposed.id, actor=actor_of(cast.shen))
            db.session.refresh(past, ["release"])
    return {"regrade": proposed.id, "ruled": revision}


def _ask_at_entrance(sitting: Sitting, examiner) -> None:
    """All that an entrance can ask."""
    settings = configuration(start="http://127.0.0.1:5000/", house="http://127.0.0.1:5000")
    screen = entrance.Screen(watches_focus=True, asks_full_screen=True, settings=settings)
    entrance.set_screen(sitting.id, screen, actor=examiner)
    access = entrance.Access(
        access_code="K7QX4M", addresses=["10.20.0.0/16"], rooms={}, browser_keys=["a" * 64]
    )
    entrance.set_access(sitting.id, access, actor=examiner)


def _sitting(cast, title: str, opens: int, lasts: int) -> Sitting:
    at_ms = exam_ms()
    return holding.plan_sitting(
        blueprint_id=db.session.scalars(select(Blueprint.id)).one(),
        unit_id=cast.units["yunxi"].id,
        title=title,
        title_en="Qualification exam",
        place="培训中心机房",
        opens_ms=at_ms + opens,
        closes_ms=at_ms + opens + lasts,
        actor=actor_of(cast.kong),
    )


def _seal(sitting: Sitting, cast) -> Attempt:
    """Register Lin and Zhao and seal; Lin's attempt."""
    examiner = actor_of(cast.kong)
    registering.register(sitting.id, [cast.lin.id, cast.zhao.id], language="zh", actor=examiner)
    sealing.seal(sitting.id, actor=examiner)
    return db.session.scalars(
        select(Attempt).where(Attempt.sitting_id == sitting.id, Attempt.candidate_id == cast.lin.id)
    ).one()


def _on_paper(sitting: Sitting, cast) -> str:
    """Zhao moves to paper; the number on the answer sheet."""
    chosen = (Attempt.sitting_id == sitting.id, Attempt.candidate_id == cast.zhao.id)
    statement = select(Attempt.registration_id, Form).join(Form, Form.id == Attempt.form_id)
    registration_id, form = db.session.execute(statement.where(*chosen)).one()
    on_paper.put_on_paper(sitting.id, [registration_id], actor=actor_of(cast.kong))
    return sheet_code(sitting.id, form.language, form.number, form.slots)


def _proctored(sitting: Sitting, attempt: Attempt, cast) -> int:
    """Two rooms, Zhao in the first, which is paused; messages and a remark for Lin; the room."""
    examiner = actor_of(cast.kong)
    first = rooms.add_room(sitting.id, name="一号机房", addresses="10.20.3.0/24", actor=examiner)
    rooms.add_room(sitting.id, name="二号机房", addresses="", actor=examiner)
    zhao = db.session.scalars(
        select(Attempt).where(
            Attempt.sitting_id == sitting.id, Attempt.candidate_id == cast.zhao.id
        )
    ).one()
    seating.seat(sitting.id, [zhao.registration_id], first.id, actor=examiner)
    messaging.send(sitting.id, Reach(), text="请保持安静。", actor=examiner)
    messaging.send(sitting.id, Reach(attempt_id=attempt.id), text="请更换键盘。", actor=examiner)
    with transaction() as session:
        for kind in ("blurred", "address", "pasted", "left_screen"):
            session.add(AttemptEvent(attempt_id=attempt.id, kind=kind, at_ms=exam_ms()))
    remarking.remark(
        sitting.id, attempt.registration_id, text="已当面询问，无异常。", actor=examiner
    )
    pausing.pause(sitting.id, Reach(room_id=first.id), reason="机房停电", actor=examiner)
    return first.id


def _write(session, attempt: Attempt, person, slots) -> None:
    carried = sign_in(session, person)
    opening.open_attempt(attempt.token, sign_in=carried)
    rights = right_answers(session, attempt)
    rows = [
        {"slot": slot, "seq": slot, "typed_under": 0, "value": rights[slot][1]} for slot in slots
    ]
    lease, batch = read_batch({"lease": 0, "answers": rows})
    saving.save(attempt.token, lease=lease, answers=batch, sign_in=carried)


def _questions(house, cast) -> dict[str, object]:
    """One draft with a fault that is only a remark, one with the reviewers."""
    trainer = house.as_(cast.chen)
    trainer.post("/questions/", BOTH | {"save": "1", "base": "0"})
    trainer.post(f"/questions/{CODE}/revisions/1/submission")
    texts = {language: text.replace(CODE, DRAFT) for language, text in reworded().items()}
    trainer.post("/questions/", texts | {"save": "1", "base": "0"})
    texts = texts | {"zh": texts["zh"].replace("一人", "四人").replace("easy", "hard")}
    texts = texts | {"en": texts["en"].replace("easy", "hard")}
    trainer.post(f"/questions/{DRAFT}/text", texts | {"save": "1", "base": "1"})
    remark = {"line": "zh:9", "words": "请写明是哪种执法。"}
    for number in (1, 2):
        house.as_(cast.xu).post(f"/bank/{DRAFT}/{number}/remarks", remark)
    return {"draft": DRAFT, "waiting": CODE} | _uploads(trainer)


def _workshop(house, cast) -> dict[str, object]:
    """A text of a module with the reviewers, and a new module that is only begun."""
    _reword(house, cast)
    shop, trainer = "/courses/workshop/", house.as_(cast.chen)
    proposed = trainer.post(f"{shop}law/a1/proposals").location
    form = trainer.get(proposed).text
    longer = {
        language: html.unescape(text) + "\n再看一遍。\n"
        for language, text in re.findall(
            r'<textarea name="(zh|en)"[^>]*>\n(.*?)</textarea>', form, re.DOTALL
        )
    }
    base = re.search(r'name="base" value="([^"]+)"', form)[1]
    trainer.post(proposed, longer | {"base": base, "save": "1"})
    sent = trainer.post(f"{proposed.removesuffix('/text')}/texts/2/sending")
    assert sent.status_code == 303
    begun = trainer.post(f"{shop}proposals", {"code": "a99", "place": "law.1"}).location
    numbers = {"proposed": proposed, "begun": begun}
    return {name: address.split("/")[4] for name, address in numbers.items()}


def _uploads(trainer) -> dict[str, object]:
    """A paper that can be stored, and one with a question that has no answer."""
    names = {"upload": PAPER, "spoilt_upload": PAPER.replace("答案：A", "")}
    form = {"format": "paper", **DEFAULTS}
    return {
        name: trainer.post("/questions/imports/", form | {"text": text}).location.split("/")[-1]
        for name, text in names.items()
    }


def _reword(house, cast) -> None:
    """A module says one sentence more than when somebody read it."""
    house.as_(cast.zhao).post("/courses/law/a1/reading")
    with house.app.app_context(), TemporaryDirectory() as folder:
        for path, text in outline.files().items():
            file = Path(folder) / path
            file.parent.mkdir(parents=True, exist_ok=True)
            more = "\n再读一遍。\n" if path.endswith(".md") else ""
            file.write_text(text + more, encoding="utf-8")
        course_importing.load(Path(folder), actor=None)
        db.session.remove()


def _practice(house, cast) -> dict[str, object]:
    """A round with one question not known and the others to come; one self-check begun.

    A quiz that was handed in without an answer, and another that is not.
    """
    browser = house.as_(cast.lin)
    begun = browser.post("/practice/rounds", {"about": "law.basics"}).headers["Location"]
    browser.post(f"{begun}/answer", {"unknown": "1"})
    browser.post("/courses/law/a1/reading")
    module = browser.get("/courses/law/a1/").text
    check = re.search(r'action="(/courses/law/a1/checks/[^"#]+)', module)[1]
    revision = re.search(r'name="revision" value="(\d+)"', module)[1]
    browser.post(check, {"revision": revision, "answer": "a"})
    passage = {"language": "zh", "quote": "专卖", "words": "先看这一节"}
    note = browser.post("/courses/law/a1/notes", passage).headers["Location"]
    quiz = browser.post("/courses/law/a1/quizzes").location.rpartition("/")[2]
    browser.post(f"/courses/tests/{quiz}/submission", {"as_it_is": "1"})
    sheet = browser.post("/courses/law/a1/quizzes").location.rpartition("/")[2]
    noted = {"note": note.rpartition("-")[2]}
    return {"round": begun.split("/")[3], "quiz": quiz, "sheet": sheet} | noted | _mocks(browser)


def _mocks(browser) -> dict[str, object]:
    """A mock exam that was handed in without an answer, and one whose time runs."""
    past = browser.post("/practice/mocks").location.rpartition("/")[2]
    browser.post(f"/practice/mocks/{past}/submission")
    return {"past_mock": past, "mock": browser.post("/practice/mocks").location.rpartition("/")[2]}


def _people(session, cast, house) -> dict[str, object]:
    """A roster with a fault, and the work of importing it, which is refused."""
    browser = house.as_(cast.lu)
    file = (io.BytesIO(ROSTER.encode()), "名单.csv")
    kept = browser.post("/rosters/new", {"file": file}, content_type="multipart/form-data")
    job = browser.post(f"{kept.headers['Location']}/import")
    grant = select(RoleGrant.id).where(RoleGrant.person_id == cast.lin.id)
    return {
        "roster": kept.headers["Location"].rpartition("/")[2],
        "job": job.headers["Location"].rpartition("/")[2],
        "lin": cast.lin.id,
        "grant": session.scalars(grant).one(),
    }
