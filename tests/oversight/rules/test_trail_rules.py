"""What somebody wants of the trail, as rules."""

from datetime import UTC, date, datetime

import pytest

from oversight.rules.acts import ACT_NAMES
from oversight.rules.trail import GROUPS, REFUSALS, Wanted, acts_of, group_of, moments

pytestmark = pytest.mark.pure


def test_every_act_is_in_a_group_with_a_name():
    assert {group_of(act) for act in ACT_NAMES} <= set(GROUPS)


def test_a_group_is_all_its_acts():
    wanted = acts_of(Wanted(act="course"))

    modules = ("imported", "completed", "suspended", "upheld", "confirmed", "doubted")
    proposed = ("sent", "returned", "approved", "withdrawn")
    course = {"course.imported", "course.test_passed"}
    assert wanted == course | {f"course.module_{each}" for each in modules + proposed}


@pytest.mark.parametrize(
    ("wanted", "acts"),
    [
        (Wanted(), None),
        (Wanted(act="exam.sealed"), {"exam.sealed"}),
        (Wanted(refusals=True), REFUSALS),
        (Wanted(act="account", refusals=True), REFUSALS),
        (Wanted(act="exam", refusals=True), set()),
        (Wanted(act="nothing"), set()),
    ],
)
def test_acts_and_refusals_narrow_together(wanted, acts):
    assert acts_of(wanted) == acts


def test_a_day_is_one_of_the_zone():
    day = date(2026, 3, 1)

    assert moments(Wanted(since=day, until=day), "Asia/Shanghai") == (
        datetime(2026, 2, 28, 16, tzinfo=UTC),
        datetime(2026, 3, 1, 16, tzinfo=UTC),
    )
    assert moments(Wanted(), "Asia/Shanghai") == (None, None)


def test_only_what_narrows_is_in_the_address():
    wanted = Wanted(act="exam", since=date(2026, 3, 1), refusals=True, after=7)

    assert wanted.address == {"act": "exam", "since": "2026-03-01", "refusals": "1", "after": "7"}
    assert (Wanted().is_all, wanted.is_all) == (True, False)
