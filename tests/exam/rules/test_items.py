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


def test_share_is_a_mean_and_discrimination_goes_with_the_rest_of_the_paper():
    found = fared(
        [paper("1", "1", "1"), paper("1", "1", "0"), paper("0", "0", "0"), paper("0", None, "1")]
    )

    assert found == {
        1: Fared(4, 4, Decimal("0.5000"), Decimal("0.7071")),
        2: Fared(4, 3, Decimal("0.5000"), Decimal("0.7071")),
        3: Fared(4, 4, Decimal("0.5000"), Decimal("0.0000")),
    }


@pytest.mark.parametrize(
    "papers", [[paper("1", "0")], [paper("1", "0"), paper("1", "1")], [paper("1"), paper("0")]]
)
def test_where_nothing_varies_or_one_paper_is_all_nothing_is_said(papers):
    assert fared(papers)[1].discrimination is None


def test_no_paper_has_no_figures():
    assert fared([]) == {}
