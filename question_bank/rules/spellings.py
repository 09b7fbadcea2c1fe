"""Accepted spellings, of which a reader is shown those in their own script."""

import re
from collections.abc import Sequence

from question_bank.rules.folding import CHINESE

_CHINESE = re.compile(f"[{CHINESE}]")
_LETTER = re.compile(r"[A-Za-z]")


def in_script_of(text: str, spellings: Sequence[str]) -> list[str]:
    """The spellings in the script of a text, figures in both; all of them where none is."""
    is_chinese = bool(_CHINESE.search(text))
    fitting = [
        each
        for each in spellings
        if bool(_CHINESE.search(each)) is is_chinese or not _is_words(each)
    ]
    return fitting or list(spellings)


def _is_words(spelling: str) -> bool:
    return bool(_CHINESE.search(spelling) or _LETTER.search(spelling))
