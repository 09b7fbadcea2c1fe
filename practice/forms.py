"""The answer in a submitted form, and the form as it was filled in."""

from collections.abc import Mapping

from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from core.errors import N_
from practice.actions import Unfit
from question_bank.models import Revision
from question_bank.views.asking import answer_from_form

NOTHING: Mapping[str, str] = {"ordering": N_("Give every item a position of its own.")}
OTHERWISE_NOTHING = N_("Nothing was chosen yet.")


class Sent:
    """What stood in the fields when the form was sent, whether or not it is an answer."""

    def __init__(self, form: MultiDict[str, str], slot: str) -> None:
        """Take the fields of one question."""
        self._form = form
        self._name = f"a{slot}"

    def checked(self, choice: str) -> Markup:
        """For a radio button or box."""
        return Markup(" checked") if choice in self._form.getlist(self._name) else Markup()

    def typed(self, blank: int) -> Markup:
        """For a blank: its text, escaped."""
        name = f"{self._name}.{blank}"
        return Markup.escape(self._form.get(name, self._form.get(self._name, "")))

    def placed(self, letter: str, position: int) -> Markup:
        """For an item of an ordering at a position counted from 1."""
        is_here = self._form.get(f"{self._name}.{letter}") == str(position)
        return Markup(" selected") if is_here else Markup()

    def paired(self, row: int, letter: str) -> Markup:
        """For a letter of the right column in a row of the left one."""
        is_here = self._form.get(f"{self._name}.{row}") == letter
        return Markup(" selected") if is_here else Markup()


def answer_in(form: MultiDict[str, str], revision: Revision, slot: str) -> object:
    """The answer, None for "I do not know"; raises Unfit where neither was said."""
    if "unknown" in form:
        return None
    sent = answer_from_form(revision.kind, revision.size, form, slot=slot)
    if sent is None:
        raise Unfit(NOTHING.get(revision.kind, OTHERWISE_NOTHING))
    return sent
