"""An officer's results: what to study again, the next chance, all results, the transcript."""

import re
import subprocess
from decimal import Decimal

import pytest
from sqlalchemy import select

from audit.models import Entry
from core.clock import moment, now
from core.database import AtOnce
from courses.models.courses import Course, CourseRevision
from courses.models.modules import Module, ModuleRevision
from courses.models.studying import CheckAnswer, Reading
from exam.models.results import Result, Voiding, VoidingDecision
from exam.models.sittings import GradingRun, Release, Sitting
from tests import factories
from tests.exam import steps
from tests.factories import HOUR, MINUTE

DAY = 24 * HOUR


def said(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.fixture
def released(house, cast, running, both_done):
    """Lin passed with everything right, Zhao failed with everything wrong; it is out."""
    house.as_(cast.kong).post(f"/sittings/{running.id}/release")
    return {login: token for login, (_, token) in both_done.items()}


@pytest.fixture
def taught(session):
    """A course of two modules; the first teaches the topic of the small bank."""
    course = Course(code="law")
    session.add(course)
    session.flush()
    modules = {}
    for code, topics in (("a1", ["law.basics", "law.penalty"]), ("a2", ["serv.ethos"])):
        module = Module(code=code)
        session.add(module)
        session.flush()
        modules[code] = ModuleRevision(
            module_id=module.id, number=1, titles={"zh": f"模块{code}", "en": f"Module {code}"},
            minutes=5, edition="2026-11", confidence="A", topics=topics, facts=[], checks=[],
            fingerprint=code, at=now(),
        )  # fmt: skip
        session.add(modules[code])
    session.add(
        CourseRevision(
            course_id=course.id, number=1, position=1, titles={"zh": "法律", "en": "Law course"},
            descriptions={"zh": "", "en": ""}, modules=["a1", "a2"], required_percent=80,
            source="", fingerprint="0", at=now(),
        )
    )  # fmt: skip
    session.commit()
    return modules


def result_page(house, person, token):
    return house.as_(person, "en").get(f"/exam/attempts/{token}/result").text


def topics_of(session, token_owner, sitting):
    attempt = steps.attempt_of(session, sitting, token_owner)
    result = session.scalars(select(Result).where(Result.attempt_id == attempt.id)).one()
    session.commit()
    return list(result.breakdown["topics"])


def test_a_failed_officer_is_led_to_the_modules_that_teach_what_was_weak(
    house, session, cast, running, released, taught
):
    assert topics_of(session, cast.zhao, running) == ["law.penalty"]

    page = result_page(house, cast.zhao, released["zhao"])

    assert "Where to study again" in page
    assert re.findall(r'href="(/courses/law/\w+/)"', page) == ["/courses/law/a1/"]
    assert 'href="/practice/#t-law.penalty"' in page
    assert "not read yet" in page
    assert "It was not enough this time" in said(page)
    assert "You can sit this exam again at its next sitting." in said(page)


def test_who_completed_a_module_is_told_so(house, session, cast, released, taught):
    session.add(Reading(person_id=cast.zhao.id, revision_id=taught["a1"].id, at=now()))
    session.commit()

    assert "completed" in said(result_page(house, cast.zhao, released["zhao"]))


def test_a_module_with_self_checks_left_is_read_and_not_completed(
    house, session, cast, released, taught
):
    author = cast.chen
    first = factories.question(session, "law-check-1", author=author, pool="practice")
    second = factories.question(session, "law-check-2", author=author, pool="practice")
    taught["a1"].checks = ["law-check-1", "law-check-2", "law-gone"]
    session.merge(taught["a1"])
    session.add(Reading(person_id=cast.zhao.id, revision_id=taught["a1"].id, at=now()))

    def answered(revision):
        session.add(
            CheckAnswer(
                person_id=cast.zhao.id, module_id=taught["a1"].module_id,
                question=revision.question.code, question_revision_id=revision.id, value="a",
                earned=1, full=1, at=now(),
            )
        )  # fmt: skip
        session.commit()

    answered(first)
    half = said(result_page(house, cast.zhao, released["zhao"]))
    answered(second)
    whole = said(result_page(house, cast.zhao, released["zhao"]))

    assert "read, self-checks open" in half
    assert "read, self-checks open" not in whole
    assert "completed" in whole


def test_who_knew_everything_has_nothing_to_study_and_no_chance_to_wait_for(
    house, cast, released, taught
):
    page = said(result_page(house, cast.lin, released["lin"]))

    assert "Where to study again" not in page
    assert "sit this exam again" not in page
    assert "It was not enough" not in page


def test_the_mark_and_what_it_is_stand_beside_the_score(house, session, cast, running, released):
    plain = said(result_page(house, cast.lin, released["lin"]))
    run = session.scalars(select(Release)).one().run
    run.basis = {"rulings": [], "panel": 7, "until": 0, "ended": []}
    for result in session.scalars(select(Result)):
        result.breakdown = {**result.breakdown, "cut": "1.234"}
    session.commit()
    judged = said(result_page(house, cast.lin, released["lin"]))

    assert "To pass: 1.2 points, 60 percent of the whole. It is a plain percentage" in plain
    assert "To pass: 1.234 points. A panel of judges set this standard" in judged


def another(session, cast, person, days, *, score="1", passed=False, out=True):
    """A sitting of the same exam so many days ago, with the person's result."""
    held = factories.sitting(
        session, unit=cast.units["yunxi"], examiner=cast.kong, opens_in=-days * DAY
    )
    held.blueprint_id = session.scalars(select(Sitting.blueprint_id).order_by(Sitting.id)).first()
    factories.sealing(session, held)
    attempt = factories.attempt(session, held, person, [], state="closed")
    attempt.closed_ms = factories.clock(session) - days * DAY
    attempt.opened_ms, attempt.closed_by = attempt.closed_ms - 30 * MINUTE, "candidate"
    attempt.deadline_ms = attempt.opened_ms + 60 * MINUTE
    run = GradingRun(sitting_id=held.id, rules_version=1, digest="d" * 64, at=now())
    session.add(run)
    session.flush()
    session.add(
        Result(
            run_id=run.id, attempt_id=attempt.id, score=Decimal(score), full=2, passed=passed,
            marks=[], breakdown={
                "missed": [] if passed else ["total"], "sections": {"law": [score, "2"]},
                "topics": {"law.penalty": [score, "2"]},
            },
        )
    )  # fmt: skip
    if out:
        at = moment(attempt.closed_ms + HOUR)
        session.add(
            Release(sitting_id=held.id, run_id=run.id, by_id=held.by_id, first_at=at, at=at)
        )
    session.commit()
    return attempt


def void(session, cast, attempt):
    attempt.state = "voided"
    asked = Voiding(attempt_id=attempt.id, reason="替考", by_id=cast.kong.id, at=now())
    asked.decision = VoidingDecision(agreed=True, by_id=cast.shen.id, at=now())
    session.add(asked)
    session.commit()


def test_other_papers_of_the_exam_stand_with_their_scores_once_they_are_out(
    house, session, cast, running, released
):
    first = another(session, cast, cast.zhao, 20, score="0.5")
    hidden = another(session, cast, cast.zhao, 10, score="1.75", out=False)
    voided = another(session, cast, cast.zhao, 5, score="1.25")
    strangers = another(session, cast, cast.lin, 15, score="1.5")
    void(session, cast, voided)

    page = result_page(house, cast.zhao, released["zhao"])
    listed = page[page.index('id="others"') :]

    assert re.findall(r'href="/exam/attempts/(\w+)/result"', listed) == [first.token, voided.token]
    assert "0.5 / 2 not passed" in said(listed)
    assert "1.75" not in page
    assert "1.25" not in page
    assert strangers.token not in page
    assert hidden.token not in page


def test_only_the_last_paper_speaks_of_the_next_chance(house, session, cast, released):
    first = another(session, cast, cast.zhao, 20)

    assert "sit this exam again" not in said(result_page(house, cast.zhao, first.token))


def test_the_time_used_is_without_pauses(house, session, cast):
    attempt = another(session, cast, cast.lin, 3)
    attempt.deadline_ms += 10 * MINUTE
    session.commit()

    assert "20 of 60 minutes used" in said(result_page(house, cast.lin, attempt.token))


@pytest.fixture
def asked(statements, monkeypatch):
    """The statements of a request, those past the ORM among them."""
    looked = []
    look = AtOnce.look
    monkeypatch.setattr(AtOnce, "look", lambda self, values: looked.append(1) or look(self, values))

    def count(ask):
        looked.clear()
        with statements() as heard:
            assert ask().status_code == 200
        return len(heard) + len(looked)

    return count


def test_the_result_asks_three_times_and_the_list_once_whatever_there_is_to_show(
    house, session, cast, running, released, taught, asked
):
    zhao = house.as_(cast.zhao, "en")
    listed = asked(lambda: zhao.get("/exam/results"))
    path = f"/exam/attempts/{released['zhao']}/result"
    few = asked(lambda: zhao.get(path))
    for days in (5, 10, 15):
        another(session, cast, cast.zhao, days)
    many = asked(lambda: zhao.get(path))

    assert few == many == listed + 2
    assert asked(lambda: zhao.get("/exam/results")) == listed


def test_all_my_results_stand_on_one_page_newest_first(house, session, cast, running, released):
    older = another(session, cast, cast.zhao, 20, score="1.5", passed=True)
    voided = another(session, cast, cast.zhao, 30, score="1.25")
    void(session, cast, voided)
    hidden = another(session, cast, cast.zhao, 10, score="1.75", out=False)

    page = house.as_(cast.zhao, "en").get("/exam/results").text

    tokens = re.findall(r'href="/exam/attempts/(\w+)/result"', page)
    assert tokens == [released["zhao"], older.token, voided.token]
    assert hidden.token not in page
    assert "1.75" not in page
    assert "1.25" not in page
    assert "Voided: it counts for nothing" in page
    assert "1.2 points to pass" in said(page)


def test_before_anything_is_released_there_is_no_transcript(
    house, session, cast, running, both_done
):
    lin = house.as_(cast.lin, "en")

    page = lin.get("/exam/results").text
    answer = lin.post("/exam/results/transcripts")

    assert "None of your results is released yet." in page
    assert "transcripts" not in page
    assert answer.status_code == 404
    assert "exam.transcript_made" not in steps.acts(session)


def text_of(tmp_path, content):
    path = tmp_path / "made.pdf"
    path.write_bytes(content)
    made = subprocess.run(
        ["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True
    )
    return re.sub(r"\s+", " ", made.stdout)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Score 0.333 / 2", "Pass mark 1.2 points (60% of the whole", "Not passed",
                "Page 1 of 1", "/verify.py")),
        ("zh_Hans", ("成绩 0.333 / 2", "合格线 1.2 分（满分的 60%", "不合格", "第 1 页，共 1 页",
                     "/verify.py")),
    ],
)  # fmt: skip
def test_the_transcript_says_what_the_page_and_the_database_say(
    house, session, cast, running, released, tmp_path, language, words
):
    attempt = steps.attempt_of(session, running, cast.zhao)
    result = session.scalars(select(Result).where(Result.attempt_id == attempt.id)).one()
    result.score = Decimal("0.333")
    result.breakdown = {**result.breakdown, "sections": {"law": ["0.333", "2"]}}
    session.commit()
    zhao = house.as_(cast.zhao, language)

    answer = zhao.post("/exam/results/transcripts")

    text = text_of(tmp_path, answer.data)
    assert answer.mimetype == "application/pdf"
    assert [word for word in words if word not in text] == []
    assert "赵一帆" in text
    assert "b>0.333</b> / 2" in zhao.get("/exam/results").text
    assert (
        '0.333 <small class="quiet">/ 2'
        in zhao.get(f"/exam/attempts/{released['zhao']}/result").text
    )
    entry = steps.entry(session, "exam.transcript_made")
    assert entry["attempts"] == [attempt.id]
    assert entry["digest"][:16] in text
    assert session.get(GradingRun, result.run_id).digest[:16] in text


