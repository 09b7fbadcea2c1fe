"""One question as it is shown after its answer: the reader's own, the right one, and why."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import render_template
from flask_babel import gettext
from markupsafe import Markup

from question_bank.kinds import KINDS
from question_bank.kinds.kind import LETTERS
from question_bank.queries.content import statutes
from question_bank.rules.citing import in_words
from question_bank.rules.spellings import in_script_of


@dataclass(frozen=True, slots=True)
class Choice:
    """An option, or a truth without a letter; `earns` is for judgement alone."""

    letter: str
    text: Markup
    is_right: bool
    is_mine: bool
    earns: int | None = None
    feedback: Markup | None = None


@dataclass(frozen=True, slots=True)
class Blank:
    """A gap: what was typed into it, and every spelling that counts."""

    given: Markup
    is_right: bool
    accepted: Sequence[str]


@dataclass(frozen=True, slots=True)
class Step:
    """An item at a place of an ordering; `is_right` where it stands in its own place."""

    text: Markup
    is_right: bool
    feedback: Markup | None = None


@dataclass(frozen=True, slots=True)
class Steps:
    """The order that was given, empty if none was, and the right one."""

    mine: Sequence[Step]
    right: Sequence[Step]

    @property
    def is_right(self) -> bool:
        """Whether every item was given its place."""
        return bool(self.mine) and all(step.is_right for step in self.mine)


@dataclass(frozen=True, slots=True)
class Number:
    """What was typed where a number was asked for; the tolerance where there is one."""

    given: str
    is_right: bool
    right: str
    tolerance: str | None


@dataclass(frozen=True, slots=True)
class Pair:
    """A row of a matching, what goes with it, and what was given to it instead."""

    left: Markup
    right: Markup
    mine: Markup | None
    is_right: bool


@dataclass(frozen=True, slots=True)
class Written:
    """An answer in words, and the lines that it is marked along."""

    given: str
    rubric: Sequence[tuple[str, Markup]]


Json = Mapping[str, Any]
Answers = Sequence[Choice] | Sequence[Blank] | Sequence[Pair] | Steps | Number | Written


def reviewed(
    kind: str, asked: Json, told: Json, key: Json, order: Sequence[int], value: object
) -> Markup:
    """The question's HTML with the answer given and the right one, feedback and rationale.

    `asked` and `told` are of one language; `value` is in the letters of the order, None for none.
    """
    given = {"is_answered": value is not None, "is_key_alone": False}
    return _rendered(kind, asked, told, _ANSWERS[kind](kind, asked, told, key, order, value), given)


def with_key(kind: str, asked: Json, told: Json, key: Json, size: int) -> Markup:
    """The question's HTML with the right answer, feedback and rationale, in the bank's order.

    For who judges it and answers nothing; `asked` and `told` are of one language.
    """
    given = {"is_answered": False, "is_key_alone": True}
    answers = _ANSWERS[kind](kind, asked, told, key, range(size), None)
    return _rendered(kind, asked, told, answers, given)


def _rendered(
    kind: str, asked: Json, told: Json, answers: Answers, given: Mapping[str, bool]
) -> Markup:
    page = render_template(
        f"exam/review/{kind}.html",
        stem=_stored(asked["stem"]),
        rationale=_stored(told["rationale"]) if told["rationale"] else None,
        answers=answers,
        **given,
    )
    return Markup(page)  # noqa: S704 - rendered above


def rests_on(refs: Iterable[str], language: str) -> list[str]:
    """The articles and rules that decide a question, in words."""
    return [in_words(ref, statutes(), language) for ref in refs]


def _choices(
    kind: str, asked: Json, told: Json, key: Json, order: Sequence[int], value: object
) -> list[Choice]:
    mine, right = _several(value), _several(KINDS[kind].right(key, order))
    texts, earns = _texts(asked), key.get("earns")
    return [
        Choice(
            letter=letter,
            text=_stored(texts[index]),
            is_right=letter in right,
            is_mine=letter in mine,
            earns=earns[index] if earns else None,
            feedback=_feedback(told, index),
        )
        for letter, index in zip(LETTERS, order, strict=False)
    ]


def _truths(
    kind: str, asked: Json, told: Json, key: Json, order: Sequence[int], value: object
) -> list[Choice]:
    words = {True: gettext("True"), False: gettext("False")}
    return [
        Choice("", Markup.escape(word), is_right=key["right"] is truth, is_mine=value is truth)
        for truth, word in words.items()
    ]


def _blanks(
    kind: str, asked: Json, told: Json, key: Json, order: Sequence[int], value: object
) -> list[Blank]:
    given = _several(value) or [""] * len(key["blanks"])
    return [
        Blank(
            given=_without_gaps(str(typed)),
            is_right=KINDS[kind].share([typed], {"blanks": [accepted]}, [0], "none") == 1,
            accepted=in_script_of(asked["stem"], accepted),
        )
        for typed, accepted in zip(given, key["blanks"], strict=True)
    ]


def _without_gaps(typed: str) -> Markup:
    """What was typed, so that {{2}} in it is text and no gap of the stem."""
    return Markup.escape(typed).replace("{", Markup("&#123;"))


def _steps(
    kind: str, asked: Json, told: Json, key: Json, order: Sequence[int], value: object
) -> Steps:
    texts = _texts(asked)
    in_bank = [order[LETTERS.index(str(letter))] for letter in _several(value)]
    return Steps(
        mine=[
            Step(_stored(texts[index]), is_right=index == place)
            for place, index in enumerate(in_bank)
        ],
        right=[
            Step(_stored(text), is_right=True, feedback=_feedback(told, index))
            for index, text in enumerate(texts)
        ],
    )


def _number(
    kind: str, asked: Json, told: Json, key: Json, order: Sequence[int], value: object
) -> Number:
    return Number(
        given=str(value or ""),
        is_right=KINDS[kind].share(value, key, order, "none") == 1,
        right=" ".join([key["number"], *key["units"][:1]]),
        tolerance=key["tolerance"] if Decimal(key["tolerance"]) else None,
    )


def _pairs(
    kind: str, asked: Json, told: Json, key: Json, order: Sequence[int], value: object
) -> list[Pair]:
    rights, given = asked["rights"], _several(value) or [None] * len(asked["lefts"])
    chosen = [order[LETTERS.index(str(letter))] if letter else None for letter in given]
    return [
        Pair(
            left=_stored(left),
            right=_stored(rights[row]),
            mine=None if chosen[row] is None else _stored(rights[chosen[row]]),
            is_right=chosen[row] == row,
        )
        for row, left in enumerate(asked["lefts"])
    ]


def _written(
    kind: str, asked: Json, told: Json, key: Json, order: Sequence[int], value: object
) -> Written:
    lines = zip(key["rubric"], map(_stored, told["rubric"]), strict=True)
    return Written(given=str(value or ""), rubric=list(lines))


_ANSWERS: Mapping[str, Callable[[str, Json, Json, Json, Sequence[int], object], Answers]] = {
    "single": _choices,
    "multiple": _choices,
    "judgement": _choices,
    "true_false": _truths,
    "fill_blank": _blanks,
    "ordering": _steps,
    "numeric": _number,
    "matching": _pairs,
    "short_answer": _written,
}


def _several(value: object) -> Sequence[object]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _texts(asked: Json) -> Sequence[str]:
    texts: Sequence[str] = asked.get("options") or asked.get("items") or []
    return texts


def _feedback(told: Json, index: int) -> Markup | None:
    said = told["feedback"][index] if index < len(told["feedback"]) else None
    return _stored(said) if said else None


def _stored(markup: str) -> Markup:
    return Markup(markup)  # noqa: S704 - cleaned when it was stored
