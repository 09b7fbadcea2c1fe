"""The predicted range, held against what simulated officers really reach."""

from functools import lru_cache

import numpy as np
import pytest

from practice.rules.prediction import predict
from tests.practice.rules.papers import TODAY, Officer, qualification

pytestmark = pytest.mark.pure
EACH = 140
SORTS = ("strong", "weak", "uneven")


@lru_cache
def covered(sort: str) -> list[tuple[bool, float, bool]]:
    """For each officer of a sort: whether the range held, the chance to pass, whether it passed."""
    rule, found = qualification(), []
    chance = np.random.default_rng(SORTS.index(sort) + 7)
    while len(found) < EACH:
        officer = Officer(rule, chance, sort)
        tries = officer.practises(int(chance.integers(50, 250)))
        for _ in range(int(chance.integers(0, 3))):
            tries += officer.sits_mock()
        outlook = predict(rule, tries, TODAY)
        assert outlook is not None
        points, passed = officer.sits_exam()
        found.append((outlook.low <= points <= outlook.high, outlook.passes, passed))
    return found


@pytest.mark.parametrize("sort", SORTS)
def test_the_range_holds_for_each_sort_of_officer(sort, record_property):
    share = sum(held for held, _passes, _passed in covered(sort)) / EACH
    record_property("covered", share)

    assert share >= 0.65


def test_the_range_of_four_in_five_holds_for_four_in_five():
    everybody = [held for sort in SORTS for held, _passes, _passed in covered(sort)]

    assert len(everybody) == 420
    assert 0.74 <= sum(everybody) / len(everybody) <= 0.86


def test_the_chance_to_pass_is_right_on_average():
    everybody = [each for sort in SORTS for each in covered(sort)]
    said = sum(passes for _held, passes, _passed in everybody) / len(everybody)
    came = sum(passed for _held, _passes, passed in everybody) / len(everybody)

    assert abs(said - came) <= 0.05


def test_who_is_told_a_good_chance_passes_more_often():
    everybody = [each for sort in SORTS for each in covered(sort)]
    low = [passed for _held, passes, passed in everybody if passes < 0.3]
    high = [passed for _held, passes, passed in everybody if passes > 0.7]

    assert sum(low) / len(low) <= 0.2
    assert sum(high) / len(high) >= 0.8
