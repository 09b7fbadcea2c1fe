"""In which order options are shown."""

from dataclasses import dataclass
from random import Random

import pytest

from question_bank.rules.laying import option_order

pytestmark = pytest.mark.pure
SEEDS = range(30)


@dataclass(frozen=True)
class Asked:
    kind: str = "single"
    size: int = 4
    shuffle: bool = True


@pytest.mark.parametrize(
    ("question", "stays"),
    [
        (Asked(), False),
        (Asked(shuffle=False), True),
        (Asked(kind="true_false", size=2), True),
        (Asked(kind="fill_blank", size=3), True),
        (Asked(kind="ordering", shuffle=False), False),
    ],
)
def test_options_are_mixed_where_the_question_allows_it(question, stays):
    orders = [option_order(question, Random(seed)) for seed in SEEDS]

    assert all(sorted(order) == list(range(question.size)) for order in orders)
    assert all(order == sorted(order) for order in orders) is stays


def test_an_ordering_never_stands_in_its_right_order():
    two = Asked(kind="ordering", size=2)

    assert {tuple(option_order(two, Random(seed))) for seed in SEEDS} == {(1, 0)}
