"""One more module in the source of a course.toml; every other byte stays."""

import re

_LIST = re.compile(r"^[ \t]*(?:modules|\"modules\")[ \t]*=[ \t]*\[", re.MULTILINE)
_TABLE = re.compile(r"^[ \t]*\[", re.MULTILINE)
_PIECE = re.compile(r"#[^\n]*|\"[^\"\n]*\"|'[^'\n]*'|\]")


def with_module(source: str, code: str, position: int) -> str | None:
    """The source with the module at this place of `modules`, counted from 1; none if unreadable.

    A place behind the last one is the end.
    """
    opened = _LIST.search(source)
    table = _TABLE.search(source)
    if opened is None or (table and table.start() < opened.start()):
        return None
    pieces: list[re.Match[str]] = []
    for piece in _PIECE.finditer(source, opened.end()):
        if piece[0] == "]":
            return _inserted(source, pieces, code, position)
        pieces += [] if piece[0].startswith("#") else [piece]
    return None


def _inserted(source: str, names: list[re.Match[str]], code: str, position: int) -> str | None:
    if not names:
        return None
    if position <= len(names):
        at, words = names[position - 1].start(), f'"{code}", '
    else:
        at, words = names[-1].end(), f', "{code}"'
    return source[:at] + words + source[at:]
