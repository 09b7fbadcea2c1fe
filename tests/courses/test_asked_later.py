"""What was completed while no quiz and no test could be asked stays so, whatever is imported."""

import pytest

from courses.importing import load
from courses.models.courses import CourseRevision
from courses.models.modules import ModuleRevision
from courses.queries.progress import progress
from courses.queries.teaching import lessons_on
from tests.courses import files
from tests.courses.test_waived import has_done
from tests.courses.testing import CODES, QUIZ, TEST, draw_from, shelf

LAW = {
    "law/course.toml": files.course(
        code='"law"', order="1", modules='["a1"]', quiz=QUIZ, title='{ zh = "法律", en = "Law" }'
    ),
    "law/zh/01-system.md": files.module(module="a1", title="专卖", checks="t-1"),
}
B3 = {
    "procedure/zh/03-filing.md": files.module(
        module="b3", title="立案", title_parts=None, checks="t-1", topics="law.basics"
    )
}


def b2(folder, **fields):
    said = {"checks": "t-0"} | fields
    return {
        f"{folder}/zh/02-inspection.md": files.module(**said),
        f"{folder}/en/02-inspection.md": files.module(title="Inspection", title_parts=None, **said),
    }


@pytest.fixture
def few(session, cast):
    """Three questions on the topic of b2, and five on another."""
    for code in CODES[:3]:
        draw_from(session, cast, code)
    for code in CODES[3:]:
        draw_from(session, cast, code, topic="law.basics")


@pytest.fixture
def bring(app, tmp_path):
    """Import a folder with these files, and without those of an import before."""

    def brought(name, texts):
        root = files.write(tmp_path / name, texts)
        with app.app_context():
            load(root, actor=None)

    return brought


@pytest.fixture
def seen(app, session, cast):
    """By module: complete, its quiz asked; and by course: complete, its test asked."""

    def found():
        session.rollback()
        with app.app_context():
            courses = progress(cast.lin.id)
            lessons = lessons_on(["proc.inspect", "law.basics"], cast.lin.id)
        modules = {each.code: each.standing for course in courses for each in course.modules}
        assert {each.module: each.standing for each in lessons} == modules
        return (
            {code: (each.is_complete, each.asks_quiz) for code, each in modules.items()},
            {each.code: (each.is_complete, each.asks_test) for each in courses},
        )

    return found


@pytest.mark.usefixtures("few")
def test_wider_topics_ask_for_nothing_in_the_time_before(session, cast, bring, seen):
    bring("first", shelf())
    has_done(session, cast.lin, "b2", "t-0")
    before = seen()
    bring("second", shelf() | b2("procedure", topics="proc.inspect, law.basics"))

    assert before == seen() == ({"b2": (True, False)}, {"procedure": (True, False)})


@pytest.mark.usefixtures("few")
def test_a_module_that_is_added_brings_no_test_with_it(session, cast, bring, seen):
    bring("first", shelf() | {"procedure/course.toml": files.course(test=TEST)})
    has_done(session, cast.lin, "b2", "t-0")
    before = seen()
    longer = files.course(test=TEST, modules='["b2", "b3"]')
    bring("second", shelf() | {"procedure/course.toml": longer} | B3)
    has_done(session, cast.lin, "b3", "t-1")

    assert before == ({"b2": (True, False)}, {"procedure": (True, False)})
    assert seen() == (
        {"b2": (True, False), "b3": (True, False)}, {"procedure": (True, False)},
    )  # fmt: skip


@pytest.fixture
def moved(session, cast, bring):
    """Lin was through with b2 in a course without quizzes; then it moves to one that has them."""
    for code in CODES:
        draw_from(session, cast, code)
    bring("first", LAW | b2("procedure") | {"procedure/course.toml": files.course()})
    has_done(session, cast.lin, "b2", "t-0")

    def move(**fields):
        both = LAW["law/course.toml"].replace('["a1"]', '["a1", "b2"]')
        bring(
            "second",
            LAW | {"law/course.toml": both} | b2("law", **fields)
            | {"procedure/course.toml": files.course(modules='["b3"]')} | B3,
        )  # fmt: skip

    return move


@pytest.mark.parametrize("edition", ["2026-11", "2026-12"])
def test_a_module_that_moves_to_a_course_with_quizzes_brings_none(moved, seen, edition):
    before = seen()
    moved(edition=edition)

    assert (before[0]["b2"], seen()[0]["b2"]) == ((True, False), (True, False))


def test_after_a_move_new_self_checks_are_asked_and_the_quiz_is_not(
    session, cast, bring, moved, seen
):
    moved(checks="t-0, t-2")
    after_move = seen()[0]["b2"]
    has_done(session, cast.lin, "b2", "t-2")

    assert (after_move, seen()[0]["b2"]) == ((False, False), (True, False))


def test_who_owed_a_quiz_still_owes_it_once_the_module_is_reworded(session, cast, bring, seen):
    for code in CODES:
        draw_from(session, cast, code)
    bring("first", shelf())
    has_done(session, cast.lin, "b2", "t-0")
    before = seen()[0]
    bring("second", shelf() | b2("procedure", edition="2026-12"))

    assert before == seen()[0] == {"b2": (False, True)}


def test_an_import_is_one_moment(session, bring):
    bring("first", LAW | shelf())

    moments = {
        each.at for table in (CourseRevision, ModuleRevision) for each in session.query(table)
    }
    assert len(moments) == 1
