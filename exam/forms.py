"""What examiners and officers type about sittings."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (  # type: ignore[attr-defined]
    DateTimeLocalField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from accounts.rules.names import tidy_remark
from exam.rules.dossier import PART_NAMES, Part


def tidied(text: str | None) -> str | None:
    """A remark without anything unseen in it."""
    return tidy_remark(text) if text else text


class SittingForm(FlaskForm):  # type: ignore[misc]
    """A planned sitting. Times are in the unit's zone."""

    blueprint = SelectField(_("Blueprint"), coerce=int)
    unit = SelectField(_("Unit"), coerce=int)
    title = StringField(_("Title in Chinese"), validators=[InputRequired(), Length(max=120)])
    title_en = StringField(_("Title in English"), validators=[Optional(), Length(max=160)])
    place = StringField(_("Place"), validators=[Optional(), Length(max=120)])
    opens = DateTimeLocalField(_("Opens at"), validators=[InputRequired()])
    closes = DateTimeLocalField(
        _("Last start at"),
        description=_("Whoever starts by then has the full time from their own start."),
        validators=[InputRequired()],
    )


class ExtraTimeForm(FlaskForm):  # type: ignore[misc]
    """Extra time for one candidate."""

    minutes = IntegerField(_("Extra minutes"), validators=[InputRequired(), NumberRange(0, 240)])
    reason = StringField(_("Reason"), validators=[InputRequired(), Length(max=200)])


class LateEntryForm(FlaskForm):  # type: ignore[misc]
    """An officer who comes after the sealing."""

    person = SelectField(_("Officer"), coerce=int)
    language = SelectField(
        _("Language of the paper"),
        choices=[SelectChoice("zh", "中文"), SelectChoice("en", "English")],
    )
    reason = StringField(_("Reason"), validators=[InputRequired(), Length(max=200)])


class VoidingForm(FlaskForm):  # type: ignore[misc]
    """Why an attempt should count for nothing."""

    reason = StringField(
        _("Reason"),
        description=_("The supervisor and, once it is voided, the candidate read it."),
        filters=[tidied],
        validators=[DataRequired(), Length(max=500)],
        render_kw={"autocomplete": "off"},
    )


class VoidingAnswerForm(FlaskForm):  # type: ignore[misc]
    """A supervisor's answer."""

    agreed = RadioField(choices={"yes": "", "no": ""})
    reason = StringField(filters=[tidied], validators=[Optional(), Length(max=500)])


class DossierForm(FlaskForm):  # type: ignore[misc]
    """What a dossier is to do without."""

    without = SelectMultipleField(coerce=Part)


def dossier_form() -> DossierForm:
    """The form with its choices in the reader's language; nothing is left out at first."""
    form = DossierForm()
    form.without.choices = [(str(part), gettext(name)) for part, name in PART_NAMES.items()]
    return form
