"""How hard a question is, once papers have told."""

from decimal import Decimal

import pytest

from question_bank.rules.calibration import Seen, calibrated

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        ([], None),
        ([(29, "0.2")], None),
        ([(30, "0.2")], "0.5000"),
        ([(15, "0.2"), (15, "0.4")], "0.5500"),
        ([(270, "0.2")], "0.2600"),
        ([(1, "0.3333"), (60, "0.3333")], "0.4872"),
        ([(3000, "-0.5")], "0.0000"),
    ],
)
def test_papers_pull_the_authors_value_by_their_number(seen, expected):
    found = calibrated(Decimal("0.8"), [Seen(papers, Decimal(share)) for papers, share in seen])

    assert found == (None if expected is None else Decimal(expected))
