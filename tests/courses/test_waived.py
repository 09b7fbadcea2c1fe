"""Who was complete before a quiz or a test was asked for, and what was added since."""

import pytest
from sqlalchemy import select

from core.clock import now
from courses.importing import load
from courses.models.modules import Module, ModuleRevision
from courses.models.studying import CheckAnswer, Reading
from courses.queries.progress import Errand, progress, progress_of, progress_since
from courses.queries.teaching import lessons_on
from credentials.models import GateRule
from credentials.queries.gate import verdicts
from question_bank.models import Question, Revision
from tests.courses import files
from tests.courses.testing import CODES, QUIZ, TEST, draw_from, has_studied, pass_quiz, shelf
from tests.credentials import steps

ADDED = {
    "procedure/zh/03-filing.md": files.module(
        module="b3", title="立案", title_parts=None, checks="t-1", topics="law.basics"
    )
}
CONDITIONS = [
    steps.DEFINITION["conditions"][0],
    {"code": "course", "kind": "course", "title": steps.TITLE, "courses": ["procedure"],
     "months": 24},
]  # fmt: skip


@pytest.fixture
def root(session, cast, app, tmp_path):
    """A course of one module that asks for neither quiz nor test."""
    for code in CODES:
        draw_from(session, cast, code)
    root = files.write(tmp_path / "plain", shelf() | {"procedure/course.toml": files.course()})
    with app.app_context():
        load(root, actor=None)
    return root


@pytest.fixture
def change(app, root):
    """Bring the course in again with other files."""

    def changed(texts):
        files.write(root, texts)
        with app.app_context():
            load(root, actor=None)

    return changed


@pytest.fixture
def asks(change):
    """From now on the course asks for quizzes and a test, of these modules."""

    def asked(*modules, **texts):
        listed = ", ".join(f'"{each}"' for each in modules)
        change(
            {"procedure/course.toml": files.course(quiz=QUIZ, test=TEST, modules=f"[{listed}]")}
            | texts
        )

    return asked


@pytest.fixture
def state(app, session):
    """Modules done and in all; the test asked, awaited; complete."""

    def found(person):
        session.rollback()
        with app.app_context():
            one = progress(person.id)[0]
        return one.done, one.total, one.asks_test, one.awaits_test, one.is_complete

    return found


@pytest.fixture
def gate(app, session):
    """What the gate of a credential that asks for this course says."""
    kept = steps.rule(session, conditions=CONDITIONS)

    def asked(person):
        session.rollback()
        with app.app_context():
            found = verdicts(session.get_one(GateRule, kept.id), [person.id])[person.id]
        return next(str(each.answer) for each in found.findings if each.condition == "course")

    return asked


def has_done(session, person, code, question):
    """Read a module and have one of its self-checks right."""
    session.rollback()
    module = session.scalars(select(Module).where(Module.code == code)).one()
    newest = select(ModuleRevision.id).where(ModuleRevision.module_id == module.id)
    asked = session.scalars(select(Revision).join(Question).where(Question.code == question)).one()
    session.add(
        Reading(
            person_id=person.id, at=now(),
            revision_id=session.scalars(newest.order_by(ModuleRevision.id.desc())).first(),
        )
    )  # fmt: skip
    session.add(
        CheckAnswer(
            person_id=person.id, module_id=module.id, question=question,
            question_revision_id=asked.id, value="b", earned=1, full=1, at=now(),
        )
    )  # fmt: skip
    session.commit()


def test_an_added_module_is_asked_and_the_test_is_not(session, house, cast, asks, state, gate):
    has_studied(session, cast.lin)
    asks("b2")
    states, answers = [state(cast.lin)], [gate(cast.lin)]
    asks("b2", "b3", **ADDED)
    page = house.as_(cast.lin, "en").get("/courses/procedure/").text
    states, answers = [*states, state(cast.lin)], [*answers, gate(cast.lin)]
    has_done(session, cast.lin, "b3", "t-1")

    assert [*states, state(cast.lin)] == [
        (1, 1, False, False, True),
        (1, 2, False, False, False),
        (2, 2, False, False, True),
    ]
    assert [*answers, gate(cast.lin)] == ["met", "not_met", "met"]
    assert "You completed this course before it had a test." in page
    assert "The test is open once" not in page


