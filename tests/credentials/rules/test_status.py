"""A credential's life: every move that is allowed and every one that is not, and its last day."""

from datetime import date, timedelta

import pytest

from credentials.rules.status import (
    KIND_NAMES,
    MOVES,
    REASON_CLASSES,
    STATUS_NAMES,
    Change,
    Kind,
    Standing,
    Status,
    allowed,
    standing_of,
    status_of,
)

pytestmark = pytest.mark.pure
LAST = date(2031, 11, 26)
DAY = date(2027, 1, 5)
REACHED = {
    Status.ISSUED: [],
    Status.SUSPENDED: [Kind.SUSPEND],
    Status.REVOKED: [Kind.REVOKE],
    Status.RECALLED: [Kind.RECALL],
    Status.REPLACED: [Kind.REPLACE],
}
MOVED = {
    (Status.ISSUED, Kind.SUSPEND): Status.SUSPENDED,
    (Status.ISSUED, Kind.REVOKE): Status.REVOKED,
    (Status.ISSUED, Kind.RECALL): Status.RECALLED,
    (Status.ISSUED, Kind.REPLACE): Status.REPLACED,
    (Status.SUSPENDED, Kind.REINSTATE): Status.ISSUED,
    (Status.SUSPENDED, Kind.REVOKE): Status.REVOKED,
    (Status.SUSPENDED, Kind.RECALL): Status.RECALLED,
}


def changes(*kinds):
    return [Change(kind, "why", DAY + timedelta(days=n)) for n, kind in enumerate(kinds)]


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("status", REACHED)
def test_every_move_leads_where_the_table_says_and_every_other_nowhere(status, kind):
    before = changes(*REACHED[status])

    after = status_of([*before, *changes(kind)], LAST, DAY)

    assert status_of(before, LAST, DAY) is status
    assert after is MOVED.get((status, kind), status)


def test_what_may_be_asked_for_is_what_leads_somewhere_and_replacing_is_done_by_issuing():
    assert {status: allowed(status) for status in Status} == {
        Status.ISSUED: (Kind.SUSPEND, Kind.REVOKE, Kind.RECALL),
        Status.SUSPENDED: (Kind.REINSTATE, Kind.REVOKE, Kind.RECALL),
        Status.EXPIRED: (Kind.REVOKE,),
        Status.REVOKED: (),
        Status.RECALLED: (),
        Status.REPLACED: (),
    }


@pytest.mark.parametrize(
    ("on", "kinds", "status"),
    [
        (LAST, [], Status.ISSUED),
        (LAST + timedelta(days=1), [], Status.EXPIRED),
        (LAST, [Kind.SUSPEND], Status.SUSPENDED),
        (LAST + timedelta(days=1), [Kind.SUSPEND], Status.EXPIRED),
        (LAST + timedelta(days=1), [Kind.SUSPEND, Kind.REINSTATE], Status.EXPIRED),
        (LAST + timedelta(days=1), [Kind.REVOKE], Status.REVOKED),
        (LAST + timedelta(days=1), [Kind.RECALL], Status.RECALLED),
        (LAST + timedelta(days=1), [Kind.REPLACE], Status.REPLACED),
    ],
)
def test_the_last_day_still_counts_and_what_was_ended_does_not_expire(on, kinds, status):
    assert status_of(changes(*kinds), LAST, on) is status


def test_the_standing_says_since_when_and_why_and_nothing_of_it_once_reinstated():
    suspended = changes(Kind.SUSPEND)
    back = changes(Kind.SUSPEND, Kind.REINSTATE)

    assert standing_of(suspended, LAST, DAY) == Standing(Status.SUSPENDED, DAY, "why")
    assert standing_of(back, LAST, DAY) == Standing(Status.ISSUED)
    assert standing_of([], LAST, LAST + timedelta(days=1)) == Standing(Status.EXPIRED, LAST)
    assert [each.is_valid for each in (Standing(Status.ISSUED), Standing(Status.SUSPENDED))] == [
        True,
        False,
    ]


def test_everything_has_a_name_for_people():
    assert set(STATUS_NAMES) == set(Status) == set(MOVES)
    assert set(KIND_NAMES) == set(Kind) == set(REASON_CLASSES)
    assert all(REASON_CLASSES.values())
