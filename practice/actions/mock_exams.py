"""What somebody does with a mock exam of theirs: begin it, answer, flag, hand it in, mark it."""

import json
import secrets
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.actions.turns import in_turn
from core.actor import Actor
from core.clock import now
from core.database import transaction
from core.errors import N_, Missing, Refused
from exam.queries.bank import fitting
from exam.queries.blueprints import blueprint_of
from exam.rules.grading import DROPPED
from practice.models import MockAnswer, MockEnd, MockExam, MockFlag, MockMark
from practice.queries.goals import aim_of
from practice.queries.mock_offers import offered, offers
from practice.queries.mocks import (
    MockSlot,
    due,
    flagged_in,
    kept_in,
    lately_asked,
    mocks_of,
    open_mock,
    own_mock,
    slots_of,
)
from practice.queries.tries import tries_of
from practice.rules.mock_paper import drawn_paper
from practice.rules.mock_plan import Known
from practice.rules.mock_result import WRITTEN
from question_bank.kinds import KINDS
from question_bank.queries.drawing import practice_drawable

Values = Mapping[int, object]


def begin(blueprint_id: int | None, language: str, *, actor: Actor) -> MockExam:
    """Draw a mock exam from the practice pool; one that is not handed in is gone on with.

    It is drawn before anything is locked. Of two at once the second goes on with the first's.
    """
    at = now()
    going = open_mock(mocks_of(actor.id), at)
    if going:
        return going
    drawn = _drawn(blueprint_id, language, at, actor)
    with transaction() as session:
        in_turn(session, actor.id)
        going = open_mock(mocks_of(actor.id), at)
        if going:
            return going
        session.add(drawn)
    return drawn


def _drawn(blueprint_id: int | None, language: str, at: datetime, actor: Actor) -> MockExam:
    kept = offered(offers(actor), blueprint_id).blueprint
    rule, seed = blueprint_of(kept), secrets.token_hex(8)
    tried = tries_of(actor.id, aim_of(actor.id).zone)
    known = Known(tried, lately_asked(mocks_of(actor.id)))
    pool = fitting(rule, practice_drawable(language))
    paper = drawn_paper(rule, pool, known, seed=seed, language=language)
    if not paper.slots:
        raise Refused(N_("Practice has no questions yet for this exam."))
    return MockExam(
        person_id=actor.id,
        blueprint_id=kept.id,
        seed=seed,
        slots=paper.slots,
        relaxed=paper.relaxed,
        at=at,
        due_at=at + timedelta(minutes=rule.minutes),
    )


def keep(mock_id: int, values: Values, flags: Mapping[int, bool], *, actor: Actor) -> MockExam:
    """Keep answers, and flags up or down, by place; refused once it is over. All of it or nothing.

    An answer is JSON in the letters of the order shown, read by its kind; None takes it back.
    """
    at = now()
    with transaction() as session:
        mock = _still_open(session, mock_id, at, actor)
        if any(not 1 <= number <= len(mock.slots) for number in flags):
            raise Missing(N_("This mock exam has no such question."))
        _keep(session, mock, values, at)
        _flag(mock, flags, at)
    return mock


def hand_in(mock_id: int, *, actor: Actor) -> MockExam:
    """End it with what was kept; twice is as once."""
    at = now()
    with transaction() as session:
        mock = _locked(session, mock_id, actor.id)
        if mock.end is None:
            _end(session, mock, at)
    return mock


def look(mock_id: int, *, actor: Actor) -> MockExam:
    """The mock exam as it is now: who looks at one whose time is up ends it."""
    mock = own_mock(mock_id, actor.id)
    if mock.end is None and now() >= mock.due_at:
        return hand_in(mock_id, actor=actor)
    return mock


def end_due() -> int:
    """End every mock exam whose time is up with what was kept."""
    at = now()
    ids = due(at)
    for mock_id in ids:
        with transaction() as session:
            mock = session.get_one(MockExam, mock_id, with_for_update=True)
            if mock.end is None:
                _end(session, mock, at)
    return len(ids)


def mark_own(mock_id: int, number: int, lines: Collection[int], *, actor: Actor) -> MockExam:
    """Mark one's own written answer: by the lines of the rubric that it meets."""
    at = now()
    with transaction() as session:
        mock = _locked(session, mock_id, actor.id)
        if mock.end is None:
            raise Refused(N_("Hand in first; then you see what earns points."))
        slot = next((each for each in slots_of(mock) if each.number == number), None)
        if slot is None or mock.end.shares[number - 1] != WRITTEN or slot.question is None:
            raise Missing(N_("There is nothing for you to mark at this place."))
        rubric = [Fraction(points) for points in slot.question.key["rubric"]]
        met = sorted({line for line in lines if 0 <= line < len(rubric)})
        share = sum((rubric[line] for line in met), Fraction(0)) / sum(rubric)
        mock.marks.append(MockMark(number=number, lines=met, share=str(share), at=at))
    return mock


def _locked(session: Session, mock_id: int, person_id: int) -> MockExam:
    """A person's own mock exam; who writes to it waits for whoever does so now."""
    session.scalars(select(MockExam.id).where(MockExam.id == mock_id).with_for_update()).first()
    return own_mock(mock_id, person_id)


def _still_open(session: Session, mock_id: int, at: datetime, actor: Actor) -> MockExam:
    mock = _locked(session, mock_id, actor.id)
    if mock.end or at >= mock.due_at:
        raise Refused(N_("This mock exam is over; nothing more is taken."))
    return mock


def _keep(session: Session, mock: MockExam, values: Values, at: datetime) -> None:
    kept = kept_in(mock)
    mock.answers += [
        MockAnswer(number=number, value=json.dumps(value, ensure_ascii=False), at=at)
        for number, value in values.items()
        if 1 <= number <= len(mock.slots) and value != kept.get(number)
    ]
    session.flush()


def _flag(mock: MockExam, flags: Mapping[int, bool], at: datetime) -> None:
    flagged = flagged_in(mock)
    mock.flags += [
        MockFlag(number=number, is_up=is_up, at=at)
        for number, is_up in flags.items()
        if (number in flagged) != is_up
    ]


def _end(session: Session, mock: MockExam, at: datetime) -> None:
    """Mark what was kept; the end is never later than the time of the mock exam."""
    mock.end = MockEnd(
        shares=[_share(slot) for slot in slots_of(mock)],
        by_time=at >= mock.due_at,
        at=min(at, mock.due_at),
    )
    session.flush()


def _share(slot: MockSlot) -> str | None:
    question = slot.question
    if question is None:
        return DROPPED
    if slot.value is None:
        return None
    kind = KINDS[question.kind]
    if kind.marked_by_people:
        return WRITTEN
    return str(kind.share(slot.value, question.key, slot.order, question.partial))
