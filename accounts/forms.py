"""What people type about accounts."""

from collections.abc import Iterable

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, HiddenField, PasswordField, RadioField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from accounts.models import Unit
from accounts.rules.conflicts import CONFLICT_NAMES, Conflict
from accounts.rules.duties import ROLE_NAMES, Role
from accounts.rules.names import tidy_remark
from accounts.rules.units import UNIT_LEVELS
from core.forms import Form
from core.language import current

LARGEST_ID = 2**31 - 1


class SignInForm(Form):
    """Name and password."""

    login = StringField(
        _("Staff number or name for signing in"),
        validators=[InputRequired(), Length(max=64)],
        render_kw={"autocomplete": "username", "autocapitalize": "none"},
    )
    password = PasswordField(
        _("Password"),
        validators=[InputRequired(), Length(max=256)],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()


class NewPasswordForm(Form):
    """A new password, typed once: it can be shown, so it need not be typed twice."""

    password = PasswordField(
        _("New password"),
        description=_("At least 10 characters. A few words that do not belong together are good."),
        validators=[InputRequired(), Length(min=10, max=128)],
        render_kw={"autocomplete": "new-password"},
    )


class ChangePasswordForm(Form):
    """The present password and a new one."""

    old = PasswordField(
        _("Present password"),
        validators=[InputRequired(), Length(max=256)],
        render_kw={"autocomplete": "current-password"},
    )
    new = PasswordField(
        _("New password"),
        description=_("At least 10 characters. A few words that do not belong together are good."),
        validators=[InputRequired(), Length(min=10, max=128)],
        render_kw={"autocomplete": "new-password"},
    )


class SchemeForm(Form):
    """Light, dark, or as the device says."""

    scheme = RadioField(
        _("Colours"),
        choices={"": "", "light": "", "dark": ""},
    )


def row_number(value: object) -> int:
    """A row's number as it was sent; one that no row can have is no number."""
    number = int(str(value))
    if not 0 < number <= LARGEST_ID:
        raise ValueError("No row has such a number.")
    return number


def tidied(text: str | None) -> str | None:
    """A remark without anything unseen in it."""
    return tidy_remark(text) if text else text


def unit_choices(units: Iterable[Unit]) -> list[tuple[int, str]]:
    """Units to choose from, set in by their level, in the reader's language."""
    return [
        (
            unit.id,
            "\N{IDEOGRAPHIC SPACE}" * UNIT_LEVELS.index(unit.level)
            + (unit.name if current() == "zh_Hans" else unit.name_en),
        )
        for unit in units
    ]


def role_choices() -> list[tuple[str, str]]:
    """All roles, in the reader's language."""
    return [(str(role), gettext(name)) for role, name in ROLE_NAMES.items()]


def conflict_choices() -> list[tuple[str, str]]:
    """Every conflict that may be waived, in the reader's language."""
    return [(str(conflict), gettext(name)) for conflict, name in CONFLICT_NAMES.items()]


class ParticularsForm(Form):
    """Somebody's name and unit. Whether the unit is under the actor is the action's to say."""

    name = StringField(
        _("Name"), validators=[InputRequired(), Length(max=64)], render_kw={"autocomplete": "off"}
    )
    unit_id = SelectField(_("Unit"), coerce=row_number, validate_choice=False)


class PersonForm(ParticularsForm):
    """Somebody new."""

    login = StringField(
        _("Staff number or name for signing in"),
        description=_("2 to 64 letters a–z, digits or . _ @ -"),
        validators=[InputRequired(), Length(max=64)],
        render_kw={"autocomplete": "off", "autocapitalize": "none"},
    )


class UnitForm(Form):
    """A new unit below another."""

    code = StringField(
        _("Unit code"),
        description=_("Rosters name the unit by this code."),
        validators=[InputRequired(), Length(max=32)],
        render_kw={"autocomplete": "off", "autocapitalize": "none"},
    )
    name = StringField(_("Name of the unit"), validators=[InputRequired(), Length(max=64)])
    name_en = StringField(_("Name in English"), validators=[Optional(), Length(max=64)])
    parent_id = SelectField(_("Below the unit"), coerce=row_number, validate_choice=False)


class RoleForm(Form):
    """A role in a unit."""

    role = SelectField(_("Role"), coerce=Role)
    unit_id = SelectField(_("In the unit"), coerce=row_number, validate_choice=False)


class ReasonForm(Form):
    """Why something is closed or ended."""

    reason = StringField(
        _("Reason"),
        filters=[tidied],
        validators=[DataRequired(), Length(max=200)],
        render_kw={"autocomplete": "off"},
    )


class DecisionForm(Form):
    """A supervisor's answer to a proposed role."""

    agreed = RadioField(choices={"yes": "", "no": ""})
    reason = StringField(filters=[tidied], validators=[Optional(), Length(max=200)])


class WaiverForm(Form):
    """A conflict that is waived once for one person."""

    person_id = SelectField(_("Person"), coerce=row_number, validate_choice=False)
    conflict = SelectField(_("What is waived"), coerce=Conflict)
    until = DateField(
        _("Last day"),
        description=_("90 days at most, today included."),
        validators=[InputRequired()],
    )
    reason = StringField(
        _("Reason"),
        description=_("It is on record with your name, and everyone who may waive reads it."),
        filters=[tidied],
        validators=[DataRequired(), Length(max=500)],
        render_kw={"autocomplete": "off"},
    )


class WaiverEndForm(Form):
    """Why a waiver is taken back."""

    reason = StringField(
        _("Reason"),
        filters=[tidied],
        validators=[DataRequired(), Length(max=500)],
        render_kw={"autocomplete": "off"},
    )


class RosterForm(Form):
    """A file of people."""

    file = FileField(
        _("CSV or Excel file"),
        description=_("At most 2 MiB and 20,000 rows."),
        validators=[FileRequired()],
        render_kw={"accept": ".csv,.xlsx"},
    )
