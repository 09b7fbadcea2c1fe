"""What is odd in a question's figures. A flag asks somebody to look; it never decides anything."""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any

from core.errors import N_

ENOUGH = 30
"""With fewer papers chance says more than the question: no discrimination, no flag."""
ENOUGH_FOR_OPTIONS = 50
ENOUGH_FOR_UNUSED = 100
NEAR_NOTHING = 0.10
FAR_OFF = 0.15
UNUSED = 0.01
RISE = 0.10
Json = Mapping[str, Any]


class Flag(StrEnum):
    """The odd things, the worst first."""

    MISKEY = "miskey"
    NEGATIVE = "negative"
    STRONG_CHOOSE_WRONG = "strong_choose_wrong"
    HARDER = "harder"
    EASIER = "easier"
    WEAK = "weak"
    UNUSED = "unused"


FLAG_NAMES: dict[Flag, str] = {
    Flag.MISKEY: N_("The key may be wrong"),
    Flag.NEGATIVE: N_("Weaker people do better on it"),
    Flag.STRONG_CHOOSE_WRONG: N_("The strongest prefer a wrong option"),
    Flag.HARDER: N_("Much harder than expected"),
    Flag.EASIER: N_("Much easier than expected"),
    Flag.WEAK: N_("Hardly tells people apart"),
    Flag.UNUSED: N_("A wrong option that nobody takes"),
}


def flags(figures: Json) -> list[Flag]:
    """Every flag of a question, the worst first; none with fewer than 30 papers.

    `figures` are a question's of `exam.rules.analysis.whole`.
    """
    found = set(_found(figures)) if figures["papers"] >= ENOUGH else set()
    if Flag.MISKEY in found:
        found.discard(Flag.STRONG_CHOOSE_WRONG)
    return [flag for flag in Flag if flag in found]


def _found(figures: Json) -> Iterator[Flag]:
    yield from _by_discrimination(figures["discrimination"])
    yield from _by_difficulty(figures)
    papers, options = figures["papers"], figures["options"]
    if papers >= ENOUGH_FOR_OPTIONS:
        yield from _by_preference(figures["discrimination"], options)
    if papers >= ENOUGH_FOR_UNUSED and any(_is_unused(each, papers) for each in options):
        yield Flag.UNUSED


def _by_discrimination(discrimination: float | None) -> Iterator[Flag]:
    if discrimination is None:
        return
    if discrimination < 0:
        yield Flag.NEGATIVE
    elif discrimination < NEAR_NOTHING:
        yield Flag.WEAK


def _by_difficulty(figures: Json) -> Iterator[Flag]:
    """Far off, and not by chance: the expected share is outside the interval as well."""
    share, expected = figures["share"], figures["expected"]
    if share <= expected - FAR_OFF and figures["high"] < expected:
        yield Flag.HARDER
    if share >= expected + FAR_OFF and figures["low"] > expected:
        yield Flag.EASIER


def _by_preference(discrimination: float | None, options: Sequence[Json]) -> Iterator[Flag]:
    """A wrong option is chosen by more of the strongest fifth than any right one of its part."""
    for option in options:
        right = [
            each["curve"][-1]
            for each in options
            if each["right"] and each["part"] == option["part"]
        ]
        if option["right"] or not right or option["curve"][-1] <= max(right):
            continue
        yield Flag.STRONG_CHOOSE_WRONG
        is_rising = option["curve"][-1] - option["curve"][0] >= RISE
        if is_rising and discrimination is not None and discrimination < 0:
            yield Flag.MISKEY


def _is_unused(option: Json, papers: int) -> bool:
    return not option["right"] and bool(option["papers"] < UNUSED * papers)
