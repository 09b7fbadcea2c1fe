"""What is odd in a question's figures."""

import pytest

from question_bank.rules.flags import Flag, flags

pytestmark = pytest.mark.pure


def option(curve, right=False, papers=50, part=None):
    return {"part": part, "option": 0, "right": right, "papers": papers, "curve": curve}


def figures(**changed):
    plain = {
        "papers": 200,
        "share": 0.7,
        "low": 0.63,
        "high": 0.76,
        "expected": 0.7,
        "discrimination": 0.3,
        "options": [
            option([0.5, 0.6, 0.7, 0.8, 0.9], right=True, papers=140),
            option([0.5, 0.4, 0.3, 0.2, 0.1], papers=60),
        ],
    }
    return plain | changed


TURNED = [
    option([0.6, 0.5, 0.4, 0.3, 0.2], right=True),
    option([0.4, 0.5, 0.6, 0.7, 0.8]),
]


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({}, []),
        ({"discrimination": -0.01}, [Flag.NEGATIVE]),
        ({"discrimination": 0.0}, [Flag.WEAK]),
        ({"discrimination": 0.099}, [Flag.WEAK]),
        ({"discrimination": 0.10}, []),
        ({"discrimination": None}, []),
        ({"share": 0.549, "low": 0.48, "high": 0.62}, [Flag.HARDER]),
        ({"share": 0.551, "low": 0.48, "high": 0.62}, []),
        ({"share": 0.549, "low": 0.4, "high": 0.71}, []),
        ({"share": 0.85, "low": 0.79, "high": 0.89}, [Flag.EASIER]),
        ({"options": TURNED}, [Flag.STRONG_CHOOSE_WRONG]),
        ({"options": TURNED, "discrimination": -0.2}, [Flag.MISKEY, Flag.NEGATIVE]),
        ({"options": TURNED, "papers": 49}, []),
        ({"options": [option([0.9] * 5, right=True), option([0] * 5, papers=1)]}, [Flag.UNUSED]),
        ({"options": [option([0.9] * 5, right=True), option([0] * 5, papers=2)]}, []),
        (
            {"papers": 99, "options": [option([0.9] * 5, right=True), option([0] * 5, papers=0)]},
            [],
        ),
        ({"papers": 29, "discrimination": -0.5}, []),
        ({"papers": 30, "discrimination": -0.5}, [Flag.NEGATIVE]),
    ],
)
def test_flags_either_side_of_each_border(changed, found):
    assert flags(figures(**changed)) == found


def test_options_of_another_part_of_a_case_are_not_compared():
    options = [
        option([0.9] * 5, right=True, part=0),
        option([0.1] * 5, part=0),
        option([0.05, 0.05, 0.05, 0.05, 0.05], right=True, part=1),
        option([0.04] * 5, part=1),
    ]

    assert flags(figures(options=options)) == []
