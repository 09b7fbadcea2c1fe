"""An answer in a few words."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext

from core.language import content_language
from core.markdown import plain
from question_bank.kinds.kind import LETTERS

NOTHING = "…"


def said(kind: str, asked: Mapping[str, Any], order: Sequence[int], value: object) -> str:
    """What was answered, in the words of the options where there are some; "" for nothing.

    The value is in the letters of the order shown.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(gettext("True") if value else gettext("False"))
    parts = value if isinstance(value, list) else [value]
    if kind == "matching":
        return _between(kind).join(_pairs(asked, order, parts))
    options = asked.get("options") or asked.get("items")
    if options:
        return _between(kind).join(_text(options, order, str(letter)) for letter in parts)
    return ", ".join(str(part) or NOTHING for part in parts)


def _pairs(asked: Mapping[str, Any], order: Sequence[int], parts: Sequence[Any]) -> list[str]:
    """Each row with what was put beside it."""
    return [
        f"{plain(left)} – {_text(asked['rights'], order, letter) if letter else NOTHING}"
        for left, letter in zip(asked["lefts"], parts, strict=True)
    ]


def _text(options: Sequence[str], order: Sequence[int], letter: str) -> str:
    return plain(options[order[LETTERS.index(letter)]])


def _between(kind: str) -> str:
    if kind == "ordering":
        return " → "
    return "；" if content_language() == "zh" else "; "
