"""One question as it is asked on any page: self-check, practice, preview, exam."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from flask import render_template
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from question_bank.kinds import KINDS
from question_bank.kinds.kind import LETTERS

GAP = re.compile(r"\{\{[0-9]+\}\}")


class Marks(Protocol):
    """What stands in a question's fields in the place of the answer."""

    def checked(self, choice: str) -> Markup:
        """For a radio button or box."""

    def typed(self, blank: int) -> Markup:
        """For the text of a blank."""

    def placed(self, letter: str, position: int) -> Markup:
        """For an item of an ordering at a position counted from 1."""

    def paired(self, row: int, letter: str) -> Markup:
        """For a letter of the right column in a row of the left one."""


def ask(
    kind: str, asked: Mapping[str, Any], order: Sequence[int], *, slot: str, value: object = None
) -> Markup:
    """The question with the answer given so far; its fields are a<slot> or a<slot>.<part>."""
    return ask_marked(kind, asked, order, slot=slot, marks=Given(value))


def ask_marked(
    kind: str, asked: Mapping[str, Any], order: Sequence[int], *, slot: str, marks: Marks
) -> Markup:
    """As `ask`, with whatever the marks write in the place of the answer."""
    options = asked.get("options") or asked.get("items") or asked.get("rights") or []
    page = render_template(
        f"exam/answers/{kind}.html",
        slot=slot,
        stem=_stored(asked["stem"]),
        options=[
            (LETTERS[position], _stored(options[index]))
            for position, index in enumerate(order)
            if index < len(options)
        ],
        rows=[_stored(left) for left in asked.get("lefts", [])],
        heads=[_stored(head) for head in asked.get("heads", [])],
        unit=_stored(asked.get("unit", "")),
        parts=_parts(asked.get("parts", []), slot),
        blanks=len(order),
        given=marks,
    )
    return Markup(page)  # noqa: S704 - rendered above


def _parts(parts: Sequence[Mapping[str, Any]], slot: str) -> list[Markup]:
    """The parts of a case, for a look at it; on a form each is a slot of its own."""
    return [
        ask(
            part["kind"],
            part,
            shown_order(part["kind"], size_of(part)),
            slot=f"{slot}-{part['id']}",
        )
        for part in parts
    ]


def size_of(asked: Mapping[str, Any]) -> int:
    """How many options, blanks or items a question shows, where only what is asked is at hand."""
    listed = asked.get("options") or asked.get("items") or asked.get("rights")
    return len(listed) if listed else max(1, len(GAP.findall(asked["stem"])))


def shown_order(kind: str, size: int) -> Sequence[int]:
    """The order in which a look shows options; what is always mixed never in its right order."""
    return range(size)[::-1] if KINDS[kind].always_shuffled else range(size)


def _stored(markup: str) -> Markup:
    return Markup(markup)  # noqa: S704 - cleaned when it was stored


class Given:
    """The answer given so far, as the attributes that show it."""

    def __init__(self, value: object) -> None:
        """Take a value as the journal keeps it; None for no answer."""
        self._value = value

    def checked(self, choice: str) -> Markup:
        """For a radio button or box."""
        given = self._value if isinstance(self._value, list) else [self._value]
        return Markup(" checked") if _same(choice, given) else Markup()

    def typed(self, blank: int) -> Markup:
        """For a blank: its text, escaped."""
        given = self._value if isinstance(self._value, list) else [self._value]
        text = Markup.escape(given[blank] or "" if blank < len(given) else "")
        return text.replace("{", Markup("&#123;"))

    def placed(self, letter: str, position: int) -> Markup:
        """For an item of an ordering at a position counted from 1."""
        given = self._value if isinstance(self._value, list) else []
        at = given.index(letter) + 1 if letter in given else 0
        return Markup(" selected") if at == position else Markup()

    def paired(self, row: int, letter: str) -> Markup:
        """For a letter of the right column in a row of the left one."""
        given = self._value if isinstance(self._value, list) else []
        return Markup(" selected") if row < len(given) and given[row] == letter else Markup()


def _same(choice: str, given: Sequence[object]) -> bool:
    words = {"true": True, "false": False}
    return choice in given or (choice in words and any(value is words[choice] for value in given))


def answer_from_form(kind: str, size: int, form: MultiDict[str, str], *, slot: str) -> object:
    """The value that a submitted form holds for a question; None where nothing was chosen.

    The value is not checked: the kind's `read` does that.
    """
    name = f"a{slot}"
    sent = {
        field.removeprefix(name): values
        for field, values in form.lists()
        if field == name or field.startswith(f"{name}.")
    }
    return KINDS[kind].from_form(sent, size)
