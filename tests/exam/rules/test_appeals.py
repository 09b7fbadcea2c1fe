"""An appeal's own moves, its days, and who may decide."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from exam.rules.appeals import (
    DEEDS,
    OPEN,
    STATE_NAMES,
    AppealState,
    Deed,
    Relations,
    Urgency,
    appeal_state,
    decision_problem,
    deed_problem,
    last_moment,
    urgency,
)

pytestmark = pytest.mark.pure
DUE = datetime(2026, 12, 10, 16, tzinfo=UTC)
RECORDS = {
    AppealState.LODGED: {"is_withdrawn": False, "upheld": None, "is_settled": False},
    AppealState.WITHDRAWN: {"is_withdrawn": True, "upheld": None, "is_settled": False},
    AppealState.DISMISSED: {"is_withdrawn": False, "upheld": False, "is_settled": False},
    AppealState.UPHELD: {"is_withdrawn": False, "upheld": True, "is_settled": False},
    AppealState.SETTLED: {"is_withdrawn": False, "upheld": True, "is_settled": True},
}


@pytest.mark.parametrize(("state", "record"), list(RECORDS.items()))
def test_the_state_is_what_the_records_say(state, record):
    assert appeal_state(**record) is state


@pytest.mark.parametrize(("state", "deed"), list(product(AppealState, Deed)))
def test_every_deed_is_in_the_table_or_refused_with_words(state, deed):
    problem = deed_problem(state, deed)

    assert (problem is None) == ((state, deed) in DEEDS)
    assert problem is None or problem.endswith(".")


@pytest.mark.parametrize("state", AppealState)
def test_an_open_appeal_can_end_and_an_ended_one_changes_no_more(state):
    following = {after for (before, _), after in DEEDS.items() if before is state}

    assert bool(following) == (state in OPEN)
    assert state in STATE_NAMES


@pytest.mark.parametrize(
    ("before_due", "expected"),
    [
        (timedelta(days=3, milliseconds=1), Urgency.LATER),
        (timedelta(days=3), Urgency.SOON),
        (timedelta(milliseconds=1), Urgency.SOON),
        (timedelta(0), Urgency.OVERDUE),
        (timedelta(days=-9), Urgency.OVERDUE),
    ],
)
def test_an_appeal_is_due_soon_for_three_days_and_then_overdue(before_due, expected):
    assert urgency(DUE, DUE - before_due) is expected


@pytest.mark.parametrize(
    ("start", "zone", "end"),
    [
        ("2026-11-27T15:59:59", "Asia/Shanghai", "2026-11-28T16:00:00"),
        ("2026-11-27T16:00:00", "Asia/Shanghai", "2026-11-29T16:00:00"),
        ("2026-11-27T16:00:00", "Asia/Urumqi", "2026-11-28T18:00:00"),
    ],
)
def test_a_day_is_a_day_of_the_place(start, zone, end):
    found = last_moment(datetime.fromisoformat(start).replace(tzinfo=UTC), 1, zone)

    assert found == datetime.fromisoformat(end).replace(tzinfo=UTC)


TIES = (
    "is_candidate", "sat_there", "held_it", "marked_it", "wrote_for_it", "confirmed_regrade",
    "answered_voiding",
)  # fmt: skip


@pytest.mark.parametrize("tie", TIES)
@pytest.mark.parametrize("is_waived", [False, True])
def test_no_waiver_sets_aside_what_somebody_did_themselves(tie, is_waived):
    assert decision_problem(Relations(**{tie: True}), is_waived=is_waived)
    assert decision_problem(Relations(**{tie: True, "shares_unit": True}), is_waived=is_waived)


def test_a_waiver_sets_the_shared_unit_aside():
    assert "same unit" in decision_problem(Relations(shares_unit=True), is_waived=False)
    assert decision_problem(Relations(shares_unit=True), is_waived=True) is None


def test_without_any_tie_somebody_may_decide():
    assert decision_problem(Relations(), is_waived=False) is None
