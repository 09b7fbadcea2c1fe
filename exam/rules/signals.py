"""Signals of an attempt: what each is, and the innocent things that look like it.

A signal is something to ask about. It decides nothing by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from core.errors import N_

SILENT_MS = 10 * 60_000


class Signal(StrEnum):
    """The kinds of signals; the first four are noted as events of the attempt."""

    BLURRED = "blurred"
    LEFT_SCREEN = "left_screen"
    PASTED = "pasted"
    ADDRESS = "address"
    TAKEN_OVER = "taken_over"
    SILENCE = "silence"


EVENT_SIGNALS = (Signal.BLURRED, Signal.LEFT_SCREEN, Signal.PASTED, Signal.ADDRESS)
WATCHED = frozenset({Signal.BLURRED, Signal.PASTED})


@dataclass(frozen=True, slots=True)
class Explanation:
    """A signal in words: its name, what was noted, and what may be behind it that is no fault."""

    name: str
    noted: str
    innocent: tuple[str, ...]


EXPLANATIONS: dict[Signal, Explanation] = {
    Signal.BLURRED: Explanation(
        N_("The page lost the focus"),
        N_("Another window or program came to the front for a while."),
        (
            N_("A message of the system, of an update or of a virus scanner came up."),
            N_("An input method, a screen reader or a magnifier took the focus."),
            N_("A hand slipped: a wrong key, a wrong button, a touch on the edge of the screen."),
        ),
    ),
    Signal.LEFT_SCREEN: Explanation(
        N_("The full screen was left"),
        N_("The page no longer filled the whole screen."),
        (
            N_("The key Esc or F11 was pressed by mistake."),
            N_("The screen was locked, or a message of the system came up."),
            N_("Somebody needs larger letters or the input method's own window."),
        ),
    ),
    Signal.PASTED: Explanation(
        N_("Text was pasted"),
        N_("Text came into an answer from the clipboard."),
        (
            N_("Own text was moved from one place of an answer to another."),
            N_("Some input methods and dictation put words in by pasting."),
            N_("What was typed before was brought back after a mistake."),
        ),
    ),
    Signal.ADDRESS: Explanation(
        N_("The network address changed"),
        N_("The exam went on from another address."),
        (
            N_("A wireless network hands out a new address, or the line was changed over."),
            N_("The device broke and another one was taken, as the rules allow."),
            N_("The whole room goes out through a gateway with several addresses."),
        ),
    ),
    Signal.TAKEN_OVER: Explanation(
        N_("The paper was opened again"),
        N_("Another page took over the right to save."),
        (
            N_("The page was loaded again, or the browser crashed."),
            N_("A second tab was opened by mistake."),
            N_("The device broke and another one was taken, as the rules allow."),
        ),
    ),
    Signal.SILENCE: Explanation(
        N_("No answer for ten minutes or longer"),
        N_("Nothing arrived for a long time while the clock was running."),
        (
            N_("A long question was read or thought over; some work on paper first."),
            N_("The network was away: answers wait in the browser and arrive later."),
            N_("Everything was answered, and the rest of the time was used to look it over."),
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Noted:
    """One time that a signal was noted; `until_ms` for what lasted."""

    signal: Signal
    at_ms: int
    until_ms: int | None = None
    note: str | None = None


def kinds_noted(*, watches_focus: bool, asks_full_screen: bool) -> list[Signal]:
    """Which signals a sitting notes, by what its entrance asks for."""
    left_out = set() if watches_focus else set(WATCHED)
    if not asks_full_screen:
        left_out.add(Signal.LEFT_SCREEN)
    return [signal for signal in Signal if signal not in left_out]


def silences(
    heard: Sequence[int], pauses: Sequence[tuple[int, int]], *, opened_ms: int, ended_ms: int
) -> list[Noted]:
    """The stretches of ten minutes or longer without an answer, outside the pauses.

    `heard` are the times of arrivals, `pauses` when the clock stood; all in milliseconds.
    """
    edges = [opened_ms, *(edge for pause in sorted(pauses) for edge in pause), ended_ms]
    found = []
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        marks = [start, *sorted(at for at in heard if start < at < end), end]
        found += [
            Noted(Signal.SILENCE, before, until_ms=after)
            for before, after in pairwise(marks)
            if after - before >= SILENT_MS
        ]
    return found
