"""The last touches to a module's HTML: what its blocks are called, and what only writers need."""

import re

HEADINGS = {
    "zh": {"do": "这样说", "dont": "不这样说"},
    "en": {"do": "Say", "dont": "Do not say"},
}
_OBJECTIVES = {"zh": "学完以后", "en": "What you will be able to do"}
_EXAMPLE = {"zh": "示例", "en": "Example"}
_FACTS_IN_CAPTION = re.compile(r"\s*\[F-[^\]<]+\](?=</figcaption>)")


def finished(markup: str, language: str) -> str:
    """Name objectives and examples, and leave out the fact ids that stand in captions."""
    named = markup.replace(
        '<div class="objectives">', f'<div class="objectives"><h2>{_OBJECTIVES[language]}</h2>'
    ).replace(
        '<section class="example">',
        f'<section class="example"><p class="eyebrow">{_EXAMPLE[language]}</p>',
    )
    return _FACTS_IN_CAPTION.sub("", named)
