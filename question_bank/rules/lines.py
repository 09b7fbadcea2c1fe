"""The lines of a question's text, and how an address names one of them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_PLACE = re.compile(r"([a-z]{2}):([1-9][0-9]{0,5})")


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the text in one language, counted from 1."""

    language: str
    line: int


def place_of(address: str) -> Place | None:
    """`zh:12` is line 12 of the Chinese text."""
    found = _PLACE.fullmatch(address)
    return Place(found[1], int(found[2])) if found else None


def lines_of(source: str) -> list[str]:
    """The lines of a text; what follows the last line break is none."""
    return source.removesuffix("\n").split("\n") if source else []


def has_place(sources: Mapping[str, str], place: Place) -> bool:
    """Whether there is such a line."""
    return place.line <= len(lines_of(sources.get(place.language, "")))
