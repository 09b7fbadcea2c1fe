"""Names that turn, hide or imitate letters."""

import pytest

from credentials.rules.names import code_points, is_doubtful, masked_code_points, plain_name
from credentials.rules.public import masked

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("name", "plain", "doubtful"),
    [
        ("林知夏", "林知夏", False),
        ("Anna Lin", "Anna Lin", False),
        ("O'Neil-Lin", "O'Neil-Lin", False),
        ("买买提·吐尔逊", "买买提·吐尔逊", False),
        ("𬸚𠮷", "𬸚𠮷", False),
        ("〇一", "〇一", False),
        ("林\u202e夏知", "林夏知", True),
        ("\u2066林\u2069", "林", True),
        ("林\u200b知", "林知", True),
        ("林\r\nSet-Cookie: a", "林 Set-Cookie: a", True),
        ("林\u2028知", "林 知", True),
        ("⽊林", "木林", True),
        ("Ｌｉｎ", "Lin", True),
        ("Lіn", "Lіn", True),
        ("林 Lin", "林 Lin", True),
        ("\u202e", "?", True),
        ("", "?", True),
    ],
)
def test_a_name_is_shown_plain_and_what_could_deceive_is_noted(name, plain, doubtful):
    assert (plain_name(name), is_doubtful(name)) == (plain, doubtful)


def test_code_points_name_what_cannot_be_seen():
    assert code_points("林\u202e夏") == ("U+6797", "U+202E", "U+590F")


@pytest.mark.parametrize(
    ("name", "shown", "points"),
    [
        ("林知夏", "林*夏", ("U+6797", "*", "U+590F")),
        ("林\u202e知夏", "林*夏", ("U+6797", "U+202E", "*", "U+590F")),
        ("林林", "林*", ("*", "*")),
        ("林", "*", ("*",)),
        ("Lｉn", "L*n", ("U+004C", "*", "U+006E")),
    ],
)
def test_a_mark_that_cannot_be_seen_does_not_uncover_the_covered_letter(name, shown, points):
    assert (masked(name), masked_code_points(name)) == (shown, points)
