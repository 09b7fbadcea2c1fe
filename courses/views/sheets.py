"""The answers in the submitted sheet of a quiz or a test."""

import json
from collections.abc import Iterable
from typing import Protocol

from werkzeug.datastructures import MultiDict

from core.errors import N_, Refused
from question_bank.kinds import KINDS
from question_bank.kinds.kind import Unreadable
from question_bank.views.asking import answer_from_form


class Placed(Protocol):
    """A question at its place on a sheet, as far as reading its fields needs it."""

    @property
    def number(self) -> int:
        """Its place, counted from 1."""

    @property
    def kind(self) -> str:
        """Its kind by name."""

    @property
    def size(self) -> int:
        """How many options, blanks or items it shows."""


def changed_in(form: MultiDict[str, str], slots: Iterable[Placed]) -> dict[int, object]:
    """What the sheet says otherwise than when it was shown, by place.

    A sheet names its questions in `q` and what stood in each in `was<number>`; so a page left
    open takes back nothing that was answered elsewhere since. Without `was` all of it is taken.
    """
    asked = set(form.getlist("q"))
    read = {each.number: _read(form, each) for each in slots if str(each.number) in asked}
    return {
        number: value
        for number, value in read.items()
        if form.get(f"was{number}") != json.dumps(value, ensure_ascii=False)
    }


def _read(form: MultiDict[str, str], slot: Placed) -> object:
    kind, size = slot.kind, slot.size
    try:
        return KINDS[kind].read(answer_from_form(kind, size, form, slot=str(slot.number)), size)
    except Unreadable as problem:
        raise Refused(N_("We could not read that answer. Please choose again.")) from problem
