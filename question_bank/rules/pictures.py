"""Pictures in a question's text: which it names, and where they are shown from."""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from question_bank.rules.source import numbered

_PICTURE = re.compile(
    r"!\[((?:[^\[\]]|\[[^\[\]]{0,100}\]){0,500})\](?:\(\s{0,9}<?([^)>\s]{0,500})|\[[^\]]{0,100}\])"
)
_KEPT = re.compile(
    r"media/(?:[A-Za-z0-9_\u4e00-\u9fff][A-Za-z0-9_.\u4e00-\u9fff-]*/)*"
    r"[A-Za-z0-9_\u4e00-\u9fff][A-Za-z0-9_.\u4e00-\u9fff-]*"
)
_TICKS = re.compile(r"`+")
_SHOWN = re.compile(r'<img((?: [a-z]+="[^"]*")*) ?/?>')
_VALUE = re.compile(r' ([a-z]+)="([^"]*)"')
_LONGEST_NAME = 120


@dataclass(frozen=True)
class Mention:
    """A picture that a text names: in which line of it, and with which caption."""

    line: int
    name: str
    caption: str


class Place(NamedTuple):
    """Where a picture is shown from, and how large it is."""

    address: str
    width: int
    height: int


def mentions(text: str) -> Iterator[Mention]:
    """The pictures of a text, in order; what stands in code is text."""
    if "![" not in text:
        return
    for line in numbered(text).lines:
        plain = "" if line.fenced else _without_code(line.text)
        for found in _PICTURE.finditer(plain):
            yield Mention(line.number, found[2] or "", found[1].strip())


def is_kept_name(name: str) -> bool:
    """Whether a picture may have this name: a path under the file's own media folder."""
    return len(name) <= _LONGEST_NAME and bool(_KEPT.fullmatch(name))


def names_in(parts: object) -> set[str]:
    """The names of all pictures in a question's parts, which hold Markdown."""
    return {
        mention.name
        for text in _texts(parts)
        for mention in mentions(text)
        if is_kept_name(mention.name)
    }


def placed(parts: Any, places: Mapping[str, Place]) -> Any:  # noqa: ANN401 - JSON of a kind
    """The same parts, which hold HTML, with every picture shown from its place.

    A picture that has none is its caption: nothing is ever loaded from elsewhere.
    """
    if isinstance(parts, str):
        if "<img" not in parts:
            return parts
        return _SHOWN.sub(lambda image: _image(image[1], places), parts)
    if isinstance(parts, Mapping):
        return {name: placed(part, places) for name, part in parts.items()}
    return [placed(each, places) for each in parts] if isinstance(parts, list) else parts


def _texts(parts: object) -> Iterator[str]:
    if isinstance(parts, str):
        yield parts
    elif isinstance(parts, Mapping):
        yield from (text for part in parts.values() for text in _texts(part))
    elif isinstance(parts, list):
        yield from (text for part in parts for text in _texts(part))


def _image(markup: str, places: Mapping[str, Place]) -> str:
    values = dict(_VALUE.findall(markup))
    caption = values.get("alt", "")
    place = places.get(html.unescape(values.get("src", "")))
    if place is None:
        return f"<em>{caption}</em>"
    size = f'width="{place.width}" height="{place.height}"'
    return f'<img alt="{caption}" src="{place.address}" {size}>'


def _without_code(text: str) -> str:
    """Code spans taken out: from a run of backticks to the next of the same length."""
    runs = list(_TICKS.finditer(text))
    last = {len(run[0]): run for run in runs}
    kept, at = [], 0
    opening: re.Match[str] | None = None
    for run in runs:
        if opening is None and run.start() < last[len(run[0])].start():
            kept.append(text[at : run.start()])
            opening = run
        elif opening and len(run[0]) == len(opening[0]):
            at, opening = run.end(), None
    return "".join([*kept, text[at:]])
