"""What a goal may be, and which of its numbers would do."""

import pytest

from practice.rules.aims import enough

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("needed", "number"), [(0, 10), (10, 10), (11, 20), (37, 40), (40, 40), (41, None), (187, None)]
)
def test_only_a_number_that_can_be_chosen_would_do(needed, number):
    assert enough(needed) == number
