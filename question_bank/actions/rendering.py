"""A question's words as safe HTML: what is stored, and what a preview shows."""

import re
from collections.abc import Mapping

from core.markdown import plain, rendered, rendered_inline
from question_bank.kinds.fill_blank import placed

_GAP = re.compile("\x0e([0-9]+)\x0e")


def asked(kind: str, parts: Mapping[str, object]) -> dict[str, object]:
    """What a candidate is shown; {{1}} in a fill-in stem is a gap, and only that."""
    stem = str(parts["stem"])
    shown = _with_gaps(stem) if kind == "fill_blank" else rendered(stem)
    lists = {name: _inline(texts) for name, texts in parts.items() if isinstance(texts, list)}
    return {"stem": shown, **lists}


def told(parts: Mapping[str, object]) -> dict[str, object]:
    """What is shown after release: the rationale, and feedback where there is any."""
    rationale, feedback = parts["rationale"], parts["feedback"]
    return {
        "rationale": rendered(rationale) if isinstance(rationale, str) else None,
        "feedback": _inline(feedback) if isinstance(feedback, list) else [],
    }


def words(asked_by_language: Mapping[str, Mapping[str, object]]) -> str:
    """All words that a candidate may see, in all languages, folded for search."""
    return plain(" ".join(_markup(parts) for parts in asked_by_language.values())).casefold()


def _markup(parts: Mapping[str, object]) -> str:
    values = (value if isinstance(value, list) else [value] for value in parts.values())
    return " ".join(str(each) for value in values for each in value)


def _inline(texts: list[object]) -> list[str | None]:
    return [None if text is None else rendered_inline(str(text)) for text in texts]


def _with_gaps(stem: str) -> str:
    """Gaps travel as a character that no stored text holds, so braces in the text stay text."""
    markup = rendered(placed(stem, lambda number: f"\x0e{number}\x0e"))
    return _GAP.sub(r"{{\1}}", markup.replace("{{", "&#123;{"))
