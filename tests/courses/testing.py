"""A course with a quiz of five and a test of six, and how somebody takes them."""

from datetime import timedelta

from sqlalchemy import select

from core.clock import now
from courses.importing import load
from courses.models.modules import Module, ModuleRevision
from courses.models.studying import CheckAnswer, Reading
from courses.models.testing import CourseTest, CourseTestEnd
from question_bank.kinds import KINDS
from question_bank.models import Question, Revision
from tests.courses import files
from tests.factories import question

QUIZ = "{ questions = 5, percent = 60 }"
TEST = "{ questions = 6, minutes = 20, percent = 50 }"
CODES = [f"t-{at}" for at in range(8)]


def furnish(app, session, cast, root):
    """Module b2 with one self-check, t-0; eight open questions, and four that are not drawn."""
    for code in CODES:
        draw_from(session, cast, code)
    draw_from(session, cast, "exam-1", pool="exam")
    draw_from(session, cast, "draft-1", state="draft")
    draw_from(session, cast, "other-1", topic="law.basics")
    draw_from(session, cast, "written-1", kind="short_answer", key={"rubric": ["2"]}, size=1)
    files.write(root, shelf())
    with app.app_context():
        load(root, actor=None)
    return root


def shelf(**terms):
    return files.folder() | {
        "procedure/course.toml": files.course(**{"quiz": QUIZ, "test": TEST} | terms),
        "procedure/zh/02-inspection.md": files.module(checks="t-0"),
        "procedure/en/02-inspection.md": files.module(
            title="Inspection", title_parts=None, checks="t-0"
        ),
    }


def draw_from(session, cast, code, **changes):
    about = {
        "pool": "practice",
        "topic": "proc.inspect",
        "facts": ["F-APL-55"],
        "refs": ["penalty-law 55"],
    }
    return question(session, code, author=cast.chen, **about | changes)


def move(session, codes, state):
    """Take questions from one state to another."""
    for revision in session.scalars(select(Revision).where(Revision.topic == "proc.inspect")):
        if revision.question.code in codes:
            revision.state = state
    session.commit()


def has_read(session, person):
    session.rollback()
    of_b2 = select(ModuleRevision).join(Module).where(Module.code == "b2")
    revision = session.scalars(of_b2).first()
    session.add(Reading(person_id=person.id, revision_id=revision.id, at=now()))
    session.commit()


def has_studied(session, person):
    """Read, and its one self-check right: all but the quiz."""
    has_read(session, person)
    asked = session.scalars(select(Revision).join(Question).where(Question.code == "t-0")).one()
    module = session.scalars(select(Module).where(Module.code == "b2")).one()
    session.add(
        CheckAnswer(
            person_id=person.id, module_id=module.id, question="t-0",
            question_revision_id=asked.id, value="b", earned=1, full=1, at=now(),
        )
    )  # fmt: skip
    session.commit()


def begun(session, browser, path="/courses/procedure/b2/quizzes"):
    """The id of what was begun."""
    answer = browser.post(path)
    assert answer.status_code == 303, answer.text
    session.rollback()
    return int(answer.location.rpartition("/")[2])


def fields(session, test_id, *, right=None, only=None):
    """The sheet filled in: the first `right` questions right, the others wrong."""
    test = session.get_one(CourseTest, test_id, populate_existing=True)
    numbers = only or range(1, len(test.slots) + 1)
    given = {"q": [str(number) for number in numbers]}
    for number in numbers:
        slot = test.slots[number - 1]
        revision = session.get_one(Revision, slot["revision"])
        is_right = right is None or number <= right
        letter = KINDS[revision.kind].right(revision.key, slot["order"])
        given[f"a{number}"] = letter if is_right else "abcd"[("abcd".index(letter) + 1) % 4]
    session.rollback()
    return given


def hand_in(session, browser, test_id, *, right=None):
    return browser.post(
        f"/courses/tests/{test_id}/submission", fields(session, test_id, right=right)
    )


def pass_quiz(session, browser):
    test_id = begun(session, browser)
    hand_in(session, browser, test_id)
    return test_id


def let_time_pass(session, test_id):
    """The test began so long ago that its time is up."""
    test = session.get_one(CourseTest, test_id, populate_existing=True)
    test.at, test.due_at = test.at - timedelta(hours=1), test.due_at - timedelta(hours=1)
    session.commit()
    return test.due_at


def end_of(session, test_id):
    """What came out, None before the end."""
    session.rollback()
    end = session.get(CourseTestEnd, test_id, populate_existing=True)
    return end and (end.shares, end.share, end.is_passed)


def kept(session, test_id):
    """The newest answers by place, as JSON."""
    session.rollback()
    test = session.get_one(CourseTest, test_id, populate_existing=True)
    found = {each.number: each.value for each in test.answers}
    session.rollback()
    return found
