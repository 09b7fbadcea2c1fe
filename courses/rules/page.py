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
_LAW = re.compile(
    r'<figure class="law">((?:(?!</figure>).)*?)\s*\[(F-[^\]<]+)\](?=</figcaption>)', re.DOTALL
)
_TABLE_BOX = '<div class="table-responsive" role="region" tabindex="0"'


def finished(markup: str, language: str) -> str:
    """Name objectives, examples and tables; make a place of each section and of each fact's law.

    A fact id that stands in the caption of a law is the id of its place, and is not shown.
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


def _with_places(markup: str) -> str:
    sections = count(1)
    placed = _HEADING.sub(lambda _: f'<h2 id="s{next(sections)}">', markup)
    known: set[str] = set()
    return _FACTS_IN_CAPTION.sub("", _LAW.sub(lambda law: _law(law, known), placed))


def _law(law: re.Match[str], known: set[str]) -> str:
    """The first block that states a fact is its place."""
    facts = [each for each in re.split(r"[,，、\s]+", law[2]) if each and each not in known]
    known.update(facts)
    places = "".join(f'<span id="{html.escape(fact)}"></span>' for fact in facts)
    return f'<figure class="law">{places}{law[1]}'


def _with_tables(markup: str, language: str) -> str:
    """Each scrolling table is a landmark and needs a name; an empty corner heads nothing."""
    first, *others = markup.split(_TABLE_BOX)
    boxes = [
        f'{_TABLE_BOX} aria-label="{_TABLE[language]} {number}"{rest}'
        for number, rest in enumerate(others, start=1)
    ]
    return "".join([first, *boxes]).replace('<th scope="col"></th>', "<td></td>")
