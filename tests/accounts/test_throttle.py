"""How long a sign-in waits."""

import pytest

from accounts.rules.throttle import Failures, Tally, wait_s

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("count", "wait"),
    [(0, 0), (4, 0), (5, 5), (6, 10), (7, 20), (12, 640), (13, 900), (14, 900), (1_000, 900)],
)
def test_a_person_failing_from_one_address_waits_twice_as_long_each_time(count, wait):
    assert wait_s(Failures(pair=Tally(count))) == wait


@pytest.mark.parametrize(
    ("count", "wait"), [(19, 0), (20, 5), (23, 40), (24, 60), (25, 60), (10**6, 60)]
)
def test_a_person_tried_from_elsewhere_waits_a_minute_at_most(count, wait):
    assert wait_s(Failures(person=Tally(count))) == wait


@pytest.mark.parametrize(("count", "wait"), [(199, 0), (200, 2), (10**6, 2)])
def test_a_room_behind_one_address_waits_two_seconds_at_most(count, wait):
    assert wait_s(Failures(address=Tally(count))) == wait


@pytest.mark.parametrize(("ago", "left"), [(0.0, 5), (0.1, 5), (4.9, 1), (5.0, 0), (6, 0)])
def test_the_wait_counts_from_the_last_failure_of_its_own_sort(ago, left):
    assert wait_s(Failures(pair=Tally(5, ago), person=Tally(5, 0.0))) == left


def test_the_longest_wait_counts():
    failures = Failures(pair=Tally(6), person=Tally(24, 50.0), address=Tally(200))

    assert wait_s(failures) == 10


def test_where_a_person_has_signed_in_before_only_their_own_failures_count():
    failures = Failures(person=Tally(10**6), address=Tally(10**6), is_familiar=True)

    assert wait_s(failures) == 0
    assert wait_s(Failures(pair=Tally(5), is_familiar=True)) == 5
