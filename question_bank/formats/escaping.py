"""Texts of other systems made safe: what looks like structure of ours becomes mere text."""

import re
from collections.abc import Callable

from question_bank.rules.source import numbered

_HEADING = re.compile(r"( {0,3})(#{1,6}(?: |$))")
_UNDERLINE = re.compile(r"( {0,3})((?:=+|-+) *)$")
_BOX = re.compile(r"( *[-*+] +)(\[(?:[ xX]|[-+]?[0-9]{1,3})\])")
_LEADING_BOX = re.compile(r"\[(?:[ xX]|[-+]?[0-9]{1,3})\]")
_QUOTE = re.compile(r"( {0,3})(>)")
_BULLET = re.compile(r"( {0,3})-( )")
_NUMBER = re.compile(r"( {0,3})(\d{1,9})([.)]) +")
_LEADING_NUMBER = re.compile(r"(\d{1,9})([.)])")
_MARK = re.compile(r"[#>=|:~`]|[-+*](?: |$)|[-*_][-*_ ]*$")
_FENCE = re.compile(r"`{3,}|~{3,}")
_BRACES = re.compile(r"[｛{]{2,}")
_BAR = re.compile(r"(?<!\\)[|｜]")

Line = Callable[[str], str]


def gentle(text: str) -> str:
    """Markdown that stays as it is, but for headings, boxes and a fence that is left open."""
    return _each(text, lambda line: line)


def relisted(text: str) -> str:
    """The same with other marks of lists, so that none runs into the list of the answers."""
    return _each(text, _relisted)


def strict(text: str) -> str:
    """Nothing but paragraphs, one a line, whatever its lines look like."""
    lines = (line.text.strip(" ") for line in numbered(_without_fences(text)).lines)
    return "\n\n".join(_unmarked(line) for line in lines if line)


def of_an_item(text: str) -> str:
    """The text of an option: it neither begins with a box nor ends in a quote."""
    boxed = _LEADING_BOX.match(text)
    return "\n".join(
        _QUOTE.sub(r"\1\\\2", line, count=1) if _QUOTE.match(line) else line
        for line in (f"\\{text}" if boxed else text).strip().split("\n")
    )


def of_a_cell(text: str) -> str:
    """The text of a table's cell: one line, its bars escaped."""
    return _BAR.sub(r"\\|", " ".join(text.split()))


def of_a_quote(text: str) -> str:
    """The text of a rationale, without what a quote does not keep."""
    lines = text.replace("\ufeff", "").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def braced(text: str) -> str:
    """Double braces outside fences are text."""
    lines = numbered(text).lines
    return "\n".join(
        each.text if each.fenced else _BRACES.sub(_escaped_braces, each.text) for each in lines
    )


def spelling(text: str) -> str:
    """One accepted spelling between the braces of a blank."""
    plain = " ".join(text.split()).replace("\\", "\\ ") if "\\" in text else " ".join(text.split())
    return re.sub(r"[|｜]", r"\\|", plain).replace("}", "\\}")


def _each(text: str, change: Line) -> str:
    source = numbered(text)
    lines: list[str] = []
    for line in source.lines:
        above = lines[-1] if lines else ""
        lines.append(line.text if line.fenced else change(_plain(line.text, above)))
    if source.open_fence:
        mark = _FENCE.search(source.lines[source.open_fence - 1].text)
        lines.append(mark[0] if mark else "")
    return "\n".join(lines).strip("\n")


def _plain(line: str, above: str) -> str:
    line = _HEADING.sub(r"\1\\\2", line, count=1) if _HEADING.match(line) else line
    if above and _UNDERLINE.match(line):
        return _UNDERLINE.sub(r"\1\\\2", line)
    return _BOX.sub(r"\1\\\2", line, count=1) if _BOX.match(line) else line


def _relisted(line: str) -> str:
    if _BULLET.match(line):
        return _BULLET.sub(r"\1*\2", line, count=1)
    return _NUMBER.sub(r"\1* \2\\\3 ", line, count=1) if _NUMBER.match(line) else line


def _without_fences(text: str) -> str:
    return "\n".join(
        re.sub(r"(`{3,}|~{3,})", lambda run: "".join(f"\\{mark}" for mark in run[0]), line)
        for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    )


def _unmarked(line: str) -> str:
    if _LEADING_NUMBER.match(line):
        return _LEADING_NUMBER.sub(r"\1\\\2", line, count=1)
    return f"\\{line}" if _MARK.match(line) else line


def _escaped_braces(run: re.Match[str]) -> str:
    pairs, odd = divmod(len(run[0]), 2)
    return "\\{{" * pairs + "\\{" * odd
