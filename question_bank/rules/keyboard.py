"""What a Chinese keyboard writes where a mark is meant."""

import re
from unicodedata import normalize

_HEADING = re.compile(r"([#＃]{1,6})([ \u3000]*)(?=[^#＃\s]|$)")
_BOX = re.compile(
    r"( *)([-*+－—–•])[ \t\u3000]*"
    r"[\[［【][ \u3000]*([xXｘＸ√✓✔]?|[-+－−＋]?[0-9０-９]{1,3})[ \u3000]*[\]］】][ \t\u3000]*"
)
_NUMBER = re.compile(
    r"( *)(?:([0-9０-９]{1,3})([．、])|([０-９]{1,3})([.)）])|([0-9]{1,3})(\.)(?=[\u4e00-\u9fff]))"
    r"[ \t\u3000]*(?![0-9０-９\s])(?=.)"
)
_QUOTE = re.compile(r"( {0,7})＞[ \u3000]?")
_FIRST = frozenset("#＃-*+－—–•＞｜|")
_DASHES = re.compile(r"[ \u3000|｜:：－—─\-]+")
_DASH = str.maketrans(dict.fromkeys("—─", "-"))
_ID = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*")
_PLAIN_BOX = re.compile(r" *[-*+][ \t]+\[(?:[ xX]|[-+]?[0-9]{1,3})\](?:[ \t]|$)")


def mended(line: str) -> str:
    """The line with its mark (heading, box, number, quote) as plain Markdown has it."""
    first = line.lstrip(" \u3000\t")[:1]
    if first not in _FIRST and not first.isdigit():
        return line
    return _heading(line) or _box(line) or _number(line) or _quote(line) or _row(line) or line


def plain(text: str) -> str:
    """Full-width letters, digits and marks as ASCII, and trimmed: for values, never for prose."""
    return normalize("NFKC", text).replace("\u2212", "-").strip()


def _heading(line: str) -> str | None:
    match = _HEADING.match(line)
    if not match:
        return None
    marks, gap = match.groups()
    rest = line[match.end() :]
    joined = not gap and (marks != "##" or not _ID.fullmatch(rest.strip()))
    if "＃" not in marks and "\u3000" not in gap and (gap or joined or not rest):
        return None
    return f"{'#' * len(marks)} {rest}".rstrip()


def _box(line: str) -> str | None:
    match = _BOX.match(line)
    if not match or _PLAIN_BOX.match(line):
        return None
    indent, bullet, mark = match.groups()
    bullet = bullet if bullet in "-*+" else "-"
    mark = "x" if mark and mark in "xXｘＸ√✓✔" else plain(mark) or " "
    return f"{indent}{bullet} [{mark}] {line[match.end() :]}".rstrip()


def _number(line: str) -> str | None:
    match = _NUMBER.match(line)
    if not match:
        return None
    number = plain(match[2] or match[4] or match[6])
    mark = ")" if match[5] in (")", "）") else "."
    return f"{match[1]}{number}{mark} {line[match.end() :]}"


def _row(line: str) -> str | None:
    """A row of a table that begins with a full-width bar, or the line of dashes under its head."""
    if not line.lstrip(" ").startswith(("｜", "|")):
        return None
    if not _DASHES.fullmatch(line):
        return line.replace("｜", "|")
    return normalize("NFKC", line).translate(_DASH)


def _quote(line: str) -> str | None:
    match = _QUOTE.match(line)
    return f"{match[1]}> {line[match.end() :]}".rstrip() if match else None
