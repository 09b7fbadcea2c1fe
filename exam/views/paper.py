"""A candidate's paper as HTML: each part is rendered once, then filled in for each paper."""

import json
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any

from flask import render_template
from markupsafe import Markup, escape

from core.language import current
from exam.rules.arrivals import Answer
from exam.rules.slots import question_of
from question_bank.models import Revision
from question_bank.queries.questions import revisions
from question_bank.views.asking import ask_marked

# Private characters that stand, in a rendered part, for what differs from paper to paper.
SLOT, BEFORE, AFTER = "\ue000", "\ue004", "\ue005"
CHECKED, TYPED, PLACED, PAIRED = "\ue001", "\ue002", "\ue003", "\ue006"
WHAT = f"{CHECKED}{TYPED}{PLACED}{PAIRED}"
MARK = re.compile(f"([{WHAT}])([^{WHAT}]*)\\1")
NEIGHBOURS = re.compile(f"([{BEFORE}{AFTER}])")
KEPT = 60_000
UNANSWERED = ("null", "[]")
CASE = "case"


class _Marks:
    """Writes marks where the answer would stand."""

    def checked(self, choice: str) -> Markup:
        return Markup(f"{CHECKED}{choice}{CHECKED}")  # noqa: S704 - private characters and a letter

    def typed(self, blank: int) -> Markup:
        return Markup(f"{TYPED}{blank}{TYPED}")  # noqa: S704

    def placed(self, letter: str, position: int) -> Markup:
        return Markup(f"{PLACED}{letter}{position}{PLACED}")  # noqa: S704

    def paired(self, row: int, letter: str) -> Markup:
        return Markup(f"{PAIRED}{letter}{row}{PAIRED}")  # noqa: S704


class _Asked:
    """What of a revision may be shown while an exam runs: no key, no rationale."""

    __slots__ = ("asked", "id", "kind", "part_kinds")

    def __init__(self, revision: Revision) -> None:
        self.id = revision.id
        self.kind = revision.kind
        self.asked = revision.asked
        parts = range(revision.size if revision.kind == CASE else 0)
        self.part_kinds = [question_of({"part": part}, revision).kind for part in parts]

    def kind_of(self, part: int | None) -> str:
        return self.kind if part is None else self.part_kinds[part]

    def words(self, language: str) -> Mapping[str, Any]:
        words: Mapping[str, Any] = self.asked.get(language) or self.asked["zh"]
        return words


_asked: dict[int, _Asked] = {}
_parts: dict[tuple[object, ...], str] = {}


def is_given(answer: Answer | None) -> bool:
    """Whether there is an answer that was not cleared."""
    return answer is not None and answer.value not in UNANSWERED


def kinds_of(slots: Sequence[Mapping[str, Any]]) -> list[str]:
    """The kind of each question of a form."""
    known = _known(slots)
    return [known[slot["revision"]].kind_of(slot.get("part")) for slot in slots]


def questions_html(
    slots: Sequence[Mapping[str, Any]],
    language: str,
    answers: Mapping[int, Answer],
    flags: Collection[int],
    *,
    shown: Collection[int],
) -> bytes:
    """The questions with these numbers, with answers and flags on record filled in, as UTF-8."""
    known, words, last = _known(slots), current(), len(slots)
    return b"".join(
        _filled(
            _question(
                known[slot["revision"]],
                (
                    language,
                    words,
                    slot.get("part"),
                    tuple(slot["order"]),
                    slot["points"],
                    "last" if number == last else "first" if number == 1 else "middle",
                    number in flags,
                ),
            ),
            number,
            answers.get(number),
        )
        for number, slot in enumerate(slots, start=1)
        if number in shown
    )


def cells_html(count: int, answers: Mapping[int, Answer], flags: Collection[int]) -> bytes:
    """The overview's cells, as UTF-8."""
    words = current()
    if not answers and not flags:
        return _blank_cells(words, count)
    return "".join(
        _cell(words, is_given(answers.get(at)), at in flags).replace(SLOT, str(at))
        for at in range(1, count + 1)
    ).encode()


@lru_cache(maxsize=100)
def _blank_cells(words: str, count: int) -> bytes:
    cell = _cell(words, False, False)  # noqa: FBT003
    return "".join(cell.replace(SLOT, str(at)) for at in range(1, count + 1)).encode()


def _known(slots: Sequence[Mapping[str, Any]]) -> dict[int, _Asked]:
    """Revisions never change, so each process reads each of them once."""
    missing = {slot["revision"] for slot in slots} - _asked.keys()
    if missing:
        if len(_asked) > KEPT:
            _asked.clear()
        _asked.update({at: _Asked(revision) for at, revision in revisions(missing).items()})
    return _asked


def _question(asked: _Asked, how: tuple[Any, ...]) -> str:
    """A question's section with marks in it, rendered once for each way in which it is shown."""
    key = (asked.id, *how)
    if key not in _parts:
        language, _words, part, order, points, place, is_flagged = how
        if len(_parts) > KEPT:
            _parts.clear()
        kind, text = asked.kind_of(part), asked.words(language)
        own = text if part is None else text["parts"][part]
        _parts[key] = render_template(
            "exam/_question.html",
            slot=SLOT,
            before=BEFORE,
            after=AFTER,
            kind=kind,
            case=None if part is None else Markup(text["stem"]),  # noqa: S704 - as it was stored
            part=part,
            parts=len(asked.part_kinds),
            points=points,
            place=place,
            is_flagged=is_flagged,
            question=ask_marked(kind, own, order, slot=SLOT, marks=_Marks()),
        )
    return _parts[key]


def _cell(words: str, is_answered: bool, is_flagged: bool) -> str:  # noqa: FBT001
    key = ("cell", words, is_answered, is_flagged)
    if key not in _parts:
        _parts[key] = render_template(
            "exam/_cell.html", slot=SLOT, is_answered=is_answered, is_flagged=is_flagged
        )
    return _parts[key]


@lru_cache(maxsize=KEPT)
def _blank(marked: str) -> tuple[list[list[bytes]], list[str]]:
    """A question without an answer, cut where numbers stand: texts, and the marks between them.

    Each text is cut again where its own number stands. So a paper is put together in one pass.
    """
    cut = NEIGHBOURS.split(MARK.sub("", marked))
    return [[part.encode() for part in text.split(SLOT)] for text in cut[::2]], cut[1::2]


def _filled(marked: str, number: int, answer: Answer | None) -> bytes:
    """Numbers first: what somebody typed may hold the very characters that stand for them."""
    value = json.loads(answer.value) if answer else None
    if value is None:
        return _left_blank(marked, number)
    return MARK.sub(_answerer(value), _numbered(marked, number)).encode()


def _left_blank(marked: str, number: int) -> bytes:
    texts, neighbours = _blank(marked)
    own = b"%d" % number
    parts = [own.join(texts[0])]
    for neighbour, text in zip(neighbours, texts[1:], strict=True):
        parts += (b"%d" % (number - 1 if neighbour == BEFORE else number + 1), own.join(text))
    return b"".join(parts)


def _numbered(marked: str, number: int) -> str:
    numbers = ((SLOT, number), (BEFORE, number - 1), (AFTER, number + 1))
    for character, stands_for in numbers:
        marked = marked.replace(character, str(stands_for))
    return marked


def _answerer(value: object) -> Callable[[re.Match[str]], str]:
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
        if what == PAIRED:
            return " selected" if position < len(parts) and parts[position] == letter else ""
        return " selected" if letter in parts and parts.index(letter) + 1 == position else ""

    return answered