def test_the_order_in_which_a_module_and_a_test_come_makes_no_difference(
    session, cast, change, asks, state
):
    has_studied(session, cast.lin)
    change({"procedure/course.toml": files.course(modules='["b2", "b3"]')} | ADDED)
    asks("b2", "b3")
    before = state(cast.lin)
    has_done(session, cast.lin, "b3", "t-1")

    assert (before, state(cast.lin)) == ((1, 2, False, False, False), (2, 2, False, False, True))


def test_who_was_not_through_before_is_asked_for_all_of_it(session, house, cast, asks, state, gate):
    asks("b2", "b3", **ADDED)
    has_studied(session, cast.lin)
    has_done(session, cast.lin, "b3", "t-1")
    before = state(cast.lin)
    pass_quiz(session, house.as_(cast.lin))

    assert (before, state(cast.lin)) == ((1, 2, True, False, False), (2, 2, True, True, False))
    assert gate(cast.lin) == "not_met"


def test_an_added_module_asks_for_its_own_quiz(session, cast, asks, state):
    has_studied(session, cast.lin)
    for code in (f"basics-{at}" for at in range(5)):
        draw_from(session, cast, code, topic="law.basics")
    asks("b2", "b3", **ADDED)
    has_done(session, cast.lin, "b3", "t-1")

    assert state(cast.lin) == (1, 2, False, False, False)


@pytest.fixture
def reworded(asks):
    """The module b2 asks another self-check, after the course asked for quizzes and a test."""

    def change():
        asks("b2")
        asks(
            "b2",
            **{
                "procedure/zh/02-inspection.md": files.module(checks="t-0, t-2"),
                "procedure/en/02-inspection.md": files.module(
                    title="Inspection", title_parts=None, checks="t-0, t-2"
                ),
            },
        )

    return change


def quiz_and_gaps(app, person):
    with app.app_context():
        standing = progress(person.id)[0].modules[0].standing
        lesson = lessons_on(["proc.inspect"], person.id)[0].standing
    assert lesson == standing
    return standing.asks_quiz, len(standing.missing)


def test_a_reworded_module_asks_its_new_self_checks_and_neither_quiz_nor_test(
    app, session, cast, reworded, state
):
    has_studied(session, cast.lin)
    reworded()
    before = quiz_and_gaps(app, cast.lin), state(cast.lin)
    has_done_again(session, cast.lin)

    assert before == ((False, 1), (0, 1, False, False, False))
    assert (quiz_and_gaps(app, cast.lin), state(cast.lin)) == (
        (False, 0),
        (1, 1, False, False, True),
    )


def has_done_again(session, person):
    has_done(session, person, "b2", "t-2")


def test_who_does_a_course_once_more_passes_its_quizzes(app, session, cast, reworded):
    has_studied(session, cast.lin)
    reworded()
    since = now()
    has_done_again(session, cast.lin)
    has_done_first_again(session, cast.lin)

    errand = Errand(cast.lin.id, "procedure", since)
    with app.app_context():
        standing = progress_since({errand})[errand].modules[0].standing

    assert (standing.asks_quiz, standing.is_studied, standing.is_complete) == (True, True, False)


def has_done_first_again(session, person):
    asked = session.scalars(select(Revision).join(Question).where(Question.code == "t-0")).one()
    module = session.scalars(select(Module).where(Module.code == "b2")).one()
    session.add(
        CheckAnswer(
            person_id=person.id, module_id=module.id, question="t-0",
            question_revision_id=asked.id, value="b", earned=1, full=1, at=now(),
        )
    )  # fmt: skip
    session.commit()


def test_progress_asks_one_query_more_for_those_who_began_before(
    app, session, cast, statements, asks
):
    has_studied(session, cast.lin)
    has_studied(session, cast.zhao)
    asks("b2")
    counts = []
    for people in ([cast.he.id], [cast.lin.id], [cast.lin.id, cast.zhao.id, cast.he.id]):
        with app.app_context(), statements() as heard:
            progress_of(people)
        counts.append(len([each for each in heard if each != "BEGIN"]))

    assert counts == [9, 10, 10]
