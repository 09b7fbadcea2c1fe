"""Progress as others ask for it."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from sqlalchemy import event, select

from accounts.queries import actor_of, person_of
from courses.actions import learning
from courses.models.modules import Module, ModuleRevision
from courses.models.studying import CheckAnswer, Reading
from courses.queries.progress import progress, progress_of
from tests.courses.conftest import RIGHT

pytestmark = pytest.mark.usefixtures("in_app", "shelf")
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


def read(session, person, code, hours):
    revision = session.scalars(select(ModuleRevision).join(Module).where(Module.code == code)).one()
    session.add(
        Reading(person_id=person.id, revision_id=revision.id, at=MONDAY + timedelta(hours=hours))
    )
    session.commit()


def answered(session, person, code, question, hours, share=Fraction(1)):
    module = session.scalars(select(Module).where(Module.code == code)).one()
    session.add(
        CheckAnswer(
            person_id=person.id,
            module_id=module.id,
            question=question.question.code,
            question_revision_id=question.id,
            value="b",
            earned=share.numerator,
            full=share.denominator,
            at=MONDAY + timedelta(hours=hours),
        )
    )
    session.commit()


def summary(courses):
    return [
        (each.code, each.done, each.total, each.is_complete, each.completed_at) for each in courses
    ]


def test_nobody_has_done_anything_yet(cast):
    courses = progress(cast.lin.id)

    assert summary(courses) == [("law", 0, 1, False, None), ("procedure", 0, 2, False, None)]
    assert [each.next_module().code for each in courses] == ["a1", "b2"]
    assert courses[1].titles == {"zh": "办案程序", "en": "Procedure"}


def test_progress_follows_from_readings_and_the_best_answers(session, cast, questions):
    read(session, cast.lin, "b3", 1)
    answered(session, cast.lin, "b3", questions["q-6"], 2, Fraction(2, 3))
    answered(session, cast.lin, "b3", questions["q-6"], 3)
    answered(session, cast.lin, "b3", questions["q-6"], 4, Fraction(-1, 3))
    read(session, cast.zhao, "a1", 5)

    lin, zhao = progress(cast.lin.id), progress(cast.zhao.id)

    filing = lin[1].modules[1]
    assert (filing.standing.completed_at, filing.last_at) == (
        MONDAY + timedelta(hours=3), MONDAY + timedelta(hours=4),
    )  # fmt: skip
    assert summary(lin) == [("law", 0, 1, False, None), ("procedure", 1, 2, False, None)]
    assert summary(zhao) == [
        ("law", 1, 1, True, MONDAY + timedelta(hours=5)), ("procedure", 0, 2, False, None),
    ]  # fmt: skip


def test_a_part_of_the_marks_is_not_right(session, cast, questions):
    read(session, cast.lin, "b3", 1)
    answered(session, cast.lin, "b3", questions["q-6"], 2, Fraction(2, 3))

    assert progress(cast.lin.id)[1].modules[1].standing.right == 0


def test_a_reading_of_an_older_revision_still_counts(session, cast, app, shelf):
    from courses.importing import load  # noqa: PLC0415 - beside its only use
    from tests.courses import files  # noqa: PLC0415

    read(session, cast.lin, "a1", 1)
    for language in ("zh", "en"):
        text = files.module(module="a1", minutes="20", checks="q-7")
        files.write(shelf, {f"law/{language}/01-system.md": text})
    load(shelf, actor=None)

    law = progress(cast.lin.id)[0]

    assert (law.modules[0].minutes, law.is_complete) == (20, True)


def test_several_people_are_asked_for_at_once(session, cast):
    read(session, cast.lin, "a1", 1)

    everyone = progress_of([cast.lin.id, cast.zhao.id])

    assert everyone == {cast.lin.id: progress(cast.lin.id), cast.zhao.id: progress(cast.zhao.id)}
    assert [each[0].is_complete for each in everyone.values()] == [True, False]


def test_progress_always_asks_five_queries(engine, session, cast, questions):
    asked = []

    def counted(people):
        asked.clear()
        progress_of(people)
        return len([each for each in asked if each != "BEGIN"])

    event.listen(engine, "before_cursor_execute", note := lambda *each: asked.append(each[2]))
    try:
        few = counted([cast.lin.id])
        for person in (cast.lin, cast.zhao, cast.he):
            read(session, person, "b2", 1)
            for code in ("q-1", "q-2", "q-3"):
                answered(session, person, "b2", questions[code], 2)
        many = counted([cast.lin.id, cast.zhao.id, cast.he.id])
    finally:
        event.remove(engine, "before_cursor_execute", note)

    assert (few, many) == (5, 5)


def test_reading_alone_completes_a_module_without_self_checks(session, cast):
    actor = actor_of(person_of(cast.lin.id))

    learning.confirm_reading("law", "a1", actor=actor)

    assert progress(cast.lin.id)[0].is_complete


def test_an_action_returns_the_answer_that_was_kept(cast, questions):
    actor = actor_of(person_of(cast.lin.id))

    kept = learning.answer_check(
        "procedure", "b2", "q-1",
        revision_id=questions["q-1"].id, sent=RIGHT["q-1"], actor=actor,
    )  # fmt: skip

    assert (kept.person_id, kept.question, kept.value, kept.share) == (
        cast.lin.id, "q-1", "b", Fraction(1),
    )  # fmt: skip
