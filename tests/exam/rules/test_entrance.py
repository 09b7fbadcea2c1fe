"""The entrance of a sitting: codes, waits, addresses, and how a browser stands at it."""

import random

import pytest

from exam.rules.entrance import (
    LETTERS,
    Standing,
    Wrong,
    is_code,
    is_within,
    make_code,
    opens,
    read_ranges,
    standing,
    tidy_code,
    wait_s,
)
from exam.rules.safe_browser import Shown, page_hash

pytestmark = pytest.mark.pure

KEY, PAGE = "a" * 64, "https://exam.example.cn/exam/attempts/x"
PASS = "b" * 32


def test_a_code_is_made_of_letters_that_nobody_mistakes():
    made = {make_code(random.Random(seed).choice) for seed in range(200)}

    assert len(made) == 200
    assert all(is_code(code) and set(code) <= set(LETTERS) for code in made)
    assert set(LETTERS).isdisjoint("OI0L1SZ5B8G6")
    assert len({tidy_code(letter) for letter in LETTERS}) == len(LETTERS)


@pytest.mark.parametrize(
    "given", ["K7QX4M", "k7qx4m", " k7q x4m ", "K7Q-X4M", "Ｋ７ＱＸ４Ｍ", "k7q.x4m\n"]
)
def test_a_code_is_forgiving_of_how_it_is_typed(given):
    assert opens(given, "K7QX4M")


@pytest.mark.parametrize(("given", "code"), [("0O1lI5S", "OO1II55"), ("8bz6g2", "BBZGGZ")])
def test_letters_and_digits_that_look_alike_are_the_same(given, code):
    assert opens(given, code)


@pytest.mark.parametrize("given", ["", " ", "K7QX4", "K7QX4MM", "K7QX4N", "考试", "\x00"])
def test_another_code_does_not_open(given):
    assert not opens(given, "K7QX4M")


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("abcde", False),
        ("abcdef", True),
        ("a" * 16, True),
        ("a" * 17, False),
        ("ab cdef", False),
        ("考试考试考试", False),
    ],
)
def test_a_code_has_six_to_sixteen_letters_and_digits(text, fits):
    assert is_code(text) is fits


@pytest.mark.parametrize(
    ("own", "wait"), [(0, 0), (4, 0), (5, 5), (6, 10), (8, 40), (11, 300), (1_000, 300)]
)
def test_after_five_wrong_codes_the_wait_doubles(own, wait):
    assert wait_s(Wrong(own=own)) == wait


@pytest.mark.parametrize(
    ("own", "of_all", "wait"),
    [(0, 49, 0), (1, 49, 0), (1, 50, 5), (3, 50, 20), (0, 50, 0), (0, 10**6, 0)],
)
def test_while_many_guess_only_the_first_failure_is_free_and_nobody_else_waits(own, of_all, wait):
    assert wait_s(Wrong(own=own, all=of_all)) == wait


@pytest.mark.parametrize(("ago", "left"), [(0.0, 5), (0.2, 5), (4.5, 1), (5.0, 0), (60, 0)])
def test_the_wait_counts_from_the_last_wrong_code(ago, left):
    assert wait_s(Wrong(own=5, last_s=ago)) == left


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("", []),
        ("10.20.3.4", ["10.20.3.4/32"]),
        ("10.20.3.4/16", ["10.20.0.0/16"]),
        ("10.20.0.0/16\n10.20.9.9/16, 192.168.1.0/24", ["10.20.0.0/16", "192.168.1.0/24"]),
        ("2001:DB8::/32；::1".replace("；", ";"), ["2001:db8::/32", "::1/128"]),
    ],
)
def test_ranges_are_read_and_kept_as_what_holds(text, ranges):
    assert read_ranges(text) == ranges


@pytest.mark.parametrize(
    "text", ["10.20.0.0/33", "10.20.0", "a.example.cn", "10.0.0.1-10.0.0.9", "::ffff:10.0.0.0/104"]
)
def test_what_is_no_range_is_refused(text):
    with pytest.raises(ValueError, match=r"\w"):
        read_ranges(text)


@pytest.mark.parametrize(
    ("address", "is_in"),
    [
        ("10.20.0.0", True),
        ("10.20.255.255", True),
        ("10.21.0.0", False),
        ("10.19.255.255", False),
        ("::ffff:10.20.1.1", True),
        ("::ffff:10.21.1.1", False),
        ("2001:db8::1", True),
        ("2001:db9::1", False),
        ("fe80::1%eth0", False),
        ("", False),
        ("nonsense", False),
    ],
)
def test_an_address_lies_in_one_of_the_ranges(address, is_in):
    assert is_within(address, ["10.20.0.0/16", "2001:db8::/32"]) is is_in
    assert is_within(address, [])


RIGHT = Shown(PAGE, config_hash=page_hash(PAGE, KEY))
NOTHING, WRONG = Shown(PAGE), Shown(PAGE, config_hash="c" * 64)


@pytest.mark.parametrize(
    ("shown", "carried", "browser_pass", "found"),
    [
        (NOTHING, "", None, Standing.REFUSED),
        (NOTHING, "", PASS, Standing.REFUSED),
        (NOTHING, "d" * 32, PASS, Standing.REFUSED),
        (NOTHING, PASS, PASS, Standing.KNOWN),
        (RIGHT, PASS, PASS, Standing.KNOWN),
        (RIGHT, "", None, Standing.PROVED),
        (RIGHT, "", PASS, Standing.PROVED),
        (RIGHT, "d" * 32, PASS, Standing.PROVED),
        (WRONG, "", None, Standing.REFUSED),
        (WRONG, PASS, PASS, Standing.REFUSED),
    ],
)
def test_a_browser_proves_itself_or_carries_the_pass_and_a_wrong_proof_is_none(
    shown, carried, browser_pass, found
):
    assert _standing(shown, carried, browser_pass, KEY) is found


@pytest.mark.parametrize("shown", [NOTHING, WRONG, RIGHT])
def test_where_no_browser_is_asked_for_any_will_do(shown):
    assert _standing(shown, "", PASS, None) is Standing.FREE


def _standing(shown, carried, browser_pass, config_key):
    return standing(
        shown, carried=carried, browser_pass=browser_pass, config_key=config_key, browser_keys=[]
    )
