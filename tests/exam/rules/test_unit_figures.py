"""How units did, without reading anybody out of the figures."""

from collections import Counter
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam.rules.small_groups import shown_units
from exam.rules.unit_figures import GroupFigures, Sat, by_unit, figures_of

pytestmark = pytest.mark.pure


def sats(path, *scores, **how):
    return [Sat(path, Decimal(score), Decimal(50), score >= 30, **how) for score in scores]


def lines(*groups, top="/1/"):
    everyone = [each for group in groups for each in group]
    own = {}
    for each in everyone:
        own[each.path] = own.get(each.path, 0) + 1
    below = [each for each in everyone if each.path.startswith(top)]
    return [
        (line.path, line.is_itself, line.depth, line.figures.sat if line.figures else None)
        for line in by_unit(own, below, top)
    ]


def test_means_are_of_a_hundred_and_sections_weakest_first():
    sections = {"law": (Decimal(1), Decimal(4)), "proc": (Decimal(3), Decimal(4))}

    found = figures_of(sats("/1/", 25, 50, sections=sections))

    assert found == GroupFigures(
        2, 1, Fraction(75), [("law", Fraction(25)), ("proc", Fraction(75))]
    )
    assert found.percent == 50


def test_one_section_alone_is_not_called_the_weakest():
    assert figures_of(sats("/1/", 25, sections={"law": (Decimal(1), Decimal(4))})).weakest == []


def test_units_stand_in_order_with_their_own_people_beneath():
    found = lines(sats("/1/", *[30] * 5), sats("/1/2/", *[30] * 6), sats("/1/10/", *[30] * 7))

    assert found == [
        ("/1/", False, 0, 18),
        ("/1/", True, 1, 5),
        ("/1/2/", False, 1, 6),
        ("/1/10/", False, 1, 7),
    ]


def test_the_next_smallest_goes_with_a_small_one():
    found = lines(sats("/1/2/", *[30] * 4), sats("/1/3/", *[30] * 9), sats("/1/4/", *[30] * 6))

    assert [(path, sat) for path, _, _, sat in found] == [
        ("/1/", 19), ("/1/2/", None), ("/1/3/", 9), ("/1/4/", None),
    ]  # fmt: skip


def test_a_unit_is_left_out_on_its_own_page_too():
    groups = sats("/1/2/", *[30] * 4), sats("/1/3/", *[30] * 9), sats("/1/4/", *[30] * 6)

    assert lines(*groups, top="/1/4/") == [("/1/4/", False, 0, None)]
    assert lines(*groups, top="/1/3/") == [("/1/3/", False, 0, 9)]


PATHS = st.sampled_from(["/1/", "/1/2/", "/1/20/", "/1/2/3/", "/1/2/4/", "/1/20/3/", "/1/2/3/5/"])
SCORES = st.lists(st.tuples(PATHS, st.integers(0, 50)), max_size=60)


@given(SCORES, st.sampled_from(["/1/", "/1/2/", "/1/2/3/", "/1/9/"]))
def test_each_line_is_about_everybody_whose_unit_is_at_or_below_its_own(scored, top):
    everyone = [each for path, score in scored for each in sats(path, score)]
    own = Counter(each.path for each in everyone)
    shown = shown_units(own)
    below = [each for each in everyone if each.path.startswith(top)]

    found = by_unit(own, below, top)

    for line in found:
        group = [each for each in below if each.path.startswith(line.path)]
        key = line.path
        if line.is_itself:
            group = [each for each in group if each.path == line.path]
            key = line.path.rstrip("/")
        assert line.figures == (figures_of(group) if key in shown else None)
    units = {each.path for each in below} | ({top} if below else set())
    assert units <= {line.path for line in found if not line.is_itself}
    itself = {path for path in units if own[path] and any(_is_under(each, path) for each in below)}
    assert {line.path for line in found if line.is_itself} == itself


def _is_under(each, path):
    return each.path != path and each.path.startswith(path)


def test_a_paper_is_looked_at_once_for_each_unit_above_it_not_for_each_there_is():
    class Counted(str):
        asked = 0

        def startswith(self, *prefix):
            Counted.asked += 1
            return super().startswith(*prefix)

    everyone = sats("/1/", 30)
    for number in range(2, 202):
        everyone += [Sat(Counted(f"/1/{number}/"), Decimal(30), Decimal(50), passed=True)]

    by_unit(Counter(each.path for each in everyone), everyone, "/1/")

    assert Counted.asked <= 2 * len(everyone)
