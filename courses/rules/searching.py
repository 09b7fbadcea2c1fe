"""What is looked for in a text, where it stands, and how much of the text is shown around it."""

from collections.abc import Sequence
from dataclasses import dataclass

from courses.rules.passages import folded

MOST_ASKED, MOST_TERMS = 100, 8
BEFORE, AROUND = 30, 140


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text, and whether it is what was looked for."""

    text: str
    is_hit: bool


def as_asked(typed: str) -> str:
    """What was typed to be looked for: as much of it as is looked at, without what no text has."""
    return typed.replace("\0", " ")[:MOST_ASKED].strip()


def terms(asked: str) -> list[str]:
    """The words asked for, folded, each once."""
    return list(dict.fromkeys(folded(asked).split(" ")))[:MOST_TERMS] if folded(asked) else []


def rank(looked_for: Sequence[str], heading: str, words: str) -> tuple[int, int]:
    """Smaller is better: how many terms the heading lacks, then how seldom they stand in all."""
    title, body = folded(heading), folded(words)
    lacking = sum(1 for term in looked_for if term not in title)
    return lacking, -sum((title + "\n" + body).count(term) for term in looked_for)


def snippet(text: str, looked_for: Sequence[str]) -> list[Piece]:
    """A part of the text around the first hit, cut into what was looked for and the rest."""
    hits = _hits(text, looked_for)
    start = max(0, (hits[0][0] if hits else 0) - BEFORE)
    end = min(len(text), start + AROUND)
    pieces: list[Piece] = [Piece("…", is_hit=False)] if start else []
    at = start
    for begin, stop in hits:
        if begin < at or stop > end:
            continue
        pieces += [Piece(text[at:begin], is_hit=False), Piece(text[begin:stop], is_hit=True)]
        at = stop
    pieces.append(Piece(text[at:end] + ("…" if end < len(text) else ""), is_hit=False))
    return [each for each in pieces if each.text]


def _hits(text: str, looked_for: Sequence[str]) -> list[tuple[int, int]]:
    """Where in the text as it is the folded terms stand, in order."""
    flat, places = _flattened(text)
    found = set()
    for term in looked_for:
        at = flat.find(term)
        while at >= 0:
            found.add((places[at], places[at + len(term) - 1] + 1))
            at = flat.find(term, at + len(term))
    return sorted(found)


def _flattened(text: str) -> tuple[str, list[int]]:
    """The text folded character by character, and for each the place that it comes from."""
    flat, places = [], []
    for at, char in enumerate(text):
        piece = folded(char) or " "
        flat.append(piece)
        places += [at] * len(piece)
    return "".join(flat), places
