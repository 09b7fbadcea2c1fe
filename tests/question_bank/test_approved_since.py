"""Since when there were questions on a topic, whatever became of them."""

from datetime import UTC, datetime, timedelta

import pytest

from question_bank.models import Move
from question_bank.queries.practicable import approved_since
from tests.factories import question

pytestmark = pytest.mark.usefixtures("in_app")
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_each_question_counts_from_its_first_approval_also_once_it_is_open_no_more(session, cast):
    moved = [("approved", 1), ("suspended", 2), ("approved", 3), ("retired", 4)]
    for code, state, pool, count in (
        ("p-1", "approved", "practice", 1),
        ("p-2", "suspended", "practice", 2),
        ("p-3", "approved", "practice", 3),
        ("p-4", "retired", "practice", 4),
        ("p-5", "in_review", "practice", 0),
        ("p-6", "approved", "exam", 1),
    ):
        asked = question(session, code, author=cast.chen, state=state, pool=pool)
        asked.moves = [
            Move(before=None, after=after, by_id=cast.chen.id, at=MONDAY + timedelta(days=day))
            for after, day in moved[:count]
        ]
    session.commit()

    assert approved_since(["law.penalty", "proc.inspect"]) == {
        "law.penalty": [MONDAY + timedelta(days=1)] * 4
    }
