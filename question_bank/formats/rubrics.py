"""Rubrics that stand in a text: a list of `2: what earns these points`."""

import re
from collections.abc import Sequence

from question_bank.formats.format import Choice, Place
from question_bank.rules.blocks import Shape, blocks, items
from question_bank.rules.source import numbered

_DEEPER = re.compile(r"^  ", re.MULTILINE)
_WORTH = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,3})?)[ \u3000]*[:：][ \u3000]*")


def lines_of(text: str, place: Place) -> tuple[Choice, ...]:
    """The lines of a rubric, if the text is a list of nothing else."""
    cut = blocks(numbered(text).lines)
    if [block.shape for block in cut] != [Shape.BULLETS]:
        return ()
    texts = [_DEEPER.sub("", item.text) for item in items(cut[0])]
    found = [_WORTH.match(each) for each in texts]
    return tuple(_line(each, match, place) for each, match in _all(texts, found))


def as_list(choices: Sequence[Choice]) -> str:
    """The lines of a rubric as a list."""
    return "\n".join(
        f"- {each.worth or '0'}: " + each.text.replace("\n", "\n    ") for each in choices
    )


def _all(
    texts: Sequence[str], found: Sequence[re.Match[str] | None]
) -> list[tuple[str, re.Match[str]]]:
    pairs = [(text, match) for text, match in zip(texts, found, strict=True) if match]
    return pairs if len(pairs) == len(texts) else []


def _line(text: str, match: re.Match[str], place: Place) -> Choice:
    return Choice(text[match.end() :], worth=match[1], place=place)
