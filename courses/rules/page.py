"""The last touches to a module's HTML: what its blocks are called, and what only writers need."""

import re

HEADINGS = {
    "zh": {"do": "这样说", "dont": "不这样说"},
    "en": {"do": "Say", "dont": "Do not say"},
}
_OBJECTIVES = {"zh": "学完以后", "en": "What you will be able to do"}
_EXAMPLE = {"zh": "示例", "en": "Example"}
_TABLE = {"zh": "表", "en": "Table"}
_FACTS_IN_CAPTION = re.compile(r"\s*\[F-[^\]<]+\](?=</figcaption>)")
_TABLE_BOX = '<div class="table-responsive" role="region" tabindex="0"'


def finished(markup: str, language: str) -> str:
    """Name objectives, examples and tables, and leave out the fact ids that stand in captions."""
    named = markup.replace(
        '<div class="objectives">', f'<div class="objectives"><h2>{_OBJECTIVES[language]}</h2>'
    ).replace(
        '<section class="example">',
        f'<section class="example"><p class="eyebrow">{_EXAMPLE[language]}</p>',
    )
    return _FACTS_IN_CAPTION.sub("", _with_tables(named, language))


def _with_tables(markup: str, language: str) -> str:
    """Each scrolling table is a landmark and needs a name; an empty corner heads nothing."""
    first, *others = markup.split(_TABLE_BOX)
    boxes = [
        f'{_TABLE_BOX} aria-label="{_TABLE[language]} {number}"{rest}'
        for number, rest in enumerate(others, start=1)
    ]
    return "".join([first, *boxes]).replace('<th scope="col"></th>', "<td></td>")
