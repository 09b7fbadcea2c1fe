"""A credential's number, and the check code printed beside it."""

import re

from core.errors import N_

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 8
CODE_BITS = 5 * CODE_LENGTH
READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
PLACES = {"{unit}", "{year}", "{serial}"}
PATTERN = re.compile(r"(?:[A-Za-z0-9./-]|\{unit\}|\{year\}|\{serial\})+")
SERIAL_DIGITS = 4
LONGEST_PATTERN = 40


def pattern_problem(pattern: str) -> str | None:
    """What is wrong with a pattern of numbers, or None."""
    if not PATTERN.fullmatch(pattern) or len(pattern) > LONGEST_PATTERN:
        return N_(
            "A pattern of numbers is at most 40 letters, digits, dots, strokes and the places "
            "{unit}, {year} and {serial}."
        )
    if any(pattern.count(place) != 1 for place in PLACES):
        return N_("A pattern of numbers names {unit}, {year} and {serial}, each once.")
    return None


def number_of(pattern: str, *, unit: str, year: int, serial: int) -> str:
    """The number of a series' so-manieth credential; the serial has at least four digits."""
    parts = {"{unit}": unit, "{year}": str(year), "{serial}": f"{serial:0{SERIAL_DIGITS}}"}
    return re.sub(r"\{\w+\}", lambda place: parts[place.group()], pattern)


def check_code(random_bits: int) -> str:
    """Eight letters of Crockford's base 32 from 40 random bits."""
    digits = (random_bits >> 5 * place & 31 for place in reversed(range(CODE_LENGTH)))
    return "".join(CROCKFORD[digit] for digit in digits)


def read_code(typed: str) -> str:
    """A check code as somebody typed it: O is 0, I and L are 1, strokes and spaces are nothing."""
    return typed.strip().upper().translate(READ_AS)
