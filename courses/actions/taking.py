"""What somebody does with a quiz or a test of theirs: answer, and hand it in."""

import json
from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction

from sqlalchemy.orm import Session

from accounts.actions.turns import in_turn
from audit.actions import record
from core.actor import Actor
from core.clock import now
from core.database import transaction
from core.errors import N_, Refused
from courses.actions.completing import completing
from courses.acts import CourseAct
from courses.models.testing import CourseTest, CourseTestAnswer, CourseTestEnd
from courses.queries.taking import Slot, due, kept_in, named, own_test, slots_of, unanswered
from courses.rules.sheet import Earned, earned, in_percent, is_over
from question_bank.kinds import KINDS

Values = Mapping[int, object]


def keep(test_id: int, values: Values, *, actor: Actor) -> CourseTest:
    """Keep answers by place; refused once the test is handed in or its time is up.

    Each is JSON in the letters of the order shown, read by its kind; None takes an answer back.
    """
    with transaction() as session:
        at = in_turn(session, actor.id)
        test = own_test(test_id, actor.id)
        if test.end or is_over(test.due_at, at):
            raise Refused(N_("This test is over; nothing more is taken."))
        _keep(session, test, values, at)
    return test


def hand_in(test_id: int, values: Values, *, actor: Actor) -> CourseTest:
    """Keep answers and end the test if none is missing; twice is as once.

    After its time nothing more is kept, and it ends with what was.
    """
    with transaction() as session:
        at = in_turn(session, actor.id)
        test = own_test(test_id, actor.id)
        if test.end is None and is_over(test.due_at, at):
            _end(session, test, at, actor)
        elif test.end is None:
            _keep(session, test, values, at)
            if not unanswered(test):
                _end(session, test, at, actor)
    return test


def hand_in_as_it_is(test_id: int, *, actor: Actor) -> CourseTest:
    """End the test with what was kept; what was not answered earns nothing."""
    with transaction() as session:
        at = in_turn(session, actor.id)
        test = own_test(test_id, actor.id)
        if test.end is None:
            _end(session, test, at, actor)
    return test


def look(test_id: int, *, actor: Actor) -> CourseTest:
    """The test as it is now: who looks at one whose time is up ends it."""
    test = own_test(test_id, actor.id)
    if test.end is None and is_over(test.due_at, now()):
        return hand_in_as_it_is(test_id, actor=actor)
    return test


def end_due() -> int:
    """End every test whose time is up with what was kept."""
    over = due(now())
    for test_id, person_id in over:
        with transaction() as session:
            at = in_turn(session, person_id)
            test = own_test(test_id, person_id)
            if test.end is None:
                _end(session, test, at, None)
    return len(over)


def _keep(session: Session, test: CourseTest, values: Values, at: datetime) -> None:
    kept = kept_in(test)
    test.answers += [
        CourseTestAnswer(number=number, value=json.dumps(value, ensure_ascii=False), at=at)
        for number, value in values.items()
        if 1 <= number <= len(test.slots) and value != kept.get(number)
    ]
    session.flush()


def _end(session: Session, test: CourseTest, at: datetime, actor: Actor | None) -> None:
    """End the test with what was kept; what that completes goes on the trail."""
    where = named(test)
    if where.module and actor:
        with completing(where.module, actor):
            _mark(session, test, at)
    elif (marked := _mark(session, test, at)).is_passed:
        record(
            CourseAct.TEST_PASSED,
            actor,
            subject=("course", where.course),
            person=test.person_id,
            test=test.id,
            percent=in_percent(marked.share),
        )


def _mark(session: Session, test: CourseTest, at: datetime) -> Earned:
    """Mark what was kept; the end is never later than the time of the test."""
    marked = earned([_share(slot) for slot in slots_of(test)], test.percent)
    test.end = CourseTestEnd(
        shares=[str(each) for each in marked.shares],
        share=str(marked.share),
        is_passed=marked.is_passed,
        at=min(filter(None, (at, test.due_at))),
    )
    session.flush()
    return marked


def _share(slot: Slot) -> Fraction:
    revision = slot.revision
    return KINDS[revision.kind].share(slot.value, revision.key, slot.order, revision.partial)
