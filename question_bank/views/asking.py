"""One question as it is asked on any page: self-check, practice, preview, exam."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from flask import render_template
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from question_bank.kinds.kind import LETTERS


class Marks(Protocol):
    """What stands in a question's fields in the place of the answer."""

    def checked(self, choice: str) -> Markup:
        """For a radio button or box."""

    def typed(self, blank: int) -> Markup:
        """For the text of a blank."""

    def placed(self, letter: str, position: int) -> Markup:
        """For an item of an ordering at a position counted from 1."""


def ask(
    kind: str, asked: Mapping[str, Any], order: Sequence[int], *, slot: str, value: object = None
) -> Markup:
    """The question with the answer given so far; its fields are a<slot> or a<slot>.<part>."""
    return ask_marked(kind, asked, order, slot=slot, marks=Given(value))


def ask_marked(
    kind: str, asked: Mapping[str, Any], order: Sequence[int], *, slot: str, marks: Marks
) -> Markup:
    """As `ask`, with whatever the marks write in the place of the answer."""
    options = asked.get("options") or asked.get("items") or []
    page = render_template(
        f"exam/answers/{kind}.html",
        slot=slot,
        stem=Markup(asked["stem"]),  # noqa: S704 - cleaned when it was stored
        options=[
            (LETTERS[position], Markup(options[index]))  # noqa: S704
            for position, index in enumerate(order)
            if index < len(options)
        ],
        blanks=len(order),
        given=marks,
    )
    return Markup(page)  # noqa: S704


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
        given = self._value if isinstance(self._value, list) else []
        text = Markup.escape(given[blank] or "" if blank < len(given) else "")
        return text.replace("{", Markup("&#123;"))

    def placed(self, letter: str, position: int) -> Markup:
        """For an item of an ordering at a position counted from 1."""
        given = self._value if isinstance(self._value, list) else []
        at = given.index(letter) + 1 if letter in given else 0
        return Markup(" selected") if at == position else Markup()


def _same(choice: str, given: Sequence[object]) -> bool:
    words = {"true": True, "false": False}
    return choice in given or (choice in words and any(value is words[choice] for value in given))


def answer_from_form(kind: str, size: int, form: MultiDict[str, str], *, slot: str) -> object:
    """The value that a submitted form holds for a question; None where nothing was chosen.

    The value is not checked: the kind's `read` does that.
    """
    name = f"a{slot}"
    if kind == "true_false":
        return {"true": True, "false": False}.get(form.get(name, ""))
    if kind == "multiple":
        return form.getlist(name) or None
    if kind == "fill_blank":
        typed = [form.get(f"{name}.{blank}", "").strip() for blank in range(size)]
        return typed if any(typed) else None
    if kind == "ordering":
        return _ordered(form, name, size)
    return form.get(name)


def _ordered(form: MultiDict[str, str], name: str, size: int) -> list[str] | None:
    """Letters in the order of the positions chosen; None unless every position is taken once."""
    chosen = {letter: form.get(f"{name}.{letter}", "") for letter in LETTERS[:size]}
    places = {place: letter for letter, place in chosen.items()}
    wanted = [str(place) for place in range(1, size + 1)]
    return [places[place] for place in wanted] if set(places) == set(wanted) else None
