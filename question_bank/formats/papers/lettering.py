"""The letters of options in a line: A．一人　B．两人　C．三人."""

import re
from bisect import bisect_left
from typing import NamedTuple

from question_bank.rules.keyboard import plain

LETTERS = "ABCDEFGHIJ"
_SPACE = " \t\u3000"
_LETTER = "[A-JＡ-Ｊ]"
_PARTING = f"{_SPACE}？?。．.）)】：:；;_"
_OPTION = re.compile(
    rf"(?P<tick>[√✓✔☑*＊][{_SPACE}]*)?"
    rf"(?:[（(\[][{_SPACE}]*(?P<inside>{_LETTER}|[a-j])[{_SPACE}]*[）)\]][{_SPACE}]*[．.、]?"
    rf"|(?P<plain>{_LETTER}|[a-j](?=[．.)）]))[{_SPACE}]*[．.、:：)）])[{_SPACE}]*"
)
_SPACED = re.compile(rf"(?P<plain>{_LETTER})[{_SPACE}]+(?=\S)")
_FEWEST, _FEWEST_WHEN_JOINED = 2, 3


class Opening(NamedTuple):
    """The mark of an option in a text."""

    letter: str
    start: int
    end: int
    is_ticked: bool


def options(text: str, first: str) -> list[Opening]:
    """The marks of options in a line, one letter after another from the first."""
    every = [each for each in map(_found, _OPTION.finditer(text)) if _is_free(text, each.start)]
    by_letter = {
        letter: [each for each in every if each.letter == letter]
        for letter in LETTERS[LETTERS.index(first) :]
    }
    for opening in by_letter[first]:
        run = _run(text, opening, by_letter)
        if opening.start == 0 or first != "A" or _is_run(text, run):
            return run
    return []


def option_at_start(text: str) -> Opening | None:
    """The mark of an option at the head of a line, whatever its letter."""
    match = _OPTION.match(text)
    return _found(match) if match else None


def spaced(text: str, letter: str) -> str | None:
    """A line of options that are parted from their letters by a gap alone, written as A．."""
    match = _SPACED.match(text)
    if match is None or plain(match["plain"]) != letter:
        return None
    written, at = f"{letter}．", match.end()
    for each in LETTERS[LETTERS.index(letter) + 1 :]:
        following = _spaced_at(text, at, each)
        if following is None:
            break
        written += f"{text[at : following.start()]}{each}．"
        at = following.end()
    return written + text[at:]


def _run(text: str, first: Opening, by_letter: dict[str, list[Opening]]) -> list[Opening]:
    """The first mark and those that follow it, each the next letter with something between."""
    run = [first]
    for letter in LETTERS[LETTERS.index(first.letter) + 1 :]:
        those = by_letter[letter]
        at = bisect_left(those, run[-1].end, key=lambda each: each.start)
        if at == len(those) or not text[run[-1].end : those[at].start].strip():
            break
        run.append(those[at])
    return run


def _is_run(text: str, run: list[Opening]) -> bool:
    """Whether marks inside a line are options and no words: A、B、C三人 are none.

    Where nothing parts the first from the words before, three must stand, each after a gap.
    """
    if text[run[0].start - 1] in _PARTING:
        return len(run) >= _FEWEST
    after_gaps = [each for each in run[1:] if text[each.start - 1] in _SPACE]
    return len(run) >= _FEWEST_WHEN_JOINED and len(after_gaps) == len(run) - 1


def _spaced_at(text: str, at: int, letter: str) -> re.Match[str] | None:
    for match in _SPACED.finditer(text, at):
        is_apart = text[match.start() - 1] in _SPACE and text[at : match.start()].strip()
        if plain(match["plain"]) == letter and is_apart:
            return match
    return None


def _is_free(text: str, at: int) -> bool:
    return at == 0 or not (text[at - 1].isascii() and text[at - 1].isalnum())


def _found(match: re.Match[str]) -> Opening:
    letter = plain(match["inside"] or match["plain"]).upper()
    return Opening(letter, match.start(), match.end(), bool(match["tick"]))
