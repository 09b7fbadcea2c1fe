"""The last touches to a module's HTML: what its blocks are called, and where links lead to."""

import html
import re
from itertools import count

HEADINGS = {
    "zh": {"do": "这样说", "dont": "不这样说"},
    "en": {"do": "Say", "dont": "Do not say"},
}
_OBJECTIVES = {"zh": "学完以后", "en": "What you will be able to do"}
_EXAMPLE = {"zh": "示例", "en": "Example"}
_TABLE = {"zh": "表", "en": "Table"}
_FACTS_IN_CAPTION = re.compile(r"\s*\[F-[^\]<]+\](?=</figcaption>)")
_HEADING = re.compile(r"<h2>")
_FACTS_IN_HEADING = re.compile(r"<(h[2-6])>([^\n]*?)\s*\[((?:F-|[0-9]+\.[0-9])[^\]<]*)\](?=</\1>)")
_LAW = re.compile(
    r'<figure class="law">((?:(?!</figure>).)*?)\s*\[(F-[^\]<]+)\](?=</figcaption>)', re.DOTALL
)
_SECTION = re.compile(r'<h2 id="[^"]*">(.*?)</h2>', re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_TABLE_BOX = '<div class="table-responsive" role="region" tabindex="0"'


def finished(markup: str, language: str) -> str:
    """Name objectives, examples and tables; make a place of each section and of each fact's law.

    A fact id that stands in the caption of a law is the id of its place, and is not shown. Of a
    fact without a law, the place is the first heading that ends with its id.
    """
    named = (
        _with_places(markup)
        .replace(
            '<div class="objectives">', f'<div class="objectives"><h2>{_OBJECTIVES[language]}</h2>'
        )
        .replace(
            '<section class="example">',
            f'<section class="example"><p class="eyebrow">{_EXAMPLE[language]}</p>',
        )
    )
    return _with_tables(named, language)


def section_of(markup: str, anchor: str) -> str | None:
    """The heading of the section that a place of a finished page is in, or is the heading of."""
    at = markup.find(f' id="{html.escape(anchor)}"')
    before = [each[1] for each in _SECTION.finditer(markup) if each.start() < at]
    return html.unescape(_TAG.sub("", before[-1])).strip() if before else None


def _with_places(markup: str) -> str:
    known: set[str] = set()
    stated = _FACTS_IN_CAPTION.sub("", _LAW.sub(lambda law: _law(law, known), markup))
    told = _FACTS_IN_HEADING.sub(lambda heading: _heading(heading, known), stated)
    sections = count(1)
    return _HEADING.sub(lambda _: f'<h2 id="s{next(sections)}">', told)


def _law(law: re.Match[str], known: set[str]) -> str:
    return f'<figure class="law">{_new_places(law[2], known)}{law[1]}'


def _heading(heading: re.Match[str], known: set[str]) -> str:
    return f"<{heading[1]}>{_new_places(heading[3], known)}{heading[2]}"


def _new_places(listed: str, known: set[str]) -> str:
    """Places for the facts that have none yet: the first that names a fact is its place."""
    facts = [each for each in re.split(r"[,，、\s]+", listed) if each and each not in known]
    known.update(facts)
    return "".join(f'<span id="{html.escape(fact)}"></span>' for fact in facts)


def _with_tables(markup: str, language: str) -> str:
    """Each scrolling table is a landmark and needs a name; an empty corner heads nothing."""
    first, *others = markup.split(_TABLE_BOX)
    boxes = [
        f'{_TABLE_BOX} aria-label="{_TABLE[language]} {number}"{rest}'
        for number, rest in enumerate(others, start=1)
    ]
    return "".join([first, *boxes]).replace('<th scope="col"></th>', "<td></td>")
