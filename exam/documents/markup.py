"""Stored HTML as a tree that a typesetter shows word for word: text in it is never code."""

import re
from collections.abc import Sequence
from html.parser import HTMLParser
from typing import Any, TypeAlias
from unicodedata import category

Node: TypeAlias = "str | dict[str, Any]"

DEEPEST = 40
GAP = "\x0e"
_GAPS = re.compile(r"\{\{([0-9]+)\}\}")
_GAP_IN_TEXT = re.compile(f"{GAP}([0-9]+){GAP}")
_SPACES = re.compile(r"[ \t\r\n\f]+")
_ALONE = frozenset({"br", "hr", "img"})
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_JOINING = "\u200c\u200d"


def tree(markup: str) -> list[Node]:
    """Cleaned HTML as nodes {"tag", "of", …}; the text between them is plain strings."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    return reader.root


def tree_with_gaps(markup: str) -> list[Node]:
    """As `tree`, where {{1}} is the first gap of a fill-in question."""
    return tree(_GAPS.sub(lambda found: f"{GAP}{found[1]}{GAP}", markup))


def plain_line(text: str) -> str:
    """A name or title on one line, without marks that turn or hide text."""
    return " ".join("".join(" " if each.isspace() else _visible(each) for each in text).split())


def _visible(letter: str) -> str:
    hidden = category(letter) in _UNSEEN and letter not in _JOINING
    return "" if hidden else letter


class _Reader(HTMLParser):
    """Builds the tree; what is nested absurdly deep is shown flat."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root: list[Node] = []
        self._open: list[tuple[str, list[Node]]] = [("", self.root)]

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        node: dict[str, Any] = {"tag": tag, "of": []}
        if tag == "img":
            node |= {"alt": given.get("alt") or "", "src": (given.get("src") or "").split("/")[-1]}
        if tag == "ol" and (given.get("start") or "").isdigit():
            node["start"] = int(given["start"] or 1)
        if len(self._open) < DEEPEST:
            self._open[-1][1].append(node)
            if tag not in _ALONE:
                self._open.append((tag, node["of"]))

    def handle_endtag(self, tag: str) -> None:
        if any(name == tag for name, _ in self._open):
            while self._open[-1][0] != tag:
                self._open.pop()
            self._open.pop()

    def handle_data(self, data: str) -> None:
        is_code = any(tag == "pre" for tag, _ in self._open)
        for at, part in enumerate(_GAP_IN_TEXT.split(data)):
            if at % 2:
                self._open[-1][1].append({"tag": "gap", "of": [], "number": int(part)})
            else:
                self._say(part if is_code else _SPACES.sub(" ", part))

    def _say(self, text: str) -> None:
        shown = "".join(each if each == "\n" else _visible(each) for each in text)
        if shown:
            self._open[-1][1].append(shown)
