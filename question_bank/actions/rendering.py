"""A question's words as safe HTML: what is stored, and what a preview shows."""

import re
from collections.abc import Mapping
from typing import Any

from core.markdown import plain, rendered, rendered_inline
from question_bank.kinds.fill_blank import placed
from question_bank.rules.folding import fold

_GAP = re.compile("\x0e([0-9]+)\x0e")


def asked(kind: str, texts: Mapping[str, Any]) -> dict[str, Any]:
    """What a candidate is shown; {{1}} in a fill-in stem is a gap, and only that."""
    return {name: _asked(kind, name, value) for name, value in texts.items()}


def told(texts: Mapping[str, Any]) -> dict[str, Any]:
    """What is shown after release: the rationale, feedback where there is any, a rubric."""
    return {name: _told(name, value) for name, value in texts.items()}


def words(asked_by_language: Mapping[str, Mapping[str, object]]) -> str:
    """All words that a candidate may see, in all languages, folded for search."""
    parts = [each for asked in asked_by_language.values() for each in _markup(asked)]
    return "\n".join(fold(plain(each)) for each in parts)


def _asked(kind: str, name: str, value: Any) -> Any:  # noqa: ANN401 - JSON of a kind
    if name == "parts":
        return [
            {"id": part["id"], "kind": part["kind"]}
            | asked(part["kind"], {key: part[key] for key in part if key not in ("id", "kind")})
            for part in value
        ]
    if name == "stem":
        return _with_gaps(value) if kind == "fill_blank" else rendered(value)
    return _inline(value)


def _told(name: str, value: Any) -> Any:  # noqa: ANN401
    if name == "parts":
        return [told(part) for part in value]
    if name == "rationale":
        return rendered(value) if value else None
    return _inline(value)


def _inline(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, list):
        return [_inline(each) for each in value]
    return None if value is None else rendered_inline(str(value))


def _markup(asked: Mapping[str, Any]) -> list[str]:
    """Every piece of HTML in what is asked, parts of a case included."""
    return [
        text
        for name, value in asked.items()
        if name not in ("id", "kind")
        for each in (value if isinstance(value, list) else [value])
        for text in (_markup(each) if isinstance(each, Mapping) else [str(each)])
    ]


def _with_gaps(stem: str) -> str:
    """Gaps travel as a character that no stored text holds, so braces in the text stay text."""
    markup = rendered(placed(stem, lambda number: f"\x0e{number}\x0e"))
    return _GAP.sub(r"{{\1}}", markup.replace("{{", "&#123;{"))
