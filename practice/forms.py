"""What people send: the answer to a question, and a goal."""

from collections.abc import Mapping
from typing import NamedTuple

from flask_babel import lazy_gettext as _
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import UnprocessableEntity
from wtforms import DateField, RadioField, SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Optional

from core.errors import N_
from core.forms import Form
from core.http import LARGEST_ID
from practice.actions.answering import Unfit
from practice.rules.aims import NUMBERS
from question_bank.models import Revision
from question_bank.views.asking import answer_from_form

NOTHING: Mapping[str, str] = {"ordering": N_("Give every item a position of its own.")}
OTHERWISE_NOTHING = N_("Nothing was chosen yet.")


class GoalForm(Form):
    """The day to practise towards, and how many questions a day."""

    on = DateField(
        _("Day of the exam"),
        description=_("Leave it empty to follow the next exam you are registered for."),
        validators=[Optional()],
    )
    daily = RadioField(
        _("Questions a day, at most"),
        choices=[SelectChoice(number, str(number)) for number in NUMBERS],
        coerce=int,
        validators=[InputRequired()],
    )


def number_in(text: str) -> int:
    """A number that a page sent, from 0 to the largest id; raises UnprocessableEntity."""
    fits = text.isdecimal() and len(text) <= len(str(LARGEST_ID)) and int(text) <= LARGEST_ID
    if not fits:
        raise UnprocessableEntity
    return int(text)


class Flag(NamedTuple):
    """A flag that goes up or down at a place."""

    is_up: bool
    number: int


def flag_in(text: str) -> Flag:
    """The flag that a page sent; raises UnprocessableEntity."""
    way, _dash, number = text.partition("-")
    if way not in ("up", "down"):
        raise UnprocessableEntity
    return Flag(way == "up", number_in(number))


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
