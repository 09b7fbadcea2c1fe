"""How questions fared over the papers of a sitting."""

from decimal import Decimal
from fractions import Fraction

import pytest

from exam.rules.grading import Mark
from exam.rules.items import Fared, fared

pytestmark = pytest.mark.pure


def paper(*shares):
    return [
        (number, Mark(number, "law", Decimal(1), Fraction(share or 0), share is not None))
        for number, share in enumerate(shares, start=1)
    ]


FOUR = [
    paper("1", "1", "1"),
    paper("1", "1", "0"),
    paper("0", "0", "0"),
    paper("0", None, "1"),
]


def test_share_is_a_mean_and_discrimination_goes_with_the_rest_of_the_paper():
    found = fared(FOUR * 8)

    assert found == {
        1: Fared(32, 32, Decimal("0.5000"), Decimal("0.7071")),
        2: Fared(32, 24, Decimal("0.5000"), Decimal("0.7071")),
        3: Fared(32, 32, Decimal("0.5000"), Decimal("0.0000")),
    }


@pytest.mark.parametrize(
    "papers",
    [
        [paper("1", "0"), paper("1", "1")] * 15,
        [paper("1"), paper("0")] * 15,
        [*FOUR * 7, FOUR[0]],
    ],
)
def test_where_nothing_varies_or_papers_are_fewer_than_thirty_nothing_is_said(papers):
    assert fared(papers)[1].discrimination is None


def test_from_thirty_papers_on_it_is_said():
    assert fared([*FOUR * 7, *FOUR[:2]])[1].discrimination is not None


def test_no_paper_has_no_figures():
    assert fared([]) == {}
