"""Numbers and check codes."""

import pytest

from credentials.rules.numbers import (
    CROCKFORD,
    check_code,
    number_of,
    pattern_problem,
    read_code,
)

pytestmark = pytest.mark.pure


def test_a_number_is_the_pattern_with_its_places_filled():
    filled = number_of("CZ-{unit}-{year}-{serial}", unit="songyan", year=2026, serial=7)

    assert filled == "CZ-songyan-2026-0007"


def test_a_serial_beyond_four_digits_grows():
    assert number_of("{serial}/{unit}/{year}", unit="a", year=2026, serial=12345) == "12345/a/2026"


def test_a_units_code_is_never_read_as_a_place():
    assert number_of("{unit}-{year}-{serial}", unit="{serial}", year=1, serial=2) == (
        "{serial}-1-0002"
    )


@pytest.mark.parametrize(
    "pattern", ["", "{unit}{year}", "{unit}{year}{serial}{serial}", "{unit} {year}{serial}", "%s"]
)
def test_a_pattern_without_all_places_or_with_other_letters_is_no_pattern(pattern):
    assert pattern_problem(pattern)


def test_a_long_pattern_is_no_pattern():
    assert pattern_problem("{unit}-{year}-{serial}" + "x" * 18) is None
    assert pattern_problem("{unit}-{year}-{serial}" + "x" * 19)


def test_a_check_code_has_eight_letters_that_are_not_mistaken():
    assert check_code(0) == "00000000"
    assert check_code(2**40 - 1) == "ZZZZZZZZ"
    assert check_code(1) == "00000001"
    assert check_code(31 << 35) == "Z0000000"
    assert not set("ILOU") & set(CROCKFORD)


@pytest.mark.parametrize("typed", ["0011ABCD", " o0il-abcd ", "ooIL abcd"])
def test_a_check_code_is_read_as_people_type_it(typed):
    assert read_code(typed) == "0011ABCD"
