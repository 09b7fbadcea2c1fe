"""Which options an answer chose, and which are right, by their places in the bank."""

import pytest

from exam.rules.choices import chosen_places, right_places

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("kind", "read", "places"),
    [
        ("single", "a", (2,)),
        ("judgement", "c", (1,)),
        ("multiple", ["a", "b"], (0, 2)),
        ("multiple", ["b", "a"], (0, 2)),
        ("true_false", True, (0,)),
        ("true_false", False, (1,)),
        ("single", None, ()),
        ("fill_blank", ["七"], ()),
        ("short_answer", "words", ()),
    ],
)
def test_choices_are_taken_back_to_the_banks_order(kind, read, places):
    assert chosen_places(kind, read, [2, 0, 1, 3]) == places


@pytest.mark.parametrize(
    ("kind", "key", "places"),
    [
        ("single", {"right": 1}, {1}),
        ("multiple", {"right": [0, 2]}, {0, 2}),
        ("true_false", {"right": True}, {0}),
        ("true_false", {"right": False}, {1}),
        ("judgement", {"earns": [3, 1, 3, -2]}, {0, 2}),
    ],
)
def test_right_is_what_earns_most(kind, key, places):
    assert right_places(kind, key) == places
