"""What strangers see of a name."""

import pytest

from credentials.rules.public import masked

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("林知夏", "林*夏"),
        ("尚公", "尚*"),
        ("欧阳文华", "欧*文华"),
        ("林", "*"),
        ("", "*"),
        ("Lin", "L*n"),
    ],
)
def test_one_letter_of_a_name_is_covered(name, shown):
    assert masked(name) == shown
