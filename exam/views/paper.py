"""A candidate's paper as HTML: each question is rendered once, then filled in for each form."""

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

from exam.rules.arrivals import Answer
from question_bank.models import Revision
from question_bank.queries import revisions
from question_bank.views.asking import ask_marked

# Private characters that stand, in a rendered question, for what differs from form to form.
SLOT, CHECKED, TYPED, PLACED = "\ue000", "\ue001", "\ue002", "\ue003"
MARK = re.compile(f"([{CHECKED}{TYPED}{PLACED}])([^{CHECKED}{TYPED}{PLACED}]*)\\1")
KEPT = 20_000


class _Marks:
    """Writes marks where the answer would stand."""

    def checked(self, choice: str) -> Markup:
        return Markup(f"{CHECKED}{choice}{CHECKED}")  # noqa: S704 - private characters and a letter

    def typed(self, blank: int) -> Markup:
        return Markup(f"{TYPED}{blank}{TYPED}")  # noqa: S704

    def placed(self, letter: str, position: int) -> Markup:
        return Markup(f"{PLACED}{letter}{position}{PLACED}")  # noqa: S704


def questions_html(
    slots: Sequence[Mapping[str, Any]], language: str, answers: Mapping[int, Answer]
) -> list[Markup]:
    """The questions of a form in its order, with the answers on record filled in."""
    known = _known([slot["revision"] for slot in slots])
    return [
        _filled(
            _question(known[slot["revision"]], language, tuple(slot["order"])),
            number,
            answers.get(number),
        )
        for number, slot in enumerate(slots, start=1)
    ]


def kinds_of(slots: Sequence[Mapping[str, Any]]) -> list[str]:
    """The kind of each question of a form."""
    known = _known([slot["revision"] for slot in slots])
    return [known[slot["revision"]].kind for slot in slots]


_asked: dict[int, "_Asked"] = {}


class _Asked:
    """What of a revision may be shown while an exam runs: no key, no rationale."""

    __slots__ = ("asked", "id", "kind", "size")

    def __init__(self, revision: Revision) -> None:
        self.id = revision.id
        self.kind = revision.kind
        self.asked = revision.asked
        self.size = revision.size


def _known(ids: Sequence[int]) -> dict[int, _Asked]:
    """Revisions never change, so each process reads each of them once."""
    missing = [number for number in ids if number not in _asked]
    if missing:
        if len(_asked) > KEPT:
            _asked.clear()
            _pieces.clear()
        _asked.update({number: _Asked(revision) for number, revision in revisions(missing).items()})
    return _asked


_pieces: dict[tuple[int, str, tuple[int, ...]], str] = {}


def _question(asked: _Asked, language: str, order: tuple[int, ...]) -> str:
    """A question's HTML with marks in it, rendered once for each order of its options."""
    key = (asked.id, language, order)
    if key not in _pieces:
        if len(_pieces) > KEPT:
            _pieces.clear()
        words = asked.asked.get(language) or asked.asked["zh"]
        marked = ask_marked(asked.kind, words, order, slot=SLOT, marks=_Marks())
        _pieces[key] = str(marked)
    return _pieces[key]


@lru_cache(maxsize=KEPT)
def _empty(marked: str) -> str:
    return MARK.sub("", marked)


def _filled(marked: str, number: int, answer: Answer | None) -> Markup:
    value = json.loads(answer.value) if answer else None
    page = _empty(marked) if value is None else MARK.sub(_answerer(value), marked)
    return Markup(page.replace(SLOT, str(number)))  # noqa: S704 - rendered by our own templates


def _answerer(value: object) -> Any:  # noqa: ANN401 - a callable for re.sub
    parts = value if isinstance(value, list) else [value]

    def answered(mark: re.Match[str]) -> str:
        what, where = mark.groups()
        if what == CHECKED:
            chosen = where in parts or {"true": True, "false": False}.get(where, "") in parts
            return " checked" if chosen else ""
        if what == TYPED:
            blank = int(where)
            return str(escape(parts[blank] or "")) if blank < len(parts) else ""
        letter, position = where[0], int(where[1:])
        return " selected" if letter in parts and parts.index(letter) + 1 == position else ""

    return answered