def test_a_transcript_has_ones_own_released_results_and_names_what_was_voided(
    house, session, cast, running, released, tmp_path
):
    voided = another(session, cast, cast.lin, 20, score="1.25")
    void(session, cast, voided)
    another(session, cast, cast.lin, 10, score="1.75", out=False)
    another(session, cast, cast.zhao, 9, score="0.875")

    text = text_of(tmp_path, house.as_(cast.lin, "en").post("/exam/results/transcripts").data)

    assert text.count("Held by") == 2
    assert "Voided" in text
    assert [score for score in ("1.25", "1.75", "0.875", "赵一帆") if score in text] == []


def test_a_corrected_result_is_called_so_everywhere(
    house, session, cast, running, released, tmp_path
):
    release = session.scalars(select(Release)).one()
    attempt = steps.attempt_of(session, running, cast.zhao)
    run = GradingRun(sitting_id=running.id, rules_version=1, digest="e" * 64, at=now())
    session.add(run)
    session.flush()
    session.add(
        Result(
            run_id=run.id, attempt_id=attempt.id, score=2, full=2, passed=True, marks=[],
            breakdown={"missed": [], "sections": {"law": ["2", "2"]}, "topics": {}},
        )
    )  # fmt: skip
    session.add(
        Release(
            sitting_id=running.id, run_id=run.id, by_id=release.by_id, second_id=cast.shen.id,
            first_at=release.first_at, at=now(),
        )
    )  # fmt: skip
    session.commit()
    zhao = house.as_(cast.zhao, "en")

    assert "Your result was corrected" in zhao.get(f"/exam/attempts/{released['zhao']}/result").text
    assert "corrected" in zhao.get("/exam/results").text
    text = text_of(tmp_path, zhao.post("/exam/results/transcripts").data)
    assert re.search(r"Score 2 ?/ ?2", text)
    assert "Corrected; what was released on" in text
    assert text.count("Held by") == 1


def test_names_are_set_word_for_word(house, session, cast, running, released, tmp_path):
    session.get(type(cast.lin), cast.lin.id).name = '#panic() "$x$" 林\u202e'
    session.commit()

    text = text_of(tmp_path, house.as_(cast.lin, "en").post("/exam/results/transcripts").data)

    assert '#panic() "$x$" 林' in text


def test_a_transcript_is_noted_once_each_time(house, session, cast, released):
    for _ in range(2):
        house.as_(cast.lin).post("/exam/results/transcripts")

    session.commit()
    rows = session.scalars(select(Entry).where(Entry.act == "exam.transcript_made")).all()
    assert [(row.actor_id, row.subject_kind, row.subject_id) for row in rows] == [
        (cast.lin.id, "person", str(cast.lin.id))
    ] * 2
